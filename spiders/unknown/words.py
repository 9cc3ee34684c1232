"""What blogs call things: names of ids and classes, and the stock words around a signature, in many languages."""

from __future__ import annotations

import re
from functools import lru_cache

from pipelines.months import WEEKDAYS
from pipelines.relative import AGO, BACK, YESTERDAY
from spiders.printed import CLOCK, DAY

_COMMENT = r"(?:comment|kommentar|komentar|commentaire|comentario|commento|commenti|reactie|feedback|cmt)"
_MANY = (
    r"(?:comments|commentaires|kommentare|kommentarer|comentarios|commenti|reacties|responses|replies"
    r"|feedbacks?|discussion|talkbacks?|webmentions|trackbacks|pings|pingbacks)"
)
_PART = r"(?:area|wrap(?:per)?|lists?|section|block|content|container|inner|outer|template|main|thread|holder|box|div|title)"

REGION = re.compile(
    rf"^(?:[a-z]{{1,16}}[-_]?)??(?:{_MANY}(?:[-_]?{_PART}){{0,2}}|{_COMMENT}s?[-_]?(?:lists?|area|threads?|section|entries)"
    r"|disqus_thread|dsq-content|isso-thread|comments-all|h-feed-comments)[-_]?\d{0,3}$"
)
"""The part of a page that holds the thread."""

ITEM = re.compile(
    rf"^(?:[a-z]{{1,12}}[-_])?(?:{_COMMENT}|bcomment|blogcomment|usercomment|trackback|pingback|ping|response|p-comment|u-comment)"
    r"(?:[-_]?(?:item|entry|box|wrap(?:per)?|container|block|single|row|node|post))?$"
)
"""A class that one comment as a whole bears."""

NOT_ITEM = re.compile(
    r"(?:form|respond|reply(?:-?(?:to|link|form|title))?|preview|nav|pager|link|links|count|counter|num(?:ber)?|add|new"
    r"|open|closed|none|policy|info|head|heading|header|title|feed|rss|icon|button|subscribe|notify|login|count[-_]?\w*)s?$"
)
"""How a class ends that has to do with comments and is none."""

COMMENTISH = re.compile(rf"{_COMMENT}|trackback|pingback|response|^(?:.*[\s_-])?ping(?:$|[\s_-])")

NUMBERED = re.compile(
    r"^(?:(?:li|div|dsq|article|wp|blog|the|single|post|entry|idc|isso|user|serendipity|dc|b|box|media)[-_]?)?"
    r"(?P<word>comments?|com|cmt|ljcmt|cmnt|comm|c|cm|cid|response|reply|kommentar|komentar|commentaire|comentario"
    r"|commento|reactie|feedback|trackback|pingback|ping|tb|note|msg|message|post|entry|p|r|t|a)?[-_:]?"
    r"(?P<number>\d{1,20}|6a[0-9a-f]{16,40}|[0-9a-f]{16,40}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$",
    re.IGNORECASE,
)
"""An id or name that ends in a comment's number."""
STRONG = frozenset(
    "comment comments cmt ljcmt cmnt kommentar komentar commentaire comentario commento reactie feedback"
    " trackback pingback response cid".split()
)
"""Words before a number that mean a comment wherever they stand; others only where a thread is."""

SHUT = re.compile(
    r"^(?:(?:left|right|page|main|site|blog|primary|secondary|the)[-_]?)?(?:side-?bars?(?:[-_]?(?:left|right|inner|content"
    r"|primary|secondary|wrap(?:per)?|container|one|two|\d)){0,2}|widgets?|widget[-_].*|widget-?area|module-.*"
    r"|portlet|blogroll|breadcrumbs?|menu|nav|navbar|navigation|pagination|pager|footer|colophon|masthead|banner"
    r"|site-header|tagcloud|tags|archives?|calendar|related|related[-_]?(?:posts?|articles|content)|jp-relatedposts"
    r"|yarpp.*|recent[-_]?\w*comments?\w*|recent(?:ly|[-_]?posts?|[-_]?entries)|latest[-_]?\w*comments?|last[-_]?comments?"
    r"|comment[-_]?preview|preview|respond|reply-?form|comments?[-_]?(?:form|respond|policy|open|add|post-form)"
    r"|share|sharing|sharedaddy|social|addtoany.*|sd-sharing|newsletter|subscribe|advert.*|ads?|sponsor.*|cookie.*"
    r"|screen-reader-text|visually-hidden|sr-only|skip-?links?|search|searchform|popup|modal|author-?(?:box|bio|info)"
    r"|about-?(?:the-?)?author|post-?navigation|comments?-?nav(?:igation)?|comment-nav-.*|navlinks|hiddenbox)$"
)
"""Parts of a page that tell nothing of this post."""
SHUT_TAGS = frozenset(("nav", "form", "script", "style", "noscript", "template", "select", "iframe", "svg", "button"))

