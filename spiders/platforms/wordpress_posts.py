"""What WordPress themes print of a post, and what must be worked out: permalink, heading's count, further pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit, urlunsplit

from archive.models import Follow, Reading
from archive.urls import key
from spiders.adapter import PostFields, canonical
from spiders.fields import Call, Const, First, Many, Rdf, Scope, attr, first, inner, link, text, words_of
from spiders.page import Page

MAX_COMMENT_PAGES = 500
"""More pages than this are not asked for by number: no thread we know has them (25,000 comments at 50 a page)."""

_COMMENT_PAGE = re.compile(r"/comment-page-(\d{1,5})/?$|[?&]cpage=(\d{1,5})(?=&|$)")
_VIEWS = re.compile(r"^(?:cpage|replytocom|share|like_comment|amp|noamp|print|nb|_wpnonce)(?:=|$)")

_ENTRY = ":is(.hentry, .type-post, .type-page, .post, article.page)"
_NO_PAGER = r"^(?!.*(?:comment-page-|[?&]cpage=))(.+)$"
_NOT_BODY = (
    ".sharedaddy, #jp-post-flair, .jp-relatedposts, .sd-block, .wpcnt, .addtoany_share_save_container, .a2a_kit, "
    ".addthis_toolbox, .social-share, .page-links, .post-nav-links, .wp-block-comments, #comments, #respond, "
    ".yarpp-related, .robots-nocontent, script, style, noscript"
)
_CLOSED = (
    r"comments? (?:are|is|have been) (?:now )?(?:closed|disabled)|comment form is closed|Kommentar.{1,30}geschlossen"
    r"|commentaires?.{1,30}ferm[ée]|comentarios.{1,30}cerrad|commenti.{1,30}chius|reacties.{1,30}gesloten"
    r"|comentários.{1,30}(?:fechad|encerrad)|komment.{1,30}zamknię|комментарии.{1,20}закрыт"
)
_HEADINGS = (
    "#comments-title, .comments-title, .wp-block-comments-title, :is(h2, h3, h4)#comments, "
    "#comments > :is(h2, h3, h4):not(.comment-reply-title):not(#reply-title), "
    "#comments ~ :is(h2, h3, h4):not(.comment-reply-title):not(#reply-title)"
)
_ONE = re.compile(
    r"^(?:one|ein|eine|un|une|uno|una|um|uma|een|één|en|ett|et|jeden|jedna|один|bir|egy|yksi|un[ăa])\s", re.I
)
_NONE = re.compile(r"^(?:no|keine?|aucune?|nessun[ao]?|ningun[ao]?|ningún|sin|geen|nenhuma?|brak|ingen)\s", re.I)
_QUOTED = re.compile(r"[“„«‹「『\"].*[”“»›」』\"]", re.S)
_TIME = re.compile(r"\b(\d{1,2})[:.](\d\d)(?::\d\d)?\s*([ap])?\.?m?\b", re.I)



def _heading_of_window(scope: Scope) -> str | None:
    """The first heading that the window's title repeats: the post's own, in themes that name nothing."""
    window = words_of(title) if (title := scope.page.first("title")) is not None else ""
    headings = (words_of(one) for one in scope.css(":is(h1, h2, h3):not(.widget *)"))
    return next((words for words in headings if len(words) > 2 and window.startswith(words)), None) or next(
        (words for one in scope.css(f"{_ENTRY} :is(h1, h2, h3)") if (words := words_of(one)) and words in window), None
    )


TITLE = first(
    text("h1.entry-title", "h1.wp-block-post-title", ".entry-title", ".wp-block-post-title"),
    text("h1.post-title", ".storytitle", ".post-title", ".posttitle", without=".feedback"),
    Call(_heading_of_window),
    text(f"{_ENTRY} h1", f"{_ENTRY} h2", f"{_ENTRY} h3"),
)

WORDS = first(
    text("time.entry-date", ".entry-date", f"{_ENTRY} .posted-on time", f"{_ENTRY} .entry-meta time"),
    text(".wp-block-post-date time", ".wp-block-post-date", f"{_ENTRY} abbr.published", f"{_ENTRY} .post-date"),
    text(".postmetadata small", ".postmetadata", match=r"posted on (.+?) and is filed"),
    text(".signature p:nth-of-type(2)"),
    text(f"{_ENTRY} .meta", match=r"\b(?:at|um) (\d{1,2}:\d\d.+?\d.*?)(?:\||$)"),
    text(f"{_ENTRY} small", f"{_ENTRY} .date", ".postdate", match=r"^(.*\d.*?)(?:\s+by .+)?$"),
)


def permalink_of(scope: Scope) -> str | None:
    """The post's own address: no comment page, no reply form, no AMP view, no part of a divided post."""
    page = scope.page
    about = Rdf("rdf:about").read(scope)
    bookmark = link(".entry-title a", ".storytitle a", f"{_ENTRY} h2 a[rel~=bookmark]").read(scope)
    return _without_view(page, canonical(page) or page.join(about) or bookmark or page.url)


