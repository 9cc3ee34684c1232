"""Reads the one post of a page: title, author, time and words, whatever they are called."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from lxml import html

from archive.models import Moment, Post
from spiders.fields import Rdf, Scope, inner_html, words_of
from spiders.page import Page
from spiders.unknown.inside import clean_name
from spiders.unknown.jsonld import Told
from spiders.unknown.lines import copy_out, iter_lines, words_in
from spiders.unknown.outline import HEADINGS, Outline, is_heading_of_thread
from spiders.unknown.threads import Thread
from spiders.unknown.words import BY, COMMENTISH, COUNT, HOUR, WHEN, has_name, rest_of

_TITLE = re.compile(
    r"^(?:.*(?:entry|post|article|story|node|page|blog)[-_]*(?:title|header|heading|headline|name)|p-name|title|headline)$"
)
_WHEN = re.compile(
    r"(?:^|[-_])(?:date|time|published|posted|dt-published|dateline|datum|timestamp|meta|byline|postinfo|footer|info|submitted|post-header)(?:$|[-_])|date$"
)
_WHO = re.compile(r"^(?:.*[-_])?(?:p-author|author|byline|fn|vcard|username|posted-by|writer)(?:[-_]name)?$")
_DATED_PATH = re.compile(r"/(?:19|20)\d\d/(?:\d\d?/)?[^/]+|/(?:19|20)\d\d-\d\d-\d\d")
_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
_PLACES = re.compile(r"\s+(?:in|on|at|um|am|le|il|el|em|à|a|dans|alle|the|under)\s+|[|,(]")
_NOBODY = re.compile(r"^(?:your|this|the|my|our|a|an|any|all|me|us)\b", re.IGNORECASE)
_BEFORE_HOUR = re.compile(r"(?:posted|at|à|um|alle|ore|a las|às|om|kl\.?)\W*$", re.IGNORECASE)
_SIGNED = re.compile(r"\W*(?:this (?:entry|post|article) was )?(?:posted|published|written|filed|submitted)\b", re.IGNORECASE)
_SEPARATORS = re.compile(r"\s+[|–—·»«>-]+\s+|:\s+|\s*\|\s*")
_LEAST = 25
"""Letters of prose under which nothing is a post's body."""
_PARAGRAPHS = frozenset(("p", "blockquote", "pre", "li", "td", "dd"))
_JUNK = re.compile(
    r"^(?:sharedaddy|sd-sharing.*|jp-relatedposts|addtoany.*|wpcnt|post-?footer|entry-?footer|post-?meta|entry-?meta|entry-?header|post-?header|entry-?title|post-?title|tags|tag-links|cat-links|posted|byline|pager|post-?tags|feedback|postmetadata|post-?info|submitted|storymeta|comments?-link|navigation|breadcrumbs?)$"
)


def read_article(outline: Outline, thread: Thread, told: Told | None, url: str) -> tuple[Post | None, str]:
    """The page's post and how its words were found; None when the page shows none."""
    page = outline.page
    body, way = _find_body(outline, thread)
    title_element = _find_title(outline, body)
    machine, words = _find_time(outline, thread, body, title_element, told)
    title = (words_of(title_element) if title_element is not None else None) or _named_in_window(outline)
    if told is not None and told.title and title_element is None:
        title = told.title
    author, author_url = _find_author(outline, body, thread, told)
    markup = _markup(outline, body, thread, title_element, way) if body is not None else None
    if markup is None and told is not None and told.body:
        markup, way = f"<p>{told.body}</p>", "json-ld"
    if markup is None or not (_is_told(page, told) or machine or words or thread.comments):
        return None, way
    return (
        Post(
            url=url,
            title=title,
            author=author,
            author_url=author_url,
            published=Moment(words, machine) if words or machine else None,
            updated=Moment(None, told.updated) if told and told.updated else None,
            html=markup,
            tags=told.tags if told and told.tags else _tags(outline),
            promised=told.count if told and told.count is not None else _promised(outline, thread),
        ),
        way,
    )


