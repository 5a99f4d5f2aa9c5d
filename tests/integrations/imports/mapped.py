"""Shipped mappings and valid answers."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from forms.answers import Answers
from forms.city.city import load_city
from forms.definition.procedure import Procedure
from forms.path.environment import Environment
from forms.path.nested_answers import ROW, nested
from forms.path.path import Path, trace
from forms.scenarios.sampling import valid_sample
from integrations.city_environment import environment_of
from integrations.imports.loading import MAPPINGS, load_mapping
from integrations.imports.mapping import FileMapping
from integrations.imports.samples import without_files
from integrations.sockets.import_socket import Mapped
from portal.cli.definitions import folders, shipped

DAY = date(2026, 11, 2)


@lru_cache(maxsize=1)
def procedures() -> Mapping[str, Procedure]:
    return shipped()


@lru_cache(maxsize=1)
def mappings() -> tuple[FileMapping, ...]:
    return tuple(load_mapping(path, procedures().get) for path in sorted(MAPPINGS.glob("*.yaml")))


@lru_cache(maxsize=16)
def environment(procedure: str) -> Environment:
    return environment_of(procedures()[procedure], load_city(folders().city), DAY)


def good_answers(mapping: FileMapping, seed: int) -> Answers:
    procedure = procedures()[mapping.procedure]
    return without_files(valid_sample(procedure, environment(procedure.id), seed).answers)


def path_of(mapping: FileMapping, read: Mapped) -> Path:
    procedure = procedures()[mapping.procedure]
    context = environment(procedure.id)
    rows = {key: list(numbers) for key, numbers in read.rows.items()}
    return trace(
        procedure, lambda field: field.type.parse(read.boxes.get(field.id, {}), field.settings, context), context, rows
    )


def tree(mapping: FileMapping, answers: Answers) -> Any:
    """Without row numbers, because a package has its own."""
    return _unnumbered(nested(procedures()[mapping.procedure], answers))


def _unnumbered(part: Any) -> Any:
    if isinstance(part, list):
        return [_unnumbered(child) for child in part]
    if isinstance(part, dict):
        return {name: _unnumbered(child) for name, child in part.items() if name != ROW}
    return part
