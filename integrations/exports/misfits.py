"""What a layout says that a version of a procedure does not have; and a layout's text, tried before it is a file."""

from dataclasses import replace
from pathlib import Path

from forms.complaints import Complaint, Refused
from forms.linting import errors
from forms.text.reading import complaint_at, read_text
from integrations.exports.definition import LayoutFile
from integrations.exports.fitting import unknown_names
from integrations.exports.layout import FileLayout
from integrations.exports.lines import Shrink, knows_nothing
from integrations.exports.map_fitting import foreign_codes, foreign_maps
from integrations.sockets.layout_socket import AnswerTable, AnswerTables


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


def try_layout(
    tables: AnswerTables, text: str, procedure: str, version: int, shrink: Shrink = knows_nothing
) -> FileLayout:
    """Raises Refused."""
    path = Path("layout.yaml")
    definition = read_text(text, path, LayoutFile)
    layout = FileLayout(definition, tables, shrink)
    complaints = []
    if not layout.fits(procedure, version):
        words = f"applies to {definition.applies_to.procedure}, not to {procedure} {version}"
        complaints.append(complaint_at(path, ("applies_to",), "layout.procedure", words, text))
    complaints += errors(misfits_of(path, definition, procedure, version, tables(procedure, version), text))
    if complaints:
        raise Refused(complaints)
    return layout
