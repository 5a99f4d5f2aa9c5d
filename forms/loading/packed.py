"""Definitions as bytes, loaded in a tenth of the time of reading.

An ordinary pickle may name any function. These bytes name only value classes of `forms` and a few of the language.
The caller must make sure that it stored them itself."""

import gc
import io
import pickle
from collections.abc import Mapping, Sequence
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
    """Of frozen values alone, without what they have computed since. Each string is stored once and shared after reading."""
    with io.BytesIO() as file:
        packer = _Packer(file, pickle.HIGHEST_PROTOCOL)
        packer.dump(value)
        return pickle.dumps((tuple(packer.texts), tuple(packer.types), file.getvalue()), pickle.HIGHEST_PROTOCOL)


def unpacked(content: bytes | memoryview, kind: type[T], types: Mapping[str, FieldType]) -> T:
    """Raises Unpackable."""
    collecting = gc.isenabled()
    gc.disable()  # collection would take a fifth of the time and find nothing
    try:
        texts, names, rest = _Unpacker(content, ()).load()
        value = _Unpacker(rest, [*texts, *(types[name] for name in reversed(names))]).load()
    except Exception as error:  # a pickle raises whatever its classes raise
        raise Unpackable(str(error)) from error
    finally:
        if collecting:
            gc.enable()
    if not isinstance(value, kind):
        raise Unpackable(type(value).__name__)
    return value


class _Packer(pickle.Pickler):
    """Writes strings as indexes from the start of a table, types of fields as negative indexes."""

    def __init__(self, file: io.BytesIO, protocol: int) -> None:
        super().__init__(file, protocol)
        self.texts: dict[str, int] = {}
        self.types: dict[str, int] = {}

    def persistent_id(self, value: Any) -> int | None:
        if type(value) is str:
            return self.texts.setdefault(value, len(self.texts))
        if isinstance(value, FieldType):
            return self.types.setdefault(value.id, -1 - len(self.types))
        return None

    def reducer_override(self, value: Any) -> Any:
        if is_dataclass(value) and not isinstance(value, type):
            return plain_object, (type(value),), {f.name: getattr(value, f.name) for f in fields(value)}
        return NotImplemented


class _Unpacker(pickle.Unpickler):
    def __init__(self, content: bytes | memoryview, table: Sequence[Any]) -> None:
        super().__init__(io.BytesIO(content))
        self.persistent_load = table.__getitem__  # type: ignore[method-assign]  # without a call in Python

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
