"""Ids that last: pinned, since an id that was cited never changes."""

from archive.models import Comment, Post, Reading
from pipelines.identity import account_of, fold, identify

URL = "http://blog.example/2010/03/post.html"


def reading(*comments: Comment, about: str | None = URL, posts: tuple[Post, ...] = ()) -> Reading:
    return Reading(URL, "page", "typepad", "modern", about=about, posts=posts, comments=comments)


def ids(*comments: Comment, about: str | None = URL) -> list[str | None]:
    return [comment.id for comment in identify(reading(*comments, about=about)).comments]


def test_ids_are_pinned() -> None:
    found = identify(reading(Comment("123"), Comment(author="Ann", text="Hello"), posts=(Post(URL),)))
    assert found.posts[0].id == "zxa6wpliqdoeskem"
    assert [comment.id for comment in found.comments] == ["e5m5sxjohuwmjcdf", "mdipzhqrfwvaoru2"]
    assert {comment.post_id for comment in found.comments} == {"zxa6wpliqdoeskem"}


def test_scheme_www_and_session_do_not_change_an_id() -> None:
    assert ids(Comment("1")) == ids(Comment("1"), about="https://www.blog.example/2010/03/post.html?sid=9#c1")


def test_same_source_id_on_two_posts_or_in_two_systems_is_two_comments() -> None:
    other = "http://blog.example/other.html"
    assert len(set(ids(Comment("1"), Comment("1", post_url=other), Comment("1", system="disqus")))) == 3


def test_hundred_equal_comments_without_ids_are_a_hundred_comments() -> None:
    same = [Comment(author="Ann", text="me too")] * 100
    assert len(set(ids(*same))) == 100
    assert ids(*same) == ids(*same)


def test_unnamed_comment_keeps_its_id_when_white_space_and_case_of_a_theme_differ() -> None:
    loud = Comment(author="ANN", text="Hello\n\nthere\u200b")
    assert ids(loud) == ids(Comment(author="Ann ", text="hello there"))


def test_comment_finds_its_post_by_itself_the_page_or_its_permalink() -> None:
    told = ids(Comment("1", post_url=URL), about=None)
    assert told == ids(Comment("1")) == ids(Comment("1", url=URL + "#comment-1"), about=None)
    assert ids(Comment("1"), about=None) == [None]


def test_folding_makes_two_witnesses_agree() -> None:
    assert fold("  Größe\u00a0\u200b ﬁn\n") == "grösse fin"
    assert fold(None) == ""


def test_an_id_that_blogger_gives_to_everybody_names_nobody() -> None:
    pid = "pid-1234567"
    assert account_of(pid, None) is None
    assert account_of(pid, "http://somewhere.example/") is None
    assert account_of(pid, "https://www.blogger.com/profile/0123") == pid
    assert account_of("6p00d8", None) == "6p00d8"
