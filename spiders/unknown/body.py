"""Finds a post's words: the part named so, else the part around most of the running text."""

from __future__ import annotations

import re

from lxml import html

from spiders.markup import inner_html
from spiders.unknown.lines import copy_out, prune, words_in
from spiders.unknown.outline import HEADINGS, Outline, is_heading_of_thread
from spiders.unknown.threads import Thread
from spiders.unknown.words import BY, WHEN, has_name, rest_of

_LEAST = 25
"""Letters of prose under which nothing is a post's body."""
_JUNK = re.compile(
    r"^(?:sharedaddy|sd-sharing.*|jp-relatedposts|addtoany.*|wpcnt|post-?footer|entry-?footer|post-?meta|entry-?meta|entry-?header|post-?header|entry-?title|post-?title|tags|tag-links|cat-links|posted|byline|pager|post-?tags|feedback|postmetadata|post-?info|submitted|storymeta|comments?-link|navigation|breadcrumbs?"
    r"|shariff|essb_links|heateor_sss_sharing_container|rp4wp-related-posts|wp_rp|related_post|crp_related|post-ratings"
    r"|saboxplugin-wrap|abh_box|jetpack_subscription_widget|ez-toc-container|widget)$"
)
"""Boxes within a body that are no words of it: sharing, related posts, ratings, its author, its contents."""


def find_body(outline: Outline, thread: Thread) -> tuple[html.HtmlElement | None, str]:
    owned = set(thread.elements)
    bodies = [b for b in outline.bodies if not outline.place(b).shut and b not in owned and not is_within(b, owned)]
    bodies = [b for b in bodies if _prose(b, owned) >= 1]
    if bodies:
        most = max(_prose(b, owned) for b in bodies)
        enough = [b for b in bodies if _prose(b, owned) >= 0.85 * most]
        return max(enough, key=lambda b: outline.place(b).depth), "named"
    for article in outline.articles:
        if article not in owned and not outline.place(article).shut and _prose(article, owned) >= _LEAST:
            dense = _densest(outline, article, owned)
            return (dense if dense is not None else article), "article"
    dense = _densest(outline, outline.page.root, owned)
    return dense, "density" if dense is not None else "none"


def is_within(element: html.HtmlElement, owned: set[html.HtmlElement]) -> bool:
    return bool(owned) and any(a in owned for a in element.iterancestors())


def _prose(element: html.HtmlElement, owned: set[html.HtmlElement]) -> int:
    """Letters inside, those of links and comments not counted."""
    total, stack = 0, [element]
    while stack:
        one = stack.pop()
        if not isinstance(one.tag, str) or one in owned or one.tag in ("script", "style", "form"):
            continue
        total += len((one.text or "").strip()) if one.tag != "a" else 0
        for child in one:
            total += len((child.tail or "").strip())
            stack.append(child)
    return total


def _densest(outline: Outline, top: html.HtmlElement, owned: set[html.HtmlElement]) -> html.HtmlElement | None:
    """The element right around most of the running text that belongs to no thread and no margin."""
    scores: dict[html.HtmlElement, float] = {}
    for element in top.iter("*"):
        place = outline.places.get(element)
        if place is None or place.shut or place.region is not None or element.tag in ("a", "title", *HEADINGS):
            continue
        if element in owned or (owned and is_within(element, owned)):
            continue
        words = len((element.text or "").strip()) if element.tag != "option" else 0
        tails = sum(len((child.tail or "").strip()) for child in element)
        if words + tails < 2 or element.getparent() is None or element.tag in ("head", "meta", "html"):
            continue
        holder = element
        while holder.tag in (
            "p",
            "span",
            "em",
            "strong",
            "b",
            "i",
            "li",
            "ul",
            "ol",
            "blockquote",
            "font",
            "pre",
            "code",
        ):
            above = holder.getparent()
            if above is None:
                break
            holder = above
        scores[holder] = scores.get(holder, 0.0) + words + tails
    scores = {e: s for e, s in scores.items() if e.tag not in ("html", "head")}
    if not scores:
        return None
    best = max(scores, key=lambda e: scores[e])
    return best if scores[best] >= _LEAST else None


def write_markup(
    outline: Outline, body: html.HtmlElement, thread: Thread, title: html.HtmlElement | None, way: str
) -> str | None:
    without = set(thread.elements) | set(outline.regions)
    for element in body.iter("*"):
        place = outline.places.get(element)
        if element is body:
            continue
        if (
            place is None
            or place.region is not None
            or (place.shut and element.tag not in ("iframe", "svg"))
            or element is title
            or has_name(_JUNK, element.get("class", ""))
        ) or (element.getparent() is body and _is_frame(element, way)):
            without.add(element)
    inside = set(body.iter("*"))
    if title is not None and title in inside:
        before = _before_title(body, title, inside)
        if 2 * sum(_prose(part, without) for part in before) < _prose(body, without):
            without |= before  # else the title stands once more below the words
    without.discard(body)
    cut = next((i for i, child in enumerate(body) if _starts_thread(outline, child, thread)), None)
    if cut is None:
        return inner_html(body, without) or None
    box = copy_out(list(body)[:cut], frozenset(without))
    box.text = body.text if title is None or title not in without else None
    return inner_html(prune(box)) or None


def _starts_thread(outline: Outline, child: html.HtmlElement, thread: Thread) -> bool:
    """Whether the thread begins here: what stands between its parts is no part of the post either."""
    if not isinstance(child.tag, str):
        return False
    place = outline.places.get(child)
    if place is None or place.shut:
        return False
    if place.region is not None or child in thread.elements:
        return True
    return child.tag in (*HEADINGS, "b", "strong") and is_heading_of_thread(words_in(child)[:200])


def _is_frame(element: html.HtmlElement, way: str) -> bool:
    """Whether a part says only who wrote when, or heads what is no part of the post."""
    if element.tag in HEADINGS and is_heading_of_thread(words_in(element)[:200]):
        return True
    if element.tag not in (
        "p",
        "div",
        "span",
        "em",
        "small",
        "i",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "strong",
        "b",
        "font",
        "center",
    ):
        return False
    words = words_in(element) if len(element) < 12 else ""
    if not 0 < len(words) < 200:
        return False
    by = BY.match(words)
    if by and len(words) - by.end() < 40 and _prose_less(element) and not words.endswith((".", "!", "?")):
        return True
    return (
        way != "named"
        and bool(WHEN.search(words))
        and len(rest_of(words)) <= 40
        and not words.endswith((".", "!", "?"))
    )


def _prose_less(element: html.HtmlElement) -> bool:
    return element.find(".//img") is None and element.find(".//p") is None


def _before_title(
    body: html.HtmlElement, title: html.HtmlElement, inside: set[html.HtmlElement]
) -> set[html.HtmlElement]:
    """What stands before the post's title inside the part that holds its words: pagers, the day."""
    found: set[html.HtmlElement] = set()
    node = title
    while node is not body and node is not None:
        found.update(s for s in node.itersiblings(preceding=True) if isinstance(s.tag, str) and s in inside)
        node = node.getparent()
    return found
