"""wpDiscuz, a plugin that prints WordPress's comments with markup of its own: versions 2 to 5, and 7."""

from __future__ import annotations

import re
from dataclasses import replace

from archive.models import Reading
from spiders.adapter import CommentFields, Links, PostFields
from spiders.containers import Each
from spiders.fields import Attr, Call, Const, Scope, attr, first, inner, link, text
from spiders.page import Page
from spiders.platforms.wordpress_pages import GUESSED, amend_post

DISCUSSED = Each("div.wpd-comment[id^=wpd-comm-], div.wc-comment[id^=wc-comm-]")
"""A comment's container, whose id names it and its parent: `wpd-comm-ID_PARENT`; in version 2 `wc-comm-POST_ID`."""

LOAD_MORE = Links("comments", "load more", "a.wc-load-more-link[href*='wpdParentID=']")
"""The link to what follows, in version 4; later ones load it by POST."""

_IDS = re.compile(r"^w(?:c|pd)-comm-(\d+)_(\d+)$")
_INNER = attr(
    "id",
    *(f".{side}[id^=comment-]" for side in ("wpd-comment-right", "wc-comment-right", "wc-comment-left")),
    match=r"^comment-(\d+)$",
)


def number_of(scope: Scope) -> str | None:
    """The comment's number: the box inside says it alone, the container together with its parent's."""
    ids = _IDS.match(scope.element.get("id") or "")
    return _INNER.read(scope) or (ids[1] if ids else None)


def parent_of(scope: Scope) -> str | None:
    """The parent's number, the second in the container's id; None where the first is the post's."""
    ids = _IDS.match(scope.element.get("id") or "")
    return ids[2] if ids and ids[1] == number_of(scope) and ids[2] != "0" else None


def _fields(prefix: str) -> CommentFields:
    part = f".{prefix}-comment"
    return CommentFields(
        key=Call(number_of),
        kind=first(
            attr("class", "", match=r"\b(pingback|trackback)\b"),
            Const("pingback", f"{part}-left img[alt=trackback]"),
        ),
        owner=first(
            attr("class", "", match=r"\b(bypostauthor|wc-blog-post_author|wc-post-author)\b"),
            attr("class", ".wpd-comment-wrap", match=r"\b(wpd-blog-post_author)\b"),
        ),
        author_id=attr("class", "", match=r"\bcomment-author-([^\s\"]+)"),
        url=first(
            *(
                Attr(name, (f"{part}-link [{name}*='#comment-']",), link=True, anchor=True)
                for name in ("data-wpd-clipboard", "data-comment-url", "value")
            )
        ),
        author=text(f"{part}-author"),
        author_url=link(f"{part}-author a"),
        words=first(attr("title", f"{part}-date", match=r"^(.*\d.*)$"), text(f"{part}-date")),
        html=inner(
            f"{part}-text",
            without="[id^=wpdiscuz-readmore-], .wpdiscuz-readmore, .wpd-inline-feedback-wrapper, .wc_held_for_moderate",
        ),
        collapsed=Const("cut", f"{part}-text .wpdiscuz-readmore"),
        parent=Call(parent_of),
    )


WC = _fields("wc")
"""Versions 2 to 5: within `#wpcomm`."""
WPD = _fields("wpd")
"""Version 7: within `#wpdcom`, the exact time in a title."""

_COUNT = first(
    attr("data-comments-count", ".wpd-thread-info"),
    attr("title", ".wpdtc"),
    text(".wpdtc", ".wc_header_text_count", "#wc-comment-header .wpd-cc-value"),
)


def with_count(post: PostFields) -> PostFields:
    """A post's fields with the number that the plugin prints over the thread: of all comments, loaded or not."""
    return replace(
        post,
        promised=first(_COUNT, post.promised) if post.promised else _COUNT,
        closed=first(Const("closed", ".wpd-comments-closed"), post.closed) if post.closed else None,
        open=first(Const("open", ".wpd-comments-open, form.wc_comm_form"), post.open) if post.open else None,
    )


_HAS_MORE = "#wpdiscuzHasMoreComments:is([value='1'], [data-is_show_load_more='1'])"
_UNCOUNTED = "comments not read: wpDiscuz loads more by POST, and does not say how many"


def amend_discuz(page: Page, reading: Reading) -> Reading:
    """As for any thread, but no page is guessed: the plugin links its pages by number, or has none.

    A page that says that it has more, and neither how many nor where, is doubted.
    """
    reading = amend_post(page, reading)
    follow = tuple(one for one in reading.follow if one.finder != GUESSED)
    has_more = not reading.promised and page.first(_HAS_MORE) is not None
    is_linked = any(one.finder == LOAD_MORE.finder for one in follow)
    doubt = reading.doubt or (_UNCOUNTED if has_more and not is_linked else None)
    return replace(reading, follow=follow, doubt=doubt)
