"""個人番号. Read only where the law lets the procedure ask for it (番号法14条), and shown by no digit of it.

An answer holds the number itself no longer than one post takes: whoever stores answers keeps the digits apart, and a
`reference` stands in their place. What stands in the box of a number that is kept is a mask, and the mask that comes back
means that number."""

import random
import re
from typing import Any

from forms.boxes import box
from forms.check_digits import of_person
from forms.environment import Environment
from forms.field import FieldSettings, Parsed, Part, Raw, Value
from forms.mistakes import Mistake
from forms.printed_number import PrintedNumber
from forms.rules.types import OTHER, Type
from forms.speech import Speech

MASK = "･" * 12
KEPT = "kept"  # the mask came back: the number that was there stays
_REFERENCE = "number:[A-Za-z0-9_-]{22}"


def is_reference(value: Value) -> bool:
    """Whether it stands for a number that is kept elsewhere."""
    return isinstance(value, str) and re.fullmatch(_REFERENCE, value) is not None


class MyNumber(PrintedNumber):
    """Twelve digits, the last a check digit. A question of this type has `protection: number`; lint sees to it."""

    id = "my_number"

    def pattern(self, settings: FieldSettings) -> str:
        return "[0-9]{12}"

    def wrong(self, number: str, settings: FieldSettings) -> tuple[Mistake, ...]:
        if not re.fullmatch(self.pattern(settings), number):
            return (Mistake("my_number.twelve", arguments={"count": len(number)}),)
        return () if number[-1] == of_person(number[:-1]) else (Mistake("my_number.check_digit"),)

    def parts(self, settings: FieldSettings) -> tuple[Part, ...]:
        # No browser keeps it for the next person at the same machine.
        return (Part("", autocomplete="off", inputmode="numeric", width=16),)

    def parse(self, raw: Raw, settings: FieldSettings, environment: Environment) -> Parsed:
        """Nobody can type a reference: it has signs that no number has."""
        return Parsed(KEPT) if box(raw) == MASK else super().parse(raw, settings, environment)

    def typed(self, value: Value, settings: FieldSettings) -> Raw:
        return {"": (MASK,)} if value == KEPT or is_reference(value) else super().typed(value, settings)

    def show(self, value: Value, settings: FieldSettings, speech: Speech, path: str) -> str:
        """That there is one, on every screen and print; how many digits it has, everybody knows."""
        return MASK

    def limits(self, settings: FieldSettings, speech: Speech) -> str:
        return speech.message("my_number.hidden")

    def cells(self, value: Value, settings: FieldSettings) -> dict[str, str]:
        """No file tells which number a reference stands for."""
        return {} if value == KEPT or is_reference(value) else {"": value}

    def json_schema(self, settings: FieldSettings) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^({self.pattern(settings)}|{_REFERENCE})$"}

    def rule_type(self, settings: FieldSettings) -> Type:
        """Nothing may be decided by somebody's number, but whether it was given."""
        return OTHER

    def good(self, settings: FieldSettings, source: random.Random) -> Raw:
        body = f"{source.randrange(10_000):011}"  # so many zeros stand on nobody's card
        number = body + of_person(body)
        return {
            "": (source.choice((number, f"{number[:4]} {number[4:8]} {number[8:]}", f"{number[:4]}－{number[4:]}")),)
        }

    def bad(self, settings: FieldSettings, source: random.Random) -> tuple[Raw, str]:
        ways = (
            ("00000000000", "my_number.twelve"),
            ("0000-0000-00000", "my_number.twelve"),
            ("わからない", "my_number.twelve"),
            ("123456789012", "my_number.check_digit"),
        )
        text, key = source.choice(ways)
        return {"": (text,)}, key
