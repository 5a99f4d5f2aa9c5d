"""Assigns applications by the city's rules: on arrival, and unassigned ones on demand. An absent member's substitute gets their cases; members
get no case that names them; cases of protected people go only to members who may see them, and never by address."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from forms.city.city import City
from forms.complaints import Refused
from portal.clock import to_micro
from portal.db import Unit
from portal.logs import log
from portal.services.cases.cases import Case, open_case
from portal.services.cases.own_case import is_kept_away
from portal.services.desk.case.note_inside import add_inside_event
from portal.services.desk.sections.hand_cases import CHANGED, GIVEN, Handed
from portal.services.desk.sections.handling_rules import (
    AREA,
    LOAD,
    PROCEDURE,
    HandlingRule,
    HandlingRules,
    read_handling_rules,
    town_of,
)
from portal.services.shared.actor import Actor
from portal.services.shared.needs import Records
from portal.services.shared.people_in import spot_of
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.services.staff.colleagues import Colleague, colleagues, of_duty, who_does
from portal.store.cases import applications
from portal.store.desk import queues
from portal.store.desk.queues import QueueFilter
from portal.store.residents import protections
from portal.store.staff import staff_members

MOST = 100
MOVE = "assign_by_rule"
_WRITES = 3  # of an assignment; a case that nobody gets takes as many, because its sender waits for the answer
NOBODY = "nobody"
KINDS: Mapping[str, str] = {AREA: "住所の地区の決まり", PROCEDURE: "手続の決まり", LOAD: "件数の決まり"}
_RULES = Actor("system", "assignment")


@dataclass(frozen=True)
class Choice:
    """Who gets it by which rule; `open_cases`: how many they had."""

    to: Colleague
    rule: HandlingRule
    open_cases: int


def choose(
    rules: Iterable[HandlingRule], every: dict[int, Colleague], allowed: Iterable[Colleague], duty: str,
    open_cases: Mapping[int, int],
) -> Choice | None:  # fmt: skip
    """By the first of these rules that leads to one of `allowed`: the fewest open cases, of equals the first login."""
    may = {colleague.id for colleague in allowed}
    by_login = {colleague.login: colleague.id for colleague in every.values()}
    for rule in rules:
        named = [by_login[login] for login in rule.staff if login in by_login] if rule.staff else list(every)
        does = [who_does(every, number, duty) for number in named]
        able = {colleague.id: colleague for colleague in does if colleague is not None and colleague.id in may}
        if able:
            to = min(able.values(), key=lambda colleague: (open_cases.get(colleague.id, 0), colleague.login))
            return Choice(to, rule, open_cases.get(to.id, 0))
    return None


def assign_arrival(installation: Records, unit: Unit, application_id: int, duty: str) -> None:
    """In the transaction of the arrival. A rules file that became faulty while the service runs does not stop arrivals."""
    try:
        rules = read_handling_rules(installation.settings.city)
    except Refused:
        log.error("assignment", code="UNREADABLE")
        return
    row = applications.by_id(unit, application_id) if rules.of(duty, installation.clock.today()) else None
    if row is not None:
        assign_by_rule(installation, unit, _RULES, open_case(installation, unit, row), rules)


def assign_waiting(installation: Records, unit: Unit, member: Member) -> list[Handed]:
    """Assigns at most `MOST` unassigned cases, earliest due day first. Refused if the rules have a fault."""
    rules, today = read_handling_rules(installation.settings.city), installation.clock.today()
    # All at once: case by case, two who press this could wait for each other.
    staff_members.lock(unit, list(colleagues(installation.clock, unit)))
    rows = queues.page(
        unit, QueueFilter(ruled_duties(installation.city, member, rules, today), unassigned=True), most=MOST
    )
    return [assign_by_rule(installation, unit, member.actor, open_case(installation, unit, row), rules) for row in rows]


def ruled_duties(city: City, member: Member, rules: HandlingRules, today: date) -> tuple[str, ...]:
    """Those that this member reviews and the file has rules for today."""
    duties = member.duties("review", tuple(city.duties))
    return tuple(duty for duty in duties if rules.of(duty, today))


def assign_by_rule(installation: Records, unit: Unit, actor: Actor, case: Case, rules: HandlingRules) -> Handed:
    """Does nothing if no member is left or the case is assigned. Recorded in the case's history for staff."""
    row, today = case.row, installation.clock.today()
    town = _town(installation.city, case)
    fitting = [rule for rule in rules.of(row.duty, today) if rule.fits(row.procedure, town, today)]
    if not fitting or row.assignee_id is not None or row.decided_at is not None:
        return Handed(row.receipt_number, NOBODY)
    every = colleagues(installation.clock, unit)
    able = [colleague for colleague in of_duty(every, row.duty) if _may_have(installation, unit, colleague, case)]
    staff_members.lock(
        unit, [colleague.id for colleague in able]
    )  # who counts at the same moment would find the same person idle
    counts = applications.open_counts(unit, tuple(installation.city.duties), [colleague.id for colleague in able])
    allowed = [rule for rule in fitting if not case.protected or rule.fits(row.procedure, "", today)]
    choice = choose(allowed, every, able, row.duty, counts)
    if choice is None:
        for _ in range(_WRITES):
            protections.add_nothing(unit)
        return Handed(row.receipt_number, NOBODY)
    now = to_micro(installation.clock.now())
    if not applications.assign(unit, row, choice.to.id, now):
        return Handed(row.receipt_number, CHANGED)
    words = f"{choice.to.name}。{KINDS[choice.rule.kind]}で、担当している申請がいちばん少ない（{choice.open_cases}件）"
    add_inside_event(unit, actor, case, MOVE, words, now)
    detail = f"{choice.rule.kind} to {choice.to.login}"
    write_audit(installation, unit, actor, "assign by rule", application_id=row.id, detail=detail)
    return Handed(row.receipt_number, GIVEN, choice.to.name)


def _may_have(installation: Records, unit: Unit, colleague: Colleague, case: Case) -> bool:
    member = Member(colleague.id, colleague.login, colleague.name, colleague.rights, "")
    kept_away = is_kept_away(installation, unit, member, case)
    return not kept_away and (not case.protected or member.may("see protected", case.row.duty))


def _town(city: City, case: Case) -> str:
    """Of the address beside the principal's name; "" where the procedure asks for none."""
    home = spot_of(case.procedure, case.procedure.principal.get("name", ""))
    for field in case.procedure.fields:
        if field.type.id == "address" and spot_of(case.procedure, field.name) == home and field.name in case.answers:
            return town_of(city, case.answers[field.name]["town"])
    return ""
