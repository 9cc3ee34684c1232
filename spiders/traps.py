"""Traps: addresses without end or without worth, each with a name, so that they can be counted and listed."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from urllib.parse import urlsplit

from spiders.platforms import ADAPTERS

MAX_PATH_SEGMENTS = 24
MAX_QUERY_PARAMETERS = 12
REPEATS = 3
"""A path in which one segment (or pair of segments) follows itself this often is a relative-link loop."""
EARLIEST_YEAR, LATEST_YEAR = 1995, 2100

TRAPS: tuple[tuple[str, str], ...] = (
    ("reply form", r"[?&]replytocom="),
    ("share button", r"[?&](?:share|like_comment|nb)=|/share\?|addtoany|sharethis\.com|/intent/tweet"),
    ("comment address", r"[?&](?:showComment|cid)="),
    ("prefetch", r"[?&]no_prefetch="),
    (
        "print view",
        r"[?&](?:print|printable|output)=(?:1|true|yes|print)?(?:&|$)|/print/?$|/printer[-_]friendly",
    ),
    ("session id", r"(?:[?&;](?:phpsessid|jsessionid|sid|session_?id|oscsid)=)"),
    ("mobile view", r"[?&]m=[01](?:&|$)"),
    ("login", r"/wp-login\.php|/wp-admin/|/user/(?:login|register|password)|/login\b.*[?&]|/xmlrpc\.php"),
    (
        "comment posting",
        r"/wp-comments-post\.php|/comment/reply/|/post-edit\.g|/post-create\.g|/email-post\.g",
    ),
    ("search", r"/search/?\?q=|[?&]s=|/mt-search\.cgi|/wp-json/wp/v2/search"),
    (
        "sorting",
        r"^(?!.*(?:/wp-json/|rest_route=|//public-api\.|/feeds/)).*[?&](?:sort|order|orderby|replyorder|cview)=",
    ),
    ("embed view", r"/oembed/|[?&]format=oembed|/embed/?$"),
    ("calendar without end", r"[?&](?:ical|tribe[-_]\w+|eventDisplay)=|/events?/\d{4}-\d{2}(?:-\d{2})?/?$"),
    ("everybody's sitemap", r"^https?://(?:www\.)?medium\.com/sitemap/"),
    ("action", r"[?&](?:action|do)=(?:edit|login|history|diff|edittext|lostpassword|add|delete)"),
)

_COMPILED = tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in TRAPS)
_MAYBE = re.compile(
    r"[?&;]|share|addtoany|/intent|print|log(?:in|out)|/wp-|/user/|xmlrpc|/comment|-(?:edit|create|post)\.g|embed|search|/event|medium\.com/sitemap"
)
"""What an address in small letters holds if it may be one of :data:`TRAPS`: most are let through by this one look."""
_YEAR_MONTH = re.compile(r"/(\d{4})(?:/(\d{1,2}))?(?:/|$)")


@cache
def traps_of(platform: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The traps that a platform's adapter names; none for a name that no adapter has."""
    traps = next((adapter.traps for adapter in ADAPTERS if adapter.name == platform), ())
    return tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in traps)


def is_trap_of_platform(name: str | None) -> bool:
    """Whether any adapter calls one of its traps so."""
    return any(name == trap for adapter in ADAPTERS for trap, _ in adapter.traps)


@lru_cache(maxsize=8192)
def find_trap(url: str, platforms: tuple[str, ...] = ()) -> str | None:
    """The name of the trap that ``url`` is, everywhere or on one of these platforms; None when it is none."""
    everywhere = _COMPILED if _MAYBE.search(url.lower()) else ()
    for name, pattern in (*everywhere, *(trap for one in platforms for trap in traps_of(one))):
        if pattern.search(url):
            return name
    parts = urlsplit(url)
    segments = [s for s in parts.path.split("/") if s]
    if len(segments) > MAX_PATH_SEGMENTS:
        return "deep path"
    if parts.query.count("&") >= MAX_QUERY_PARAMETERS:
        return "many parameters"
    if _loops(segments):
        return "path loop"
    year = _YEAR_MONTH.match(parts.path)
    if year and not EARLIEST_YEAR <= int(year[1]) <= LATEST_YEAR and int(year[1]) >= 1000:
        return "calendar without end"
    return None


def _loops(segments: list[str]) -> bool:
    for size in (1, 2, 3):
        for start in range(len(segments) - size * REPEATS + 1):
            window = segments[start : start + size * REPEATS]
            if window == window[:size] * REPEATS:
                return True
    return False
