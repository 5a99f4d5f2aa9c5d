"""Definition files, without database or keys."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path

from forms.city.city import City
from forms.complaint_lines import terminal_lines
from forms.complaints import Complaint, Refused
from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.linting.blocks import lint_blocks
from forms.linting.chains import check_chains
from forms.loading import Library, load, load_folder, read_library
from forms.loading.library import SHIPPED
from portal.cli.problem import Problem, complain
from portal.config import Settings, load_settings
from portal.services.procedures.check_definition import box_complaints, every_complaint

SHARED = ("blocks", "codes")


def folders() -> Settings:
    """Settings without the checks for production."""
    return load_settings(env="test")


def shipped() -> Mapping[str, Procedure]:
    """Raises Refused, Problem."""
    return load_folder(there(folders().procedures), fields=field_types())


def each_shipped() -> Callable[[str], Procedure | None]:
    # A command that needs a few of two hundred reads these alone, each once; one of them may be Refused.
    folder = there(folders().procedures)
    library = read_library((SHIPPED, folder))

    @cache
    def read(name: str) -> Procedure | None:
        path = folder / f"{name}.yaml"
        return load(path, fields=field_types(), library=library) if path.exists() else None

    return read


def shipped_names() -> frozenset[str]:
    """Ids of the definitions of this release, also where KAKANAI_PROCEDURES is another folder."""
    return frozenset(path.stem for path in (SHIPPED / "procedures").glob("*.yaml") if "." not in path.stem)


def there(path: Path) -> Path:
    if not path.exists():
        raise Problem.of(f"{path}：そのファイルもフォルダーもありません。", f"{path}: there is no such file or folder.")
    return path


def demand_files(paths: Sequence[Path], default: Path) -> None:
    # Where nothing is checked nothing is sound. Raises Problem.
    for path in paths or [default]:
        if there(path).is_dir() and not any(path.glob("*.yaml")):
            raise Problem.of(
                f"{path}：確かめるファイル（.yaml）がありません。フォルダーの名前を確かめてください。",
                f"{path}: there is no file to check (.yaml) in this folder.",
            )


def definition_files(paths: Sequence[Path], default: Path) -> list[Path]:
    files: list[Path] = []
    for path in paths or [default]:
        files += sorted(path.glob("*.yaml")) if path.is_dir() else [there(path)]
    return files


def load_each(files: Iterable[Path], city: City, today: date) -> tuple[list[Procedure], list[Complaint]]:
    """Also all complaints about the others."""
    procedures: list[Procedure] = []
    complaints: list[Complaint] = []
    libraries: dict[Path, Library | None] = {}
    for file in files:
        folder = file.parent.parent if file.parent.name in SHARED else file.parent
        if folder not in libraries:
            libraries[folder], faults = _library(folder)
            complaints += faults
        library = libraries[folder]
        if library is None or _is_part(file):
            continue
        try:
            procedures.append(load(file, fields=field_types(), library=library))
        except Refused as refused:
            complaints += every_complaint(refused, city, today)
        else:
            complaints += box_complaints(file.parent, procedures[-1])
    return procedures, complaints


def chain_faults(procedures: Sequence[Procedure]) -> list[Complaint]:
    """Definitions that follow each other are in one folder and read together."""
    offered = {procedure.id: procedure for procedure in procedures}
    waiting = [procedure for procedure in procedures if procedure.follows is not None]
    while waiting:
        procedure = waiting.pop()
        if procedure.follows is None or procedure.follows.procedure in offered:
            continue
        file = Path(procedure.source).with_name(f"{procedure.follows.procedure}.yaml")
        try:
            earlier = load(file, fields=field_types()) if file.exists() else None
        except Refused:
            continue  # reported where that file is checked
        if earlier is not None:
            offered[earlier.id] = earlier
            waiting.append(earlier)
    return check_chains(procedures, offered)


def _is_part(file: Path) -> bool:
    translates = "." in file.stem and file.with_name(f"{file.stem.partition('.')[0]}.yaml").exists()
    return file.parent.name in SHARED or translates


def _library(folder: Path) -> tuple[Library | None, list[Complaint]]:
    try:
        library = read_library((SHIPPED, folder))
    except Refused as refused:
        return None, list(refused.complaints)
    return library, lint_blocks(library)


def print_complaints(complaints: Sequence[Complaint]) -> bool:
    for line in terminal_lines(complaints):
        complain(line)
    return all(complaint.warning for complaint in complaints)
