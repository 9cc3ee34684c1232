"""Answers that were worked out: threads handed to who works them out, and parents written where none is told.

A parent that a platform states or its markup nests has no ``parent_score``; one that was worked out has. What is told
later takes the place of what was worked out, never the other way round.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import blake2b
from typing import Any

from sqlite_utils import Database

from archive.conversation import Answer, Spoken, Subject
from archive.urls import key

TALKED = """
select posts.id, threads.answered
from posts
left join threads on threads.post_id = posts.id
where posts.blog_id = ?
  and exists (
    select 1
    from comments
    where comments.post_id = posts.id
      and (comments.parent_id is null or comments.parent_score is not null)
  )
order by posts.id
"""

FORGET = """
update threads
set answered = null
where answered is not null
  and post_id in (select id from posts where blog_id = ?)
  and not exists (
    select 1
    from comments
    where comments.post_id = threads.post_id
      and (comments.parent_id is null or comments.parent_score is not null)
  )
"""
"""Where every parent is told by now, nothing is left of what was worked out before."""

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

SET_ANSWERED = """
update threads
set answered = ?
where post_id = ?
"""

_LONGEST_NUMBER = 18


def apply_answers(db: Database, blog_id: str, find: Callable[[Sequence[Spoken], Subject], Iterable[Answer]]) -> int:
    """Let ``find`` work out the answers in each thread of the blog, and write them; says how many rows changed.

    Only comments of which no parent is told get one. What was worked out earlier and is not found any more goes. A
    function of the rows alone, inside the caller's transaction; doing it twice changes nothing. A thread that stands
    as it was left, word for word, is passed over: ``threads.answered`` is a digest of all that was looked at.
    """
    writers = frozenset(row[0] for row in db.conn.execute(WRITERS, (blog_id,)))
    changed = 0
    db.conn.execute(FORGET, (blog_id,))
    for post_id, answered in db.conn.execute(TALKED, (blog_id,)).fetchall():
        rows = db.conn.execute(THREAD, (post_id,)).fetchall()
        subject = _subject(db, post_id, writers)
        if _digest(rows, subject) == answered:
            continue
        if changes := _find_changes(rows, find([_spoken(row) for row in rows], subject)):
            db.conn.executemany(SET_PARENT, changes)
            rows = db.conn.execute(THREAD, (post_id,)).fetchall()
        db.conn.execute(SET_ANSWERED, (_digest(rows, subject), post_id))
        changed += len(changes)
    return changed


def _digest(rows: Sequence[Sequence[object]], subject: Subject) -> str:
    """All that the answers of a thread are a function of, and the answers, in 32 letters."""
    looked_at = repr((rows, subject.text, sorted(subject.hosts)))
    return blake2b(looked_at.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _find_changes(
    rows: Sequence[Sequence[Any]], answers: Iterable[Answer]
) -> list[tuple[str | None, str | None, float | None, str]]:
    """Parent, how it is known, its score and the comment, of each row that is to change."""
    stands = {row[0]: row[12:] for row in rows if row[14] is not None}
    found = {one.id: (one.parent, one.how, one.score) for one in answers}
    told = {row[0] for row in rows if row[10] is not None}
    return [
        (*found.get(one, (None, None, None)), one)
        for one in sorted((found.keys() | stands.keys()) - told)
        if found.get(one) != stands.get(one)
    ]


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
