"""Days as other languages write them, by Unicode CLDR."""

# Both calendars are for Japanese alone.

from collections.abc import Mapping
from datetime import date

from forms.text.translations import LANGUAGES

# Of CLDR only what is written: its whole calendars would take a process 13 MB. Whole, near; weekdays from Monday, within
# a date and at the head of a column; months. English is that of Britain: day before month, and the month by name, since
# 11/20 and 20/11 are mistaken for each other.
_MANNERS = {
    "en": ("{week}, {day} {month} {year}", "{week} {day} {month}", "Mon|Tue|Wed|Thu|Fri|Sat|Sun", "Mo|Tu|We|Th|Fr|Sa|Su",
           "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept|Oct|Nov|Dec"),
    "zh-Hans": ("{year}年{month}{day}日{week}", "{month}{day}日{week}", "周一|周二|周三|周四|周五|周六|周日",
                "周一|周二|周三|周四|周五|周六|周日", "1月|2月|3月|4月|5月|6月|7月|8月|9月|10月|11月|12月"),
    "zh-Hant": ("{year}年{month}{day}日{week}", "{month}{day}日{week}", "週一|週二|週三|週四|週五|週六|週日",
                "一|二|三|四|五|六|日", "1月|2月|3月|4月|5月|6月|7月|8月|9月|10月|11月|12月"),
    "ko": ("{year}년 {month} {day}일 ({week})", "{month} {day}일 ({week})", "월|화|수|목|금|토|일", "월|화|수|목|금|토|일",
           "1월|2월|3월|4월|5월|6월|7월|8월|9월|10월|11월|12월"),
    "vi": ("{week}, {day} {month}, {year}", "{week}, {day} {month}", "Thứ 2|Thứ 3|Thứ 4|Thứ 5|Thứ 6|Thứ 7|CN",
           "T2|T3|T4|T5|T6|T7|CN", "thg 1|thg 2|thg 3|thg 4|thg 5|thg 6|thg 7|thg 8|thg 9|thg 10|thg 11|thg 12"),
    "pt": ("{week}, {day} de {month} de {year}", "{week}, {day} de {month}", "seg.|ter.|qua.|qui.|sex.|sáb.|dom.",
           "seg.|ter.|qua.|qui.|sex.|sáb.|dom.", "jan.|fev.|mar.|abr.|mai.|jun.|jul.|ago.|set.|out.|nov.|dez."),
    "es": ("{week}, {day} {month} {year}", "{week}, {day} {month}", "lun|mar|mié|jue|vie|sáb|dom", "LU|MA|MI|JU|VI|SA|DO",
           "ene|feb|mar|abr|may|jun|jul|ago|sept|oct|nov|dic"),
    "ne": ("{year} {month} {day}, {week}", "{month} {day}, {week}", "सोम|मङ्गल|बुध|बिहि|शुक्र|शनि|आइत",
           "सोम|मङ्गल|बुध|बिहि|शुक्र|शनि|आइत",
           "जनवरी|फेब्रुअरी|मार्च|अप्रिल|मे|जुन|जुलाई|अगस्ट|सेप्टेम्बर|अक्टोबर|नोभेम्बर|डिसेम्बर"),
    "fil": ("{week}, {month} {day}, {year}", "{week}, {month} {day}", "Lun|Mar|Miy|Huw|Biy|Sab|Lin",
            "Lun|Mar|Miy|Huw|Biy|Sab|Lin", "Ene|Peb|Mar|Abr|May|Hun|Hul|Ago|Set|Okt|Nob|Dis"),
    "id": ("{week}, {day} {month} {year}", "{week}, {day} {month}", "Sen|Sel|Rab|Kam|Jum|Sab|Min",
           "Sen|Sel|Rab|Kam|Jum|Sab|Min", "Jan|Feb|Mar|Apr|Mei|Jun|Jul|Agu|Sep|Okt|Nov|Des"),
}  # fmt: skip
_BOXES = {
    "en": ("Year", "Month", "Day"), "zh-Hans": ("年", "月", "日"), "zh-Hant": ("年", "月", "日"),
    "ko": ("년", "월", "일"), "vi": ("Năm", "Tháng", "Ngày"), "pt": ("Ano", "Mês", "Dia"), "es": ("Año", "Mes", "Día"),
    "ne": ("वर्ष", "महिना", "दिन"), "fil": ("Taon", "Buwan", "Araw"), "id": ("Tahun", "Bulan", "Hari"),
}  # fmt: skip
WEEK = range(7)  # from Monday
# In Japanese 月 is month and Monday, 日 day and Sunday: a catalogue, which goes by the Japanese, cannot tell them apart.
OF_DAYS = frozenset(
    ["date.year", "date.month", "date.day", *(f"slot.weekday{mark}{number}" for mark in "._" for number in WEEK)]
)


def is_foreign(language: str) -> bool:
    return language in LANGUAGES and language != "easy"


def spaces_words(language: str) -> bool:
    return is_foreign(language) and not language.startswith("zh")


def words_of_days(language: str) -> Mapping[str, str]:
    """By the keys OF_DAYS; `.`: narrow, the head of a calendar. None in Japanese."""
    if not is_foreign(language):
        return {}
    _, _, week, heads, _ = _MANNERS[language]
    return {
        **dict(zip(("date.year", "date.month", "date.day"), _BOXES[language], strict=True)),
        **{
            f"slot.weekday{mark}{number}": names.split("|")[number]
            for mark, names in ((".", heads), ("_", week))
            for number in WEEK
        },
    }


def foreign_day(day: date, language: str, *, near: bool = False) -> str:
    """Fri, 20 Nov 2026; `near`: without the year. The language is one of LANGUAGES."""
    whole, short, week, _, months = _MANNERS[language]
    names = {"week": week.split("|")[day.weekday()], "month": months.split("|")[day.month - 1]}
    return (short if near else whole).format(**names, day=day.day, year=day.year)
