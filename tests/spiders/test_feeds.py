"""Feeds: posts and comments with the same ids as on the page, and nothing that a hostile feed could do."""

from __future__ import annotations

import json

import pytest

from archive.models import Blog, Follow, Moment, Promise, Reading
from spiders.feeds import read_feed
from spiders.page import Page

WORDPRESS_COMMENTS = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:atom="http://www.w3.org/2005/Atom">
<channel>
<title>Kommentare zu: Quinces</title>
<atom:link href="http://pomona.example/2009/03/quinces/feed/" rel="self" type="application/rss+xml" />
<link>http://pomona.example/2009/03/quinces/</link>
<generator>https://wordpress.org/?v=5.2.2</generator>
<item>
 <title>Von: Ada</title>
 <link>http://pomona.example/2009/03/quinces/comment-page-1/#comment-42</link>
 <dc:creator><![CDATA[Ada &amp; Co]]></dc:creator>
 <pubDate>Wed, 25 Mar 2009 11:42:26 +0000</pubDate>
 <guid isPermaLink="false">http://old.example/?p=7#comment-42</guid>
 <description><![CDATA[In reply to Bo. Peel them late]]></description>
 <content:encoded><![CDATA[<p>Als Antwort auf <a href="http://pomona.example/2009/03/quinces/#comment-41">Bo</a>.</p>
<p>Peel them late</p>]]></content:encoded>
</item>
<item>
 <title>Von: Bo</title>
 <link>http://pomona.example/2009/03/quinces/comment-page-1/#comment-41</link>
 <pubDate>Tue, 24 Mar 2009 09:00:00 +0000</pubDate>
 <guid isPermaLink="false">http://old.example/?p=7#comment-41</guid>
 <content:encoded><![CDATA[<p>When do you peel them?</p>]]></content:encoded>
</item>
</channel></rss>"""

WORDPRESS_ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"
 xmlns:thr="http://purl.org/syndication/thread/1.0">
<title>Comments on: Quinces</title>
<link rel="alternate" type="text/html" href="http://pomona.example/2009/03/quinces/" />
<id>http://pomona.example/2009/03/quinces/feed/atom/</id>
<generator uri="https://wordpress.org/" version="6.1">WordPress</generator>
<entry><title>By: Cy</title>
 <link rel="alternate" href="http://pomona.example/2009/03/quinces/#comment-43" type="text/html" />
 <author><name>Cy</name><uri>http://cy.example/</uri></author>
 <id>http://pomona.example/2009/03/quinces/#comment-43</id>
 <updated>2009-03-26T08:00:00Z</updated><published>2009-03-26T08:00:00Z</published>
 <content type="html"><![CDATA[<p>Agreed</p>]]></content>
 <thr:in-reply-to ref="http://pomona.example/2009/03/quinces/#comment-42"
   href="http://pomona.example/2009/03/quinces/#comment-42" type="text/html" />
</entry></feed>"""

TYPEPAD_COMMENTS = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-us">
<title>Comments on Quinces</title>
<link rel="alternate" type="text/html" href="http://pomona.example/2009/03/quinces.html"/>
<generator uri="http://www.typepad.com/">TypePad</generator>
<id>tag:typepad.com,2003:http://pomona.example/2009/03/quinces/comments/atom.xml/</id>
<entry>
 <title>Dee commented on &#39;Quinces&#39;</title>
 <link rel="alternate" type="text/html"
   href="http://pomona.example/2009/03/quinces.html?cid=11#comment-6a00d8341c5f0c53ef00e5" />
 <id>tag:typepad.com,2003:6a00d8341c5f0c53ef00e5</id>
 <published>2009-04-10T18:49:22Z</published><updated>2009-04-10T19:18:03Z</updated>
 <author><name>Dee</name><uri>http://dee.example/</uri></author>
 <summary>Mine are still green...</summary>
 <content type="html">&lt;p&gt;Mine are &lt;em&gt;still&lt;/em&gt; green&lt;/p&gt;</content>
