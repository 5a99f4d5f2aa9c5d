"""A place in words, as coordinates, or as the number on a pole."""

import random
import re
from decimal import Decimal
from itertools import islice
from typing import Any

from forms.definition.boxes import MARKS_PER_SIGN, box, flaws
from forms.definition.field import FieldSettings, FieldType, Parsed, Part, Raw, Value
from forms.mistakes import Mistake
from forms.path.environment import Environment
from forms.text.japanese import plain
from forms.text.speech import Speech

_MAXIMUM = {"words": 200, "asset": 40}
_FURTHEST = {"latitude": 90, "longitude": 180}
_DEGREES = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,15})?")
_FINEST = Decimal("0.000001")  # 0.1 m: finer than a phone measures


class Location(FieldType):
    """Stored as {"words", "asset", "latitude", "longitude"} without empty parts; `words` or `asset` is required:
    coordinates cannot be passed on by telephone. Degrees with six decimals (WGS 84)."""

    id = "location"
    control = "location"

    def parts(self, settings: FieldSettings) -> tuple[Part, ...]:
        return (
            Part("words", "location.words", width=40),
            Part("asset", "location.asset", width=16, required=False),
            *(Part(name, f"location.{name}", width=12, required=False) for name in _FURTHEST),
        )

    def parse(self, raw: Raw, settings: FieldSettings, environment: Environment) -> Parsed:
        typed = {name: box(raw, name) for name in (*_MAXIMUM, *_FURTHEST) if box(raw, name)}
        if not typed:
            return Parsed()
        mistakes = tuple(
            mistake for name in _MAXIMUM if name in typed for mistake in flaws(typed[name], name, _MAXIMUM[name])
        )
        mistakes += _wrong_point(typed)
        if mistakes:
            return Parsed(mistakes=mistakes)
        if not typed.keys() & _MAXIMUM.keys():
            return Parsed(mistakes=(Mistake("location.words_missing", "words"),))
        return Parsed({name: _stored(name, text) for name, text in typed.items()})

    def show(self, value: Value, settings: FieldSettings, speech: Speech, path: str) -> str:
        asset = speech.message("location.numbered", number=value["asset"]) if "asset" in value else ""
        point = ""
        if "latitude" in value:
            point = speech.message("location.point", latitude=value["latitude"], longitude=value["longitude"])
        return "　".join(filter(None, (value.get("words", ""), asset, point)))

    def typed(self, value: Value, settings: FieldSettings) -> Raw:
        return {name: (text,) for name, text in value.items()}

    def json_schema(self, settings: FieldSettings) -> dict[str, Any]:
        words = {
            name: {"type": "string", "minLength": 1, "maxLength": maximum * MARKS_PER_SIGN}
            for name, maximum in _MAXIMUM.items()
        }
        degrees = {"type": "string", "pattern": r"^-?[0-9]{1,3}\.[0-9]{6}$"}
        return {
            "type": "object",
            "properties": {**words, **dict.fromkeys(_FURTHEST, degrees)},
            "anyOf": [{"required": ["words"]}, {"required": ["asset"]}],
            "dependentRequired": {"latitude": ["longitude"], "longitude": ["latitude"]},
            "additionalProperties": False,
        }

    def cells(self, value: Value, settings: FieldSettings) -> dict[str, str]:
        return {"": value.get("words", ""), **{name: text for name, text in value.items() if name != "words"}}

    def columns(self, settings: FieldSettings) -> tuple[tuple[str, str], ...]:
        return (("", "column.value"), *((name, f"location.{name}") for name in ("asset", *_FURTHEST)))

    def good(self, settings: FieldSettings, source: random.Random) -> Raw:
        place = {"words": (source.choice(("見本小学校の前の交差点", "見本町一丁目2番3号の前")),)}
        point = {"latitude": (f"35.{source.randrange(10**6):06}",), "longitude": ("１３９．７",)}
        return source.choice(
            (place, place | point, {"asset": ("Ｍ－０１２３",)}, place | {"asset": ("見本支12",)} | point)
        )

    def bad(self, settings: FieldSettings, source: random.Random) -> tuple[Raw, str]:
        point = {"latitude": ("35.1",), "longitude": ("139.1",)}
        return source.choice(
            (
                (point, "location.words_missing"),
                ({"words": ("見" * (_MAXIMUM["words"] + 1),)}, "box.too_long"),
                ({"asset": ("\0",)}, "box.unusable_sign"),
                ({"words": ("見本橋",), "latitude": ("35.1",)}, "location.point_unclear"),
                ({"words": ("見本橋",), **point, "latitude": ("95",)}, "location.point_unclear"),
            )
        )


def point_of(text: str) -> tuple[str, ...]:
    """Of latitude and longitude ("35.1,139.7") as stored; () if it is none."""
    degrees = text.split(",")
    if len(degrees) != len(_FURTHEST) or _wrong_point(dict(zip(_FURTHEST, degrees, strict=True))):
        return ()
    return tuple(map(_stored, _FURTHEST, degrees))


def _wrong_point(typed: dict[str, str]) -> tuple[Mistake, ...]:
    if not typed.keys() & _FURTHEST.keys():
        return ()
    wrong = (name for name, furthest in _FURTHEST.items() if not _is_degree(typed.get(name, ""), furthest))
    return tuple(Mistake("location.point_unclear", name) for name in islice(wrong, 1))


def _is_degree(text: str, furthest: int) -> bool:
    return _DEGREES.fullmatch(plain(text)) is not None and abs(Decimal(plain(text))) <= furthest


def _stored(name: str, text: str) -> str:
    if name in _FURTHEST:
        return f"{Decimal(plain(text)).quantize(_FINEST) + 0:f}"  # + 0 turns -0 into 0
    # Only ASCII numbers are normalized: between kana a ー need not be a hyphen.
    return plain(text) if name == "asset" and plain(text).isascii() else text
