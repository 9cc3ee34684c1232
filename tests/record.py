"""Recorded pages, each with the reading it must give; `python -m tests.record PATH…` rewrites the reading.

A folder `tests/pages/<adapter>/<case>/` has `page.html` (or `page.json`, `page.xml`: any one `page.*`) and
`expected.json`: `url`, when needed `content_type`, `status` and `headers`, and `expect`, the reading as
:func:`as_plain` prints it. A new folder needs its address once: `python -m tests.record PATH --url http://…`.
Read the expectation before you commit it: it is what the adapter promises from then on.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from archive.models import Follow, Reading
from spiders.page import Page
from spiders.read import read_page

PAGES = Path(__file__).parent / "pages"


def iter_cases(top: Path = PAGES) -> list[Path]:
    """Every folder at or below ``top`` that holds a page, in order."""
    return sorted({path.parent for path in top.rglob("page.*") if path.is_file()})


def open_page(case: Path, about: dict[str, Any]) -> Page:
    """The page of a case, as it would come from the net."""
    file = next(path for path in sorted(case.glob("page.*")))
    kinds = {".json": "application/json", ".xml": "text/xml", ".js": "application/javascript"}
    declared = kinds.get(file.suffix, "text/html; charset=utf-8")
    return Page(
        about["url"],
        file.read_bytes(),
        status=about.get("status", 200),
        content_type=about.get("content_type", declared),
        headers=about.get("headers", {}),
    )


def as_plain(value: Any) -> Any:
    """A reading as JSON values that a person reads: fields that hold their default are left out.

    A follow is one line: ``role url (finder)``.
    """
    if isinstance(value, Follow):
        return f"{value.role} {value.url} ({value.finder})"
    if is_dataclass(value):
        pairs = ((one.name, getattr(value, one.name), one.default) for one in fields(value))
        return {name: as_plain(item) for name, item, default in pairs if item is not None and item != default}
    if isinstance(value, tuple):
        return [as_plain(item) for item in value]
    return value


def read_case(case: Path) -> dict[str, Any]:
    """What reading the case's page gives now."""
    about = json.loads((case / "expected.json").read_text("utf-8"))
    reading: Reading = read_page(open_page(case, about))
    plain: dict[str, Any] = as_plain(reading)
    return plain


def expected(case: Path) -> dict[str, Any]:
    """What reading the case's page must give."""
    wanted: dict[str, Any] = json.loads((case / "expected.json").read_text("utf-8"))["expect"]
    return wanted


def record(case: Path, url: str | None = None) -> None:
    """Write down what the page gives now as what it must give."""
    file = case / "expected.json"
    about = json.loads(file.read_text("utf-8")) if file.exists() else {}
    if url is not None:
        about["url"] = url
    if "url" not in about:
        raise SystemExit(f"{case} has no expected.json that names the page's address. Add --url http://…")
    about.pop("expect", None)
    about["expect"] = as_plain(read_page(open_page(case, about)))
    file.write_text(json.dumps(about, ensure_ascii=False, indent=1) + "\n", "utf-8")


def main() -> None:
    """Rewrite the expectations of the folders named (and of all folders below them)."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--url", help="the page's address; once, for a new folder")
    asked = parser.parse_args()
    for path in asked.paths:
        for case in iter_cases(path):
            record(case, asked.url)
            print(case)


if __name__ == "__main__":
    main()
