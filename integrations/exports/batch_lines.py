"""The lines about a whole batch: what stands before or behind the others, and what it counts and adds up."""

from collections.abc import Mapping

from integrations.exports.columns import Line, Notes, compile_column
from integrations.exports.definition import LayoutFile
from integrations.exports.text_files import TextFiles, TextShape
from integrations.interfaces import AdapterError, AnswerTable, Record

_NO_ANSWERS = AnswerTable((), {}, lambda _field, _value: {})


class Figures:
    """How many lines of each kind left, and the sums of their columns of digits that some line tells. Counted as lines leave: a
    record that is held adds nothing."""

    def __init__(self, layout: LayoutFile) -> None:
        told = {source for record in layout.records for column in record.columns for source in column.from_}
        self._ids = [record.id for record in layout.records]
        self._facts = dict.fromkeys(layout.figures, 0)
        self.summed = {
            at: [(f"sum.{record.id}.{column.name}", of) for of, column in enumerate(record.columns) if f"sum.{record.id}.{column.name}" in told]
            for at, record in enumerate(layout.records)
        }  # fmt: skip

    def count(self, kind: int) -> None:
        self._facts[f"count.{self._ids[kind]}"] += 1

    def add(self, sums: Mapping[str, int]) -> None:
        for name, value in sums.items():
            self._facts[name] += value

    @property
    def facts(self) -> Mapping[str, int]:
        return self._facts


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
        texts = [compile_column(column, layout.file, layout.maps, {})(line, notes) for column in record.columns]
        packed = None if any(note.held for note in notes) else shape.packer(record.columns)(texts)
        if packed is None:
            raise AdapterError("EXPORT_BATCH_HELD", record.id, permanent=True)
        if at == "first":
            files.put_first(kind, packed)
        else:
            files.put(kind, packed)
