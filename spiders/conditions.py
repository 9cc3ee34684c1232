"""Conditional questions: which validators go with a request, so that an unchanged answer costs a line. Pure."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from archive.db.visits import Held
from archive.warc.tags import tags_of


def conditions(held: Held) -> dict[str, str]:
    """The headers that ask for an answer only if it is another one than ``held``; empty when it gave no
    validator that can be trusted."""
    if _tells_the_newest(held):
        return {}
    found: dict[str, str] = {}
    if tags := tags_of(held.etag):
        found["If-None-Match"] = ", ".join(tags)
    if is_trusted_date(held.last_modified, held.capture.time):
        found["If-Modified-Since"] = str(held.last_modified).strip()
    return found


def _tells_the_newest(held: Held) -> bool:
    """Whether both validators are the date of the newest post or comment: so WordPress makes them for its feeds
    (``class-wp.php``, an ETag that is the MD5 of the Last-Modified). It answers 304 whatever was deleted or edited
    and however the counts of comments changed."""
    told = hashlib.md5((held.last_modified or "").strip().encode(), usedforsecurity=False).hexdigest()
    return any(told in tag for tag in tags_of(held.etag))


def is_trusted_date(last_modified: str | None, seen: datetime) -> bool:
    """Whether a Last-Modified tells answers apart: a date, older than the answer by a second at least.

    One in the future, or of the very second, would call things unmodified that changed after we looked (RFC 9110,
    8.8.2.2).
    """
    try:
        date = parsedate_to_datetime((last_modified or "").strip())
    except (ValueError, IndexError, OverflowError):
        return False
    date = date if date.tzinfo is not None else date.replace(tzinfo=UTC)
    try:
        return date + timedelta(seconds=1) < seen
    except OverflowError:
        return False
