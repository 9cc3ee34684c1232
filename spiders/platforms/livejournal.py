"""LiveJournal: modern pages (`div.b-leaf#tN`), the old ones (`div#ljcmtN`) and the thread as JSON."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import html

from archive.models import Follow, Reading
from spiders.adapter import Adapter, CommentFields, Layout, Links, Marks, PostFields, find_containers
from spiders.containers import Each, EachId
from spiders.fields import Call, Many, Own, Raw, Scope, attr, first, inner, link, permalink, text
from spiders.levels import by_level
from spiders.markup import inner_html
from spiders.page import Page
from spiders.platforms.livejournal_threads import THREAD, add_rows, thread_url

_POST = r"^(https?://[^/]+/(?:[^/?#]+/){0,2}(\d+)\.html)"


def _epoch(scope: Scope) -> str | None:
    """The creation's epoch, where no time is printed in full: an opened comment prints one, with its zone."""
    if text(".b-leaf-createdtime").read(scope):
        return None
    return attr("data-updated-ts", match=r"^\d{9,10}$").read(scope)


def _twig(scope: Scope) -> str | None:
    for above in scope.element.iterancestors("div"):
        if found := re.search(r"\bb-tree-twig-(\d+)", above.get("class", "")):
            return found[1]
    return None


MODERN_COMMENTS = (
    Each(".b-leaf[id^=t]", unless=".b-leaf-seemore, .b-leaf-preview"),
    CommentFields(
        key=attr("id", match=r"^t(\d+)$"),
        url=permalink("a.b-leaf-permalink", ".b-leaf-actions a[href*='thread=']"),
        author=text(".b-leaf-username-name", ".b-leaf-username"),
        author_url=link(".b-leaf-username a.i-ljuser-username", "a.b-leaf-userpic-inner[href]"),
        author_id=attr("data-username"),
        title=text(".b-leaf-subject"),
        words=text(".b-leaf-createdtime", ".b-leaf-shorttime"),
        machine=Call(_epoch),
        html=inner(".b-leaf-article"),
        deleted=attr("class", match=r"b-leaf-(?:deleted|screened|suspended|spammed)\b"),
        collapsed=attr("class", match=r"b-leaf-collapsed\b"),
        owner=attr("class", match=r"b-leaf-poster\b"),
    ),
)


def _number(scope: Scope) -> str | None:
    return attr("id", match=r"^ljcmt(\d+)$").read(scope)


def _own_link(scope: Scope) -> str | None:
    own = _number(scope)
    for anchor in scope.css("a[href*='thread=']"):
        if re.search(rf"[?&]thread={own}\b", anchor.get("href", "")):
            return scope.page.join_anchor(anchor.get("href"))
    return None


def _parent(scope: Scope) -> str | None:
    """Where "(Parent)" leads: the foreign branch among the links that close the comment."""
    own = _number(scope)
    links = list(scope.css("a[href*='thread='], a[href*='replyto=']"))
    foot = links[-1].getparent() if links else None
    for anchor in links:
        found = re.search(r"[?&]thread=(\d+)", anchor.get("href", ""))
        if anchor.getparent() is foot and found and found[1] != own:
            return found[1]
    return None


def _find_body(scope: Scope) -> html.HtmlElement | None:
    """What stands between the bar that names the writer and the links that close the comment."""
    if (named := next(scope.css(_BODY), None)) is not None:
        return named
    for row in scope.css("table[id^=cmtbar]"):
        cells: list[html.HtmlElement] = row.xpath("./tr[2]/td | ./tbody/tr[2]/td")
        return cells[0] if cells else None
    top = next(iter(scope.css(".ljcmt_full")), scope.element)
    boxes = [one for one in top if one.tag == "div"]
    return boxes[1] if len(boxes) > 2 else None


_BODY = ".comment-content, .comment-text, .comment-body, .entrycontent"
"""The styles that give the words a class of their own; in all others they stand in the second box."""


def _body(scope: Scope) -> str | None:
    body = _find_body(scope)
    return inner_html(body) or None if body is not None else None


