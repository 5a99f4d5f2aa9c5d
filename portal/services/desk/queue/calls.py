"""Cases that wait for the section, also ended ones."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from portal.db import Unit
from portal.services.desk.queue.page import open_states
from portal.services.desk.queue.period_tasks import NO_TASKS, PeriodTasks, tasks_for
from portal.services.shared.needs import Basics
from portal.services.shared.rights import Member
from portal.store.cases import entitlements
from portal.store.desk import decisions, desk_tasks, opinions, transfers
from portal.store.fees import payments
from portal.store.my_cases import messages, withdrawals
from portal.store.notices import dispatches
from portal.store.residents import register_matches
from portal.store.signing import delegations, signer_requests

MOST = 50


@dataclass(frozen=True)
class DeskCalls:
    """Receipt numbers, longest waiting first."""

    messages: tuple[str, ...]
    stops: tuple[str, ...]
    refunds: tuple[str, ...] = ()
    taken_back: tuple[str, ...] = ()
    to_notify: tuple[str, ...] = ()
    matches: tuple[str, ...] = ()
    unsigned: tuple[str, ...] = ()
    approvals: tuple[str, ...] = ()
    proposed: Mapping[str, str] = field(default_factory=dict)  # outcomes of `approvals`
    opinions_came: tuple[str, ...] = ()
    opinions_late: tuple[str, ...] = ()
    asked_of_us: int = 0
    offered_to_us: int = 0
    reached: PeriodTasks = NO_TASKS
    near: PeriodTasks = NO_TASKS
    terms_ending: tuple[str, ...] = ()
    letters_back: tuple[str, ...] = ()


def desk_calls(installation: Basics, unit: Unit, member: Member) -> DeskCalls:
    duties = member.duties("review", tuple(installation.city.duties))
    if not duties:
        return DeskCalls((), ())
    states = open_states(installation.catalogue)
    today = installation.clock.today().isoformat()
    approves = member.duties("approve", duties)
    proposed = dict(decisions.to_approve(unit, approves, member.id, MOST)) if approves else {}
    return DeskCalls(
        tuple(messages.unread_numbers(unit, duties, MOST)),
        tuple(withdrawals.open_numbers(unit, duties, MOST)),
        tuple(payments.numbers_for_staff(unit, duties, MOST)),
        tuple(delegations.numbers_taken_back(unit, duties, states, MOST)),
        tuple(delegations.numbers_to_notify(unit, duties, states, MOST)),
        tuple(register_matches.open_numbers(unit, duties, MOST)),
        tuple(signer_requests.numbers_unsigned(unit, duties, today, MOST)),
        tuple(proposed),
        proposed,
        tuple(opinions.answered_numbers(unit, duties, MOST)),
        tuple(opinions.late_numbers(unit, duties, MOST)),
        len(opinions.asked_of(unit, duties, MOST)),
        len(transfers.offered_to(unit, duties, MOST)),
        tasks_for(installation, unit, member, desk_tasks.PERIOD, duties, MOST),
        tasks_for(installation, unit, member, desk_tasks.PERIOD_NEAR, duties, MOST),
        tuple(entitlements.listed_numbers(unit, desk_tasks.TERM, duties, today, MOST)),
        tuple(dispatches.numbers_returned(unit, duties, MOST)),
    )
