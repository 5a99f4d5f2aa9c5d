"""The engine's sentences by key, one file a language. Knows no definition: those bring their own texts."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from forms.complaints import Complaint, Refused
from forms.loading.source import read_source
from forms.loading.tree import read_tree

LANGUAGES = ("ja", "easy")
_FOLDER = Path(__file__).with_suffix("")


@cache
def sentences(language: str) -> Mapping[str, str]:
    """Key → sentence with {arguments}. KeyError for a language that is not in LANGUAGES."""
    if language not in LANGUAGES:
        raise KeyError(language)
    return load(_FOLDER / f"{language}.yaml")


def load(file: Path) -> Mapping[str, str]:
    """The sentences of one file. `Refused` if it is no YAML, has a key twice or an entry that is no sentence."""
    tree = read_tree(read_source(file), str(file))
    complaints = [
        Complaint(str(file), *tree.keys[key], "messages.no_sentence", f"{key}: write a sentence in one string")
        for key, one in tree.mapping.items()
        if not (isinstance(one.value, str) and one.value.strip())
    ]
    if complaints:
        raise Refused(complaints)
    return MappingProxyType({key: str(one.value) for key, one in tree.mapping.items()})
