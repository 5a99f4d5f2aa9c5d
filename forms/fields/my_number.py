"""個人番号: asked only where the law permits (番号法14条), never shown."""

# An answer holds the digits for one request only, then a `reference` to where they are stored. A posted mask means the
# stored number.

import random
import re
from typing import Any

from forms.definition.boxes import box
from forms.definition.field import FieldSettings, Parsed, Part, Raw, Value
from forms.mistakes import Mistake
from forms.numbers.check_digits import of_person
from forms.path.environment import Environment
from forms.rules.types import OTHER, Type
from forms.text.printed_number import PrintedNumber
from forms.text.speech import Speech

MASK = "･" * 12
KEPT = "kept"  # the mask was posted: the stored number stays
_REFERENCE = "number:[A-Za-z0-9_-]{22}"


def is_reference(value: Value) -> bool:
    return isinstance(value, str) and re.fullmatch(_REFERENCE, value) is not None


class MyNumber(PrintedNumber):
    id = "my_number"
    as_stored = ()  # what is stored is a reference

    def pattern(self, settings: FieldSettings) -> str:
        return "[0-9]{12}"

    def wrong(self, number: str, settings: FieldSettings) -> tuple[Mistake, ...]:
        if not re.fullmatch(self.pattern(settings), number):
            return (Mistake("my_number.twelve", arguments={"count": len(number)}),)
        return () if number[-1] == of_person(number[:-1]) else (Mistake("my_number.check_digit"),)

    def parts(self, settings: FieldSettings) -> tuple[Part, ...]:
        # Shared machines: the browser must not offer the number to the next person.
        return (Part("", autocomplete="off", inputmode="numeric", width=16),)

    def parse(self, raw: Raw, settings: FieldSettings, environment: Environment) -> Parsed:
        return Parsed(KEPT) if box(raw) == MASK else super().parse(raw, settings, environment)

    def typed(self, value: Value, settings: FieldSettings) -> Raw:
        return {"": (MASK,)} if value == KEPT or is_reference(value) else super().typed(value, settings)

    def show(self, value: Value, settings: FieldSettings, speech: Speech, path: str) -> str:
        """A mask."""
        return MASK

    def limits(self, settings: FieldSettings, speech: Speech) -> str:
        return speech.message("my_number.hidden")

    def cells(self, value: Value, settings: FieldSettings) -> dict[str, str]:
        """Not the number behind a reference."""
        return {} if value == KEPT or is_reference(value) else {"": value}

    def json_schema(self, settings: FieldSettings) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^({self.pattern(settings)}|{_REFERENCE})$"}

    def rule_type(self, settings: FieldSettings) -> Type:
        """Rules see only whether it was given."""
        return OTHER

    def good(self, settings: FieldSettings, source: random.Random) -> Raw:
        body = f"{source.randrange(10_000):011}"  # no real number has this many zeros
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
