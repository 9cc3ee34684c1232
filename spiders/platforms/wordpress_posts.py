"""What WordPress themes print of a post, as fields; what must be worked out stands as plain functions."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urlsplit, urlunsplit

from lxml import html

from spiders.adapter import PostFields, canonical
from spiders.counts import count_in
from spiders.fields import Call, Const, Field, First, Many, Rdf, Scope, Together, Within, attr, first, inner, link, text
from spiders.markup import words_of
from spiders.page import Page

_VIEWS = re.compile(r"^(?:cpage|wpdParentID|replytocom|share|like_comment|amp|noamp|print|nb|_wpnonce)(?:=|$)")

_PART = re.compile(r"/\d{1,2}(/?)$|&page=\d{1,2}$")
ENTRIES = ".hentry, .type-post, .type-page, .post, article.page"
DIVIDED = ".page-links a, .post-nav-links a, a.post-page-numbers"
"""Links between the parts of a post that its author divided (`<!--nextpage-->`)."""

FORMS = "#commentform, form[action*='wp-comments-post.php']"
_NO_PAGER = r"^(?!.*(?:comment-page-|[?&]cpage=))(.+)$"
_NOT_BODY = (
    ".sharedaddy, #jp-post-flair, .jp-relatedposts, .sd-block, .wpcnt, .addtoany_share_save_container, "
    ".a2a_kit, .addthis_toolbox, .social-share, .page-links, .post-nav-links, .wp-block-comments, #comments, "
    "#respond, .yarpp-related, .robots-nocontent, .postmetadata, "
    ".shariff, .essb_links, .heateor_sss_sharing_container, .rp4wp-related-posts, .wp_rp, .related_post, .crp_related, "
    ".post-ratings, .saboxplugin-wrap, .abh_box, .jetpack_subscription_widget, #ez-toc-container, .widget, "
    ".wpd-inline-icon-wrapper, script, style, noscript, "
    "p:has(> a[rel=tag][href*='/tag/']:not([href*=technorati])), p:has(> a[rel=tag][href*='?tag='])"
)
_BUILT = (
    ".td-post-content",
    ".elementor-widget-theme-post-content > .elementor-widget-container",
    ".elementor-widget-theme-post-content",
    ".post_content",
    ".single-post-content",
)
"""The body in themes put together from blocks of a maker: tagDiv, Elementor, UpSolution and others."""

_CLOSED = (
    r"comments? (?:are|is|have been) (?:now )?(?:closed|disabled)|comment form is closed"
    r"|Kommentar.{1,30}geschlossen|commentaires?.{1,30}ferm[ée]|comentarios.{1,30}cerrad|commenti.{1,30}chius"
    r"|reacties.{1,30}gesloten|comentários.{1,30}(?:fechad|encerrad)|komment.{1,30}zamknię|комментарии.{1,20}закрыт"
)
_ALL_CLOSED = r"Responses are currently closed|comments and pings are currently closed"
_HEADINGS = (
    "#comments-title, .comments-title, .td-comments-title-wrap, .wp-block-comments-title, "
    ":is(h1, h2, h3, h4)#comments, #comments > :is(h2, h3, h4):not(.comment-reply-title):not(#reply-title), "
    "#comments ~ :is(h2, h3, h4):not(.comment-reply-title):not(#reply-title)"
)
_TIME = re.compile(r"\b(\d{1,2})[:.](\d\d)(?::\d\d)?\s*([ap])?\.?m?\b", re.I)


def _in_entry(field: Field) -> Within:
    return Within(ENTRIES, field)


def _heading_of_window(scope: Scope) -> str | None:
    """The first heading that the window's title repeats: the post's own, in themes that name nothing."""
    window = words_of(title) if (title := scope.page.first("title")) is not None else ""
    tops = scope.page.css(ENTRIES) or scope.page.css("article, main")
    headings = (words_of(one) for top in tops for one in top.iter("h1", "h2", "h3"))
    return next((words for words in headings if len(words) > 2 and words in window), None)


_MAIN_FEED = "link[rel~=alternate][type*='rss'][title], link[rel~=alternate][type*='atom'][title]"


def _title_of_window(scope: Scope) -> str | None:
    """The window's title without the blog's name, which the main feed's link tells ("NAME » Feed")."""
    feed = scope.page.first(_MAIN_FEED)
    name = re.split(r"\s+[»|]\s+", feed.get("title", ""))[0].strip() if feed is not None else ""
    window = words_of(title) if (title := scope.page.first("title")) is not None else ""
    if not name or name not in window:
        return None
    rest = window.replace(name, " ", 1).replace("Blog Archive", " ", 1)
    return re.sub(r"^[\s»«|–—:·-]+|[\s»«|–—:·-]+$", "", rest) or None


