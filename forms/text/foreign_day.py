"""Days and times as other languages write them. Both calendars are for Japanese alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

_ENGLISH = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NUMBERS = tuple(map(str, range(1, 13)))


@dataclass(frozen=True)
class _Manner:
    near: str
    full: str
    weekdays: Sequence[str]  # from Monday
    months: Sequence[str] = _NUMBERS


_MANNERS = {
    "en": _Manner("{weekday}, {day} {month}", "{weekday}, {day} {month} {year}", ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"], _ENGLISH),
    "zh-Hans": _Manner("{month}月{day}日（周{weekday}）", "{year}年{month}月{day}日（周{weekday}）", "一二三四五六日"),
    "zh-Hant": _Manner("{month}月{day}日（週{weekday}）", "{year}年{month}月{day}日（週{weekday}）", "一二三四五六日"),
    "ko": _Manner("{month}월 {day}일({weekday})", "{year}년 {month}월 {day}일({weekday})", "월화수목금토일"),
    "vi": _Manner(
        "{weekday}, {day}/{month}", "{weekday}, {day}/{month}/{year}",
        ["thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"],
    ),
    "pt": _Manner(
        "{day} de {month} ({weekday})", "{day} de {month} de {year} ({weekday})", ["seg.", "ter.", "qua.", "qui.", "sex.", "sáb.", "dom."],
        ["janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro", "novembro", "dezembro"],
    ),
    "es": _Manner(
        "{day} de {month} ({weekday})", "{day} de {month} de {year} ({weekday})", ["lun.", "mar.", "mié.", "jue.", "vie.", "sáb.", "dom."],
        ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"],
    ),
    "ne": _Manner(
        "{month} {day} ({weekday})", "सन् {year} {month} {day} ({weekday})", ["सोम", "मंगल", "बुध", "बिही", "शुक्र", "शनि", "आइत"],
        ["जनवरी", "फेब्रुअरी", "मार्च", "अप्रिल", "मे", "जुन", "जुलाई", "अगस्ट", "सेप्टेम्बर", "अक्टोबर", "नोभेम्बर", "डिसेम्बर"],
    ),
    "fil": _Manner(
        "{month} {day} ({weekday})", "{month} {day}, {year} ({weekday})", ["Lun", "Mar", "Miy", "Huw", "Biy", "Sab", "Lin"],
        ["Enero", "Pebrero", "Marso", "Abril", "Mayo", "Hunyo", "Hulyo", "Agosto", "Setyembre", "Oktubre", "Nobyembre", "Disyembre"],
    ),
    "id": _Manner(
        "{weekday}, {day} {month}", "{weekday}, {day} {month} {year}", ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"],
        ["Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"],
    ),
}  # fmt: skip


def is_foreign(language: str) -> bool:
    return language in _MANNERS


def spaces_words(language: str) -> bool:
    return is_foreign(language) and not language.startswith("zh")


def foreign_day(day: date, language: str, *, near: bool = False) -> str:
    """Fri, 20 Nov 2026; `near`: without the year."""
    manner = _MANNERS[language]
    names = {"weekday": manner.weekdays[day.weekday()], "day": day.day, "month": manner.months[day.month - 1]}
    return (manner.near if near else manner.full).format(year=day.year, **names)
