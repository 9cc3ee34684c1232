"""The door of the command: sees that the house is ours before anything else is imported from it."""

from __future__ import annotations

import sys

TAKEN = (
    "Blogkeep's folder 'archive' is hidden by another package of that name. "
    "Install Blogkeep in an environment of its own: python3 -m venv .venv && .venv/bin/pip install blogkeep"
)
EXIT_TAKEN = 3


def main() -> None:
    """The entry point of ``blogkeep``. Exit status 3 when another package sits on one of our import names."""
    try:
        from archive.fence import NameTaken, check_names
    except ImportError:
        sys.exit(_say(TAKEN))
    try:
        check_names()
    except NameTaken as error:
        sys.exit(_say(str(error)))
    from spiders.cli import main as run

    run()


def _say(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return EXIT_TAKEN


if __name__ == "__main__":
    main()
