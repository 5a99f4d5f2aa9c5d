"""The city's words as they were written, and the gist of its 教示 in the reader's language."""

from collections.abc import Sequence
from dataclasses import dataclass

from forms.path.consequences import appeal_of
from portal.services.cases.cases import Case
from portal.services.my_cases.state_line import Happened
from portal.services.notices.appeal_words import appeal_summary
from portal.services.shared.needs import Basics

_DECIDED = "timeline.decide"
# As in `appeal_words`: a decision that is not the city's own carries no 教示, whatever the definition says.
_APPEAL = "審査請求をすることができます"


@dataclass(frozen=True)
class DecisionWords:
    words: str  # reasons and 教示
    gist: str = ""  # of the appeal


def sum_up_decision(
    installation: Basics, case: Case, happened: Sequence[Happened], outcome: str, language: str = "ja"
) -> DecisionWords | None:
    latest = next((event for event in reversed(happened) if event.key == _DECIDED), None)
    if case.row.decided_at is None or latest is None or not latest.words:
        return None
    appeal = appeal_of(case.procedure, case.path, outcome) if _APPEAL in latest.words else None
    if appeal is None:
        return DecisionWords(latest.words)
    office = installation.city.office(case.row.duty, installation.clock.today())
    return DecisionWords(latest.words, appeal_summary(installation.city, office, appeal, language))
