import random
from collections import Counter
from typing import Annotated, Any, Self

from pydantic import Field, StringConstraints, model_validator

from forms.definition.boxes import MARKS_PER_SIGN, box
from forms.definition.field import FieldSettings, FieldType, Parsed, Part, Raw, Value
from forms.mistakes import Mistake
from forms.path.environment import Environment
from forms.text.speech import Speech

_MOST = 10
_NAME = 200  # characters


class FacilitySettings(FieldSettings):
    kind: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
    wishes: Annotated[int, Field(ge=1, le=_MOST)] = 1
    least: Annotated[int, Field(ge=1)] = 1

    @model_validator(mode="after")
    def least_fits(self) -> Self:
        if self.least > self.wishes:
            raise ValueError(f"least is {self.least}, but only {self.wishes} wishes can be made: lower it")
        return self


class Facility(FieldType):
    """Boxes 1, 2, …. Stored as [{"id", "name"}] in order of preference, with the name at that time."""

    id = "facility"
    control = "facility"
    Settings = FacilitySettings

    def parts(self, settings: FacilitySettings) -> tuple[Part, ...]:
        if settings.wishes == 1:
            return (Part("1", "facility.one", required=True),)
        return tuple(
            Part(name, f"facility.wish_{name}", required=int(name) <= settings.least) for name in _names(settings)
        )

    def parse(self, raw: Raw, settings: FacilitySettings, environment: Environment) -> Parsed:
        wished = {name: box(raw, name) for name in _names(settings)}
        filled = [name for name, chosen in wished.items() if chosen]
        if not filled:
            return Parsed()
        offered = {row.id: row for row in environment.facilities(settings.kind)}
        strange = tuple(Mistake("choice.not_offered", name) for name in filled if wished[name] not in offered)
        if strange:
            return Parsed(mistakes=strange)
        gaps = [name for name in wished if not wished[name] and int(name) < int(filled[-1])]
        mistakes = tuple(Mistake("facility.gap", name, {"number": name}) for name in gaps)
        mistakes += _twice({name: wished[name] for name in filled}, {row.id: row.name for row in offered.values()})
        if not mistakes and len(filled) < settings.least:
            mistakes = (Mistake("facility.too_few", str(len(filled) + 1), {"least": settings.least}),)
        if mistakes:
            return Parsed(mistakes=mistakes)
        return Parsed([{"id": wished[name], "name": offered[wished[name]].name} for name in filled])

    def show(self, value: Value, settings: FacilitySettings, speech: Speech, path: str) -> str:
        if settings.wishes == 1:
            return str(value[0]["name"])
        ranks = (speech.message(f"facility.wish_{number}") for number in range(1, _MOST + 1))
        return "　".join(f"{rank} {row['name']}" for rank, row in zip(ranks, value, strict=False))

    def typed(self, value: Value, settings: FacilitySettings) -> Raw:
        return {name: (row["id"],) for name, row in zip(_names(settings), value, strict=False)}

    def json_schema(self, settings: FacilitySettings) -> dict[str, Any]:
        words = {"type": "string", "minLength": 1, "maxLength": _NAME * MARKS_PER_SIGN}
        row = {
            "type": "object",
            "properties": {"id": {"type": "string", "minLength": 1}, "name": words},
            "required": ["id", "name"],
            "additionalProperties": False,
        }
        return {"type": "array", "items": row, "minItems": settings.least, "maxItems": settings.wishes}

    def cells(self, value: Value, settings: FacilitySettings) -> dict[str, str]:
        ranked = {f"wish_{number}": row["id"] for number, row in enumerate(value, start=1)}
        return {"": ";".join(ranked.values()), "names": "；".join(row["name"] for row in value), **ranked}

    def columns(self, settings: FacilitySettings) -> tuple[tuple[str, str], ...]:
        ranked = tuple((f"wish_{name}", f"facility.wish_{name}") for name in _names(settings))
        return (("", "column.code"), ("names", "facility.names"), *ranked)

    def good(self, settings: FacilitySettings, source: random.Random) -> Raw:
        numbers = source.sample(range(1, settings.wishes + 1), source.randint(settings.least, settings.wishes))
        return {name: (f"{settings.kind}-{number}",) for name, number in zip(_names(settings), numbers, strict=False)}

    def bad(self, settings: FacilitySettings, source: random.Random) -> tuple[Raw, str]:
        first, unknown = f"{settings.kind}-1", {"1": ("nowhere-1",)}
        ways: list[tuple[Raw, str]] = [(unknown, "choice.not_offered")]
        if settings.wishes > 1:
            ways += [({"1": (first,), "2": (first,)}, "facility.twice"), ({"2": (first,)}, "facility.gap")]
        if settings.least > 1:
            ways.append(({"1": (first,)}, "facility.too_few"))
        return source.choice(ways)


def _names(settings: FacilitySettings) -> tuple[str, ...]:
    return tuple(str(number) for number in range(1, settings.wishes + 1))


def _twice(wished: dict[str, str], names: dict[str, str]) -> tuple[Mistake, ...]:
    seen: Counter[str] = Counter()
    mistakes = []
    for box_name, chosen in wished.items():
        if seen[chosen]:
            mistakes.append(Mistake("facility.twice", box_name, {"name": names[chosen]}))
        seen[chosen] += 1
    return tuple(mistakes)
