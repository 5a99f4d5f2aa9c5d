"""Columns, codes and cells of a version."""

from collections.abc import Iterator

from forms.definition.option_labels import option_labels
from forms.definition.procedure import Field, Page, Procedure, Repeat
from forms.messages import sentences
from forms.text.speech import Speech
from integrations.sockets.layout_socket import AnswerTable, AnswerTables, Column
from portal.db import Database
from portal.errors import NotFound
from portal.services.shared.catalogue import Catalogue
from portal.store.procedures import definitions


def answer_tables(database: Database, catalogue: Catalogue) -> AnswerTables:
    """Raises NotFound for an unpublished version."""

    def table(procedure: str, version: int) -> AnswerTable:
        with database.read() as unit:
            rows = definitions.of_version(unit, procedure, version)
            if not rows:
                raise NotFound(f"{procedure} {version}")
            return answer_table(catalogue.version(unit, rows[0].meaning))

    return table


def answer_table(procedure: Procedure) -> AnswerTable:
    speech = Speech("ja", sentences("ja"), procedure.texts["ja"])
    fields = procedure.by_name
    return AnswerTable(
        columns=tuple(
            column
            for step in procedure.steps
            for column in _of_items(step.items, f"{step.title} " if step.block else "", "", speech)
        ),
        codes={field.name: codes for field in procedure.fields if (codes := option_labels(field, speech))},
        cells=lambda name, value: (
            fields[name].type.cells(value, fields[name].settings) if name in fields else _count(value)
        ),
        cell=lambda name, suffix: (
            fields[name].type.cell(suffix, fields[name].settings)
            if name in fields
            else lambda rows: _count(rows).get(suffix, "")
        ),
        numbers=frozenset(field.name for field in procedure.fields if field.protection == "number"),
        computed=frozenset(field.name for field in procedure.fields if not field.type.asks),
        as_stored=frozenset((field.name, suffix) for field in procedure.fields for suffix in field.type.as_stored),
        people=frozenset(procedure.my_number.of if procedure.my_number else ()),
        repeats={repeat.id: repeat.label for repeat in procedure.repeats},
    )


def _of_items(items: tuple[Page | Repeat, ...], before: str, repeat: str, speech: Speech) -> Iterator[Column]:
    for item in items:
        if isinstance(item, Repeat):
            yield Column(item.id, "", f"{before}{item.label}", repeat)
            yield from _of_items(item.items, f"{before}{item.label} ", item.id, speech)
        else:
            for field in item.fields:
                if field.exported:
                    yield from _columns(field, before, repeat, speech)


def _columns(field: Field, before: str, repeat: str, speech: Speech) -> Iterator[Column]:
    # The definition names the rows of a table, the engine all other parts.
    rows = getattr(field.settings, "rows", {})
    label = f"{before}{field.label}"
    for suffix, key in field.type.columns(field.settings):
        heading = f"{label} {rows.get(suffix) or speech.message(key)}" if suffix else label
        yield Column(field.name, suffix, heading, repeat)


def _count(rows: object) -> dict[str, str]:
    return {"": str(len(rows))} if isinstance(rows, list) else {}