BODY = re.compile(
    r"^(?:[a-z]{1,12}[-_])?(?:(?:entry|post|article|blog-?post|story|node|single|journal|item|blog-?entry|page|gh|kg)[-_]?"
    r"(?:content|body|text|full|main|copy)s?|e-content|articlebody|entrybody|postbody|blogbody|posttext|storycontent"
    r"|field-name-body|prose|markdown(?:-body)?|rich-text|post__content|post-entry|contenttext)$"
)
"""An element that holds a post's words."""
ARTICLE = re.compile(
    r"^(?:h-entry|hentry|post|entry|blog-?(?:post|entry)|article|story|node|post-?\d+|entry-?\d+|journal-?entry|blogentry"
    r"|single-?post|type-post|post-?(?:wrap(?:per)?|container|item|box)|item-?entry|diary)$"
)
"""An element that holds a whole post."""

AUTHOR = re.compile(
    r"^(?!p-name$|by-?(?:post-?)?(?:author|user)|.*-by-|comment-author-)(?:(?:[a-z]{1,12}[-_]){0,3}[a-z]{0,8}?(?:(?:comment(?:s|er)?|c)?[-_]*(?:author|poster"
    r"|byline|user-?name|nick(?:name)?|screen-?name|display-?name|auteur|autor|autore)(?:[-_]*(?:name|link|vcard))?)"
    r"|(?:[a-z]{1,12}[-_]){0,3}(?:p-author|commentby|fn|writer|person|signature|commenter(?:[-_]?name)?|user|name|from|who|by|vcard|h-card"
    r"|cite))$"
)
DATE = re.compile(
    r"(?:^|[-_])(?:date(?:time)?|time(?:stamp)?|posted(?:-?(?:on|at))?|published|dt-published|updated|when|meta(?:data)?|info"
    r"|ago|datum|created)(?:$|[-_])|date$|timestamp$|commentinfo"
)
TEXT = re.compile(
    r"^(?:[a-z]{1,16}[-_]){0,3}(?:e-content|p-content|(?:comment|response|kommentar|cmt|c)?s?[-_]*(?:body|text|content"
    r"|message|copy|entry|main|description|post-body|bodytext|texte?)(?:[-_](?:text|inner|content|body))?|comment-p|said|msg)$"
)
ASIDE = re.compile(
    r"(?:^|[-_])(?:reply|replies|permalink|actions?|edit(?:-?link)?|avatar|gravatar|userpic|says|vote|votes|karma|rating"
    r"|like|likes|report|flag|share|tools|buttons?|number|counter|footer|controls?|links|awaiting|moderation|badge)"
    r"(?:$|[-_])|^commentid$|replylink"
)
"""Parts of a comment beside what it says."""

SAYS = (
    r"(?:says?|said|wrote|writes|commented|replied|adds|thinks|opined|scribbled|schreibt|schrieb|sagt|sagte|meint|meinte"
    r"|kommentierte|antwortete|a dit|a écrit|dit|écrit|répond|scrive|ha scritto|dice|ha detto|dijo|escribió|ha dicho|disse"
    r"|escreveu|diz|falou|schreef|zegt|zei|skrev|skriver|sier|säger|pisze|napisał\(?a?\)?|пишет|написал\(?а?\)?|píše|napsal"
    r"|さんのコメント|より)"
)
_DONE = (
    r"(?:comment(?:ed|ar|aire|ario|o|s)?|post(?:ed)?|left|written|submitted|said|added|sent|von|geschrieben|verfasst"
    r"|kommentiert|kommentar|publi(?:é|cado|cada)|écrit|rédigé|scritto|inviato|pubblicato|escrito|enviado|postado|geplaatst|skrevet"
    r"|skrivet|napisan[eoy]|reactie|reply|response|trackback|pingback|ping)"
)
_PREPOSITION = r"(?:by|von|par|da|di|de|por|door|van|av|af|przez|от|from)"
BY = re.compile(
    rf"(?:^|(?<=[\s|(\-–—·»•])){_DONE} ?(?:#?\d{{1,4}} ?)?[.:]? ?{_PREPOSITION} ?:? (?=\S)"
    rf"|^\W{{0,3}}(?:{_PREPOSITION}|by|投稿者|名前|автор|author|autor|auteur|autore|name)(?: ?: ?| )(?=\S)"
    rf"|(?<=[|·•»–—] )(?:by|von|par|por) (?=\S)",
    re.IGNORECASE,
)
"""What stands before a name in a signature; white space must be folded."""
WHO_SAYS = re.compile(rf"^\W{{0,3}}(?:\d{{1,4}}[.)]\s*)?(.{{1,80}}?)[\s,]+(?:has |just |also |a )?{SAYS}(?=\W|$)", re.I)

