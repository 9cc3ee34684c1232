"""The comment lists of WordPress themes, one value a generation: Kubrick, walkers, blocks, own themes."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from lxml import html

from spiders.adapter import CommentFields
from spiders.containers import Containers, Each, EachId
from spiders.fields import Call, Const, Field, First, Scope, Span, attr, first, inner, link, text
from spiders.markup import words_of
from spiders.page import Page
from spiders.platforms.wordpress_loose import after_loose_time, loose_time
from spiders.unknown.words import WHEN

NUMBER = r"^(?:li-|div-)?comment-(\d+)$"
"""Themes number the item (`comment-5`), a box inside it, or both (`li-comment-5` > `comment-5`)."""

_REST = (
    ", .wp-block-post-content, .storycontent, .entrytext, .widget, .sidebar, #sidebar, "
    "#respond, #recentcomments, .wp-block-latest-comments, "
    "div.entry:not(:has(#comments, #respond)), .post-content:not(:has(#comments, #respond))"
)
_PLACES = "#comments, #respond, #commentform, .comments-area, .comment-respond, .wp-block-comments"
_BODIES_ALL = ".entry-content:not(li):not(:has(#comments, #respond))" + _REST
DECOYS = ".entry-content:not(li):not(:has(#comments, #respond, .commentlist, .comment-list, .comments-list))" + _REST
"""Where no comment stands. A list of comments in the post's text is a sample or the thread: see :class:`Outermost`."""


@dataclass(frozen=True, slots=True)
class Outermost:
    """Comments by number: those outside of all bodies, else those that a body lists, if no thread may stand outside."""

    def find(self, page: Page) -> list[html.HtmlElement]:
        """The containers in document order, one for each number."""
        inside = EachId(NUMBER, unless=DECOYS)
        if page.first(".entry-content :is(.commentlist, .comment-list, .comments-list)") is None:
            return inside.find(page)
        outside = EachId(NUMBER, unless=_BODIES_ALL).find(page)
        return outside if outside or _is_thread_outside(page) else inside.find(page)


def _is_thread_outside(page: Page) -> bool:
    """Whether the place for comments, or the form, stands in no body: what a body lists is then a sample."""
    bodies = set(page.css(".entry-content, .wp-block-post-content"))
    return any(bodies.isdisjoint(one.iterancestors()) for one in page.css(_PLACES))


COMMENTS = Outermost()
SHORT_PINGS = Each(
    "li.pingback:not(:has(.fn, .wp-block-comment-author-name, cite, time)), "
    "li.trackback:not(:has(.fn, .wp-block-comment-author-name, cite, time))",
    unless=DECOYS,
)
"""Pings printed as "Pingback: NAME" and nothing more; some themes give them no id either."""

SAYS = (
    r"^(.*?)(?:[\s\u00a0]*(?:says|said|wrote|writes|schreibt|sagt|sagte|meint|dit|a dit|a écrit|dice|dijo|"
    r"ha detto|scrive|disse|diz|zegt|schreef|skriver|säger|пишет|говорит|mówi|pisze|より)"
    r"[\s\u00a0]*[:,]?|\s*:)?$"
)
"""A name with the verb that themes print behind it."""

_KEY = attr("id", "", "[id^=comment-]", match=NUMBER)
_KIND = attr("class", "", match=r"\b(pingback|trackback)\b")
_OWNER = attr("class", "", match=r"\b(bypostauthor)\b")
_LOGIN = attr("class", "", match=r"\bcomment-author-([^\s\"]+)")
_NOT_BODY = (
    ".reply, .reply-container, .comment-reply-link, .comment-awaiting-moderation, .comment-edit-link, .edit-link, "
    ".sharedaddy, .sd-block, .comment-likes, .wpcnt"
)
_ENDS = ".reply, form, #respond, .comment-respond"
"""What ends a body that stands loose: the reply link, or the form that a reader's click put there."""


def _own_links(scope: Scope) -> list[html.HtmlElement]:
    number = _KEY.read(scope)
    links = scope.css("a[href*='#comment-']")
    return [a for a in links if (a.get("href") or "").endswith(f"#comment-{number}")]


def own_address(scope: Scope) -> str | None:
    """The comment's permalink: the link to its own number (bodies may link to others)."""
    return next((scope.page.join_anchor(a.get("href")) for a in _own_links(scope)), None)