def _without_view(page: Page, url: str) -> str:
    parts = urlsplit(url)
    path = re.sub(r"(?<=\.html)/comment-page-\d+/?$|(?<=\.html)/amp/?$", "", parts.path)
    path = re.sub(r"/comment-page-\d+(/?)$|/amp(/?)$", lambda m: m[1] or m[2] or "", path) or "/"
    if page.first(".page-links a, .post-nav-links a, a.post-page-numbers") is not None:
        path = re.sub(r"(?<=[^/\d])/\d{1,2}(/?)$", r"\1", path)
    query = "&".join(one for one in parts.query.split("&") if not _VIEWS.match(one))
    return urlunsplit((parts.scheme, parts.netloc, path, query, ""))


def promised_by_heading(scope: Scope) -> str | None:
    """The number in the heading over the thread ("5 Responses to …"); it counts pings too, on all pages."""
    title = TITLE.read(scope)
    for heading in scope.css(_HEADINGS):
        words = _QUOTED.sub(" ", words_of(heading))
        if title and len(words) > len(title):
            before, _, after = words.rpartition(title)
            words = f"{before} {after}"
        if found := re.search(r"\d[\d.,\u00a0\u202f]*", words):
            return found[0]
        if _ONE.match(words.strip()):
            return "1"
        if _NONE.match(words.strip()):
            return "0"
    return None


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


POST = PostFields(
    source_id=first(
        attr("class", "body", match=r"\b(?:postid|page-id|attachmentid)-(\d+)"),
        attr("value", "input[name=comment_post_ID]"),
        attr("id", "[id^=post-]:is(.hentry, .post, h1, h2, h3)", match=r"^post-(\d+)$"),
        attr("href", "link[rel=shortlink]", match=r"[?&](?:p|page_id|attachment_id)=(\d+)"),
    ),
    title=First((TITLE, attr("content", "meta[property='og:title']"))),
    author=first(
        text(f"{_ENTRY} .author .fn", f"{_ENTRY} .author.vcard", f"{_ENTRY} a[rel~=author]"),
        text(f"{_ENTRY} .byline .author", f"{_ENTRY} .entry-author", f"{_ENTRY} .post-author"),
        text(".wp-block-post-author__name", ".wp-block-post-author-name"),
        text(".signature p", match=r"^(?:Written by|Scritto da|Geschrieben von|Écrit par|Escrito por) (.+)"),
        text(f"{_ENTRY} .meta", match=r"— (.+?) @ \d"),
        text(f"{_ENTRY} .meta", f"{_ENTRY} small", match=r"\b(?:by|von|par|por) (.+?)(?: (?:at|on|am|um|le|el) |$)"),
        attr("content", "meta[name=author]"),
    ),
    author_url=link(f"{_ENTRY} .author.vcard a", f"{_ENTRY} a[rel~=author]", ".wp-block-post-author-name a"),
    words=WORDS,
    machine=first(
        attr("content", "meta[property='article:published_time']"),
        attr("datetime", "time.entry-date.published", "time.entry-date", f"{_ENTRY} .posted-on time"),
        attr("datetime", f"{_ENTRY} .entry-meta time", ".wp-block-post-date time", f"{_ENTRY} header time"),
        attr("title", f"{_ENTRY} abbr.published"),
        Call(date_of_address),
    ),
    updated=first(
        attr("content", "meta[property='article:modified_time']"),
        attr("datetime", f"{_ENTRY} time.updated:not(.published)"),
    ),
    html=first(
        inner(".entry-content", ".wp-block-post-content", ".storycontent", ".entrytext", without=_NOT_BODY),
        inner(".post .entry", ".post-content", ".post-body", ".post-entry", ".entry-body", without=_NOT_BODY),
        inner(".snap_preview", ".hentry .main", ".post .content", ".hentry .entry", without=_NOT_BODY),
    ),
    tags=Many(f"{_ENTRY} a[rel=tag]:not([class*=tag-link]):not(.widget a)"),
    categories=Many(f"{_ENTRY} a[rel~=category]:not(.widget a)"),
    previous=first(
        link("link[rel=prev]", "link[rel=previous]"),
        link("a[rel=prev]", ".nav-previous a", ".navigation .alignleft a", match=_NO_PAGER),
    ),
    next=first(
        link("link[rel=next]"),
        link("a[rel=next]", ".nav-next a", ".navigation .alignright a", match=_NO_PAGER),
    ),
    closed=first(
        text(".nocomments", ".no-comments", ".comments-closed"),
        text("#comments p", "#respond p", ".comments-area p", "[id^=comment] ~ p", ".commentlist ~ p", match=_CLOSED),
    ),
    open=Const("yes", "#commentform, form[action*='wp-comments-post.php'], #respond iframe, #respond .must-log-in"),
    promised=Call(promised_by_heading),
    promised_by="heading",
)

