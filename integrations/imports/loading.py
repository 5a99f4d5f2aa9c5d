from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from forms.complaints import Complaint, Refused
from forms.definition.procedure import Procedure
from forms.text.reading import Fault, read_beside, read_sheet
from integrations.imports.definition import MappingFile
from integrations.imports.fitting import fillable, misfits, target
from integrations.imports.folder_reader import gather, gathered
from integrations.imports.mapping import FileMapping
from integrations.imports.readers import read_packages
from integrations.imports.written_out import written_out
from integrations.imports.zip_reader import names_in
from integrations.sockets.import_socket import FormMapping, Package

MAPPINGS = Path(__file__).parent / "mappings"
Sheet = TypeVar("Sheet")
Procedures = Callable[[str], Procedure | None]


def load_mapping(path: Path, procedures: Procedures) -> FileMapping:
    """Raises Refused, also if it fits no procedure or is misnamed."""

    def beside(sheet: MappingFile) -> list[Fault]:
        return list(misfits(sheet, procedures(sheet.procedure)))

    definition = read_beside(path, MappingFile, beside)
    if path.name != f"{definition.mapping}.yaml":
        text = f"the mapping {definition.mapping} must be in {definition.mapping}.yaml"
        raise Refused([Complaint(str(path), 1, 1, "mapping.misnamed", text)])
    procedure = procedures(definition.procedure)
    if procedure is None:
        raise LookupError(definition.procedure)  # `misfits` has reported it
    return FileMapping(written_out(definition, procedure), procedure)


class Imports:
    """Shipped mappings must fit the version in force when a package arrives."""

    def __init__(self, definitions: Sequence[MappingFile] = ()) -> None:
        self._definitions = tuple(definitions)
        self._known: dict[tuple[str, str], FileMapping] = {}

    def read(self, content: bytes) -> tuple[Package, ...]:
        return read_packages(content)

    def gather(self, folder: Path) -> bytes:
        return gather(folder)

    def names(self, content: bytes) -> Mapping[str, str]:
        return names_in(content)

    def gathered(self, files: Iterable[tuple[str, bytes]]) -> bytes:
        return gathered(files)

    def _shipped(self, form: str, version: str) -> MappingFile | None:
        return next((shipped for shipped in self._definitions if shipped.fits(form, version)), None)

    def shipped(self, form: str, version: str) -> str:
        definition = self._shipped(form, version)
        return definition.procedure if definition else ""

    def shipped_mapping(self, form: str, version: str, procedure: Procedure) -> FormMapping:
        """Raises LookupError if none is shipped."""
        definition = self._shipped(form, version)
        if definition is None:
            raise LookupError(form)
        key = (definition.mapping, procedure.meaning)
        if key not in self._known:
            self._known[key] = _fitting(definition, procedure)
        return self._known[key]

    def mapping(self, document: Mapping[str, object], procedure: Procedure) -> FormMapping:
        try:
            definition = MappingFile.model_validate(document)
        except ValidationError as error:
            raise ValueError(" ".join(str(problem["loc"]) for problem in error.errors())) from None
        return _fitting(definition, procedure)

    def target(self, procedure: Procedure, to: str) -> bool:
        match = target(procedure, to)
        return match is not None and fillable(match[0])


def _fitting(definition: MappingFile, procedure: Procedure) -> FileMapping:
    faults = [text for _, text in (*definition.faults(), *misfits(definition, procedure))]
    if faults:
        raise ValueError(" ".join(faults))
    return FileMapping(written_out(definition, procedure), procedure)


def load_definitions(folder: Path = MAPPINGS) -> tuple[MappingFile, ...]:
    """Raises Refused."""
    return _every(folder, lambda path: read_sheet(path, MappingFile))


def _every(folder: Path, read: Callable[[Path], Sheet]) -> tuple[Sheet, ...]:
    complaints: list[Complaint] = []
    sheets: list[Sheet] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            sheets.append(read(path))
        except Refused as refused:
            complaints.extend(refused.complaints)
    if complaints:
        raise Refused(complaints)
    return tuple(sheets)
