from collections.abc import Mapping, Sequence

from integrations.exports.definition import LayoutFile


def used_maps(layout: LayoutFile) -> Mapping[str, object]:
    """Periods: None = open."""
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
        {
            "from": period.from_ and period.from_.isoformat(),
            "to": period.to and period.to.isoformat(),
            "codes": dict(period.codes),
        }
        for period in layout.dated_maps[name]
    ]
