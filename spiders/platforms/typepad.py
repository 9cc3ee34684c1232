"""TypePad (2003–2025): modern pages (`div.entry`, `div.comment#comment-…`) and classic ones (`p.posted`)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from archive.models import Follow
from archive.urls import key
from spiders.adapter import Adapter, CommentFields, Entries, Layout, Links, Marks, PostFields
from spiders.containers import Each
from spiders.fields import (
    Before,
    Beside,
    Call,
    Const,
    Many,
    Own,
    Rdf,
    Scope,
    Signpost,
    Span,
    attr,
    first,
    inner,
    link,
    permalink,
    text,
    together,
)
from spiders.page import Page

_COMMENT_PAGE = r"^(.*?)/comments/page/\d+/?(?:[?#]|$)"
_SIGNED = r"^[^\d:：|]{2,40}[:：]\s*"
"""How a comment's signature begins in every language: "Posted by:", "Rédigé par :", "Kommentiert von:"."""
_AUTHOR = _SIGNED + r"([^\s|].*?)\s*\|"
_CLOCK = r"\b(\d{1,2}[:.h]\d{2}(?::\d{2})?(?:\s*[AaPp]\.?[Mm]\.?)?)"
_WRITER = (
    r"^(?:Posted by|Written by|Rédigé par|Verfasst von|Publicado por|Scritto da|Geschreven door)\s+"
    r"([^|]+?)\s+(?:at|on|in|le|à|dans|am|um|a las|en|el|alle|il|op|om)\s"
)
_DATE_LINK = "a[href*='#comment-'], a[href*='#c']"
_OTHER_LINK = "a:not([href*='#c']):not([href^='#']):not([href^='javascript']):not([class*='reply'])"


def blog_name(scope: Scope) -> str | None:
    """Who sent a trackback: what stands between its title's link and the next mark-up, after "from"."""
    title = next(scope.css("a[href]"), None)
    found = re.search(
        r"\b(?:from|von|de|da|van)\s+(.+?)(?:\s+(?:on|am|le|il|el|op))?\s*$",
        (title.tail or "") if title is not None else "",
    )
    return found[1] if found else None


EXCERPT = first(Span("br", "a"), inner(""))
"""A trackback's excerpt: below the line that names it, without the link that leads on."""

MODERN_COMMENTS = (
    Each("div.comment[id^=comment-]", unless="#comment-preview, .module, form"),
    CommentFields(
        key=first(
            attr("href", "p.comment-footer a[href*='#comment-']", match=r"#comment-(\w+)"),
            attr("id", match=r"^comment-(\w+)"),
        ),
        url=permalink(*(f"p.comment-footer {one}" for one in _DATE_LINK.split(", "))),
        author=first(text("p.comment-footer a[rel~=nofollow][title]"), text("p.comment-footer", match=_AUTHOR)),
        author_url=link(f"p.comment-footer {_OTHER_LINK}"),
        author_id=first(
            attr("at:flyout-userxid", "img"),
            attr("tpc:userxid", "img"),
            attr("href", "p.comment-footer a[href*='profile.typepad.com/6p']", match=r"/(6p\w+)"),
        ),
        words=first(
            text(*(f"p.comment-footer {one}" for one in _DATE_LINK.split(", "))),
            text("p.comment-footer", match=r"\|\s*([^|]*\d[^|]*)$|^([^|:]*\d[^|]*)$"),
        ),
        html=first(inner("div.comment-content > span[id$=-content]"), inner("div.comment-content")),
        owner=attr("class", match=r"comment-by-owner"),
    ),
)

CLASSIC_COMMENTS = (
    Each(
        "p.posted, div.posted, span.posted",
        unless=".module, form, #comment-preview",
        says=_SIGNED + r"[^|]*\|",
    ),
    CommentFields(
        key=first(
            attr("href", _DATE_LINK, match=r"#(?:comment-|c)(\w+)"),
            Beside("a[id^=c], a[name^=c]", first(attr("id", match=r"^c(\w+)"), attr("name", match=r"^c(\w+)"))),
            Beside("div[id^=c]", attr("id", match=r"^c(\d\w*)$")),
        ),
        url=permalink(_DATE_LINK),
        author=text("", match=_AUTHOR),
        author_url=link(_OTHER_LINK),
        words=first(text(_DATE_LINK), text("", match=r"\|\s*([^|]*\d[^|]*)$")),
        html=Before("a[id^=c], a[name^=c], h2, h3, h4, p.posted, div.posted"),
    ),
)

