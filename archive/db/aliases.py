"""Aliases: ids of comments that were or may have been cited, and lead to the row in which the comment stands now."""

from __future__ import annotations

import re
import sqlite3

ROW = """
select comment_id
from aliases
where id = ?
"""

ADDRESS = """
select posts.url
from comments
join posts on posts.id = comments.post_id
where comments.id = ?
"""

_ID = re.compile(r"[a-z2-7]{16}")


def find_row(connection: sqlite3.Connection, comment: str) -> str:
    """The id of the row in which a comment stands: its own, unless another row answers for it."""
    row = connection.execute(ROW, (comment,)).fetchone()
    return str(row[0]) if row is not None else comment


def find_address(connection: sqlite3.Connection, words: str) -> str:
    """The address of the post under which a comment stands, when ``words`` are the comment's id; else ``words``."""
    if _ID.fullmatch(words) is None:
        return words
    found = connection.execute(ADDRESS, (find_row(connection, words),)).fetchone()
    return str(found[0]) if found is not None else words
