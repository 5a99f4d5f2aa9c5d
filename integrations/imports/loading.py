"""Mapping files into mappings. A file that is not sound, or does not fit its procedure, is refused at start, with every complaint."""

from collections.abc import Callable, Mapping
from pathlib import Path

from pydantic import ValidationError

from forms.complaints import Complaint, Refused
from forms.procedure import Procedure
from forms.reading import Fault, read_beside
from integrations.import_socket import FormMapping, Package
from integrations.imports.definition import MappingFile
from integrations.imports.fitting import misfits
from integrations.imports.folder_reader import gather
from integrations.imports.mapping import FileMapping
from integrations.imports.readers import read_packages

MAPPINGS = Path(__file__).parent / "mappings"
Procedures = Callable[[str], Procedure | None]


def load_mappings(procedures: Procedures, folder: Path = MAPPINGS) -> tuple[FileMapping, ...]:
    """Every mapping of the folder, by id. `Refused` with the complaints of all files."""
    complaints: list[Complaint] = []
    found: list[FileMapping] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            found.append(load_mapping(path, procedures))
        except Refused as refused:
            complaints.extend(refused.complaints)
    if complaints:
        raise Refused(complaints)
    return tuple(found)


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
    """Readers and mappings together, as the portal takes them."""

    def __init__(self, mappings: tuple[FormMapping, ...]) -> None:
        self.mappings = mappings

    def read(self, content: bytes) -> tuple[Package, ...]:
        return read_packages(content)

    def gather(self, folder: Path) -> bytes:
        return gather(folder)

    def mapping(self, told: Mapping[str, object], procedure: Procedure) -> FormMapping:
        """As the socket says."""
        try:
            definition = MappingFile.model_validate(told)
        except ValidationError as error:
            raise ValueError(" ".join(str(one["loc"]) for one in error.errors())) from None
        faults = [text for _, text in (*definition.faults(), *misfits(definition, procedure))]
        if faults:
            raise ValueError(" ".join(faults))
        return FileMapping(definition, procedure)
