"""One blog platform a file: its marks, layouts and fields as data."""

from __future__ import annotations

from spiders.adapter import Adapter
from spiders.platforms.b2evolution import B2EVOLUTION
from spiders.platforms.blogger import BLOGGER
from spiders.platforms.dotclear import DOTCLEAR
from spiders.platforms.dreamwidth import DREAMWIDTH
from spiders.platforms.drupal import DRUPAL
from spiders.platforms.expressionengine import EXPRESSIONENGINE
from spiders.platforms.generic import GENERIC
from spiders.platforms.ghost import GHOST
from spiders.platforms.ikiwiki import IKIWIKI
from spiders.platforms.livejournal import LIVEJOURNAL
from spiders.platforms.medium import MEDIUM
from spiders.platforms.mezzanine import MEZZANINE
from spiders.platforms.movabletype import MOVABLETYPE
from spiders.platforms.posterous import POSTEROUS
from spiders.platforms.roller import ROLLER
from spiders.platforms.serendipity import SERENDIPITY
from spiders.platforms.squarespace import SQUARESPACE
from spiders.platforms.static import STATIC
from spiders.platforms.substack import SUBSTACK
from spiders.platforms.textpattern import TEXTPATTERN
from spiders.platforms.tumblr import TUMBLR
from spiders.platforms.typecho import TYPECHO
from spiders.platforms.typepad import TYPEPAD
from spiders.platforms.typo import TYPO
from spiders.platforms.wordpress import WORDPRESS
from spiders.platforms.wordpresscom import WORDPRESSCOM

ADAPTERS: tuple[Adapter, ...] = (
    TYPEPAD,
    MOVABLETYPE,
    BLOGGER,
    DRUPAL,
    WORDPRESS,
    WORDPRESSCOM,
    LIVEJOURNAL,
    DREAMWIDTH,
    GHOST,
    SUBSTACK,
    MEDIUM,
    TUMBLR,
    SQUARESPACE,
    SERENDIPITY,
    TEXTPATTERN,
    DOTCLEAR,
    EXPRESSIONENGINE,
    B2EVOLUTION,
    ROLLER,
    TYPO,
    POSTEROUS,
    TYPECHO,
    MEZZANINE,
    IKIWIKI,
    STATIC,
)
"""Every platform we know, asked by their marks; the generic reader comes last and is not among them."""

__all__ = ["ADAPTERS", "GENERIC"]