MODERN_PINGS = (
    Each("div.trackback[id^=ping-], div.trackbacks-content div.trackback", unless=".module"),
    CommentFields(
        key=attr("id", match=r"ping-(\w+)"),
        url=permalink("p.trackback-footer a[href*='#ping']"),
        author=Call(blog_name),
        author_url=link(".trackback-content a"),
        title=text(".trackback-content a"),
        words=first(text("p.trackback-footer a"), text("p.trackback-footer", match=r"(?:on|am|le|il)\s+(.+)")),
        html=first(Span(".trackback-content br", "a"), inner(".trackback-content")),
        kind=Const("trackback"),
    ),
)

CLASSIC_PINGS = (
    Each("p.posted", unless=".module", says=r"^Tracked on"),
    CommentFields(
        key=first(
            attr("href", "a[href*='#']", match=r"#(?:ping-|p)0*(\w+)"),
            Beside("p", attr("id", match=r"^p0*(\d+)$")),
        ),
        url=permalink("a[href*='#p']"),
        author=Beside("p", Call(blog_name)),
        author_url=Beside("p", link("a")),
        title=Beside("p", text("a")),
        words=text("", match=r"^Tracked on:?\s*(.+)"),
        html=Beside("p", EXCERPT),
        kind=Const("trackback"),
    ),
)

COMMENTS = (MODERN_COMMENTS, CLASSIC_COMMENTS, MODERN_PINGS, CLASSIC_PINGS)
_PREVIOUS = link("a.content-nav-prev", "link[rel=prev]", "link[rel=previous]")
_NEXT = link("a.content-nav-next", "link[rel=next]")
_OPEN = first(
    attr("id", "form#comment-form", "#comment-preview", "#comments-form", "#comment-post-button"),
    attr("action", "form[action*='/t/comments']"),
)
_FOLLOW = (
    Links("comments", "comment pager", "a[href*='/comments/page/']"),
    Links(
        "feed",
        "comment feed",
        "a[href*='/comments/'], link[href*='/comments/']",
        match=r"/comments/(?:atom|rss)\.xml",
    ),
)


def _links_here(page: Page, permalinks: str) -> bool:
    """Whether the entry's permalink is this page's own address, or it has none."""
    found = [key(url) for a in page.css(permalinks) if (url := page.join(a.get("href")))]
    here = re.sub(_COMMENT_PAGE, r"\1.html", page.url)
    return not found or key(here) in found


def _is_single(page: Page) -> bool:
    """One entry, and the page is its own: an index that lists a single entry links elsewhere."""
    if len(page.css("div.entry[id^=entry-]")) != 1:
        return False
    if re.search(r"dimension2['\"],\s*['\"]Individual", page.text) or page.first("#all-comments") is not None:
        return True
    return _links_here(page, "div.entry a.permalink[href]")


_ENTRY_LINES = Each(
    "p.posted, div.posted", unless=".module, form", says=r"^(?!Tracked on)(?!" + _SIGNED[1:] + r"[^|]*\|).*\w"
)
"""The lines that sign entries, not comments: "NAME posted Jun 22, 2007 in … | Permalink | Comments (1)"."""


def _is_classic_single(page: Page) -> bool:
    return len(_ENTRY_LINES.find(page)) <= 1 and _links_here(page, "p.posted a.permalink, p.posted a[href$='.html']")


MODERN = Layout(
    name="modern",
    when="div.entry[id^=entry-]",
    test=_is_single,
    about=first(Own(_COMMENT_PAGE, r"\1.html"), link("div.entry a.permalink"), link("link[rel=canonical]")),
    post=PostFields(
        source_id=attr("id", "div.entry[id^=entry-]", match=r"^entry-(\w+)"),
        title=first(text("h3.entry-header"), Rdf("dc:title")),
        author=first(
            text("div.entry span.post-footers", match=_WRITER),
            Rdf("dc:creator"),
            attr("class", "div.entry[id^=entry-]", match=r"entry-author-(\S+)"),
        ),
        words=first(
            together(text("h2.date-header"), text("div.entry span.post-footers", match=_CLOCK)),
            text("h2.date-header"),
            text("div.entry span.post-footers", match=r"\b(?:on|le|am|il|el|op) (.+?)(?: in | dans |\||$)"),
        ),
        machine=Rdf("dc:date"),
        html=inner("div.entry-body", "div.entry-more", join=True),
        tags=Many("div.entry a[rel~=tag], .entry-tags a"),
        categories=Many(
            "div.entry span.post-footers a:not([href*='#']):not(.permalink):not([href*='profile.typepad'])"
            ":not([rel~=tag])"
        ),
        previous=_PREVIOUS,
        next=_NEXT,
        closed=text("p.comments-closed"),
        open=_OPEN,
        promised=text("#all-comments .comments-header", "h3.comments-header", match=r"\((\d+)\)|^(\d+)\s"),
        promised_by="heading",
    ),
    comments=COMMENTS,
    follow=_FOLLOW,
)

