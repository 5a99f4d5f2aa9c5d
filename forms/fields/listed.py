import random
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from forms.definition.boxes import MARKS_PER_SIGN, box, flaws
from forms.definition.field import FieldSettings, FieldType, Parsed, Part, Raw, Value
from forms.fields.choice import Code
from forms.mistakes import Mistake
from forms.path.environment import Environment, ListEntry
from forms.rules.types import DATE, MONEY, NUMBER, TEXT, Type
from forms.text.japanese import trim
from forms.text.searched import has_words
from forms.text.speech import Speech

MOST_WORDS = 60  # characters of the box that searches
_LABEL = 200
_DAY = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_TYPES: Mapping[str, Type] = {"text": TEXT, "integer": NUMBER, "money": MONEY, "date": DATE}
_SCHEMAS: Mapping[str, dict[str, Any]] = {
    "text": {"type": "string", "minLength": 1},
    "integer": {"type": "integer"},
    "money": {"type": "integer"},
    "date": {"type": "string", "format": "date", "pattern": _DAY},
}


class ListedSettings(FieldSettings):
    """`columns`: those of the list that rules and exports use; stored with the answer."""

    list: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
    columns: Annotated[Mapping[Code, Literal["text", "integer", "money", "date"]], Field(max_length=12)] = {}


class Listed(FieldType):
    """Stored as {"key", "label"} of that day, with "easy" and "columns" where the entry has them."""

    id = "listed"
    control = "listed"
    Settings = ListedSettings

    def parts(self, settings: ListedSettings) -> tuple[Part, ...]:
        return (Part(""), Part("words", "listed.words", width=20, required=False))

    def parse(self, raw: Raw, settings: ListedSettings, environment: Environment) -> Parsed:
        posted, typed = {trim(key) for key in raw.get("", ())} - {""}, box(raw, "words")
        every = environment.lists(settings.list)
        if posted:
            chosen = next((entry for entry in every if {entry.key} == posted), None)
        elif not typed:
            return Parsed()
        elif wrong := flaws(typed, "words", MOST_WORDS):
            return Parsed(mistakes=wrong)
        else:
            matches = matching(every, typed, environment.today)
            named = [entry for entry in matches if typed in (entry.label, entry.key)]
            if len(named) != 1:
                return Parsed(mistakes=(Mistake("listed.choose" if matches else "listed.no_match", "words"),))
            chosen = named[0]
        if chosen is None:
            return Parsed(mistakes=(Mistake("choice.not_offered"),))
        if not chosen.holds(environment.today):
            return Parsed(mistakes=(_ended(chosen.label),))
        return Parsed(_stored(chosen, settings))

    def shortfalls(self, value: Value, settings: ListedSettings, environment: Environment) -> tuple[Mistake, ...]:
        """An entry that ended while a draft waited."""
        every = () if environment.sent else environment.lists(settings.list)
        if not every or any(entry.key == value["key"] and entry.holds(environment.today) for entry in every):
            return ()
        return (_ended(value["label"]),)

    def show(self, value: Value, settings: ListedSettings, speech: Speech, path: str) -> str:
        return str(value.get("easy", value["label"]) if speech.language == "easy" else value["label"])

    def typed(self, value: Value, settings: ListedSettings) -> Raw:
        return {"": (value["key"],)}

    def rule_parts(self, settings: ListedSettings) -> Mapping[str, Type]:
        return {name: _TYPES[kind] for name, kind in settings.columns.items()}

    def rule_part(self, value: Value, name: str, settings: ListedSettings) -> object:
        """Raises KeyError where the entry's column is empty."""
        cell = value["columns"][name]
        return date.fromisoformat(cell) if settings.columns[name] == "date" else cell

    def json_schema(self, settings: ListedSettings) -> dict[str, Any]:
        words = {"type": "string", "minLength": 1, "maxLength": _LABEL * MARKS_PER_SIGN}
        columns = {
            "type": "object",
            "properties": {name: _SCHEMAS[kind] for name, kind in settings.columns.items()},
            "additionalProperties": False,
        }
        return {
            "type": "object",
            "properties": {
                "key": {"type": "string", "minLength": 1},
                "label": words,
                "easy": words,
                "columns": columns,
            },
            "required": ["key", "label"],
            "additionalProperties": False,
        }

    def cells(self, value: Value, settings: ListedSettings) -> dict[str, str]:
        columns = {f"column_{name}": str(cell) for name, cell in value.get("columns", {}).items()}
        return {"": value["key"], "label": value["label"], **columns}

    def columns(self, settings: ListedSettings) -> tuple[tuple[str, str], ...]:
        own = tuple((f"column_{name}", "listed.column") for name in settings.columns)
        return (("", "column.code"), ("label", "listed.label"), *own)

    def good(self, settings: ListedSettings, source: random.Random) -> Raw:
        return {"": (f"{settings.list}-{source.randint(1, 3)}",)}

    def bad(self, settings: ListedSettings, source: random.Random) -> tuple[Raw, str]:
        ways: Sequence[tuple[Raw, str]] = (
            ({"": ("nowhere-1",)}, "choice.not_offered"),
            ({"words": ("どこにもないもの",)}, "listed.no_match"),
        )
        return source.choice(ways)


def matching(entries: Sequence[ListEntry], typed: str, on: date) -> tuple[ListEntry, ...]:
    """Those of the day with all the words; without words all of them."""
    return tuple(
        entry
        for entry in entries
        if entry.holds(on)
        and has_words(typed, entry.key, entry.label, entry.kana, entry.easy, entry.english, entry.note)
    )


def _stored(entry: ListEntry, settings: ListedSettings) -> Value:
    columns = {name: entry.columns[name] for name in settings.columns if name in entry.columns}
    easy = {"easy": entry.easy} if entry.easy else {}
    return {"key": entry.key, "label": entry.label, **easy, **({"columns": columns} if columns else {})}


def _ended(label: str) -> Mistake:
    return Mistake("listed.ended", arguments={"name": label})
