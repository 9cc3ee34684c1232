"""A plan: what was said when a schedule was added, understood and checked, before it becomes a row."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache

from tldextract import TLDExtract

from archive.errors import BadAddress, BadSchedule
from archive.schedule.cron import read_cron
from archive.schedule.options import CrawlOptions
from archive.schedule.rule import Rule, first_beat, next_beat
from archive.schedule.span import read_span
from archive.schedule.window import read_window
from archive.schedule.zone import instant_of, read_zone
from archive.urls import folder_of, key, plain, stable_id

SHORTEST = 60
"""A rhythm shorter than a minute is no rhythm for a guest."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a schedule is made of: the blog, the rule, what its crawls may use.

    ``every`` and ``cron`` as they were written. ``memory`` in bytes; ``full_every`` 5 means that each fifth run asks
    every known address. None where nothing was said.
    """

    seed: str
    rule: Rule
    every: str | None
    cron: str | None
    options: CrawlOptions = field(default_factory=CrawlOptions)
    memory: int | None = None
    full_every: int | None = None

    @property
    def id(self) -> str:
        """The schedule's id: one blog, one schedule, the same id on every machine."""
        return stable_id("schedule", key(self.seed))

    @property
    def host(self) -> str:
        """The host that is asked by one crawl at a time."""
        return folder_of(self.seed)[0]

    @property
    def domain(self) -> str:
        """The registrable domain of the host: blogs of one platform share it, and its patience."""
        return domain_of(self.host)


def read_plan(
    url: str,
    *,
    now: datetime,
    every: str | None = None,
    cron: str | None = None,
    zone: str = "UTC",
    start: str | None = None,
    window: str | None = None,
    jitter: str | None = None,
    options: CrawlOptions | None = None,
    memory: int | None = None,
    full_every: int | None = None,
) -> Plan:
    """The plan that words spell; BadSchedule or BadAddress names the word that is wrong.

    ``start`` is a wall clock of ``zone``; without it the rhythm of ``every`` counts from ``now``.
    """
    if (every is None) == (cron is None):
        raise BadSchedule("How often? Give either --every, as --every '1 week', or --cron, as --cron '30 3 * * SUN'.")
    rule = Rule(
        every=read_span(every) if every is not None else None,
        cron=read_cron(cron) if cron is not None else None,
        zone=read_zone(zone),
        start=_read_start(start, zone, now),
        window=read_window(window) if window else None,
        jitter=timedelta(seconds=read_span(jitter, "--jitter").rough) if jitter else timedelta(),
    )
    _check_rhythm(rule, every or cron or "")
    for name, number in (("--memory", memory), ("--full-every", full_every)):
        if number is not None and number < 1:
            raise BadSchedule(f"{name}: {number} is too little. Write 1 or more, or leave it out.")
    seed = _read_seed(url)
    return Plan(seed, rule, every, cron, options or CrawlOptions(), memory, full_every)


def _read_seed(url: str) -> str:
    text = url.strip()
    seed = plain(text if "://" in text or text.startswith(("mailto:", "javascript:", "data:")) else f"http://{text}")
    if seed is None:
        raise BadAddress(f"'{url[:200]}' is no web address. Write it in full, for example https://example.com/blog/")
    return seed


def _read_start(text: str | None, zone: str, now: datetime) -> datetime:
    if not text:
        return now.astimezone(UTC).replace(microsecond=0)
    try:
        said = datetime.fromisoformat(text.strip())
    except ValueError:
        raise BadSchedule(
            f"--start: '{text[:40]}' is no time. Write it as 2026-12-01 or '2026-12-01 03:00', by the clocks of --zone."
        ) from None
    said = said.replace(microsecond=0)
    if not 1990 <= said.year <= 2200:
        raise BadSchedule(f"--start: no archive begins in the year {said.year}.")
    return said.astimezone(UTC) if said.tzinfo is not None else instant_of(said, read_zone(zone))


def _check_rhythm(rule: Rule, words: str) -> None:
    first = first_beat(rule)
    second = next_beat(rule, first) if first is not None else None
    if first is None or second is None:
        raise BadSchedule(f"'{words[:80]}' never comes.")
    apart = second - first
    if apart < timedelta(seconds=SHORTEST):
        raise BadSchedule(f"--every: '{words[:80]}' is too often for a guest. Write a minute or more: 90m, 2 hours.")
    if rule.jitter > apart:
        raise BadSchedule(
            f"--jitter: a delay of up to {rule.jitter} is longer than the {apart} between two runs. Make it shorter."
        )


@cache
def _extract() -> TLDExtract:
    return TLDExtract(cache_dir=None, suffix_list_urls=())


def domain_of(host: str) -> str:
    """The registrable domain of a host (``blogspot.com`` for every blog there); an address or a bare name itself."""
    found = _extract()(host.partition("]")[0].strip("[") if host.startswith("[") else host.partition(":")[0])
    return f"{found.domain}.{found.suffix}" if found.domain and found.suffix else host


def lies_inside(seed: str, other: str) -> bool:
    """Whether the blog at ``seed`` lies in the folder of the one at ``other``, so that its crawl asks for both."""
    (host, folder), (theirs, place) = folder_of(seed), folder_of(other)
    return host == theirs and folder.startswith(place)
