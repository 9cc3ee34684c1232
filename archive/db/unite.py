"""One comment in several systems, one row: joins their copies, keeps the row true to them, and parts them again.

The row's id is that of the copy that was seen first; those of the others lead to it (``aliases``). Which copies are
one is worked out anew from the thread as it is known whenever a capture adds to it, so that the order of arrival does
not matter, and what looked like one comment is parted when it turns out to be two.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlite_utils import Database

from archive.db.copies import Copies, Links
from archive.db.likes import find_copies
from archive.db.matches import find_groups
from archive.db.merge import Kept
from archive.db.people import People
from archive.db.rows import COMMENT_COLUMNS, drop_comment, load_rows, write_rows
from archive.urls import host_of, stable_id

MOVE_NAMED = """
update sightings
set comment_id = ?1, as_id = ?2
where comment_id = ?2
  and as_id is null
"""

MOVE_SIGHTINGS = """
update sightings
set comment_id = ?1
where as_id = ?2
"""

OWN_AGAIN = """
update sightings
set as_id = null
where as_id = ?
"""

MOVE_JOINED = """
update joined
set comment_id = ?1
where id = ?2
"""

DROP_LINKS = """
delete from links
where comment_id = ?
"""

ADD_LINK = """
insert into links (id, comment_id, url, host, words, capture_id)
values (?, ?, ?, ?, ?, ?)
"""

CHILDREN = """
select id, parent_id, json_extract(witness, '$.said_parent')
from comments
where post_id = ?
  and parent_id is not null
  and parent_score is null
"""


def unite(db: Database, post_id: str, copies: Copies, named: Mapping[str, str], people: People) -> None:
    """Make the rows of a post's comments true to its copies: one row for all that are one comment.

    ``named`` are the comments without an id that were joined to one of the same system that has one; they go with it.
    """
    found = find_copies(db, post_id, copies, named)
    groups = find_groups(found) if found else []
    if not groups and not copies.before:
        return
    _regroup(copies, groups)
    dirty = copies.dirty()
    rows = _make_rows(copies, dirty)
    for kept in rows.values():
        people.tie(kept)
    people.add()
    write_rows(db, "comments", rows.values())
    copies.rewritten = list(rows.values())
    copies.save()
    _move_sightings(db, copies, named)
    for row in rows:
        _write_links(db, row, [copies.links[one] for one in copies.own_of(row)])
    _drop_rows(db, copies, named, people)


def tie_answers(db: Database, post_id: str, copies: Copies, named: Mapping[str, str]) -> None:
    """Replies to a comment that stands in another's row are replies to that row; what was told is remembered."""
    if not named and not copies.before and not copies.row:
        return
    stands = {**copies.row, **{one: copies.stands_in(name) for one, name in named.items()}}
    strays = []
    for one, parent, said in db.conn.execute(CHILDREN, (post_id,)):
        told = said or parent
        if (stands.get(told, told), stands.get(told, told) != told) != (parent, said is not None):
            strays.append(one)
    rows = load_rows(db, "comments", strays)
    for kept in rows.values():
        said = str(kept.row.pop("said_parent", None) or kept.row["parent_id"])
        if (now := stands.get(said, said)) != said:
            kept.row["said_parent"] = said
        kept.put("parent_id", now)
    write_rows(db, "comments", rows.values())


def _regroup(copies: Copies, groups: Sequence[Sequence[str]]) -> None:
    """Take comments that stood alone as copies, name the row of each, and let go those that are copies no more."""
    members = [one for group in groups for one in group]
    copies.take(copies.load(one for one in members if one not in copies.own))
    for group in groups:
        row = min(group, key=lambda one: (str(copies.own[one].row["first_seen"]), one))
        copies.row.update(dict.fromkeys(group, row))
    copies.parted = {one: copies.leave(one) for one in set(copies.own) - set(members)}


def _make_rows(copies: Copies, dirty: set[str]) -> dict[str, Kept]:
    """The rows that the copies make now, as far as they are another than those that stand."""
    wanted = (dirty & set(copies.row.values())) | copies.parted.keys()
    standing = load_rows(copies.db, "comments", sorted(wanted))
    made: dict[str, Kept] = {}
    for row in sorted(wanted):
        own = copies.parted.get(row)
        fresh = _fold(row, {one: copies.own[one] for one in copies.own_of(row)}) if own is None else _alone(own)
        made[row] = _replace(standing.get(row), fresh)
    return made


