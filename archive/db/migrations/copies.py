"""Copies of one comment in several systems, and the ids that lead to the row in which a comment stands."""

from __future__ import annotations

from sqlite_utils import Database

COPIES = """
create table copies (
  id text primary key,
  comment_id text not null references comments(id),
  post_id text not null references posts(id),
  system text not null,
  source_id text,
  said text not null,
  links text not null default '{}'
);
create index copies_post on copies(post_id);
create index copies_comment on copies(comment_id);

create view aliases as
select copies.id, copies.comment_id, copies.post_id, copies.system, copies.source_id
from copies
where copies.id <> copies.comment_id
union all
select joined.id, joined.comment_id, joined.post_id, json_extract(joined.said, '$.system'), null
from joined;
"""


def copies(db: Database) -> None:
    """What each system says of a comment that several show, and a view of ids that are answered by another row."""
    db.executescript(COPIES)
