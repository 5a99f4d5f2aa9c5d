"""Loads layout files."""

from collections.abc import Mapping
from pathlib import Path

from forms.complaints import Complaint, Refused
from forms.text.reading import read_sheet
from integrations.exports.definition import LayoutFile
from integrations.exports.layout import FileLayout
from integrations.exports.lines import Shrink, knows_nothing
from integrations.sockets.layout_socket import AnswerTables

LAYOUTS = Path(__file__).parent / "layouts"
FORMER = "former"  # subfolder of superseded versions, kept for their batches


def load_layouts(
    tables: AnswerTables, folder: Path = LAYOUTS, shrink: Shrink = knows_nothing
) -> tuple[FileLayout, ...]:
    """Raises Refused."""
    return tuple(sorted(_loaded(folder, tables, shrink), key=lambda layout: layout.id))


def load_former(
    tables: AnswerTables, folder: Path = LAYOUTS, shrink: Shrink = knows_nothing
) -> Mapping[tuple[str, str], FileLayout]:
    """From `former/<id>.<version>.yaml`. Raises Refused."""
    return {(layout.id, layout.version): layout for layout in _loaded(folder / FORMER, tables, shrink, former=True)}


def _loaded(folder: Path, tables: AnswerTables, shrink: Shrink, *, former: bool = False) -> list[FileLayout]:
    complaints: list[Complaint] = []
    layouts: list[FileLayout] = []
    for path in folder.glob("*.yaml"):
        try:
            layouts.append(load_layout(path, tables, shrink, former=former))
        except Refused as refused:
            complaints.extend(refused.complaints)
    if complaints:
        raise Refused(complaints)
    return layouts


def load_layout(
    path: Path, tables: AnswerTables, shrink: Shrink = knows_nothing, *, former: bool = False
) -> FileLayout:  # fmt: skip
    """Raises Refused, also if not named by its id."""
    definition = read_sheet(path, LayoutFile)
    name = f"{definition.layout}.{definition.version}.yaml" if former else f"{definition.layout}.yaml"
    if path.name != name:
        text = f"the layout {definition.layout} must be in {name}"
        raise Refused([Complaint(str(path), 1, 1, "layout.misnamed", text)])
    return FileLayout(definition, tables, shrink)
