"""What a schedule asks of its crawls: the options of ``blogkeep crawl``, kept as JSON and spelled again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any


@dataclass(frozen=True, slots=True)
class CrawlOptions:
    """Options of ``blogkeep crawl`` by their names there. Times are seconds, sizes bytes; None leaves the default."""

    delay: float | None = None
    contact: str | None = None
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    no_media: bool = False
    max_pages: int | None = None
    max_bytes: int | None = None
    max_time: float | None = None
    ignore_robots: str | None = None
    insecure: str | None = None
    resolve: tuple[str, ...] = ()
    timeout: float | None = None
    retry_pause: float | None = None
    max_file: int | None = None

    def as_record(self) -> dict[str, Any]:
        """What was said, without what was not."""
        said = asdict(self).items()
        return {name: value for name, value in said if value is not None and value is not False and value != ()}

    def iter_arguments(self) -> Iterator[str]:
        """The options as the command line spells them."""
        for name, value in self.as_record().items():
            option = f"--{name.replace('_', '-')}"
            if value is True:
                yield option
            elif isinstance(value, tuple):
                yield from (f"{option}={one}" for one in value)
            else:
                yield f"{option}={value:.15g}" if isinstance(value, float) else f"{option}={value}"


def read_options(text: str) -> CrawlOptions:
    """The options that JSON holds; what is unknown or of another kind is left out."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        said = None
    return options_from(said if isinstance(said, dict) else {})


def options_from(said: Mapping[str, Any]) -> CrawlOptions:
    """The options among some values; lists become tuples."""
    known = {field.name for field in fields(CrawlOptions)}
    values: dict[str, Any] = {
        name: tuple(map(str, value)) if isinstance(value, list | tuple) else value
        for name, value in said.items()
        if name in known and isinstance(value, list | tuple | str | int | float)
    }
    return CrawlOptions(**values)
