"""Why a thread has a gap, told also by the addresses that were asked for its post, wherever they were found."""

from __future__ import annotations

from sqlite_utils import Database

from archive.db.migrations.gaps import place
from archive.db.migrations.refusals import ADDRESS_REFUSED, DOUBT_REFUSED, GAPS

_NAME = "blogkeep_post="
"""The parameter in which an address that is asked for a thread carries the post's permalink, escaped."""
_ESCAPED = (("3A", ":"), ("2F", "/"), ("3F", "?"), ("3D", "="), ("26", "&"), ("23", "#"), ("25", "%"))


def asked_for(url: str) -> str:
    """SQL for the permalink that an address carries; escapes of the permalink's own stay."""
    rest = f"substr({url}, instr({url}, '{_NAME}') + {len(_NAME)})"
    told = f"case when instr({rest}, '&') then substr({rest}, 1, instr({rest}, '&') - 1) else {rest} end"
    for code, sign in _ESCAPED:
        told = f"replace({told}, '%{code}', '{sign}')"
    return told


MORE_TROUBLE = f"""
  union all
  select blog_id, {place("post")}, url, {ADDRESS_REFUSED}, coalesce(reason, outcome, state)
  from (
    select *, {asked_for("url")} as post
    from addresses
    where instr(url, '{_NAME}')
      and (state in ('due', 'failed', 'refused') or outcome in ('gone', 'denied'))
      and role in ('comments', 'api', 'embed')
  ) addresses
  union all
  select blog_id, {place("post")}, url, {DOUBT_REFUSED}, doubt
  from (
    select *, {asked_for("url")} as post
    from captures
    where instr(url, '{_NAME}')
      and doubt is not null
      and blog_id is not null
  )
"""

_HEAD, _FOUND, _REST = GAPS.partition("),\nfound as (")
ASKED_GAPS = f"{_HEAD.rstrip()}{MORE_TROUBLE}{_FOUND}{_REST}"


def gap_questions(db: Database) -> None:
    """A list of posts leads to their threads; one of these that fails is the cause of its own post's gap."""
    db.executescript(ASKED_GAPS)


UNASKED = """
    when missing.kept = 0
      and exists (
        select 1
        from looks
        join captures on captures.id = looks.capture_id
        where looks.post_id = missing.post_id
          and captures.adapter in ('ghost', 'medium', 'squarespace', 'substack')
      )
      and not exists (
        select 1
        from looks
        join captures on captures.id = looks.capture_id
        where looks.post_id = missing.post_id
          and (captures.layout like '%comments' or captures.layout like '%replies' or captures.layout like '%responses')
      ) then 'not_asked_yet'
"""
"""Of a thread that a platform gives apart only the post is kept: somebody else's captures have no addresses that would
tell of the rest."""

_BEFORE, _ELSE, _AFTER = ASKED_GAPS.partition("    else 'moderated_or_deleted'")
UNASKED_GAPS = f"{_BEFORE.rstrip()}{UNASKED}{_ELSE}{_AFTER}"


def gap_unasked(db: Database) -> None:
    """What was never asked for is not taken for moderated."""
    db.executescript(UNASKED_GAPS)


_MENDED = "'%, read by the generic reader'"
_UNTOLD = f"""(doubt not like {_MENDED} or doubt like '% leaves out comments, %' or doubt like '%, comments, %')"""
"""What a layout left out and another reader found is why comments are missing only where it left out comments."""


def _explained(gaps: str) -> str:
    """The view, with doubts that name fields of comments or of a post taken for no cause of a gap."""
    unread = "or doubt like 'normalizing failed%'"
    gaps = gaps.replace(unread, f"or doubt like {_MENDED}\n      {unread}")
    gaps = gaps.replace("where captures.doubt is not null", f"where captures.doubt is not null\n    and {_UNTOLD}")
    return gaps.replace(
        "doubt is not null\n    and blog_id", f"doubt is not null\n    and {_UNTOLD}\n    and blog_id"
    ).replace("doubt is not null\n      and blog_id", f"doubt is not null\n      and {_UNTOLD}\n      and blog_id")


MENDED_GAPS = _explained(UNASKED_GAPS)


def gap_mended(db: Database) -> None:
    """A page whose layout found no names is not why a comment is missing."""
    db.executescript(MENDED_GAPS)