def _collapsed(scope: Scope) -> str | None:
    """The only link of a comment that shows its subject and its writer: there the words stand."""
    if next(scope.css("a[href*='replyto=']"), None) is not None or _find_body(scope) is not None:
        return None
    return _own_link(scope)


def _subject(scope: Scope) -> str | None:
    """Said of a collapsed comment alone, whose subject is its link; without one "no subject" is set apart."""
    return text("a[href*='thread=']", without=".nosubject").read(scope) if _collapsed(scope) else None


def _indent(scope: Scope) -> str | None:
    found = re.search(r"margin-left:\s*(\d+)px", scope.element.get("style", ""))
    return str(int(found[1]) // 25) if found else None


def _is_gone(scope: Scope) -> str | None:
    """What is said in place of a comment, in whatever language: it names nobody and leads nowhere."""
    if next(scope.css("a[href*='replyto='], a[href*='thread='], .ljuser"), None) is not None:
        return None
    return text("", match=r"^.{1,60}$").read(scope)


OLD_COMMENTS = (
    EachId(r"^ljcmt(\d+)$"),
    CommentFields(
        key=Call(_number),
        url=Call(_own_link),
        author=first(
            attr("data-ljuser", ".ljuser"),
            attr("lj:user", ".ljuser"),
            text("td > i", ".comment-poster-info i", "em.noposter", ".poster i"),
        ),
        author_url=link("a.i-ljuser-username", ".ljuser a[href]:not([href*='profile'])"),
        author_id=first(attr("data-ljuser", ".ljuser"), attr("lj:user", ".ljuser")),
        title=first(text("h3", ".comment-head-in h3"), Call(_subject)),
        words=text("span[title*='journal entry']", ".comment-datetimelink span", "small span"),
        html=Call(_body),
        parent=Call(_parent),
        deleted=Call(_is_gone),
        collapsed=Call(_collapsed),
    ),
)


def _journal(scope: Scope) -> str | None:
    """The journal's user: the host's name, with a hyphen for an underscore, or on shared hosts the path's."""
    found = re.match(r"^https?://([\w-]+)\.livejournal\.com/(?:users/)?(?:(\w+)/)?", scope.page.url)
    if found is None:
        return None
    return found[2] if found[1] in _SHARED else found[1].replace("-", "_")


_SHARED = frozenset({"www", "users", "community", "syndicated"})
"""Hosts that many journals live on, each with a folder of its own."""


POST = PostFields(
    source_id=Own(_POST, r"\2"),
    title=first(
        text(".aentry-post__title-text", ".aentry-post__title", ".b-singlepost-title", ".entry-title"),
        text(".entry .entry-header", without=".lj-entry-securityicon"),
        attr("content", "meta[property='og:title']"),
        text("title", match=r"^\w{1,25}: (.+)$"),
    ),
    author=first(
        attr("lj:user", "article dl.author dt", "dl.author dt", ".aentry-head [lj\\:user]"),
        attr("data-ljuser", ".aentry-head .ljuser", ".b-singlepost-author .ljuser", ".entry-poster .ljuser"),
        Call(_journal),
    ),
    words=first(
        text("article time", ".b-singlepost-about time", ".entry-date", ".entry-header .datesubject"),
        text("p.entry-footer", match=r"^Posted on (.+?\d)\s*(?:\||$)"),
    ),
    machine=attr("content", "meta[property='article:published_time']"),
    html=inner(
        ".aentry-post__text--view",
        ".aentry-post__text",
        ".b-singlepost-body",
        ".entry-content > .entry-body",
        ".entry-content",
        ".entry_text",
        "article .entry-text",
    ),
    tags=Many(".aentry-post__tags a, .b-singlepost-tags a, .ljtags a, .entry-wrap a[rel~=tag]"),
    closed=text(".b-grove-locked", ".comments-locked"),
    promised=Raw(r'"replycount"\s*:\s*"?(\d+)'),
    promised_by="replycount",
)


def _amend(page: Page, reading: Reading) -> Reading:
    leveled = by_level((MODERN_COMMENTS,), Call(_twig))(page, reading)
    return add_rows(page, by_level((OLD_COMMENTS,), Call(_indent))(page, leveled))


def _is_single(page: Page) -> bool:
    return re.match(_POST, page.url) is not None


POST_LAYOUT = Layout(
    name="modern",
    when=".b-leaf[id^=t], .b-grove, .aentry-post, .b-singlepost-body, article[class*=entry]",
    unless="[id^=ljcmt]",
    test=_is_single,
    about=Own(_POST, r"\1"),
    post=POST,
    comments=(MODERN_COMMENTS,),
    amend=_amend,
)
OLD = Layout(
    name="old",
    when="[id^=ljcmt], #topbox, .bodyblock, table.s2-entrytext, .entry-content, .entry_text",
    test=_is_single,
    about=Own(_POST, r"\1"),
    post=POST,
    comments=(OLD_COMMENTS,),
    amend=_amend,
)
INDEX = Layout(
    name="index",
    when="a[href*='.html']",
    page="index",
    test=lambda page: not _is_single(page),
    follow=(
        Links("post", "index", "a[href$='.html']", match=r"^(?:https?://[\w-]+\.livejournal\.com)?/\d+\.html$"),
        Links("index", "older entries", "a[href*='skip=']"),
        Links("index", "calendar", "a[href]", match=r"\.livejournal\.com/\d{4}/(?:\d\d/){0,2}$"),
    ),
)


def _has_collapsed(page: Page) -> bool:
    """Whether the page shows comments without their words, or says how many more there are."""
    if page.first(".b-leaf-collapsed, .b-leaf-seemore[data-count]") is not None:
        return True
    owners = find_containers(page, (OLD_COMMENTS,))
    borders = frozenset(owners)
    return any(_collapsed(Scope(page, one, borders - {one})) for one in owners)


def discover(page: Page) -> Iterable[Follow]:
    """The thread as JSON, when the page does not say that it is empty; only journals with a host answer so.

    On shared hosts a thread with collapsed comments is asked for in the flat view, which has all words and names
    the parents.
    """
    post = re.match(_POST, page.url)
    if post is None or "replyto=" in page.url:
        return
    found = re.match(r"^https?://([\w-]+)\.livejournal\.com/(\d+)\.html", page.url)
    if found is None or found[1] in _SHARED:
        if _has_collapsed(page) and "thread=" not in page.url:
            yield Follow(f"{post[1]}?view=flat", "api", "collapsed thread, flat")
        for links in _FLAT:
            yield from links.find(page)
    elif Raw(r'"replycount"\s*:\s*"?(0)\b').read(Scope(page, page.root)) is None:
        yield Follow(thread_url(page, found[1], found[2]), "api", "livejournal thread")


# asked for like an answer, since other pages of a thread in another view are a trap
_FLAT = (Links("api", "pager of the flat view", "a[href*='view=flat']", match=r"\.html\?(?:[^#]*&)?page=\d+"),)


LIVEJOURNAL = Adapter(
    name="livejournal",
    title="LiveJournal",
    marks=Marks(
        css=(
            "script[src*='stat.livejournal.'], link[href*='stat.livejournal.']",
            ".b-leaf[data-username], .b-tree-twig, .b-grove",
            "[id^=ljcmt]",
            ".aentry-post",
        ),
        host=r"\.livejournal\.com$",
    ),
    layouts=(POST_LAYOUT, OLD, INDEX),
    follow=(
        Links("comments", "comment pager", "a[href*='page=']", match=r"^(?!.*view=).*\.html\?(?:[^#]*&)?page=\d+"),
        Links("index", "older entries", "a[href*='?skip=']"),
    ),
    discover=discover,
    apis=(THREAD,),
    traps=(
        ("reply form", r"[?&](?:replyto=|mode=reply)"),
        ("branch view", r"\.html\?(?:[^#]*&)?thread="),
        ("other view", r"\.html\?(?:[^#]*&)?(?:view=|format=light|style=|nojs=|expand_all=)"),
        ("journal tools", r"livejournal\.com/(?:update\.bml|tools/|login\.bml|multisearch|shop/)"),
    ),
)