</entry></feed>"""

BLOGGER_COMMENTS = """<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns='http://www.w3.org/2005/Atom' xmlns:openSearch='http://a9.com/-/spec/opensearchrss/1.0/'
 xmlns:gd="http://schemas.google.com/g/2005" xmlns:thr='http://purl.org/syndication/thread/1.0'>
<id>tag:blogger.com,1999:blog-77.post501..comments</id>
<title type='text'>Comments on Pomona: Quinces</title>
<link rel='self' href='http://www.blogger.com/feeds/77/501/comments/default'/>
<link rel='alternate' type='text/html' href='http://pomona.example/2009/03/quinces.html'/>
<link rel='next'
 href='http://www.blogger.com/feeds/77/501/comments/default?start-index=26&amp;max-results=25'/>
<generator version='7.00' uri='http://www.blogger.com'>Blogger</generator>
<openSearch:totalResults>88</openSearch:totalResults><openSearch:startIndex>1</openSearch:startIndex>
<entry><id>tag:blogger.com,1999:blog-77.post-9002</id>
 <published>2009-04-10T14:46:55.568-04:00</published><updated>2009-04-10T14:46:55.568-04:00</updated>
 <title type='text'>Thanks, that&amp;#39;s ...</title>
 <content type='html'>Thanks, that&amp;#39;s good</content>
 <link rel='related' href='http://www.blogger.com/feeds/77/501/comments/default/9001'/>
 <link rel='alternate' type='text/html' href='http://pomona.example/2009/03/quinces.html?showComment=1#c9002'/>
 <author><name>Eve</name><uri>https://www.blogger.com/profile/5</uri>
  <email>noreply@blogger.com</email></author>
 <thr:in-reply-to ref='tag:blogger.com,1999:blog-77.post-501'
   href='http://pomona.example/2009/03/quinces.html'/>
 <gd:extendedProperty name="blogger.itemClass" value="pid-906"/>
