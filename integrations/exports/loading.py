"""Layout files into layouts. Knows the folder; a file that is not sound is refused at start, with every complaint."""

from collections.abc import Mapping
from pathlib import Path

from forms.complaints import Complaint, Refused
from forms.reading import read_sheet
from integrations.exports.definition import LayoutFile
from integrations.exports.layout import FileLayout
from integrations.exports.lines import Shrink, knows_nothing
from integrations.layout_socket import AnswerTables

LAYOUTS = Path(__file__).parent / "layouts"
FORMER = "former"  # beside them: versions by which nothing new is made, kept for what was


def load_layouts(
    tables: AnswerTables, folder: Path = LAYOUTS, shrink: Shrink = knows_nothing
) -> tuple[FileLayout, ...]:
    """Every layout of the folder, by id. `Refused` with the complaints of all files."""
    return tuple(sorted(_loaded(folder, tables, shrink), key=lambda layout: layout.id))


def load_former(
    tables: AnswerTables, folder: Path = LAYOUTS, shrink: Shrink = knows_nothing
) -> Mapping[tuple[str, str], FileLayout]:
    """By id and version those that others took the place of: `former/<id>.<version>.yaml`. `Refused` as above."""
    return {(one.id, one.version): one for one in _loaded(folder / FORMER, tables, shrink, former=True)}


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
    """One layout. `Refused` if the file is not sound, or named otherwise than its id: ids are unique by that."""
    definition = read_sheet(path, LayoutFile)
    name = f"{definition.layout}.{definition.version}.yaml" if former else f"{definition.layout}.yaml"
    if path.name != name:
        text = f"the layout {definition.layout} must stand in {name}"
        raise Refused([Complaint(str(path), 1, 1, "layout.misnamed", text)])
    return FileLayout(definition, tables, shrink)
