"""Prefilled, unchanged answers."""

from collections.abc import Iterator, Mapping
from typing import Any

from forms.definition.field import Value
from forms.definition.procedure import Field
from forms.path.path import Path
from forms.path.rows import known_in_row, repeat_at
from portal.services.filing.drafts import Draft
from portal.services.shared.known_sources import CARD, HELD, REGISTER

# Not what people once entered themselves (earlier, bundle, reservation), nor a card that nothing proves.
RECORDS = frozenset({REGISTER, HELD, CARD})


def fold_known(draft: Draft, path: Path) -> Mapping[str, str]:
    """Sources by question, without mistakes, warnings, helpers' answers and differences between records."""
    doubtful = path.mistakes.keys() | path.warnings.keys() | path.hidden | draft.helped.keys()
    known = {field.id: source for field in path.fields if (source := _source_of(draft, path, field))}
    return {name: source for name, source in (known | dict(_of_rows(draft, path))).items() if name not in doubtful}


def _source_of(draft: Draft, path: Path, field: Field) -> str:
    if field.id not in path.as_known:
        return ""
    source = draft.known.whence(field.known_from)
    return source.name if source is not None and source.name in RECORDS and _agreed(draft, field) else ""


def _agreed(draft: Draft, field: Field) -> bool:
    name = field.known_from.partition(".")[2]
    values = [source.applicant.get(name) for source in draft.known.sources if source.name in RECORDS]
    present = [value for value in values if value is not None]
    return all(_same(present[0], other) for other in present[1:])


def _same(first: Any, other: Any) -> bool:
    # A missing part is no difference: a card has no postal code.
    if isinstance(first, Mapping) and isinstance(other, Mapping):
        return all(first[part] == other[part] for part in first.keys() & other.keys())
    return bool(first == other)


def _of_rows(draft: Draft, path: Path) -> Iterator[tuple[str, str]]:
    source = next((source for source in draft.known.sources if source.household), None)
    if source is None or source.name not in RECORDS:
        return
    for key in path.offers:
        for number in path.rows.get(key, ()):
            yield from ((name, source.name) for name in row_as_offered(draft, path, key, number))


def row_as_offered(draft: Draft, path: Path, key: str, number: str) -> Mapping[str, Value]:
    """The answers of a row of the repeat `key` that equals an offer; {} if it was changed or typed."""
    repeat = repeat_at(draft.procedure, key)
    for offer in path.offers.get(key, ()):
        row = {f"{key}.{number}.{name}": value for name, value in known_in_row(repeat, offer).items()}
        if row and all(path.answers.get(name) == value for name, value in row.items()):
            return row
    return {}
