"""Next looks: for every thread of a blog the time at which it is worth another look, from the rows alone."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime

from sqlite_utils import Database

from archive.db.claims import seconds
from archive.db.doubts import trusted
from archive.db.queries import iter_forms
from archive.looks import FIRST_POSSIBLE, Look, learn_liveliness, look_of, next_look

THREADS = f"""
select
  posts.id,
  posts.url,
  julianday(posts.moment),
  threads.open,
  threads.next_look,
  (
    select max(time || status)
    from captures
    where captures.url = posts.url
      and {trusted()}
      and (status < 400 or status in (404, 410))
  ),
  (select max(last_seen) from comments where comments.post_id = posts.id)
from posts
join threads on threads.post_id = posts.id
where posts.blog_id = ?
order by posts.id
"""
"""The latest capture of a thread's own page is a look at it; a wall or an error is none."""

OTHER_FORMS = """
select max(time || status)
from captures
where url in ({marks})
  and {trusted}
  and (status < 400 or status in (404, 410))
"""

COMMENTS = """
select
  comments.post_id,
  julianday(coalesce(
    comments.moment,
    case when julianday(comments.first_seen) > julianday(posts.first_seen) + 0.5
      then comments.first_seen
      else posts.moment
    end
  ))
from comments
join posts on posts.id = comments.post_id
where posts.blog_id = ?
"""
"""A comment without a time was written before it was seen; one that was there at once, some time after the post."""

SET_LOOK = """
update threads
set next_look = ?
where post_id = ?
"""

_EPOCH = 2440587.5
"""1970-01-01 as a Julian day."""
_FIRST = _EPOCH + FIRST_POSSIBLE.timestamp() / 86400


def set_looks(db: Database, blog_id: str) -> int:
    """Write ``threads.next_look`` for every thread of a blog whose page was ever had; answers how many changed.

    Inside the caller's transaction, after the blog's zone is settled. A function of the rows that captures made, and of
    no clock: a reread gives the same times. NULL stays where nobody looked yet.
    """
    written: dict[str, list[float]] = defaultdict(list)
    for post_id, day in db.conn.execute(COMMENTS, (blog_id,)):
        if day is not None:
            written[post_id].append(day)
    known: list[tuple[str, str | None, datetime, Look]] = []
    changes: list[tuple[str | None, str]] = []
    for post_id, url, posted, is_open, before, page, seen in db.conn.execute(THREADS, (blog_id,)).fetchall():
        when, status = _last_look(db, url, page, seen)
        if when is None:
            changes += [(None, post_id)] if before is not None else []
            continue
        looked = datetime.fromisoformat(when.replace("Z", "+00:00"))
        today = looked.timestamp() / 86400 + _EPOCH
        age = today - posted if posted is not None and posted >= _FIRST else None
        settled = is_open == 0 or status in ("404", "410")
        look = look_of(age, [today - day for day in written.get(post_id, ())], settled=settled)
        known.append((post_id, before, looked, look))
    liveliness = learn_liveliness(look for _, _, _, look in known)
    for post_id, before, looked, look in known:
        due = seconds(next_look(looked.astimezone(UTC), look, liveliness))
        if due != before:
            changes.append((due, post_id))
    db.conn.executemany(SET_LOOK, changes)
    return len(changes)


def _last_look(db: Database, url: str, page: str | None, seen: str | None) -> tuple[str | None, str]:
    """When the thread was looked at last and with which status; None when its page was never had.

    A page that is kept under another form of its address counts; else the comments themselves say when they were seen.
    """
    if page is None:
        forms = sorted(iter_forms(url))
        sql = OTHER_FORMS.format(trusted=trusted(), marks=",".join("?" * len(forms)))
        page = db.conn.execute(sql, forms).fetchone()[0]
    if page is None:
        return seen, "200"
    return page[:-3], page[-3:]