CLASSIC = Layout(
    name="classic",
    when="p.posted, div.posted",
    unless="div.entry[id^=entry-]",
    test=_is_classic_single,
    about=first(Own(_COMMENT_PAGE, r"\1.html"), Rdf("rdf:about")),
    post=PostFields(
        source_id=attr("id", "a[id^=a0]", match=r"^a0*(\d+)$"),
        title=first(text(".content h3", "#center h3", "h3"), Rdf("dc:title")),
        author=first(text("p.posted", match=_WRITER), text("p.posted", match=r"^([^|]+?) posted\s"), Rdf("dc:creator")),
        words=first(
            text("p.posted", match=r"^[^:|]*? on (.+?)(?: in |\s*\||$)"),
            text("p.posted", match=r"^[^|:]+? posted (.+?)(?: in |\s*\||$)"),
            text("h2.date", "h2.date-header", ".content h2", match=r"^.*\d{4}.*$"),
        ),
        machine=Rdf("dc:date"),
        html=first(
            Span(".content h3", "p.posted, p.extended"),
            Span("#center h3, #content h3", "p.posted, p.extended"),
            Span("h3", "p.posted, p.extended"),
        ),
        categories=Many("p.posted a[href$='/index.html'], p.posted a[rel~=tag]"),
        previous=first(_PREVIOUS, Signpost(r"^«.")),
        next=first(_NEXT, Signpost(r".»$")),
        closed=text("p", match=r"^The comments to this entry are closed"),
        open=_OPEN,
    ),
    comments=COMMENTS,
    follow=_FOLLOW,
)

THREAD = Layout(
    name="thread",
    when="div.comment[id^=comment-] p.comment-footer, p.posted a[href*='#comment-']",
    page="comments",
    test=lambda page: re.search(_COMMENT_PAGE, page.url) is not None,
    about=Own(_COMMENT_PAGE, r"\1.html"),
    comments=COMMENTS,
    follow=_FOLLOW,
)
"""A further page of a thread that does not show the entry again."""

_PROMISED = text("a[href*='#comments']", match=r"\((\d+)\)|(\d+)")

INDEX = Layout(
    name="index",
    when="div.entry[id^=entry-], .archive-content, body.layout-archive-index",
    page="index",
    entries=Entries(Each("div.entry[id^=entry-]"), url=link("a.permalink", "h3.entry-header a"), promised=_PROMISED),
    follow=(
        Links(
            "post",
            "archive list",
            ".archive-content a[href$='.html']",
            match=r"/\d{4}/\d\d/(?!index\.)[^/]+\.html",
        ),
        Links("index", "archive list", ".archive-content a"),
    ),
)

CLASSIC_INDEX = Layout(
    name="classic-index",
    when="p.posted, div.posted",
    page="index",
    entries=Entries(
        _ENTRY_LINES,
        url=link("a.permalink", "a[href*='/20'][href$='.html']:not([href$='index.html'])"),
        promised=_PROMISED,
    ),
)


def discover(page: Page) -> Iterable[Follow]:
    """The comment feed of a post whose page shows a thread but does not link its feed."""
    shows = page.first("#all-comments, a#comments, a[name=comments]")
    if shows is None or not (MODERN.fits(page) or CLASSIC.fits(page)):
        return
    if page.first("a[href*='/comments/atom.xml'], link[href*='/comments/atom.xml']") is not None:
        return
    permalink = re.sub(_COMMENT_PAGE, r"\1.html", page.url).partition("?")[0]
    if permalink.endswith(".html"):
        yield Follow(permalink.removesuffix(".html") + "/comments/atom.xml", "feed", "comment feed by rule")


TYPEPAD = Adapter(
    name="typepad",
    title="TypePad",
    marks=Marks(
        generator=r"typepad\.com",
        raw=(
            r"id=['\"]?typepad-standard",
            r"static\.typepad\.com/\.shared",
            r"www\.typepad\.com/t/(?:stats|trackback|comments|rsd)",
            r"Typepad\.set",
        ),
        host=r"\.(?:typepad|blogs)\.com$",
    ),
    layouts=(MODERN, THREAD, CLASSIC, INDEX, CLASSIC_INDEX),
    follow=(
        Links("index", "pager", ".pager-inner a[href], .content-nav a.content-nav-main"),
        Links("post", "content nav", "a.content-nav-prev, a.content-nav-next"),
        Links("index", "archives", "a[href$='/archives.html'], .module-archives a"),
    ),
    discover=discover,
    traps=(("no_prefetch", r"[?&]no_prefetch="), ("comment address", r"[?&]cid=")),
)
