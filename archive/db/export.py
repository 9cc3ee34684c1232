"""Rows on their way out: posts and comments as JSON lines or CSV."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from typing import Literal, TextIO

from sqlite_utils import Database

from archive.db.merge import Value

What = Literal["posts", "comments"]

POSTS = """
select
  posts.id, blogs.home as blog, posts.url, posts.source_id, posts.title, posts.author, posts.author_url,
  posts.published, posts.published_local, posts.published_raw, posts.published_zone, posts.published_precision,
  posts.updated, posts.whole, posts.language, posts.comments_open, threads.promised as comments_promised,
  threads.kept as comments_kept, posts.text, posts.html, posts.first_seen, posts.last_seen,
  captures.id as capture_id, captures.warc, captures.offset, captures.digest, captures.time as captured
from posts
join blogs on blogs.id = posts.blog_id
join captures on captures.id = posts.capture_id
left join threads on threads.post_id = posts.id
where :blog_id is null or posts.blog_id = :blog_id
order by posts.blog_id, posts.moment, posts.id
"""

COMMENTS = """
select
  comments.id, comments.post_id, blogs.home as blog, posts.url as post_url, posts.title as post_title,
  comments.source_id, comments.system, comments.kind, comments.url, comments.author, comments.author_url,
  comments.by_post_author, comments.title, comments.published, comments.published_local,
  comments.published_raw, comments.published_zone, comments.published_precision, comments.parent_id,
  comments.parent_how, comments.parent_score, comments.depth, comments.position, comments.deleted, comments.text,
  comments.html, comments.first_seen, comments.last_seen,
  captures.id as capture_id, captures.warc, captures.offset, captures.digest, captures.time as captured
from posts
join blogs on blogs.id = posts.blog_id
join comments on comments.post_id = posts.id
join captures on captures.id = comments.capture_id
where :blog_id is null or posts.blog_id = :blog_id
order by posts.blog_id, posts.moment, posts.id, comments.moment, comments.position, comments.id
"""

_SQL: dict[What, str] = {"posts": POSTS, "comments": COMMENTS}
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def iter_export(db: Database, what: What, blog_id: str | None = None) -> Iterator[dict[str, Value]]:
    """Every post or comment with its proof, in the order of the conversation; of one blog or of all."""
    cursor = db.conn.execute(_SQL[what], {"blog_id": blog_id})
    names = [column[0] for column in cursor.description]
    for row in cursor:
        yield dict(zip(names, row, strict=True))


def write_jsonl(rows: Iterator[dict[str, Value]], file: TextIO) -> int:
    """A JSON object a line; answers how many."""
    count = 0
    for row in rows:
        file.write(json.dumps(row, ensure_ascii=False) + "\n")
        count += 1
    return count


def write_csv(rows: Iterator[dict[str, Value]], file: TextIO) -> int:
    """CSV with a head line; cells that a spreadsheet would take for a formula begin with ``'``. Answers how
    many.
    """
    writer = csv.writer(file, lineterminator="\r\n")
    count = 0
    for row in rows:
        if count == 0:
            writer.writerow(row)
        writer.writerow([inert(value) for value in row.values()])
        count += 1
    return count


def inert(value: Value) -> Value:
    """A cell that no spreadsheet runs."""
    if isinstance(value, str):
        value = value.replace("\x00", "")
        return f"'{value}" if value.lstrip(" ").startswith(_FORMULA) else value
    return value
