import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from forms.complaints import Refused
from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.loading import load
from forms.loading.library import SHIPPED
from portal.services.administration.needs import Administered

_HEAD = 8_000  # characters of a definition within which it says what it is
_DUTY = re.compile(r"^duty: *([a-z][a-z0-9_-]*)", re.MULTILINE | re.ASCII)
_TITLE = re.compile(r"^title: *([^#\n]+)", re.MULTILINE)


def known_duties(installation: Administered) -> Mapping[str, Sequence[str]]:
    # Titles by duty, of what is published and of what may be published from the folder.
    titles: dict[str, set[str]] = defaultdict(set)
    for procedure in installation.catalogue.all():
        titles[procedure.duty].add(procedure.title)
    for duty, title in _in_folder(installation.settings.procedures):
        titles[duty].add(title)
    return {duty: sorted(titles[duty]) for duty in sorted(titles)}


def known_procedures(installation: Administered) -> frozenset[str]:
    # What is published, and what may be published later.
    files = {file.stem for folder in _folders(installation) for file in folder.glob("*.yaml") if "." not in file.stem}
    return frozenset(files.union(procedure.id for procedure in installation.catalogue.all()))


def unpublished(installation: Administered, names: Collection[str]) -> Iterator[Procedure]:
    # One that cannot be read is refused where it is published.
    published = {procedure.id for procedure in installation.catalogue.all()}
    for name in sorted(set(names) - published):
        files = [folder / f"{name}.yaml" for folder in _folders(installation)]
        for file in [file for file in files if file.exists()][:1]:
            with suppress(Refused):
                yield load(file, fields=field_types())


def _folders(installation: Administered) -> tuple[Path, Path]:
    return installation.settings.procedures, SHIPPED / "procedures"


def _in_folder(folder: Path) -> Iterator[tuple[str, str]]:
    # Whole definitions take seconds to read, and the form opens also where one cannot be read.
    for file in sorted(folder.glob("*.yaml")):
        if "." in file.stem:
            continue  # scenarios and translations
        with file.open(encoding="utf-8", errors="replace") as stream:
            head = stream.read(_HEAD)
        if (duty := _DUTY.search(head)) and (title := _TITLE.search(head)):
            yield duty[1], title[1].strip()
