from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Annotated

import typer

from forms.complaints import Complaint, Refused, errors
from forms.definition.procedure import Procedure
from forms.rules.faults import did_you_mean
from forms.text.reading import complaint_at, read_sheet
from integrations.exports.definition import LayoutFile
from integrations.exports.loading import load_layout, misfits_of
from integrations.exports.names import FileNames
from integrations.sockets.layout_socket import AnswerTables, Layout, Record
from portal.cli.definitions import definition_files, demand_files, folders, print_complaints, shipped
from portal.cli.problem import AsJson, both, listing
from portal.services.procedures.answer_tables import answer_table

app = typer.Typer(help="Export layouts.", no_args_is_help=True)


@app.command("list")
def list_layouts(as_json: AsJson = False) -> None:
    """List the layouts and the procedures that they fit."""
    procedures = shipped()
    layouts, complaints = _load([], _tables(procedures))
    if complaints:
        raise Refused(complaints)
    rows = [
        {
            "id": layout.id,
            "version": layout.version,
            "title": layout.title,
            "basis": layout.basis,
            "purpose": layout.purpose,
            "procedures": [
                procedure.id for procedure in procedures.values() if layout.fits(procedure.id, procedure.version)
            ],
        }
        for _, layout in layouts
    ]
    listing(rows, as_json, ("id", "version", "basis", "purpose", "title"))


@app.command()
def check(
    paths: Annotated[list[Path] | None, typer.Argument(help="Files or folders; none: KAKANAI_LAYOUTS.")] = None,
) -> None:
    """Check each layout file, then against every procedure that it fits."""
    demand_files(paths or [], folders().layouts)
    procedures = shipped()
    tables = _tables(procedures)
    layouts, complaints = _load(paths or [], tables)
    for path, layout in layouts:
        definition = read_sheet(path, LayoutFile)
        complaints += [*_named_for_nobody(path, definition), *_named_in_vain(path, definition, procedures)]
        for procedure in procedures.values():
            if layout.fits(procedure.id, procedure.version):
                unfit = misfits_of(
                    path, definition, procedure.id, procedure.version, tables(procedure.id, procedure.version)
                )
                complaints += unfit if errors(unfit) else [*unfit, *_unwritten(path, layout, procedure)]
    if not print_complaints(sorted(complaints)):
        raise typer.Exit(1)
    print(both(f"{len(layouts)}個の引渡しの形に、まちがいはありません。", f"Layouts: {len(layouts)}, all sound."))


def _tables(procedures: Mapping[str, Procedure]) -> AnswerTables:
    table = cache(lambda procedure: answer_table(procedures[procedure]))  # each layout asks for that of each procedure
    return lambda procedure, _version: table(procedure)


def _load(paths: list[Path], tables: AnswerTables) -> tuple[list[tuple[Path, Layout]], list[Complaint]]:
    layouts: list[tuple[Path, Layout]] = []
    complaints: list[Complaint] = []
    for file in definition_files(paths, folders().layouts):
        try:
            layouts.append((file, load_layout(file, tables)))
        except Refused as refused:
            complaints += refused.complaints
    return layouts, complaints


def _named_for_nobody(path: Path, definition: LayoutFile) -> Iterator[Complaint]:
    for name in FileNames(definition).unfit():
        text = f"the receiver does not accept a file called {name}, as one of the first batch of a day would be"
        yield complaint_at(path, ("file", "name"), "layout.file_name", text)


def _named_in_vain(path: Path, definition: LayoutFile, procedures: Mapping[str, Procedure]) -> Iterator[Complaint]:
    named = definition.applies_to.procedure
    if named not in ("any", *procedures):
        text = f"no definition is called {named}{did_you_mean(named, procedures)}"
        complaint = complaint_at(path, ("applies_to", "procedure"), "layout.procedure", text)
        yield replace(complaint, warning=True)


def _unwritten(path: Path, layout: Layout, procedure: Procedure) -> list[Complaint]:
    # Checked without answers.
    head = {"receipt_number": "-", "procedure": procedure.id, "version": procedure.version, "arrived_at": _DAY}
    findings = layout.check([Record(head, {})]).findings
    codes = sorted({finding.value for finding in findings if not finding.receipt_number})
    text = f"the code table of {procedure.id} has {' '.join(codes)}, which the file cannot hold"
    return [Complaint(str(path), 1, 1, "layout.code_table", text)] if codes else []


_DAY = datetime(2026, 1, 1, tzinfo=UTC)
