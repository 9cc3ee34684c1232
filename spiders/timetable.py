"""The verbs of the timetable: schedule add, list, show, pause, resume, remove, run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click
from sqlite_utils import Database

from archive.command import archive_option, json_option
from archive.db.connect import open_db
from archive.db.schedules import (
    Schedule,
    add_schedule,
    ask_schedule,
    find_schedule,
    pause_schedule,
    remove_schedule,
    resume_schedule,
)
from archive.db.stamps import unstamp
from archive.db.store import transaction
from archive.db.timetable import RunLine, ScheduleLine, read_counts, read_runs, read_schedule, read_timetable
from archive.errors import ArchiveNotFound, BadSchedule
from archive.home import Home, create_home, open_home
from archive.schedule.options import options_from
from archive.schedule.plan import read_plan
from archive.schedule.words import away_words, span_words
from archive.terminal import say, say_json
from archive.workers import find_workers, wake
from spiders.addresses import parse_resolve
from spiders.amounts import read_bytes, read_seconds
from spiders.crawl import compile_patterns
from spiders.progress import size

F = TypeVar("F", bound=Callable[..., Any])

RULE = ("every", "cron", "zone", "start", "window", "jitter", "memory", "full_every")
STATES = ("running", "asked", "due", "planned", "paused", "over", "failing")


@click.group()
def schedule() -> None:
    """Come back: when which blog is crawled again.

    A schedule says how often (--every "1 week", or --cron). `blogkeep work` runs what is due until it is stopped;
    `blogkeep run-due` runs it once, for cron or a timer.
    """


def crawl_options(command: F) -> F:
    """The options of ``blogkeep crawl`` that a schedule hands on to its crawls."""
    options = (
        click.option("--delay", type=click.FloatRange(min=0), help="Seconds between two requests to one host."),
        click.option("--contact", envvar="BLOGKEEP_CONTACT", help="Your address for the User-Agent."),
        click.option("--include", multiple=True, metavar="REGEX", help="Also take addresses that match."),
        click.option("--exclude", multiple=True, metavar="REGEX", help="Leave out addresses that match."),
        click.option("--no-media", is_flag=True, help="Leave out images, styles, scripts and fonts."),
        click.option("--max-pages", type=click.IntRange(min=1), help="Stop a run after this many requests."),
        click.option("--max-bytes", callback=read_bytes, metavar="SIZE", help="Stop a run after this much."),
        click.option("--max-time", callback=read_seconds, metavar="TIME", help="Stop a run after this long."),
        click.option("--ignore-robots", metavar="REASON", help="Do not obey robots.txt; the reason is recorded."),
        click.option("--insecure", metavar="REASON", help="Accept certificates that cannot be verified."),
        click.option("--resolve", multiple=True, metavar="HOST:PORT:ADDR", help="Connect to ADDR for HOST:PORT."),
        click.option("--timeout", type=click.FloatRange(min=1), help="Seconds until an answer is given up."),
        click.option("--retry-pause", type=click.FloatRange(min=0), help="Seconds before an address is retried."),
        click.option("--max-file", callback=read_bytes, metavar="SIZE", help="Keep this much of one answer."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@schedule.command()
@click.argument("url")
@archive_option
@json_option
@click.option("--every", metavar="SPAN", help="How often, in words: 90m, 2 hours, 1 week, 1 month.")
@click.option("--cron", metavar="EXPRESSION", help="Or when, as cron writes it: '30 3 * * SUN'.")
@click.option(
    "--zone", default="UTC", show_default=True, metavar="NAME",
    help="The time zone of rhythm and window, as Europe/Berlin; right over summer time.",
)  # fmt: skip
@click.option("--start", metavar="TIME", help="When the first run is due, by the clocks of the zone (default: now).")
@click.option("--window", metavar="FROM-TO", help="Only crawl within these hours, as 22:00-06:00.")
@click.option("--jitter", metavar="SPAN", help="Begin up to this much later, each time another moment.")
@click.option("--memory", callback=read_bytes, metavar="SIZE", help="Stop a run that uses more memory, as 1GB.")
@click.option("--full-every", type=click.IntRange(min=1), metavar="N", help="Each N-th run asks every known address.")
@click.option("--anyway", is_flag=True, help="Although the blog lies inside another scheduled one.")
@crawl_options
def add(url: str, archive: Path, as_json: bool, anyway: bool, **said: Any) -> None:
    """Come back to the blog at URL, again and again.

    With --every, the first run is due at once, or at --start. When runs were missed, one run makes them good. At the
    end of its --window, a run stops and goes on when it opens again. A run that stops because its budget is used up
    goes on at the next one; one that fails is tried again after 15 minutes, 1, 4 and 16 hours, then left to its rhythm.
    """
    now = _now()
    rule = {name: said.pop(name) for name in RULE}
    _check(said)
    plan = read_plan(url, now=now, options=options_from(said), **rule)
    home = create_home(archive)
    db = open_db(home.db)
    with transaction(db):
        added = add_schedule(db, plan, now, anyway=anyway)
    wake(home)
    _report(home, db, added, as_json, "is scheduled")


def _check(said: dict[str, Any]) -> None:
    """Refuse what a crawl would refuse, while somebody still looks."""
    for name in ("ignore_robots", "insecure"):
        if said[name] is not None and not said[name].strip():
            raise BadSchedule(f"--{name.replace('_', '-')} wants a reason in words; it is recorded in the archive.")
    compile_patterns(said["include"], "--include")
    compile_patterns(said["exclude"], "--exclude")
    for text in said["resolve"]:
        parse_resolve(text)


@schedule.command(name="list")
@archive_option
@json_option
@click.option("--state", type=click.Choice(STATES), help="Only those in this state.")
def list_(archive: Path, as_json: bool, state: str | None) -> None:
    """List every schedule: its state, when it is due next, how its last run ended."""
    home, db = _open_to_read(archive)
    now = _now()
    lines = [one for one in read_timetable(db.conn, now) if state in (None, one.state) or _is_failing(one, state)]
    workers = find_workers(home)
    if as_json:
        say_json({"archive": str(home.root), "now": now.isoformat(), "workers": workers, "schedules": lines})
        return
    for line in lines:
        say(f"{line.id}  {line.seed}")
        say(f"  {'; '.join(iter_state(line, now))}")
    counts = read_counts(db.conn, now)
    running = sum(one.state == "running" for one in lines)
    say(f"{counts.schedules} schedules: {running} running, {counts.due} due, {counts.paused} paused.")
    for worker in workers:
        say(f"At work: {worker.name} ({worker.verb}, since {worker.started}, {worker.parallel} at a time)")
    if not workers and counts.schedules:
        say("Nobody is at work: start blogkeep work, or let cron call blogkeep run-due.")


def _is_failing(line: ScheduleLine, state: str | None) -> bool:
    return state == "failing" and line.failures > 0


@schedule.command()
@click.argument("name", metavar="URL|ID")
@archive_option
@json_option
def show(name: str, archive: Path, as_json: bool) -> None:
    """Show one schedule: its rule, its options, its runs."""
    home, db = _open_to_read(archive)
    now = _now()
    line = read_schedule(db.conn, now, find_schedule(db, name).id)
    runs = read_runs(db.conn, line.id)
    if as_json:
        say_json({**asdict(line), "runs": runs})
        return
    for text in iter_schedule(line, now):
        say(text)
    for run in runs:
        say(f"  {'; '.join(iter_run(run))}")
    if line.last is not None and line.last.log is not None and (home.root / line.last.log).is_file():
        say(f"  last log   {home.root / line.last.log}")


@schedule.command()
@click.argument("names", metavar="URL|ID...", nargs=-1, required=True)
@archive_option
@json_option
def pause(names: tuple[str, ...], archive: Path, as_json: bool) -> None:
    """Let schedules rest. A run that goes on is not ended."""
    _change(names, archive, as_json, lambda db, one: pause_schedule(db, one), "rests")


@schedule.command()
@click.argument("names", metavar="URL|ID...", nargs=-1, required=True)
@archive_option
@json_option
def resume(names: tuple[str, ...], archive: Path, as_json: bool) -> None:
    """Let paused schedules go on in their rhythm. What was due meanwhile is not made good: see schedule run."""
    _change(names, archive, as_json, lambda db, one: resume_schedule(db, one, _now()), "goes on")


@schedule.command()
@click.argument("names", metavar="URL|ID...", nargs=-1, required=True)
@archive_option
@json_option
def remove(names: tuple[str, ...], archive: Path, as_json: bool) -> None:
    """Forget schedules. What their runs have kept stays, and so does the list of the runs."""
    _change(names, archive, as_json, lambda db, one: remove_schedule(db, one), "is scheduled no more", removed=True)


@schedule.command()
@click.argument("names", metavar="URL|ID...", nargs=-1, required=True)
@archive_option
@json_option
def run(names: tuple[str, ...], archive: Path, as_json: bool) -> None:
    """Ask for a run now, whatever the window, also when it is paused. A worker takes it up; the rhythm stays."""
    _change(names, archive, as_json, lambda db, one: ask_schedule(db, one, _now()), "is asked for")


def _change(
    names: tuple[str, ...],
    archive: Path,
    as_json: bool,
    act: Callable[[Database, Schedule], None],
    words: str,
    *,
    removed: bool = False,
) -> None:
    """Do something to several schedules, all or none; then tell the workers, and the user."""
    home = open_home(archive)
    db = open_db(home.db)
    with transaction(db):
        found = {one.id: one for one in (find_schedule(db, name) for name in names)}
        for one in found.values():
            act(db, one)
    wake(home)
    if removed:
        if as_json:
            say_json([{"id": one.id, "seed": one.seed, "removed": True} for one in found.values()])
        for one in () if as_json else found.values():
            say(f"{one.seed} {words}.")
        return
    lines = [read_schedule(db.conn, _now(), id) for id in found]
    if as_json:
        say_json(lines)
        return
    for line in lines:
        say(f"{line.seed} {words}: {'; '.join(iter_state(line, _now()))}")


def _report(home: Home, db: Database, one: Schedule, as_json: bool, words: str) -> None:
    line = read_schedule(db.conn, _now(), one.id)
    if as_json:
        say_json(line)
        return
    say(f"{line.seed} {words} ({line.id}): {'; '.join(iter_state(line, _now()))}")
    if not find_workers(home):
        say("Nobody is at work: start blogkeep work, or let cron call blogkeep run-due.")


def iter_state(line: ScheduleLine, now: datetime) -> Iterator[str]:
    """How a schedule stands, in a few words."""
    yield line.rhythm
    if line.going is not None:
        began = unstamp(line.going.started) or now
        yield f"running since {_minute(line.going.started)} ({span_words((now - began).total_seconds())})"
    elif line.asked is not None:
        yield f"asked for at {_minute(line.asked)}, waits for a worker"
    if line.state == "paused":
        yield "paused"
    elif line.next_due is None:
        yield "never due again"
    else:
        yield f"next {_minute(line.next_due)} UTC ({away_words(unstamp(line.next_due) or now, now)})"
    if line.last is not None:
        yield f"last {'; '.join(iter_run(line.last, short=True))}"
    if line.failures:
        yield f"{line.failures} failures in a row"


def iter_schedule(line: ScheduleLine, now: datetime) -> Iterator[str]:
    """A schedule in full."""
    yield f"{line.seed} ({line.id})"
    yield f"  state      {'; '.join(iter_state(line, now))}"
    if line.jitter:
        yield f"  jitter     up to {span_words(line.jitter)}"
    if line.memory:
        yield f"  memory     {size(line.memory)} at most"
    if line.full_every:
        yield f"  full       each {line.full_every}. run asks every known address"
    for name, value in line.options.items():
        words = ", ".join(map(str, value)) if isinstance(value, list) else value
        yield f"  option     --{name.replace('_', '-')} {'' if value is True else words}".rstrip()
    yield f"  created    {_minute(line.created)} UTC, {line.served} runs ended well"


def iter_run(run: RunLine, *, short: bool = False) -> Iterator[str]:
    """A run in a few words."""
    if not short:
        yield f"run {run.id}"
        yield f"due {_minute(run.due)} ({run.why}{', asks all' if run.whole else ''})"
    began, ended = unstamp(run.started), unstamp(run.ended)
    took = f" after {span_words((ended - began).total_seconds())}" if began and ended else ""
    yield f"{run.outcome} {_minute(run.ended or run.started)}{took}"
    if run.posts is not None:
        yield f"{run.posts} new posts, {run.comments or 0} new comments"
    if run.missed:
        yield f"{run.missed} missed"
    if run.message:
        yield run.message


def _minute(text: str) -> str:
    return text[:16].replace("T", " ")


def _open_to_read(archive: Path) -> tuple[Home, Database]:
    home = open_home(archive)
    if not home.db.exists():
        raise ArchiveNotFound(f"No archive at '{archive}'.")
    return home, open_db(home.db, read_only=True)


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