BLOCK_POST = replace(
    POST,
    tags=Many(".taxonomy-post_tag a"),
    categories=Many(".taxonomy-category a"),
)


def comment_pages(page: Page, reading: Reading) -> Iterator[Follow]:
    """Every page of comments of this post, by number: 1 to the highest that any link names.

    The bare address may show the last page, and navigation mostly names one neighbour only. A thread that
    promises more than it shows and links no page at all (theme "classic") is asked for its next page.
    """
    about = reading.about or page.url
    numbers = dict(_numbered(page, about))
    here = _number_in(page.url)
    if numbers and max(numbers) <= MAX_COMMENT_PAGES:
        shown = {here} if here else {_number_in((c.url or "").partition("#")[0]) or 1 for c in reading.comments}
        template = numbers[max(numbers)]
        for number in sorted(set(range(1, max(numbers) + 1)) - shown):
            yield Follow(_with_number(template, number), "comments", "comment pager")
        return
    promised = next((p.count for p in reading.promised if p.of == "comments"), 0)
    if not numbers and 0 < len(reading.comments) < promised:
        yield Follow(_guess(about, (here or 0) + 1), "comments", "comment page, guessed")


def _numbered(page: Page, about: str) -> Iterator[tuple[int, str]]:
    mine = key(about)
    for element in page.css("a[href*='comment-page-'], a[href*='cpage='], link[href*='comment-page-']"):
        url = page.join(element.get("href"))
        if url and (number := _number_in(url)) and key(_without_view(page, url)) == mine:
            if "replytocom=" not in url:
                yield number, url


def _number_in(url: str) -> int | None:
    found = _COMMENT_PAGE.search(url)
    return int(found[1] or found[2]) if found else None


def _with_number(url: str, number: int) -> str:
    return re.sub(r"(comment-page-|[?&]cpage=)\d+", rf"\g<1>{number}", url)


def _guess(about: str, number: int) -> str:
    if "?" in about:
        return f"{about}&cpage={number}"
    return f"{about.rstrip('/')}/comment-page-{number}{'/' if about.endswith('/') else ''}"


def amend_post(page: Page, reading: Reading) -> Reading:
    """Adds the pages of comments; a divided post's first part is no whole body, its further parts no post."""
    follow = [*reading.follow, *comment_pages(page, reading)]
    posts = reading.posts
    parts = [page.join(a.get("href")) for a in page.css(".page-links a, .post-nav-links a, a.post-page-numbers")]
    if posts and any(parts):
        follow += [Follow(url, "post", "post pages") for url in parts if url]
        is_first = key(page.url) == key(reading.about or "") or _number_in(page.url) is not None
        posts = (replace(posts[0], whole=False),) if is_first else ()
    return replace(reading, posts=posts, follow=tuple(dict.fromkeys(follow)))


def amend_attachment(page: Page, reading: Reading) -> Reading:
    """A file's own page is a post only when people talk under it."""
    return amend_post(page, reading if reading.comments else replace(reading, posts=()))


def amend_amp(page: Page, reading: Reading) -> Reading:
    """The AMP view repeats a post: asked for in its usual view, never a witness of its own."""
    follow = (Follow(reading.about, "post", "amp canonical"),) if reading.about else ()
    return replace(reading, follow=tuple(dict.fromkeys((*follow, *reading.follow))))
