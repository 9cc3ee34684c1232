"""Gives an account of an examined page: in lines for people, as JSON for programs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from typing import Any

from archive.db.claims import wall_clock
from archive.db.stamps import stamp
from archive.models import Comment, Follow, Moment, Post, Reading
from archive.posted import filed_with, told
from spiders.examine import Examined, Tally, Trace
from spiders.platforms import ADAPTERS, GENERIC

MOST = 72
"""Characters of a value that a line shows."""
LISTED = 5
"""Addresses that are shown of each kind."""
_TAGS = re.compile(r"<[^>]*>")


def as_json(found: Examined, origin: str) -> dict[str, Any]:
    """For programs. ``id`` and ``parent`` are the platform's own ids, ``row`` and ``parent_row`` are ours."""
    reading = found.reading
    names = {one.id: one.source_id for one in reading.comments if one.id}
    return {
        "url": reading.url,
        "origin": origin,
        "understood": found.is_understood,
        "status": found.page.status,
        "kind": found.page.kind,
        "charset": found.page.charset if found.page.kind != "other" else None,
        "source": reading.source,
        "adapter": reading.adapter,
        "layout": reading.layout,
        "marks": list(reading.marks),
        "evidence": [
            {"adapter": one.adapter, "weight": one.weight, "marks": dict(one.marks)} for one in found.evidence
        ],
        "about": reading.about,
        "language": reading.language,
        "post": _post(reading.post) if reading.post else None,
        "posts": [_post(one) for one in reading.posts],
        "comments": [_comment(one, names) for one in reading.comments],
        "fields": {
            "post": [{"name": t.name, "value": t.value, "by": t.by or None, "asked": t.asked} for t in found.post],
            "comments": [
                {"name": t.name, "by": {by: len(v) for by, v in t.by.items()}, "empty": t.empty} for t in found.comments
            ],
        },
        "promised": [{"of": p.of, "count": p.count, "by": p.by, "about": p.about} for p in reading.promised],
        "follow": [_follow(one) for one in reading.follow],
        "doubt": reading.doubt,
        "doubts": list(iter_doubts(found)),
    }


def _follow(one: Follow) -> dict[str, Any]:
    asks = {"url": one.url, "role": one.role, "finder": one.finder}
    return asks if one.body is None else {**asks, "method": "POST", "body": one.body.text}


def _post(post: Post) -> dict[str, Any]:
    return {
        "id": post.source_id,
        "row": post.id,
        "url": post.url,
        "title": post.title,
        "author": post.author,
        "author_url": post.author_url,
        **_times(post.published),
        "updated": _time(post.updated),
        "html": post.html,
        "text": post.text,
        "whole": post.whole,
        "tags": post.tags,
        "categories": post.categories,
        "language": post.language,
        "previous": post.previous_url,
        "next": post.next_url,
        "comments_open": post.comments_open,
        "promised": post.promised,
    }


def _comment(one: Comment, names: dict[str, str | None]) -> dict[str, Any]:
    return {
        "id": one.source_id,
        "row": one.id,
        "system": one.system,
        "kind": one.kind,
        "url": one.url,
        "post": one.post_id,
        "author": one.author,
        "author_url": one.author_url,
        "author_id": one.author_id,
        "by_post_author": one.by_post_author,
        "title": one.title,
        **_times(one.published),
        "html": one.html,
        "text": one.text,
        "whole": one.whole,
        "parent": one.parent_source_id or names.get(one.parent_id or ""),
        "parent_row": one.parent_id,
        "parent_how": one.parent_how,
        "depth": one.depth,
        "position": one.position,
        "deleted": one.deleted,
    }


def _times(moment: Moment | None) -> dict[str, str | None]:
    """``published``: UTC with ``Z``, or the wall clock without an offset where no zone is known."""
    return {
        "published": _time(moment),
        "published_local": wall_clock(moment) if moment else None,
        "published_zone": moment.zone if moment else None,
        "published_precision": moment.precision if moment else None,
        "published_raw": (moment.words or moment.machine) if moment else None,
        "published_machine": moment.machine if moment else None,
    }


def _time(moment: Moment | None) -> str | None:
    if moment is None:
        return None
    return stamp(moment.utc) if moment.utc else wall_clock(moment)


def iter_doubts(found: Examined) -> Iterator[str]:
    """What makes one wonder: its doubt, two platforms, fewer comments than promised, empty fields."""
    reading = found.reading
    if reading.doubt:
        yield reading.doubt
    if len(found.evidence) > 1 and found.evidence[1].weight + 1 >= found.evidence[0].weight:
        first, second = found.evidence[:2]
        yield f"marks of {second.adapter} (weight {second.weight}) beside {first.adapter} ({first.weight})"
    here = len(reading.comments)
    for promise in reading.promised:
        if promise.of == "comments" and promise.about == reading.about and promise.count > here:
            yield f"{promise.by} promises {promise.count} comments, {here} are on this page"
    for what, value in (("author", "author"), ("time", "published"), ("text", "text")):
        empty = sum(1 for c in reading.comments if not getattr(c, value) and not c.deleted)
        if empty:
            yield f"{empty} of {here} comments have no {what}"


