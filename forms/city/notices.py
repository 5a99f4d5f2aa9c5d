"""`notices.yaml`: what a city writes in place of a notice's own words."""

import re
from collections.abc import Mapping, Set
from typing import Annotated

from pydantic import Field, StringConstraints

from forms.city.dated import Line
from forms.text.reading import Sheet

FILE = "notices.yaml"
# What a mail may say besides `link`. Every addition leaves the service unencrypted: a deliberate decision.
FACTS = frozenset({"receipt", "until", "code", "minutes", "count", "office", "what", "news"})
_PLACE = re.compile(r"\{([^{}]*)\}")
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Say = Annotated[str, StringConstraints(min_length=1, max_length=2000)]


class NoticeText(Sheet):
    """A line with a placeholder whose value there is not is left out."""

    subject: Line
    say: Say

    @property
    def places(self) -> frozenset[str]:
        return frozenset(_PLACE.findall(f"{self.subject}\n{self.say}"))

    def left(self, sure: Set[str]) -> bool:
        """Whether a line of words stays when there are these values alone."""
        return any(line.strip() and sure >= {*_PLACE.findall(line)} for line in self.say.splitlines())

    def filled(self, values: Mapping[str, str]) -> tuple[str, str]:
        lines = [line for line in self.say.strip().splitlines() if values.keys() >= {*_PLACE.findall(line)}]
        return _filled(self.subject, values), "\n".join(_filled(line, values) for line in lines)


class NoticeRow(Sheet):
    ja: NoticeText
    easy: NoticeText | None = None


class NoticesFile(Sheet):
    notices: Annotated[Mapping[Name, NoticeRow], Field(max_length=100)] = {}

    def of(self, message: str, language: str) -> NoticeText | None:
        row = self.notices.get(message)
        return None if row is None else (row.easy if language == "easy" and row.easy is not None else row.ja)


def _filled(text: str, values: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda place: values.get(place[1], ""), text)
