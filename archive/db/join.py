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

from collections.abc import Iterable, Mapping, Sequence

from sqlite_utils import Database

from archive.db.copies import Copies
from archive.db.merge import Kept, Value
from archive.db.people import People
from archive.db.rows import chunks, drop_comment, marks
from archive.db.told import pack, strip, unpack

ANY_UNNAMED = """
select
  exists (select 1 from comments where post_id = ?1 and source_id is null)
  or exists (select 1 from copies where post_id = ?1 and source_id is null),
  exists (select 1 from joined where post_id = ?1)
"""

NAMED = """
select sightings.likeness, coalesce(sightings.as_id, comments.id)
from comments
join sightings on sightings.comment_id = comments.id
left join copies on copies.id = sightings.as_id
where comments.post_id = ?1
  and sightings.likeness is not null
  and iif(sightings.as_id is null, comments.source_id, copies.source_id) is not null
union
select sightings.ping_likeness, coalesce(sightings.as_id, comments.id)
from comments
join sightings on sightings.comment_id = comments.id
left join copies on copies.id = sightings.as_id
where comments.post_id = ?1
  and sightings.ping_likeness is not null
  and iif(sightings.as_id is null, comments.source_id, copies.source_id) is not null
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


def join_unnamed(db: Database, post_id: str, copies: Copies, people: People) -> dict[str, str]:
    """Make the thread of a post true again: no unnamed comment beside a named one that it is.

    Answers which named comment each of the unnamed is. They stand in the row in which that stands.
    """
    unnamed, joined_before = db.conn.execute(ANY_UNNAMED, (post_id,)).fetchone()
    if not unnamed and not joined_before:
        return {}
    named: dict[int, list[str]] = {}
    for like, comment_id in db.conn.execute(NAMED, (post_id,)):
        named.setdefault(like, []).append(comment_id)
    if not named:
        return {}
    joined = dict(_load_joined(row) for row in db.conn.execute(JOINED_UNDER, (post_id,)))
    ids = [row[0] for row in db.conn.execute(UNNAMED, (post_id,))]
    alone = copies.load(dict.fromkeys((*ids, *(one for one, kept in copies.own.items() if _is_unnamed(kept)))))
    fresh = {one: kept for one, kept in alone.items() if _place(kept) < len(named.get(_like(kept), ()))}
    joined.update(fresh)
    if not joined:
        return {}
    found = {one: _choose(named[_like(kept)], _place(kept)) for one, kept in joined.items()}
    for one, kept in joined.items():
        kept.row["comment_id"] = copies.stands_in(found[one])
    for kept in fresh.values():
        people.leave(kept.row.get("author_id"))
    _tell_named(named, joined, copies, people)
    save_joined(db, joined.values())
    db.conn.executemany(MOVE_SIGHTINGS, [(kept.row["comment_id"], one) for one, kept in joined.items()])
    _drop(db, fresh, copies)
    return found


def _choose(same: Sequence[str], place: int) -> str:
    return same[min(place, len(same) - 1)]


def _is_unnamed(kept: Kept) -> bool:
    return kept.row.get("source_id") is None


def _drop(db: Database, fresh: Mapping[str, Kept], copies: Copies) -> None:
    """The rows of what was joined go; those in which copies stand go with the copies."""
    for one, kept in fresh.items():
        if one in copies.own:
            copies.leave(one)
            continue
        drop_comment(db, one, str(kept.row["comment_id"]))


def _tell_named(named: Mapping[int, list[str]], joined: Mapping[str, Kept], copies: Copies, people: People) -> None:
    """Every named comment hears all unnamed ones that are alike."""
    ids = sorted({one for kept in joined.values() for one in named[_like(kept)]})
    rows = copies.load(ids)
    for one in sorted(joined):
        for comment_id in named[_like(joined[one])]:
            rows[comment_id].absorb(joined[one])
    for row in rows.values():
        if row.id not in copies.own:
            people.tie(row)
    people.add()
    copies.write(rows.values())


def _like(kept: Kept) -> int:
    return int(kept.row.get("like") or -1)


def _place(kept: Kept) -> int:
    return int(kept.row.get("n") or 0)


def _load_joined(row: tuple[str, str, str]) -> tuple[str, Kept]:
    joined_id, comment_id, said = row
    kept = unpack(said)
    kept.row["comment_id"] = comment_id
    return joined_id, kept


def _joined_row(kept: Kept) -> tuple[Value, ...]:
    """The row of ``joined``: only what was said, nothing that was worked out from it."""
    strip(kept)
    return (kept.id, kept.row["comment_id"], kept.row["post_id"], pack(kept))
