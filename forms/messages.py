"""By key, one file per language."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from forms.complaints import Complaint, Refused
from forms.loading.source import read_source
from forms.loading.tree import read_tree
from forms.text.foreign_day import words_of_days
from forms.text.plain import keep_plain, kept_plain
from forms.text.translations import kept_for_city, translate

# Written here; the others are translated from Japanese.
LANGUAGES = ("ja", "easy")
_FOLDER = Path(__file__).with_suffix("")


@cache
def written(language: str) -> Mapping[str, str]:
    """`language`: one of LANGUAGES."""
    return load(_FOLDER / f"{language}.yaml")


@kept_for_city
def sentences(language: str) -> Mapping[str, str]:
    return written(language) if language in LANGUAGES else translated(language, written("ja"))


def translated(language: str, japanese: Mapping[str, str]) -> Mapping[str, str]:
    of_days = words_of_days(language)
    return MappingProxyType({key: of_days.get(key) or translate(language, text) for key, text in japanese.items()})


def load(file: Path) -> Mapping[str, str]:
    """Raises Refused for invalid YAML or entries."""
    text = read_source(file)
    plain = kept_plain(file, text)
    if plain is not None and all(isinstance(sentence, str) and sentence.strip() for sentence in plain.values()):
        return MappingProxyType(plain)
    tree = read_tree(text, str(file))
    complaints = [
        Complaint(str(file), *tree.keys[key], "messages.no_sentence", f"{key}: write a sentence in one string")
        for key, node in tree.mapping.items()
        if not (isinstance(node.value, str) and node.value.strip())
    ]
    if complaints:
        raise Refused(complaints)
    keep_plain(file, text, tree.plain())
    return MappingProxyType({key: str(node.value) for key, node in tree.mapping.items()})
