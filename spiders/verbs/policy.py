"""The manners that the options of a verb spell."""

from __future__ import annotations

from typing import Any

from archive.errors import BadAddress
from spiders.addresses import parse_resolve
from spiders.crawl import Policy, read_seed


def read_policy(options: dict[str, Any]) -> Policy:
    """The policy that the options of ``crawl`` spell; BadAddress names the option that is wrong."""
    for name in ("ignore_robots", "insecure"):
        if options[name] is not None and not options[name].strip():
            raise BadAddress(f"--{name.replace('_', '-')} wants a reason in words; it is recorded in the archive.")
    resolve = tuple(parse_resolve(text) for text in options.pop("resolve"))
    media = not options.pop("no_media")
    start_file = options.pop("start_file")
    lines = start_file.read().splitlines() if start_file else []
    start = tuple(read_seed(line.strip()) for line in lines if line.strip() and not line.startswith("#"))
    return Policy(resolve=resolve, media=media, start=start, **options)
