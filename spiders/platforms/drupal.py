"""Drupal (6 to 11) and Backdrop: `a#comment-N` beside `div.comment`, replies in `div.indented`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import html

from archive.urls import key
from spiders.adapter import Adapter, CommentFields, Entries, Layout, Links, Marks, PostFields
from spiders.containers import Each
from spiders.fields import Beside, Call, Field, Many, Scope, attr, first, inner, link, text
from spiders.markup import words_of
from spiders.page import Page
from spiders.platforms.drupal_api import COMMENTS_API, ask_api
from spiders.platforms.drupal_views import canonical_address, open_folded, own_address
from spiders.printed import CLOCK, DAY

_ON = r"\s+(?:on|am|le|el|il|op|em|den|dne|w dniu|kl\.?|-|—|\|)\s+(?=\D{0,15}\d)"
_BY = (
    r"(?:submitted by|posted by|by|von|par|por|da|door|av|af|przez|inviato da|enviado por|eingereicht von"
    r"|ingediend door)"
)
_AUTHOR = rf"\b{_BY}:?\s+(.+?)\s*(?:{_ON}|,\s+(?=\d)|$)|\d\s*—\s*(.+)$"
_HOUR = rf"(?:\s*(?:-|—|at|um|à|a las|,)?\s*{CLOCK})?"
_DATE = rf"(?:^|\b(?:on|am|le|el|il|op|em)\s)((?:[^\W\d_]{{2,12}}\.?,\s*)?{DAY}{_HOUR})|({DAY}{_HOUR})"
_NUMBER = r"#comment-(\d+)$"


def _changed(scope: Scope) -> str | None:
    """The last change as an epoch, when the printed time agrees to the minute: it is the time of writing.

    Drupal 8 and later give only the change to scripts. An edited comment's printed time is another one.
    """
    for element in scope.css("[data-comment-timestamp]"):
        epoch: str = element.get("data-comment-timestamp", "")
        printed = text("", match=rf"{DAY}\D{{1,6}}\d{{1,2}}[:.](\d\d)").read(scope)
        if re.fullmatch(r"\d{9,11}", epoch) and printed and (int(epoch) // 60 - int(printed)) % 15 == 0:
            return epoch
    return None


_KEY = first(
    attr("id", match=r"^comment-(\d+)$"),
    Beside(
        "a[id^=comment-], a[name^=comment-]",
        first(attr("id", match=r"(\d+)$"), attr("name", match=r"(\d+)$")),
    ),
    attr("href", "a.permalink[href*='#comment-']", "h3 a[href*='#comment-']", match=_NUMBER),
    attr("id", "a[id^=comment-]", match=r"^comment-(\d+)$"),
    attr("href", "a[href*='#comment-']", match=_NUMBER),
)


def _own_link(scope: Scope) -> str | None:
    """The permalink: of all links to comments the one that leads here, since one may lead to the parent."""
    number = _KEY.read(scope)
    for anchor in scope.css("a[href*='#comment-']"):
        if number and anchor.get("href", "").endswith(f"#comment-{number}"):
            return scope.page.join_anchor(anchor.get("href"))
    return None


_ANSWERED = frozenset({"parent", "visually-hidden", "element-invisible"})
"""Classes of the line that names whom a comment answers, for those who hear the page."""


def _writers(scope: Scope, css: str) -> Iterator[html.HtmlElement]:
    """The names that ``css`` selects, without those of whom the comment answers."""
    for element in scope.css(css):
        above = element.iterancestors("p")
        if not any(_ANSWERED & set(one.get("class", "").split()) for one in above):
            yield element


def _writer_link(scope: Scope) -> str | None:
    return next((scope.page.join(one.get("href")) for one in _writers(scope, "a.username[href]")), None)


def _writer_name(scope: Scope) -> str | None:
    return next((words_of(one) or None for one in _writers(scope, ".username, [typeof='schema:Person']")), None)


COMMENTS = (
    Each(
        "div.comment, article.comment, li.comment, .comment-folded, article.js-comment, article[data-comment-user-id]",
        unless=".preview, form, .block-comment, .view-comments-recent, #block-comment-recent, .comment-form",
    ),
    CommentFields(
        key=_KEY,
        url=Call(_own_link),
        author=first(
            text(".commenter-name", ".comment__author", ".comment-author", ".author"),
            text(".submitted", ".comment__submitted", ".comment__meta", "footer", match=_AUTHOR),
            text(".submitted .username"),
            Call(_writer_name),
            text(".credit", match=rf"^{_BY}:?\s+(.+)$"),
            text(".credit", match=r"^\S+\s+(.+)$"),
        ),
        author_url=first(
            link(".commenter-name a[href]", ".comment__author a[href]"),
            Call(_writer_link),
            link(".submitted a[rel~=nofollow]", ".credit a[href]"),
        ),
        author_id=attr("data-comment-user-id", match=r"^([1-9]\d*)$"),
        title=text(
            "h3.comment-title",
            "h3.comment__title",
            "h3",
            ".title:not(.field)",
            ".subject a",
            without=".new, mark, .marker",
        ),
        words=first(
            text(".comment-time", ".comment__time", "time"),
            text(".submitted", ".comment__submitted", ".comment__meta", "footer", ".meta", match=_DATE),
        ),
        machine=first(
            attr("content", "[property~='dc:created'], [property~='schema:dateCreated'], [property~='dc:date']"),
            attr("datetime", "time[datetime]"),
            Call(_changed),
        ),
        html=first(
            inner("[property='schema:text']"),
            inner(".field-name-comment-body .field-item", ".field--name-comment-body .field__item"),
            inner(".field--name-comment-body", ".field-name-comment-body"),
            inner(
                ".comment__content",
                ".comment-content",
                ".comment-body",
                ".content",
                without=".links, h3, .user-signature",
            ),
            inner("footer + div", "mark + div", without=".links, h3:has(a[href*='#comment-'])"),
        ),
        parent=first(
            attr("href", "p.parent a[href*='#comment-'], p.visually-hidden a[href*='#comment-']", match=_NUMBER),
            attr("resource", "[rel~='sioc:reply_of'][resource*='#comment-']", match=_NUMBER),
        ),
        owner=attr("class", match=r"(?:comment-)?by-node-author|comment-by-author"),
        collapsed=attr("class", match=r"\bcomment-folded\b"),
        indent="div.indented, ul.indented, ol.indented",
    ),
)

_BARE = "article[data-history-node-id]"
"""A node of Drupal 8 and later, whose theme may have dropped all its classes."""

_NODE = f"div.node, article.node, .node-full, .view-mode-full, .node--view-mode-full, {_BARE}"
_TEASER = ".node-teaser, .view-mode-teaser, .node--view-mode-teaser, .node.teaser"
_META = (
    ".node .submitted",
    ".node__submitted",
    ".node__meta",
    ".node .meta.submitted",
    ".submitted",
    f"{_BARE} > footer",
)
_NODE_BODY = (
    ".field-name-body",
    ".field--name-body",
    ".field-type-text-with-summary",
    ".field--type-text-with-summary",
    "[class*='field-name-field-body']",
    "[class*='field--name-field-body']",
)

_COUNTED = (
    attr("content", "[property~='sioc:num_replies'][content]", match=r"^(\d+)$"),
    attr("content", "[property~='schema:interactionCount'][content]", match=r"^UserComments?:(\d+)$"),
)
"""How many comments, in RDFa: of Drupal 7, and of 8 and later."""

POST = PostFields(
    source_id=first(
        attr("id", "[id^=node-]", match=r"^node-(\d+)$"),
        attr("data-history-node-id", "[data-history-node-id]"),
        attr("class", "body[class*='page-node-']", match=r"\bpage-node-(\d+)"),
        attr("href", "link[rel=shortlink]", match=r"/node/(\d+)"),
        attr("about", ".node[about^='/node/']", match=r"^/node/(\d+)"),
    ),
    title=first(
        text(
            "h1#page-title",
            "h1.page-title",
            "h1.title",
            "h1.node__title",
            "h1.with-tabs",
            "#page-title",
            "main h1",
        ),
        text("#squeeze h2.with-tabs", "#squeeze h2", "h2.title", "#content h1", "h1"),
        attr("content", "meta[property='og:title']"),
    ),
    author=first(
        text(*(f"{one} .username" for one in _META), ".field--name-uid .username", ".field--name-uid"),
        text(*_META, match=_AUTHOR),
        text(".field-name-author .field-item"),
    ),
    author_url=link(*(f"{one} a.username" for one in _META)),
    words=first(
        text(*_META, match=_DATE),
        text(".field-name-post-date .field-item", ".field-name-post-date", ".field--name-created"),
        text(".node time", ".node .date"),
    ),
    machine=first(
        attr(
            "content",
            ".node [property~='dc:created']",
            ".node [property~='dc:date']",
            "[property='schema:dateCreated']",
        ),
        attr("datetime", ".node time[datetime]", "article time[datetime]"),
        attr("content", "meta[property='article:published_time']"),
    ),
    updated=attr("content", "meta[property='article:modified_time']"),
    html=first(
        inner(*(f"{one} .field-item, {one} .field__item" for one in _NODE_BODY)),
        inner(*_NODE_BODY),
        inner(
            ".node .node__content",
            ".node > .content",
            ".node .content",
            without=".links, .field-name-post-date, .comment-wrapper, #comments, form, "
            ".field-type-taxonomy-term-reference",
        ),
        inner(f"{_BARE} > footer + div", f"{_BARE} > div", without="section:has(article, form), article, .links, form"),
    ),
    tags=Many(".field-type-taxonomy-term-reference a, .taxonomy a[rel~=tag], .terms a, .field--name-field-tags a"),
    previous=link("link[rel=prev]", "a.page-previous"),
    next=link("link[rel=next]", "a.page-next"),
    closed=text("#comments .comments-closed"),
    open=attr(
        "id",
        "form#comment-form",
        "form.comment-form",
        "form[data-drupal-selector=comment-form]",
        "#comments form[id]",
    ),
    promised=first(
        *_COUNTED,
        text(
            ".comments__title h2",
            ".node .comment-count",
            "#comments > h2.title",
            "#comments h2",
            "#comments .title",
            match=r"\b(\d+)\b",
        ),
    ),
    promised_by="heading",
)

_PAGER = ", ".join(f"{one} a[href*='page=']" for one in (".pager", ".pagination", ".js-pager__items", "#pager"))
"""Drupal's own since 4, how the Bootstrap themes print it, and all that is left where a theme drops the classes."""


