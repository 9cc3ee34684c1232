"""A certificate in plain sentences: what is promised, kept and missing, and what nobody can know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from archive.db.coverage import CAUSE_WORDS, BlogCoverage

NEVER = "never"
"""In the place of a crawl's outcome: the blog was not crawled."""


def iter_in_short(c: BlogCoverage) -> Iterator[str]:
    """What is promised, kept and missing; nothing is claimed that nobody says."""
    kept = f"{_are(c.posts_kept, 'post')} kept, {c.posts_whole:,} of them whole"
    if c.posts_promised is None:
        yield f"{kept}; how many posts the blog has is not known."
    else:
        yield f"{kept}; the highest figure that anybody gives is {c.posts_promised:,}, told by {c.posts_promised_by}."
    unnamed = (c.posts_promised or 0) - c.posts_kept
    if c.posts_missing:
        listed = "it is" if len(c.posts_missing) == 1 else "they are"
        yield f"{_are(len(c.posts_missing), 'post')} named somewhere and not kept whole; {listed} listed below."
        if c.posts_accepted:
            yield f"Of these {_are(c.posts_accepted, 'post')} accepted as missing: listed apart."
    elif unnamed > 0:
        which = "which one" if unnamed == 1 else "which ones"
        yield f"{_are(unnamed, 'post')} promised that nothing names: {which} is not known."
    yield from _iter_of_comments(c)
    if c.folded:
        yield f"{_are(c.folded, 'comment')} kept without {'its' if c.folded == 1 else 'their'} words: {_FOLDED}."


_FOLDED = "every page that is kept shows only who wrote, and in which branch"


def _iter_of_comments(c: BlogCoverage) -> Iterator[str]:
    told, promised = c.threads_promised, c.comments_promised
    if not told:
        yield f"{_are(c.comments_kept, 'comment')} kept; nobody says how many there should be."
        return
    of_it = f"Of {_many(promised, 'comment')} that {_many(told, 'thread')} {'promises' if told == 1 else 'promise'}"
    if not c.missing:
        yield f"{of_it} none is missing."
        return
    causes: Counter[str] = Counter()
    for thread in c.missing:
        causes[thread.cause] += thread.missing
    why = "; ".join(f"{count:,}: {CAUSE_WORDS[cause]}" for cause, count in causes.most_common())
    missing, verb = c.comments_missing, "is" if c.comments_missing == 1 else "are"
    yield f"{of_it} {missing:,} {verb} missing, in {_many(len(c.missing), 'thread')}. By the first known cause: {why}."
    accepted = c.comments_accepted
    if accepted:
        verb = "is" if accepted == 1 else "are"
        yield f"Of the missing comments {accepted:,} {verb} accepted as missing: listed apart."


def iter_unknown(c: BlogCoverage, last_crawl: str | None, warcs_lost: bool) -> Iterator[str]:
    """What the certificate cannot say. ``last_crawl`` is the outcome of the last crawl, or NEVER."""
    if c.posts_promised is None:
        yield "Nobody says how many posts the blog has: what no feed, sitemap or page names was not looked for."
    silent = c.threads - c.threads_promised
    if silent == 1:
        yield "Of 1 thread nobody says how long it is: whether it is whole is not known."
    elif silent:
        yield f"Of {silent:,} threads nobody says how long they are: whether they are whole is not known."
    if last_crawl == NEVER:
        yield "The blog was not crawled from here: its captures were imported."
    elif last_crawl != "finished":
        yield "The last crawl did not come to its end: what it would have found is not known."
    if warcs_lost:
        yield "Some WARC files are not there: their rows have no proof in this archive."
    yield "Comments that vanished before the first capture, and were counted by nobody, leave no trace."


def _many(number: int, one: str) -> str:
    return f"{number:,} {one}{'' if number == 1 else 's'}"


def _are(number: int, one: str) -> str:
    return f"{_many(number, one)} {'is' if number == 1 else 'are'}"
