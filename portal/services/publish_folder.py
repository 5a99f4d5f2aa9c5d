"""Publishes what a folder of definitions holds, when a service starts in demo or test. The YAML is read only if it, or the
code that reads it, is another than at the last start: nine procedures take longer to read than all else of a start."""

from collections.abc import Mapping
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path

import forms
from forms.city import City
from forms.complaints import Refused
from forms.loading import load_folder
from forms.procedure import Procedure
from forms.registry import field_types
from portal.clock import Clock, to_micro
from portal.db import Database
from portal.services.catalogue import publish
from portal.services.fit_city import fit_city
from portal.services.publish_on_save import Stamps, stamps
from portal.store import definitions

_ROOM = Path(forms.__file__).parent


def publish_folder(database: Database, folder: Path, city: City, clock: Clock) -> None:
    """`Refused` with all complaints, and nothing changed, where a definition is not sound or the city does not fit it."""
    found = stamps(folder)
    mark = _mark(found)
    with database.read() as unit:
        if definitions.mark_of(unit, str(folder)) == mark:
            return
    procedures = _read_folder(folder, tuple(sorted(found.items())))
    misfits = fit_city(city, procedures.values(), clock.today())
    if misfits:
        raise Refused(misfits)
    publish(database, procedures.values(), to_micro(clock.now()))
    with database.write() as unit:
        definitions.keep_mark(unit, str(folder), mark)
        unit.commit()


@lru_cache(maxsize=8)
def _read_folder(folder: Path, _stamps: tuple[tuple[Path, tuple[int, int]], ...]) -> Mapping[str, Procedure]:
    # The tests of one process start a service hundreds of times.
    return load_folder(folder, fields=field_types())


def _mark(found: Stamps) -> str:
    """Another for each change of a definition, a block, a code list or the code that reads them (SHA-256, hex)."""
    read = sha256(_code())
    for file in sorted(found):
        content = file.read_bytes()
        read.update(f"{file}\n{len(content)}\n".encode())
        read.update(content)
    return read.hexdigest()


@cache
def _code() -> bytes:
    files = sorted(_ROOM.rglob("*.py"))
    return sha256(b"".join(file.read_bytes() for file in files)).digest()
