"""個人番号. Read only where the law lets the procedure ask for it (番号法14条), and shown by its last digits alone."""

import random
import re

from forms.check_digits import of_person
from forms.field import FieldSettings, Part, Raw, Value
from forms.mistakes import Mistake
from forms.printed_number import PrintedNumber
from forms.rules.types import OTHER, Type
from forms.speech import Speech

_SHOWN = 4


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

    def show(self, value: Value, settings: FieldSettings, speech: Speech, path: str) -> str:
        """････････1234, on every screen and print; the whole number is in the cells alone."""
        return "･" * (len(value) - _SHOWN) + str(value[-_SHOWN:])

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
