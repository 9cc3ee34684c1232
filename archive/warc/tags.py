"""Entity tags: when two are one, whatever servers hang on them; and whether a 304 answers what was asked."""

from __future__ import annotations

import re

from archive.models import Exchange
from archive.warc.message import read_head

_TAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]{0,500}"')
"""An entity tag as RFC 9110 has it; what is none says nothing."""
_CODED = re.compile(r'(?:[-;](?:gzip|gz|br|zstd|deflate|df))+"$')
"""What servers put behind a tag when they pack the answer, and often do not know again when they read it."""
_CONDITION = re.compile(rb"^if-(?:none-match|modified-since)[ \t]*:", re.IGNORECASE | re.MULTILINE)


def tags_of(etag: str | None) -> tuple[str, ...]:
    """The tag as it was sent, and as it reads without the coding that a server hung on it; none: it is no tag."""
    if etag is None or not _TAG.fullmatch(etag.strip()):
        return ()
    tag = etag.strip()
    return tuple(dict.fromkeys((tag, _CODED.sub('"', tag))))


def is_same_tag(one: str | None, other: str | None) -> bool:
    """Whether two tags may be of one answer: weak and strong spellings are one (RFC 9110, 8.8.3.2), and so are
    those with and without a coding. Where there is no tag, nothing contradicts."""
    return not tags_of(one) or not tags_of(other) or _plain(str(one)) == _plain(str(other))


def _plain(tag: str) -> str:
    return _CODED.sub('"', tag.strip().removeprefix("W/"))


def stands_for(unmodified: Exchange, original: Exchange) -> bool:
    """Whether a 304 may stand for ``original``: it was asked with conditions, and names no other tag.

    Some servers answer 304 to anybody, some to a date although the tag is another one. Where the question was not
    kept, it is taken to have been a fair one.
    """
    if unmodified.request and not _CONDITION.search(unmodified.request):
        return False
    return is_same_tag(read_head(unmodified.response).get("etag"), read_head(original.response).get("etag"))
