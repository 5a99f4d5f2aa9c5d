"""受付の窓口: the office of the city at which an application is received."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Receiving:
    """`question`: a facility with one wish; `near`: the address by which it is proposed, "" = by none."""

    question: str
    near: str = ""

    def chosen(self, answers: Mapping[str, Any]) -> str:
        """The id of the office, "" if it was not asked."""
        return self._of(answers, "id")

    def name(self, answers: Mapping[str, Any]) -> str:
        """As it was called when it was chosen."""
        return self._of(answers, "name")

    def _of(self, answers: Mapping[str, Any], key: str) -> str:
        wishes = answers.get(self.question)
        return str(wishes[0][key]) if wishes else ""
