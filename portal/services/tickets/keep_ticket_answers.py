"""Answers to a guide go from a 記載台 to the desk that calls the ticket. Nothing else reads them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from forms.answers import Answers
from forms.guide.guide import Guide
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import BadRequest
from portal.sealing import WrappedKey, new_sealer, sealer
from portal.services.finding.follow_guide import NOTHING, follow_guide
from portal.services.shared.needs import Records
from portal.store.tickets import ticket_answers
from portal.store.tickets.ticket_answers import TicketAnswerRow
from portal.store.tickets.tickets import TicketRow

# What is answered by a press, a day or a number. A name could be written into any other.
_PRESSED = frozenset({"yes_no", "choice", "multiple_choice", "date", "year_month", "integer"})
_NAME = "answers"


@dataclass(frozen=True)
class TicketAnswers:
    guide: str
    answers: Answers


def kiosk_guides(guides: Iterable[Guide]) -> Mapping[str, Guide]:
    """By id, those that ask for nothing that could be a name or a number of a person."""
    return {guide.id: guide for guide in guides if all(field.type.id in _PRESSED for field in guide.questions.fields)}


def keep_ticket_answers(installation: Records, unit: Unit, ticket: TicketRow, guide: Guide, answers: Answers) -> None:
    """Idempotent by ticket. Raises BadRequest unless the guide is one of a 記載台 and was answered."""
    progress = follow_guide(installation, guide, answers, NOTHING)
    asked = {field.id for field in progress.path.fields}
    own = {name: value for name, value in progress.path.answers.items() if name in asked}
    if not kiosk_guides([guide]) or progress.path.mistakes or not own:
        raise BadRequest("answers")
    box, stored = new_sealer(installation.keys, f"ticket_answer:{ticket.id}")
    content = {"guide": guide.id, "answers": own}
    now = to_micro(installation.clock.now())
    row = TicketAnswerRow(ticket.id, stored.key_id, stored.wrapped, box.seal(_NAME, content), now)
    ticket_answers.add(unit, row)


def open_ticket_answers(installation: Records, unit: Unit, ticket: str) -> TicketAnswers | None:
    """None if nothing was answered, or the ticket is over."""
    row = ticket_answers.of(unit, ticket)
    if row is None:
        return None
    box = sealer(installation.keys, f"ticket_answer:{row.ticket_id}", WrappedKey(row.key_id, row.wrapped_key))
    content = box.open(_NAME, row.sealed_answers)
    return TicketAnswers(str(content["guide"]), dict(content["answers"]))
