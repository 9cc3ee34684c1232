"""People: who speaks, tied by a platform's id, else by address and name, else by name within the blog."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from sqlite_utils import Database

from archive.db.merge import Kept, Value
from archive.db.rows import chunks, marks
from archive.urls import key, stable_id

KNOWN = """
select id, name, url
from people
where id in ({marks})
"""

ADD_PERSON = """
insert into people (id, name, url, platform_id)
values (?, ?, ?, ?)
on conflict (id) do nothing
"""

NAME_PERSON = """
update people
set (name, url) = (
  select author, author_url
  from (
    select * from (
      select author, author_url, moment, id
      from comments
      where author_id = ?1
      order by moment desc, id desc
      limit 1
    )
    union all
    select * from (
      select author, author_url, moment, id
      from posts
      where author_id = ?1
      order by moment desc, id desc
      limit 1
    )
  )
  order by moment desc, id desc
  limit 1
)
where id = ?1
"""

DROP_PERSON = """
delete from people
where id = ?1
  and not exists (select 1 from comments where author_id = ?1)
  and not exists (select 1 from posts where author_id = ?1)
"""

_SPOKEN = frozenset(("author", "author_url", "author_id", "published", "published_local"))


@lru_cache(maxsize=16384)
def person_id(blog_id: str, system: str, who: str | None, name: str | None, url: str | None) -> str | None:
    """The id of a person by the strongest tie; None when nobody is named.

    A platform's id holds within its comment system, or within the blog when the blog's own platform gave it.
    """
    if who:
        return stable_id("person", "id", system if system != "native" else blog_id, who)
    folded = " ".join((name or "").casefold().split())
    if url and folded:
        return stable_id("person", "address", key(url), folded)
    return stable_id("person", "name", blog_id, folded) if folded else None


class People:
    """Keeps ``people`` true to the rows that name them, within one save."""

    def __init__(self, db: Database, blog_id: str) -> None:
        self._db = db
        self._blog_id = blog_id
        self._new: dict[str, tuple[Value, Value, Value]] = {}
        self._to_name: set[str] = set()
        self._left: set[str] = set()

    def tie(self, kept: Kept) -> None:
        """Set the row's ``author_id``; call it before the row is written."""
        row = kept.row
        before = row.get("author_id")
        who, name, url = row.get("who"), row.get("author"), row.get("author_url")
        system = str(row.get("who_in") or row.get("system", "native"))
        person = person_id(self._blog_id, system, _text(who), _text(name), _text(url))
        kept.put("author_id", person)
        if before is not None and before != person:
            self._left.add(str(before))
        if person is None:
            return
        told = (name, url, who)
        if self._new.setdefault(person, told) != told or not (kept.is_new or kept.changed.isdisjoint(_SPOKEN)):
            self._to_name.add(person)

    def leave(self, person: Value) -> None:
        """A row that named this person is gone."""
        if person is not None:
            self._left.add(str(person))

    def add(self) -> None:
        """Write the people whom rows are going to name."""
        missing = set(self._new)
        for some in chunks(self._new):
            for person, *told in self._db.conn.execute(KNOWN.format(marks=marks(some)), some):
                missing.discard(person)
                if tuple(told) != self._new[person][:2]:
                    self._to_name.add(person)
        self._db.conn.executemany(ADD_PERSON, ((person, *self._new[person]) for person in sorted(missing)))

    def settle(self) -> None:
        """After the rows are written: the latest name and address for each, and nobody who names no row."""
        name_people(self._db, self._to_name | self._left)
        self._db.conn.executemany(DROP_PERSON, ((person,) for person in sorted(self._left)))


def name_people(db: Database, people: Iterable[str]) -> None:
    """Give each person the name and address of their latest post or comment."""
    db.conn.executemany(NAME_PERSON, ((person,) for person in sorted(people)))


def _text(value: Value) -> str | None:
    return None if value is None else str(value)