</entry></feed>"""


def read(text: str, url: str = "http://pomona.example/feed/") -> Reading:
    return read_feed(Page(url, text.encode(), content_type="application/xml"))


def told(reading: Reading) -> list[tuple[object, ...]]:
    return [(c.source_id, c.author, c.html, c.parent_source_id, c.parent_how) for c in reading.comments]


def test_wordpress_comment_feed_names_parents_and_loses_the_reply_prefix() -> None:
    reading = read(WORDPRESS_COMMENTS, "http://pomona.example/2009/03/quinces/feed/")
    assert (reading.adapter, reading.layout, reading.about) == (
        "wordpress",
        "comments-rss2",
        "http://pomona.example/2009/03/quinces/",
    )
    assert told(reading) == [
        ("42", "Ada & Co", "<p>Peel them late</p>", "41", "stated"),
        ("41", "Bo", "<p>When do you peel them?</p>", None, None),
    ]
    first = reading.comments[0]
    assert first.url == "http://pomona.example/2009/03/quinces/comment-page-1/#comment-42"
    assert (first.published, first.post_url, first.title) == (
        Moment(machine="Wed, 25 Mar 2009 11:42:26 +0000"),
        None,
        None,
    )
    assert reading.doubt is None


def test_comment_behind_a_password_is_kept_without_words() -> None:
    form = '&lt;p&gt;Protected.&lt;/p&gt;&lt;form&gt;&lt;input name="post_password" /&gt;&lt;/form&gt;'
    start, end = "<content:encoded>", "</content:encoded>"
    before, _, rest = WORDPRESS_COMMENTS.partition(start)
    reading = read(before + start + form + end + rest.partition(end)[2], "http://pomona.example/2009/03/quinces/feed/")
    assert [(c.source_id, c.whole, c.html) for c in reading.comments] == [
        ("42", False, None),
        ("41", True, "<p>When do you peel them?</p>"),
    ]


def test_wordpress_atom_states_the_parent() -> None:
    reading = read(WORDPRESS_ATOM)
    assert told(reading) == [("43", "Cy", "<p>Agreed</p>", "42", "stated")]
    assert reading.comments[0].author_url == "http://cy.example/"


def test_typepad_comment_feed_gives_xids_whole_bodies_and_a_promise() -> None:
    reading = read(TYPEPAD_COMMENTS)
    assert told(reading) == [("6a00d8341c5f0c53ef00e5", "Dee", "<p>Mine are <em>still</em> green</p>", None, None)]
    assert reading.promised == (Promise("comments", 1, "comment feed", "http://pomona.example/2009/03/quinces.html"),)
    comment = reading.comments[0]
    assert (comment.published, comment.updated, comment.whole) == (
        Moment(machine="2009-04-10T18:49:22Z"),
        Moment(machine="2009-04-10T19:18:03Z"),
        True,
    )


def test_blogger_comment_feed_takes_the_related_link_for_the_parent_and_pages_at_home() -> None:
    reading = read(BLOGGER_COMMENTS, "http://pomona.example/feeds/501/comments/default")
    assert told(reading) == [("9002", "Eve", "Thanks, that&#39;s good", "9001", "stated")]
    assert reading.comments[0].author_id == "pid-906"
    assert reading.promised == (
        Promise("comments", 88, "openSearch:totalResults", "http://pomona.example/2009/03/quinces.html"),
    )
    following = "http://pomona.example/feeds/501/comments/default?start-index=26&max-results=25"
    assert Follow(following, "feed", "feed next") in reading.follow


def test_the_next_page_of_a_blogger_thread_keeps_order_and_parents() -> None:
    asked = "v=2&orderby=published&reverse=false&start-index=1&max-results=250"
    reading = read(BLOGGER_COMMENTS, f"http://pomona.example/feeds/501/comments/default?{asked}")
    following = "start-index=26&max-results=25&v=2&orderby=published&reverse=false"
    assert [f.url for f in reading.follow if f.role == "feed"] == [
        f"http://pomona.example/feeds/501/comments/default?{following}"
    ]
    other = read(BLOGGER_COMMENTS.replace("?start-index", "?reverse=true&amp;start-index"), reading.url)
    (told,) = (f.url for f in other.follow if f.role == "feed")
    assert (told.count("reverse="), "reverse=true" in told) == (1, True)


def test_a_comment_that_blogger_removed_is_a_tombstone_in_its_feed() -> None:
    (there,) = read(BLOGGER_COMMENTS).comments
    mark = "<gd:extendedProperty name='blogger.contentRemoved' value='true'/>"
    (gone,) = read(BLOGGER_COMMENTS.replace("</entry>", f"{mark}</entry>")).comments
    assert (there.deleted, gone.deleted) == (False, True)
    assert (gone.source_id, gone.author_id) == ("9002", "pid-906")


RSS = """<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:slash="http://purl.org/rss/1.0/modules/slash/"
 xmlns:wfw="http://wellformedweb.org/CommentAPI/" xmlns:atom="http://www.w3.org/2005/Atom"><channel>
<title>Pomona</title><link>http://pomona.example/</link><description>On fruit</description>
<language>en</language>
<atom:link href="http://pomona.example/feed/SELF" rel="self" />
<generator>https://wordpress.org/?v=6.1</generator>
<item><title>Quinces &amp;#38; medlars</title><link>http://pomona.example/quinces/</link>
 <comments>http://pomona.example/quinces/#comments</comments><dc:creator>Ada</dc:creator>
 <pubDate>Mon, 02 Sep 2013 07:30:41 +0000</pubDate><category>Fruit</category><category>Fruit</category>
 <guid isPermaLink="false">http://pomona.example/?p=17</guid>
 <description>They are hard […]</description>
 <content:encoded>&lt;p&gt;They are hard and sour.&lt;/p&gt;</content:encoded>
 <wfw:commentRss>http://pomona.example/quinces/feed/</wfw:commentRss><slash:comments>6</slash:comments></item>
