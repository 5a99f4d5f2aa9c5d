"""A city's sentence in its languages."""

from typing import Annotated

from pydantic import StringConstraints

from forms.text.reading import Sheet
from forms.text.translations import translate

Sentence = Annotated[str, StringConstraints(min_length=1, max_length=600, strip_whitespace=True)]


class CityText(Sheet):
    ja: Sentence
    easy: Sentence | None = None

    def in_(self, language: str) -> tuple[str, str]:
        if language == "easy" and self.easy:
            return self.easy, "easy"
        text = translate(language, self.ja)
        return text, "ja" if text == self.ja else language
