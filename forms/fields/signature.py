"""A typed name or a drawing."""

# It states who signed and proves nothing.

import random
import re
from typing import Any

from forms.definition.boxes import MARKS_PER_SIGN, box, flaws
from forms.definition.field import FieldSettings, FieldType, Parsed, Part, Raw, Value
from forms.mistakes import Mistake
from forms.path.environment import Environment
from forms.text.speech import Speech

WIDTH, HEIGHT = 600, 200  # of the drawing area, in its own units
_MAXIMUM = 100  # of the name
_MOST_STROKES_SIGNS = 12_000  # about 1,400 points: a long name drawn slowly has 600
# One M per stroke, then its points. The text becomes an SVG path, so it may hold nothing but M, L and whole
# numbers.
_POINT = "[0-9]{1,3} [0-9]{1,3}"
_STROKES = rf"(M{_POINT}(L{_POINT})+)+"
_WHOLE = re.compile(_STROKES)
_EACH_POINT = re.compile("([0-9]+) ([0-9]+)")
_DRAWN = "M20 150L60 40L100 150M40 110L80 110"


class Signature(FieldType):
    """Stored as {"way": "typed", "text"} or {"way": "drawn", "strokes"}, optionally with "text"."""

    id = "signature"
    control = "signature"

    def parts(self, settings: FieldSettings) -> tuple[Part, ...]:
        return (
            Part("text", "signature.text", "name", width=20),
            Part("strokes", "signature.strokes", required=False),
        )

    def parse(self, raw: Raw, settings: FieldSettings, environment: Environment) -> Parsed:
        text, strokes = box(raw, "text"), box(raw, "strokes")
        mistakes = flaws(text, "text", _MAXIMUM) + _wrong(strokes)
        if mistakes or not (text or strokes):
            return Parsed(mistakes=mistakes)
        named = {"text": text} if text else {}
        return Parsed({"way": "drawn", **named, "strokes": strokes} if strokes else {"way": "typed", **named})

    def show(self, value: Value, settings: FieldSettings, speech: Speech, path: str) -> str:
        if value["way"] == "typed":
            return str(value["text"])
        by_hand = speech.message("signature.drawn")
        return speech.message("signature.drawn_by", name=value["text"]) if "text" in value else by_hand

    def typed(self, value: Value, settings: FieldSettings) -> Raw:
        return {name: (value[name],) for name in ("text", "strokes") if name in value}

    def json_schema(self, settings: FieldSettings) -> dict[str, Any]:
        name = {"type": "string", "minLength": 1, "maxLength": _MAXIMUM * MARKS_PER_SIGN}
        strokes = {"type": "string", "maxLength": _MOST_STROKES_SIGNS, "pattern": f"^{_STROKES}$"}

        def way(code: str, properties: dict[str, Any], needed: str) -> dict[str, Any]:
            return {
                "type": "object",
                "properties": {"way": {"const": code}, **properties},
                "required": ["way", needed],
                "additionalProperties": False,
            }

        return {
            "oneOf": [way("typed", {"text": name}, "text"), way("drawn", {"text": name, "strokes": strokes}, "strokes")]
        }

    def cells(self, value: Value, settings: FieldSettings) -> dict[str, str]:
        """The drawing is not exported."""
        return {"": value.get("text", ""), "way": value["way"]}

    def columns(self, settings: FieldSettings) -> tuple[tuple[str, str], ...]:
        return (("", "column.value"), ("way", "signature.way"))

    def good(self, settings: FieldSettings, source: random.Random) -> Raw:
        name = source.choice(("髙橋　𠮷乃", "見本 太郎", "Nguyễn Thị Hoà"))
        return source.choice(({"text": (name,)}, {"strokes": (_DRAWN,)}, {"text": (name,), "strokes": (_DRAWN,)}))

    def bad(self, settings: FieldSettings, source: random.Random) -> tuple[Raw, str]:
        return source.choice(
            (
                ({"text": ("見" * (_MAXIMUM + 1),)}, "box.too_long"),
                ({"text": ("\0",)}, "box.unusable_sign"),
                ({"strokes": ("M1 2",)}, "signature.unclear"),
                ({"strokes": (f"M1 2L{WIDTH + 1} 4",)}, "signature.unclear"),
            )
        )


def _wrong(strokes: str) -> tuple[Mistake, ...]:
    if not strokes:
        return ()
    if len(strokes) > _MOST_STROKES_SIGNS:
        return (Mistake("signature.too_much", "strokes"),)
    inside = _WHOLE.fullmatch(strokes) and all(
        int(across) <= WIDTH and int(down) <= HEIGHT for across, down in _EACH_POINT.findall(strokes)
    )
    return () if inside else (Mistake("signature.unclear", "strokes"),)
