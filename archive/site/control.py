"""Control: what the root actor may do to schedules from the site, and how it is made sure that it is them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from datasette.utils.asgi import Forbidden, Response
from sqlite_utils import Database

from archive.db.connect import open_db
from archive.db.schedules import (
    add_schedule,
    ask_schedule,
    find_schedule,
    pause_schedule,
    remove_schedule,
    resume_schedule,
)
from archive.db.store import transaction
from archive.errors import BadAddress, BadSchedule
from archive.schedule.options import CrawlOptions
from archive.schedule.plan import Plan, read_plan
from archive.schedule.span import read_span
from archive.site.answers import redirect_answer
from archive.site.room import Room
from archive.workers import wake

LASTS = 12 * 3600
"""Seconds that a page's forms can be sent."""
MOST_LETTERS = 4000
_NAMESPACE = "blogkeep-control"
_LOCAL = ("localhost", ".localhost", ".local", ".internal", ".home.arpa", ".lan")

FIELDS = ("url", "every", "cron", "zone", "window", "jitter", "max_pages", "max_time", "delay", "contact")
"""What the form to add a schedule asks for."""


@dataclass(frozen=True, slots=True)
class Control:
    """What the forms of a page need: ``token`` is ours, ``csrf`` is what Datasette 0.65 wants back."""

    token: str
    csrf: str


def is_public(room: Room) -> bool:
    """Whether the archive is served to strangers."""
    said = room.datasette.plugin_config("blogkeep") or {}
    return isinstance(said.get("robots"), str)


def refuse_strangers(room: Room) -> None:
    """Forbidden when the archive is served in public: nothing of the timetable is shown or changed there."""
    if is_public(room):
        raise Forbidden("The timetable is not for the public.")


def is_root(request: Any) -> bool:
    """Whether the visitor has logged in as Datasette's root actor."""
    actor = request.actor
    return isinstance(actor, dict) and actor.get("id") == "root"


def find_control(room: Room, request: Any) -> Control | None:
    """What the forms need; None for everybody but the root actor, and for all when the archive is public."""
    if is_public(room) or not is_root(request):
        return None
    token = room.datasette.sign({"actor": "root", "until": int(time.time()) + LASTS}, _NAMESPACE)
    csrf = request.scope.get("csrftoken")
    return Control(str(token), str(csrf()) if callable(csrf) else "")


async def change(room: Room, request: Any) -> Response:
    """Do what a form asks for; Forbidden unless the root actor sent it from a page of ours."""
    refuse_strangers(room)
    if not is_root(request):
        raise Forbidden("Only who has logged in as root may change schedules: blogkeep serve --root")
    refuse_cross_site(request)
    said = {str(name): str(value)[:MOST_LETTERS] for name, value in (await request.post_vars()).items()}
    check_token(room, said.get("token", ""))
    id = await asyncio.to_thread(_act, room, said)
    place = f"/-/schedule/{quote(id, safe='')}" if id else "/-/schedules"
    return redirect_answer(place)


def refuse_cross_site(request: Any) -> None:
    """Forbidden when a browser says that the form came from another site."""
    headers = {key.decode("latin-1").lower(): value.decode("latin-1") for key, value in request.scope["headers"]}
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None and site != "same-origin":
        raise Forbidden("This form was sent from another site.")
    if site is None and origin is not None and origin.partition("://")[2] != headers.get("host"):
        raise Forbidden("This form was sent from another site.")


def check_token(room: Room, token: str) -> None:
    """Forbidden unless the token is one that :func:`find_control` gave within the last hours."""
    try:
        said = room.datasette.unsign(token, _NAMESPACE)
        good = said["actor"] == "root" and float(said["until"]) > time.time()
    except Exception:  # whatever is wrong with it, it is not ours
        good = False
    if not good:
        raise Forbidden("This form is too old, or not ours. Go back, load the page again, and send it once more.")


def _act(room: Room, said: Mapping[str, str]) -> str | None:
    """Write the change by a connection of its own: the site's connections only read. The schedule to show next."""
    now = datetime.now(UTC).replace(microsecond=0)
    act = said.get("act", "")
    db = open_db(room.home.db)
    try:
        with transaction(db):
            if act == "add":
                found: str | None = add_schedule(db, plan_of(said, now), now).id
            else:
                found = _change_one(db, act, said.get("id", ""), now)
    finally:
        db.conn.close()
    wake(room.home)
    return found


def _change_one(db: Database, act: str, id: str, now: datetime) -> str | None:
    acts: dict[str, Callable[[Any], None]] = {
        "pause": lambda one: pause_schedule(db, one),
        "resume": lambda one: resume_schedule(db, one, now),
        "run": lambda one: ask_schedule(db, one, now),
        "remove": lambda one: remove_schedule(db, one),
    }
    if act not in acts:
        raise BadSchedule(f"Nobody knows how to '{act[:40]}' a schedule.")
    acts[act](find_schedule(db, id))
    return None if act == "remove" else id


def plan_of(said: Mapping[str, str], now: datetime) -> Plan:
    """The plan that a form spells; BadSchedule or BadAddress names the field that is wrong."""
    word = {name: said.get(name, "").strip() or None for name in FIELDS}
    max_time = read_span(word["max_time"], "max_time").rough if word["max_time"] else None
    options = CrawlOptions(
        delay=_number(word["delay"], "delay"),
        contact=word["contact"],
        no_media=said.get("no_media") == "1",
        max_pages=int(_number(word["max_pages"], "max_pages") or 0) or None,
        max_time=max_time,
    )
    plan = read_plan(
        word["url"] or "",
        now=now,
        every=word["every"],
        cron=word["cron"],
        zone=word["zone"] or "UTC",
        window=word["window"],
        jitter=word["jitter"],
        options=options,
    )
    if is_local(plan.host):
        raise BadAddress(
            f"{plan.host} is on this machine or in its network. From here only public blogs can be added; "
            f"name it on the command line: blogkeep schedule add {plan.seed}"
        )
    return plan


def _number(text: str | None, name: str) -> float | None:
    if text is None:
        return None
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number < 1e9:
        raise BadSchedule(f"{name}: '{text[:40]}' is no number that a crawl can keep to.")
    return number


def is_local(host: str) -> bool:
    """Whether a host is spelled as an address or a name of this machine or network; what public names point to is
    looked at by the crawl."""
    name = host.rpartition("@")[2].rsplit(":", 1)[0].lower().rstrip(".") if not host.startswith("[") else ""
    last = name.rpartition(".")[2]
    return "." not in name or last.isdigit() or last.startswith("0x") or name.endswith(_LOCAL)
