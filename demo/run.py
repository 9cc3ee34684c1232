"""What `make demo` does: serve the sample blogs locally, crawl them, say what was kept, show the archive.

Nothing leaves the machine: the blogs' made-up names are sent to a server on 127.0.0.1 by ``--resolve``.
"""

from __future__ import annotations

import argparse
import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from demo.serve import BlogServer, build_sites, sample_blogs, serving
from demo.words import Words

BLOGKEEP = str(Path(sys.executable).with_name("blogkeep"))

COUNTS = """
select
  (select count(*) from posts where posts.blog_id = blogs.id) as posts,
  (select count(*) from comments join posts on posts.id = comments.post_id
   where posts.blog_id = blogs.id) as comments,
  (select coalesce(sum(promised), 0) from threads join posts on posts.id = threads.post_id
   where posts.blog_id = blogs.id) as promised,
  (select coalesce(sum(min(promised, kept + pings + deleted)), 0)
   from threads join posts on posts.id = threads.post_id
   where posts.blog_id = blogs.id) as kept,
  (select count(*) from captures where captures.blog_id = blogs.id) as captures,
  (select coalesce(sum(length), 0) from captures where captures.blog_id = blogs.id) as bytes
from blogs
where home in (?, ?)
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """What the archive holds of a sample blog; ``seconds`` is how long the crawl took.

    ``kept`` is how much of ``promised`` is kept. Trackbacks and removed comments count, since some platforms
    promise them too.
    """

    words: Words
    seconds: float
    posts: int
    comments: int
    promised: int
    kept: int
    captures: int
    warc_bytes: int

    @property
    def whole(self) -> bool:
        """Whether every post and every comment that was written is a row."""
        return (self.posts, self.comments) == written(self.words)


def written(words: Words) -> tuple[int, int]:
    """How many posts and comments (trackbacks too) a sample blog has."""
    return len(words.posts), sum(len(post.comments) for post in words.posts)


def crawl(words: Words, archive: Path, server: BlogServer) -> float:
    """Crawl one sample blog; the seconds it took. A crawl that fails ends the demo with its exit status."""
    options = ["--archive", str(archive), "--delay", "0", "--json", *server.resolve]
    print(f"  {words.home}", flush=True)
    begun = time.monotonic()
    command = [BLOGKEEP, "crawl", words.home, *options]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        print(done.stdout, file=sys.stderr)
        print(f"The crawl of {words.home} ended with status {done.returncode}.", file=sys.stderr)
        raise SystemExit(done.returncode)
    return time.monotonic() - begun


def count(words: Words, archive: Path, seconds: float) -> Kept:
    """What the archive holds of this blog."""
    db = sqlite3.connect(f"file:{archive / 'archive.db'}?mode=ro", uri=True)
    try:
        row = db.execute(COUNTS, (words.home, words.home.rstrip("/"))).fetchone() or (0,) * 6
    finally:
        db.close()
    return Kept(words, seconds, *row)


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows in columns, the first column to the left, the others to the right."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines: list[str] = []
    for first, *others in rows:
        cells = [first.ljust(widths[0]), *(c.rjust(w) for c, w in zip(others, widths[1:], strict=True))]
        lines.append("  " + "  ".join(cells))
    return "\n".join(lines)


def report(kept: Iterable[Kept]) -> str:
    """The table of what was kept, a line a blog."""
    rows = [("blog", "posts", "comments", "promised", "kept of these", "captures", "WARC", "time")]
    for one in kept:
        posts, comments = written(one.words)
        rows.append(
            (
                one.words.title,
                f"{one.posts} of {posts}",
                f"{one.comments} of {comments}",
                str(one.promised),
                str(one.kept),
                str(one.captures),
                f"{one.warc_bytes / 1024:.0f} KB",
                f"{one.seconds:.1f} s",
            )
        )
    return table(rows)


def free_port(wanted: int) -> int:
    """``wanted`` when it is free on 127.0.0.1, else one that the system picks."""
    for port in (wanted, 0):
        with socket.socket() as one:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                one.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(one.getsockname()[1])
    raise SystemExit(f"No port is free on 127.0.0.1 (asked for {wanted}). Try: make demo PORT=8123")


def main(arguments: Sequence[str] | None = None) -> None:
    """Crawl the sample blogs and serve what was kept."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--archive", type=Path, default=Path("demo-archive"))
    parser.add_argument("--port", type=int, default=8001, help="where to serve (another when it is taken)")
    parser.add_argument("--no-serve", action="store_true", help="stop when the table is printed")
    options = parser.parse_args(arguments)

    print("Crawling four sample blogs from a server on this machine:")
    kept: list[Kept] = []
    with serving(build_sites()) as server:
        for words in sample_blogs():
            kept.append(count(words, options.archive, crawl(words, options.archive, server)))
    size = sum(f.stat().st_size for f in (options.archive / "warc").glob("*.warc*"))
    print(f"\nWhat was kept in {options.archive} (posts and comments: kept of written):\n\n{report(kept)}\n")
    print(f"  {size / 1024:.0f} KB of WARC in all\n", flush=True)
    verify = [BLOGKEEP, "verify", "--archive", str(options.archive)]
    checked = subprocess.run(verify, stdin=subprocess.DEVNULL)
    if checked.returncode:
        raise SystemExit("blogkeep verify is not content with the demo's archive: please report this.")
    missing = [one.words.title for one in kept if not one.whole]
    if missing:
        raise SystemExit(f"Not all that was written is kept of {' and '.join(missing)}: please report this.")
    if options.no_serve:
        return
    sys.stdout.flush()
    port = str(free_port(options.port))
    os.execv(BLOGKEEP, [BLOGKEEP, "serve", "--archive", str(options.archive), "--port", port])


if __name__ == "__main__":
    main()
