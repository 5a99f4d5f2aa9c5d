"""姓 and 名, or one box for a single name on the residence card."""

# Kept as typed.

import random
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from forms.definition.boxes import MARKS_PER_SIGN, box, flaws
from forms.definition.field import FieldSettings, FieldType, Parsed, Part, Raw, Value
from forms.mistakes import Mistake
from forms.path.environment import Environment
from forms.text.speech import Speech

MAXIMUM = {"family": 60, "given": 60, "full": 100}


class PersonName(FieldType):
    """Stored as {"family", "given"} or {"full"}."""

    id = "person_name"
    control = "name"
    as_stored = ("family", "given")
    tokens: ClassVar[Mapping[str, str]] = {"family": "family-name", "given": "given-name", "full": "name"}
    samples: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("髙橋", "𠮷乃"),
        ("葛󠄀城", "塚"),
        ("見本", "太郎"),
        ("O'MIHON-DOE", "Anna Maria"),
        ("Nguyễn Thị Hoà",),
    )

    def parts(self, settings: FieldSettings) -> tuple[Part, ...]:
        return tuple(
            Part(
                name,
                f"{self.id}.{name}",
                self.tokens.get(name, ""),
                width=30 if name == "full" else 12,
                required=name != "full",
            )
            for name in MAXIMUM
        )

    def parse(self, raw: Raw, settings: FieldSettings, environment: Environment) -> Parsed:
        typed = {name: text for name in MAXIMUM if (text := box(raw, name))}
        mistakes = tuple(mistake for name, text in typed.items() for mistake in self.wrong(name, text))
        mistakes = mistakes or self.unclear(typed)
        if mistakes or not typed:
            return Parsed(mistakes=mistakes)
        return Parsed({name: self.stored(text) for name, text in typed.items()})

    def wrong(self, name: str, text: str) -> tuple[Mistake, ...]:
        return flaws(text, name, MAXIMUM[name])

    def stored(self, text: str) -> str:
        return text

    def unclear(self, typed: Mapping[str, str]) -> tuple[Mistake, ...]:
        if "full" in typed:
            return (Mistake(f"{self.id}.twice", "full"),) if len(typed) > 1 else ()
        if len(typed) == 1:
            missing = "given" if "family" in typed else "family"
            return (Mistake(f"{self.id}.{missing}_missing", missing),)
        return ()

    def show(self, value: Value, settings: FieldSettings, speech: Speech, path: str) -> str:
        return _whole(value)

    def typed(self, value: Value, settings: FieldSettings) -> Raw:
        return {name: (text,) for name, text in value.items()}

    def json_schema(self, settings: FieldSettings) -> dict[str, Any]:
        def names(*keys: str) -> dict[str, Any]:
            texts = {
                key: {"type": "string", "minLength": 1, "maxLength": MAXIMUM[key] * MARKS_PER_SIGN} for key in keys
            }
            return {"type": "object", "properties": texts, "required": list(keys), "additionalProperties": False}

        return {"oneOf": [names("family", "given"), names("full")]}

    def cells(self, value: Value, settings: FieldSettings) -> dict[str, str]:
        parts = {name: text for name, text in value.items() if name != "full"}
        return {"": _whole(value), **parts}

    def cell(self, suffix: str, settings: FieldSettings) -> Callable[[Value], str]:
        return super().cell(suffix, settings) if suffix else _whole

    def columns(self, settings: FieldSettings) -> tuple[tuple[str, str], ...]:
        return (("", "column.value"), ("family", f"{self.id}.family"), ("given", f"{self.id}.given"))

    def good(self, settings: FieldSettings, source: random.Random) -> Raw:
        sample = source.choice(self.samples)
        names = ("full",) if len(sample) == 1 else ("family", "given")
        return {name: (text,) for name, text in zip(names, sample, strict=True)}

    def bad(self, settings: FieldSettings, source: random.Random) -> tuple[Raw, str]:
        sample = self.samples[0][0]
        return source.choice(
            (
                ({"family": (sample,)}, f"{self.id}.given_missing"),
                ({"given": (sample,)}, f"{self.id}.family_missing"),
                ({"family": (sample,), "full": (sample,)}, f"{self.id}.twice"),
                ({"full": (sample * MAXIMUM["full"],)}, "box.too_long"),
                ({"full": (f"{sample}\u202e",)}, "box.unusable_sign"),
            )
        )


def _whole(value: Value) -> str:
    if len(value) == 2 and "family" in value and "given" in value:  # fast path for nearly all names
        return f"{value['family']}　{value['given']}"
    return "　".join([value[name] for name in MAXIMUM if name in value])
