"""A telephone number, checked leniently."""

import random
import re
from typing import Any

from forms.definition.boxes import ReadLine
from forms.definition.field import FieldSettings, Parsed, Part, Raw, Value
from forms.mistakes import Mistake
from forms.text.japanese import plain

# 070, 080, 090 (mobile) and 050 (IP): 11 digits (電気通信番号計画).
_ELEVEN = re.compile("0[5789]0")
_GROUPED = re.compile(r"\+?[0-9]+(-[0-9]+)*")


class Phone(ReadLine):
    """Stored in the typed groups: 090-1234-5678, +81-90-1234-5678 (GIF DS-445)."""

    id = "phone"

    def parts(self, settings: FieldSettings) -> tuple[Part, ...]:
        return (Part("", autocomplete="tel", inputmode="tel", width=16),)

    def read(self, typed: str, settings: FieldSettings) -> Parsed:
        number = re.sub(r"[\s().-]+", "-", plain(typed)).strip("-").replace("+-", "+")
        mistakes = _wrong(number)
        return Parsed(mistakes=mistakes) if mistakes else Parsed(number)

    def json_schema(self, settings: FieldSettings) -> dict[str, Any]:
        return {"type": "string", "maxLength": self.longest, "pattern": r"^\+?[0-9]+(-[0-9]+)*$"}

    def cells(self, value: Value, settings: FieldSettings) -> dict[str, str]:
        return {"": value, "digits": value.replace("-", "")}

    def columns(self, settings: FieldSettings) -> tuple[tuple[str, str], ...]:
        return (("", "column.value"), ("digits", "phone.digits"))

    def good(self, settings: FieldSettings, source: random.Random) -> Raw:
        last = f"{source.randrange(10_000):04}"
        return {"": (source.choice((f"000-0000-{last}", f"０００（００００）{last}", f"000000{last}")),)}

    def bad(self, settings: FieldSettings, source: random.Random) -> tuple[Raw, str]:
        ways = (
            ("000-0000", "phone.digit_count"),
            ("電話なし", "phone.unclear"),
            ("9000-0000-0000", "phone.no_zero"),
            ("090-000-0000", "phone.eleven"),
        )
        text, key = source.choice(ways)
        return {"": (text,)}, key


def _wrong(number: str) -> tuple[Mistake, ...]:
    if not _GROUPED.fullmatch(number):
        return (Mistake("phone.unclear"),)
    if number.startswith("+"):
        return () if _possible_abroad(number) else (Mistake("phone.unclear"),)
    if not number.startswith("0"):
        return (Mistake("phone.no_zero"),)
    digits = number.replace("-", "")
    if _ELEVEN.match(digits) and len(digits) != 11:
        return (Mistake("phone.eleven", arguments={"start": digits[:3], "count": len(digits)}),)
    return () if len(digits) in (10, 11) else (Mistake("phone.digit_count", arguments={"count": len(digits)}),)


def _possible_abroad(number: str) -> bool:
    import phonenumbers  # noqa: PLC0415 - the plans of all countries take as long to load as all our field types

    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return False
