"""One comment, one row: joins what a witness showed without an id to the comment that has one.

A feed (or an old template) may show comments without ids; a page of the same thread has them. Under a post,
unnamed comments are alike a named one when system, author and beginning of the text agree, now or in any
sighting; an unnamed ping of which only the author is shown is alike a named ping of that author (the title of the
page that pings). Of the unnamed that are alike, as many as there are named ones are joined: the first unnamed with
the first named, and so on; what is left over keeps its own row. A joined comment's row goes, and what it
said is kept in ``joined``, so that named comments that are found later hear it too. This only ever grows,
so order does not matter.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from sqlite_utils import Database

from archive.db.merge import Kept, Value, load_kept
from archive.db.people import People
from archive.db.rows import COMMENT_COLUMNS, chunks, load_rows, marks, write_rows

ANY_UNNAMED = """
select
  exists (select 1 from comments where post_id = ?1 and source_id is null),
  exists (select 1 from joined where post_id = ?1)
"""

NAMED = """
select sightings.likeness, comments.id
from comments
join sightings on sightings.comment_id = comments.id
where comments.post_id = ?1
  and comments.source_id is not null
  and sightings.as_id is null
  and sightings.likeness is not null
union
select sightings.ping_likeness, comments.id
from comments
join sightings on sightings.comment_id = comments.id
where comments.post_id = ?1
  and comments.source_id is not null
  and sightings.as_id is null
  and sightings.ping_likeness is not null
order by 1, 2
"""

UNNAMED = """
select id
from comments
where post_id = ?
  and source_id is null
"""

JOINED_UNDER = """
select id, comment_id, said
from joined
where post_id = ?
"""

JOINED = """
select id, comment_id, said
from joined
where id in ({marks})
"""

SAVE_JOINED = """
insert into joined (id, comment_id, post_id, said)
values (?, ?, ?, ?)
on conflict (id) do update set
  comment_id = excluded.comment_id,
  said = excluded.said
"""

MOVE_SIGHTINGS = """
update sightings
set comment_id = ?1
where as_id = ?2
  and comment_id is not ?1
"""

DROP_LINKS = """
delete from links
where comment_id = ?
"""

DROP_VERSIONS = """
delete from versions
where comment_id = ?
"""

DROP_COMMENT = """
delete from comments
where id = ?
"""

CHILDREN = """
select id
from comments
where post_id = ?
  and parent_id is not null
  and parent_score is null
"""

MOVE_WORKED_OUT = """
update comments
set parent_id = ?1
where parent_id = ?2
  and parent_score is not null
"""


def note_unnamed(kept: Kept, like: int | None, place: int) -> None:
    """Remember by what an unnamed comment can be joined: its likeness, and how many alike a witness showed
    before it (the fewest counts)."""
    if like is None:
        return
    before = kept.row.get("n")
    kept.row["n"] = place if before is None else min(place, int(before))
    known = kept.row.get("like")
    kept.row["like"] = like if known is None else min(like, int(known))


def find_joined(db: Database, ids: Sequence[str]) -> dict[str, Kept]:
    """Those of these unnamed comments that were joined to others, as far as they have spoken."""
    found: dict[str, Kept] = {}
    for some in chunks(ids):
        sql = JOINED.format(marks=marks(some))
        found.update(_load_joined(row) for row in db.conn.execute(sql, some))
    return found


def save_joined(db: Database, joined: Iterable[Kept]) -> None:
    """Write what joined comments have said."""
    db.conn.executemany(SAVE_JOINED, [_joined_row(kept) for kept in joined])


def join_unnamed(db: Database, post_id: str, people: People) -> None:
    """Make the thread of a post true again: no unnamed comment beside a named one that it is."""
    unnamed, joined_before = db.conn.execute(ANY_UNNAMED, (post_id,)).fetchone()
    if not unnamed and not joined_before:
        return
    named: dict[int, list[str]] = {}
    for like, comment_id in db.conn.execute(NAMED, (post_id,)):
        named.setdefault(like, []).append(comment_id)
    if not named:
        return
    joined = dict(_load_joined(row) for row in db.conn.execute(JOINED_UNDER, (post_id,)))
    alone = load_rows(db, "comments", [row[0] for row in db.conn.execute(UNNAMED, (post_id,))])
    fresh = {one: kept for one, kept in alone.items() if _place(kept) < len(named.get(_like(kept), ()))}
    joined.update(fresh)
    if not joined:
        return
    for kept in joined.values():
        same = named[_like(kept)]
        kept.row["comment_id"] = same[min(_place(kept), len(same) - 1)]
    _tell_named(db, named, joined, people)
    save_joined(db, joined.values())
    db.conn.executemany(MOVE_SIGHTINGS, [(kept.row["comment_id"], one) for one, kept in joined.items()])
    db.conn.executemany(MOVE_WORKED_OUT, [(kept.row["comment_id"], one) for one, kept in joined.items()])
    _move_children(db, post_id, {one: str(kept.row["comment_id"]) for one, kept in joined.items()})
    for one, kept in fresh.items():
        for sql in (DROP_LINKS, DROP_VERSIONS, DROP_COMMENT):
            db.conn.execute(sql, (one,))
        people.leave(kept.row.get("author_id"))


def _tell_named(db: Database, named: Mapping[int, list[str]], joined: Mapping[str, Kept], people: People) -> None:
    """Every named comment hears all unnamed ones that are alike."""
    ids = sorted({one for kept in joined.values() for one in named[_like(kept)]})
    rows = load_rows(db, "comments", ids)
    for one in sorted(joined):
        for comment_id in named[_like(joined[one])]:
            rows[comment_id].absorb(joined[one])
    for row in rows.values():
        people.tie(row)
    people.add()
    write_rows(db, "comments", rows.values())


def _move_children(db: Database, post_id: str, now: Mapping[str, str]) -> None:
    """Replies to a joined comment are replies to the comment it is; what was told is remembered."""
    rows = load_rows(db, "comments", [row[0] for row in db.conn.execute(CHILDREN, (post_id,))])
    for kept in rows.values():
        said = str(kept.row.get("said_parent") or kept.row["parent_id"])
        if said in now:
            kept.row["said_parent"] = said
            kept.put("parent_id", now[said])
    write_rows(db, "comments", rows.values())


def _like(kept: Kept) -> int:
    return int(kept.row.get("like") or -1)


def _place(kept: Kept) -> int:
    return int(kept.row.get("n") or 0)


def _load_joined(row: tuple[str, str, str]) -> tuple[str, Kept]:
    joined_id, comment_id, said = row
    columns: dict[str, Value] = json.loads(said)
    columns["comment_id"] = comment_id
    kept = load_kept(columns)
    kept.versions = {}
    return joined_id, kept


def _joined_row(kept: Kept) -> tuple[Value, ...]:
    """The row of ``joined``: only what was said, nothing that was worked out from it."""
    row = kept.row
    if said_parent := row.pop("said_parent", None):
        row["parent_id"] = said_parent
    if (said_local := row.pop("said_local", None)) is not None:
        row["published_local"] = said_local or None
    worked_out = {"author_id", "depth", "witness", "parent_score"}
    if "parent" not in kept.keys:
        worked_out |= {"parent_id", "parent_how"}
    if "published" not in kept.keys:
        worked_out |= {"published", "published_zone"}
    told = [name for name in COMMENT_COLUMNS if name not in worked_out and row.get(name) is not None]
    columns = {**{name: row[name] for name in told}, "witness": kept.witness()}
    said = json.dumps(columns, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return (kept.id, row["comment_id"], row["post_id"], said)
