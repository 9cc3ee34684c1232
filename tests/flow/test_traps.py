"""What a platform calls a trap is left alone from the first page on, and in later crawls too."""

from __future__ import annotations

from pathlib import Path

from tests.flow.blogkeep import crawl, select
from tests.flow.conftest import Serve

WORDPRESS = (
    "<html><head><meta name=generator content='WordPress 6.1'>"
    "<link rel='https://api.w.org/' href='/wp-json/'></head><body class=blog>"
    "<a href='/tag/rope/feed/'>Rope as a feed</a> <a href='/tag/rope/'>Rope</a></body></html>"
)
REFUSED = "select url, outcome, reason from addresses where outcome = 'trap'"
ASKED = "select count(*) from captures where url like '%/tag/rope/%' group by url"


def test_traps_of_the_platform_are_refused_in_every_crawl(serve: Serve, tmp_path: Path) -> None:
    server = serve({"/": WORDPRESS, "/tag/rope/": WORDPRESS, "/tag/rope/feed/": "<rss></rss>"})
    for crawls in (1, 2):
        crawl(tmp_path, "http://blog.example/", "--full", *server.resolve)
        refused = select(tmp_path, REFUSED)
        assert refused == [("http://blog.example/tag/rope/feed/", "trap", "feed of a list")]
        assert select(tmp_path, ASKED) == [(crawls,)]
