"""A blog's life as a chart: bars of posts and comments by month, drawn on the server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from archive.site.times import plain_month

WIDTH, HALF = 960, 60
"""The drawing's width, and the height of each of its two halves, in its own units; the page stretches it."""

_MOST_MONTHS = 480
"""Longer lives (or one wrong date) are drawn by year."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One month (or year): its place and heights in drawing units, its words and figures."""

    words: str
    posts: int
    comments: int
    x: float
    width: float
    post_height: float
    comment_height: float


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars from the first month to the last, and what the tallest ones stand for."""

    bars: tuple[Bar, ...]
    most_posts: int
    most_comments: int
    by: str

    @property
    def sentence(self) -> str:
        """What the drawing says, for who can't see it."""
        first, last = self.bars[0].words, self.bars[-1].words
        posts, talk = (max(self.bars, key=lambda b: b.posts), max(self.bars, key=lambda b: b.comments))
        return (
            f"Posts and comments by {self.by}, {first} to {last}. "
            f"Most posts: {posts.posts} in {posts.words}. Most comments: {talk.comments} in {talk.words}."
        )


def draw(posts: Mapping[str, int], comments: Mapping[str, int]) -> Chart | None:
    """The chart of counts by month ('2005-03'); None when nothing has a date."""
    months = _span([month for month in (*posts, *comments) if _is_month(month)])
    by = "month"
    if len(months) > _MOST_MONTHS:
        by, posts, comments = "year", _by_year(posts), _by_year(comments)
        months = sorted({month[:4] for month in (*posts, *comments)})
    if not months:
        return None
    most_posts = max(posts.get(month, 0) for month in months)
    most_comments = max(comments.get(month, 0) for month in months)
    step = WIDTH / len(months)
    bars = tuple(
        Bar(
            plain_month(month),
            posts.get(month, 0),
            comments.get(month, 0),
            round(index * step, 2),
            round(step * (0.86 if step > 3 else 1), 2),
            round(HALF * posts.get(month, 0) / max(most_posts, 1), 2),
            round(HALF * comments.get(month, 0) / max(most_comments, 1), 2),
        )
        for index, month in enumerate(months)
    )
    return Chart(bars, most_posts, most_comments, by)


def _is_month(text: str) -> bool:
    return len(text) == 7 and text[:4].isdecimal() and text[5:].isdecimal() and 1 <= int(text[5:]) <= 12


def _span(months: list[str]) -> list[str]:
    """Every month of every year from the first to the last, the empty ones too."""
    if not months:
        return []
    years = range(int(min(months)[:4]), int(max(months)[:4]) + 1)
    return [f"{year:04d}-{month:02d}" for year in years for month in range(1, 13)]


def _by_year(counts: Mapping[str, int]) -> dict[str, int]:
    years: dict[str, int] = {}
    for month, count in counts.items():
        if _is_month(month):
            years[month[:4]] = years.get(month[:4], 0) + count
    return years
