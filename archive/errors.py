"""What can go wrong, in sentences: every error names the thing, the place and the way out."""

from __future__ import annotations


class BlogkeepError(Exception):
    """An error with a sentence for the user. ``exit_code`` is what the command ends with."""

    exit_code = 1


class ArchiveNotFound(BlogkeepError):
    """No archive stands where one was expected."""


class ArchiveBusy(BlogkeepError):
    """Another process holds what this one needs."""

    exit_code = 5


class OutOfSpace(BlogkeepError):
    """The disk is full; what was acknowledged is safe and the same command goes on after room is made."""

    exit_code = 6


class BrokenWarc(BlogkeepError):
    """A WARC file that cannot be read on, with file, offset and reason."""


class NotKept(BlogkeepError):
    """Asked for something the archive does not hold."""


class BadAddress(BlogkeepError):
    """An address that is no http or https URL, or that may not be fetched."""

    exit_code = 2


class BadSchedule(BlogkeepError):
    """A schedule that cannot be kept: words that say no time, an unknown zone, a blog that is scheduled already."""


class TooHeavy(BlogkeepError):
    """More bytes would have to be read than the site reads for a visitor."""


class BadDate(BlogkeepError):
    """Words that are no date."""

    exit_code = 2
