"""A Datasette that really listens, and a real browser in front of it."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvicorn
from playwright.sync_api import sync_playwright

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")


@contextmanager
def listening(datasette: Any) -> Iterator[str]:
    """The address of a server for ``datasette`` on a free port of this machine."""
    place = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(datasette.app(), log_level="error", lifespan="on", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [place]}, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{place.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        place.close()


@dataclass
class Visit:
    """One browser page and everything noteworthy that happened in it."""

    page: Any
    house: str
    strangers: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    alarms: list[str] = field(default_factory=list)

    def go(self, path: str) -> Any:
        """The browser goes to a path of the house and waits until all is loaded."""
        return self.page.goto(self.house + path, wait_until="load")

    def turn_the_page(self) -> None:
        """A new page in the same window; whatever the old one was about to do ends with it."""
        fresh = self.page.context.new_page()
        self.page.close()
        self.page = fresh

    def hangs_out(self) -> int:
        """Pixels by which the page is wider than the window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@contextmanager
def visiting(house: str, *, width: int = 1280, dark: bool = False, scripts: bool = True) -> Iterator[Visit]:
    """A visit to ``house`` in a window ``width`` pixels wide. Requests elsewhere are noted, refused."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
        )
        page = context.new_page()
        visit = Visit(page, house)

        def judge(route: Any) -> None:
            if route.request.url.startswith((house + "/", "data:")):
                route.continue_()
            else:
                visit.strangers.append(route.request.url)
                route.abort()

        def ring(dialog: Any) -> None:
            visit.alarms.append(dialog.message)
            dialog.dismiss()

        def hear(said: Any) -> None:
            if said.type == "error":
                visit.complaints.append(said.text)

        context.route("**/*", judge)
        context.on("dialog", ring)
        context.on("console", hear)
        context.on("weberror", lambda error: visit.complaints.append(str(error.error)))
        yield visit
        context.close()
        browser.close()


def picture(visit: Visit, folder: Path, name: str) -> Path:
    """A picture of the whole page."""
    path = folder / f"{name}.png"
    visit.page.screenshot(path=str(path), full_page=True)
    return path
