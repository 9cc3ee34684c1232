"""Concerns as a page: what is wrong and what to do about it, what is over or accepted, and who was told."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

from datasette.utils.asgi import Response

from archive.site.bodies import web_address
from archive.site.control import is_public
from archive.site.pages import Handler, page_answer
from archive.site.room import Room

MOST_OPEN = 200
MOST_PAST = 50
MOST_TOLD = 100

OPEN = "c.resolved is null and c.accepted is null"
PAST = "(c.resolved is not null or c.accepted is not null)"
URGENT_FIRST = "c.severity = 'urgent' desc, c.severity = 'warning' desc, c.opened desc, c.id"
LATEST_FIRST = "c.resolved is not null, coalesce(c.resolved, c.seen) desc, c.id"

CONCERNS = """
select
  c.id, c.kind, c.severity, c.sentence, c.advice, c.url, k.id as capture_id, c.opened, c.seen, c.resolved, c.accepted,
  c.blog_id, coalesce(b.title, b.home) as blog_title
from concerns c
left join blogs b on b.id = c.blog_id
left join captures k on k.id = c.capture_id
where {which}
  and (:public = 0 or c.blog_id is not null)
order by {order}
limit :most
"""

COUNT = """
select count(*)
from concerns c
where c.resolved is null
  and c.accepted is null
  and (:public = 0 or c.blog_id is not null)
"""

TOLD = """
select n.time, n.target, n.about, n.outcome, n.error, c.kind, coalesce(b.title, b.home) as blog_title
from notices n
left join concerns c on c.id = n.concern_id
left join blogs b on b.id = c.blog_id
order by n.id desc
limit :most
"""


@dataclass(frozen=True, slots=True)
class ConcernLine:
    """A concern. ``blog_id`` None: it is about the whole archive. ``capture_id`` proves it, where one does.

    ``opened`` and last ``seen`` in UTC; ``resolved`` when it went away; ``accepted`` why it is left as it is.
    ``link`` is ``url`` when it may stand in a link.
    """

    id: str
    kind: str
    severity: str
    sentence: str
    advice: str
    url: str | None
    link: str | None
    capture_id: str | None
    opened: str
    seen: str
    resolved: str | None
    accepted: str | None
    blog_id: str | None
    blog_title: str | None


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """Who was told what. ``target`` is named without its secrets; ``error`` is why it failed."""

    time: str
    target: str
    about: str
    outcome: str
    error: str | None
    kind: str | None
    blog_title: str | None


@dataclass(frozen=True, slots=True)
class ConcernsPage:
    """What stands open, the most urgent first, then what is accepted or over. ``told`` None: not for strangers."""

    title: str
    count: int
    open: tuple[ConcernLine, ...]
    past: tuple[ConcernLine, ...]
    more_past: bool
    told: tuple[NoticeLine, ...] | None
    more_told: bool


async def concerns(room: Room, request: Any) -> Response:
    """What is wrong; strangers see neither who was told nor what concerns this machine."""
    public = is_public(room)
    return await page_answer(room, request, await room.ask(lambda c: read_concerns(c, public=public)))


def read_concerns(connection: sqlite3.Connection, *, public: bool) -> ConcernsPage:
    """The concerns of all blogs, and of the archive as a whole unless strangers read them."""
    past = _read_lines(connection, PAST, LATEST_FIRST, MOST_PAST + 1, public)
    told = () if public else tuple(connection.execute(TOLD, {"most": MOST_TOLD + 1}))
    return ConcernsPage(
        title="Concerns",
        count=count_concerns(connection, public=public),
        open=_read_lines(connection, OPEN, URGENT_FIRST, MOST_OPEN, public),
        past=past[:MOST_PAST],
        more_past=len(past) > MOST_PAST,
        told=None if public else tuple(NoticeLine(**dict(row)) for row in told[:MOST_TOLD]),
        more_told=len(told) > MOST_TOLD,
    )


def count_concerns(connection: sqlite3.Connection, *, public: bool) -> int:
    """How many concerns stand open and were not accepted."""
    return int(connection.execute(COUNT, {"public": public}).fetchone()[0])


def _read_lines(
    connection: sqlite3.Connection, which: str, order: str, most: int, public: bool
) -> tuple[ConcernLine, ...]:
    rows = connection.execute(CONCERNS.format(which=which, order=order), {"public": public, "most": most})
    return tuple(ConcernLine(**dict(row), link=web_address(row["url"])) for row in rows)


PAGES: tuple[tuple[str, Handler], ...] = ((r"^/-/concerns(?P<form>\.json)?$", concerns),)
