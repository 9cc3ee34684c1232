"""Names as people write them: the platforms', the languages'."""

from __future__ import annotations

PLATFORMS = {
    "typepad": "TypePad",
    "movabletype": "Movable Type",
    "wordpress": "WordPress",
    "wordpresscom": "WordPress.com",
    "blogger": "Blogger",
    "drupal": "Drupal",
    "generic": "unknown platform",
}

LANGUAGES = {
    code: name
    for code, _, name in (
        line.partition(" ")
        for line in (
            "af Afrikaans,ar العربية,bg Български,bn বাংলা,br Brezhoneg,ca Català,cs Čeština,cy Cymraeg,da Dansk,"
            "de Deutsch,el Ελληνικά,en English,eo Esperanto,es Español,et Eesti,eu Euskara,fa فارسی,fi Suomi,"
            "fr Français,fy Frysk,ga Gaeilge,gd Gàidhlig,gl Galego,he עברית,hi हिन्दी,hr Hrvatski,hu Magyar,"
            "id Bahasa Indonesia,is Íslenska,it Italiano,ja 日本語,ka ქართული,ko 한국어,la Latina,lt Lietuvių,"
            "lv Latviešu,mk Македонски,ms Bahasa Melayu,nb Norsk bokmål,nl Nederlands,nn Norsk nynorsk,no Norsk,"
            "pl Polski,pt Português,ro Română,ru Русский,sk Slovenčina,sl Slovenščina,sq Shqip,sr Српски,sv Svenska,"
            "sw Kiswahili,ta தமிழ்,te తెలుగు,th ไทย,tl Tagalog,tr Türkçe,uk Українська,ur اردو,vi Tiếng Việt,yi ייִדיש,"
            "zh 中文"
        ).split(",")
    )
}
"""The languages of most blogs, in their own words, by ISO 639-1 code."""


def language_name(tag: str) -> str:
    """'de' as 'Deutsch', 'pt-BR' as 'Português (BR)'; a tag we have no name for as it is."""
    code, _, more = tag.replace("_", "-").partition("-")
    name = LANGUAGES.get(code.lower())
    return tag if name is None else f"{name} ({more})" if more else name


def platform_name(platform: str) -> str:
    """'typepad' as 'TypePad'; a platform we have no name for as it is."""
    return PLATFORMS.get(platform, platform)
