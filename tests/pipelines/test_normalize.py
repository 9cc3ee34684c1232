"""A reading as it becomes rows: all stations in order."""

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from archive.models import Blog, Comment, Link, Moment, Post, Reading
from pipelines.language import guess_language, read_language
from pipelines.names import tidy, tidy_name
from pipelines.normalize import normalize

SEEN = datetime(2026, 11, 22, tzinfo=UTC)


def at(words: str) -> datetime:
    """A wall clock."""
    return datetime.fromisoformat(words)


URL = "http://blog.example/2010/03/07/harbour.html"

PAGE = Reading(
    url=URL,
    source="page",
    adapter="typepad",
    layout="modern",
    blog=Blog("http://blog.example/", title=" The\n Harbour "),
    about=URL,
    language="en_US",
    posts=(
        Post(
            URL,
            title="  Low\n tide ",
            author="Posted by: Ann",
            author_url="mailto:ann@blog.example",
            published=Moment("at 05:06 PM"),
            html="<p>See <a href='/map'>the map</a>.<script>x</script></p>",
            tags=("sea", " sea ", ""),
        ),
    ),
    comments=(
        Comment(
            "1",
            author="Bob says:",
            author_url="http://bob.example",
            published=Moment("08/03/2010 at 9:25 am"),
            html="First!<br>See <a href='http://bob.example/#x'></a>",
            depth=0,
        ),
        Comment(
            "2",
            author="null",
            published=Moment("Mon, 15/03/2010 at 9:25 am"),
            html="<b>No</b>",
            parent_source_id="1",
            parent_how="stated",
            depth=0,
        ),
    ),
)


def test_reading_passes_all_stations() -> None:
    done = normalize(PAGE, seen=SEEN)
    post, (first, second) = done.posts[0], done.comments
    assert done.blog == Blog("http://blog.example/", title="The Harbour")
    assert done.language == post.language == "en-US"
    assert (post.title, post.author, post.author_url, post.tags) == ("Low tide", "Ann", None, ("sea",))
    assert post.text == "See the map."
    assert post.published == Moment("at 05:06 PM", local=at("2010-03-07 17:06"), zone="unknown")
    assert (first.author, first.author_url, first.text) == ("Bob", "http://bob.example/", "First!\nSee")
    assert [c.published.local for c in done.comments if c.published] == [
        at("2010-03-08 09:25"),
        at("2010-03-15 09:25"),
    ]
    assert (second.author, second.parent_id, second.depth) == (None, first.id, 1)
    assert first.post_id == second.post_id == post.id
    assert done.links == (
        Link("http://blog.example/map", "the map", post=0),
        Link("http://bob.example/#x", comment=0),
    )


def test_normalizing_twice_changes_nothing() -> None:
    once = normalize(PAGE, seen=SEEN)
    assert normalize(once, seen=SEEN) == once


def test_body_of_a_feed_hangs_from_its_post_not_from_the_feed() -> None:
    post = Post(URL, html="<a href='map'>m</a>")
    feed = Reading("http://blog.example/feed", "feed", "feeds", "rss", posts=(post,))
    assert normalize(feed, seen=SEEN).links == (Link("http://blog.example/2010/03/07/map", "m", post=0),)


def test_names_lose_what_stands_around_them_and_nothing_else() -> None:
    for name in ("Liz (not verified)", "By the Way", "Said", "Anonymous"):
        assert tidy_name(name) == name
    assert tidy_name(" Null ") is None
    assert tidy_name("ann@blog.example (Ann Lee)") == "Ann Lee"
    assert tidy_name("Ann (noreply@blogger.com)") == "Ann"
    assert tidy_name("ann@blog.example") == "ann"
    assert tidy("x" * 10_000) == "x" * 499 + "…"
    assert tidy("\x1b]0;title\x07") == "]0;title"


def test_language_is_what_the_page_says_else_what_it_is_written_in() -> None:
    assert [read_language(tag) for tag in ("DE_de", "en", "zh-Hant-TW", "<b>", "", None, "und")] == [
        "de-DE",
        "en",
        "zh-Hant-TW",
        None,
        None,
        None,
        None,
    ]
    german = "Am Hafen war es heute still, nur die Möwen und der Wind waren zu hören, und das Wasser. " * 4
    assert guess_language(german) == "de"
    assert guess_language("Am Hafen war es still.") is None
    assert guess_language("12 34 -- 56 " * 40) is None


WORDS = st.none() | st.text(max_size=30)
MOMENTS = st.none() | st.builds(Moment, WORDS, WORDS)
COMMENTS = st.builds(
    Comment,
    source_id=st.none() | st.sampled_from("123"),
    author=WORDS,
    author_url=WORDS,
    published=MOMENTS,
    html=WORDS,
    text=WORDS,
    title=WORDS,
    parent_source_id=st.none() | st.sampled_from("123"),
    parent_how=st.none() | st.sampled_from(["stated", "nested"]),
    depth=st.none() | st.integers(0, 3),
    url=WORDS,
)
POSTS = st.builds(Post, url=st.text(max_size=30), title=WORDS, author=WORDS, published=MOMENTS, html=WORDS)
READINGS = st.builds(
    Reading,
    url=st.text(max_size=30),
    source=st.sampled_from(["page", "feed"]),
    adapter=st.just("x"),
    layout=st.just("y"),
    about=WORDS,
    posts=st.lists(POSTS, max_size=2).map(tuple),
    comments=st.lists(COMMENTS, max_size=5).map(tuple),
    language=WORDS,
)


@settings(deadline=None)
@given(READINGS)
def test_any_reading_is_carried_and_carrying_it_again_changes_nothing(reading: Reading) -> None:
    once = normalize(reading, seen=SEEN)
    assert normalize(once, seen=SEEN) == once