_CLOCK = rf"(?:{CLOCK}|\d{{1,2}}\s?h\s?\d{{2}}|\d{{1,2}}\s?[AaPp]\.?[Mm]\b\.?)(?:\s?(?:UTC|GMT|CES?T|[ECMP][SD]T|[+-]\d{{4}}\b))?"
_LINK = r"(?:[\s,|@/·•»~–—-]|\b(?:at|on|um|à|a|alle|ore|a las|às|om|kl\.?|le|il|el|em|op|den|am|@|o|в|um)\b)"
_SHORT_DAY = r"(?:\d{1,2}\.?\s+[^\W\d_]{3,10}\.?(?!\w)|[^\W\d_]{3,10}\.?\s+\d{1,2}(?:st|nd|rd|th)?\b)"
_WEEKDAY = rf"(?:(?:{'|'.join(sorted(map(re.escape, WEEKDAYS), key=len, reverse=True))})\.?,?\s+(?:(?:the|den|le|il|el|,)\s+)?)?"
_DATED = re.compile(
    rf"(?<![^\W\d_])(?:(?:{_CLOCK}{_LINK}{{1,6}})?{_WEEKDAY}{DAY}(?:(?:{_LINK}){{0,6}}{_CLOCK})?"
    rf"|{_WEEKDAY}{_SHORT_DAY}(?:{_LINK}){{1,6}}{_CLOCK}|{_CLOCK}(?:{_LINK}){{1,6}}{_WEEKDAY}{_SHORT_DAY})",
    re.IGNORECASE,
)
_BACK = re.compile(rf"(?<![^\W\d_])(?:{AGO}|{YESTERDAY}(?:{_LINK}){{1,6}}{_CLOCK})", re.IGNORECASE)


class _When:
    """A time as printed; what counts back is looked for only where a sign of it stands."""

    def search(self, words: str) -> re.Match[str] | None:
        found = _DATED.search(words)
        back = _BACK.search(words) if BACK.search(words.lower()) else None
        return back if back and (found is None or back.start() < found.start()) else found

    def sub(self, instead: str, words: str) -> str:
        words = _DATED.sub(instead, words)
        return _BACK.sub(instead, words) if BACK.search(words.lower()) else words


WHEN = _When()
"""A time as printed, day and hour together where both stand."""

