"""Gives an application to who handles it, by the city's rules: when it arrives, and on demand to those that nobody has. Whoever is away
gets none, who stands in does; nobody gets a case that names them; somebody protected goes only to who may see them, and not by where
they live."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from forms.complaints import Refused
from portal.clock import to_micro
from portal.db import Unit
from portal.logs import log
from portal.services.actor import Actor
from portal.services.cases import Case, open_case
from portal.services.colleagues import Colleague, colleagues, of_duty, who_does
from portal.services.hand_cases import CHANGED, GIVEN, Handed
from portal.services.handling_rules import (
    AREA,
    LOAD,
    PROCEDURE,
    HandlingRule,
    HandlingRules,
    read_handling_rules,
    town_of,
)
from portal.services.installation import Installation
from portal.services.own_case import is_kept_away
from portal.services.people_in import spot_of
from portal.services.rights import Member
from portal.services.tell_inside import tell_inside
from portal.services.write_audit import write_audit
from portal.store import applications, queues, staff_members
from portal.store.queues import QueueFilter

MOST = 100
MOVE = "assign_by_rule"
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
    may = {one.id for one in allowed}
    by_login = {one.login: one.id for one in every.values()}
    for rule in rules:
        named = [by_login[login] for login in rule.staff if login in by_login] if rule.staff else list(every)
        does = [who_does(every, number, duty) for number in named]
        able = {one.id: one for one in does if one is not None and one.id in may}
        if able:
            to = min(able.values(), key=lambda one: (open_cases.get(one.id, 0), one.login))
            return Choice(to, rule, open_cases.get(to.id, 0))
    return None


def assign_arrival(installation: Installation, unit: Unit, application_id: int, duty: str) -> None:
    """As `assign_arrivals`, of one."""
    assign_arrivals(installation, unit, [(application_id, duty)])


def assign_arrivals(installation: Installation, unit: Unit, arrived: Iterable[tuple[int, str]]) -> None:
    """(application, duty) of each, in the transaction of the arrival. A file that became faulty while the service runs keeps nothing
    from arriving."""
    try:
        rules = read_handling_rules(installation.settings.city)
    except Refused:
        log.error("assignment", code="UNREADABLE")
        return
    today = installation.clock.today()
    for application_id, duty in arrived:
        row = applications.by_id(unit, application_id) if rules.of(duty, today) else None
        if row is not None:
            assign_by_rule(installation, unit, _RULES, open_case(installation, unit, row), rules)


def assign_waiting(installation: Installation, unit: Unit, member: Member) -> list[Handed]:
    """Those that nobody has, due first, so many at once. Refused if the rules have a fault."""
    rules, today = read_handling_rules(installation.settings.city), installation.clock.today()
    # All at once: case by case, two who press this could wait for each other.
    staff_members.lock(unit, list(colleagues(installation, unit)))
    rows = queues.page(unit, QueueFilter(ruled_duties(installation, member, rules, today), unassigned=True), most=MOST)
    return [assign_by_rule(installation, unit, member.actor, open_case(installation, unit, row), rules) for row in rows]


def ruled_duties(installation: Installation, member: Member, rules: HandlingRules, today: date) -> tuple[str, ...]:
    """Those that this member reviews and the file has rules for today."""
    duties = member.duties("review", tuple(installation.city.duties))
    return tuple(duty for duty in duties if rules.of(duty, today))


def assign_by_rule(installation: Installation, unit: Unit, actor: Actor, case: Case, rules: HandlingRules) -> Handed:
    """Nothing is done where nobody is left, or somebody has it already; told in the case's history, for staff alone."""
    row, today = case.row, installation.clock.today()
    town = "" if case.protected else _town(installation, case)
    fitting = [rule for rule in rules.of(row.duty, today) if rule.fits(row.procedure, town, today)]
    if not fitting or row.assignee_id is not None or row.decided_at is not None:
        return Handed(row.receipt_number, NOBODY)
    every = colleagues(installation, unit)
    able = [one for one in of_duty(every, row.duty) if _may_have(installation, unit, one, case)]
    staff_members.lock(unit, [one.id for one in able])  # who counts at the same moment would find the same person idle
    counts = applications.open_counts(unit, tuple(installation.city.duties), [one.id for one in able])
    choice = choose(fitting, every, able, row.duty, counts)
    if choice is None:
        return Handed(row.receipt_number, NOBODY)
    now = to_micro(installation.clock.now())
    if not applications.assign(unit, row, choice.to.id, now):
        return Handed(row.receipt_number, CHANGED)
    words = f"{choice.to.name}。{KINDS[choice.rule.kind]}で、担当している申請がいちばん少ない（{choice.open_cases}件）"
    tell_inside(unit, actor, case, MOVE, words, now)
    detail = f"{choice.rule.kind} to {choice.to.login}"
    write_audit(installation, unit, actor, "assign by rule", application_id=row.id, detail=detail)
    return Handed(row.receipt_number, GIVEN, choice.to.name)


def _may_have(installation: Installation, unit: Unit, one: Colleague, case: Case) -> bool:
    member = Member(one.id, one.login, one.name, one.rights, "")
    if case.protected and not member.may("see protected", case.row.duty):
        return False
    return not is_kept_away(installation, unit, member, case)


def _town(installation: Installation, case: Case) -> str:
    """Of the address beside the principal's name; "" where the procedure asks for none."""
    home = spot_of(case.procedure, case.procedure.principal.get("name", ""))
    for field in case.procedure.fields:
        if field.type.id == "address" and spot_of(case.procedure, field.name) == home and field.name in case.answers:
            return town_of(installation.city, case.answers[field.name]["town"])
    return ""
