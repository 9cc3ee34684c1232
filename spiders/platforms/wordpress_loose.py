"""What themes print loose in a comment, in no element of its own: a time beside the name, the words behind it."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import html

from spiders.fields import Scope
from spiders.markup import outer_html, words_of
from spiders.unknown.words import WHEN, rest_of

_ASIDE = {"p", "blockquote", "form", "script", "style", "svg", "ul", "ol", "table"}
_ASIDE_CLASSES = {"comment-content", "comment-text", "children"}
_NO_WORDS = (
    ".reply, .comment-reply-link, .comment-edit-link, .comment-awaiting-moderation, form, script, style, .children"
)
_LONGEST_TIME = 60


def _iter_pieces(scope: Scope) -> Iterator[tuple[str, html.HtmlElement, bool]]:
    """The pieces of text outside of all words and nested comments, in their order.

    Each comes with the element in which it stands first, or behind which it stands (True).
    """
    stack = [(scope.element, False)]
    while stack:
        element, is_behind = stack.pop()
        yield (element.tail if is_behind else element.text) or "", element, is_behind
        if not is_behind:
            for child in reversed(element):
                stack.append((child, True))
                if child not in scope.borders and not _is_aside(child):
                    stack.append((child, False))


def _is_aside(element: html.HtmlElement) -> bool:
    is_element = isinstance(element.tag, str)
    return not is_element or element.tag in _ASIDE or bool(_ASIDE_CLASSES & set(element.get("class", "").split()))


def _find_loose_time(scope: Scope) -> tuple[str, html.HtmlElement, bool] | None:
    """A time that stands loose beside the name: a piece of text that says nothing else."""
    for piece, element, is_behind in _iter_pieces(scope):
        words = " ".join(piece.split()) if len(piece) <= 4 * _LONGEST_TIME else ""
        if 0 < len(words) <= _LONGEST_TIME and WHEN.search(words) and not rest_of(words):
            return words, element, is_behind
    return None


def loose_time(scope: Scope) -> str | None:
    """A time that stands loose beside the name."""
    found = _find_loose_time(scope)
    return found[0] if found else None


def after_loose_time(scope: Scope) -> str | None:
    """The words that follow a loose time in the same element; None when nothing or but the hour, in a link, does."""
    found = _find_loose_time(scope)
    if found is None:
        return None
    _, element, is_behind = found
    rest = list(element.itersiblings()) if is_behind else list(element)
    without = scope.strip_borders(scope.element) | set(scope.css(_NO_WORDS))
    signs = without | set(scope.css("a[href*='#comment-']"))
    if not any(words_of(one, signs) for one in rest if one not in signs):
        return None
    return "".join(outer_html(one, without) for one in rest if one not in without).strip()
