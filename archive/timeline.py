"""What the verb ``history`` prints: an address, a thread or a blog through time, line by line."""

from __future__ import annotations

from collections.abc import Iterator

from archive.days import between
from archive.db.changes import ChangeRow
from archive.db.history import BlogHistory, History
from archive.db.past import NearLook, Proof, Standing, ThreadThen

_WORDS = 300

_TELLING = {
    "new": "first seen",
    "edited": "rewritten",
    "vanished": "vanished",
    "unseen": "not seen since",
    "tombstoned": "marked as deleted",
    "back": "back again",
    "gone": "gone: its address answers 404 or 410",
    "moved": "moved",
    "redirected": "redirected to what is not kept",
    "closed": "closed for comments",
    "opened": "opened for comments",
}


def iter_history(found: History) -> Iterator[str]:
    """An address: its captures, what was said before, what was deleted, and what became of it all, oldest first."""
    for one in found.captures:
        notes = [note for note in (one.truncated and f"cut: {one.truncated}", one.doubt) if note]
        place = f"{one.warc} at {one.offset}"
        yield f"{one.time}  {one.status or '-'}  {place}  {one.digest}  {', '.join(notes)}".rstrip()
    for version in found.versions:
        yield f"{version.first_seen} to {version.last_seen}  {version.of} {version.id} said:"
        yield f"  {_short(version.text)}"
    for stone in found.deleted:
        said = f": {_short(stone.text)}" if stone.text else ""
        yield f"deleted  comment {stone.id} of {stone.author or 'nobody named'}{said}"
    yield from _iter_changes(found.changes, found.counts, with_post=False)


def iter_blog_history(found: BlogHistory) -> Iterator[str]:
    """What changed in a blog, oldest first, and how many changes there are of each sort."""
    since = f" since {found.since} (UTC)" if found.since else ""
    yield f"{found.blog.title or found.blog.home} ({found.blog.home}){since}"
    if not found.counts:
        yield "Nothing was seen to change."
    yield from _iter_changes(found.changes, found.counts, with_post=True)


def _iter_changes(changes: tuple[ChangeRow, ...], counts: dict[str, int], *, with_post: bool) -> Iterator[str]:
    for one in reversed(changes):
        yield from _iter_change(one, with_post)
    if counts:
        yield "in all  " + ", ".join(f"{count} {what}" for what, count in sorted(counts.items()))
    if len(changes) < sum(count for what, count in counts.items()):
        yield f"These are the newest {len(changes)}; for more: --most NUMBER"


def _iter_change(one: ChangeRow, with_post: bool) -> Iterator[str]:
    thing = f"comment {one.comment_id}" if one.comment_id else "post"
    by = f" of {one.author or 'nobody named'}" if one.comment_id else ""
    under = f" ({one.title or one.url})" if with_post else ""
    why = f": {one.why}" if one.why else ""
    yield f"{one.time}  {thing}{by}{under}: {_TELLING.get(one.what, one.what)}{why}"
    if one.before:
        yield f"  before   {_short(one.before)}"
    if one.after:
        yield f"  after    {_short(one.after)}"
    last = f"last seen so {one.last_time} by {one.last_capture_id}; " if one.last_time else ""
    if one.what != "new":
        yield f"  proof    {last}then {one.capture_id}"


def iter_thread(then: ThreadThen) -> Iterator[str]:
    """A thread as it stood: how near the looks are, then each comment with its words of that time and its proof."""
    yield f"{then.title or then.url} ({then.url})"
    yield f"as it stood at {then.at} (UTC): {_state(then)}"
    yield f"  look before  {_near(then.before, then)}"
    yield f"  look after   {_near(then.after, then)}"
    if then.text:
        yield f"  {_short(then.text)}"
    for one in then.comments:
        yield from _iter_standing(one)
    for gone in then.absent:
        proof = f", by {gone.proof.capture_id} of {gone.proof.time}" if gone.proof else ""
        yield f"not there  comment {gone.id} of {gone.author or 'nobody named'}: {gone.what}{proof}"
    dated = sum(one.known == "dated" for one in then.comments)
    yield f"{len(then.comments)} comments stood there; {then.later} came later."
    if dated:
        yield f"{dated} of them nobody had captured yet: they are there by their own date alone."


def _state(then: ThreadThen) -> str:
    words = {
        "there": "the post was there",
        "gone": "the post was gone",
        "moved": "the post had moved",
        "dated": "nobody had captured it yet; by its own date the post was there",
        "unknown": "nobody had captured it yet, and its date is later or unknown",
    }
    proof = f", by {then.state_proof.capture_id} of {then.state_proof.time}" if then.state_proof else ""
    return words[then.state] + proof


def _near(look: NearLook | None, then: ThreadThen) -> str:
    if look is None:
        return "none"
    return f"{look.time}, {between(look.time, then.at)} away, shows {look.shown}: {look.capture_id}"


def _iter_standing(one: Standing) -> Iterator[str]:
    yield f"{one.moment or 'no time told'}  {one.kind} {one.id} of {one.author or 'nobody named'}"
    yield f"  {_short(one.text) or '(no words)'}"
    seen = _proof("seen ", one.seen) if one.seen else "not captured yet: there by its own date"
    later = _proof("missed ", one.missed) if one.missed else _proof("next seen ", one.next)
    other = "; it says something else now" if one.other_now else ""
    yield f"  {'; '.join(part for part in (seen, later) if part)}{other}"


def _proof(words: str, proof: Proof | None) -> str:
    return f"{words}{proof.time} by {proof.capture_id}" if proof else ""


def _short(text: str | None) -> str:
    return " ".join((text or "").split())[:_WORDS]
