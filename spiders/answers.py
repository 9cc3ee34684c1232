"""What an answer means for its address: kept, moved, gone, try again later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from archive.db.visits import Outcome
from spiders.politeness import read_reset, read_retry_after

MAX_ATTEMPTS = 3
MAX_PATIENT_ATTEMPTS = 6
"""Attempts where the server itself asks us to come back (429, 503, a 403 that says when)."""
_RETRY = frozenset({408, 425, 500, 502, 503, 504, 520, 521, 522, 523, 524})


@dataclass(frozen=True, slots=True)
class Verdict:
    """``outcome`` of the address, ``reason`` in words, ``wait``: seconds until another attempt (None: settled).

    ``pause_host``: the whole host asks for this pause, not only the address.
    """

    outcome: Outcome
    reason: str | None = None
    wait: float | None = None
    pause_host: bool = False


def judge_answer(
    status: int | None,
    headers: dict[str, str],
    truncated: str | None,
    attempts: int,
    pause: float,
    now: datetime,
    *,
    conditional: bool = False,
) -> Verdict:
    """The verdict on an answer. ``attempts`` were made before this one; ``pause`` is the first wait in seconds.

    ``conditional``: the request carried validators of an answer that is held, so that a 304 means something.
    """
    again = pause * 4**attempts
    last = attempts + 1 >= MAX_ATTEMPTS
    if status is None:
        return Verdict("unreachable", "answer without a status line", None if last else again)
    if status == 304 and (truncated or not conditional):
        what = "cut off" if truncated else "answer to a question without conditions"
        return Verdict("error", f"status 304, {what}", None if last else again)
    if truncated and status < 400:
        if truncated == "length":
            return Verdict("too large", "answer longer than the limit, kept up to it")
        return Verdict("kept", "answer cut off, kept as far as it came", None if last else again)
    asked = read_retry_after(headers.get("retry-after"), now)
    if asked is None:
        asked = read_reset(headers, now)
    if status in (429, 503) or (status == 403 and asked is not None):  # GitHub says 403 where others say 429
        if attempts + 1 < MAX_PATIENT_ATTEMPTS:
            return Verdict("error", f"status {status}", max(asked or 0.0, pause * 2**attempts), pause_host=True)
        return Verdict("error", f"status {status}, {attempts + 1} times")
    if status in _RETRY or status >= 500:
        return Verdict("error", f"status {status}", None if last else again)
    if status == 304:
        return Verdict("unchanged")
    if 300 <= status < 400:
        return Verdict("redirected", headers.get("location", "without a target")[:500])
    if status in (404, 410):
        return Verdict("gone", f"status {status}")
    if status >= 400:
        return Verdict("denied", f"status {status}")
    return Verdict("kept")


def judge_failure(name: str, words: str, attempts: int, pause: float) -> Verdict:
    """The verdict when no answer came. ``name`` is the exception's, ``words`` its message."""
    reason = f"{name}: {words}"[:500] if words else name
    if attempts + 1 >= MAX_ATTEMPTS:
        return Verdict("unreachable", reason)
    return Verdict("unreachable", reason, pause * 4**attempts)


def when(verdict: Verdict, now: datetime) -> datetime | None:
    """When the address is due again; None when it is settled."""
    return now + timedelta(seconds=verdict.wait) if verdict.wait is not None else None