def _is_told(page: Page, told: Told | None) -> bool:
    """Whether the page itself says that it is one article."""
    kind = page.first("meta[property='og:type'][content='article']")
    return told is not None or kind is not None or _DATED_PATH.search(urlsplit(page.url).path) is not None


def _find_body(outline: Outline, thread: Thread) -> tuple[html.HtmlElement | None, str]:
    owned = set(thread.elements)
    bodies = [
        b for b in outline.bodies if not outline.place(b).shut and b not in owned and not _is_within(b, owned)
    ]
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


def _is_within(element: html.HtmlElement, owned: set[html.HtmlElement]) -> bool:
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


def _densest(
    outline: Outline, top: html.HtmlElement, owned: set[html.HtmlElement]
) -> html.HtmlElement | None:
    """The element right around most of the running text that belongs to no thread and no margin."""
    scores: dict[html.HtmlElement, float] = {}
    for element in top.iter("*"):
        place = outline.places.get(element)
        if (
            place is None
            or place.shut
            or place.region is not None
            or element.tag in ("a", "title", *HEADINGS)
        ):
            continue
        if element in owned or (owned and _is_within(element, owned)):
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


def _find_title(outline: Outline, body: html.HtmlElement | None) -> html.HtmlElement | None:
    window = _fold(_window_title(outline.page) or "")
    candidates: list[tuple[int, int, html.HtmlElement]] = []
    for order, heading in enumerate(_title_elements(outline)):
        words = words_in(heading)
        place = outline.place(heading)
        if not words or len(words) > 300 or place.region is not None:
            continue
        folded = _fold(words)
        if is_heading_of_thread(words) and folded not in window:
            continue
        rank = 0 if folded and folded in window else 4
        rank += (
            0
            if has_name(_TITLE, heading.get("class", "")) or heading.get("itemprop") in ("headline", "name")
            else 2
        )
        rank += {"h1": 0, "h2": 0, "h3": 1}.get(heading.tag, 2)
        rank += 6 if place.body is not None and place.body is not heading and rank >= 4 else 0
        rank += 7 if _is_site_name(heading, folded, window) else 0
        candidates.append((rank, order, heading))
    best = min(candidates, key=lambda c: c[:2], default=None)
    return best[2] if best is not None and best[0] < 7 else None


def _title_elements(outline: Outline) -> Iterable[html.HtmlElement]:
    yield from (h for h in outline.headings if not outline.place(h).shut)
    css = ".entry-title, .post-title, .p-name, .posttitle, .title, .entrytitle, [itemprop~=headline]"
    for element in outline.page.css(css):
        if element.tag not in HEADINGS and not outline.place(element).shut:
            yield element


def _is_site_name(heading: html.HtmlElement, folded: str, window: str) -> bool:
    """The blog's own name stands in the window's title too, and leads home."""
    link = heading.find(".//a")
    target = urlsplit(link.get("href") or "").path if link is not None else "x"
    own = f"{heading.get('id', '')} {heading.get('class', '')}".lower()
    return (
        target in ("", "/")
        or (target.endswith("/index.html") and target.count("../") > 1)
        or re.search(r"blog-?(?:title|name)|site-?(?:title|name)|banner|logo|blog-?description|tagline", own) is not None
    )


def _window_title(page: Page) -> str | None:
    for selector, name in (("meta[property='og:title']", "content"), ("title", None)):
        element = page.first(selector)
        if element is not None:
            words = element.get(name) if name else words_of(element)
            words = _TAG.sub("", words or "").strip()
            if words:
                return words
    return None


def _named_in_window(outline: Outline) -> str | None:
    """The part of the window's title that stands on the page too, else all of it."""
    window = _window_title(outline.page)
    if window is None:
        return None
    parts = {_fold(part): part for part in _SEPARATORS.split(window) if _fold(part)}
    if len(parts) > 1:
        for element in outline.open_elements():
            text = (element.text or "").strip()
            if 0 < len(text) < 200 and element.tag not in ("title", "a") and _fold(text) in parts:
                return parts[_fold(text)].strip()
    return window


def _fold(words: str) -> str:
    return re.sub(r"[\W_]+", "", words).casefold()


