"""How days and hours are printed, as patterns: where a date begins and ends in a signature line."""

from __future__ import annotations

DAY = (
    r"(?:[^\W\d_]{1,20}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}"
    r"|\d{1,2}(?:\.|st|nd|rd|th|er|º)?\s+(?:(?:de|of)\s+)?[^\W\d_]{1,20}\.?,?\s+(?:de\s+)?\d{4}"
    r"|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|\d{4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日)"
)
"""A day with its year: "October 24, 2003", "24. Oktober 2003", "24 de mayo de 2007", "2003-10-24"."""

CLOCK = r"(?:\d{1,2}[:.h]\s?\d{2}(?::\d{2})?(?:\s?[AaPp]\.?[Mm]\b\.?)?)"
"""An hour: "7:42 PM", "19:42", "19h42", "5:09:24 PM"."""