def own_words(scope: Scope) -> str | None:
    """What the comment's own permalink says: its time, in all themes that do not print a mere "#".

    Where it says the hour alone, the day stands before it ("August 3, 2019 at <a>3:12 pm</a>").
    """
    for anchor in _own_links(scope):
        words = words_of(anchor)
        if _HOUR.match(words):
            before = anchor.getprevious()
            lead = (anchor.getparent().text if before is None else before.tail) or ""
            whole = WHEN.search(" ".join(f"{lead} {words}".split()))
            return whole[0] if whole and len(whole[0]) > len(words) else words
        if any(c.isdigit() for c in words):
            return words
    return None


def name_by_reply_link(scope: Scope) -> str | None:
    """The words that stand alone in the comment and that its reply link repeats to screen readers ("Reply to NAME").

    WordPress 4.4 and later print that label in whatever language, and few themes leave it out.
    """
    link = next(iter(scope.css("a.comment-reply-link[aria-label]")), None)
    label = " ".join(link.get("aria-label", "").split()) if link is not None else ""
    if link is None or len(label) < 4:
        return None
    said = {words_of(one) for one in scope.css(_MAY_NAME) if len(one) < 3} - {words_of(link)}
    named = (words for words in said if len(words) > 1 and (label.endswith(words) or label.startswith(words)))
    return max(named, key=len, default=None)


_MAY_NAME = "span, b, strong, a, div, h2, h3, h4, h5, p, cite, td, dt, li"
_HOUR = re.compile(r"^\d{1,2}[:.h]\d\d(?:\s?[ap]\.?m\.?)?$", re.IGNORECASE)
_OWN_URL, _OWN_WORDS = Call(own_address), Call(own_words)

_META = (
    "cite, .fn, .vcard, .avatar, .comment-author, .commentauthor, .comment_author, .comment-meta, "
    ".commentmetadata, .commentmeta, .commentmeta2, .comment-date, .comment-info:not(:has(p)), .comment-header, .says, "
    "footer, header, form, #respond, script, style, .commentcount, .comment-number"
)
_NAMES = (
    ".comment-author-name",
    ".comment-author",
    ".commentauthor",
    ".comment_author",
    ".comment-name",
    ".author",
    ".commentmeta",
)
_LINKED = ("a.url", ".comment-author strong")
"""What holds a name and nothing else: WordPress's own link, and the part in bold beside a loose time."""
_TIMES = (
    ".comment-date",
    ".commentmetadata",
    ".comment-time",
    ".comment-date-time",
    ".comment_date",
    ".date",
    ".comment-meta",
    ".commentmeta2",
    "small",
)
_BODIES = (
    ".comment-content",
    ".comment-text",
    ".commenttext",
    ".comment_text",
    ".comment_content",
    ".commentbody",
    ".comment-entry",
    ".comment-body:not(:has(.fn, cite, .comment-author))",
    "[itemprop=text]",
)
_AWAY = "a:not([href*='#comment-']):not([href*='replytocom='])"
OWN = CommentFields(  # themes nobody described: what ids, hCard, `time[datetime]` and usual class names give
    key=_KEY,
    kind=first(_KIND, text("cite", ".commentmeta", match=r"^(Pingback|Trackback)")),
    owner=_OWNER,
    author_id=_LOGIN,
    url=_OWN_URL,
    author=first(text(".fn"), Call(name_by_reply_link), text("cite", *_LINKED, *_NAMES, "strong", match=SAYS)),
    author_url=link(".fn a", f"cite {_AWAY}", "a.url", "a[rel~=external]", *(f"{name} {_AWAY}" for name in _NAMES)),
    words=first(text("time[datetime]"), _OWN_WORDS, text(*_TIMES, match=r"^(.*\d.*?)[\s#¶]*$"), Call(loose_time)),
    machine=first(
        attr("datetime", "time[datetime]"),
        attr("pubdate", "time", match=r"^(\d{9,10})$"),  # tagDiv's themes: seconds since 1970
        attr("title", "abbr.published", "abbr[title*='T']"),
    ),
    html=first(
        inner(*_BODIES, without=_NOT_BODY),
        Span("small.commentmetadata", _ENDS),
        Span(".comment-meta", _ENDS),
        Call(after_loose_time),
        inner("", without=f"{_META}, {_NOT_BODY}"),
    ),
)


def _else_own(fields: CommentFields) -> CommentFields:
    """These fields, and where one of them gives nothing what themes usually call it."""
    author = first(text(".fn"), Call(name_by_reply_link), text(*_LINKED, *_NAMES, match=SAYS))
    return replace(
        fields,
        author=_first_of(fields.author, author),
        author_url=_first_of(fields.author_url, OWN.author_url),
        words=_first_of(fields.words, OWN.words),
        machine=_first_of(fields.machine, OWN.machine),
        html=_first_of(fields.html, OWN.html),
    )