def _fold(row: str, members: Mapping[str, Kept]) -> Kept:
    """The row that these copies make: for each field the best witness of any of them speaks."""
    fresh = _alone(members[row])
    for one in sorted(members.keys() - {row}):
        fresh.absorb(members[one])
    who = fresh.keys.get("who")
    system = next((str(kept.row["system"]) for kept in members.values() if kept.keys.get("who") == who), None)
    if who is not None and system != fresh.row["system"]:
        fresh.row["who_in"] = system
    return fresh


def _alone(own: Kept) -> Kept:
    """A row that says what one copy says."""
    fresh = Kept(own.id, dict(own.row), dict(own.keys), versions=dict(own.versions or {}))
    fresh.settle()
    return fresh


def _replace(old: Kept | None, fresh: Kept) -> Kept:
    """``fresh`` in the place of the row that stands; what was worked out stays while it rests on the same words."""
    fresh.versions_changed = bool(fresh.versions) if old is None else fresh.versions != old.versions
    if old is None:
        return fresh
    fresh.is_new, fresh.before = False, old.before
    row, stood = fresh.row, old.row
    row["depth"] = row["depth"] if row.get("depth") is not None else stood["depth"]
    if "published" not in fresh.keys and "published" not in old.keys and fresh.told("local") == old.told("local"):
        for column in ("published", "published_zone", "published_local", "published_precision", "said_local"):
            row[column] = stood.get(column)
    if stood.get("said_utc") is not None and fresh.told("published") == old.told("published"):
        for column in ("published", "published_zone", "published_precision", "said_utc"):
            row[column] = stood.get(column)
    if "parent" not in fresh.keys and stood.get("parent_score") is not None:
        for column in ("parent_id", "parent_how", "parent_score"):
            row[column] = stood[column]
    row["author_id"] = stood["author_id"]
    row.update((column, row.get(column)) for column in COMMENT_COLUMNS[:-1])
    fresh.changed = {column for column in COMMENT_COLUMNS[:-1] if row[column] != stood.get(column)}
    return fresh


def _move_sightings(db: Database, copies: Copies, named: Mapping[str, str]) -> None:
    """Sightings are of the row in which a comment stands, and say as what they saw it."""
    moved = {one for one in (*copies.own, *copies.parted) if copies.before.get(one, one) != copies.stands_in(one)}
    for one in sorted(moved):
        row = copies.stands_in(one)
        db.conn.execute(MOVE_SIGHTINGS, (row, one))
        kept = copies.own.get(one) or copies.parted[one]
        if kept.row.get("source_id") is not None:
            db.conn.execute(*((OWN_AGAIN, (one,)) if row == one else (MOVE_NAMED, (row, one))))
    followers = [(copies.stands_in(name), one) for one, name in named.items() if name in moved]
    db.conn.executemany(MOVE_JOINED, followers)
    db.conn.executemany(MOVE_SIGHTINGS, followers)


def _write_links(db: Database, row: str, told: Iterable[Links]) -> None:
    """A row's links are those of all its copies; of several captures that show one the first is named."""
    links: Links = {}
    for some in told:
        for url, pointer in some.items():
            if pointer.is_before(links.get(url)):
                links[url] = pointer
    db.conn.execute(DROP_LINKS, (row,))
    db.conn.executemany(
        ADD_LINK,
        [
            (stable_id("link", row, url), row, url, host_of(url), one.words, one.capture_id)
            for url, one in sorted(links.items())
        ],
    )


def _drop_rows(db: Database, copies: Copies, named: Mapping[str, str], people: People) -> None:
    """Rows of comments that stand in another's row now."""
    stood = {*copies.before.values(), *(one for one in copies.own if one not in copies.before)}
    gone = stood - set(copies.row.values()) - copies.parted.keys()
    for one, kept in sorted(load_rows(db, "comments", sorted(gone)).items()):
        drop_comment(db, one, copies.stands_in(named.get(one, one)))
        people.leave(kept.row.get("author_id"))