def _find_time(
    outline: Outline,
    thread: Thread,
    body: html.HtmlElement | None,
    title: html.HtmlElement | None,
    told: Told | None,
) -> tuple[str | None, str | None]:
    """The post's time as (machine, words)."""
    page = outline.page
    machine = told.published if told else None
    for css, name in (
        ("meta[property='article:published_time']", "content"),
        ("[itemprop~=datePublished]", "datetime"),
        ("[itemprop~=datePublished]", "content"),
        ("time.dt-published, .dt-published", "datetime"),
        ("time.published, time.entry-date, time[pubdate], .entry-date time, .post-date time", "datetime"),
        ("abbr.published", "title"),
        (
            "meta[name='dc.date'], meta[name='DC.date'], meta[name='date'], meta[name='dcterms.created']",
            "content",
        ),
    ):
        machine = machine or next(
            (e.get(name) for e in page.css(css)[:5] if e.get(name) and _is_mine(outline, e, thread)), None
        )
    machine = machine or Rdf("dc:date").read(Scope(page, page.root))
    words, beside = _printed_time(outline, thread, body, title)
    return machine or beside, words


def _is_mine(outline: Outline, element: html.HtmlElement, thread: Thread) -> bool:
    if element.tag == "meta" and outline.place(element).region is None:
        return not _is_within(element, set(thread.elements))
    place = outline.place(element)
    return not place.shut and place.region is None and not _is_within(element, set(thread.elements))


def _printed_time(
    outline: Outline, thread: Thread, body: html.HtmlElement | None, title: html.HtmlElement | None
) -> tuple[str | None, str | None]:
    """The time printed nearest to the post's title or words, as (words, machine form when it has one)."""
    owned = set(thread.elements)
    order = {e: i for i, e in enumerate(outline.places)}
    begin = order.get(body, 0) if body is not None else 0
    head = order.get(title, begin) if title is not None else begin
    last = begin + (sum(1 for _ in body.iter("*")) if body is not None else 0)
    best: tuple[int, str, str | None] | None = None
    for element, place in outline.places.items():
        if place.shut or place.region is not None or element in owned:
            continue
        named = element.tag == "time" or has_name(
            _WHEN, f"{element.get('class', '')} {element.get('id', '')}"
        )
        own = (element.text or "") + " ".join(child.tail or "" for child in element)
        if not (any(c.isdigit() for c in own) or named) or len(own) > 300:
            continue
        at = order[element]
        inside = begin <= at < last
        if inside and not named and (element.getparent() is not body or len(rest_of(words_in(element)[:300])) > 40):
            continue
        words = words_in(element) if named or len(element) < 6 else own
        found = WHEN.search(" ".join(own.split())) or WHEN.search(words[:300])
        if found is None or (len(words) > 300 and not _SIGNED.match(words)) or (owned and _is_within(element, owned)):
            continue
        if len(rest_of(words)) > 90 and not _SIGNED.match(words):
            continue
        distance = min(abs(at - head), abs(at - begin), abs(at - last)) - (60 if named else 0)
        if best is None or distance < best[0]:
            best = (distance, found[0], element.get("datetime"))
    if best is None or best[0] >= 150:
        return None, None
    day = best[1]
    if best[2] is None and not HOUR.search(day) and (hour := _hour_beside(outline, thread, last)):
        day = f"{day} {hour}"
    return day, best[2]


def _hour_beside(outline: Outline, thread: Thread, last: int) -> str | None:
    """The hour in the line that signs the post, where the day stands over it."""
    owned = set(thread.elements)
    for at, (element, place) in enumerate(outline.places.items()):
        if at < last - 12 or place.shut or place.region is not None or element in owned:
            continue
        if at > last + 60:
            break
        own = " ".join(((element.text or "") + "".join(child.tail or "" for child in element)).split())
        if 3 < len(own) < 200 and (found := HOUR.search(own)) and not _is_within(element, owned):
            if len(own) < 12 or BY.search(own) or _BEFORE_HOUR.search(own[: found.start()]):
                return str(found[0])
    return None


