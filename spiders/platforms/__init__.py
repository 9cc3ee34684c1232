"""One blog platform a file: its marks, layouts and fields as data."""

from __future__ import annotations

from spiders.adapter import Adapter
from spiders.platforms.blogger import BLOGGER
from spiders.platforms.drupal import DRUPAL
from spiders.platforms.generic import GENERIC
from spiders.platforms.movabletype import MOVABLETYPE
from spiders.platforms.typepad import TYPEPAD
from spiders.platforms.wordpress import WORDPRESS
from spiders.platforms.wordpresscom import WORDPRESSCOM

ADAPTERS: tuple[Adapter, ...] = (TYPEPAD, MOVABLETYPE, BLOGGER, DRUPAL, WORDPRESS, WORDPRESSCOM)
"""Every platform we know, asked by their marks; the generic reader comes last and is not among them."""

__all__ = ["ADAPTERS", "GENERIC"]
