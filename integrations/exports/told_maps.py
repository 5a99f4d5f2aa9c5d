"""The codes of a layout as its manifest tells them: a receiver learns from the batch what stands in a column. Knows no answers."""

from collections.abc import Mapping, Sequence

from integrations.exports.definition import LayoutFile


def told_maps(layout: LayoutFile) -> Mapping[str, object]:
    """Each map that a column uses, in the order of the columns: the columns, and its codes with the days on which they are in force (None
    = without end), as the layout has them."""
    used: dict[str, list[str]] = {}
    for record in layout.records:
        for column in record.laid:
            for name in filter(None, (column.map, column.eras)):
                used.setdefault(name, []).append(column.name)
    return {name: {"columns": columns, "codes": _codes(layout, name)} for name, columns in used.items()}


def _codes(layout: LayoutFile, name: str) -> Sequence[Mapping[str, object]]:
    if name in layout.maps:
        return [{"from": None, "to": None, "codes": dict(layout.maps[name])}]
    return [
        {"from": one.from_ and one.from_.isoformat(), "to": one.to and one.to.isoformat(), "codes": dict(one.codes)}
        for one in layout.dated_maps[name]
    ]
