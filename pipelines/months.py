"""Month names, weekday names, halves of the day and zone names, as blogs print them."""

from __future__ import annotations

_MONTHS = """
january jan januar januari janvier janv jänner jän enero ene gennaio gen janeiro styczeń stycznia sty январь
 января янв leden ledna gener
february feb febr februar februari février fevrier févr fevr fév fev febrero febbraio fevereiro luty lutego
 lut февраль февраля фев февр únor února febrer
march mar mars märz maerz mär mrz marzo maart mrt março marco marzec marca март марта мар marts březen
 března març
april apr avril avr abril abr aprile kwiecień kwietnia kwi апрель апреля апр duben dubna
may mai mayo maggio mag maio mei maj maja май мая květen května maig
june jun juin juni junio giugno giu junho czerwiec czerwca cze июнь июня июн červen června juny
july jul juil juillet juli julio luglio lug julho lipiec lipca lip июль июля июл červenec července juliol
august aug août aout agosto ago augustus sierpień sierpnia sie август августа авг srpen srpna agost
september sep sept septembre septiembre setiembre settembre set setembro wrzesień września wrz сентябрь
 сентября сен сент září setembre
october oct october octobre okt oktober octubre ottobre ott outubro out październik października paź октябрь
 октября окт říjen října octubre
november nov novembre noviembre novembro listopad listopada lis ноябрь ноября ноя нояб listopadu
december dec décembre decembre déc dez dezember diciembre dic dicembre dezembro grudzień grudnia gru декабрь
 декабря дек prosinec prosince desember des desembre
"""

MONTHS: dict[str, int] = {
    name: number
    for number, names in enumerate(_MONTHS.strip().replace("\n ", " ").split("\n"), 1)
    for name in names.split()
}
"""Month names and short forms, lower case, in en, fr, de, es, it, pt, nl, pl, ru, sv, da, no, cs, ca."""

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

WEEKDAYS: dict[str, int] = {
    name: number
    for number, names in enumerate(_WEEKDAYS.strip().replace("\n ", " ").split("\n"))
    for name in names.split()
}
"""Weekday names, lower case, Monday is 0; short forms that two languages give to two days are left out."""

HALVES: dict[str, int] = {
    **dict.fromkeys(("am", "午前", "上午", "오전"), 0),
    **dict.fromkeys(("pm", "午後", "下午", "오후"), 12),
}
"""What to add to an hour of the twelve-hour clock."""

ZONES: dict[str, int] = {
    "UTC": 0, "GMT": 0, "Z": 0, "UT": 0, "WET": 0, "WEST": 60, "BST": 60, "CET": 60, "MEZ": 60, "CEST":
    120, "MESZ": 120, "EET": 120, "EEST": 180, "MSK": 180, "MSD": 240, "SAST": 120, "HKT": 480, "SGT":
    480, "AWST": 480, "JST": 540, "KST": 540, "ACST": 570, "AEST": 600, "ACDT": 630, "AEDT": 660, "NZST":
    720, "NZDT": 780, "NST": -210, "NDT": -150, "AST": -240, "ADT": -180, "EST": -300, "EDT": -240, "CST":
    -360, "CDT": -300, "MST": -420, "MDT": -360, "PST": -480, "PDT": -420, "AKST": -540, "AKDT": -480,
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
