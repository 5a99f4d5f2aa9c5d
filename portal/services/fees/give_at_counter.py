"""In one transaction: fee, checks, outcome, hand-over, end of the visit."""

from collections.abc import Set
from dataclasses import dataclass

from forms.definition.hold import way
from forms.definition.kind import EXAMINING
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict
from portal.services.cases.cases import Case, case_of_member
from portal.services.cases.fee import amount_due
from portal.services.cases.given import GIVE, outcome_given, was_given
from portal.services.cases.holds import holds_of
from portal.services.cases.move_application import ways
from portal.services.cases.note_inside import add_inside_event
from portal.services.cases.own_case import demand_review, is_kept_away
from portal.services.cases.result import outcome_words, state_of_outcome
from portal.services.counter.move_visit import end_visit, visit_ending_with
from portal.services.counter.visits import Visit
from portal.services.desk.case.decide_application import read_decision
from portal.services.desk.case.describe_case import describe_case
from portal.services.desk.case.pass_screening import pass_screening
from portal.services.desk.case.settle_outcome import needs_approval, settle_outcome
from portal.services.desk.case.tick_checks import CheckItem, check_items, tick_checks
from portal.services.desk.needs import DeskNeeds
from portal.services.fees.take_fee import is_due, take_cash
from portal.services.fees.till import TAKES, is_open
from portal.services.shared.needs import HasPayments
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.desk import decisions

PAYMENT = "payment"


@dataclass(frozen=True)
class Giving:
    """Yen, 0 if nothing is owed now."""

    outcome: str
    label: str
    amount: int
    ordered: bool  # the visitor is paying online
    checks: tuple[CheckItem, ...]
    stopped: tuple[str, ...]  # to be settled first
    visit: Visit | None  # that ends with it


@dataclass(frozen=True)
class Pressed:
    place: str
    answers: str  # revision
    amount: str  # as shown
    checked: Set[str]


def giving_of(installation: HasPayments, unit: Unit, member: Member, case: Case) -> Giving | None:
    """None for separate acts: other rights, 決裁, a protected person, one's own case."""
    outcome, row = outcome_given(case), case.row
    if not outcome or case.protected or not (member.may("review", row.duty) and member.may(TAKES, row.duty)):
        return None
    state = state_of_outcome(case, outcome)
    if not {EXAMINING, state} & set(ways(row)) or needs_approval(installation, case):
        return None
    if decisions.open_one(unit, row.id) is not None or is_kept_away(installation, unit, member, case):
        return None
    fee, wanted = amount_due(installation, unit, case), way(row.kind, state)
    due = fee.amount if fee is not None and is_due(fee) else 0
    ordered = fee is not None and fee.state == "open"
    held = (hold.id for hold in holds_of(installation, unit, case) if wanted in hold.stops)
    stopped = tuple(hold for hold in held if hold != PAYMENT or not (due or ordered))
    view = describe_case(installation, unit, case, member.id)
    label = outcome_words(case.procedure, row.kind, outcome)
    checks, visit = (
        check_items(installation.clock, unit, case, view),
        visit_ending_with(installation, unit, member, row.uid),
    )
    return Giving(outcome, label, due, ordered, checks, stopped, visit)


def mistakes_of(installation: HasPayments, unit: Unit, giving: Giving, pressed: Pressed) -> tuple[tuple[str, str], ...]:
    """(box, key)."""
    mistakes = [(item.id, "unticked") for item in giving.checks if not item.ticked and item.id not in pressed.checked]
    if giving.amount:
        counter = next((place for place in installation.city.counters if place.id == pressed.place), None)
        if counter is None:
            mistakes.append(("place", "no_counter"))
        elif not counter.cash:
            mistakes.append(("place", "no_cash"))
        elif not is_open(installation.clock, unit, counter.id):
            mistakes.append(("place", "counted"))
    return tuple(mistakes)


def give_at_counter(
    installation: DeskNeeds, unit: Unit, member: Member, case: Case, revision: int, pressed: Pressed
) -> tuple[tuple[str, str], ...]:
    """Returns mistakes, with nothing stored. Raises NotAllowed, OwnCase, Held; Conflict: the caller does not commit. Idempotent."""
    if was_given(unit, case):
        return ()
    demand_review(installation, unit, member, case)
    member.demand(TAKES, case.row.duty)
    giving = giving_of(installation, unit, member, case)
    if giving is None or giving.stopped or giving.ordered or case.row.revision != revision:
        raise Conflict("give")
    if str(giving.amount) != pressed.amount:
        raise Conflict(PAYMENT)
    mistakes = mistakes_of(installation, unit, giving, pressed)
    if mistakes:
        return mistakes
    if giving.amount:
        take_cash(installation, unit, member, case, pressed.place, giving.amount)
    ticked = frozenset(item.id for item in giving.checks if item.ticked)
    tick_checks(installation, unit, member, case, pressed.answers, ticked, ticked | pressed.checked)
    if EXAMINING in ways(case.row):
        pass_screening(installation, unit, member, case, revision)
        case = case_of_member(installation, unit, member, case.row.receipt_number)
    decision = read_decision(installation, case, giving.outcome, "")
    settle_outcome(installation, unit, member, case, case.row.revision, decision, in_hand=True)
    case = case_of_member(installation, unit, member, case.row.receipt_number)
    add_inside_event(unit, member.actor, case, GIVE, "", to_micro(installation.clock.now()))
    write_audit(installation, unit, member.actor, "give paper", application_id=case.row.id, detail=giving.outcome)
    if giving.visit is not None:
        end_visit(installation, unit, member, giving.visit, giving.visit.words)
    return ()
