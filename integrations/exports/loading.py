"""Layout files into layouts. Knows the folder; a file that is not sound is refused at start, with every complaint."""

from pathlib import Path

from forms.complaints import Complaint, Refused
from forms.reading import read_sheet
from integrations.exports.definition import LayoutFile
from integrations.exports.layout import FileLayout
from integrations.exports.lines import Shrink, knows_nothing
from integrations.interfaces import AnswerTables

LAYOUTS = Path(__file__).parent / "layouts"


def load_layouts(
    tables: AnswerTables, folder: Path = LAYOUTS, shrink: Shrink = knows_nothing
) -> tuple[FileLayout, ...]:
    """Every layout of the folder, by id. `Refused` with the complaints of all files."""
    complaints: list[Complaint] = []
    layouts: list[FileLayout] = []
    for path in folder.glob("*.yaml"):
        try:
            layouts.append(load_layout(path, tables, shrink))
        except Refused as refused:
            complaints.extend(refused.complaints)
    if complaints:
        raise Refused(complaints)
    return tuple(sorted(layouts, key=lambda layout: layout.id))


def load_layout(path: Path, tables: AnswerTables, shrink: Shrink = knows_nothing) -> FileLayout:
    """One layout. `Refused` if the file is not sound, or named otherwise than its id: ids are unique by that."""
    definition = read_sheet(path, LayoutFile)
    if path.name != f"{definition.layout}.yaml":
        text = f"the layout {definition.layout} must stand in {definition.layout}.yaml"
        raise Refused([Complaint(str(path), 1, 1, "layout.misnamed", text)])
    return FileLayout(definition, tables, shrink)
