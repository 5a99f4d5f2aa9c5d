"""A local time of day, stored as HH:MM."""

import random
import re
from typing import Any

from forms.definition.boxes import ReadLine
from forms.definition.field import FieldSettings, Parsed, Part, Raw, Value
from forms.mistakes import Mistake
from forms.path.environment import Environment
from forms.rules.types import TIME, Type
from forms.text.foreign_day import is_foreign
from forms.text.japanese import plain
from forms.text.speech import Speech

_HALVES = {"午前": 0, "朝": 0, "AM": 0, "A.M.": 0, "午後": 12, "夕方": 12, "夜": 12, "PM": 12, "P.M.": 12}
_HALF = "|".join(map(re.escape, sorted(_HALVES, key=len, reverse=True)))
_TIME = re.compile(
    f"(?P<before>{_HALF})?(?P<hour>[0-9]{{1,2}})(?:[:.]|時)?(?P<minute>[0-9]{{1,2}}|半)?分?(?P<after>{_HALF})?"
)
_HALF_HOURS = tuple(f"{hour:02}:{minute}" for hour in range(7, 20) for minute in ("00", "30"))
_COMPACT = re.compile("[0-9]{3}")  # 930: the last two of three digits are minutes

_BAD = (
    ("25:00", "time.no_such_time"),
    ("9:60", "time.no_such_time"),
    ("午前15時", "time.no_such_time"),
    ("午後12時", "time.noon_or_midnight"),
    ("お昼ごろ", "time.unclear"),
    ("9:30-10:00", "time.unclear"),
)


class Time(ReadLine):
    id = "time"
    longest = 20
    repeated = True

    def suggestions(self, settings: FieldSettings, environment: Environment) -> tuple[str, ...]:
        return _HALF_HOURS

    def parts(self, settings: FieldSettings) -> tuple[Part, ...]:
        # Numeric keypads have neither : nor 時.
        return (Part("", width=10),)

    def read(self, typed: str, settings: FieldSettings) -> Parsed:
        result = read_time(typed)
        return Parsed(mistakes=(result,)) if isinstance(result, Mistake) else Parsed(result)

    def show(self, value: Value, settings: FieldSettings, speech: Speech, path: str) -> str:
        return clock(value, speech)

    def rule_type(self, settings: FieldSettings) -> Type:
        return TIME

    def json_schema(self, settings: FieldSettings) -> dict[str, Any]:
        return {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}

    def good(self, settings: FieldSettings, source: random.Random) -> Raw:
        hour, minute = source.randrange(24), source.randrange(60)
        half = "午前" if hour < 12 else "午後"
        ways = (f"{hour}:{minute:02}", f"{hour:02}{minute:02}", f"{hour}時半", f"{half}{hour % 12}時{minute}分", "９時")
        return {"": (source.choice(ways),)}

    def bad(self, settings: FieldSettings, source: random.Random) -> tuple[Raw, str]:
        text, key = source.choice(_BAD)
        return {"": (text,)}, key


def read_time(text: str) -> str | Mistake:
    """9:30, 9時半, 午後3時, ９時30分, 0930, 930, 9, 正午, 3:30pm as HH:MM. 午前12時 and 午後12時 are mistakes: by 太政官布告337号 午後12時 is
    midnight, but many mean noon."""
    written = re.sub(r"[\s頃]|ごろ$|ころ$|から$", "", plain(text).upper())
    if written == "正午":
        return "12:00"
    match = _TIME.fullmatch(f"0{written}" if _COMPACT.fullmatch(written) else written)
    if match is None or (match["before"] and match["after"]):
        return Mistake("time.unclear")
    half = match["before"] or match["after"]
    hour, minute = int(match["hour"]), 30 if match["minute"] == "半" else int(match["minute"] or 0)
    if half and hour == 12:
        return Mistake("time.noon_or_midnight")
    if half and hour < 12:
        hour += _HALVES[half]
    # 午後15時 is redundant, 午前15時 contradictory.
    if hour > 23 or minute > 59 or (half and hour > 12 and _HALVES[half] == 0):
        return Mistake("time.no_such_time")
    return f"{hour:02}:{minute:02}"


def clock(value: str, speech: Speech) -> str:
    """午前9時, 午後3時30分; in other languages 15:30."""
    if is_foreign(speech.language):
        return value[:5]
    hour, minute = int(value[:2]), int(value[3:])
    key = "time.before_noon" if hour < 12 else "time.after_noon"
    minutes = speech.message("time.minutes", minute=minute) if minute else ""
    return speech.message(key, hour=hour % 12) + minutes
