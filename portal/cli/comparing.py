import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from forms.complaints import Complaint
from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.loading import load
from forms.path.carrying import silences
from portal.cli.definitions import there
from portal.cli.opened import opened
from portal.cli.problem import AsJson, Problem
from portal.db import Unit
from portal.services.procedures.describe_difference import DifferenceWords, describe_difference
from portal.services.shared.installation import Installation
from portal.store.procedures import definitions

Version = Annotated[str, typer.Argument(help="A definition file, an id (what is published now), or ID@VERSION.")]


def diff(before: Version, after: Version, as_json: AsJson = False) -> None:
    """Show what changed between two versions, and the effect on open drafts and export columns."""
    old, new = versions((before, after))
    require_same_procedure(old, new)
    difference = describe_difference(old, new)
    if as_json:
        print(json.dumps(difference.json, ensure_ascii=False, indent=2))
        return
    print(f"{new.title}（{new.id}）：第{old.version}版 → 第{new.version}版")
    for title, lines in _parts(difference):
        print(f"\n{title}")
        print("\n".join(f"  {line}" for line in lines or ("変わりません",)))


def require_same_procedure(old: Procedure, new: Procedure) -> None:
    if old.id != new.id:
        raise Problem.of(
            f"{old.id} と {new.id} は別の手続です。1つの手続の2つの版を比べます。",
            f"{old.id} and {new.id} are two procedures: compare two versions of one.",
        )


def _parts(difference: DifferenceWords) -> tuple[tuple[str, Sequence[str]], ...]:
    return (
        ("変わったこと", difference.changes),
        ("訳", difference.translations),
        ("書きかけの申請", difference.drafts),
        ("CSV・Excel の列", difference.columns),
    )


def versions(names: Sequence[str]) -> list[Procedure]:
    """Raises Problem, Refused."""
    if all(_is_file(name) for name in names):
        return [load(there(Path(name)), fields=field_types()) for name in names]
    with opened() as installation, installation.database.read() as unit:
        # A published version has the city's words, so a file beside it has them, too.
        return [
            installation.catalogue.in_words_of_city(load(there(Path(name)), fields=field_types()))
            if _is_file(name)
            else _published(installation, unit, name)
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
        raise Problem.of(f"{name}：その名前で公開したものはありません。", f"{name}: nothing of that name is published.")
    return installation.catalogue.as_written(unit, row.meaning)


def hurts(installation: Installation, unit: Unit, procedures: Iterable[Procedure]) -> list[Complaint]:
    """Changes that miss answers in open drafts."""
    complaints = []
    for procedure in procedures:
        row = definitions.newest_of(unit, procedure.id)
        if row is not None and row.version < procedure.version:
            complaints += silences(installation.catalogue.version(unit, row.meaning), procedure)
    return complaints
