"""Ends a granted decision: 取消し (wrong from the beginning) or 撤回 (from a day on)."""

# Approval, number and notice are those of every outcome.

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from forms.definition.kind import ANNULLED, REVOKED
from portal.clock import Clock
from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.cases.ending import EXPLANATION, HEARING, NOT_NEEDED, Ending, values_of_ending
from portal.services.desk.case.decide_application import MOST_OF_PROVISION, Decision, endings_of, read_decision
from portal.services.shared.needs import Basics
from portal.services.shared.past_day import past_day, typed_day
from portal.store.cases import results

WAYS: Mapping[str, str] = {
    ANNULLED: "取消し（はじめから誤りがあった決定を、なかったことにする）",
    REVOKED: "撤回（事情が変わったので、ある日から先の効力をなくす）",
}
# 行政手続法13条1項; 2項 names what needs neither, among it the 取消し of a decision to pay money (4号).
HEARINGS: Mapping[str, str] = {
    HEARING: "聴聞をした（資格や地位をなくす処分など）", EXPLANATION: "弁明の機会を設けた（そのほかの不利益処分）",
    NOT_NEEDED: "どちらも不要",
}  # fmt: skip


@dataclass(frozen=True)
class EndingForm:
    outcome: str = ""
    on: str = ""
    hearing: str = ""
    heard_on: str = ""
    basis: str = ""
    words: str = ""
    provision: str = ""
    number: str = ""
    decided_on: str = ""


def read_ending(installation: Basics, unit: Unit, case: Case, form: EndingForm) -> Decision:
    decision = read_decision(
        installation,
        case,
        form.outcome,
        form.words,
        form.number,
        form.decided_on,
        provision=form.provision,
        among=endings_of(case),
    )
    ending, mistakes = _read(installation.clock, unit, case, form)
    if form.outcome not in WAYS:
        return replace(decision, mistakes=(("outcome", "no_way"), *mistakes))
    return replace(decision, result=values_of_ending(ending), mistakes=(*decision.mistakes, *mistakes))


def _read(clock: Clock, unit: Unit, case: Case, form: EndingForm) -> tuple[Ending, list[tuple[str, str]]]:
    mistakes = []
    on = _effect(unit, case, form.on) if form.outcome == REVOKED else None
    if form.outcome == REVOKED and on is None:
        mistakes.append(("on", "no_effect"))
    if form.hearing not in HEARINGS:
        mistakes.append(("hearing", "no_hearing"))
    heard = past_day(clock, form.heard_on, case.arrival_day) if form.hearing in (HEARING, EXPLANATION) else None
    if form.hearing in (HEARING, EXPLANATION) and heard is None:
        mistakes.append(("heard_on", "not_heard"))
    basis = form.basis.strip() if form.hearing == NOT_NEEDED else ""
    if form.hearing == NOT_NEEDED and not 0 < len(basis) <= MOST_OF_PROVISION:
        mistakes.append(("basis", "no_basis"))
    return Ending(_iso(on), form.hearing, _iso(heard), basis), mistakes


def _effect(unit: Unit, case: Case, typed: str) -> date | None:
    # Not before the decision; laws end rights on past or future days.
    day = typed_day(typed)
    rows = results.of_application(unit, case.row.id)
    first = date.fromisoformat(rows[-1].decided_on) if rows else case.arrival_day
    return day if day is not None and first <= day else None


def _iso(day: date | None) -> str:
    return day.isoformat() if day is not None else ""
