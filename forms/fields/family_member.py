import random
from typing import Any, ClassVar

from forms.definition.boxes import MARKS_PER_SIGN, box, flaws
from forms.definition.field import FieldSettings, FieldType, Parsed, Part, Raw, Value
from forms.fields.date import Date, DateSettings
from forms.fields.person_name import PersonName
from forms.mistakes import Mistake
from forms.path.environment import Environment
from forms.text.speech import Speech

_MAXIMUM = 30  # characters of the relation
_NAME, _BIRTH, _DAY = PersonName(), Date(), DateSettings()


class FamilyMember(FieldType):
    """Stored as {"name", "relation", "birth"}; boxes as in a name and a date."""

    id = "family_member"
    control = "family"
    repeated = True
    relations: ClassVar[tuple[str, ...]] = ("子", "配偶者", "母", "夫（未届）", "同居人")

    def parts(self, settings: FieldSettings) -> tuple[Part, ...]:
        # No autocomplete: the browser knows its user, not the family.
        name = (Part(part.name, part.label, width=part.width, required=part.required) for part in _NAME.parts(settings))
        relation = Part("relation", "family_member.relation", width=12)
        return (*name, relation, *_BIRTH.parts(_DAY))

    def parse(self, raw: Raw, settings: FieldSettings, environment: Environment) -> Parsed:
        name, birth = _NAME.parse(raw, settings, environment), _BIRTH.parse(raw, _DAY, environment)
        relation = box(raw, "relation")
        if name.empty and birth.empty and not relation:
            return Parsed()
        mistakes = (
            *(name.mistakes or _missing(name.value, "name", "family")),
            *(flaws(relation, "relation", _MAXIMUM) or _missing(relation, "relation", "relation")),
            *(birth.mistakes or _missing(birth.value, "birth", "year") or _not_born(birth.value, environment)),
        )
        if mistakes:
            return Parsed(mistakes=mistakes)
        return Parsed({"name": name.value, "relation": relation, "birth": birth.value})

    def show(self, value: Value, settings: FieldSettings, speech: Speech, path: str) -> str:
        name = _NAME.show(value["name"], settings, speech, path)
        birth = _BIRTH.show(value["birth"], _DAY, speech, path)
        return speech.message("family_member.shown", name=name, relation=value["relation"], birth=birth)

    def typed(self, value: Value, settings: FieldSettings) -> Raw:
        name, birth = _NAME.typed(value["name"], settings), _BIRTH.typed(value["birth"], _DAY)
        return {**name, "relation": (value["relation"],), **birth}

    def json_schema(self, settings: FieldSettings) -> dict[str, Any]:
        relation = {"type": "string", "minLength": 1, "maxLength": _MAXIMUM * MARKS_PER_SIGN}
        name, birth = _NAME.json_schema(settings), _BIRTH.json_schema(_DAY)
        return {
            "type": "object",
            "properties": {"name": name, "relation": relation, "birth": birth},
            "required": ["name", "relation", "birth"],
            "additionalProperties": False,
        }

    def cells(self, value: Value, settings: FieldSettings) -> dict[str, str]:
        name = _NAME.cells(value["name"], settings)
        return {**name, "relation": value["relation"], "birth": value["birth"]}

    def columns(self, settings: FieldSettings) -> tuple[tuple[str, str], ...]:
        more = (("relation", "family_member.relation"), ("birth", "family_member.birth"))
        return (*_NAME.columns(settings), *more)

    def good(self, settings: FieldSettings, source: random.Random) -> Raw:
        name, birth = _NAME.good(settings, source), _BIRTH.good(_DAY, source)
        return {**name, "relation": (source.choice(self.relations),), **birth}

    def bad(self, settings: FieldSettings, source: random.Random) -> tuple[Raw, str]:
        good = self.good(settings, source)
        nameless = {part: texts for part, texts in good.items() if part not in ("family", "given", "full")}
        wrong_name, name_key = _NAME.bad(settings, source)
        wrong_birth, birth_key = _BIRTH.bad(_DAY, source)
        undated = {**good, **dict.fromkeys(("era", "year", "month", "day"), ("",))}
        return source.choice(
            (
                ({**nameless, **wrong_name}, name_key),
                ({**undated, **wrong_birth}, birth_key),
                (nameless, "family_member.name_missing"),
                ({**good, "relation": ("",)}, "family_member.relation_missing"),
                ({**good, "relation": ("子" * (_MAXIMUM + 1),)}, "box.too_long"),
                (undated, "family_member.birth_missing"),
                ({**undated, "year": ("2099/12/31",)}, "family_member.not_born"),
            )
        )


def _missing(value: Value | None, kind: str, part: str) -> tuple[Mistake, ...]:
    return () if value else (Mistake(f"family_member.{kind}_missing", part),)


def _not_born(birth: Value, environment: Environment) -> tuple[Mistake, ...]:
    # Here, because rules cannot read this date.
    return (Mistake("family_member.not_born", "year"),) if birth > environment.today.isoformat() else ()