def _first_of(*fields: Field | None) -> First:
    return First(tuple(field for field in fields if field is not None))


BLOCK = CommentFields(
    key=_KEY,
    kind=_KIND,
    owner=_OWNER,
    author_id=_LOGIN,
    url=_OWN_URL,
    author=text(".wp-block-comment-author-name"),
    author_url=link(".wp-block-comment-author-name a"),
    words=text(".wp-block-comment-date time", ".wp-block-comment-date"),
    machine=attr("datetime", ".wp-block-comment-date time"),
    html=inner(".wp-block-comment-content", without=_NOT_BODY),
)

HTML5 = _else_own(
    CommentFields(
        key=_KEY,
        kind=_KIND,
        owner=_OWNER,
        author_id=_LOGIN,
        url=_OWN_URL,
        author=first(text(".comment-author .fn"), text(".comment-author", match=SAYS)),
        author_url=link(".comment-author .fn a", ".comment-author a.url", ".comment-author a[rel~=external]"),
        words=first(text(".comment-metadata time", ".comment-meta time"), _OWN_WORDS),
        machine=attr("datetime", ".comment-metadata time", ".comment-meta time", "time[datetime]"),
        html=inner(".comment-content", "[itemprop=text]", without=_NOT_BODY),
    )
)

BOXED = _else_own(
    CommentFields(  # item `li-comment-5`, in it a box `comment-5`: Twenty Ten to Twelve, astra
        key=_KEY,
        kind=_KIND,
        owner=_OWNER,
        author_id=_LOGIN,
        url=_OWN_URL,
        author=text(".comment-author .fn", "cite.fn", "cite b.fn", ".fn", "cite"),
        author_url=link(".comment-author .fn a", ".fn a", "cite a", "a.url"),
        words=first(text("time[datetime]"), _OWN_WORDS, text(".comment-meta a", match=r"^(.*\d.*)$")),
        machine=attr("datetime", ".comment-meta time", "time[datetime]"),
        html=inner(".comment-content", ".comment-body:not(:has(.comment-author))", ".comment-text", without=_NOT_BODY),
    )
)

WALKER = _else_own(
    CommentFields(  # 2.7 and later: the body stands loose between the meta line and the reply link
        key=_KEY,
        kind=_KIND,
        owner=_OWNER,
        author_id=_LOGIN,
        url=_OWN_URL,
        author=first(
            text(".comment-author .fn", ".comment-author cite"),
            text(".comment-author", match=SAYS),
        ),
        author_url=link(".comment-author .fn a", ".comment-author a[rel~=external]", ".comment-author a.url"),
        words=first(_OWN_WORDS, text(".comment-meta a", ".comment-meta")),
        machine=attr("datetime", ".comment-meta time"),
        html=first(
            inner(".comment-content", ".comment-text", without=_NOT_BODY),
            Span(".comment-meta", _ENDS),
        ),
    )
)

_CUT_OUT = re.compile(r"\[(?:…|\.{3})\]\s.{1,2000}\s\[(?:…|\.{3})\]\s*$", re.DOTALL)


def kind_of_words(scope: Scope) -> str | None:
    """A ping where no mark tells one: its words are cut out of the page that pings."""
    return "pingback" if _CUT_OUT.search(words_of(scope.element)[-2100:]) else None


KUBRICK = CommentFields(  # 1.5–2.6 default theme: `<cite>NAME</cite> Says: <small>TIME</small> BODY`
    key=_KEY,
    kind=first(_KIND, Call(kind_of_words)),
    owner=attr("class", "", match=r"\b(bypostauthor|authcomment|author)\b"),
    url=_OWN_URL,
    author=text("cite"),
    author_url=link("cite a"),
    words=first(_OWN_WORDS, text("small.commentmetadata a", "small.commentmetadata")),
    html=Span("small.commentmetadata", _ENDS),
)

