"""A paper form keyed twice (二重入力), the second time blind; differences are resolved line by line."""

# Files, 個人番号 and times are the first's.

from collections.abc import Mapping
from dataclasses import dataclass, replace

from forms.answers import Answers
from forms.definition.procedure import Field, full_name
from portal.services.counter.enter_at_counter import Entry, open_entry
from portal.services.procedures.ask_reception import DOOR
from portal.services.shared.catalogue import speech_of
from portal.services.shared.needs import Basics
from portal.store.counter.papers_keyed import KeyedRow

FIRST, SECOND = "first", "second"
_HELD_ONCE = frozenset({"file", "my_number", "signature", "slot"})
_NOT_KEYED = _HELD_ONCE | {"computed", "note"}


@dataclass(frozen=True)
class Difference:
    name: str
    label: str
    first: str
    second: str


def keys_blind(installation: Basics, entry: Entry) -> bool:
    return installation.city.keyed_blind(entry.draft.procedure.id, installation.clock.today())


def seal_first(entry: Entry) -> bytes:
    """With labels: another door has other options."""
    answers = _keyed_answers(entry)
    words = {name: _words(entry, name, answers) for name in answers}
    rows = {key: list(numbers) for key, numbers in entry.path.rows.items()}
    return entry.draft.sealer.seal("first keyed", {"told": answers, "words": words, "rows": rows})


def cleared(entry: Entry) -> Entry:
    held = {field.id for asked in entry.path.pages for field in asked.fields if field.type.id in _HELD_ONCE}
    kept = {name: value for name, value in entry.kept.items() if name in held or name in entry.path.rows}
    return replace(entry, kept=kept)


def differences(entry: Entry, row: KeyedRow) -> tuple[Difference, ...]:
    stored, second = _first(entry, row), _keyed_answers(entry)
    first, words = stored["told"], stored["words"]
    names = dict.fromkeys(name for name in (*second, *first) if first.get(name) != second.get(name))
    fields = [(name, field) for name in names if (field := _field(entry, name)) is not None]
    return tuple(
        Difference(name, _label(name, field), words.get(name, ""), _words(entry, name, second))
        for name, field in fields
    )


def with_picked(installation: Basics, entry: Entry, row: KeyedRow, picked: Mapping[str, str]) -> Entry:
    """`picked`: FIRST or SECOND by name. Reception questions follow the door."""
    stored = _first(entry, row)
    first, kept = stored["told"], dict(entry.kept)
    taken_in = {name for name in (*first, *picked) if full_name(name) not in entry.draft.procedure.by_name}
    if DOOR in picked:
        picked = {**picked, **dict.fromkeys(taken_in, picked[DOOR])}
    for name in (name for name, whose in picked.items() if whose == FIRST):
        if name in first:
            kept[name] = first[name]
        else:
            kept.pop(name, None)
        for key, numbers in stored["rows"].items():
            missing = [
                number for number in numbers if name.startswith(f"{key}.{number}.") and number not in kept.get(key, [])
            ]
            kept[key] = [*kept.get(key, []), *missing]
    return replace(open_entry(installation, replace(entry.draft, answers=kept), ""), kept=kept)


def _first(entry: Entry, row: KeyedRow) -> Answers:
    first: Answers = entry.draft.sealer.open("first keyed", row.sealed_first or b"")
    return first


def _keyed_answers(entry: Entry) -> Answers:
    answers = {**entry.reception.answers, **entry.path.answers}
    fields = {name: _field(entry, name) for name in answers}
    return {
        name: answers[name] for name, field in fields.items() if field is not None and field.type.id not in _NOT_KEYED
    }


def _field(entry: Entry, name: str) -> Field | None:
    if full_name(name) in entry.draft.procedure.by_name:
        return entry.draft.procedure.field(name)
    return next((field for field in entry.reception.fields if field.id == name), None)


def _label(name: str, field: Field) -> str:
    numbers = [part for part in name.split(".") if part.isdigit()]
    return field.label + (f"（{'-'.join(numbers)}）" if numbers else "")


def _words(entry: Entry, name: str, answers: Answers) -> str:
    field = _field(entry, name)
    if field is None or name not in answers:
        return ""
    return field.type.show(answers[name], field.settings, speech_of(entry.draft.procedure, "ja"), field.path)
