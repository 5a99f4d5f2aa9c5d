"""What public pages say to a question in a visitor's own words."""

# Neither the question nor the answer is stored or logged.

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from integrations.sockets.adviser_socket import Adviser, Passage

# As what is counted of a search: no mail address, no number that could be a person's.
_IDENTIFYING = re.compile(r"\S*@\S*|[0-9][0-9\-‐‑–−ー―　 ]{1,30}[0-9]")


@dataclass(frozen=True)
class Advice:
    passage: Passage
    sentences: tuple[str, ...]


def ask_adviser(adviser: Adviser, asked: str, passages: Sequence[Passage]) -> list[Advice]:
    """Raises AdapterError. What an adviser makes up is not shown: it can only name sentences."""
    named: dict[int, list[int]] = {}
    for quote in adviser.quote(without_numbers(asked), passages):
        if 0 <= quote.passage < len(passages) and 0 <= quote.sentence < len(passages[quote.passage].sentences):
            named.setdefault(quote.passage, []).append(quote.sentence)
    return [
        Advice(passages[place], tuple(passages[place].sentences[number] for number in dict.fromkeys(numbers)))
        for place, numbers in named.items()
    ]


def without_numbers(asked: str) -> str:
    return _IDENTIFYING.sub(_short, unicodedata.normalize("NFKC", asked))


def _short(match: re.Match[str]) -> str:
    # An age or a number of days stays.
    return match[0] if match[0].isdigit() and len(match[0]) < 3 else " "
