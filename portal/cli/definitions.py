"""Definition files as the command line reads them: no database, no keys, so that an author needs neither."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from forms.complaints import Complaint, Refused
from forms.linting.blocks import lint_blocks
from forms.loading import Library, load, load_folder, read_library
from forms.loading.library import SHIPPED
from forms.procedure import Procedure
from forms.registry import field_types
from portal.cli.problem import Problem, complain
from portal.config import Settings, load_settings

SHARED = ("blocks", "codes")


def folders() -> Settings:
    """Where the files lie. What only a running production service needs is not asked for."""
    return load_settings(env="test")


def shipped() -> Mapping[str, Procedure]:
    """The definitions of KAKANAI_PROCEDURES by id. Refused, or Problem if there is no such folder."""
    return load_folder(there(folders().procedures), fields=field_types())


def there(path: Path) -> Path:
    if not path.exists():
        raise Problem(f"{path}: there is no such file or folder.")
    return path


def definition_files(paths: Sequence[Path], default: Path) -> list[Path]:
    """The definition files among `paths` and in the folders among them, translations among them."""
    found: list[Path] = []
    for path in paths or [default]:
        found += sorted(path.glob("*.yaml")) if path.is_dir() else [there(path)]
    return found


def load_each(files: Iterable[Path]) -> tuple[list[Procedure], list[Complaint]]:
    """What could be read, and what is wrong with the rest and with the blocks and codes beside them. A translation is read
    with its definition; a block and a code list with whatever uses them."""
    procedures: list[Procedure] = []
    complaints: list[Complaint] = []
    libraries: dict[Path, Library | None] = {}
    for file in files:
        folder = file.parent.parent if file.parent.name in SHARED else file.parent
        if folder not in libraries:
            libraries[folder], said = _library(folder)
            complaints += said
        library = libraries[folder]
        if library is None or _is_part(file):
            continue
        try:
            procedures.append(load(file, fields=field_types(), library=library))
        except Refused as refused:
            complaints += refused.complaints
    return procedures, complaints


def _is_part(file: Path) -> bool:
    """A block, a code list, or a translation of a definition beside it: read with what it is a part of."""
    translates = "." in file.stem and file.with_name(f"{file.stem.partition('.')[0]}.yaml").exists()
    return file.parent.name in SHARED or translates


def _library(folder: Path) -> tuple[Library | None, list[Complaint]]:
    """The shipped blocks and codes and those beside the definitions of a folder; None where they cannot be read, because
    then nothing that uses them can be judged."""
    try:
        library = read_library((SHIPPED, folder))
    except Refused as refused:
        return None, list(refused.complaints)
    return library, lint_blocks(library)


def tell(complaints: Sequence[Complaint]) -> bool:
    """Prints each on stderr; whether all of them are only warnings."""
    for complaint in complaints:
        complain(str(complaint))
    return all(complaint.warning for complaint in complaints)
