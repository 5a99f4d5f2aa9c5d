"""Definitions as bytes, loaded in a tenth of the time of reading."""

# An ordinary pickle may name any function. These bytes name only value classes of `forms` and a few of the language.
# The caller must make sure that it stored them itself.

import gc
import io
import pickle
from collections.abc import Iterator, Mapping
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
from forms.rules.vocabulary import Vocabulary

T = TypeVar("T")

_VALUES: Mapping[tuple[str, str], type] = {("datetime", "date"): date, ("decimal", "Decimal"): Decimal}


class Unpackable(Exception):
    pass


def packed(value: Any) -> bytes:
    """Of frozen values alone, without what they have computed since. Strings, names, settings and vocabularies are stored once
    and shared after reading."""
    texts: dict[str, int] = {}
    shared: dict[bytes, tuple[int, Any]] = {}
    rest = _written(value, texts, shared)
    often = _written([each for _, each in shared.values()], texts, None)
    return pickle.dumps((tuple(texts), often, rest), pickle.HIGHEST_PROTOCOL)


def unpacked(content: bytes | memoryview, kind: type[T], types: Mapping[str, FieldType]) -> T:
    """Raises Unpackable."""
    collecting = gc.isenabled()
    gc.disable()  # collection would take a fifth of the time and find nothing
    try:
        texts, often, rest = _Unpacker(content, {}).load()
        table: dict[Any, Any] = {**types, **dict(enumerate(texts))}
        table |= {-1 - number: each for number, each in enumerate(_Unpacker(often, table).load())}
        value = _Unpacker(rest, table).load()
    except Exception as error:  # a pickle raises whatever its classes raise
        raise Unpackable(str(error)) from error
    finally:
        if collecting:
            gc.enable()
    if not isinstance(value, kind):
        raise Unpackable(type(value).__name__)
    return value


def _written(value: Any, texts: dict[str, int], shared: dict[bytes, tuple[int, Any]] | None) -> bytes:
    with io.BytesIO() as file:
        _Packer(file, texts, shared).dump(value)
        return file.getvalue()


class _Packer(pickle.Pickler):
    # Writes strings as indexes of a table, shared values as negative ones, types of fields by name.

    def __init__(self, file: io.BytesIO, texts: dict[str, int], shared: dict[bytes, tuple[int, Any]] | None) -> None:
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        self.texts, self.shared = texts, shared
        self.given: dict[frozenset[str], set[str]] = {}

    def persistent_id(self, value: Any) -> int | str | None:
        if type(value) is str:
            return self.texts.setdefault(value, len(self.texts))
        if isinstance(value, FieldType):
            return value.id
        if self.shared is not None and isinstance(value, Vocabulary | BaseModel | frozenset):
            return self.shared.setdefault(pickle.dumps(value), (-1 - len(self.shared), value))[0]
        return None

    def reducer_override(self, value: Any) -> Any:
        if is_dataclass(value) and not isinstance(value, type):
            return plain_object, (type(value),), dict(_own(value))
        if isinstance(value, BaseModel):
            # Of five thousand options most name the same settings: one set of these for all.
            given = value.__pydantic_fields_set__
            given = self.given.setdefault(frozenset(given), given)
            return plain_object, (type(value),), {**value.__getstate__(), "__pydantic_fields_set__": given}
        return NotImplemented


def _own(value: Any) -> Iterator[tuple[str, Any]]:
    # Without what its class has: of thirty values of a question, eight are its own.
    for field in fields(value):
        own = getattr(value, field.name)
        if type(own) is not type(field.default) or own != field.default:
            yield field.name, own


class _Unpacker(pickle.Unpickler):
    def __init__(self, content: bytes | memoryview, table: Mapping[Any, Any]) -> None:
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
