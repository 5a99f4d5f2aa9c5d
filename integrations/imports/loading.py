"""Mapping files into mappings. A file that is not sound, or does not fit its procedure, is refused at start, with every complaint."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from forms.complaints import Complaint, Refused
from forms.procedure import Procedure
from forms.reading import Fault, read_beside, read_sheet
from integrations.import_socket import FormMapping, Package
from integrations.imports.definition import MappingFile
from integrations.imports.fitting import fillable, misfits, target
from integrations.imports.folder_reader import gather
from integrations.imports.mapping import FileMapping
from integrations.imports.readers import read_packages

MAPPINGS = Path(__file__).parent / "mappings"
Sheet = TypeVar("Sheet")
Procedures = Callable[[str], Procedure | None]


def load_mappings(procedures: Procedures, folder: Path = MAPPINGS) -> tuple[FileMapping, ...]:
    """Every mapping of the folder, by id. `Refused` with the complaints of all files."""
    return _every(folder, lambda path: load_mapping(path, procedures))


def load_mapping(path: Path, procedures: Procedures) -> FileMapping:
    """One mapping. `Refused` if it is not sound, fits no procedure, or is named otherwise than its id."""

    def beside(sheet: MappingFile) -> list[Fault]:
        return list(misfits(sheet, procedures(sheet.procedure)))

    definition = read_beside(path, MappingFile, beside)
    if path.name != f"{definition.mapping}.yaml":
        text = f"the mapping {definition.mapping} must stand in {definition.mapping}.yaml"
        raise Refused([Complaint(str(path), 1, 1, "mapping.misnamed", text)])
    procedure = procedures(definition.procedure)
    if procedure is None:
        raise LookupError(definition.procedure)  # `misfits` has said so
    return FileMapping(definition, procedure)


class Imports:
    """Readers and mappings together, as the portal takes them. What is shipped is read at start; whether it fits is asked of the
    version of a procedure that is offered when a package comes."""

    def __init__(self, definitions: Sequence[MappingFile] = ()) -> None:
        self._definitions = tuple(definitions)
        self._known: dict[tuple[str, str], FileMapping] = {}

    def read(self, content: bytes) -> tuple[Package, ...]:
        return read_packages(content)

    def gather(self, folder: Path) -> bytes:
        return gather(folder)

    def _shipped(self, form: str, version: str) -> MappingFile | None:
        return next((one for one in self._definitions if one.fits(form, version)), None)

    def shipped(self, form: str, version: str) -> str:
        found = self._shipped(form, version)
        return found.procedure if found else ""

    def shipped_mapping(self, form: str, version: str, procedure: Procedure) -> FormMapping:
        """As the socket says; LookupError where none is shipped."""
        definition = self._shipped(form, version)
        if definition is None:
            raise LookupError(form)
        key = (definition.mapping, procedure.meaning)
        if key not in self._known:
            self._known[key] = _fitting(definition, procedure)
        return self._known[key]

    def mapping(self, told: Mapping[str, object], procedure: Procedure) -> FormMapping:
        """As the socket says."""
        try:
            definition = MappingFile.model_validate(told)
        except ValidationError as error:
            raise ValueError(" ".join(str(one["loc"]) for one in error.errors())) from None
        return _fitting(definition, procedure)

    def target(self, procedure: Procedure, to: str) -> bool:
        found = target(procedure, to)
        return found is not None and fillable(found[0])


def _fitting(definition: MappingFile, procedure: Procedure) -> FileMapping:
    faults = [text for _, text in (*definition.faults(), *misfits(definition, procedure))]
    if faults:
        raise ValueError(" ".join(faults))
    return FileMapping(definition, procedure)


def load_definitions(folder: Path = MAPPINGS) -> tuple[MappingFile, ...]:
    """Every mapping of the folder as it is written. `Refused` with the complaints of all files."""
    return _every(folder, lambda path: read_sheet(path, MappingFile))


def _every(folder: Path, read: Callable[[Path], Sheet]) -> tuple[Sheet, ...]:
    complaints: list[Complaint] = []
    found: list[Sheet] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            found.append(read(path))
        except Refused as refused:
            complaints.extend(refused.complaints)
    if complaints:
        raise Refused(complaints)
    return tuple(found)