<item><title>Figs</title><link>http://pomona.example/figs/</link><description>Soft […]</description>
 <pubDate>the day after</pubDate><slash:comments>0</slash:comments></item>
</channel></rss>"""


def test_post_feed_gives_posts_promises_and_comment_feeds() -> None:
    reading = read(RSS)
    assert reading.blog == Blog("http://pomona.example/", "Pomona", "wordpress", "en", "On fruit")
    quinces, figs = reading.posts
    assert (quinces.source_id, quinces.title, quinces.author) == ("17", "Quinces & medlars", "Ada")
    assert (quinces.html, quinces.whole, quinces.promised) == ("<p>They are hard and sour.</p>", True, 6)
    assert quinces.categories == ("Fruit",)
    assert (figs.html, figs.whole, figs.published) == ("Soft […]", False, Moment(words="the day after"))
    assert reading.promised == (
        Promise("comments", 6, "slash:comments", "http://pomona.example/quinces/"),
        Promise("comments", 0, "slash:comments", "http://pomona.example/figs/"),
    )
    assert reading.follow == (
        Follow("http://pomona.example/quinces/", "post", "feed"),
        Follow("http://pomona.example/quinces/feed/", "feed", "comment feed"),
        Follow("http://pomona.example/figs/", "post", "feed"),
        Follow("http://pomona.example/feed/?paged=2", "feed", "feed paged"),
    )


def test_a_saved_wordpress_feed_is_not_paged_without_end() -> None:
    second = "http://pomona.example/feed/?paged=2"
    assert not [f for f in read(RSS, second).follow if f.finder == "feed paged"]
    live = read(RSS.replace("SELF", "?paged=2"), second)
    assert Follow("http://pomona.example/feed/?paged=3", "feed", "feed paged") in live.follow


def test_blogger_posts_page_by_start_index_where_no_next_is_given() -> None:
    text = """<feed xmlns='http://www.w3.org/2005/Atom' xmlns:openSearch='http://a9.com/-/spec/opensearch/1.1/'>
<title>Pomona</title><generator>Blogger</generator><openSearch:totalResults>3</openSearch:totalResults>
<openSearch:startIndex>1</openSearch:startIndex>
<entry><id>tag:blogger.com,1999:blog-77.post-501</id><title>Q</title>
<link rel='alternate' type='text/html' href='http://pomona.example/q.html'/>
<content type='html'>x</content></entry>
</feed>"""
    reading = read(text, "http://pomona.example/feeds/posts/default?alt=atom")
    assert reading.posts[0].source_id == "501"
    assert reading.promised == (Promise("posts", 3, "openSearch:totalResults"),)
    following = "http://pomona.example/feeds/posts/default?alt=atom&start-index=2"
    assert Follow(following, "feed", "openSearch") in reading.follow


def test_comments_of_many_posts_name_their_posts() -> None:
    text = WORDPRESS_COMMENTS.replace("<link>http://pomona.example/2009/03/quinces/<", "<link>http://pomona.example/<")
    text = text.replace("quinces/comment-page-1/#comment-41", "figs/#comment-41")
    reading = read(text, "http://pomona.example/comments/feed/")
    assert reading.about is None
    assert [c.post_url for c in reading.comments] == [
        "http://pomona.example/2009/03/quinces/",
        "http://pomona.example/2009/03/figs/",
    ]


def test_old_dialects_are_read_alike() -> None:
    rss1 = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="http://p.example/"><title>P</title>
<link>http://p.example/</link></channel><item rdf:about="http://p.example/a.html"><title>A</title>
<link>http://p.example/a.html</link><description>short</description><dc:creator>Ada</dc:creator>
<dc:date>2004-12-21T22:08:23-08:00</dc:date></item></rdf:RDF>"""
    atom03 = """<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>P</title>
<link rel="alternate" type="text/html" href="http://p.example/" /><entry><title>A</title>
<link rel="alternate" type="text/html" href="http://p.example/a.html" />
<issued>2004-12-21T22:08:23-08:00</issued>
<id>tag:p.example,2004:/blog//1.570</id><author><name>Ada</name></author>
<content type="application/xhtml+xml" mode="xml">
<div xmlns="http://www.w3.org/1999/xhtml"><p>long</p></div></content>
</entry></feed>"""
    first, second = (read(text).posts[0] for text in (rss1, atom03))
    assert (first.url, first.author, first.published) == (second.url, second.author, second.published)
    assert (first.html, first.whole, second.html, second.whole) == ("short", False, "<p>long</p>", True)
    assert second.source_id == "570"


