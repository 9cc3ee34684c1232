"""Answers that were worked out: threads handed to who works them out, and parents written where none is told.

A parent that a platform states or its markup nests has no ``parent_score``; one that was worked out has. What is told
later takes the place of what was worked out, never the other way round.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from sqlite_utils import Database

from archive.conversation import Answer, Spoken, Subject
from archive.urls import key

TALKED = """
select posts.id
from posts
where posts.blog_id = ?
  and exists (
    select 1
    from comments
    where comments.post_id = posts.id
      and (comments.parent_id is null or comments.parent_score is not null)
  )
order by posts.id
"""

THREAD = """
select
  id, author, text, html, url, author_url, moment, system, source_id, position,
  case when parent_score is null then parent_id end,
  deleted = 1 or kind not in ('comment', 'webmention') or (kind = 'webmention' and text is null),
  case when parent_score is not null then parent_id end,
  parent_how,
  parent_score
from comments
where post_id = ?
order by id
"""

SUBJECT = """
select text, author
from posts
where id = ?
"""

HOSTS = """
select distinct author
from comments
where post_id = ?
  and by_post_author = 1
  and author is not null
"""

WRITERS = """
select distinct author
from posts
where blog_id = ?
  and author is not null
order by author
limit 20
"""

SET_PARENT = """
update comments
set parent_id = ?, parent_how = ?, parent_score = ?
where id = ?
"""

_LONGEST_NUMBER = 18


def apply_answers(db: Database, blog_id: str, find: Callable[[Sequence[Spoken], Subject], Iterable[Answer]]) -> int:
    """Let ``find`` work out the answers in each thread of the blog, and write them; says how many rows changed.

    Only comments of which no parent is told get one. What was worked out earlier and is not found any more goes. A
    function of the rows alone, inside the caller's transaction; doing it twice changes nothing.
    """
    writers = frozenset(row[0] for row in db.conn.execute(WRITERS, (blog_id,)))
    changed = 0
    for (post_id,) in db.conn.execute(TALKED, (blog_id,)).fetchall():
        changed += _apply(db, post_id, writers, find)
    return changed


def _apply(
    db: Database,
    post_id: str,
    writers: frozenset[str],
    find: Callable[[Sequence[Spoken], Subject], Iterable[Answer]],
) -> int:
    rows = db.conn.execute(THREAD, (post_id,)).fetchall()
    thread = [_spoken(row) for row in rows]
    stands = {row[0]: row[12:] for row in rows if row[14] is not None}
    found = {one.id: (one.parent, one.how, one.score) for one in find(thread, _subject(db, post_id, writers))}
    told = {one.id for one in thread if one.answers is not None}
    changes = [
        (*found.get(one, (None, None, None)), one)
        for one in sorted((found.keys() | stands.keys()) - told)
        if found.get(one) != stands.get(one)
    ]
    db.conn.executemany(SET_PARENT, changes)
    return len(changes)


def _subject(db: Database, post_id: str, writers: frozenset[str]) -> Subject:
    text, author = db.conn.execute(SUBJECT, (post_id,)).fetchone()
    hosts = {row[0] for row in db.conn.execute(HOSTS, (post_id,))}
    return Subject(text, frozenset(hosts | ({author} if author else writers)))


def _spoken(row: Sequence[object]) -> Spoken:
    one, author, text, html, url, person, moment, system, source_id, position, answers, mute, *_ = row
    number = str(source_id or "")
    is_number = number.isascii() and number.isdigit() and len(number) <= _LONGEST_NUMBER
    return Spoken(
        str(one), _text(author), _text(text) or "", _text(html), _text(url), key(str(person)) if person else None,
        _text(moment), str(system), int(number) if is_number else None,
        position if isinstance(position, int) else None, _text(answers), bool(mute),
    )  # fmt: skip


def _text(value: object) -> str | None:
    return None if value is None else str(value)
