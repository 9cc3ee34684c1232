"""Takes the README's pictures of the site in a real browser, of the archive that `make demo SERVE=0` left."""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

TARGET = Path(__file__).parent / "images"
DESK, LONG, PHONE = (1000, 760), (1000, 1700), (390, 900)

LONGEST = "select post_id from threads order by kept desc limit 1"


def iter_views(archive: Path) -> Iterator[tuple[str, str, tuple[int, int]]]:
    """What is shown: the picture's name, the path on the site, the size of the window."""
    db = sqlite3.connect(f"file:{archive / 'archive.db'}?mode=ro", uri=True)
    try:
        (post,) = db.execute(LONGEST).fetchone()
    finally:
        db.close()
    yield "home", "/", DESK
    yield "thread", f"/-/post/{post}", LONG
    yield "search", "/-/search?q=lamp", DESK
    yield "phone", f"/-/post/{post}#comments", PHONE


@contextmanager
def site(archive: Path) -> Iterator[str]:
    """The archive served on a free port; its address."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    blogkeep = str(Path(sys.executable).with_name("blogkeep"))
    served = subprocess.Popen([blogkeep, "serve", "--archive", str(archive), "--port", str(port)])
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        served.terminate()
        served.wait()


def _wait_for(port: int, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit(f"The site did not open port {port} in {seconds:.0f} seconds.")


def take(browser: Browser, url: str, file: Path, size: tuple[int, int]) -> None:
    """One picture of one page."""
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    page.goto(url)
    page.screenshot(path=str(file))
    page.close()
    print(file)


def main() -> None:
    """Take all pictures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--archive", type=Path, default=Path("demo-archive"))
    archive = parser.parse_args().archive
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit("No chromium here. Install one: apt-get install chromium")
    TARGET.mkdir(exist_ok=True)
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with site(archive) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=sandbox)
        for name, path, size in iter_views(archive):
            take(browser, address + path, TARGET / f"{name}.png", size)
        browser.close()


if __name__ == "__main__":
    main()
