"""Numbers of care and health insurance."""

import random
import re
from typing import Literal

from forms.definition.field import FieldSettings, Part, Raw
from forms.mistakes import Mistake
from forms.numbers.check_digits import modulus_10
from forms.text.printed_number import PrintedNumber

_PATTERNS = {"care": "[0-9H][0-9]{9}", "health_insurer": "[0-9]{6}|[0-9]{8}"}


class InsuredNumberSettings(FieldSettings):
    """`care`: 介護 被保険者番号, ten characters, H and nine digits for 生活保護 (みなし2号), no published check digit.
    `health_insurer`: 保険者番号, six or eight digits, the last a check digit."""

    scheme: Literal["care", "health_insurer"]


class InsuredNumber(PrintedNumber):
    id = "insured_number"
    Settings = InsuredNumberSettings

    def pattern(self, settings: InsuredNumberSettings) -> str:
        return _PATTERNS[settings.scheme]

    def wrong(self, number: str, settings: InsuredNumberSettings) -> tuple[Mistake, ...]:
        if not re.fullmatch(self.pattern(settings), number):
            return (Mistake(f"insured_number.{settings.scheme}", arguments={"count": len(number)}),)
        if settings.scheme == "health_insurer" and number[-1] != modulus_10(number[:-1]):
            return (Mistake("insured_number.check_digit"),)
        return ()

    def parts(self, settings: InsuredNumberSettings) -> tuple[Part, ...]:
        # A numeric keypad has no H.
        return (Part("", inputmode="" if settings.scheme == "care" else "numeric", width=12),)

    def good(self, settings: InsuredNumberSettings, source: random.Random) -> Raw:
        if settings.scheme == "care":
            return {"": (source.choice(("0000000101", "００００-０００１０２", "H000000001")),)}
        body = "".join(source.choices("0123456789", k=source.choice((5, 7))))
        return {"": (body + modulus_10(body),)}

    def bad(self, settings: InsuredNumberSettings, source: random.Random) -> tuple[Raw, str]:
        ways = {
            "care": (("101", "insured_number.care"), ("HH00000001", "insured_number.care")),
            "health_insurer": (("12345", "insured_number.health_insurer"), ("33120016", "insured_number.check_digit")),
        }
        text, key = source.choice(ways[settings.scheme])
        return {"": (text,)}, key