def _nodes(page: Page) -> int:
    """How many nodes the page's main part shows; a node inside a node (a reference) counts for nothing."""
    nodes = page.css(_NODE)
    known = set(nodes)
    return sum(1 for node in nodes if not any(above in known for above in node.iterancestors()))


def _is_single(page: Page) -> bool:
    if page.first("body[class*='page-node-'], .node-full, .view-mode-full, .node--view-mode-full") is not None:
        return not page.first("body.front") or _nodes(page) == 1
    if _nodes(page) != 1 or page.first(_TEASER) is not None:
        return False
    where: Field = link(".node h2 a[href]", f"{_BARE} > h2 a[href]")
    own = where.read(Scope(page, page.root))
    return own is None or key(own) == key(page.url)


def _layout(name: str, when: str) -> Layout:
    return Layout(
        name=name,
        when=when,
        unless=_TEASER + ", body.page-taxonomy, body.page-blog",
        test=_is_single,
        about=first(Call(canonical_address), Call(own_address)),
        post=POST,
        comments=(COMMENTS,),
        follow=(Links("comments", "comment pager", _PAGER),),
    )


INDEX = Layout(
    name="index",
    when=f"{_NODE}, {_TEASER}, .views-row, .view-content",
    page="index",
    entries=Entries(
        Each(f"{_NODE}, #content .views-row, main .views-row, #content .view-content li, main .view-content li"),
        url=link(
            "h2 a[href]",
            "h3 a[href]",
            ".title a[href]",
            ".node_read_more a",
            ".node-readmore a",
            "a[rel~=tag]:not([rel])",
        ),
        promised=first(
            text(".comment_comments a", ".comment-comments a", "a[href$='#comments']", match=r"\d+"), *_COUNTED
        ),
    ),
    follow=(Links("index", "pager", _PAGER),),
)

