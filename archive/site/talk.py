"""A remark: a comment told in two lines, with the post it stands under."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from archive.site.times import Told, told


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment out of its thread. ``words`` are its beginning; None where the page does not say."""

    id: str
    kind: str
    author: str | None
    time: Told
    words: str
    post_id: str
    post_title: str | None
    blog_id: str
    blog_title: str | None


def read_remark(row: sqlite3.Row) -> Remark:
    """A remark from a row of comments joined with its post and blog."""
    return Remark(
        row["id"],
        row["kind"],
        row["author"],
        told(row),
        shorten(row["text"]),
        row["post_id"],
        row["post_title"],
        row["blog_id"],
        row["blog_title"] or row["blog_home"],
    )


def shorten(text: str | None, length: int = 220) -> str:
    """The beginning of a text on one line, cut between words."""
    line = " ".join((text or "").split())
    if len(line) <= length:
        return line
    cut = line[:length].rpartition(" ")[0]
    return (cut or line[:length]) + "…"
