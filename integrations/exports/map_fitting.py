"""A layout's maps beside a version's codes."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set

from forms.rules.faults import did_you_mean
from integrations.exports.column_spec import ColumnSpec
from integrations.exports.definition import LayoutFile
from integrations.exports.fitting import Steps, Unfit
from integrations.exports.line import place_of
from integrations.sockets.layout_socket import AnswerTable

_SHOWN = 12  # codes
# Where a map is used, and the codes possible there; empty if the column holds anything but one choice.
_Use = tuple[Steps, ColumnSpec, Set[str]]


def foreign_maps(layout: LayoutFile, table: AnswerTable) -> Iterator[Unfit]:
    for name, uses in _uses(layout, table).items():
        keys = {key for _, key in _keys(layout, name)}
        for steps, column, codes in uses:
            if codes and codes.isdisjoint(keys):
                some = ", ".join(sorted(codes)[:_SHOWN])
                yield Unfit(steps, name, f"asks {column.from_[0]}, and the map {name} has none of its codes: {some}")


def foreign_codes(layout: LayoutFile, table: AnswerTable) -> Iterator[Unfit]:
    """Not of maps with unknown uses; `foreign_maps` reports maps without any code."""
    for name, uses in _uses(layout, table).items():
        possible = {code for _, _, codes in uses for code in codes}
        keys = [*_keys(layout, name)]
        if all(codes for _, _, codes in uses) and not possible.isdisjoint(key for _, key in keys):
            for steps, key in keys:
                if key not in possible:
                    yield Unfit(steps, key, f"has no code {key} for the map {name}{did_you_mean(key, possible)}")


def _uses(layout: LayoutFile, table: AnswerTable) -> Mapping[str, Sequence[_Use]]:
    uses: dict[str, list[_Use]] = defaultdict(list)
    for index, record in enumerate(layout.records):
        for position, column in enumerate(record.columns):
            if column.type == "C":
                uses[column.map].append((("records", index, "columns", position, "map"), column, _codes(column, table)))
    return uses


def _codes(column: ColumnSpec, table: AnswerTable) -> Set[str]:
    changed = column.compute or column.split or column.signs or column.as_
    if changed or len(column.fields) != 1 or len(column.from_) != 1:
        return frozenset()
    field, suffix = place_of(column.fields[0], table.places)
    return frozenset() if suffix else table.codes.get(field, {}).keys()


def _keys(layout: LayoutFile, name: str) -> Iterator[tuple[Steps, str]]:
    for key in layout.maps.get(name, ()):
        yield ("maps", name, key), key
    for index, dated in enumerate(layout.dated_maps.get(name, ())):
        for key in dated.codes:
            yield ("dated_maps", name, index, "codes", key), key
