"""Makes docs/platforms.md from the adapters: which platforms are read, and by which marks they are known."""

from __future__ import annotations

from pathlib import Path

from spiders.adapter import Adapter, Marks
from spiders.platforms import ADAPTERS

TARGET = Path(__file__).parent / "platforms.md"

HEAD = """# Platforms

Made from the adapters in `spiders/platforms/` by `make docs`; do not edit. A platform is believed when its
marks weigh at least 2 (a generator 4, a host or header 3, others 2, text in links alone 1). Layouts are the
generations of its markup; the first that fits a page reads it. Pages of no known platform go to a generic reader;
feeds and sitemaps are read whoever made them.

How to add one: [adapters.md](adapters.md).
"""


def marks_of(marks: Marks) -> list[str]:
    """A platform's marks, each as a line."""
    lines = [f"generator `{marks.generator}`"] if marks.generator else []
    lines += [f"host `{marks.host}`"] if marks.host else []
    lines += [f"header `{name}: {pattern}`" for name, pattern in marks.headers]
    lines += [f"element `{selector}`" for selector in marks.css]
    return lines + [f"text `{pattern}`" for pattern in marks.raw]


def platform(adapter: Adapter) -> str:
    """A platform's part of the page."""
    parts = [f"## {adapter.title}\n", "Known by:\n"]
    parts += [f"* {line}" for line in marks_of(adapter.marks)]
    layouts = ", ".join(one.name for one in adapter.layouts)
    parts.append(f"\nLayouts, in the order in which they are tried: {layouts}.\n")
    if adapter.apis:
        parts.append(f"Answers that are no pages: {', '.join(api.name for api in adapter.apis)}.\n")
    if adapter.traps:
        parts.append(f"Addresses that are never visited: {', '.join(name for name, _ in adapter.traps)}.\n")
    return "\n".join(parts)


def platforms() -> str:
    """The whole page."""
    by_title = sorted(ADAPTERS, key=lambda one: one.title.lower())
    return "\n".join([HEAD, *map(platform, by_title)])


def main() -> None:
    """Write the page."""
    TARGET.write_text(platforms(), "utf-8")


if __name__ == "__main__":
    main()
