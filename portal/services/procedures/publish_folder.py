"""Publishes a folder at the start of a demo or test."""

# Parses YAML only if it or its reader changed. A first start does not check the release's definitions.

from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import forms
from forms.city.city import City
from forms.complaints import Refused, errors
from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.loading import load_folder
from portal.clock import Clock, to_micro
from portal.db import Database
from portal.services.procedures.fit_city import fit_city
from portal.services.procedures.publish_on_save import stamps
from portal.services.shared.catalogue import publish
from portal.services.shared.kept_definitions import digest_of_code
from portal.store.procedures import definitions

_ROOM = Path(forms.__file__).parent

Stamped = tuple[tuple[Path, tuple[int, int]], ...]


def publish_folder(database: Database, folder: Path, city: City, clock: Clock) -> None:
    """Raises Refused."""
    stamped = _stamped(folder)
    mark = _mark(digest_of_code(), stamped)
    with database.read() as unit:
        if definitions.mark_of(unit, str(folder)) == mark:
            return
    from forms.linting.chains import check_chains  # noqa: PLC0415 - fifty modules for what is new
    from portal.services.procedures.check_definition import check_definition  # noqa: PLC0415

    procedures = _read_folder(folder, stamped)
    complaints = fit_city(city, procedures.values(), clock.today())
    complaints += check_chains(procedures.values(), procedures)
    with database.read() as unit:
        newest = definitions.newest(unit)
    offered = {row.procedure: row.canonical for row in newest}
    kept = {row.procedure for row in newest if row.origin == definitions.WORKSHOP}
    fresh = [
        procedure
        for procedure in procedures.values()
        if procedure.id not in kept and _is_fresh(procedure, offered.get(procedure.id))
    ]
    complaints += [complaint for procedure in fresh for complaint in errors(check_definition(procedure, city))]
    if complaints:
        raise Refused(complaints)
    publish(database, procedures.values(), to_micro(clock.now()))
    with database.change() as unit:
        definitions.keep_mark(unit, str(folder), mark)


def _stamped(folder: Path) -> Stamped:
    return tuple(sorted(stamps(folder).items()))


def _is_fresh(procedure: Procedure, offered: str | None) -> bool:
    if offered is not None:
        return offered != procedure.canonical
    released = _ROOM / "procedures" / f"{procedure.id}.yaml"
    return not released.exists() or Path(procedure.source).read_bytes() != released.read_bytes()


@lru_cache(maxsize=8)
def _read_folder(folder: Path, _stamped: Stamped) -> Mapping[str, Procedure]:
    # The tests of one process start a service thousands of times.
    return load_folder(folder, fields=field_types())


@lru_cache(maxsize=8)
def _mark(code: bytes, stamped: Stamped) -> str:
    # Of definitions and the code that reads them.
    read = sha256(code)
    for file, _ in stamped:
        content = file.read_bytes()
        read.update(f"{file}\n{len(content)}\n".encode())
        read.update(content)
    return read.hexdigest()
