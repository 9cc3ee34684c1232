"""A page of which the truth is known, and how far a reading tells it: found, invented, and each field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from archive.models import Comment, Reading
from bench.gold import fold, overlap, same_author, text_of
from bench.tally import Tally

ALIKE = 0.8
"""Word F1 from which on two comments without a common id are taken for the same."""
COLUMNS = ("recall", "prec", "author", "time", "parent", "f1", "body", "title")
"""What :func:`score_page` counts, in the order of a table."""


@dataclass(frozen=True, slots=True)
class Said:
    """One comment as it truly is. ``times``: any of these is right; ``parent``: a place in the list, None: at the top.

    ``parent_known`` False: the truth does not say, or this page cannot show it.
    """

    key: str | None
    author: str | None
    text: str
    times: tuple[datetime, ...] = ()
    parent: int | None = None
    parent_known: bool = True
    ping: bool = False


@dataclass(frozen=True, slots=True)
class Truth:
    """One page as it truly is: its comments, and of its post what is known."""

    comments: tuple[Said, ...]
    title: str | None = None
    body: str | None = None


def pair_up(truth: Sequence[Said], ours: Sequence[Comment]) -> dict[int, int]:
    """For each place in ``truth`` the place of ours that is the same comment: by key, else by the words."""
    keys = {comment.source_id: i for i, comment in enumerate(ours) if comment.source_id}
    pairs = {i: keys[said.key] for i, said in enumerate(truth) if said.key is not None and said.key in keys}
    left = [i for i in range(len(ours)) if i not in set(pairs.values())]
    texts = [text_of(comment) for comment in ours]
    for place, said in enumerate(truth):
        if place in pairs:
            continue
        ranked = [
            (overlap(said.text, texts[i]) + 0.001 * same_author(said.author, ours[i].author), -i)
            for i in left
            if fold(said.text) or same_author(said.author, ours[i].author)
        ]
        best = max(ranked, default=(0.0, 0))
        if best[0] >= ALIKE:
            pairs[place] = -best[1]
            left.remove(-best[1])
    return pairs


def score_page(tally: Tally, truth: Truth, reading: Reading, at: str) -> None:
    """Count what a normalised reading gets right of a page; ``at`` names the page where it does not."""
    ours = [comment for comment in reading.comments if not comment.deleted]
    pairs = pair_up(truth.comments, ours)
    found = f"{len(ours)} for {len(truth.comments)}  {reading.adapter}/{reading.layout} {reading.marks}  {at}"
    tally.add("count", len(ours) == len(truth.comments), found)
    for name, of in (("recall", len(truth.comments)), ("prec", len(ours))):
        tally.right[name] += len(pairs)
        tally.of[name] += of
        if of and len(pairs) < of:
            tally.misses.append(f"{name:8} {len(pairs)} of {found}")
    places = {i: place for place, i in pairs.items()}
    ids = {comment.id: i for i, comment in enumerate(ours) if comment.id}
    for place, i in pairs.items():
        said, comment = truth.comments[place], ours[i]
        where = f"{said.author!r} {said.text[:30]!r}  {at}"
        tally.add("author", same_author(said.author, comment.author), f"≠ {comment.author!r}  {where}")
        if said.times:
            tally.add("time", _tells(comment, said.times), f"≠ {comment.published!r}  {where}")
        if said.parent_known and (said.parent is None or said.parent in pairs):
            parent = places.get(ids.get(comment.parent_id or "", -1))
            tally.add("parent", parent == said.parent, f"{parent} for {said.parent}  {where}")
        tally.add("f1", overlap(said.text, text_of(comment)))
        if overlap(said.text, text_of(comment)) < 0.97:
            tally.misses.append(f"{'f1':8} {text_of(comment)!r}\n{'':12}≠ {said.text!r}  {where}")
    _score_post(tally, truth, reading, at)


def _score_post(tally: Tally, truth: Truth, reading: Reading, at: str) -> None:
    post = reading.post
    if truth.title is not None:
        told = post.title if post else None
        tally.add("title", fold(told) == fold(truth.title), f"{told!r} ≠ {truth.title!r}  {at}")
    if truth.body is not None:
        share = overlap(truth.body, (post.text if post else None) or "")
        tally.add("body", share)
        if share < 0.97:
            tally.misses.append(f"{'body':8} {share:.2f}  {reading.marks}  {at}")


def _tells(comment: Comment, times: Sequence[datetime]) -> bool:
    """Whether the comment's time is one of these: to the minute, or to the day where the page prints no hour."""
    told = comment.published
    if told is None:
        return False
    if told.day_only and told.local is not None:
        return any(told.local.date() == time.date() for time in times)
    for ours in (told.utc, told.local):
        for time in times:
            if ours is not None and (ours.tzinfo is None) == (time.tzinfo is None):
                if abs(ours - time) < timedelta(seconds=61):
                    return True
    return False
