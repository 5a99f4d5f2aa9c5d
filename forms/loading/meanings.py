"""Each key of the format in a Japanese sentence."""

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
    sentences: dict[str, Mapping[str, str]] = read_tree(read_source(_FILE), _FILE.name).plain()
    return MappingProxyType(sentences)


def meaning(model: type[BaseModel], key: str) -> str:
    """Searches base classes too. Raises KeyError."""
    for class_ in model.__mro__:
        sentences = meanings().get(class_.__name__, {})
        if key in sentences:
            return sentences[key]
    raise KeyError(f"{model.__name__}.{key}")


def meaning_of_type(id: str) -> str:
    """Raises KeyError."""
    return meanings()["FieldType"][id]


def models_in(*annotations: Any) -> Iterator[type[BaseModel]]:
    seen: set[type[BaseModel]] = set()
    waiting = list(annotations)
    while waiting:
        annotation = waiting.pop(0)
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            if annotation not in seen:
                seen.add(annotation)
                annotation.model_rebuild()  # resolves forward references
                waiting += [field.annotation for field in annotation.model_fields.values()]
                yield annotation
        else:
            waiting += get_args(annotation)
