"""Pages whose classes and ids say nothing: repetition, times, counts and places have to tell what a comment is."""

from __future__ import annotations

from tests.spiders.test_generic import read

Row = tuple[str | None, str | None, str | None]


def rows(body: str) -> list[Row]:
    """Author, printed time and markup of each comment on a page with this body."""
    found = read(f"<h1>Tin roof</h1><p>Rain plays it better than any of us, and it never asks for more.</p>{body}")
    return [(c.author, c.published.words if c.published else None, c.html) for c in found.comments]


def test_names_stand_where_short_words_differ_from_comment_to_comment() -> None:
    signed = "<div class=b><p><strong>{}</strong></p><p><small>{}</small></p></div>"
    one = f"<div class=q><div class=a><p>{{}}</p></div>{signed}</div>"
    said = (
        ("I walk there often. Mud.", "Wren", "03/11/2009 at <a href='#x'>12:55 am</a>"),
        ("Rain?", "Odo Marsh", "04/11/2009 at <a href='#y'>5:58 am</a>"),
        ("Rain.", "<a href='http://pell.example/'>Pell</a>", "04/11/2009 at <a href='#z'>8:25 am</a>"),
    )
    assert rows("<h3>3 Risposte</h3>" + "".join(one.format(*told) for told in said)) == [
        ("Wren", "03/11/2009 at 12:55 am", "<p>I walk there often. Mud.</p>"),
        ("Odo Marsh", "04/11/2009 at 5:58 am", "<p>Rain?</p>"),
        ("Pell", "04/11/2009 at 8:25 am", "<p>Rain.</p>"),
    ]


def test_a_comment_without_a_name_takes_no_words_for_one() -> None:
    one = "<div class=q><p>{}</p><p class=t>{}</p><p>{}</p></div>"
    nameless = "<div class=q><p class=t>Sun, 12/11/2006 - 15:43</p><p>Two</p></div>"
    first = one.format("Wren", "Sat, 11/11/2006 - 15:47", "One word and more.")
    third = one.format("Odo", "Mon, 13/11/2006 - 15:43", "Three words and more.")
    assert [author for author, _, _ in rows(f"<h2>Comments</h2>{first}{nameless}{third}")] == ["Wren", None, "Odo"]


def test_dates_in_the_margin_are_no_comments_where_a_thread_stands() -> None:
    margin = "<li><h3><a href='/2006/0{0}/x.html'>Post {0}</a></h3><div>Friday, June {0}, 2006 - 10:11</div></li>"
    thread = "<div><p>Wren</p><p>Thu, 18/05/2006 - 16:38</p><p>Is that what it is for?</p></div>"
    aside = "<div><h2>Recent posts</h2><ul>" + "".join(margin.format(n) for n in (1, 2, 3)) + "</ul></div>"
    assert rows(f"<div><div><h2>Comments</h2>{thread}</div></div>{aside}") == [
        ("Wren", "Thu, 18/05/2006 - 16:38", "<p>Is that what it is for?</p>"),
    ]


def test_buttons_side_by_side_are_no_words() -> None:
    signed = "<p><b>{0}</b> <a href=#{1}>{1} novembre 2012 à 18 h 42</a></p>"
    one = f"<li>{signed}<p>{{2}}</p><a>Répondre</a><span><a>Effacer</a></span></li>"
    thread = "".join(one.format(*told) for told in (("Ann", 8, "Test"), ("Ben", 9, "Encore un essai")))
    assert rows(f"<h4>2 commentaires:</h4><ol>{thread}</ol>") == [
        ("Ann", "8 novembre 2012 à 18 h 42", "<p>Test</p>"),
        ("Ben", "9 novembre 2012 à 18 h 42", "<p>Encore un essai</p>"),
    ]


def test_rows_without_times_are_comments_where_the_page_tells_their_number() -> None:
    one = "<li class=q id=n{0}><div class=a><span>{1}</span></div><div class=b><p>{2}</p></div></li>"
    names = ("Wren", "Odo Marsh", "Pell", "Anser Grey")
    thread = "".join(one.format(n, name, f"Rain {n} plays it.") for n, name in enumerate(names))
    told = "<p class=f>Posted in May | <a href='/2006/05/tin-roof.html#z'>{} comments</a></p><ul>{}</ul>"
    assert rows(told.format(4, thread)) == [(name, None, f"<p>Rain {n} plays it.</p>") for n, name in enumerate(names)]
    assert rows(told.format(62, thread)) == rows(told.format(4, thread))
    assert rows(told.format(2, thread)) == []
    assert rows(f"<p>Posted in May</p><ul>{thread}</ul>") == []


def test_rows_whose_links_lead_to_their_own_anchors_are_comments() -> None:
    one = "<div class=q><a name=n{0}></a><p class=s>{1} <a href='#n{0}'>∞</a></p><p>{2}</p></div>"
    said = (("Wren", "Encore."), ("Odo Marsh", "In tin?"))
    thread = "".join(one.format(n, *told) for n, told in enumerate(said))
    form = "<form><p><textarea name=x></textarea></p></form>"
    assert [(author, body) for author, _, body in rows(thread + form)] == [
        ("Wren", "<p>Encore.</p>"),
        ("Odo Marsh", "<p>In tin?</p>"),
    ]


def test_other_rows_are_no_comments_though_the_number_fits() -> None:
    told = "<p>4 comments</p>"
    post = "<div class=q id=n{0}><h3><a href='/2006/0{0}/x.html'>Post {0}</a></h3><p>Rain plays it better.</p></div>"
    box = "<div class=q id=n{0}><h3>Box {0}</h3><p>Rain plays it better than any of us.</p><h3>Comments</h3></div>"
    links = "<li class=q id=n{0}><a href='http://wren{0}.example/'>Wren {0} and her blog</a> <p>Wet.</p></li>"
    for row in (post, box, links):
        assert rows(told + "".join(row.format(n) for n in (1, 2, 3, 4))) == []