_STOCK = re.compile(
    rf"\b(?:{SAYS}|anonymous|permalink|permanent link|permalien|link|reply|replies|respond|responder|répondre|antworten|rispondi|reageer"
    r"|quote|cite|zitieren|citer|edit|bearbeiten|delete|remove|report(?: abuse)?|flag|like|likes|share|top|up|vote|comment"
    r"|comments|commented|commentaire|kommentar|comentario|commento|reactie|posted|post|submitted|written|left|on|at|by|in|the|and"
    r"|von|um|am|uhr|schrieb|le|à|a|par|il|alle|ore|da|di|de|el|las|por|em|às|door|op|om|kl|den|den|av|from|to|this|date|name"
    r"|author|time|url|website|homepage|web|visit|profile|email|e-mail|not verified|guest|anonymous user|is|was|your|awaiting"
    r"|moderation|effacer|supprimer|réponses?|ajouter un commentaire|löschen|elimina|cancella|excluir|risposte|respuestas?|respostas?"
    r"|link to|ago|says|no|nr|number|trackback|pingback|tracked|via|responses?|to|parent|collapse|expand|hide|show"
    r"|thread|all|new|first|previous|next|member since|add|member|registered|score|points?|permalink to this comment|post author"
    r"|author of the post|log in|login|sign in|please|or|register|to post|with|pm|uur|en|o|в|at|geschrieben|verfasst|editar|eliminar)\b",
    re.IGNORECASE,
)
_THREADS = (
    r"(?:comments?|commentaires?|kommentare?|kommentarer|comentarios?|comentários?|comentaris?|commenti|commento|reacties?|responses?"
    r"|replies|rispost[ae]|respuestas?|respostas?|antwort(?:en)?|réponses?|odpowiedzi|komentarz[eay]?|komentář[eů]?|thoughts|reactions?"
    r"|réactions?|reaktionen|meinungen|opinioni|opiniones|discussion|discussione|diskussion|feedback|remarks"
    r"|what people (?:say|said)|trackbacks?|pingbacks?|комментари\w*|коментар\w*|отзыв\w*|yorum(?:lar)?|hozzászólás\w*"
    r"|コメント|评论|留言|댓글)"
)
HEADING = re.compile(
    r"^\W*(?:(?:\d{1,5}|no|one|two|three|four|five|six|seven|eight|nine|ten|the|all|user|reader|readers?['’]s?"
    r"|aucune?|pas de|une?|un[oa]|uma?|een|één|ett|jeden|один"
    rf"|ein|eine|kein|keine)\s+)*{_THREADS}(?:\s+(?:and|&|et|und|y|e|en)\s+{_THREADS})?\W*(?:\d{{1,5}}\W*(?:{_THREADS}\W*)?)?"
    r"(?:(?:on|to|for|so far|about|from|left|posted|zu|auf|sur|à|su|a|al|de|op|till|til|to this)\b.{0,140}|listed below.{0,80})?$",
    re.IGNORECASE,
)
"""A heading over a thread."""
COUNT = re.compile(
    r"\b(\d{1,5})\s+(?:comments?|commentaires?|kommentare?|comentarios?|comentários?|comentaris?|commenti|commento|reacties?"
    r"|responses?|replies|rispost[ae]|respuestas?|respostas?|antwort(?:en)?|réponses?|odpowiedzi|komentarz[eay]?|komentář[eů]?|reactions?"
    r"|réactions?|reaktionen|thoughts on|комментари\w*|коментар\w*|yorum|hozzászólás)\b"
    r"|\b(?:comments?|commentaires?|kommentare?|comentarios?|commenti|reacties?|responses?)"
    r"\s*[:(\[]\s*(\d{1,5})\s*[)\]]?",
    re.IGNORECASE,
)
GONE = re.compile(
    r"^\W*(?:(?:this |the )?(?:comment|post)(?: (?:has been|was))? (?:deleted|removed)|ce commentaire a été supprimé|"
    r"dieser kommentar wurde|\[?deleted\]?|questo commento è stato|este comentario ha sido|o comentário foi removido|"
    r"este comentário foi removido)",
    re.IGNORECASE,
)
PING = re.compile(r"trackback|pingback|\bping\b", re.IGNORECASE)
PINGED = re.compile(r"\W*(?:trackback|pingback|tracked)\b", re.IGNORECASE)
"""How the signature of a pingback begins."""
HOUR = re.compile(_CLOCK, re.IGNORECASE)
"""A time of day alone."""
_LETTER = re.compile(r"[^\W\d_]")


def rest_of(line: str, name: str | None = None) -> str:
    """What is left of a line when the name, times and stock words are taken out; empty: all is explained."""
    if name:
        line = line.replace(name, " ")
    line = _STOCK.sub(" ", WHEN.sub(" ", line))
    return re.sub(r"\s+", " ", line).strip(" \t\n|,.:;-–—·•»«#@()[]/…\"'*~+>^") if _LETTER.search(line) else ""


@lru_cache(maxsize=8192)
def tokens_of(value: str | None) -> tuple[str, ...]:
    """The names in a class or id, in small letters; none where the node has no attributes (an HTML comment)."""
    return tuple(value.lower().split()) if value else ()


@lru_cache(maxsize=8192)
def is_shut(value: str) -> bool:
    """Whether one of these names stands for a part that tells nothing of the post."""
    return any(SHUT.match(token) for token in tokens_of(value))


@lru_cache(maxsize=8192)
def has_name(pattern: re.Pattern[str], value: str) -> bool:
    """Whether one of the names in a class or id is of this kind."""
    return any(pattern.search(token) for token in tokens_of(value))
