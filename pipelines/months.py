"""Month names, weekday names, halves of the day and zone names, as blogs print them."""

from __future__ import annotations

from unicodedata import combining, normalize

_MONTHS = """
january jan januar januari janvier janv jänner jän enero ene gennaio gen janeiro styczeń stycznia sty январь
 января янв leden ledna gener ocak oca tammikuu tammikuuta tammi január ianuarie ian ιανουάριος ιανουαρίου ιαν
 січень січня січ
february feb febr februar februari feber février fevrier févr fevr fév fev febrero febbraio fevereiro luty lutego
 lut февраль февраля февр фев únor února febrer şubat şub helmikuu helmikuuta helmi február februarie φεβρουάριος
 φεβρουαρίου φεβ лютий лютого лют
march mar mars märz maerz mär mrz marzo mzo maart mrt março marco marzec marca март марта мар marts březen
 března març mart maaliskuu maaliskuuta maalis március márc martie μάρτιος μαρτίου μαρ μάρ березень березня бер
april apr avril avr abril abr aprile kwiecień kwietnia kwi апрель апреля апр duben dubna nisan nis huhtikuu huhtikuuta
 huhti április ápr aprilie απρίλιος απριλίου απρ квітень квітня кві
may mai mayo maggio mag maio mei maj maja май мая květen května maig mayıs toukokuu toukokuuta touko május máj
 μάιος μαΐου μάι μαΐ травень травня тра
june jun juin juni junio giugno giu junho czerwiec czerwca cze июнь июня июн červen června juny haziran haz
 kesäkuu kesäkuuta kesä június jún iunie iun ιούνιος ιουνίου ιουν ιούν червень червня чер
july jul juil juillet juli julio luglio lug julho lipiec lipca lip июль июля июл červenec července juliol temmuz
 tem heinäkuu heinäkuuta heinä július júl iulie iul ιούλιος ιουλίου ιουλ ιούλ липень липня лип
august aug août aout agosto ago augustus sierpień sierpnia sie август августа авг srpen srpna agost ağustos ağu
 elokuu elokuuta elo augusztus αύγουστος αυγούστου αυγ αύγ серпень серпня сер
september sep sept septembre septiembre setiembre settembre sett set setembro wrzesień września wrz сентябрь
 сентября сен сент září setembre eylül eyl syyskuu syyskuuta syys szeptember szept septembrie σεπτέμβριος
 σεπτεμβρίου σεπ σεπτ вересень вересня вер
october oct october octobre okt oktober octubre ottobre ott outubro out październik października paź октябрь
 октября окт říjen října octubre ekim eki lokakuu lokakuuta loka október octombrie οκτώβριος οκτωβρίου οκτ жовтень
 жовтня жов
november nov novembre noviembre novembro listopad listopada lis ноябрь ноября ноя нояб listopadu kasım kas
 marraskuu marraskuuta marras noiembrie νοέμβριος νοεμβρίου νοε νοέ листопад листопада
december dec décembre decembre déc dez dezember diciembre dic dicembre dezembro grudzień grudnia gru декабрь
 декабря дек prosinec prosince desember des desembre aralık ara joulukuu joulukuuta joulu decembrie δεκέμβριος
 δεκεμβρίου δεκ грудень грудня гру
"""


def _fold(name: str) -> str:
    """A name as it stands where nobody cared for accents."""
    marks = "".join(letter for letter in normalize("NFD", name.lower()) if not combining(letter))
    return normalize("NFC", marks.translate({ord("ı"): "i", ord("ł"): "l", ord("ø"): "o", ord("ς"): "σ"}))


def _number(names: str, first: int) -> dict[str, int]:
    """The names of each line under its number, also without their accents."""
    lines = list(enumerate(names.strip().replace("\n ", " ").split("\n"), first))
    plain = {_fold(name): number for number, line in lines for name in line.split()}
    return plain | {name: number for number, line in lines for name in line.split()}


MONTHS: dict[str, int] = _number(_MONTHS, 1)
"""Month names and short forms, lower case, in en, fr, de, es, it, pt, nl, pl, ru, sv, da, no, cs, ca, tr, fi, hu, ro,
el, uk; those of Poland mean what they mean there, not in Croatia."""

_COUNTED = {name: number for number, name in enumerate("一 二 三 四 五 六 七 八 九 十 十一 十二".split(), 1)}
_ROMAN = {name: number for number, name in enumerate("I II III IV V VI VII VIII IX X XI XII".split(), 1)}


