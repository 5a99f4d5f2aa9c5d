from collections.abc import Callable, Iterable, Mapping
from operator import add

from integrations.exports.columns import compile_column
from integrations.exports.definition import LayoutFile
from integrations.exports.line import Line, Notes
from integrations.exports.text_files import TextFiles, TextShape
from integrations.sockets.interfaces import AdapterError
from integrations.sockets.layout_socket import AnswerTable, Record

_NO_ANSWERS = AnswerTable((), {}, lambda _field, _value: {})


class Figures:
    """Held records do not count."""

    def __init__(self, layout: LayoutFile) -> None:
        sources = {source for record in layout.records for column in record.columns for source in column.sources}
        self._counts = [f"count.{record.id}" for record in layout.records]
        self._facts = {name: 0 for name in layout.figures if name.startswith(("count.", "sum."))}
        self.summed = {
            index: [
                (name, position)
                for position, column in enumerate(record.laid)
                for how in ("sum", "min", "max")
                if (name := f"{how}.{record.id}.{column.name}") in sources
            ]
            for index, record in enumerate(layout.records)
        }

    def count(self, kind: int, lines: int = 1) -> None:
        self._facts[self._counts[kind]] += lines

    def add(self, figures: Iterable[tuple[str, int]]) -> None:
        for name, value in figures:
            self._facts[name] = _FOLDS[name[:3]](self._facts.get(name, value if name[:3] != "sum" else 0), value)

    @property
    def facts(self) -> Mapping[str, int]:
        return self._facts


_FOLDS: Mapping[str, Callable[[int, int], int]] = {"sum": add, "min": min, "max": max}


def put_batch_lines(
    layout: LayoutFile, shape: TextShape, files: TextFiles, facts: Mapping[str, object], at: str
) -> None:
    """Raises AdapterError if an encoding or column cannot hold the values."""
    for kind, record in enumerate(layout.records):
        if record.foreach != "batch" or record.at != at:
            continue
        notes: Notes = []
        line = Line(Record({}, {}), _NO_ANSWERS, frozenset(), facts, {})
        texts = [compile_column(column, layout.file, layout.maps, {})(line, notes) for column in record.laid]
        packed = None if any(note.held for note in notes) else shape.packer(record.laid)(texts)
        if packed is None:
            raise AdapterError("EXPORT_BATCH_HELD", record.id, permanent=True)
        if at == "first":
            files.put_first(kind, packed)
        else:
            files.put(kind, packed)
