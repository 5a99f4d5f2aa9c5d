"""`assignment.yaml` assigns on arrival, and unassigned ones on demand."""

# A rule gives no rights. An absent member's substitute gets their cases. Members get no case that names them, and cases
# of protected people only with the right, never by address.

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import StringConstraints

from forms.city.city import City
from forms.city.dated import Dated, Id, Words
from forms.complaints import Complaint, Refused
from forms.loading.reading import key_place, place
from forms.loading.source import read_source
from forms.loading.tree import read_tree
from forms.rules.faults import did_you_mean
from forms.text.reading import Fault, Sheet, read_again
from forms.text.variants import narrow
from portal.clock import to_micro
from portal.db import Unit
from portal.logs import log
from portal.services.cases.cases import Case, open_case
from portal.services.cases.note_inside import add_inside_event
from portal.services.cases.own_case import is_kept_away
from portal.services.desk.sections.hand_cases import CHANGED, GIVEN, Handed
from portal.services.shared.needs import Records
from portal.services.shared.people_in import spot_of
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import Actor, write_audit
from portal.services.staff.colleagues import Colleague, colleagues, of_duty, who_does
from portal.store.cases import applications
from portal.store.desk import queues
from portal.store.desk.queues import QueueFilter
from portal.store.residents import protections
from portal.store.staff import staff_members

FILE = "assignment.yaml"
Login = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9._-]*$")]
PROCEDURE, AREA, LOAD = "procedure", "area", "load"
KINDS: Mapping[str, str] = {AREA: "住所の地区の決まり", PROCEDURE: "手続の決まり", LOAD: "件数の決まり"}
MOST = 100
MOVE = "assign_by_rule"
NOBODY = "nobody"
_WRITES = 3  # of an assignment; a case that nobody gets takes as many, because its sender waits for the answer
_RULES = Actor("system", "assignment")
_BLOCK = re.compile(r"[0-9一二三四五六七八九十]+丁目")


class HandlingRule(Dated):
    """Empty `procedures`, `areas` (towns) or `staff` mean all."""

    procedures: tuple[Id, ...] = ()
    areas: tuple[Words, ...] = ()
    staff: tuple[Login, ...] = ()

    @property
    def kind(self) -> str:
        return AREA if self.areas else PROCEDURE if self.procedures else LOAD

    def fits(self, procedure: str, town: str, on: date) -> bool:
        """`town` omits prefecture and city; "" if confidential."""
        if not self.holds(on) or (self.procedures and procedure not in self.procedures):
            return False
        return not self.areas or any(_in_area(town, area) for area in self.areas)


class HandlingRules(Sheet):
    duties: Mapping[Id, tuple[HandlingRule, ...]] = {}

    def faults(self) -> Iterable[Fault]:
        for duty, rules in self.duties.items():
            for number, rule in enumerate(rules):
                if rule.to is not None and rule.to < rule.from_:
                    yield (
                        ("duties", duty, number, "to"),
                        f"ends before it begins on {rule.from_}: exchange the two days",
                    )

    def of(self, duty: str, on: date) -> tuple[HandlingRule, ...]:
        return tuple(rule for rule in self.duties.get(duty, ()) if rule.holds(on))


def town_of(city: City, written: str) -> str:
    plain = narrow(written)
    return plain.removeprefix(narrow(city.prefecture)).removeprefix(narrow(city.name))


def _in_area(town: str, area: str) -> bool:
    plain = narrow(area)
    return town.startswith(plain) and (town == plain or _BLOCK.fullmatch(town[len(plain) :]) is not None)


def read_handling_rules(city: City) -> HandlingRules:
    """Raises Refused."""
    return read_again(city.folder / FILE, city.laid, HandlingRules)


def unfit_rules(city: City, procedures: Mapping[str, str]) -> list[Complaint]:
    """`procedures` maps ids to duties. Raises Refused if the file has a fault."""
    path = city.folder / FILE
    unfit = list(_unfit(read_handling_rules(city), city, procedures))
    if not unfit:
        return []
    tree = read_tree(city.laid[FILE] if FILE in city.laid else read_source(path), str(path))
    marks = [(key_place if isinstance(steps[-1], str) else place)(tree, steps) for steps, _ in unfit]
    return [Complaint(str(path), *mark, "city.assignment", text) for mark, (_, text) in zip(marks, unfit, strict=True)]


def _unfit(rules: HandlingRules, city: City, procedures: Mapping[str, str]) -> Iterable[Fault]:
    for duty, rows in rules.duties.items():
        if duty not in city.duties:
            guess = did_you_mean(duty, city.duties)
            yield ("duties", duty), f"no office of {city.name} holds the duty {duty}{guess}"
            continue
        for number, rule in enumerate(rows):
            for index, named in enumerate(rule.procedures):
                if procedures.get(named, duty) != duty:
                    text = f"{named} belongs to the duty {procedures[named]}: write the rule there"
                    yield ("duties", duty, number, "procedures", index), text


@dataclass(frozen=True)
class Choice:
    to: Colleague
    rule: HandlingRule
    open_cases: int  # before this one


def choose(
    rules: Iterable[HandlingRule], every: dict[int, Colleague], allowed: Iterable[Colleague], duty: str,
    open_cases: Mapping[int, int],
) -> Choice | None:  # fmt: skip
    """By the first rule that leads to one of `allowed`: the fewest open cases, then the first login."""
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
    """In the transaction of the arrival. A faulty rules file does not stop arrivals."""
    try:
        rules = read_handling_rules(installation.city)
    except Refused:
        log.error("assignment", code="UNREADABLE")
        return
    row = applications.by_id(unit, application_id) if rules.of(duty, installation.clock.today()) else None
    if row is not None:
        assign_by_rule(installation, unit, _RULES, open_case(installation, unit, row), rules)


def assign_waiting(installation: Records, unit: Unit, member: Member) -> list[Handed]:
    """At most `MOST`, earliest due day first. Refused if the rules have a fault."""
    rules, today = read_handling_rules(installation.city), installation.clock.today()
    # All at once: case by case, two who press this could wait for each other.
    staff_members.lock(unit, list(colleagues(installation.clock, unit)))
    rows = queues.page(
        unit, QueueFilter(ruled_duties(installation.city, member, rules, today), unassigned=True), most=MOST
    )
    return [assign_by_rule(installation, unit, member.actor, open_case(installation, unit, row), rules) for row in rows]


def ruled_duties(city: City, member: Member, rules: HandlingRules, today: date) -> tuple[str, ...]:
    """With rules for today, among those that this member reviews."""
    duties = member.duties("review", tuple(city.duties))
    return tuple(duty for duty in duties if rules.of(duty, today))


def assign_by_rule(installation: Records, unit: Unit, actor: Actor, case: Case, rules: HandlingRules) -> Handed:
    """Nothing if no member is left or the case is assigned."""
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
    # Beside the principal's name; "" where the procedure asks for none.
    home = spot_of(case.procedure, case.procedure.principal.get("name", ""))
    for field in case.procedure.fields:
        if field.type.id == "address" and spot_of(case.procedure, field.name) == home and field.name in case.answers:
            return town_of(city, case.answers[field.name]["town"])
    return ""
