"""What inside sends of an application."""

from typing import Any

from forms.definition.procedure import full_name
from forms.fields.my_number import MyNumber
from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.cases.result import report_results
from portal.services.courier.carry_bookings import report_bookings
from portal.services.courier.carry_mandates import report_judgement
from portal.services.courier.carry_posts import report_posted
from portal.services.courier.report_payments import list_till_payments
from portal.services.courier.report_signatures import list_settled
from portal.services.courier.report_to_inner import OWN, Report
from portal.services.my_cases.carry_given import report_given
from portal.services.my_cases.state_line import SHOWN_MOVES
from portal.services.notices.carry_codes import report_code
from portal.store.cases import applications
from portal.store.desk import corrections, transfers
from portal.store.desk.transfers import ACCEPTED
from portal.store.my_cases import late_papers, messages
from portal.store.my_cases import withdrawals as stops
from portal.store.my_cases.messages import STAFF
from portal.store.notices import notices

_BY_APPLICANT = ("resident:", "guest:")
_PAPER = ("paper", "state", "due", "first_due", "asked_at", "extended", "settled_at", "came_by", "came_on")
_NOTICE = (
    "outcome", "title", "office", "fiscal_year", "number", "sequence", "decided_on", "effective_on", "made_at",
)  # fmt: skip


def report_case_state(unit: Unit, case: Case, knows: str) -> Report:
    row = case.row
    return {
        "uid": row.uid, "knows": knows, "state": row.state, "due": row.due, "decided": row.decided_at,
        "happened": [
            {
                "at": event.at, "move": event.move, "from": event.from_state, "to": event.to_state,
                "words": case.sealer.open(f"words:{event.at}", event.sealed_words) if event.sealed_words else "",
            }
            for event in applications.events(unit, row.id)
            if event.move in SHOWN_MOVES and not event.actor.startswith(_BY_APPLICANT)
        ],
        "asked": [
            {
                "at": correction.asked_at, "fields": correction.fields, "due": correction.due, "extended": correction.extended,
                "words": case.sealer.open(f"correction:{correction.asked_at}", correction.sealed_words),
                "answered": correction.answered_at, "came_by": correction.came_by, **report_code(unit, case, correction),
            }
            for correction in corrections.of_application(unit, row.id)
        ],
        "entered": _entered(unit, case),
        "stopped": [
            {"at": stop.asked_at, "answered": stop.answered_at, "answer": stop.answer}
            for stop in stops.of_application(unit, row.id)
        ],
        "papers": [
            {name: getattr(paper, name) for name in _PAPER} for paper in late_papers.of_application(unit, row.id)
        ],
        "said": [
            {"once": message.once, "text": case.sealer.open(f"message:{message.once}", message.sealed_text), "at": message.sent_at}
            for message in messages.of(unit, row.id) if message.author == STAFF
        ],
        "read": {message.once: message.read_at for message in messages.of(unit, row.id) if message.author != STAFF and message.read_at},
        "notices": [
            {name: getattr(notice, name) for name in _NOTICE}
            | {"content": case.sealer.open(f"notice:{notice.made_at}", notice.sealed_content)}
            for notice in notices.of_application(unit, row.id)
        ],
        "results": report_results(unit, case),
        "settled": list_settled(unit, case), "till": list_till_payments(unit, row.id), "booked": report_bookings(unit, row.id),
        **report_judgement(unit, row.id), **report_posted(unit, row.id), **report_given(unit, case), **_office(unit, case),
    }  # fmt: skip


def _office(unit: Unit, case: Case) -> Report:
    moved = any(transfer.state == ACCEPTED for transfer in transfers.of(unit, case.row.id))
    office = {"office": case.row.office} if case.row.office else {}
    return office | ({"duty": case.row.duty} if moved else {})


def _entered(unit: Unit, case: Case) -> dict[str, Any] | None:
    # If staff entered the last answers. 個人番号 stay inside, also as references.
    answered = [
        correction for correction in corrections.of_application(unit, case.row.id) if correction.answered_at is not None
    ]
    if not answered or answered[-1].came_by in OWN:
        return None
    numbers = {field.name for field in case.procedure.fields if field.type.id == MyNumber.id}
    answers = {name: value for name, value in case.answers.items() if full_name(name) not in numbers}
    return {"at": answered[-1].answered_at, "answers": answers}
