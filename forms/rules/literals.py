import re
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType

from forms.rules.types import DATE, MONTH, TIME, Type

_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


def _day(text: str) -> object:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text else None


def _month(text: str) -> object:
    match = _MONTH.fullmatch(text)
    return None if match is None else (int(match[1]), int(match[2]))


def _time(text: str) -> object:
    return text if _TIME.fullmatch(text) else None


_READ: Mapping[Type, Callable[[str], object]] = MappingProxyType({DATE: _day, MONTH: _month, TIME: _time})
WRITTEN: Mapping[Type, str] = MappingProxyType({DATE: '"2026-11-20"', MONTH: '"2026-11"', TIME: '"09:00"'})


def literal(text: str, want: Type) -> object | None:
    read = _READ.get(want)
    return None if read is None else read(text)
