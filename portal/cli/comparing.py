"""`procedures diff`: what changed between two versions, and what that does to drafts and exports; and which earlier version
a definition is held against before it is published."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from forms.carrying import silences
from forms.complaints import Complaint
from forms.loading import load
from forms.procedure import Procedure
from forms.registry import field_types
from portal.cli.definitions import there
from portal.cli.opened import opened
from portal.cli.problem import AsJson, Problem
from portal.db import Unit
from portal.services.installation import Installation
from portal.services.say_difference import Told, say_difference
from portal.store import definitions

Version = Annotated[str, typer.Argument(help="A definition file, an id (what is published now), or ID@VERSION.")]


def diff(before: Version, after: Version, as_json: AsJson = False) -> None:
    """Say what changed between two versions, and what that does to open drafts and to the columns of exports."""
    old, new = versions((before, after))
    demand_one_procedure(old, new)
    told = say_difference(old, new)
    if as_json:
        print(json.dumps(told.json, ensure_ascii=False, indent=2))
        return
    print(f"{new.title}（{new.id}）：第{old.version}版 → 第{new.version}版")
    for title, lines in _parts(told):
        print(f"\n{title}")
        print("\n".join(f"  {line}" for line in lines or ("変わりません",)))


def demand_one_procedure(old: Procedure, new: Procedure) -> None:
    if old.id != new.id:
        raise Problem(f"{old.id} and {new.id} are two procedures: compare two versions of one.")


def _parts(told: Told) -> tuple[tuple[str, Sequence[str]], ...]:
    return (
        ("変わったこと", told.changes),
        ("訳", told.translations),
        ("書きかけの申請", told.drafts),
        ("CSV・Excel の列", told.columns),
    )


def versions(names: Sequence[str]) -> list[Procedure]:
    """Files are read as they are; the database is opened only for what is published. Problem, Refused."""
    if all(_is_file(name) for name in names):
        return [load(there(Path(name)), fields=field_types()) for name in names]
    with opened() as installation, installation.database.read() as unit:
        return [
            load(there(Path(name)), fields=field_types()) if _is_file(name) else _published(installation, unit, name)
            for name in names
        ]


def _is_file(name: str) -> bool:
    return name.endswith((".yaml", ".yml"))


def _published(installation: Installation, unit: Unit, name: str) -> Procedure:
    procedure, _, number = name.partition("@")
    if not number:
        row = definitions.newest_of(unit, procedure)
    else:
        rows = definitions.of_version(unit, procedure, int(number)) if number.isascii() and number.isdigit() else []
        row = rows[0] if rows else None
    if row is None:
        raise Problem(f"{name}: nothing of that name is published.")
    return installation.catalogue.version(unit, row.meaning)


def hurts(installation: Installation, unit: Unit, found: Iterable[Procedure]) -> list[Complaint]:
    """Where a new version says nothing of answers that open drafts of the published one may hold."""
    complaints = []
    for procedure in found:
        row = definitions.newest_of(unit, procedure.id)
        if row is not None and row.version < procedure.version:
            complaints += silences(installation.catalogue.version(unit, row.meaning), procedure)
    return complaints
