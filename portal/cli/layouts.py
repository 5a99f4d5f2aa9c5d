"""`layouts`: what the export layouts are, and whether they fit the procedures that they name."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from forms.complaints import Complaint, Refused
from forms.linting import errors
from forms.procedure import Procedure
from forms.reading import complaint_at, read_sheet
from forms.rules.faults import did_you_mean
from integrations.exports.definition import LayoutFile
from integrations.exports.fitting import unknown_names
from integrations.exports.loading import load_layout
from integrations.exports.map_fitting import foreign_codes, foreign_maps
from integrations.exports.names import FileNames
from integrations.layout_socket import AnswerTables, Layout, Record
from portal.cli.definitions import definition_files, folders, shipped, tell
from portal.cli.problem import AsJson, listing
from portal.services.answer_tables import answer_table

app = typer.Typer(help="Export layouts.", no_args_is_help=True)


@app.command("list")
def list_layouts(as_json: AsJson = False) -> None:
    """List the layouts and the procedures that they fit."""
    procedures = shipped()
    layouts, complaints = _load([], procedures)
    if complaints:
        raise Refused(complaints)
    rows = [
        {
            "id": layout.id,
            "version": layout.version,
            "title": layout.title,
            "basis": layout.basis,
            "purpose": layout.purpose,
            "procedures": [one.id for one in procedures.values() if layout.fits(one.id, one.version)],
        }
        for _, layout in layouts
    ]
    listing(rows, as_json, ("id", "version", "basis", "purpose", "title"))


@app.command()
def check(
    paths: Annotated[list[Path] | None, typer.Argument(help="Files or folders; none: KAKANAI_LAYOUTS.")] = None,
) -> None:
    """Check layouts: each file by itself, then against every procedure that it fits."""
    procedures = shipped()
    layouts, complaints = _load(paths or [], procedures)
    for path, layout in layouts:
        definition = read_sheet(path, LayoutFile)
        complaints += [*_named_for_nobody(path, definition), *_named_in_vain(path, definition, procedures)]
        for procedure in procedures.values():
            if layout.fits(procedure.id, procedure.version):
                unfit = _unfit(path, definition, procedure)
                complaints += unfit if errors(unfit) else [*unfit, *_unwritten(path, layout, procedure)]
    if not tell(sorted(complaints)):
        raise typer.Exit(1)
    print(f"{len(layouts)} layouts are sound.")


def _load(paths: list[Path], procedures: Mapping[str, Procedure]) -> tuple[list[tuple[Path, Layout]], list[Complaint]]:
    tables: AnswerTables = lambda procedure, _version: answer_table(procedures[procedure])  # noqa: E731
    layouts: list[tuple[Path, Layout]] = []
    complaints: list[Complaint] = []
    for file in definition_files(paths, folders().layouts):
        try:
            layouts.append((file, load_layout(file, tables)))
        except Refused as refused:
            complaints += refused.complaints
    return layouts, complaints


def _named_for_nobody(path: Path, definition: LayoutFile) -> Iterator[Complaint]:
    """Whatever the batch, the receiver would not take its files."""
    for name in FileNames(definition).unfit():
        text = f"the receiver takes no file that is called {name}, as one of the first batch of a day would be"
        yield complaint_at(path, ("file", "name"), "layout.file_name", text)


def _named_in_vain(path: Path, definition: LayoutFile, procedures: Mapping[str, Procedure]) -> Iterator[Complaint]:
    """Not a fault: a layout may be there before its procedure."""
    named = definition.applies_to.procedure
    if named not in ("any", *procedures):
        text = f"no definition is called {named}{did_you_mean(named, procedures)}"
        said = complaint_at(path, ("applies_to", "procedure"), "layout.procedure", text)
        yield replace(said, warning=True)


def _unfit(path: Path, definition: LayoutFile, procedure: Procedure) -> list[Complaint]:
    """What the layout names and this version does not have. A code may be an earlier version's, of which applications wait: a warning."""
    table = answer_table(procedure)
    earlier = definition.applies_to.from_version < procedure.version
    found = [
        *(("layout.question", False, one) for one in unknown_names(definition, table)),
        *(("layout.map", False, one) for one in foreign_maps(definition, table)),
        *(("layout.code", earlier, one) for one in foreign_codes(definition, table)),
    ]
    of = f"{procedure.id} {procedure.version}"
    return [
        replace(complaint_at(path, one.steps, key, f"{of} {one.text}"), warning=warning) for key, warning, one in found
    ]


def _unwritten(path: Path, layout: Layout, procedure: Procedure) -> list[Complaint]:
    """What of this version no file of the layout can hold. Asked with an application that answers nothing: only the code table can be at
    fault."""
    head = {"receipt_number": "-", "procedure": procedure.id, "version": procedure.version, "arrived_at": _DAY}
    findings = layout.check([Record(head, {})]).findings
    codes = sorted({finding.value for finding in findings if not finding.receipt_number})
    text = f"the code table of {procedure.id} has {' '.join(codes)}, which the file cannot hold"
    return [Complaint(str(path), 1, 1, "layout.code_table", text)] if codes else []


_DAY = datetime(2026, 1, 1, tzinfo=UTC)
