"""Sizes and spans as options spell them: 500MB, 30m."""

from __future__ import annotations

import re

import click

_UNITS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12}
_SECONDS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


def read_bytes(context: click.Context, parameter: click.Parameter, value: str | None) -> int | None:
    """``500 MB``, ``2G`` or plain bytes."""
    if value is None:
        return None
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([kmgt]?)i?b?\s*", value, re.IGNORECASE)
    if found is None:
        raise click.BadParameter(f"'{value}' is no size. Write bytes, or 500MB, 2GB.")
    return int(float(found[1]) * _UNITS[found[2].lower()])


def read_seconds(context: click.Context, parameter: click.Parameter, value: str | None) -> float | None:
    """``90``, ``30m``, ``2h`` or ``1 day``."""
    if value is None:
        return None
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([smhdw]?)[a-z]*\s*", value, re.IGNORECASE)
    if found is None:
        raise click.BadParameter(f"'{value}' is no span of time. Write seconds, or 30m, 2h, 1d.")
    return float(found[1]) * _SECONDS[found[2].lower()]
