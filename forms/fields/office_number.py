"""事業所番号 of a care office: ten characters."""

import random
import re

from forms.definition.field import FieldSettings, Part, Raw, Value
from forms.mistakes import Mistake
from forms.numbers.check_digits import modulus_10
from forms.text.printed_number import PrintedNumber


class OfficeNumber(PrintedNumber):
    """Prefecture 2, kind 1, district 2, serial 4, check digit 1. 総合事業 may have kind A, without known check digit
    (assumed)."""

    id = "office_number"

    def pattern(self, settings: FieldSettings) -> str:
        return "[0-9]{2}[0-9A][0-9]{7}"

    def wrong(self, number: str, settings: FieldSettings) -> tuple[Mistake, ...]:
        if re.fullmatch(self.pattern(settings), number):
            return ()
        return (Mistake("office_number.ten", arguments={"count": len(number)}),)

    def hints(self, value: Value, settings: FieldSettings) -> tuple[Mistake, ...]:
        """Only a Q&A page states the check digit rule (assumed)."""
        fits = not value.isdecimal() or value[-1] == modulus_10(value[:-1])
        return () if fits else (Mistake("office_number.check_digit"),)

    def parts(self, settings: FieldSettings) -> tuple[Part, ...]:
        return (Part("", width=12),)  # a numeric keypad has no A

    def good(self, settings: FieldSettings, source: random.Random) -> Raw:
        body = f"00{source.choice('0123456789')}{source.randrange(10_000):06}"
        return {"": (source.choice((f"{body}{modulus_10(body)}", f"00a{body[3:]}1", f"{body[:2]} {body[2:]}０")),)}

    def bad(self, settings: FieldSettings, source: random.Random) -> tuple[Raw, str]:
        text = source.choice(("000000001", "00000000011", "A000000001", "事業所"))
        return {"": (text,)}, "office_number.ten"
