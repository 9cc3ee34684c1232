"""What a blog's feeds taught of its pages, and which captures were read by it."""

from __future__ import annotations

from sqlite_utils import Database

LESSONS = """
create table lessons (
  blog_id text primary key references blogs(id),
  wrapper text not null,
  author text,
  body text,
  anchor text,
  sure real not null,
  taught integer not null,
  told integer not null,
  feeds integer not null,
  made_from text not null
);
create table taught (
  capture_id text primary key references captures(id),
  blog_id text not null references blogs(id),
  comments integer not null
);
create index taught_blog on taught(blog_id);
"""


def lessons(db: Database) -> None:
    """The lesson of each blog whose feeds teach where comments stand, and what it found in which capture."""
    db.executescript(LESSONS)
