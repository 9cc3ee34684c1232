"""Sentences that describe a column of many tables."""

# ruff: noqa: E501 - sentences as data

from __future__ import annotations

CAPTURE = "The capture that proves it (captures.id)."
BLOG = "The blog it belongs to (blogs.id)."
FIRST = "Time of the earliest capture that saw it, UTC."
LAST = "Time of the latest capture that saw it, UTC."
NUMBER = "Its place in the search index: local, unstable, never cited."
MOMENT = "For ordering: published, else published_local."
WITNESS = (
    "JSON. by: for each capture that fills a field its time and its rank for that field. The rest: what is remembered "
    "without a column of its own."
)
PRECISION = (
    "How exact the time is where that is less than it looks; null: as exact as it was told. day, week, month or year: "
    'published_local is an estimate, reckoned from words that count back (published_raw, as "2 weeks ago") and the '
    "capture's own time in UTC. hour: published was worked out within an hour that summer time repeated or skipped."
)
TIMES = {
    "published": "When it was published, UTC (ISO 8601 with Z); null while the zone is unknown.",
    "published_local": "The wall clock as it was told, without a zone; the day alone (YYYY-MM-DD) when no time of day was told. Where a page left open what is day and what is month (08/11/2009), as other dates of the blog prove it; said_local in witness is then what was read from the page alone, empty for nothing.",
    "published_raw": "The page's own words for the time.",
    "published_zone": "How the zone is known: stated, inferred (from other times of the blog), unknown.",
    "updated": "When it was last changed, as a witness states, UTC.",
    "moment": MOMENT,
}