TITLE = first(
    text("h1.entry-title", "h1.wp-block-post-title", ".entry-title", ".wp-block-post-title"),
    text("h1.post-title", ".storytitle", ".post-title", ".posttitle", without=".feedback"),
    Call(_heading_of_window),
    text(":is(h1, h2, h3)[class*='post-title']", ":is(h1, h2, h3)[class*='entry-title']"),
    Call(_title_of_window),
    _in_entry(text("h1", "h2", "h3")),
)

_A_DAY = r"^(.*\d.*)$"
"""What names a day has a number in it; an author's line in a date's place has none."""

WORDS = first(
    text("time.entry-date", ".entry-date", ".wp-block-post-date time", ".wp-block-post-date", match=_A_DAY),
    _in_entry(text(".posted-on time", ".entry-meta time", ".published", ".post-date", match=_A_DAY)),
    _in_entry(text(".entry-meta a[rel~=bookmark]", "header a[rel~=bookmark]", match=r"^.*\b\d{4}\b.*$")),
    text(".postmetadata small", ".postmetadata", match=r"posted on (.+?) and is filed"),
    text(".signature p", match=r"^(\D{0,20}\d.*)$"),
    _in_entry(text(".meta", match=r"\b(?:at|um) (\d{1,2}:\d\d.+?\d.*?)(?:\||Comments Off|$)")),
    Together((text("h2:has(+ .post)"), text(".post .meta", match=r"@ (\d.+)$"))),
    _in_entry(text("small", ".date", ".postdate", match=r"^(.*\d.*?)(?:\s+by .+|\s*Comments Off.*)?$")),
    text(
        ".post-footer, .entry-footer, .post-info, .postinfo, .byline, .post-meta",
        match=r"\b(?:posted|published|publié|posté|veröffentlicht|publicado|pubblicato)?\s*"
        r"\b(?:on|le|am|el|il|em|op)\s+([^|•·]{0,24}?\b(?:19|20)\d\d\b)",
    ),
)


def permalink_of(scope: Scope) -> str | None:
    """The post's own address: no comment page, no reply form, no AMP view, no part of a divided post."""
    page = scope.page
    about = Rdf("rdf:about").read(scope)
    bookmark = _in_entry(link(".entry-title a", ".storytitle a", "h2 a[rel~=bookmark]")).read(scope)
    return without_view(canonical(page) or page.join(about) or bookmark or page.url, parts_of(page))


def parts_of(page: Page) -> tuple[str, ...]:
    """Addresses of the other parts of a divided post, as this part links them."""
    found = (page.join(element.get("href")) for element in page.css(DIVIDED))
    return tuple(url for url in found if url)


def without_view(url: str, others: tuple[str, ...] = ()) -> str:
    """The address without comment page, reply form, AMP or print view, and without the number of a part.

    ``others`` are the post's other parts: a number at the end may be the post's own (`/archives/48`), and is a
    part's only when these share what stands before it.
    """
    parts = urlsplit(url)
    path = re.sub(r"(?<=\.html)/comment-page-\d+/?$|(?<=\.html)/amp/?$", "", parts.path)
    path = re.sub(r"/comment-page-\d+(/?)$|/amp(/?)$", lambda m: m[1] or m[2] or "", path) or "/"
    query = "&".join(one for one in parts.query.split("&") if not _VIEWS.match(one))
    own = urlunsplit((parts.scheme, parts.netloc, path, query, ""))
    whole = _PART.sub(r"\1", own)
    if any(whole.rstrip("/") in (one.rstrip("/"), _PART.sub(r"\1", one).rstrip("/")) for one in others):
        return whole
    return own


