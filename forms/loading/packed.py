"""Definitions as bytes, loaded in a tenth of the time of reading.

An ordinary pickle may name any function. These bytes name only value classes of `forms` and a few of the language.
The caller must make sure that it stored them itself."""

import gc
import io
import pickle
from collections.abc import Mapping
from copyreg import __newobj__ as plain_object  # type: ignore[attr-defined]
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from importlib import import_module
from typing import Any, TypeVar

from pydantic import BaseModel

from forms.definition.field import FieldType
from forms.loading.tree import Elsewhere

T = TypeVar("T")

_VALUES: Mapping[tuple[str, str], type] = {("datetime", "date"): date, ("decimal", "Decimal"): Decimal}


class Unpackable(Exception):
    pass


def packed(value: Any) -> bytes:
    """Of frozen values alone, without what they have computed since."""
    with io.BytesIO() as file:
        _Packer(file, pickle.HIGHEST_PROTOCOL).dump(value)
        return file.getvalue()


def unpacked(content: bytes | memoryview, kind: type[T], types: Mapping[str, FieldType]) -> T:
    """Raises Unpackable."""
    collecting = gc.isenabled()
    gc.disable()  # collection would take a fifth of the time and find nothing
    try:
        value = _Unpacker(content, types).load()
    except Exception as error:  # a pickle raises whatever its classes raise
        raise Unpackable(str(error)) from error
    finally:
        if collecting:
            gc.enable()
    if not isinstance(value, kind):
        raise Unpackable(type(value).__name__)
    return value


class _Packer(pickle.Pickler):
    def persistent_id(self, value: Any) -> str | None:
        return value.id if isinstance(value, FieldType) else None

    def reducer_override(self, value: Any) -> Any:
        if is_dataclass(value) and not isinstance(value, type):
            return plain_object, (type(value),), {f.name: getattr(value, f.name) for f in fields(value)}
        return NotImplemented


class _Unpacker(pickle.Unpickler):
    def __init__(self, content: bytes | memoryview, types: Mapping[str, FieldType]) -> None:
        super().__init__(io.BytesIO(content))
        self._types = types

    def persistent_load(self, name: str) -> FieldType:
        return self._types[name]

    def find_class(self, module: str, name: str) -> type:
        return _class(module, name)


@lru_cache(1024)
def _class(module: str, name: str) -> type:
    if (module, name) in _VALUES:
        return _VALUES[module, name]
    if module.startswith("forms."):
        kind = getattr(import_module(module), name, None)
        if isinstance(kind, type) and (is_dataclass(kind) or issubclass(kind, BaseModel | Elsewhere)):
            return kind
    raise pickle.UnpicklingError(f"{module}.{name}")
