"""The verbs of work: run-due does what is due and ends; work goes on until it is stopped."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from archive.command import archive_option, json_option
from archive.db.connect import open_db
from archive.db.timetable import read_counts, read_going
from archive.home import Home, open_home
from archive.terminal import say, say_json
from archive.workers import at_work, find_workers
from spiders.teller import telling
from spiders.timetable import schedule
from spiders.units import UNITS, print_unit
from spiders.worker import WorkerLoop, exit_code_of, now_utc, print_line

parallel_option = click.option(
    "--parallel", type=click.IntRange(1, 64), default=1, show_default=True, help="How many crawls at a time."
)
per_domain_option = click.option(
    "--per-domain",
    type=click.IntRange(1, 64),
    default=4,
    show_default=True,
    help="How many crawls below one registrable domain (blogspot.com) at a time, all workers together.",
)


@click.command(name="run-due")
@archive_option
@json_option
@parallel_option
@per_domain_option
@click.option("--quiet", "-q", is_flag=True, help="Say nothing of runs that end well.")
def run_due(archive: Path, as_json: bool, parallel: int, per_domain: int, quiet: bool) -> None:
    """Run what is due now, then end: for cron or a timer.

    Exit status 0: all went well, or nothing was due. 1: a run failed, was killed, lost or refused. 4: a host asked to
    come back, or addresses failed. 130: it was stopped. What waits for a host that another worker asks is left to it.
    """
    with _loop(open_home(archive), "run-due", parallel, per_domain) as loop:
        loop.before = loop.now()
        loop.say = (lambda words: None) if quiet or as_json else print_line
        done = loop.run_due()
        waiting = loop.waiting()
        ended = bool(loop.ending)
    if as_json:
        say_json({"archive": str(archive), "runs": done, "waiting": waiting, "stopped": ended})
    elif not quiet:
        say(f"{len(done)} runs." + (f" {waiting} wait for other workers." if waiting else ""))
    else:
        for one in done:
            if one.outcome not in ("finished", "stopped"):
                print_line(f"{one.seed}: {one.outcome} ({one.message})")
    sys.exit(exit_code_of(done, ended))


@click.command()
@archive_option
@json_option
@parallel_option
@per_domain_option
@click.option("--status", is_flag=True, help="Only say who is at work and what runs now.")
@click.option(
    "--print-unit", type=click.Choice(sorted(UNITS)), help="Print a systemd unit for this archive, ready to install."
)
def work(archive: Path, as_json: bool, parallel: int, per_domain: int, status: bool, print_unit: str | None) -> None:
    """Work: run what is due, until stopped.

    Each crawl is a process of its own, held to the limits of its schedule. SIGTERM or Ctrl-C ends the crawls cleanly,
    twice at once; they go on at the next start. SIGHUP looks at the schedules at once; changes made by blogkeep
    schedule or on the site are seen without it. Several workers may share an archive.
    """
    if print_unit is not None:
        click.echo(_unit(print_unit, archive, parallel, per_domain), nl=False)
        return
    home = open_home(archive)
    if status:
        _say_status(home, as_json)
        return
    with _loop(home, "work", parallel, per_domain) as loop:
        loop.say = print_line
        loop.say(f"At work on {home.root} as {loop.presence.worker.name}, {parallel} at a time.")
        loop.run_until_stopped()
        loop.say("Ended; what was stopped goes on at the next start.")


def _unit(name: str, archive: Path, parallel: int, per_domain: int) -> str:
    command = [str(Path(sys.argv[0]).absolute()), f"--parallel={parallel}", f"--per-domain={per_domain}"]
    return print_unit(name, command=shlex.quote(command[0]), options=" ".join(command[1:]), archive=archive.resolve())


@contextmanager
def _loop(home: Home, verb: str, parallel: int, per_domain: int) -> Iterator[WorkerLoop]:
    db = open_db(home.db)
    try:
        with telling(home, print_line) as after_run, at_work(home, verb, parallel) as presence:
            yield WorkerLoop(home, db, presence, parallel, per_domain, after_run=after_run)
    finally:
        db.close()


def _say_status(home: Home, as_json: bool) -> None:
    db, now = open_db(home.db, read_only=True), now_utc()
    workers, going, counts = find_workers(home), read_going(db.conn), read_counts(db.conn, now)
    db.close()
    if as_json:
        value: dict[str, Any] = {"workers": workers, "running": going, **asdict(counts)}
        say_json(value)
        return
    for worker in workers:
        say(f"At work: {worker.name} ({worker.verb}, since {worker.started}, {worker.parallel} at a time)")
    if not workers:
        say("Nobody is at work.")
    for run in going:
        say(f"  run {run.id}: {run.seed}, since {run.started} ({run.worker})")
    say(f"{counts.schedules} schedules: {len(going)} running, {counts.due} due, {counts.paused} paused, "
        f"{counts.failing} failing; next due {counts.next_due or 'never'}.")  # fmt: skip


schedule.add_command(run_due)