def _find_author(
    outline: Outline, body: html.HtmlElement | None, thread: Thread, told: Told | None
) -> tuple[str | None, str | None]:
    page = outline.page
    if told is not None and told.author:
        return told.author, told.author_url
    owned = set(thread.elements)
    for css in (
        ".p-author",
        "[itemprop~=author]",
        ".author .fn",
        "a[rel~=author]",
        ".byline .author",
        ".author",
        ".byline",
        ".fn",
    ):
        for element in page.css(css)[:8]:
            place = outline.place(element)
            if place.shut or place.region is not None or element in owned or _is_within(element, owned):
                continue
            above = element.getparent()
            if css[0] == "." and (place.body is not None or COMMENTISH.search(above.get("class", "").lower())):
                continue
            name = clean_name(words_in(element))
            if name and len(name) < 60:
                link = element if element.tag == "a" else element.find(".//a")
                return name, page.join(link.get("href")) if link is not None else None
    name = Rdf("dc:creator").read(Scope(page, page.root)) or _meta_author(page)
    return name or _posted_by(outline, owned), None


def _meta_author(page: Page) -> str | None:
    element = page.first("meta[name=author][content]")
    return (element.get("content") or "").strip() or None if element is not None else None


def _posted_by(outline: Outline, owned: set[html.HtmlElement]) -> str | None:
    """The name in the line that signs the post: "Posted by NAME at 3:39 PM"."""
    for element in outline.open_elements():
        own = (element.text or "") + "".join(child.tail or "" for child in element)
        if not 4 < len(own) < 600 or own.isspace() or outline.place(element).region is not None:
            continue
        if element in owned or not BY.search(" ".join(own.split())) or _is_within(element, owned):
            continue
        for line in iter_lines(copy_out([element], frozenset())):
            if name := _signed_by(line.words, outline.place(element).body is not None):
                return name
    return None


def _signed_by(words: str, within: bool) -> str | None:
    """The name in a line like "Posted by NAME at 3:39 PM" or "Written by NAME"."""
    by = BY.search(words[:300])
    if by is None:
        return None
    when = HOUR.search(words) or WHEN.search(words)
    if when is None and (within or len(by[0]) < 9 or by.start() > 3 or len(words) > 60 or words[-1] in ".!?:"):
        return None
    told = words[by.end() : when.start()] if when and when.start() > by.end() else words[by.end() :]
    name = clean_name(_PLACES.split(told)[0])
    return name if name and not _NOBODY.match(name) else None


def _markup(
    outline: Outline, body: html.HtmlElement, thread: Thread, title: html.HtmlElement | None, way: str
) -> str | None:
    without = {e for e in thread.elements} | set(outline.regions)
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
        ):
            without.add(element)
        elif element.getparent() is body and _is_frame(element, way):
            without.add(element)
    inside = set(body.iter("*"))
    if title is not None and title in inside:
        without |= _before_title(body, title, inside)
    without.discard(body)
    cut = next((i for i, child in enumerate(body) if _starts_thread(outline, child, thread)), None)
    if cut is None:
        return inner_html(body, without) or None
    box = copy_out(list(body)[:cut], frozenset(without))
    box.text = body.text if title is None or title not in without else None
    return inner_html(box) or None


def _tags(outline: Outline) -> tuple[str, ...]:
    found = [
        words_of(a) for a in outline.page.css("a[rel~=tag], .p-category") if outline.place(a).region is None
    ]
    return tuple(dict.fromkeys(t for t in found if t and len(t) < 80))[:50]


def _promised(outline: Outline, thread: Thread) -> int | None:
    for heading in outline.headings:
        words = words_in(heading)[:120]
        if is_heading_of_thread(words) and (found := COUNT.search(words)):
            return int(found[1] or found[2])
    return None


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
    if element.tag not in ("p", "div", "span", "em", "small", "i", "h2", "h3", "h4", "h5", "h6", "strong", "b"):
        return False
    words = words_in(element) if len(element) < 12 else ""
    if not 0 < len(words) < 200:
        return False
    by = BY.match(words)
    if by and len(words) - by.end() < 40 and _prose_less(element) and not words.endswith((".", "!", "?")):
        return True
    return way != "named" and bool(WHEN.search(words)) and len(rest_of(words)) <= 40 and not words.endswith((".", "!", "?"))


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
