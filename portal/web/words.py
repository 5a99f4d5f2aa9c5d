"""The sentences of resident pages, by key and language. Staff pages are Japanese and carry their words themselves."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

FOLDER = Path(__file__).resolve().parent / "words"


@cache
def words(language: str) -> Mapping[str, str]:
    """All sentences of a language. Duplicate keys are refused by the reader."""
    found: dict[str, str] = {}
    for path in sorted(FOLDER.glob(f"*{language}.yaml")):
        with path.open(encoding="utf-8") as file:
            found |= {str(key): str(value) for key, value in YAML(typ="safe", pure=True).load(file).items()}
    return found
