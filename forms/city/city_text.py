"""A city's sentence in its languages."""

from typing import Annotated

from pydantic import StringConstraints

from forms.text.reading import Sheet

Sentence = Annotated[str, StringConstraints(min_length=1, max_length=600, strip_whitespace=True)]


class CityText(Sheet):
    ja: Sentence
    easy: Sentence | None = None

    def in_(self, language: str) -> tuple[str, str]:
        """With the language it is in."""
        return (self.easy, "easy") if language == "easy" and self.easy else (self.ja, "ja")