def test_json_feed_is_a_feed() -> None:
    body = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "P",
        "home_page_url": "http://p.example/",
        "next_url": "/feed.json?page=2",
        "items": [
            {"id": 1, "url": "/a", "title": "A", "content_text": "1 < 2", "authors": [{"name": "Ada"}]},
            7,
        ],
    }
    page = Page("http://p.example/feed.json", json.dumps(body).encode(), content_type="application/feed+json")
    reading = read_feed(page)
    post = reading.posts[0]
    assert (reading.layout, post.url, post.author) == ("json", "http://p.example/a", "Ada")
    assert post.html == "1 &lt; 2"
    assert Follow("http://p.example/feed.json?page=2", "feed", "feed next") in reading.follow


def test_a_feed_that_breaks_off_gives_what_it_has_and_says_so() -> None:
    reading = read(RSS[: RSS.index("Soft")])
    assert [p.title for p in reading.posts] == ["Quinces & medlars", "Figs"]
    assert reading.doubt == "feed cut off: its end is missing"


def test_broken_markup_and_html_entities_are_mended() -> None:
    text = RSS.replace("They are hard […]", "A &eacute; B & C \x01").replace("&amp;#38;", "&ouml;")
    assert [p.title for p in read("\n\n" + text).posts] == ["Quinces ö medlars", "Figs"]


def test_undeclared_prefixes_are_understood() -> None:
    item = "<item><link>http://p.example/a</link><dc:creator>Ada</dc:creator></item>"
    text = f"<rss><channel><title>P</title>{item}</channel></rss>"
    assert read(text).posts[0].author == "Ada"


def test_entities_neither_multiply_nor_fetch() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    text = f"""<!DOCTYPE rss [<!ENTITY l0 "ha">{laughs}<!ENTITY x SYSTEM "file:///etc/passwd">
<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;]><rss version="2.0"><channel><title>&l11;</title>
<item><link>http://p.example/a</link><title>A&x;B</title><description>&x;&l11;</description></item>
</channel></rss>"""
    reading = read(text)
    assert [p.url for p in reading.posts] == ["http://p.example/a"]
    assert "root:" not in repr(reading)
    assert len(repr(reading)) < 2000


def test_two_comments_under_one_guid_are_both_kept_and_neither_is_named() -> None:
    text = WORDPRESS_COMMENTS.replace("comment-41", "comment-42")
    assert [(c.source_id, c.author) for c in read(text).comments] == [("42", "Ada & Co"), (None, "Bo")]


def test_e_mail_addresses_are_nobody_s_name() -> None:
    text = """<rss version="2.0"><channel><title>P</title>
<item><link>http://p.example/a</link><author>noreply@blogger.com (Ada)</author></item>
<item><link>http://p.example/b</link><author>ada@mail.example</author></item></channel></rss>"""
    assert [p.author for p in read(text).posts] == ["Ada", None]


def test_what_is_no_feed_is_doubted() -> None:
    assert read("<html><p>Gone</p></html>").doubt == "feed not understood"
    assert read("").doubt == "feed not understood"


def test_an_empty_comment_feed_is_a_comment_feed() -> None:
    text = WORDPRESS_COMMENTS[: WORDPRESS_COMMENTS.index("<item>")] + "</channel></rss>"
    reading = read(text, "http://pomona.example/2009/03/quinces/feed/")
    assert (reading.layout, reading.comments, reading.about) == (
        "comments-rss2",
        (),
        "http://pomona.example/2009/03/quinces/",
    )


