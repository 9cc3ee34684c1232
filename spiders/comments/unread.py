"""Systems whose threads nobody can ask for: named on the page, so that nothing is missing in silence."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from archive.models import Follow, Reading
from spiders.page import Page
from spiders.systems import System

_FRAME = "gives its threads to its own frame alone"
_LABELS = "keeps threads as GitHub issues that are found by their labels"


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
    _known("facebook", "Facebook", ("fb-comments",), ".fb-comments", _FRAME),
    _known("google+", "Google+", ("g-comments",), ".g-comments, #google-comments", "closed in 2019"),
    _known("hyvor", "Hyvor Talk", ("hyvor-talk",), "hyvor-talk-comments, #hyvor-talk-view", _FRAME),
    _known("talkyard", "Talkyard", ("talkyard-comments",), ".talkyard-comments", _FRAME),
    _known("openweb", "OpenWeb (Spot.IM)", ("spotim", "spot.im"), "[data-spotim-module], [data-spot-id]", _FRAME),
    _known("gitalk", "Gitalk", ("gitalk",), "#gitalk-container", _LABELS),
    _known("gitment", "Gitment", ("gitment",), "#gitment-container, #gitment_thread", _LABELS),
)