_BY = r"(?:\b(?:by|von|par|por|di|da|de|door|av|af|przez|från)|от|作者：?)"
CLASSIC = CommentFields(  # 1.5 classic: BODY `<p><cite>Comment by NAME — DATE @ <a>TIME</a></cite></p>`
    key=_KEY,
    kind=first(_KIND, text("cite", match=r"^(Pingback|Trackback)")),
    owner=_OWNER,
    url=_OWN_URL,
    author=first(
        text("p > cite > a:not([href*='#comment-'])"),
        text("p > cite:has(a[href*='#comment-'])", match=rf"{_BY} (.+) [—–-] "),
    ),
    author_url=link("p > cite > a:not([href*='#comment-'])"),
    words=text("p > cite:has(a[href*='#comment-'])", match=r".* [—–-] (.+)$"),
    html=Span(None, "p:has(> cite > a[href*='#comment-'])"),
)

COMMENTBOX = CommentFields(  # an own theme of 2.x days: `p.commentby`, `p.commentinfo`, then the bare body
    key=_KEY,
    kind=first(_KIND, text("p.commentby", match=r"^(Pingback|Trackback)")),
    owner=_OWNER,
    url=_OWN_URL,
    author=first(text("p.commentby a"), text("p.commentby", match=rf"^\S+ {_BY} (.+)")),
    author_url=link("p.commentby a"),
    words=text("p.commentinfo", match=r"^(.+?)(?:\s\d{10,}.*)?$"),
    machine=text("p.commentinfo", match=r"(\w{3}, \d{1,2} \w{3} \d{4} [\d:]{8}) [+-]\d{4}"),  # offset lies
    html=Span("p.commentinfo", None),
)

SIGNED = CommentFields(  # WordPress.com's Journalist: text first, a signature with a small date below
    key=_KEY,
    kind=_KIND,
    owner=_OWNER,
    author_id=_LOGIN,
    url=_OWN_URL,
    author=text(".comment_author .fn", ".comment-author .fn", ".fn"),
    author_url=link(".comment_author .fn a", ".fn a", ".comment_author a.url"),
    words=first(text(".comment_author small", "small"), _OWN_WORDS),
    machine=attr("datetime", "time[datetime]"),
    html=inner(".comment_text", ".comment-text", without=_NOT_BODY),
)

SHORT_PING = CommentFields(
    key=_KEY,
    kind=_KIND,
    author=text("a.url", ".comment-body a", "p a", "a"),
    author_url=link("a.url", ".comment-body a", "p a", "a"),
    words=first(_OWN_WORDS, Call(loose_time)),
    html=inner(".comment-content", ".comment-text", without=_NOT_BODY),
)

PINGED = Each(".pinglist > li[id^=comment-]:not([class]):has(> a:first-child)", unless=DECOYS)
"""Pings in a list of their own, as all themes of one maker print them (Divi): the link, a dash, an excerpt."""


def excerpt_of(scope: Scope) -> str | None:
    """What a ping says behind its link and a dash."""
    return re.sub(r"^\s*[–—-]\s*", "", Span("a", None).read(scope) or "") or None


PING = CommentFields(key=_KEY, kind=Const("pingback"), author=text("a"), author_url=link("a"), html=Call(excerpt_of))

Generation = tuple[str, str, CommentFields]

GENERATIONS: tuple[Generation, ...] = (
    ("block", ".wp-block-comment-template", BLOCK),
    ("html5", "article.comment-body[id^=div-comment-]", HTML5),
    ("boxed", "li[id^=li-comment-] [id^=comment-]", BOXED),
    ("classic", "li[id^=comment-] > p > cite > a[href*='#comment-']", CLASSIC),
    ("walker", "[id^=comment-] .comment-author ~ .comment-meta", WALKER),
    ("kubrick", "li[id^=comment-] > small.commentmetadata", KUBRICK),
    ("commentbox", "li[id^=comment-] p.commentinfo", COMMENTBOX),
    ("signed", "[id^=comment-] .comment_text", SIGNED),
    ("own", "li[id^=comment-], li[id^=li-comment-], div.comment[id^=comment-], article[id^=comment-]", OWN),
    ("pings", "li.pingback, li.trackback", SHORT_PING),
)
"""Name, mark and fields of each generation, the surest mark first."""


def is_outside_bodies(mark: str, page: Page) -> bool:
    """Whether the mark stands anywhere but in a body or a widget (posts show markup, too)."""
    decoys = set(page.css(DECOYS))
    return any(not any(above in decoys for above in one.iterancestors()) for one in page.css(mark))


def lists_of(fields: CommentFields) -> tuple[tuple[Containers, CommentFields], ...]:
    """The kinds of list on such a page: short pings, pings in a list of their own, and comments by number."""
    return (SHORT_PINGS, SHORT_PING), (PINGED, PING), (COMMENTS, replace(fields, indent=".children"))
