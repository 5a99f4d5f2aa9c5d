"""予算: the yen of a 年度."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from forms.definition.predecessor import RESULT
from forms.rules.expression import Expression
from forms.text.speech import Speech

ARRIVAL, PERIOD = "arrival", "period"
CLOSED, WAIT = "closed", "wait"


@dataclass(frozen=True)
class Budget:
    # `setting`: of the city, yen of a 年度. `amount`: asked for; `granted`: question of the result. `order`: arrival
    # commits the amount when it arrives, period when it is decided. `used_up`: closed ends filing, wait lets it queue.
    # Text at `budget.say`.

    setting: str
    amount: Expression
    granted: str
    order: str
    used_up: str
    say: str
    certainty: str

    def words(self, speech: Speech) -> str:
        return speech.text("budget.say", self.say)


def money_in(values: Mapping[str, Any], question: str) -> int | None:
    """Yen of a question of the result. `values` are stored."""
    value = values.get(f"{RESULT}.{question}") if question else None
    return None if value is None else max(int(value), 0)
