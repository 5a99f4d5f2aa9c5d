"""Cases in which an applicant waits for the section: a message nobody read, a wish to stop, money that somebody has to look
at or give back by hand, a mandate that was taken back, a principal whom nobody has told, a card that only a person can match
to the register, somebody who will not sign or has not in time; and outcomes that wait for their approver (決裁). Also of cases that have ended, which stand in no queue."""

from dataclasses import dataclass

from portal.db import Unit
from portal.services.installation import Installation
from portal.services.queue_page import open_states
from portal.services.rights import Member
from portal.store import (
    decisions,
    delegations,
    messages,
    opinions,
    payments,
    register_matches,
    signer_requests,
    withdrawals,
)

_MOST = 20


@dataclass(frozen=True)
class DeskCalls:
    """Receipt numbers, longest waiting first, no more than twenty of each."""

    messages: tuple[str, ...]
    stops: tuple[str, ...]
    refunds: tuple[str, ...] = ()
    taken_back: tuple[str, ...] = ()
    to_tell: tuple[str, ...] = ()
    matches: tuple[str, ...] = ()
    unsigned: tuple[str, ...] = ()
    approvals: tuple[str, ...] = ()
    opinions_came: tuple[str, ...] = ()
    opinions_late: tuple[str, ...] = ()
    asked_of_us: int = 0


def desk_calls(installation: Installation, unit: Unit, member: Member) -> DeskCalls:
    """Of the duties that this member may review."""
    duties = member.duties("review", tuple(installation.city.duties))
    if not duties:
        return DeskCalls((), ())
    states = open_states(installation)
    approves = member.duties("approve", duties)
    return DeskCalls(
        tuple(messages.unread_numbers(unit, duties, _MOST)),
        tuple(withdrawals.open_numbers(unit, duties, _MOST)),
        tuple(payments.numbers_for_staff(unit, duties, _MOST)),
        tuple(delegations.numbers_taken_back(unit, duties, states, _MOST)),
        tuple(delegations.numbers_to_tell(unit, duties, states, _MOST)),
        tuple(register_matches.open_numbers(unit, duties, _MOST)),
        tuple(signer_requests.numbers_unsigned(unit, duties, installation.clock.today().isoformat(), _MOST)),
        tuple(decisions.numbers_to_approve(unit, approves, member.id, _MOST)) if approves else (),
        tuple(opinions.came_numbers(unit, duties, _MOST)),
        tuple(opinions.late_numbers(unit, duties, _MOST)),
        len(opinions.asked_of(unit, duties, _MOST)),
    )
