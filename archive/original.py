"""Finds the answer that a 304 stands for: the capture that its record names, else the last whole one before it."""

from __future__ import annotations

from sqlite_utils import Database

from archive.db.captures import find_whole, find_whole_before
from archive.errors import BlogkeepError
from archive.home import Home
from archive.models import Capture, Exchange
from archive.warc.reader import read_exchange
from archive.warc.tags import stands_for


def find_original(home: Home, db: Database, capture: Capture, unmodified: Exchange) -> Exchange | None:
    """The answer that the 304 ``unmodified`` (kept as ``capture``) stands for.

    None when the archive does not hold it whole, or when the server answered 304 to another question. A record
    that names its original stands for that one and no other. Records of other tools may name none: then the last
    whole answer of the address before it is meant.
    """
    if capture.revisit_of is not None:
        found = find_whole(db, capture.revisit_of, capture.url)
    else:
        found = find_whole_before(db, capture.url, capture.time)
    if found is None:
        return None
    try:
        original = read_exchange(home, found.warc, found.offset)
    except (BlogkeepError, OSError):
        return None
    return original if original.truncated is None and stands_for(unmodified, original) else None
