"""One row from many witnesses: for each field the best one speaks, in whatever order they come.

A witness is one capture's word about a post or comment. It makes claims: a field, a rank, values. The claim
with the greatest key (rank, time of capture, capture id) fills the field; the row's ``witness`` column keeps
those keys, so that the next witness can be weighed without asking the earlier ones again. Because the
greatest of a set is the same in any order, rows are a function of captures.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from archive.models import Source

Value = str | int | float | None
Key = tuple[int, str, str]
"""Rank, time of the capture, capture id: the greater speaks."""

Claim = tuple[str, int, tuple[Value, ...]]
"""A field, the rank of this witness for it, and the values of the field's columns."""

SOURCE_RANK: dict[str, int] = {"page": 6, "export": 5, "api": 4, "embed": 3, "feed": 2}
EXCERPT = 1
"""The rank of a body that is not whole, whoever tells it."""

COLUMNS: dict[str, tuple[str, ...]] = {
    "blog": ("blog_id",),
    "published": ("published", "published_zone"),
    "local": ("published_local",),
    "reckoned": ("reckoned", "reckoned_to"),
    "raw": ("published_raw",),
    "parent": ("parent_id", "parent_how"),
    "depth": ("told_depth",),
    "tags": (),
    "categories": (),
    "body": ("html", "text", "whole", "language", "capture_id", "title_then"),
}
"""The columns of a field, where they are not the one with the field's own name."""

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0e\ufe0f\ufeff]")
_HIDDEN = (
    "who", "who_in", "title_then", "since", "n", "like", "said_parent", "told_depth", "said_local", "said_utc",
    "reckoned", "reckoned_to",
)  # fmt: skip
"""What is remembered of a row without a column of its own: the author's platform id and whose id it is when the row
is of another system, the title and first sighting of the body that stands, an unnamed comment's number and likeness,
parent, depth, wall clock and UTC as told, a day that was reckoned and how exact it is."""

_RECKONED = -40
"""Claims below this rank were reckoned back from their capture: of equal ones the earliest speaks."""


@dataclass(frozen=True, slots=True)
class Witness:
    """The capture that speaks, when, and what kind of source it is."""

    capture_id: str
    time: str
    source: Source

    @property
    def rank(self) -> int:
        """How well this kind of source is believed, all else equal."""
        return SOURCE_RANK[self.source]

    def key(self, rank: int) -> Key:
        """The weight of a claim of this rank."""
        return (rank, self.time, self.capture_id)


@dataclass(frozen=True, slots=True)
class Version:
    """A body that is not (or no longer) the one that stands, from witnesses of the same rank."""

    title: Value
    html: Value
    text: Value
    first_seen: str
    last_seen: str
    capture_id: str

    @property
    def print(self) -> str:
        """What makes two bodies the same: title and text, white space folded."""
        return fingerprint(self.title, self.text if self.text is not None else self.html)


def fingerprint(title: Value, text: Value) -> str:
    """A body as it is compared with others: white space, case and forms of one letter count for nothing.

    No finer than what tells unnamed comments apart (``pipelines.identity``), so that those never have
    versions.
    """
    return f"{_fold(str(title or ''))}\x1f{_fold(str(text or ''))}"


def _fold(text: str) -> str:
    if not text.isascii():
        text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).casefold()
    return " ".join(text.lower().split())


