"""Loads layout files, and says what a layout has that a version of a procedure has not."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from forms.complaints import Complaint, Refused, errors
from forms.text.reading import complaint_at, read_sheet, read_text
from integrations.exports.definition import LayoutFile
from integrations.exports.fitting import unknown_names
from integrations.exports.layout import FileLayout
from integrations.exports.lines import Shrink, knows_nothing
from integrations.exports.map_fitting import foreign_codes, foreign_maps
from integrations.sockets.layout_socket import AnswerTable, AnswerTables, LayoutSample

LAYOUTS = Path(__file__).parent / "layouts"
STANDARD = (
    Path(__file__).parent / "standard"
)  # samples for the standard systems: in use once they are in a city's folder
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


def misfits_of(
    path: Path, definition: LayoutFile, procedure: str, version: int, table: AnswerTable, instead: str | None = None
) -> list[Complaint]:  # fmt: skip
    """Unknown codes may belong to an earlier version: a warning. `instead`: a text in place of the file's."""
    earlier = definition.applies_to.from_version < version
    misfits = [
        *(("layout.question", False, misfit) for misfit in unknown_names(definition, table)),
        *(("layout.map", False, misfit) for misfit in foreign_maps(definition, table)),
        *(("layout.code", earlier, misfit) for misfit in foreign_codes(definition, table)),
    ]
    return [
        replace(complaint_at(path, misfit.steps, key, f"{procedure} {version} {misfit.text}", instead), warning=warning)
        for key, warning, misfit in misfits
    ]


@dataclass(frozen=True)
class LayoutTexts:
    """Layouts whose text is in no file."""

    tables: AnswerTables
    shrink: Shrink = knows_nothing

    def samples(self) -> tuple[LayoutSample, ...]:
        sheets = [(path, read_sheet(path, LayoutFile)) for path in sorted(STANDARD.glob("*.yaml"))]
        return tuple(
            LayoutSample(sheet.layout, sheet.system, sheet.title, path.read_text(encoding="utf-8"))
            for path, sheet in sheets
        )

    def read(self, text: str, file: str) -> FileLayout:
        """Raises Refused."""
        return FileLayout(read_text(text, Path(file), LayoutFile), self.tables, self.shrink)

    def misfits(self, text: str, procedure: str, version: int, file: str) -> list[Complaint]:
        """Raises Refused."""
        path = Path(file)
        definition = read_text(text, path, LayoutFile)
        if not self.read(text, file).fits(procedure, version):
            words = f"applies to {definition.applies_to.procedure}, not to {procedure} {version}"
            return [complaint_at(path, ("applies_to",), "layout.procedure", words, text)]
        return errors(misfits_of(path, definition, procedure, version, self.tables(procedure, version), text))
