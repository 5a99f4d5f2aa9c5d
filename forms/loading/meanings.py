"""What each key of the format means, in one Japanese sentence: for editors and for the reference of keys.

Knows the shapes by name only. Whether every key has its sentence is asked by a test.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, get_args

from pydantic import BaseModel

from forms.loading.source import read_source
from forms.loading.tree import read_tree

_FILE = Path(__file__).with_suffix(".yaml")


@cache
def meanings() -> Mapping[str, Mapping[str, str]]:
    """Name of a model → key as it stands in a file → sentence."""
    read: dict[str, Mapping[str, str]] = read_tree(read_source(_FILE), _FILE.name).plain()
    return MappingProxyType(read)


def meaning(model: type[BaseModel], key: str) -> str:
    """What `key` means in `model`, or where it inherits it from. KeyError if nobody says."""
    for level in model.__mro__:
        said = meanings().get(level.__name__, {})
        if key in said:
            return said[key]
    raise KeyError(f"{model.__name__}.{key}")


def meaning_of_type(id: str) -> str:
    """What a question of this type asks for. KeyError if nobody says."""
    return meanings()["FieldType"][id]


def models_in(*annotations: Any) -> Iterator[type[BaseModel]]:
    """The models that stand in these types, and those in their keys, each once."""
    seen: set[type[BaseModel]] = set()
    waiting = list(annotations)
    while waiting:
        found = waiting.pop(0)
        if isinstance(found, type) and issubclass(found, BaseModel):
            if found not in seen:
                seen.add(found)
                found.model_rebuild()  # one that was named before it was written
                waiting += [field.annotation for field in found.model_fields.values()]
                yield found
        else:
            waiting += get_args(found)
