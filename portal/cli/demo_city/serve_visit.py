"""A clerk serves one visitor, or keys a paper form."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from forms.path.filer import ANYONE, CAME, SELF
from portal.cli.demo_city.attach_files import attach_files
from portal.cli.demo_city.interview_visitor import interview, know_visitor, read_face
from portal.cli.demo_city.making import Making
from portal.db import Unit
from portal.services.cases.cases import case_of_member
from portal.services.cases.fee import amount_due
from portal.services.counter.enter_at_counter import open_entry, register_entry
from portal.services.counter.move_visit import add_procedure, end_visit, park_visit
from portal.services.counter.visits import Visit, begin_visit, save_visit, visit_of_counter
from portal.services.fees.take_fee import is_due, take_cash
from portal.services.filing.drafts import Draft, draft_of_counter, save_draft, start_draft
from portal.services.filing.note_protected import Looked, asking_register
from portal.services.procedures.ask_reception import DOOR, MANDATE, MANDATE_DAY, PLACE, SHOWN, STAMP
from portal.services.shared.form_mark import new_form
from portal.services.shared.rights import Member

POST_DAYS = 2  # from 収受印 to the desk
_COUNTERS = {"care": ("care-",)}


def counter_of(duty: str) -> str:
    return "care" if duty.startswith(_COUNTERS["care"]) else "general"


def serve_visit(
    making: Making, procedure: str, answers: Mapping[str, Any], name: str, ticket: str, resident: str = ""
) -> str:
    """The receipt number, or "" if something is open. The visitor pays, and leaves after a quarter of an hour."""
    installation, current = making.installation, making.installation.catalogue.current(procedure)
    member = making.clerk(current.duty)
    visit_id = begin(making, member, name, ticket)
    if resident:
        know_visitor(making, member, visit_id, resident)
    else:
        read_face(making, member, visit_id, current, answers)
    with installation.database.change() as unit:
        visit = visit_of_counter(installation, unit, member, visit_id)
        draft_id = add_procedure(installation, unit, member, visit, procedure)
    came = ANYONE if ANYONE in current.who["counter"] else SELF
    reception = {DOOR: "counter", PLACE: counter_of(current.duty), CAME: came}
    making.moved.set(installation.clock.now() + timedelta(minutes=9))
    given = {**reception, **answers}
    number = interview(making, member, visit_id, draft_id, given, counter_of(current.duty))
    number = number or _register(making, member, draft_id, given)
    making.moved.set(installation.clock.now() + timedelta(minutes=6))
    with installation.database.change() as unit:
        if number:
            pay(making, unit, member, number)
        visit = visit_of_counter(installation, unit, member, visit_id)
        end_visit(installation, unit, member, visit, visit.words)
    return number


def begin(making: Making, member: Member, name: str, ticket: str) -> str:
    installation = making.installation
    with installation.database.change() as unit:
        visit_id = begin_visit(installation, unit, member, new_form(), ticket)
        visit = visit_of_counter(installation, unit, member, visit_id)
        words = replace(visit.words, came=SELF, came_by="", name=name, papers=("my_number_card",))
        save_visit(installation, unit, visit, words)
    return visit_id


def leave_waiting(making: Making, procedure: str, name: str, ticket: str, note: str) -> None:
    """For another clerk."""
    installation, current = making.installation, making.installation.catalogue.current(procedure)
    member = making.clerk(current.duty)
    visit_id = begin(making, member, name, ticket)
    with installation.database.change() as unit:
        add_procedure(installation, unit, member, _visit(making, unit, member, visit_id), procedure)
        visit = _visit(making, unit, member, visit_id)
        park_visit(installation, unit, member, visit, replace(visit.words, handed=note))


def _visit(making: Making, unit: Unit, member: Member, visit_id: str) -> Visit:
    return visit_of_counter(making.installation, unit, member, visit_id)


def key_paper(making: Making, procedure: str, answers: Mapping[str, Any]) -> str:
    installation, current = making.installation, making.installation.catalogue.current(procedure)
    member = making.reviewer(current.duty)
    with installation.database.change() as unit:
        draft_id = start_draft(installation, unit, current, "post", staff_id=member.id)
    stamp = (installation.clock.today() - timedelta(days=POST_DAYS)).isoformat()
    came = ANYONE if ANYONE in current.who["post"] else SELF
    reception = {DOOR: "post", STAMP: stamp, PLACE: counter_of(current.duty), CAME: came, SHOWN: "my_number_card"}
    number = _register(making, member, draft_id, {**reception, **answers})
    if number:
        with installation.database.change() as unit:
            pay(making, unit, member, number)
    return number


def _register(making: Making, member: Member, draft_id: str, answers: Mapping[str, Any]) -> str:
    installation = making.installation

    def opened(unit: Unit) -> Draft:
        return draft_of_counter(installation, unit, member, draft_id)

    mandate = {MANDATE: "mandate_letter", MANDATE_DAY: (installation.clock.today() - timedelta(days=7)).isoformat()}
    with installation.database.change() as unit:
        save_draft(installation, unit, opened(unit), {**mandate, **answers}, frozenset())
    attach_files(making, opened, member.actor)

    def register(looked: Looked) -> str:
        with installation.database.write() as unit:
            entry = open_entry(installation, opened(unit), "")
            shown = replace(entry, shown=entry.reception.asked | entry.path.asked)
            sent = register_entry(installation, unit, member, shown, looked)
            if sent.receipt_number:
                unit.commit()
        return sent.receipt_number

    return asking_register(installation.register, register)


def pay(making: Making, unit: Unit, member: Member, number: str) -> None:
    installation = making.installation
    case = case_of_member(installation, unit, member, number)
    fee = amount_due(installation, unit, case)
    if fee is not None and is_due(fee):
        take_cash(installation, unit, member, case, counter_of(case.row.duty), fee.amount)
