"""Movable Type (2.x to 7): default templates from `div.comments-body` to `div.comment.comment-reply`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qs, quote, urlsplit

from archive.models import Follow, Reading
from archive.urls import key
from spiders.adapter import (
    Adapter,
    Api,
    Entries,
    Layout,
    Links,
    Marks,
    PostFields,
    read_comments,
)
from spiders.containers import Each
from spiders.fields import (
    Call,
    Field,
    Many,
    Own,
    Raw,
    Rdf,
    Scope,
    Signpost,
    Span,
    attr,
    first,
    inner,
    link,
    text,
    together,
)
from spiders.markup import words_of
from spiders.page import Page
from spiders.platforms.movabletype_threads import COMMENTS, SIGNED
from spiders.printed import CLOCK, DAY

PER_PAGE = 50
"""Comments that a static page of the default templates holds; the rest comes by script."""

_LINE = (".posted", ".post-footers", ".asset-meta .byline", ".entry-footer", ".entry-meta")
_ENTRY = "div.entry-asset, div.entry[id^=entry-], div.blogbody, article.entry"
_PERMALINK: Field = first(
    link("a.permalink", "a[rel~=bookmark]", "h2.entry-title a", "h3.entry-header a", "h2.asset-name a"),
    Signpost(r"^permalink$|^permanent link$|^link$"),
    link(".posted a[href*='/20']:not([href$='/']):not([href*='#'])", "h3.title a", "h2.title a"),
)
_PROMISED = text("a[href*='#comments']", "a[href*='entry_id=']", match=r"\((\d+)\)|^\D{0,20}(\d+)")

POST = PostFields(
    source_id=first(
        attr("id", ".entry-asset[id^=entry-], .entry[id^=entry-]", match=r"^entry-(\d+)"),
        attr("value", "input[name=entry_id]", match=r"^(\d+)$"),
        attr("href", "a[href*='entry_id=']", match=r"entry_id=(\d+)"),
        Raw(r"MT\.entryID\s*=\s*['\"]?(\d+)"),
        attr("id", "[id^=a0]", match=r"^a0*(\d+)$"),
        attr("name", ".blogbody > a[name^='0']", match=r"^0*(\d+)$"),
    ),
    title=first(
        text("#archive-title", "h1.asset-name", "h2.asset-name", ".entry-asset .entry-title", "h1#page-title"),
        text(".blogbody .title", "h3.entry-header", "h3.title", "h2.title", "h2.entry-title"),
        Rdf("dc:title"),
        text(".content h3", "#center h3", "#content h3"),
    ),
    author=first(
        text(".entry-asset .vcard.author", ".asset-meta .author", ".entry-meta .author"),
        text(*_LINE, match=r"(?:Posted|Written|Published) by (.+?) (?:at|on|in)\s"),
        text(*_LINE, match=SIGNED),
        Rdf("dc:creator"),
    ),
    author_url=link(".entry-asset .vcard.author a[href]"),
    words=first(
        text(
            ".entry-asset abbr.published",
            ".asset-meta abbr.published",
            ".entry-meta time",
            ".asset-meta time",
        ),
        together(text(*_LINE, match=rf"({DAY})"), text(*_LINE, match=rf"\b({CLOCK})")),
        together(text("h2.date", "h2.date-header", ".date"), text(*_LINE, match=rf"\b({CLOCK})")),
        text(*_LINE, match=rf"({DAY})"),
        text("h2.date", "h2.date-header", ".date"),
        text(".content h2, #content h2", match=rf"({DAY})"),
    ),
    machine=first(
        Rdf("dc:date"),
        attr("title", ".entry-asset abbr.published"),
        attr("datetime", ".asset-meta time", ".entry-meta time"),
    ),
    html=first(
        inner(".asset-body", ".asset-more", join=True),
        inner(".entry-body", ".entry-more", join=True),
        inner("div.blogbody", without=".title, .posted, .date, .date-header, a[name]:empty, script, form"),
        Span(".content h3, #center h3, #content h3, h3", "p.posted, span.posted, div.posted"),
    ),
    tags=Many(".entry-tags a[rel~=tag]"),
    categories=Many(".entry-categories a, .posted a[href*='/archives/'][href$='/'], .posted a[href*='/cat_']"),
    previous=first(link("link[rel=prev], link[rel=previous]"), Signpost(r"^«.")),
    next=first(link("link[rel=next]"), Signpost(r".»$")),
    closed=text(".comments-closed"),
    open=attr("name", "form[name=comments_form]"),
    promised=first(
        text("h2.comments-header", "h3.comments-header", match=r"\((\d+)\)|^(\d+)\s"),
        Raw(r"MT\.entryCommentCount\s*=\s*['\"]?(\d+)"),
        text(".asset-meta a[href*='#comments']", match=r"\d+"),
    ),
    promised_by="heading",
)


def _is_single(page: Page) -> bool:
    """One entry, and the page is its own address (or nothing says otherwise)."""
    entries = page.css(_ENTRY)
    if len(entries) != 1:
        return False
    if page.first("form[name=comments_form], #comments, a[name=comments], .comments-head, #archive-title") is not None:
        return True
    where = _PERMALINK.read(Scope(page, entries[0]))
    return where is None or key(where) == key(page.url)


def _has_own_line(page: Page) -> bool:
    """One signed entry: the line that has no colon after its first words, where comments have one."""
    lines = [
        w
        for e in page.css("p.posted, span.posted")
        if not re.match(r"Tracked on|[^\d:：|]{2,40}[:：]", w := words_of(e))
    ]
    return len(lines) == 1


_ABOUT = first(Rdf("rdf:about"), link("link[rel=canonical]"))
_FOLLOW = (Links("index", "start link", "link[rel=start]"),)

ASSET = Layout(
    "asset",
    ".entry-asset, .asset-body",
    test=_is_single,
    about=_ABOUT,
    post=POST,
    comments=COMMENTS,
    follow=_FOLLOW,
)
ENTRY = Layout(
    "entry",
    "div.entry[id^=entry-], article.entry",
    test=_is_single,
    about=_ABOUT,
    post=POST,
    comments=COMMENTS,
    follow=_FOLLOW,
)
BLOGBODY = Layout(
    "blogbody", "div.blogbody", test=_is_single, about=_ABOUT, post=POST, comments=COMMENTS, follow=_FOLLOW
)
POSTED = Layout(
    "posted",
    "p.posted, span.posted",
    unless=_ENTRY,
    test=_has_own_line,
    about=_ABOUT,
    post=POST,
    comments=COMMENTS,
    follow=_FOLLOW,
)
WINDOW = Layout(
    "comment-window",
    ".comments-body, .comments-post, div.comment[id^=comment-], div.trackback[id^=ping-], p.posted",
    unless=_ENTRY,
    page="comments",
    about=first(Call(lambda scope: _about_of(scope.page.url)), Rdf("rdf:about"), Own(r".*")),
    test=lambda page: "entry_id=" in page.url,
    comments=COMMENTS,
)
INDEX = Layout(
    "index",
    _ENTRY,
    page="index",
    entries=Entries(Each(_ENTRY), url=_PERMALINK, promised=_PROMISED),
    follow=(Links("index", "pager", ".content-nav a, #menu a, .archive-list a, .module-archives a, .pager a"),),
)
ARCHIVES = Layout(
    "archives",
    "a[href*='/archives/'], .archive-list, .archive-content, #archive-index",
    page="index",
    follow=(
        Links(
            "post",
            "archive list",
            "a[href]",
            match=r"/(?:\d{4}/\d\d(?:/\d\d)?/[\w-]+|archives/\d{6})\.\w{3,5}$",
        ),
        Links("index", "archive list", "a[href*='/archives/'][href$='/'], a[href*='/archives/'][href*='_']"),
    ),
)


_WINDOW_ADDRESS = re.compile(
    r"comments?[\w.-]*\.(?:cgi|pl|fcgi|php)\?(?!.*__mode)|mt-tb[\w.-]*\.(?:cgi|pl|fcgi)\?.*\b__mode=view\b",
    re.IGNORECASE,
)
"""Pop-up windows of comments and of trackbacks; other modes of these scripts are forms and redirects."""


def _about_of(url: str) -> str | None:
    """The permalink that we wrote into an address of the comment script, which ignores unknown words."""
    return parse_qs(urlsplit(url).query).get("about", [None])[0]


def _with_about(url: str, about: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}about={quote(about, safe='')}"


def _find_windows(page: Page) -> Iterator[Follow]:
    """Windows of comments and trackbacks (2.x), the only copy of some: the address is told whose they are."""
    single = next((one for one in LAYOUTS if one.fits(page)), None)
    entries = set(page.css(_ENTRY))
    for anchor in page.css("a[href*='entry_id=']"):
        href = anchor.get("href", "")
        url = page.join(href)
        if url is None or not _WINDOW_ADDRESS.search(href) or re.search(r"\(0\)\s*$", words_of(anchor)):
            continue
        entry = next((one for one in anchor.iterancestors() if one in entries), None)
        where = _PERMALINK.read(Scope(page, entry)) if entry is not None else None
        if single is not None and single.page == "post":
            where = single.about.read(Scope(page, page.root)) if single.about else None
            where = where or page.url
        if where is not None:
            finder = "trackback window" if "__mode" in href else "comment window"
            yield Follow(_with_about(url, where), "comments", finder)


def _find_listings(page: Page) -> Iterator[Follow]:
    """The comments that the page fetches by script when there are more than fit on it."""
    total = POST.promised.read(Scope(page, page.root)) if POST.promised else None
    entry = POST.source_id.read(Scope(page, page.root)) if POST.source_id else None
    script = _comment_script(page)
    if page.first("#comment-nav, #top-comment-nav, #comments-nav") is None and int(total or 0) <= PER_PAGE:
        return
    if script is None or entry is None:
        return
    where = _ABOUT.read(Scope(page, page.root)) or page.url
    for offset in range(0, min(int(total or PER_PAGE), 100_000), PER_PAGE):
        yield Follow(_with_about(_listing(script, entry, offset), where), "api", "comment listing")


def _comment_script(page: Page) -> str | None:
    """The comment script's address: the form's, or (comments are closed) the usual name beside the other scripts."""
    form = page.first("form[name=comments_form][action]")
    if form is not None:
        return page.join(form.get("action"))
    for selector, name in (("form[action*='mt-search']", "action"), ("[href*='mt-search'], [href*='mt-tb']", "href")):
        element = page.first(selector)
        address = element.get(name, "") if element is not None else ""
        if found := re.match(r"([^?]*/)mt-(?:search|tb)([\w-]*\.\w+)", address):
            return page.join(f"{found[1]}mt-comments{found[2]}")
    return None


def _listing(script: str, entry: str, offset: int) -> str:
    query = f"__mode=comment_listing&direction=ascend&entry_id={entry}&limit={PER_PAGE}&offset={offset}"
    return f"{script}?{query}"


def discover(page: Page) -> Iterable[Follow]:
    """Comment windows and script-fetched comments."""
    yield from _find_windows(page)
    yield from _find_listings(page)


def read_listing(page: Page) -> Reading | None:
    """The answer of `__mode=comment_listing`: JSON (bare or as a call) whose ``comments`` is markup."""
    found = re.search(r"\{.*\}", page.text, re.DOTALL)
    try:
        answer = json.loads(found[0]) if found else None
    except (ValueError, RecursionError):
        return None
    markup = answer.get("comments") if isinstance(answer, dict) else None
    if not isinstance(markup, str):
        return None
    about = _about_of(page.url)
    inside = Page(
        about or page.url,
        f"<html><body>{markup}</body></html>".encode(),
        content_type="text/html; charset=utf-8",
    )
    comments = read_comments(inside, COMMENTS)
    if about is None:
        links = (c.url.partition("#")[0] for c in comments if c.url)
        about = next((url for url in links if key(url) != key(page.url)), None)
    follow = _next_listing(page.url, len(comments))
    return Reading(page.url, "api", "movabletype", "comment-listing", about=about, comments=comments, follow=follow)


def _next_listing(url: str, count: int) -> tuple[Follow, ...]:
    offset = re.search(r"([?&]offset=)(\d+)", url)
    if count < PER_PAGE or offset is None:
        return ()
    after = url[: offset.start(2)] + str(int(offset[2]) + count) + url[offset.end(2) :]
    return (Follow(after, "api", "comment listing"),)


LAYOUTS = (WINDOW, ASSET, ENTRY, BLOGBODY, POSTED, INDEX, ARCHIVES)

MOVABLETYPE = Adapter(
    name="movabletype",
    title="Movable Type",
    marks=Marks(
        generator=r"movable\s*type|movabletype\.(?:org|com)",
        css=("form[name=comments_form] input[name=entry_id]", "div.blogbody", ".comments-post"),
        raw=(
            r"id=['\"]?sixapart-standard",
            r"mt-(?:comments|tb|search)[\w.-]*\.(?:cgi|fcgi|pl)",
            r"mt-(?:site\.js|static/)",
        ),
    ),
    layouts=LAYOUTS,
    discover=discover,
    apis=(Api("comment listing", r"__mode=comment_listing", read_listing),),
    traps=(
        (
            "comment window without its post",
            r"mt-comments[\w.-]*\.(?:cgi|fcgi|pl)\?(?!.*(?:about=|__mode=red|comment_listing))",
        ),
        ("trackback address", r"mt-tb[\w.-]*\.(?:cgi|fcgi|pl)(?!\?(?=.*__mode=view).*about=)"),
        ("blog search", r"mt-search[\w.-]*\.(?:cgi|fcgi|pl)"),
    ),
)
