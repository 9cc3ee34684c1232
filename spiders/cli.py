"""The verbs that go out."""


def main() -> None:
    """Entry point."""
