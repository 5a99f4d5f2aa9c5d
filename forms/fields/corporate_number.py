"""法人番号: thirteen public digits, the first a check digit."""

import random
import re

from forms.definition.field import FieldSettings, Raw
from forms.mistakes import Mistake
from forms.numbers.check_digits import of_corporation
from forms.text.printed_number import PrintedNumber


class CorporateNumber(PrintedNumber):
    """Drops a leading T (適格請求書発行事業者の登録番号)."""

    id = "corporate_number"

    def pattern(self, settings: FieldSettings) -> str:
        return "[1-9][0-9]{12}"

    def bare(self, typed: str) -> str:
        return super().bare(typed).removeprefix("T")

    def wrong(self, number: str, settings: FieldSettings) -> tuple[Mistake, ...]:
        if not re.fullmatch("[0-9]{13}", number):
            return (Mistake("corporate_number.thirteen", arguments={"count": len(number)}),)
        return () if number[0] == of_corporation(number[1:]) else (Mistake("corporate_number.check_digit"),)

    def good(self, settings: FieldSettings, source: random.Random) -> Raw:
        body = f"{source.randrange(10_000):012}"
        number = of_corporation(body) + body
        return {"": (source.choice((number, f"T{number}", f"{number[0]}-{number[1:5]}-{number[5:9]}-{number[9:]}")),)}

    def bad(self, settings: FieldSettings, source: random.Random) -> tuple[Raw, str]:
        ways = (
            ("000000000001", "corporate_number.thirteen"),  # 会社法人等番号 has twelve digits
            ("法人番号", "corporate_number.thirteen"),
            ("1234567890123", "corporate_number.check_digit"),
            ("0000000000000", "corporate_number.check_digit"),
        )
        text, key = source.choice(ways)
        return {"": (text,)}, key
