"""`layouts`: what the export layouts are, and whether they fit the procedures that they name."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from forms.complaints import Complaint, Refused
from forms.procedure import Procedure
from integrations.exports.loading import load_layout
from integrations.interfaces import AdapterError
from integrations.layout_socket import AnswerTables, Layout, Record
from portal.cli.definitions import definition_files, folders, shipped, tell
from portal.cli.problem import AsJson, complain, listing
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
    sound = tell(complaints)
    for path, layout in layouts:
        for procedure in procedures.values():
            if layout.fits(procedure.id, procedure.version) and (fault := _unfit(layout, procedure)):
                complain(f"{path}:1:1: {fault}")
                sound = False
    if not sound:
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


def _unfit(layout: Layout, procedure: Procedure) -> str:
    """What keeps this layout from ever taking this version; "" if nothing does. Asked with an application that answers
    nothing: only the columns and the code table can be at fault."""
    head = {"receipt_number": "-", "procedure": procedure.id, "version": procedure.version, "arrived_at": _DAY}
    try:
        findings = layout.check([Record(head, {})]).findings
    except AdapterError as error:
        return f"{error}."
    codes = sorted({finding.value for finding in findings if not finding.receipt_number})
    return f"the code table of {procedure.id} has {' '.join(codes)}, which the file cannot hold." if codes else ""


_DAY = datetime(2026, 1, 1, tzinfo=UTC)