@dataclass(slots=True)
class Kept:
    """A row of ``posts`` or ``comments`` while witnesses are heard.

    ``row`` holds columns and what has none (see ``_HIDDEN``). ``versions`` is None until they were loaded;
    a new row has none. ``before`` is the ``witness`` column as it was read.
    """

    id: str
    row: dict[str, Value]
    keys: dict[str, Key] = field(default_factory=dict)
    is_new: bool = True
    changed: set[str] = field(default_factory=set)
    versions: dict[str, Version] | None = None
    versions_changed: bool = False
    heard: set[str] = field(default_factory=set)
    before: str | None = None

    def hear(self, claims: Iterable[Claim], witness: Witness) -> None:
        """Weigh one witness's claims. What the same reading says twice of one field counts the first time."""
        self._see(witness.time, witness.time)
        for name, rank, values in claims:
            if name not in self.heard:
                self.heard.add(name)
                key = (rank, witness.time, witness.capture_id)
                if name == "body":
                    self._weigh_body(key, values, witness.time)
                else:
                    self._weigh(name, key, values)
        self.settle()

    def absorb(self, other: Kept) -> None:
        """Weigh all that was ever said of ``other``, which turned out to be the same thing as this one."""
        self._see(str(other.row["first_seen"]), str(other.row["last_seen"]))
        for name, key in other.keys.items():
            values = other.told(name)
            if name == "body":
                self._weigh_body(key, values, str(other.row["since"]))
                self._absorb_versions(other)
            else:
                self._weigh(name, key, values)
        self.settle()

    def _absorb_versions(self, other: Kept) -> None:
        stands = self.keys["body"]
        if not other.versions or other.keys["body"][0] != stands[0]:
            return
        print_of_now = _version(stands, self.told("body"), str(self.row["since"])).print
        for version in other.versions.values():
            if version.print == print_of_now:
                self.row["since"] = min(str(self.row["since"]), version.first_seen)
            else:
                self._retire(version)

    def told(self, name: str) -> tuple[Value, ...]:
        """The values of a field as the best witness told them."""
        values = tuple(map(self.row.get, COLUMNS.get(name, (name,))))
        if name == "parent" and (said := self.row.get("said_parent")) is not None:
            return (said, *values[1:])
        if name == "local" and (said := self.row.get("said_local")) is not None:
            return (said,)
        if name == "published" and (said := self.row.get("said_utc")) is not None:
            return (said, "stated")
        return values

    def work_out_local(self, local: str | None) -> None:
        """Set the wall clock as the blog's other dates prove it; None: what was told of this one stands."""
        said = self.row.pop("said_local", None)
        told = str(self.row.get("published_local") or "") if said is None else str(said)
        if "local" not in self.keys:
            told = ""
        if local is not None and local != told:
            self.row["said_local"] = told
        self.put("published_local", local or told or None)
        self.settle()

    def work_out_utc(self, utc: str | None, zone: str, precision: str | None) -> None:
        """Set UTC (None: nobody knows) in place of what a doubted offset gave, and how it is known."""
        self.row["said_utc"] = self.told("published")[0]
        self._set_utc(utc, zone, precision)

    def believe_utc(self) -> None:
        """What was told of UTC stands (again)."""
        said, zone = self.told("published")
        self.row.pop("said_utc", None)
        self._set_utc(said, zone, None)

    def _set_utc(self, utc: Value, zone: Value, precision: str | None) -> None:
        self.put("published", utc)
        self.put("published_zone", zone)
        self.put("published_precision", precision)

    def put(self, column: str, value: Value) -> None:
        """Set a column and remember whether that changed it."""
        if self.row.get(column) != value:
            self.row[column] = value
            self.changed.add(column)

    def _see(self, first: str, last: str) -> None:
        row = self.row
        if self.is_new and "first_seen" not in row:
            row["first_seen"], row["last_seen"] = first, last
            return
        if first < str(row["first_seen"]):
            self.put("first_seen", first)
        if last > str(row["last_seen"]):
            self.put("last_seen", last)

    def _weigh(self, name: str, key: Key, values: tuple[Value, ...]) -> None:
        stands = self.keys.get(name)
        if stands == key and _order(values) <= _order(self.told(name)):
            return
        if stands is not None and _weight(key) < _weight(stands):
            return
        is_same = stands is not None and stands[0] == key[0] and values == self.told(name)
        self.keys[name] = key
        if name == "published" and is_same:
            return  # what was worked out of it stands
        for column, value in zip(COLUMNS.get(name, (name,)), values, strict=True):
            self.put(column, value)
        if name == "parent":
            self.row.pop("said_parent", None)
            self.put("parent_score", None)
        elif name == "local":
            self.row.pop("said_local", None)
        elif name == "published":
            self.row.pop("said_utc", None)
            self._drop_hour()

    def _weigh_body(self, key: Key, values: tuple[Value, ...], since: str) -> None:
        stands = self.keys.get("body")
        if stands is None or key[0] > stands[0]:
            self._drop_versions()
            self._set_body(key, values, since)
        elif key[0] == stands[0]:
            self._weigh_equal(_version(stands, self.told("body"), str(self.row["since"])), stands, key, values, since)

    def _weigh_equal(self, old: Version, stands: Key, key: Key, values: tuple[Value, ...], since: str) -> None:
        new = _version(key, values, since)
        if key[0] <= EXCERPT or old.print == new.print:
            self._weigh("body", key, values)
            self.row["since"] = min(since, old.first_seen)
        elif (key, new.print) > (stands, old.print):
            self._retire(old)
            earlier = self._versions().pop(new.print, None)
            self._set_body(key, values, min(since, earlier.first_seen) if earlier else since)
        else:
            self._retire(new)

    def _set_body(self, key: Key, values: tuple[Value, ...], since: str) -> None:
        self.keys.pop("body", None)
        self._weigh("body", key, values)
        self.row["since"] = since

    def _versions(self) -> dict[str, Version]:
        self.versions_changed = True
        if self.versions is None:
            assert self.is_new, "versions of a kept row are loaded before it is weighed"
            self.versions = {}
        return self.versions

    def _retire(self, version: Version) -> None:
        versions = self._versions()
        known = versions.get(version.print)
        if known is not None:
            first = min(version.first_seen, known.first_seen)
            version = max(version, known, key=lambda one: (one.last_seen, one.capture_id, str(one)))
            version = replace(version, first_seen=first)
        versions[version.print] = version

    def _drop_versions(self) -> None:
        if self.versions or not self.is_new:
            self._versions().clear()

    def settle(self) -> None:
        """Make true what follows from the claims: a depth without a parent, an estimate where no time is told, a zone
        that nobody told."""
        if "parent" not in self.keys and "depth" in self.keys:
            self.put("depth", self.row["told_depth"])
        self._settle_estimate()
        self._settle_zone()

    def _settle_estimate(self) -> None:
        """A day that was reckoned stands while nobody tells a time."""
        row, is_told = self.row, "local" in self.keys or "said_local" in self.row
        if "reckoned" in self.keys and "published" not in self.keys and not is_told:
            self.put("published_local", row["reckoned"])
            self.put("published_precision", row["reckoned_to"])
        elif "reckoned" in self.keys and row.get("published_precision") not in (None, "hour"):
            self.put("published_precision", None)
            if not is_told:
                self.put("published_local", None)

    def _settle_zone(self) -> None:
        """Without a stated time the zone is unknown, and what was worked out from another clock is void."""
        if "published" in self.keys:
            return
        if "published_local" in self.changed and not self.is_new:
            self.put("published", None)
            self._drop_hour()
        told = self.row.get("published_local") is not None or self.row.get("published_raw") is not None
        if self.row.get("published") is None:
            self.put("published_zone", "unknown" if told else None)

    def _drop_hour(self) -> None:
        """The doubt of an hour goes with the UTC that it was about."""
        if self.row.get("published_precision") == "hour":
            self.put("published_precision", None)

    def witness(self) -> str:
        """The ``witness`` column: for each capture that speaks its time and its rank for each field; then
        what has no column.
        """
        by: dict[str, tuple[str, dict[str, int]]] = {}
        for name in sorted(self.keys):
            rank, time, capture_id = self.keys[name]
            by.setdefault(capture_id, (time, {}))[1][name] = rank
        hidden = {name: self.row[name] for name in _HIDDEN if self.row.get(name) is not None}
        return json.dumps({"by": by, **hidden}, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _weight(key: Key) -> tuple[Value, ...]:
    """What makes one key greater than another."""
    rank, time, capture_id = key
    return key if rank > _RECKONED else (rank, _backwards(time), _backwards(capture_id))


def _backwards(words: str) -> str:
    """ASCII that sorts the other way round."""
    return words.translate(_MIRROR) + "\x7f"


_MIRROR = {code: 127 - code for code in range(128)}


def _version(key: Key, values: tuple[Value, ...], since: str) -> Version:
    html, text, *_, title = values
    return Version(title, html, text, since, key[1], key[2])


def _order(values: tuple[Value, ...]) -> tuple[tuple[bool, str], ...]:
    """Any total order of values: two claims of one capture and rank must not depend on which is heard
    first.
    """
    return tuple((value is not None, str(value)) for value in values)


def load_kept(row: dict[str, Value]) -> Kept:
    """A row as it stands in the database, ready to hear more."""
    before = str(row.pop("witness") or "{}")
    witness = json.loads(before)
    keys = {
        name: (rank, time, capture_id)
        for capture_id, (time, ranks) in witness.get("by", {}).items()
        for name, rank in ranks.items()
    }
    row.update((name, witness[name]) for name in _HIDDEN if name in witness)
    return Kept(str(row["id"]), row, keys, is_new=False, before=before)