DRUPAL = Adapter(
    name="drupal",
    title="Drupal, Backdrop",
    marks=Marks(
        generator=r"^(?:drupal|backdrop cms)\b",
        headers=(("x-generator", r"drupal|backdrop cms"), ("x-drupal-cache", r"\w"), ("x-drupal-dynamic-cache", r"\w")),
        css=("body[class*='page-node']", "[data-drupal-selector]", "#comments.comment-wrapper"),
        raw=(
            r"drupal(?:\.settings|\.extend|settings|-settings-json)",
            r"window\.backdrop = \{settings",
            r"/sites/(?:default|all)/(?:files|themes|modules)/",
        ),
    ),
    layouts=(
        _layout("modern", "[class*='node--view-mode'], [class*='field--name-'], [data-history-node-id]"),
        _layout("seven", "[class*='field-name-'], .node-full, .view-mode-full"),
        _layout("six", f"{_NODE}, body[class*='page-node-'] .comment"),
        INDEX,
    ),
    discover=lambda page: (*open_folded(page), *ask_api(page)),
    apis=(COMMENTS_API,),
    traps=(
        ("comment address", r"/node/\d+/\d+/?(?:[?#&]|$)"),
        ("reply form", r"/comment/reply/"),
        ("comment address", r"/comment/\d+(?:\.html)?(?:[?#]|$)"),
        ("comment form", r"/comment/\d+/(?:edit|delete|approve)"),
        ("print view", r"/(?:print|printmail|printpdf)/\d+"),
        ("sign-in", r"/user/(?:login|register|password)"),
    ),
)
