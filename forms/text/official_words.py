"""公用文: words to avoid, and their replacements."""

import re
from functools import cache
from pathlib import Path

from forms.text.reading import Sheet, read_sheet


class OfficialWord(Sheet):
    """`avoid`: a regular expression."""

    avoid: str
    write: str


class OfficialWords(Sheet):
    words: tuple[OfficialWord, ...]


@cache
def official_words() -> tuple[tuple[re.Pattern[str], str], ...]:
    rows = read_sheet(Path(__file__).with_suffix(".yaml"), OfficialWords).words
    return tuple((re.compile(row.avoid), row.write) for row in rows)
