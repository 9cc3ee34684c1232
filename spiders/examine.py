"""Examines one page: what it says, and which mark, layout and selector made us think so. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import datetime

from archive.models import Moment, Post, Reading
from pipelines.normalize import normalize
from spiders.adapter import Adapter, CommentFields, Layout, PostFields, find_containers
from spiders.explain import explain, explain_many
from spiders.fields import Many, Scope
from spiders.page import Page
from spiders.place import Places, most_common
from spiders.platforms import ADAPTERS
from spiders.read import choose_adapter, read_page

WORKED_OUT = "worked out by the reader"
"""Who gave a value that no selector of the layout gave as it stands."""

_NOT_FACTS = ("promised_by", "indent")
_OF_POST = {"previous": "previous_url", "next": "next_url"}


@dataclass(frozen=True, slots=True)
class Evidence:
    """The marks of one platform that the page bears, each with its weight."""

    adapter: str
    marks: tuple[tuple[str, int], ...]

    @property
    def weight(self) -> int:
        """What the marks weigh together."""
        return sum(weight for _, weight in self.marks)


@dataclass(frozen=True, slots=True)
class Trace:
    """One field: its value and the selector that gave it in words; ``asked``: the layout seeks it."""

    name: str
    value: str | None
    by: str = ""
    asked: bool = True


@dataclass(slots=True)
class Tally:
    """One field of all comments: each selector that gave it, with the values it gave; how often none did."""

    name: str
    by: dict[str, list[str]] = field(default_factory=dict)
    empty: int = 0


@dataclass(frozen=True, slots=True)
class Examined:
    """A page with its reading (normalized), the evidence for each platform and the traces of its fields."""

    page: Page
    reading: Reading
    evidence: tuple[Evidence, ...]
    post: tuple[Trace, ...] = ()
    comments: tuple[Tally, ...] = ()

    @property
    def is_understood(self) -> bool:
        """Whether the page said anything: a post, comments, or without a doubt where more is."""
        reading = self.reading
        if reading.posts or reading.comments:
            return True
        return reading.doubt is None and bool(reading.follow or reading.promised)


def examine(page: Page, seen: datetime, raw: Reading | None = None) -> Examined:
    """What ``page`` says and why. ``seen`` is when it was captured (aware), ``raw`` what a lesson read if one did."""
    raw = read_page(page) if raw is None else raw
    reading = normalize(raw, seen=seen)
    if page.kind != "html" or page.status >= 400:
        return Examined(page, reading, ())
    evidence = tuple(sorted(weigh(page), key=lambda one: -one.weight))
    layout = find_layout(page, raw)
    if layout is None or layout.post is None:
        return Examined(page, reading, evidence, *locate(page, raw, reading))
    owners = find_containers(page, layout.comments)
    post = trace_post(Scope(page, page.root, frozenset(owners)), layout, raw.post)
    borders = frozenset(owners)
    scopes = ((Scope(page, element, borders - {element}), told) for element, told in owners.items())
    tallies = tally_comments(scopes) if owners else locate(page, raw, reading)[1]
    return Examined(page, reading, evidence, post, tallies)


def locate(page: Page, raw: Reading, reading: Reading) -> tuple[tuple[Trace, ...], tuple[Tally, ...]]:
    """Where the values stand that no selector gave: of the post, and of all comments."""
    if raw.source != "page" or not (reading.posts or reading.comments):
        return (), ()
    places = Places(page)
    post: tuple[Trace, ...] = ()
    if raw.post is not None and reading.post is not None:
        told = {**_facts_worked_out(raw.post), "html": reading.post.text}
        post = tuple(Trace(name, value, _stands(places.find(value)) if value else "") for name, value in told.items())
    lists: dict[str, list[str | None]] = {name: [] for name in ("author", "words", "html")}
    for before, after in zip(raw.comments, reading.comments, strict=True):
        lists["author"].append(before.author)
        lists["words"].append(before.published.words if before.published else None)
        lists["html"].append(after.text)
    return post, tuple(_tally(places, name, values) for name, values in lists.items() if values)


def _facts_worked_out(post: Post) -> dict[str, str | None]:
    return {name: _value_of(post, name) for name in ("title", "author", "words", "machine", "tags")}


def _stands(places: list[str]) -> str:
    return f"{WORKED_OUT}; it stands in {places[0]}" if places else WORKED_OUT


def _tally(places: Places, name: str, values: list[str | None]) -> Tally:
    tally = Tally(name, empty=sum(value is None for value in values))
    said = {value: places.find(value) for value in values if value is not None}
    chosen = most_common(said[value] for value in values if value is not None)
    for value in values:
        if value is not None:
            by = next((f"{WORKED_OUT}; it stands in {one}" for one in chosen if one in said[value]), WORKED_OUT)
            tally.by.setdefault(by, []).append(value)
    return tally


def weigh(page: Page) -> Iterator[Evidence]:
    """The evidence for every platform of which the page bears a mark."""
    for adapter in ADAPTERS:
        if marks := adapter.marks.find(page):
            yield Evidence(adapter.name, marks)


def find_layout(page: Page, reading: Reading) -> Layout | None:
    """The layout by which the page was read; None when it was read without one."""
    adapter: Adapter = choose_adapter(page)[0]
    if reading.adapter != adapter.name:
        return None
    return next((one for one in adapter.layouts if one.fits(page) and one.name == reading.layout), None)


def trace_post(scope: Scope, layout: Layout, post: Post | None) -> tuple[Trace, ...]:
    """Every fact of the post with the selector that gave it; ``()`` when the page shows no post."""
    if layout.post is None or post is None:
        return ()
    return tuple(_trace(scope, layout.post, name, post) for name in _facts(layout.post))


def _facts(told: PostFields | CommentFields) -> list[str]:
    return [one.name for one in fields(told) if one.name not in _NOT_FACTS]


def _trace(scope: Scope, told: PostFields, name: str, post: Post) -> Trace:
    asked = getattr(told, name)
    stands = _value_of(post, name)
    if asked is None:
        return Trace(name, stands, WORKED_OUT if stands else "", asked=stands is not None)
    value, by = _ask(asked, scope)
    if stands is None and name in ("closed", "open", "promised"):
        return Trace(name, value, by)
    if by and (value == stands or name == "promised"):
        return Trace(name, stands, by)
    return Trace(name, stands, WORKED_OUT if stands else "")


def _ask(asked: object, scope: Scope) -> tuple[str | None, str]:
    if isinstance(asked, Many):
        values, by = explain_many(asked, scope)
        return ", ".join(values) or None, by
    return explain(asked, scope)  # type: ignore[arg-type]


def _value_of(post: Post, name: str) -> str | None:
    """What the reading holds of a fact, as its field gives it."""
    moment: Moment | None = post.updated if name.startswith("updated") else post.published
    if name in ("words", "updated_words"):
        return moment.words if moment else None
    if name in ("machine", "updated"):
        return moment.machine if moment else None
    value = getattr(post, _OF_POST.get(name, name), None)
    if isinstance(value, tuple):
        return ", ".join(value) or None
    return str(value) if value is not None else None


def tally_comments(scopes: Iterator[tuple[Scope, CommentFields]]) -> tuple[Tally, ...]:
    """Every fact of the comments, with the selectors that gave it and their values."""
    tallies: dict[str, Tally] = {}
    for scope, told in scopes:
        for name in _facts(told):
            tally = tallies.setdefault(name, Tally(name))
            asked = getattr(told, name)
            value, by = explain(asked, scope) if asked is not None else (None, "")
            if value is None:
                tally.empty += 1
            else:
                tally.by.setdefault(by, []).append(value)
    return tuple(tallies.values())