def month_of(name: str) -> int | None:
    """The month of this name: a word of our languages, 三月, 3月, 3월, a Roman number in capitals; None: no month."""
    if (number := MONTHS.get(name.lower()) or MONTHS.get(_fold(name)) or _ROMAN.get(name)) is not None:
        return number
    if name[-1:] not in ("月", "월"):
        return None
    counted = name[:-1]
    number = int(counted) if counted.isdecimal() else _COUNTED.get(counted, 0)
    return number if 1 <= number <= 12 else None


_WEEKDAYS = """
monday mon lundi lun montag mo lunes lunedì segunda maandag ma poniedziałek pon понедельник пн måndag mandag
tuesday tue tues mardi dienstag di martes martedì terça dinsdag wtorek wt вторник вт tisdag tirsdag
wednesday wed mercredi mer mittwoch mi miércoles mié mercoledì quarta woensdag wo środa śr среда ср onsdag
thursday thu thur thurs jeudi jeu donnerstag do jueves jue giovedì gio quinta donderdag czwartek czw четверг
 чт torsdag
friday fri vendredi ven freitag fr viernes vie venerdì sexta vrijdag vr piątek pt пятница пт fredag
saturday sat samedi sam samstag sa sábado sáb sabato sab zaterdag za sobota sob суббота сб lördag lørdag
 sonnabend
sunday sun dimanche dim sonntag so domingo dom domenica zondag zo niedziela nie воскресенье вс söndag søndag
"""

WEEKDAYS: dict[str, int] = _number(_WEEKDAYS, 0)
"""Weekday names, lower case, Monday is 0; short forms that two languages give to two days are left out."""

HALVES: dict[str, int] = {
    **dict.fromkeys(("am", "πμ", "дп", "午前", "上午", "오전", "凌晨", "清晨", "早上"), 0),
    **dict.fromkeys(("pm", "μμ", "пп", "午後", "下午", "오후", "中午", "傍晚", "晚上"), 12),
}
"""What to add to an hour of the twelve-hour clock."""

NIGHT = -1
"""Late in the evening or early in the morning, as the hour has it."""

_DAYTIMES = """
in the morning|de la mañana|de la madrugada|da manhã|da madrugada|du matin|di mattina|del mattino|утра|rano
 |przed południem|morgens|vormittags|vorm.|früh|'s morgens|'s ochtends|ochtends
in the afternoon|in the evening|de la tarde|da tarde|de l'après-midi|du soir|del pomeriggio|di sera|дня|вечера
 |po południu|wieczorem|mittags|nachmittags|nachm.|abends|'s middags|'s avonds|middags|avonds
at night|de la noche|da noite|de la nuit|di notte|ночи|w nocy|nachts|'s nachts
"""

DAYTIMES: dict[str, int] = {
    words: shift
    for shift, line in zip((0, 12, NIGHT), _DAYTIMES.strip().replace("\n |", "|").split("\n"), strict=True)
    for words in line.split("|")
}
"""The time of day in words, behind an hour of the twelve-hour clock: as :data:`HALVES`, or :data:`NIGHT`."""

ZONES: dict[str, int] = {
    "UTC": 0,
    "GMT": 0,
    "Z": 0,
    "UT": 0,
    "WET": 0,
    "WEST": 60,
    "BST": 60,
    "CET": 60,
    "MEZ": 60,
    "CEST": 120,
    "MESZ": 120,
    "EET": 120,
    "EEST": 180,
    "MSK": 180,
    "MSD": 240,
    "SAST": 120,
    "HKT": 480,
    "SGT": 480,
    "AWST": 480,
    "JST": 540,
    "KST": 540,
    "ACST": 570,
    "AEST": 600,
    "ACDT": 630,
    "AEDT": 660,
    "NZST": 720,
    "NZDT": 780,
    "NST": -210,
    "NDT": -150,
    "AST": -240,
    "ADT": -180,
    "EST": -300,
    "EDT": -240,
    "CST": -360,
    "CDT": -300,
    "MST": -420,
    "MDT": -360,
    "PST": -480,
    "PDT": -420,
    "AKST": -540,
    "AKDT": -480,
    "HST": -600,
}
"""Minutes east of Greenwich. Names of several zones mean the one most blogs print (BST: British, CST:
American); IST is not here: India, Israel and Ireland use it."""

REGIONS: dict[str, str] = {
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
}
"""Zone names that leave open whether it is summer."""
