"""Maps of a layout against the codes that the answers of one version may have. Knows no record and no file.

A key that is no code is a slip of the code that is meant, and every application with that one would be held."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set

from forms.rules.faults import did_you_mean
from integrations.exports.column_spec import ColumnSpec
from integrations.exports.definition import LayoutFile
from integrations.exports.fitting import Steps, Unfit
from integrations.exports.line import place_of
from integrations.layout_socket import AnswerTable

_SHOWN = 12  # codes
# Where a map is used, and the codes that may come there; none where something else than one choice stands in the column.
_Use = tuple[Steps, ColumnSpec, Set[str]]


def foreign_maps(layout: LayoutFile, table: AnswerTable) -> Iterator[Unfit]:
    """Where a column's map knows none of its codes: whoever answers it could not leave."""
    for name, uses in _uses(layout, table).items():
        keys = {key for _, key in _keys(layout, name)}
        for steps, column, codes in uses:
            if codes and codes.isdisjoint(keys):
                some = ", ".join(sorted(codes)[:_SHOWN])
                yield Unfit(steps, name, f"asks {column.from_[0]}, and the map {name} has none of its codes: {some}")


def foreign_codes(layout: LayoutFile, table: AnswerTable) -> Iterator[Unfit]:
    """Single keys that are no code of anything that their map is used for. Of a map that stands for something else, too, nothing is
    known; of one without any code, `foreign_maps` tells."""
    for name, uses in _uses(layout, table).items():
        known = {code for _, _, codes in uses for code in codes}
        keys = [*_keys(layout, name)]
        if all(codes for _, _, codes in uses) and not known.isdisjoint(key for _, key in keys):
            for steps, key in keys:
                if key not in known:
                    yield Unfit(steps, key, f"has no code {key} for the map {name}{did_you_mean(key, known)}")


def _uses(layout: LayoutFile, table: AnswerTable) -> Mapping[str, Sequence[_Use]]:
    found: dict[str, list[_Use]] = defaultdict(list)
    for at, record in enumerate(layout.records):
        for of, column in enumerate(record.columns):
            if column.type == "C":
                found[column.map].append((("records", at, "columns", of, "map"), column, _codes(column, table)))
    return found


def _codes(column: ColumnSpec, table: AnswerTable) -> Set[str]:
    changed = column.compute or column.split or column.signs or column.as_
    if changed or len(column.fields) != 1 or len(column.from_) != 1:
        return frozenset()
    field, suffix = place_of(column.fields[0], table.places)
    return frozenset() if suffix else table.codes.get(field, {}).keys()


def _keys(layout: LayoutFile, name: str) -> Iterator[tuple[Steps, str]]:
    for key in layout.maps.get(name, ()):
        yield ("maps", name, key), key
    for at, dated in enumerate(layout.dated_maps.get(name, ())):
        for key in dated.codes:
            yield ("dated_maps", name, at, "codes", key), key