def page_told(feed: str, url: str) -> list[str]:
    reading = read_feed(Page(url, feed.encode(), content_type="application/rss+xml"))
    return [follow.url for follow in reading.follow if follow.role == "comments"]


def test_comments_of_a_feed_tell_the_pages_of_their_thread() -> None:
    url = "http://pomona.example/2009/03/quinces/feed/"
    assert page_told(WORDPRESS_COMMENTS, url) == []
    later = WORDPRESS_COMMENTS.replace("comment-page-1/#comment-42", "comment-page-3/#comment-42")
    assert page_told(later, url) == [f"http://pomona.example/2009/03/quinces/comment-page-{n}/" for n in (1, 2, 3)]
    assert page_told(later.replace("comment-page-3", "comment-page-99999"), url) == []
    elsewhere = later.replace("quinces/comment-page-3", "medlars/comment-page-3")
    assert page_told(elsewhere, url) == []


def test_what_wordpress_cut_out_of_another_page_is_a_pingback() -> None:
    ping = WORDPRESS_COMMENTS.replace("When do you peel them?", "[&#8230;] late peelers, all of them [&#8230;]")
    said = WORDPRESS_COMMENTS.replace("When do you peel them?", "[&#8230;] is what you left out")
    for feed, kind in ((ping, "pingback"), (said, "comment")):
        reading = read_feed(Page("http://pomona.example/q/feed/", feed.encode(), content_type="application/rss+xml"))
        assert [one.kind for one in reading.comments] == ["comment", kind]


def test_a_thread_of_blogger_is_asked_for_where_parents_are_told() -> None:
    replies = "http://www.blogger.com/feeds/77/501/comments/default"
    feed = (
        "<feed xmlns='http://www.w3.org/2005/Atom'><id>tag:blogger.com,1999:blog-77</id>"
        "<link rel='alternate' type='text/html' href='http://pomona.example/'/>"
        "<generator version='7.00' uri='http://www.blogger.com'>Blogger</generator>"
        "<entry><id>tag:blogger.com,1999:blog-77.post-501</id><title>Quinces</title><content>Hard.</content>"
        "<link rel='alternate' type='text/html' href='http://pomona.example/2009/03/quinces.html'/>"
        f"<link rel='replies' type='application/atom+xml' href='{replies}'/></entry></feed>"
    )
    reading = read_feed(Page("https://pomona.example/feeds/posts/default", feed.encode(), content_type="text/xml"))
    asked = "v=2&orderby=published&reverse=false&start-index=1&max-results=250"
    assert [f.url for f in reading.follow if f.role == "feed"] == [
        f"https://pomona.example/feeds/501/comments/default?{asked}"
    ]


DOTCLEAR_COMMENTS = """<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr">
<title type="html">Braises - Le four - Commentaires</title>
<link href="http://braises.example/blog/feed/atom/comments/41" rel="self" type="application/atom+xml"/>
<link href="http://braises.example/blog/" rel="alternate" type="text/html" title=""/>
<id>urn:md5:aa</id><generator uri="https://www.dotclear.org/">Dotclear</generator>
<entry><title>[ping] Le four - Tisons</title>
<link href="http://braises.example/blog/post/le-four#c312" rel="alternate" type="text/html"/><id>urn:md5:c312</id>
<published>2016-03-06T21:40:00+01:00</published><author><name>Tisons</name></author>
<content type="html">&lt;p&gt;Le leur tire bien.&lt;/p&gt;</content></entry>
<entry><title>Le four - Suie</title>
<link href="http://braises.example/blog/post/le-four#c310" rel="alternate" type="text/html"/><id>urn:md5:c310</id>
<published>2016-03-05T07:12:00+01:00</published><author><name>Suie</name></author>
<content type="html">&lt;p&gt;Ramonez.&lt;/p&gt;</content></entry></feed>"""


