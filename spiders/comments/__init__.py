"""One comment system a file: how it is embedded in any page, what to ask of it, how its answers are read."""

from __future__ import annotations

from spiders.comments.disqus import DISQUS
from spiders.comments.isso import ISSO
from spiders.systems import System

SYSTEMS: tuple[System, ...] = (DISQUS, ISSO)
"""Every comment system we know, the living and the dead."""

__all__ = ["SYSTEMS"]
