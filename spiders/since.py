"""Which lists can be asked for what is new since a time, over all platforms."""

from __future__ import annotations

import re

from spiders.adapter import Since
from spiders.platforms import ADAPTERS


def find_since(url: str) -> Since | None:
    """How the list at this address is asked for what is new; None when no platform knows a way."""
    return next((s for a in ADAPTERS for s in a.since if re.search(s.address, url)), None)