def test_a_thread_s_feed_of_dotclear_is_the_post_s_although_it_names_the_blog() -> None:
    reading = read(DOTCLEAR_COMMENTS, "http://braises.example/blog/feed/atom/comments/41")
    assert reading.about == "http://braises.example/blog/post/le-four"
    assert [(c.kind, c.source_id, c.author, c.title) for c in reading.comments] == [
        ("trackback", "312", "Tisons", None),
        ("comment", "310", "Suie", None),
    ]


def test_all_comments_of_a_dotclear_blog_name_their_posts() -> None:
    reading = read(DOTCLEAR_COMMENTS, "http://braises.example/blog/feed/atom/comments")
    assert {c.post_url or reading.about for c in reading.comments} == {"http://braises.example/blog/post/le-four"}


PELICAN_COMMENTS = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Eaves - Comments: Ridge Tiles</title>
<link href="https://eaves.example/ridge-tiles.html" rel="alternate"></link>
<link href="https://eaves.example/feeds/comment.ridge-tiles.atom.xml" rel="self"></link>
<id>https://eaves.example/ridge-tiles.html</id><updated>2017-04-02T00:00:00+02:00</updated>
<entry><title>Posted by: Reed Straw</title>
<link href="https://eaves.example/ridge-tiles.html#comment-reed-2md" rel="alternate"/>
<published>2017-04-02T00:00:00+02:00</published><author><name>Reed Straw</name></author>
<id>tag:eaves.example,2017-04-02:/ridge-tiles.html/comment-reed-2md</id>
<content type="html">&lt;p&gt;Never cement.&lt;/p&gt;</content></entry>
<entry><title>Posted by: Wren</title>
<link href="https://eaves.example/ridge-tiles.html#comment-wren-1md" rel="alternate"/>
<published>2017-04-01T00:00:00+02:00</published><author><name>Wren</name></author>
<id>tag:eaves.example,2017-04-01:/ridge-tiles.html/comment-wren-1md</id>
<content type="html">&lt;p&gt;Not cement?&lt;/p&gt;</content></entry></feed>"""


def test_comments_that_are_files_are_comments_in_their_feed_and_named_as_on_the_page() -> None:
    reading = read(PELICAN_COMMENTS, "https://eaves.example/feeds/comment.ridge-tiles.atom.xml")
    assert (reading.about, reading.posts) == ("https://eaves.example/ridge-tiles.html", ())
    assert [(c.source_id, c.author, c.title) for c in reading.comments] == [
        ("reed-2md", "Reed Straw", None),
        ("wren-1md", "Wren", None),
    ]


@pytest.mark.parametrize(
    ("generator", "platform"),
    [
        ('<generator uri="http://typecho.org/" version="1.2.1">Typecho</generator>', "typecho"),
        ('<generator uri="http://www.typosphere.org" version="4.x">Typo</generator>', "typo"),
        ('<generator uri="https://typo3.example">TYPO3 CMS</generator>', "feed"),
        ("<generator>ikiwiki</generator>", "ikiwiki"),
        ('<generator uri="https://jekyllrb.com/" version="3.9">Jekyll</generator>', "static"),
        ("<generator>Hugo -- gohugo.io</generator>", "static"),
        ("<generator>Victor Hugo</generator>", "feed"),
    ],
)
def test_a_feed_says_by_what_it_was_made(generator: str, platform: str) -> None:
    feed = f"<feed xmlns='http://www.w3.org/2005/Atom'><title>Pomona</title>{generator}</feed>"
    assert read(feed, "http://pomona.example/atom.xml").adapter == platform


def test_the_maker_of_an_rss_1_feed_is_an_attribute() -> None:
    feed = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
        ' xmlns:admin="http://webns.net/mvcb/"><channel rdf:about="http://pomona.example/"><title>Pomona</title>'
        '<admin:generatorAgent rdf:resource="http://expressionengine.com/"/></channel></rdf:RDF>'
    )
    assert read(feed, "http://pomona.example/index.php/site/rss_1.0/").adapter == "expressionengine"
