"""WordPress, every generation since 1.5: classic, Kubrick, walkers, html5, block themes, own themes."""

from __future__ import annotations

from functools import partial

from spiders.adapter import Adapter, CommentFields, Entries, Layout, Links, Marks, PostFields
from spiders.containers import Each
from spiders.fields import Call, link
from spiders.platforms.wordpress_api import APIS, SINCE, discover
from spiders.platforms.wordpress_discuz import DISCUSSED, LOAD_MORE, WC, WPD, amend_discuz, with_count
from spiders.platforms.wordpress_pages import amend_amp, amend_post
from spiders.platforms.wordpress_posts import BLOCK_POST, POST, permalink_of, promised_by_link
from spiders.platforms.wordpress_thesis import LISTS, MARK, with_intro
from spiders.platforms.wordpress_threads import GENERATIONS, Generation, is_outside_bodies, lists_of

_LISTS = "body.blog, body.archive, body.search, body.error404, body.post-type-archive"
_SINGLE = (
    "body.single, body.page, body.attachment, body.singular, #commentform, .nocomments, "
    "form[action*='wp-comments-post.php'], :is(h2, h3)#comments, ol.commentlist, #commentlist, "
    "link[rel=shortlink], .postmetadata a[rel=trackback]"
)
_TITLE_LINKS = (
    ".entry-title a",
    ".wp-block-post-title a",
    ".storytitle a",
    ".post-title a",
    ".posttitle a",
    "a[rel~=bookmark]",
    ":is(h1, h2, h3) a[href]:not([href*='#'])",
    ".entry-date a",
    ".wp-block-post-date a",
    "a:has(> time)",
    ".more-link",
)

INDEX_ENTRIES = Entries(
    Each(".hentry, .type-post, li.wp-block-post, .post", unless=".widget, li.pingback"),
    url=link(*_TITLE_LINKS),
    promised=Call(promised_by_link),
)

PAGER = Links(
    "index",
    "pager",
    ".pagination a, .wp-block-query-pagination a, .navigation a, .nav-links a, a.page-numbers",
)
NEIGHBOURS = Links(
    "post",
    "prev/next",
    "a[rel=prev], a[rel=next], .nav-previous a, .nav-next a, .post-navigation a, .navigation a",
    match=r"^(?!.*(?:comment-page-|[?&]cpage=)).",
)

AMP = Layout(
    name="amp",
    when="html[amp], html[⚡], body.amp-wp-article, article.amp-wp-article",
    page="comments",
    about=Call(permalink_of),
    amend=amend_amp,
)
INDEX = Layout(name="index", when=_LISTS, page="index", entries=INDEX_ENTRIES, follow=(PAGER,))
TITLED_INDEX = Layout(  # themes before `body_class`: an archive of a single post is no post
    name="index",
    when="h2.pagetitle",
    unless="body.single, body.page, #commentform, .nocomments, :is(h2, h3)#comments",
    page="index",
    entries=INDEX_ENTRIES,
    follow=(PAGER,),
)


def _thread(generation: Generation) -> Layout:
    name, mark, fields = generation
    return Layout(
        name=name,
        when=mark,
        about=Call(permalink_of),
        post=POST,
        comments=lists_of(fields),
        follow=(NEIGHBOURS,),
        amend=amend_post,
        test=partial(is_outside_bodies, mark),
    )


def _discuz(name: str, when: str, fields: CommentFields, post: PostFields = POST) -> Layout:
    return Layout(
        name=name,
        when=when,
        about=Call(permalink_of),
        post=with_count(post),
        comments=((DISCUSSED, fields),),
        follow=(NEIGHBOURS, LOAD_MORE),
        amend=amend_discuz,
    )


def _in_blocks(layout: Layout, when: str) -> Layout:
    return Layout(
        name="block theme" if layout.name == "block" else f"block theme, {layout.name}",
        when=when,
        about=layout.about,
        post=BLOCK_POST,
        comments=layout.comments,
        follow=layout.follow,
        amend=layout.amend,
        test=layout.test,
    )


DISCUZ = (
    _discuz("block theme, wpdiscuz", ".wp-site-blocks #wpdcom", WPD, BLOCK_POST),
    _discuz("wpdiscuz", "#wpdcom", WPD),
    _discuz("wpdiscuz 5", "#wpcomm", WC),
)
THESIS = Layout(
    name="thesis",
    when=MARK,
    about=Call(permalink_of),
    post=with_intro(POST),
    comments=LISTS,
    follow=(NEIGHBOURS,),
    amend=amend_post,
    test=partial(is_outside_bodies, MARK),
)
THREADS = tuple(_thread(generation) for generation in GENERATIONS)
QUIET = Layout(
    name="quiet",
    when=_SINGLE,
    about=Call(permalink_of),
    post=POST,
    follow=(NEIGHBOURS,),
    amend=amend_post,
)
OLD_INDEX = Layout(
    name="index",
    when=".hentry, .type-post, .post",
    page="index",
    entries=INDEX_ENTRIES,
    follow=(PAGER,),
)

LAYOUTS = (
    AMP,
    INDEX,
    TITLED_INDEX,
    *DISCUZ,
    THESIS,
    *(_in_blocks(layout, f".wp-site-blocks {layout.when}") for layout in THREADS[:3]),
    _in_blocks(QUIET, ".wp-site-blocks"),
    *THREADS,
    QUIET,
    OLD_INDEX,
)

FOLLOW = (Links("index", "archives", ".widget_archive a, .wp-block-archives a, #archives a, a[rel~=category]"),)

TRAPS = (
    ("reply form", r"[?&]replytocom="),
    ("share button", r"[?&]share=[\w-]+"),
    ("like button", r"[?&]like_comment="),
    ("AMP view", r"/amp/?(?:$|\?)|[?&]amp(?:=|&|$)"),
    ("print view", r"/print/?$|[?&]print="),
    ("login", r"/wp-login\.php|/wp-admin/|/wp-signup\.php"),
    ("XML-RPC", r"/xmlrpc\.php"),
    ("oEmbed", r"/wp-json/oembed/|/oembed/1\.0/"),
    ("trackback address", r"/trackback/?$|/wp-trackback\.php"),
    (
        "feed of a list",
        (
            r"/(?:tag|category|author|search|type)/.+/feed(?:/\w+)?/?(?:\?|$)|/feed/(?:rdf|rss|rss2)/?$"
            r"|\?(?=.*\bfeed=)(?=.*\b(?:tag|cat|category_name|author|post_format|s)=)"
        ),
    ),
    ("search", r"[?&]s="),
    ("calendar far away", r"/(?:0\d{3}|1[0-8]\d\d|2[1-9]\d\d|[3-9]\d{3})/\d{1,2}(?:/\d{1,2})?/?$"),
)

WORDPRESS = Adapter(
    name="wordpress",
    title="WordPress",
    marks=Marks(
        generator=r"WordPress(?!\.com)",
        headers=(("link", r"rel=\"?https://api\.w\.org/"), ("x-pingback", r"/xmlrpc\.php")),
        css=(
            "link[rel='https://api.w.org/']",
            "link[rel=EditURI][href*='xmlrpc.php?rsd']",
            "form[action*='wp-comments-post.php']",
            ".amp-wp-article",
            "link[rel~=stylesheet][href*='/wp-content/'], script[src*='/wp-content/']",
            "link[rel~=stylesheet][href*='/wp-includes/'], script[src*='/wp-includes/']",
        ),
    ),
    layouts=LAYOUTS,
    follow=FOLLOW,
    discover=discover,
    apis=APIS,
    traps=TRAPS,
    since=SINCE,
)