def promised_by_heading(scope: Scope) -> str | None:
    """The number in the heading over the thread ("5 Responses to …"); it counts pings too, on all pages."""
    title = TITLE.read(scope)
    return next((told for one in scope.css(_HEADINGS) if (told := count_in(words_of(one), title))), None)


_ENTRY_TITLE = text(".entry-title, .wp-block-post-title, .storytitle, .post-title, .posttitle", "h1", "h2", "h3")


def promised_by_link(scope: Scope) -> str | None:
    """The number in the link that leads from an entry of a list to its thread; one to the form says that there is none.

    What is said to screen readers repeats the title, and is asked last.
    """
    title = _ENTRY_TITLE.read(scope)
    links = list(scope.css("a[href*='#comments']"))
    seen = [words_of(one, {e for e in one.iter("*") if "screen-reader-text" in e.get("class", "")}) for one in links]
    told = (count_in(words, title) for words in (*seen, *map(words_of, links)))
    none = "0" if next(iter(scope.css("a[href$='#respond']")), None) is not None else None
    return next((count for count in told if count is not None), none)


def date_of_address(scope: Scope) -> str | None:
    """The day that the permalink holds, with the printed hour, for themes that print no year (or nothing)."""
    words = WORDS.read(scope) or ""
    found = re.search(r"/((?:19|20)\d\d)/(\d\d?)/(\d\d?)/", permalink_of(scope) or "")
    if found is None or re.search(r"\b(?:19|20)\d\d\b", words):
        return None
    day = f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}"
    time = _TIME.search(words)
    if time is None or int(time[1]) > 23:
        return day
    half = (time[3] or "").lower()
    hour = int(time[1]) % 12 + (12 if half == "p" else 0) if half else int(time[1])
    return f"{day}T{hour:02}:{time[2]}"


def _body(without: str) -> First:
    return first(
        inner(".entry-content", ".wp-block-post-content", ".storycontent", ".entrytext", without=without),
        inner(".post .entry", ".post-content", ".post-body", ".post-entry", ".entry-body", without=without),
        inner(".snap_preview", ".hentry .main", ".post .content", ".hentry .entry", without=without),
        inner(*_BUILT, without=without),
    )


LISTS = ":is(.commentlist, .comment-list, .comments-list)"
_BODY, _BODY_AROUND_THREAD = _body(_NOT_BODY), _body(f"{_NOT_BODY}, {LISTS}")


def body_of(scope: Scope) -> str | None:
    """The post's words, without a thread that a theme prints among them; a list that is a sample belongs to them."""
    lists = set(scope.css(f".entry-content {LISTS}"))
    holds_thread = bool(lists) and any(above in lists for one in scope.borders for above in one.iterancestors())
    return (_BODY_AROUND_THREAD if holds_thread else _BODY).read(scope)


_ARCHIVE = re.compile(r"/author/[^/?#]+/?$|[?&]author=\d+$")
_ALL_OF = re.compile(
    r"\b(?:all|alle|more|mehr|view|see|zeige|posts?|articles?|artikel|beiträge|archiv\w*|tous|todos|tutti)\b|[→»]", re.I
)


def _archive_of_author(scope: Scope) -> html.HtmlElement | None:
    """The first link in the post to all that its author wrote, whose words may be a name: WordPress's own address."""
    links = [a for a in scope.css("a[href*='author']") if _ARCHIVE.search(a.get("href", ""))]
    if not links:
        return None
    tops = set(scope.page.css(f"{ENTRIES}, article, main"))
    inside = [a for a in links if not tops.isdisjoint(a.iterancestors())]
    if not inside and len({a.get("href") for a in links}) > 1:
        return None
    named = ((a, words_of(a)) for a in inside or links)
    return next((a for a, words in named if 1 < len(words) < 60 and not _ALL_OF.search(words)), None)


