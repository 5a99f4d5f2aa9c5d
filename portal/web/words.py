"""The sentences of resident pages, by key and language. Staff pages are Japanese and carry their words themselves."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from forms.messages import load

FOLDER = Path(__file__).resolve().parent / "words"


@cache
def words(language: str) -> Mapping[str, str]:
    """All sentences of a language. Refused where a file has a key twice, or what is no sentence."""
    found: dict[str, str] = {}
    for path in sorted(FOLDER.glob(f"*{language}.yaml")):
        found |= load(path)
    return found
