"""Which captures are doubted so far that what they do not show proves nothing."""

from __future__ import annotations

from archive.models import MENDED


def is_trusted(doubt: str | None) -> bool:
    """Whether a page was understood: nothing is doubted, or what its layout left out was found by another reader."""
    return doubt is None or doubt.endswith(MENDED)


def explains_gaps(doubt: str) -> bool:
    """Whether this may be why comments are missing: the page was not understood, or its layout passed comments over."""
    return not is_trusted(doubt) or "comments" in doubt.removesuffix(MENDED).partition(" leaves out ")[2].split(", ")


def trusted(doubt: str = "doubt") -> str:
    """The same as a condition in SQL on the column ``doubt``."""
    return f"({doubt} is null or {doubt} like '%{MENDED}')"