def iter_lines(found: Examined, origin: str) -> Iterator[str]:
    """The account for people."""
    page, reading = found.page, found.reading
    yield f"{reading.url}"
    charset = f", {page.charset}" if page.kind != "other" else ""
    yield f"  read from  {origin}: {len(page.body):,} bytes, {page.kind}{charset}"
    yield f"platform     {_platform(found)}"
    yield f"layout       {reading.layout}" + (f" ({reading.source})" if reading.source != "page" else "")
    yield from (f"  mark  {mark}, weight {weight}" for mark, weight in _marks(found))
    weighed = {mark for mark, _ in _marks(found)}
    yield from (f"  way   {mark}" for mark in reading.marks if mark not in weighed)
    if reading.about:
        yield f"about        {reading.about}"
    yield from _iter_post_lines(found)
    yield from _iter_comment_lines(found)
    for promise in reading.promised:
        where = f" of {promise.about}" if promise.about and promise.about != reading.about else ""
        yield f"promised     {promise.count} {promise.of}{where}, says {promise.by}"
    yield from _iter_ways(reading)
    doubts = list(iter_doubts(found))
    yield from (f"doubt        {doubt}" for doubt in doubts)
    if not doubts:
        yield "doubt        none"


def _platform(found: Examined) -> str:
    titles = {adapter.name: adapter.title for adapter in (*ADAPTERS, GENERIC)}
    name = found.reading.adapter
    weight = sum(weight for _, weight in _marks(found))
    others = [f"{titles[e.adapter]} {e.weight}" for e in found.evidence if e.adapter != name]
    said = f"{titles.get(name, name)}" + (f", weight {weight}" if weight else "")
    return said + (f" (marks of others: {', '.join(others)})" if others else "")


def _marks(found: Examined) -> tuple[tuple[str, int], ...]:
    return next((e.marks for e in found.evidence if e.adapter == found.reading.adapter), ())


def _iter_post_lines(found: Examined) -> Iterator[str]:
    posts = found.reading.posts
    if found.reading.post is None:
        if posts:
            yield f"posts        {len(posts)}"
        for one in posts:
            yield f"  {one.url}  {time_words(one.published)}  {short(one.title)}"
        return
    post = found.reading.post
    yield f"post         {post.url}"
    yield f"  time       {time_words(post.published)}"
    if not found.post:
        yield f"  title      {short(post.title)}"
        yield f"  author     {short(post.author)}"
        yield f"  text       {short(post.text)}"
    yield from _iter_traces(found.post)


def _iter_traces(traces: tuple[Trace, ...]) -> Iterator[str]:
    for one in traces:
        if one.value is not None:
            yield f"  {one.name:<10} {short(_plain(one.name, one.value))}"
            yield f"             by {short(one.by, 100)}"
    empty = [one.name for one in traces if one.value is None and one.asked]
    never = [one.name for one in traces if not one.asked]
    if empty:
        yield f"  empty      {', '.join(empty)}"
    if never:
        yield f"  not sought {', '.join(never)}"


def _plain(name: str, value: str) -> str:
    """A field's value as a line shows it: bodies without their markup."""
    return unescape(_TAGS.sub(" ", value)) if name == "html" else value


def _iter_comment_lines(found: Examined) -> Iterator[str]:
    comments = found.reading.comments
    kinds = Counter(one.kind for one in comments)
    yield f"comments     {len(comments)}" + (f" ({_counts(kinds)})" if set(kinds) - {"comment"} else "")
    for tally in found.comments:
        yield from _iter_tally(tally)
    if empty := [tally.name for tally in found.comments if not tally.by]:
        yield f"  empty      {', '.join(empty)}"
    names = {one.id: one.source_id or f"row {one.id}" for one in comments if one.id}
    yield from (comment_line(one, names) for one in comments)


def _iter_tally(tally: Tally) -> Iterator[str]:
    for by, values in tally.by.items():
        yield f"  {tally.name:<10} {short(_plain(tally.name, values[0]))}"
        yield f"             {len(values)} by {short(by, 100)}"
    if tally.by and tally.empty:
        yield f"             {tally.empty} without"


def comment_line(one: Comment, names: dict[str, str]) -> str:
    """A comment in a line: id, author, time and how its zone is known, parent, kind, first words."""
    parts = [
        f"  {one.source_id or 'no id'}",
        "  " * (one.depth or 0) + (one.author or "nobody named"),
        time_words(one.published),
    ]
    if one.kind != "comment":
        parts.append(one.kind)
    if one.parent_id or one.parent_source_id:
        parent = names.get(one.parent_id or "") or one.parent_source_id
        parts.append(f"answers {parent} ({one.parent_how})")
    parts.append("deleted" if one.deleted else short(one.text))
    return " | ".join(parts)


def time_words(moment: Moment | None) -> str:
    """A time as it is understood, and how its zone is known."""
    if moment is None:
        return "no time"
    if moment.utc is not None:
        return f"{moment.utc:%Y-%m-%d %H:%M:%S} UTC (zone {moment.zone})"
    if moment.local is not None and moment.precision is not None:
        return f"about {moment.local:%Y-%m-%d} (reckoned from '{short(moment.words)}', to a {moment.precision})"
    if moment.local is not None:
        return f"{moment.local:%Y-%m-%d %H:%M:%S} (zone unknown)"
    return f"'{short(moment.words or moment.machine)}' (not understood)"


def _iter_ways(reading: Reading) -> Iterator[str]:
    """Where the page leads, by role and by who found it."""
    ways: dict[tuple[str, str], list[Follow]] = {}
    for one in reading.follow:
        ways.setdefault((one.role, one.finder), []).append(one)
    for (role, finder), found in ways.items():
        yield f"leads to     {len(found)} {role} ({finder})"
        yield from (f"  {told(filed_with(one.url, one.body))}" for one in found[:LISTED])
        if len(found) > LISTED:
            yield f"  and {len(found) - LISTED} more"


def _counts(counts: Counter[Any]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.most_common())


def short(text: str | None, most: int = MOST) -> str:
    """Words on one line, cut when they are many."""
    line = " ".join((text or "").split())
    return line if len(line) <= most else line[: most - 1] + "…"
