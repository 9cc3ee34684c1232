"""A crawl in a process of its own: started on a leash, watched, interrupted, killed; what it told at its end."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from archive.db.runs import End, Run
from archive.home import Home
from archive.logs import forget_logs, keep_small, last_line
from archive.terminal import plain_text
from spiders.leash import EXIT_GIVEN_UP

GRACE = timedelta(seconds=60)
"""From the request to end until the end by force."""
LATE = timedelta(minutes=5)
"""How much longer than its --max-time a crawl may take to end by itself."""

EXIT_WRONG, EXIT_INCOMPLETE, EXIT_BUSY, EXIT_FULL, EXIT_INTERRUPTED = 2, 4, 5, 6, 130


@dataclass(slots=True)
class Child:
    """A crawl that runs. ``why`` it was asked to end: ``ended`` (the worker), ``shut`` (the window), or a limit in
    words; ``over`` when it was over a limit. ``peak``: the most memory it was seen to use, in bytes."""

    run: Run
    process: subprocess.Popen[bytes]
    lifeline: int
    log: Path
    told: Path
    deadline: datetime | None
    why: str | None = None
    over: bool = False
    asked: datetime | None = None
    peak: int = 0
    status: int | None = field(default=None)

    def is_over(self) -> bool:
        """Whether it has ended."""
        self.status = self.process.poll()
        return self.status is not None

    def watch(self, now: datetime) -> None:
        """Hold it to its limits: asked to end when it is over one, by force when it does not."""
        memory = memory_of(self.process.pid)
        self.peak = max(self.peak, memory)
        limit = self.run.schedule.memory
        if limit and memory > limit and not self.over:
            self.interrupt(now, f"it used {memory / 1e6:.0f} MB of memory, {limit / 1e6:.0f} MB are allowed", over=True)
        elif self.deadline is not None and now >= self.deadline and self.why is None:
            self.interrupt(now, "it went on after its time was over", over=True)
        if self.asked is not None and (now - self.asked >= GRACE or (self.over and limit and memory > 1.5 * limit)):
            self.kill()
        keep_small(self.log)

    def interrupt(self, now: datetime, why: str, *, over: bool = False) -> None:
        """Ask it to end, as Ctrl-C does: it finishes the answers under way."""
        self.why, self.over = self.why or why, self.over or over
        if self.asked is None:
            self.asked = now
            self._signal(signal.SIGINT)

    def kill(self) -> None:
        """End it and all it started, at once."""
        self._signal(signal.SIGKILL)

    def _signal(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            if self.process.poll() is None:
                os.killpg(self.process.pid, number)

    def close(self) -> dict[str, Any]:
        """Let go of the pipe; what the crawl told of itself, empty when it could not."""
        os.close(self.lifeline)
        try:
            said = json.loads(self.told.read_text("utf-8"))
        except (OSError, ValueError, RecursionError):
            return {}
        finally:
            self.told.unlink(missing_ok=True)
        if not isinstance(said, dict):
            return {}
        with self.log.open("a", encoding="utf-8") as log:
            log.write(json.dumps(said, ensure_ascii=False, indent=1) + "\n")
        crawls = said.get("crawls")
        first = crawls[0] if isinstance(crawls, list) and crawls and isinstance(crawls[0], dict) else {}
        return {"error": said.get("error"), **first}


def start_child(home: Home, run: Run, now: datetime, full: str) -> Child:
    """Start the crawl of a run; ``full`` is the option that asks every known address."""
    folder = home.root / "logs" / run.schedule.id
    folder.mkdir(parents=True, exist_ok=True)
    log, told = folder / f"{run.id}.log", folder / f"{run.id}.json"
    command = list(iter_command(home, run, now, full))
    reading, lifeline = os.pipe()
    leash = [str(reading), str(os.getpid()), str(run.id), str(log.relative_to(home.root)), str(home.root)]
    try:
        with log.open("ab") as errors, told.open("wb") as words:
            errors.write(f"{now.isoformat()} blogkeep {' '.join(command)}\n".encode("utf-8", "replace"))
            errors.flush()
            process = subprocess.Popen(
                [sys.executable, "-m", "spiders.leash", *leash, *command],
                stdin=subprocess.DEVNULL,
                stdout=words,
                stderr=errors,
                pass_fds=(reading,),
                process_group=0,
                env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *_path()])},
            )
    except BaseException:
        os.close(lifeline)
        raise
    finally:
        os.close(reading)
    forget_logs(folder)
    return Child(run, process, lifeline, log, told, _deadline(run, now))


ROOT = Path(__file__).resolve().parents[1]
"""Where our three folders are, installed or not: the child finds them in any working directory."""


def _path() -> list[str]:
    return [part for part in os.environ.get("PYTHONPATH", "").split(os.pathsep) if part]


def iter_command(home: Home, run: Run, now: datetime, full: str) -> Iterator[str]:
    """The crawl of a run as a command line, without the name of the program."""
    yield "crawl"
    options = run.schedule.options
    left = (run.until - now).total_seconds() if run.until is not None else None
    if left is not None and (options.max_time is None or left < options.max_time):
        yield from (one for one in options.iter_arguments() if not one.startswith("--max-time="))
        yield f"--max-time={max(left, 1):.0f}"
    else:
        yield from options.iter_arguments()
    if run.whole:
        yield full
    yield from (f"--archive={home.root}", "--json", run.schedule.seed)


def _deadline(run: Run, now: datetime) -> datetime | None:
    ends = [run.until] if run.until is not None else []
    if run.schedule.options.max_time is not None:
        ends.append(now + timedelta(seconds=run.schedule.options.max_time))
    return min(ends) + LATE if ends else None


def end_of(child: Child, told: dict[str, Any], now: datetime) -> End:
    """What the end of a crawl means for its schedule."""
    outcome, message = told.get("outcome"), told.get("message") or told.get("error")
    if message is None and outcome == "finished" and child.status == 1:
        found = told.get("outcomes")
        answers = ", ".join(f"{n} {what}" for what, n in found.items()) if isinstance(found, dict) else ""
        message = f"nothing of it could be had ({answers or 'nothing was asked'})"
    elif message is None and outcome is None:
        message = last_line(child.log)
    status, words = child.status, plain_text(str(message))[:1000] if message else None
    crawl = str(told["crawl"]) if told.get("crawl") else None

    def end(outcome: Any, message: str | None, after: Any = "rhythm") -> End:
        return End(outcome, message, after, crawl, status, child.peak or None)

    if child.over:
        return end("killed", child.why, "again")
    if child.why is not None:
        return end("stopped", child.why, "at once")
    if status is not None and status < 0:
        return end("failed", f"its process was ended by signal {-status}", "again")
    if status == EXIT_BUSY:
        return end("refused", words or "another process holds the blog", "again")
    if status == EXIT_GIVEN_UP:
        return end("lost", "it was given up before it began", "at once")
    if outcome == "finished" and status in (0, EXIT_INCOMPLETE):
        return end("finished", words or ("some addresses failed" if status == EXIT_INCOMPLETE else None))
    if outcome == "stopped" and status in (0, EXIT_INCOMPLETE, EXIT_INTERRUPTED):
        if child.run.until is not None and now >= child.run.until - timedelta(seconds=5):
            return end("stopped", "its window shut", "next window")
        after = "again" if status == EXIT_INCOMPLETE else "at once" if status == EXIT_INTERRUPTED else "rhythm"
        return end("stopped", words, after)
    if status == EXIT_WRONG:
        return end("failed", words, "rhythm")
    return end("failed", words or f"its process ended with status {status}", "again")


def memory_of(process: int) -> int:
    """Bytes of memory that a process holds now (resident); 0 when it is gone."""
    try:
        pages = Path(f"/proc/{process}/statm").read_text("ascii").split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError, ValueError):
        if Path("/proc/self/statm").exists():
            return 0
    said = subprocess.run(["ps", "-o", "rss=", "-p", str(process)], capture_output=True, text=True, check=False).stdout
    return int(said) * 1024 if said.strip().isdigit() else 0
