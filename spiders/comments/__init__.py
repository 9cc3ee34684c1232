"""One comment system a file: how it is embedded in any page, what to ask of it, how its answers are read."""

from __future__ import annotations

from spiders.comments.commento import COMENTARIO, COMMENTO
from spiders.comments.cusdis import CUSDIS
from spiders.comments.discourse import DISCOURSE
from spiders.comments.disqus import DISQUS
from spiders.comments.ghost import GHOST_COMMENTS
from spiders.comments.giscus import GISCUS
from spiders.comments.gitalk import GITALK, GITMENT
from spiders.comments.haloscan import HALOSCAN
from spiders.comments.intensedebate import INTENSEDEBATE
from spiders.comments.isso import ISSO
from spiders.comments.jskit import JS_KIT
from spiders.comments.livefyre import LIVEFYRE
from spiders.comments.mastodon import FEDIVERSE
from spiders.comments.remark42 import REMARK42
from spiders.comments.staticman import STATICMAN
from spiders.comments.typepad_connect import TYPEPAD_CONNECT
from spiders.comments.unread import UNREAD
from spiders.comments.utterances import UTTERANCES
from spiders.comments.waline import WALINE
from spiders.comments.webmention_io import WEBMENTION_IO
from spiders.systems import System

SYSTEMS: tuple[System, ...] = (
    DISQUS,
    ISSO,
    REMARK42,
    COMMENTO,
    COMENTARIO,
    GISCUS,
    UTTERANCES,
    GITALK,
    GITMENT,
    WALINE,
    CUSDIS,
    WEBMENTION_IO,
    FEDIVERSE,
    DISCOURSE,
    GHOST_COMMENTS,
    INTENSEDEBATE,
    TYPEPAD_CONNECT,
    STATICMAN,
    HALOSCAN,
    JS_KIT,
    LIVEFYRE,
    *UNREAD,
)
"""Every comment system we know, the living and the dead."""

__all__ = ["SYSTEMS"]