def _name_of_archive(scope: Scope) -> str | None:
    found = _archive_of_author(scope)
    return words_of(found) if found is not None else None


def _link_of_archive(scope: Scope) -> str | None:
    found = _archive_of_author(scope)
    return scope.page.join(found.get("href")) if found is not None else None


_NAME = (
    r"^(?!.*(?:[→»]|\b(?:archiv\w*|all posts|beiträge|reviewed|geprüft)\b))\W*"
    r"(?:(?:posted|written|published|veröffentlicht|verfasst|geschrieben|publié|escrito|scritto|geschreven)\s+)?"
    r"(?:(?:by|von|par|por|di|da|door|av|af|przez|author|autor(?:in)?|auteur|autore)\b\s*:?\s+)?(\D{2,60}?)[\s,|·•]*$"
)
"""A name in an element that is called after the author, without what leads to it; longer words are no name."""

POST = PostFields(
    source_id=first(
        attr("class", "body", match=r"\b(?:postid|page-id|attachmentid)-(\d+)"),
        attr("value", "input[name=comment_post_ID]"),
        attr("id", "[id^=post-]:is(.hentry, .post, h1, h2, h3)", match=r"^post-(\d+)$"),
        attr("href", "link[rel=shortlink]", match=r"[?&](?:p|page_id|attachment_id)=(\d+)"),
    ),
    title=First((TITLE, attr("content", "meta[property='og:title']"))),
    author=first(
        _in_entry(text(".author .fn", ".author.vcard", "a[rel~=author]", ".byline .author", match=_NAME)),
        _in_entry(text(".entry-author", ".post-author", "div.td-post-author-name a", match=_NAME)),
        text(".wp-block-post-author__name", ".wp-block-post-author-name"),
        text(".signature p", match=r"^(?:Written by|Scritto da|Geschrieben von|Écrit par|Escrito por) (.+)"),
        _in_entry(text(".meta", match=r".*— (.+?) @ \d")),
        _in_entry(text(".meta", "small", match=r"\b(?:by|von|par|por) (.{2,60}?)(?: (?:at|on|am|um|le|in) |$)")),
        Call(_name_of_archive),
    ),
    author_url=first(
        _in_entry(link(".author.vcard a", "a[rel~=author]")),
        link(".wp-block-post-author-name a"),
        Call(_link_of_archive),
    ),
    words=WORDS,
    machine=first(
        attr("content", "meta[property='article:published_time']"),
        attr("datetime", "time.entry-date.published", "time.entry-date", ".wp-block-post-date time"),
        _in_entry(attr("datetime", ".posted-on time", ".entry-meta time", "header time")),
        _in_entry(attr("title", "abbr.published")),
        Call(date_of_address),
    ),
    updated=first(
        attr("content", "meta[property='article:modified_time']"),
        _in_entry(attr("datetime", "time.updated:not(.published)")),
    ),
    html=Call(body_of),
    tags=Many("a[rel=tag]:not([class*=tag-link])", within=ENTRIES),
    categories=Many("a[rel~=category]", within=ENTRIES),
    previous=first(
        link("link[rel=prev]", "link[rel=previous]"),
        link("a[rel=prev]", ".nav-previous a", ".navigation .alignleft a", match=_NO_PAGER),
    ),
    next=first(
        link("link[rel=next]"),
        link("a[rel=next]", ".nav-next a", ".navigation .alignright a", match=_NO_PAGER),
    ),
    closed=first(
        text(".nocomments", ".no-comments", ".comments-closed", match=r"^(?!.*(?:password|kennwort)).+"),
        text(".postmetadata", match=_ALL_CLOSED),
        text("#comments p", "#respond p", ".comments-area p", "#comments ~ p", match=_CLOSED),
        text("#commentlist ~ p", ".commentlist ~ p", match=_CLOSED),
    ),
    open=Const("yes", f"{FORMS}, #respond iframe, #respond .must-log-in"),
    promised=Call(promised_by_heading),
    promised_by="heading",
)

BLOCK_POST = replace(
    POST,
    tags=Many(".taxonomy-post_tag a"),
    categories=Many(".taxonomy-category a"),
)
