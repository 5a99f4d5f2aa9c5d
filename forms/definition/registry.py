"""Finds the field types; malformed ones are refused at start."""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType, ModuleType

from forms import fields
from forms.complaints import Complaint, Refused
from forms.definition.field import FieldSettings, FieldType


@cache
def field_types() -> Mapping[str, FieldType]:
    """Raises Refused."""
    return find(fields)


def find(package: ModuleType) -> Mapping[str, FieldType]:
    """One type per module, with its name as id. Raises Refused."""
    names = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    modules = {name: importlib.import_module(f"{package.__name__}.{name}") for name in names}
    complaints = [
        Complaint(f"{module.__file__}", 1, 1, key, text) for module in modules.values() for key, text in _wrong(module)
    ]
    if complaints:
        raise Refused(complaints)
    return MappingProxyType({name: _types_in(module)[0]() for name, module in modules.items()})


def _types_in(module: ModuleType) -> list[type[FieldType]]:
    return [
        kind
        for kind in vars(module).values()
        if inspect.isclass(kind) and issubclass(kind, FieldType) and kind.__module__ == module.__name__
    ]


def _wrong(module: ModuleType) -> list[tuple[str, str]]:
    name = module.__name__.rpartition(".")[2]
    kinds = _types_in(module)
    if len(kinds) != 1:
        return [("field_type.count", f"{len(kinds)} field types in one file: write exactly one")]
    kind = kinds[0]
    faults = []
    if kind.__dict__.get("id") != name or not re.fullmatch("[a-z]+(_[a-z]+)*", name):
        faults.append(("field_type.id", f"the id must be the file's name in snake case: {name}"))
    if not getattr(kind, "control", ""):
        faults.append(("field_type.control", "control is missing: name a file of templates/fields"))
    if inspect.isabstract(kind):
        faults.append(("field_type.unfinished", f"missing: {', '.join(sorted(kind.__abstractmethods__))}"))
    if not (inspect.isclass(kind.Settings) and issubclass(kind.Settings, FieldSettings)):
        faults.append(("field_type.settings", "Settings must be a FieldSettings"))
    return faults
