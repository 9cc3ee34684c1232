"""Systems whose threads nobody can ask for: named on the page, so that nothing is missing in silence."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from archive.models import Follow, Reading
from spiders.page import Page
from spiders.systems import System

_FRAME = "gives its threads to its own frame alone"
_FACEBOOK = ("fb-comments", "plugins/comments.php")
_KEYS = "gives its threads to who sends the keys of the page's script as headers"
_POST = "answers POST alone, at an address that the page may choose freely"


def find(page: Page, reading: Reading) -> Iterable[Follow]:
    """Nothing that could be asked for."""
    return ()


def _known(name: str, title: str, marks: tuple[str, ...], css: str, why: str) -> System:
    return System(name, title, marks, find, refuses=_refusal(title, css, why))


def _refusal(title: str, css: str, why: str) -> Callable[[Page, Reading], str | None]:
    def refuse(page: Page, reading: Reading) -> str | None:
        return f"comments not read: {title} {why}" if page.first(css) is not None else None

    return refuse


UNREAD: tuple[System, ...] = (
    _known("facebook", "Facebook", _FACEBOOK, ".fb-comments, iframe[src*='facebook.com/plugins/comments']", _FRAME),
    _known("google+", "Google+", ("g-comments",), ".g-comments, #google-comments", "closed in 2019"),
    _known("hyvor", "Hyvor Talk", ("hyvor-talk",), "hyvor-talk-comments, #hyvor-talk-view", _FRAME),
    _known("talkyard", "Talkyard", ("talkyard-comments",), ".talkyard-comments", _FRAME),
    _known("openweb", "OpenWeb (Spot.IM)", ("spotim", "spot.im"), "[data-spotim-module], [data-spot-id]", _FRAME),
    _known("coral", "Coral", ("coral_",), "#coral_thread, #coral_talk_stream", _FRAME),
    _known("twikoo", "Twikoo", ("twikoo",), "#tcomment, #twikoo, script[src*='twikoo']", _POST),
    _known("valine", "Valine", ("valine",), "#vcomments, script[src*='Valine'], script[src*='valine']", _KEYS),
)
