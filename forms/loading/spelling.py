"""Texts, names, dates and codes in definitions."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints, WithJsonSchema

from forms.definition.setting_name import SettingName

Words = Annotated[str, StringConstraints(min_length=1, max_length=1000)]
Kebab = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
Snake = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$", max_length=40)]
Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}$")]
Kana = Annotated[str, StringConstraints(pattern=r"^[ァ-ヺー・ 　]+$", max_length=200)]
Door = Literal["online", "counter", "post"]
Who = Literal["self", "same_household", "guardian", "agent", "care_manager", "anyone"]
Filer = Literal["self", "same_household", "guardian", "agent", "care_manager"]
Certainty = Literal["law", "std", "assumed"]


def _day(text: str) -> str:
    try:
        if date.fromisoformat(text).isoformat() == text:
            return text
    except ValueError:
        pass  # same message for invalid dates and other spellings
    raise ValueError("write the day as 2026-11-20")


Day = Annotated[str, AfterValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
# A question by its full name, and a setting of the city.
Dotted = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$", max_length=120)]
Setting = SettingName
# A question in a scenario, also in one row (`children.1.name`) or in all rows (`children[*].name`).
Named = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\[\*\])?(\.([a-z][a-z0-9_]*(\[\*\])?|[1-9][0-9]*))*$", max_length=120),
]
Several = Annotated[tuple[Words, ...], Field(min_length=1)]
# A code of a choice, or a number.
TableRow = Annotated[str, StringConstraints(pattern=r"^([a-z][a-z0-9_]*|0|[1-9][0-9]{0,11})$")]
