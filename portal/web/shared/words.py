"""Texts of resident pages; staff pages contain their own."""

from collections.abc import Mapping
from pathlib import Path

from forms.messages import LANGUAGES, load, translated
from forms.text.translations import kept_for_city

FOLDER = Path(__file__).resolve().parents[1] / "words"


@kept_for_city
def words(language: str) -> Mapping[str, str]:
    """Raises Refused."""
    if language not in LANGUAGES:
        return translated(language, words("ja"))
    texts: dict[str, str] = {}
    for path in sorted(FOLDER.glob(f"*{language}.yaml")):
        texts |= load(path)
    return texts
