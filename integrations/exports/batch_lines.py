"""The lines about a whole batch: what stands before or behind the others, and what it counts and adds up."""

from collections.abc import Callable, Iterable, Mapping
from operator import add

from integrations.exports.columns import compile_column
from integrations.exports.definition import LayoutFile
from integrations.exports.line import Line, Notes
from integrations.exports.text_files import TextFiles, TextShape
from integrations.interfaces import AdapterError
from integrations.layout_socket import AnswerTable, Record

_NO_ANSWERS = AnswerTable((), {}, lambda _field, _value: {})


class Figures:
    """How many lines of each kind left, and the sums, least and greatest of their columns of digits that some line tells. Counted
    as lines leave: a record that is held adds nothing."""

    def __init__(self, layout: LayoutFile) -> None:
        told = {source for record in layout.records for column in record.columns for source in column.sources}
        self._counts = [f"count.{record.id}" for record in layout.records]
        self._facts = {name: 0 for name in layout.figures if name.startswith(("count.", "sum."))}
        self.summed = {
            at: [
                (name, of)
                for of, column in enumerate(record.laid)
                for how in ("sum", "min", "max")
                if (name := f"{how}.{record.id}.{column.name}") in told
            ]
            for at, record in enumerate(layout.records)
        }

    def count(self, kind: int, lines: int = 1) -> None:
        self._facts[self._counts[kind]] += lines

    def add(self, told: Iterable[tuple[str, int]]) -> None:
        """(figure, value) of each cell."""
        for name, value in told:
            self._facts[name] = _FOLDS[name[:3]](self._facts.get(name, value if name[:3] != "sum" else 0), value)

    @property
    def facts(self) -> Mapping[str, int]:
        """A least or greatest of no line is not there."""
        return self._facts


_FOLDS: Mapping[str, Callable[[int, int], int]] = {"sum": add, "min": min, "max": max}


def put_batch_lines(
    layout: LayoutFile, shape: TextShape, files: TextFiles, facts: Mapping[str, object], at: str
) -> None:
    """Those that stand there, in the order of the layout. AdapterError where the encoding, or a column, cannot hold what the batch
    brings."""
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
