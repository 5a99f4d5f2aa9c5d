from datetime import date, datetime

from forms.numbers.calendar import ERAS, era_of
from forms.text.foreign_day import foreign_day, is_foreign
from portal.clock import TOKYO

_WEEKDAYS = "月火水木金土日"


def day(value: date | str, language: str = "ja") -> str:
    """令和8年（2026年）11月20日（金）; other languages without the era."""
    if isinstance(value, str):
        value = date.fromisoformat(value)
    if is_foreign(language):
        return foreign_day(value, language)
    weekday = _WEEKDAYS[value.weekday()]
    return f"{birthday(value, language)}（{weekday}{'' if language == 'ja' else '曜日'}）"


def birthday(value: date | str, language: str = "ja") -> str:
    """平成7年（1995年）9月30日: the weekday says nothing to those who know it."""
    if isinstance(value, str):
        value = date.fromisoformat(value)
    if is_foreign(language):
        return foreign_day(value, language)
    # Before all eras without one: whatever day was typed somewhere, it takes no page away.
    era = language == "ja" and value >= ERAS[-1].start
    year = f"{_era_year(value)}年（{value.year}年）" if era else f"{value.year}年"
    return f"{year}{value.month}月{value.day}日"


def fiscal_year(year: int) -> str:
    """令和8年度, by the era of its first day (地方自治法 208条1項)."""
    return f"{_era_year(date(year, 4, 1))}年度"


def _era_year(value: date) -> str:
    era = era_of(value)
    year = value.year - era.before_first_year
    return f"{era.name}{'元' if year == 1 else year}"


def clock_time(value: datetime, language: str = "ja") -> str:
    """15時04分; in やさしい日本語 午後3時04分, elsewhere 15:04."""
    local = value.astimezone(TOKYO)
    if language == "ja":
        return f"{local.hour}時{local.minute:02d}分"
    if is_foreign(language):
        return f"{local:%H:%M}"
    return f"{'午前' if local.hour < 12 else '午後'}{local.hour % 12}時{local.minute:02d}分"


def moment(value: datetime, language: str = "ja") -> str:
    return f"{day(value.astimezone(TOKYO).date(), language)} {clock_time(value, language)}"
