"""An address, kept as typed except the postal code."""

import random
import re
from collections.abc import Mapping
from typing import Any

from forms.definition.boxes import MARKS_PER_SIGN, box, flaws
from forms.definition.field import FieldSettings, FieldType, Parsed, Part, Raw, Value
from forms.mistakes import Mistake
from forms.path.environment import Environment
from forms.text.japanese import bare, plain_street
from forms.text.speech import Speech

_MAXIMUM = 100  # of one box
# Name of the box, autocomplete token, whether it is required. `town` goes from the prefecture to the 町名.
_PARTS = (
    ("postal", "postal-code", False),
    ("town", "address-level2", True),
    ("street", "address-line1", True),
    ("building", "address-line2", False),
)
UNKNOWN = "不明"
_NEEDED = tuple(name for name, _, needed in _PARTS if needed)


class Address(FieldType):
    """Stored as {"postal", "town", "street", "building"} without empty boxes, except `town` and `street`. Unknown
    postal codes are accepted: new ones come monthly."""

    id = "address"
    control = "address"
    as_stored = ("postal", "town", "street", "building")

    def parts(self, settings: FieldSettings) -> tuple[Part, ...]:
        return tuple(
            Part(
                name,
                f"address.{name}",
                token,
                required=needed,
                width=10 if name == "postal" else 30,
                inputmode="numeric" if name == "postal" else "",
            )
            for name, token, needed in _PARTS
        )

    def parse(self, raw: Raw, settings: FieldSettings, environment: Environment) -> Parsed:
        typed = {name: text for name, _, _ in _PARTS if (text := box(raw, name))}
        if not typed:
            return Parsed()
        if environment.accept_incomplete:
            typed = _incomplete(typed, environment)
        mistakes = tuple(mistake for name, text in typed.items() for mistake in flaws(text, name, _MAXIMUM))
        if mistakes:
            return Parsed(mistakes=mistakes)
        typed, mistakes = _with_town(typed, environment)
        mistakes += tuple(Mistake(f"address.{name}_missing", name) for name in _NEEDED if name not in typed)
        return Parsed(mistakes=mistakes) if mistakes else Parsed(typed)

    def show(self, value: Value, settings: FieldSettings, speech: Speech, path: str) -> str:
        return " ".join(filter(None, (_postal_mark(value), _street_line(value))))

    def typed(self, value: Value, settings: FieldSettings) -> Raw:
        return {name: (text,) for name, text in value.items()}

    def json_schema(self, settings: FieldSettings) -> dict[str, Any]:
        words = {"type": "string", "minLength": 1, "maxLength": _MAXIMUM * MARKS_PER_SIGN}
        properties = {name: words for name, _, _ in _PARTS} | {"postal": {"type": "string", "pattern": "^[0-9]{7}$"}}
        return {
            "type": "object",
            "properties": properties,
            "required": list(_NEEDED),
            "additionalProperties": False,
        }

    def cells(self, value: Value, settings: FieldSettings) -> dict[str, str]:
        return {"": _street_line(value), **value, "street_plain": plain_street(value["street"])}

    def columns(self, settings: FieldSettings) -> tuple[tuple[str, str], ...]:
        parts = tuple((name, f"address.{name}") for name, _, _ in _PARTS)
        return (("", "column.value"), *parts, ("street_plain", "address.street_plain"))

    def good(self, settings: FieldSettings, source: random.Random) -> Raw:
        return {
            "postal": (source.choice(("0000001", "000-0002", "〒０００－０００３")),),
            "town": ("見本県見本市見本町",),
            "street": (source.choice(("一丁目2番3号", "１－２ー３", "無番地")),),
            "building": (source.choice(("", "例示ハイツ202")),),
        }

    def bad(self, settings: FieldSettings, source: random.Random) -> tuple[Raw, str]:
        good = self.good(settings, source)
        return source.choice(
            (
                ({**good, "postal": ("00-01",)}, "address.postal_unclear"),
                ({**good, "postal": ("",), "town": ("",)}, "address.town_missing"),
                ({**good, "street": ("",)}, "address.street_missing"),
            )
        )


def _incomplete(typed: dict[str, str], environment: Environment) -> dict[str, str]:
    # For disasters: an unreadable postal code is put before the town, missing parts become 不明.
    parts, mistakes = _with_town(typed, environment)
    if mistakes:
        parts = {name: text for name, text in typed.items() if name != "postal"}
        parts["town"] = " ".join(filter(None, (typed["postal"], typed.get("town"))))
    return parts | {name: UNKNOWN for name in _NEEDED if name not in parts}


def _with_town(typed: dict[str, str], environment: Environment) -> tuple[dict[str, str], tuple[Mistake, ...]]:
    if "postal" not in typed:
        return typed, ()
    postal = bare(typed["postal"]).removeprefix("〒")
    if not re.fullmatch("[0-9]{7}", postal):
        return typed, (Mistake("address.postal_unclear", "postal"),)
    typed = {**typed, "postal": postal}
    towns = environment.towns(postal)
    if "town" not in typed and len(towns) == 1:
        typed["town"] = towns[0].prefecture + towns[0].city + towns[0].town
    return typed, ()


def _postal_mark(value: Mapping[str, str]) -> str:
    return f"〒{value['postal'][:3]}-{value['postal'][3:]}" if "postal" in value else ""


def _street_line(value: Mapping[str, str]) -> str:
    return "　".join(filter(None, (value["town"] + value["street"], value.get("building"))))
