"""What the inner zone says of an application that came by courier: its state, and what its applicant is to see. Nothing of what stays
inside: no note, no opinion, no assignment, no evidence, nobody else's case."""

from typing import Any

from forms.fields.my_number import MyNumber
from forms.procedure import full_name
from portal.db import Unit
from portal.services.carry_bookings import tell_bookings
from portal.services.carry_codes import tell_code
from portal.services.carry_mandates import tell_judged
from portal.services.carry_posts import tell_posted
from portal.services.cases import Case
from portal.services.state_line import TOLD
from portal.services.tell_inner import OWN, Told
from portal.services.tell_payments import tell_till
from portal.services.tell_signatures import tell_settled
from portal.store import applications, corrections, late_papers, messages, notices, transfers
from portal.store import withdrawals as stops
from portal.store.messages import STAFF
from portal.store.transfers import ACCEPTED

_BY_APPLICANT = ("resident:", "guest:")
_PAPER = ("paper", "state", "due", "first_due", "asked_at", "extended", "settled_at", "came_by", "came_on")
_NOTICE = (
    "outcome", "title", "office", "fiscal_year", "number", "sequence", "decided_on", "effective_on", "made_at",
)  # fmt: skip


def tell_outer(unit: Unit, case: Case, knows: str) -> Told:
    """JSON. `knows`: the mark of what the applicant had done, as far as it came here."""
    row = case.row
    return {
        "uid": row.uid, "knows": knows, "state": row.state, "due": row.due, "decided": row.decided_at,
        "happened": [
            {
                "at": one.at, "move": one.move, "from": one.from_state, "to": one.to_state,
                "words": case.sealer.open(f"words:{one.at}", one.sealed_words) if one.sealed_words else "",
            }
            for one in applications.events(unit, row.id)
            if one.move in TOLD and not one.actor.startswith(_BY_APPLICANT)
        ],
        "asked": [
            {
                "at": one.asked_at, "fields": one.fields, "due": one.due, "extended": one.extended,
                "words": case.sealer.open(f"correction:{one.asked_at}", one.sealed_words),
                "answered": one.answered_at, "came_by": one.came_by, **tell_code(unit, case, one),
            }
            for one in corrections.of_application(unit, row.id)
        ],
        "entered": _entered(unit, case),
        "stopped": [
            {"at": one.asked_at, "answered": one.answered_at, "answer": one.answer}
            for one in stops.of_application(unit, row.id)
        ],
        "papers": [
            {name: getattr(one, name) for name in _PAPER} for one in late_papers.of_application(unit, row.id)
        ],
        "said": [
            {"once": one.once, "text": case.sealer.open(f"message:{one.once}", one.sealed_text), "at": one.sent_at}
            for one in messages.of(unit, row.id) if one.author == STAFF
        ],
        "read": {one.once: one.read_at for one in messages.of(unit, row.id) if one.author != STAFF and one.read_at},
        "notices": [
            {name: getattr(one, name) for name in _NOTICE}
            | {"content": case.sealer.open(f"notice:{one.made_at}", one.sealed_content)}
            for one in notices.of_application(unit, row.id)
        ],
        "settled": tell_settled(unit, case), "till": tell_till(unit, row.id), "booked": tell_bookings(unit, row.id),
        **tell_judged(unit, row.id), **tell_posted(unit, row.id), **_office(unit, case),
    }  # fmt: skip


def _office(unit: Unit, case: Case) -> Told:
    """The duty that has it by now, where another section took it over."""
    moved = any(one.state == ACCEPTED for one in transfers.of(unit, case.row.id))
    return {"duty": case.row.duty} if moved else {}


def _entered(unit: Unit, case: Case) -> dict[str, Any] | None:
    """The answers as they stand where staff entered the last ones (a letter, the telephone); None where they are the applicant's own.
    個人番号 stay inside, also as references."""
    answered = [one for one in corrections.of_application(unit, case.row.id) if one.answered_at is not None]
    if not answered or answered[-1].came_by in OWN:
        return None
    numbers = {one.name for one in case.procedure.fields if one.type.id == MyNumber.id}
    answers = {name: value for name, value in case.answers.items() if full_name(name) not in numbers}
    return {"at": answered[-1].answered_at, "answers": answers}
