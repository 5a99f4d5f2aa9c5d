"""A paper form keyed twice (二重入力): what the first keyed is put away, the second keys the paper without seeing it, and what differs is
chosen line by line. Files, 個人番号 and times stay as the first left them: they are held once, and never as words."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from forms.answers import Answers
from forms.procedure import Field, full_name
from portal.services.ask_reception import DOOR
from portal.services.enter_at_counter import Entry, open_entry
from portal.services.installation import Installation
from portal.store.papers_keyed import KeyedRow

FIRST, SECOND = "first", "second"
_HELD_ONCE = frozenset({"file", "my_number", "signature", "slot"})
_NOT_KEYED = _HELD_ONCE | {"computed", "note"}


@dataclass(frozen=True)
class Difference:
    """One line; `first` and `second` in words, "" where it was left empty or not asked."""

    name: str
    label: str
    first: str
    second: str


def keys_blind(installation: Installation, entry: Entry) -> bool:
    return installation.city.keyed_blind(entry.draft.procedure.id, installation.clock.today())


def seal_first(installation: Installation, entry: Entry) -> bytes:
    """With its words: at another door the same question has other options."""
    told = _told(entry)
    words = {name: _words(installation, entry, name, told) for name in told}
    rows = {key: list(numbers) for key, numbers in entry.path.rows.items()}
    return entry.draft.sealer.seal("first keyed", {"told": told, "words": words, "rows": rows})


def cleared(entry: Entry) -> Entry:
    """As the second finds it: how many rows there are, and what is held once."""
    held = {field.id for asked in entry.path.pages for field in asked.fields if field.type.id in _HELD_ONCE}
    kept = {name: value for name, value in entry.kept.items() if name in held or name in entry.path.rows}
    return replace(entry, kept=kept)


def differences(installation: Installation, entry: Entry, row: KeyedRow) -> tuple[Difference, ...]:
    """In the order of the screen, then what only the first was asked."""
    stored, second = _first(entry, row), _told(entry)
    first, words = stored["told"], stored["words"]
    names = dict.fromkeys(name for name in (*second, *first) if first.get(name) != second.get(name))
    fields = [(name, field) for name in names if (field := _field(entry, name)) is not None]
    return tuple(
        Difference(name, _label(name, field), words.get(name, ""), _words(installation, entry, name, second))
        for name, field in fields
    )


def with_picked(installation: Installation, entry: Entry, row: KeyedRow, picked: Mapping[str, str]) -> Entry:
    """`picked`: by name of each difference, whose it is to be. What only the first was asked comes with its row; how it was taken in
    follows the door, whose questions have options of their own."""
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
            missing = [one for one in numbers if name.startswith(f"{key}.{one}.") and one not in kept.get(key, [])]
            kept[key] = [*kept.get(key, []), *missing]
    return replace(open_entry(installation, replace(entry.draft, answers=kept), ""), kept=kept)


def _first(entry: Entry, row: KeyedRow) -> Answers:
    found: Answers = entry.draft.sealer.open("first keyed", row.sealed_first or b"")
    return found


def _told(entry: Entry) -> Answers:
    told = {**entry.reception.answers, **entry.path.answers}
    fields = {name: _field(entry, name) for name in told}
    return {name: told[name] for name, field in fields.items() if field is not None and field.type.id not in _NOT_KEYED}


def _field(entry: Entry, name: str) -> Field | None:
    """None for what the reception asks no more: it follows from what is chosen above it."""
    if full_name(name) in entry.draft.procedure.by_name:
        return entry.draft.procedure.field(name)
    return next((field for field in entry.reception.fields if field.id == name), None)


def _label(name: str, field: Field) -> str:
    numbers = [part for part in name.split(".") if part.isdigit()]
    return field.label + (f"（{'-'.join(numbers)}）" if numbers else "")


def _words(installation: Installation, entry: Entry, name: str, told: Answers) -> str:
    field = _field(entry, name)
    if field is None or name not in told:
        return ""
    return field.type.show(told[name], field.settings, installation.speech(entry.draft.procedure, "ja"), field.path)
