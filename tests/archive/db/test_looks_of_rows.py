"""The next look of every thread, from rows: after a crawl, an import, a reread the same."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlite_utils import Database

from archive.db.looks import set_looks
from archive.db.store import save_capture, transaction
from archive.models import Capture
from tests.archive.db.world import START, URL, capture, comment, new_db, post, reading, rows, save, utc

OLD = "http://blog.example/2006/01/old.html"
NEW = "http://blog.example/2025/12/new.html"


def looks(db: Database, blog_id: str) -> dict[str, str | None]:
    with transaction(db):
        set_looks(db, blog_id)
    return dict(rows(db, "select posts.url, next_look from threads join posts on posts.id = post_id"))


def page(number: int, url: str, posted: tuple[int, ...], *comments: object, **more: object) -> tuple[object, object]:
    said = reading(*comments, url=url, about=url, posts=(post(url, published=utc(*posted), **more),))  # type: ignore[arg-type]
    return capture(number, url), said


def test_a_new_post_is_looked_at_before_an_old_one() -> None:
    db = new_db()
    blog = save(db, page(1, OLD, (2006, 1, 2)), page(2, NEW, (2025, 12, 31)))  # type: ignore[arg-type]
    found = looks(db, blog)
    assert START.isoformat() < str(found[NEW]) < "2026-01-12" < "2026-03" < str(found[OLD]) < "2028-01-02"


def test_working_it_out_again_changes_nothing() -> None:
    db = new_db()
    blog = save(db, page(1, OLD, (2006, 1, 2)), page(2, NEW, (2025, 12, 31)))  # type: ignore[arg-type]
    looks(db, blog)
    with transaction(db):
        assert set_looks(db, blog) == 0


def test_a_thread_whose_page_was_never_had_is_left_to_be_looked_at() -> None:
    db = new_db()
    feed = reading(source="feed", url="http://blog.example/feed", about=None, posts=(post(NEW, whole=False),))
    blog = save(db, (capture(1, "http://blog.example/feed"), feed))
    assert looks(db, blog) == {NEW: None}


def test_a_later_capture_of_the_page_moves_the_next_look() -> None:
    db = new_db()
    blog = save(db, page(1, NEW, (2025, 12, 31)))  # type: ignore[arg-type]
    first = looks(db, blog)[NEW]
    with transaction(db):
        save_capture(db, capture(9000, NEW), blog)
    assert str(looks(db, blog)[NEW]) > str(first)


def test_an_error_or_a_wall_is_no_look() -> None:
    db = new_db()
    blog = save(db, page(1, NEW, (2025, 12, 31)))  # type: ignore[arg-type]
    first = looks(db, blog)[NEW]
    with transaction(db):
        save_capture(db, answer(2, NEW, 503), blog)
        save_capture(db, answer(3, NEW, 200), blog)
        db.execute("update captures set doubt = 'bot wall' where id = 'capture-0003'")
    assert looks(db, blog)[NEW] == first


def test_a_post_that_is_gone_is_asked_for_rarely() -> None:
    db = new_db()
    blog = save(db, page(1, NEW, (2025, 12, 31)))  # type: ignore[arg-type]
    with transaction(db):
        save_capture(db, answer(2, NEW, 410), blog)
    assert str(looks(db, blog)[NEW]) > "2026-06"


def test_closed_comments_are_looked_at_rarely() -> None:
    db = new_db()
    blog = save(db, page(1, NEW, (2025, 12, 31), comments_open=False))  # type: ignore[arg-type]
    assert str(looks(db, blog)[NEW]) > "2026-06"


def test_a_page_kept_under_https_and_www_counts() -> None:
    db = new_db()
    blog = save(db, (capture(1, URL.replace("http://", "https://www.")), reading(posts=(post(URL),))))
    assert looks(db, blog)[URL] is not None


def test_undated_comments_that_came_later_are_as_new_as_their_sighting() -> None:
    db = new_db()
    early, late = comment("1", url=OLD), comment("2", url=OLD)
    blog = save(db, page(1, OLD, (2006, 1, 2), early))  # type: ignore[arg-type]
    quiet = datetime.fromisoformat(str(looks(db, blog)[OLD])) - START
    both = reading(early, late, url=OLD, about=OLD, posts=(post(OLD, published=utc(2006, 1, 2)),))
    save(db, (capture(5, OLD, minutes=60 * 24 * 30), both))
    again = rows(db, "select time from captures where id = 'capture-0005'")[0][0]
    lively = datetime.fromisoformat(str(looks(db, blog)[OLD])) - datetime.fromisoformat(again)
    assert lively < quiet / 4


def answer(number: int, url: str, status: int) -> Capture:
    one = capture(number, url)
    return Capture(one.id, url, one.time.astimezone(UTC), status, "text/html", "sha1:A", "a.warc.gz", number * 100, 9)
