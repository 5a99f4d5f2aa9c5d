"""A submission's last checks and consequences: ordered steps in the transaction that stores it."""

from collections.abc import Mapping
from dataclasses import replace

from forms.definition.terms import BEFORE_SENDING
from forms.mistakes import Mistake
from forms.path.filer import ANYONE, SELF
from portal.db import Unit
from portal.errors import Conflict
from portal.services.bookings.commit_budget import hold_budget, keep_budget
from portal.services.bookings.hold_slots import hold_slots, keep_slots
from portal.services.bookings.option_places import keep_options, take_options
from portal.services.campaigns.answer_invitation import answer_invitation
from portal.services.desk.case.settle_match import ask_who
from portal.services.desk.sections.handling_rules import assign_arrival
from portal.services.fees.use_advance import demand_advance, use_advance
from portal.services.files.keep_file import files_in
from portal.services.files.keep_numbers import carry_numbers
from portal.services.filing.admit_capacity import keep_room, take_room
from portal.services.filing.admit_once import (
    HOUSEHOLD,
    count_once,
    household_of,
    keep_once,
    keeps_out,
    places_of,
    take_once,
)
from portal.services.filing.arrival import Arrived, Candidate, Sent, has
from portal.services.filing.note_protected import UNSIGNED, names_anybody, note_protected
from portal.services.filing.record_delegation import record_delegation
from portal.services.filing.scan_form import carry_form_scans
from portal.services.my_cases.admit_chain import link_chain, refuse_unfit
from portal.services.my_cases.require_papers import request_papers
from portal.services.shared.installation import Installation
from portal.services.shared.notify import Addressee, notify
from portal.services.shared.step import Step
from portal.store.files import attachments
from portal.store.my_cases import late_papers
from portal.store.signing import signatures


def _hold_slots(installation: Installation, unit: Unit, candidate: Candidate) -> Sent | None:
    path, draft = candidate.path, candidate.draft
    taken: Mapping[str, tuple[Mistake, ...]] = hold_slots(
        installation, unit, draft.id, path.fields, path, candidate.environment
    )
    return Sent("", replace(path, mistakes={**path.mistakes, **taken}), full=True) if taken else None


def _take_options(installation: Installation, unit: Unit, candidate: Candidate) -> Sent | None:
    path = candidate.path
    taken = take_options(installation, unit, candidate.procedure, path, candidate.draft.id)
    return Sent("", replace(path, mistakes={**path.mistakes, **taken}), full=True) if taken else None


def _take_room(installation: Installation, unit: Unit, candidate: Candidate) -> Sent | None:
    path = candidate.path
    room = take_room(installation, unit, candidate.procedure, candidate.draft.id, path.year)
    return None if room else Sent("", path, no_room=True)


def _hold_budget(installation: Installation, unit: Unit, candidate: Candidate) -> Sent | None:
    path, day = candidate.path, candidate.environment.today
    kept = hold_budget(installation, unit, candidate.procedure, path, candidate.draft.id, day)
    return None if kept else Sent("", path, no_room=True)


def _take_once(installation: Installation, unit: Unit, candidate: Candidate) -> Sent | None:
    draft, path = candidate.draft, candidate.path
    person_id, today, household = draft.row.person_id, candidate.environment.today, household_of(draft, path)
    places = places_of(installation.keys, draft.procedure, person_id, path.answers, path.year, today, household)
    free = take_once(installation.clock, unit, places, draft.id)
    return None if free or not keeps_out(installation, unit, places, person_id) else Sent("", path, again=True)


def _carry_files(_installation: Installation, unit: Unit, arrived: Arrived) -> None:
    # Only those that the answers name. Raises Conflict if one is gone.
    named = files_in(arrived.path)
    if attachments.carry_over(unit, arrived.draft.id, arrived.application_id, named) != len(named):
        raise Conflict("file")


def _keep_once(installation: Installation, unit: Unit, arrived: Arrived) -> None:
    person_id = arrived.draft.row.person_id
    path, number, household = arrived.path, arrived.application_id, arrived.filing.evidence.get(HOUSEHOLD, "")
    places = places_of(installation.keys, arrived.procedure, person_id, path.answers, path.year, arrived.day, household)
    count_once(installation.clock, unit, keep_once(unit, places, arrived.draft.id, number, arrived.now), number)


def _notify(installation: Installation, unit: Unit, arrived: Arrived) -> None:
    # `until`: the first day of a paper that follows.
    due = late_papers.first_dues(unit, [arrived.application_id]) if _papers_follow(arrived) else {}
    facts = {"receipt": arrived.receipt_number} | ({"until": min(due.values())} if due else {})
    to = Addressee(arrived.draft.row.person_id, arrived.application_id)
    link = f"/applications/{arrived.receipt_number}"
    notify(installation, unit, to, "received", link=link, once=f"received:{arrived.draft.id}", **facts)


def _papers_follow(arrived: Arrived) -> bool:
    return any(paper.later for paper in arrived.procedure.papers)


def _limited(subject: Candidate | Arrived) -> bool:
    return subject.procedure.capacity is not None or subject.path.year is not None


def _once(subject: Candidate | Arrived) -> bool:
    rule = subject.procedure.duplicate
    return rule is not None and (rule.once or rule.household)


ADMISSION: tuple[Step[Installation, Candidate, Sent | None], ...] = (
    Step("hold the slots", _hold_slots, lambda it: has(it.path, "slot"), asks="slot"),
    Step("take the places of options", _take_options, lambda it: bool(it.procedure.option_places)),
    Step("take a place of the capacity", _take_room, _limited),
    Step(
        "follow the earlier application",
        refuse_unfit,
        lambda it: it.procedure.follows is not None and bool(it.draft.known.follows),
    ),
    Step("allow it once", _take_once, lambda it: _once(it) and it.draft.row.door == "online"),
    Step("commit the budget", _hold_budget, lambda it: it.procedure.budget is not None),
    # The last, so that no one pays for what another step refuses.
    Step("demand the fee", demand_advance, lambda it: it.procedure.fee.paid == BEFORE_SENDING),
)

ON_ARRIVAL: tuple[Step[Installation, Arrived, None], ...] = (
    Step(
        "move 個人番号 to the application",
        lambda _i, unit, it: carry_numbers(unit, it.procedure, it.draft.id, it.application_id, it.answers),
        asks="my_number",
    ),
    Step("move the files", _carry_files, lambda it: bool(files_in(it.path)), asks="file"),
    Step(
        "move the scans of the paper form",
        lambda _i, unit, it: carry_form_scans(unit, it.draft, it.application_id),
        lambda it: it.filing.arrival.basis == "stamp",
    ),
    Step(
        "keep the signed document",
        lambda _i, unit, it: signatures.keep_document(unit, it.filing.signed, it.application_id),
        lambda it: bool(it.filing.signed),
    ),
    Step(
        "owe the papers that follow",
        lambda i, unit, it: request_papers(i, unit, it.draft, it.application_id, it.path, it.day, it.now),
        _papers_follow,
    ),
    Step(
        "keep the slots",
        lambda _i, unit, it: keep_slots(unit, it.draft.id, it.application_id, it.path, it.now),
        lambda it: has(it.path, "slot"),
        asks="slot",
    ),
    Step(
        "keep the places of options",
        lambda i, unit, it: keep_options(i, unit, it.procedure, it.path, it.draft.id, it.application_id),
        lambda it: bool(it.procedure.option_places),
    ),
    Step(
        "keep the place of the capacity",
        lambda _i, unit, it: keep_room(unit, it.procedure, it.draft.id, it.application_id, it.path.year, it.now),
        _limited,
    ),
    Step(
        "keep what it holds of the budget",
        lambda i, unit, it: keep_budget(i, unit, it.procedure, it.path, it.draft.id, it.application_id, it.day),
        lambda it: it.procedure.budget is not None,
    ),
    Step("count it as the one", _keep_once, _once),
    # By the amount and no word of the version: the draft may have moved on since it was paid.
    Step("use what was paid ahead", use_advance, lambda it: it.draft.stored and it.procedure.fee.amount is not None),
    Step(
        "link it to the application that it follows",
        lambda _i, unit, it: link_chain(unit, it),
        lambda it: it.procedure.follows is not None,
    ),
    Step(
        "mark protected people",
        lambda i, unit, it: note_protected(i, unit, it.draft, it.path.answers, it.application_id, it.filing.looked),
        lambda it: names_anybody(it.procedure) or it.filing.evidence.get("way") != UNSIGNED,
    ),
    Step(
        "record the delegation",
        lambda i, unit, it: record_delegation(i, unit, it.draft, it.path.answers, it.application_id, it.role, it.day),
        lambda it: it.role not in ("", SELF, ANYONE),
    ),
    Step(
        "ask who of the register filed",
        lambda i, unit, it: ask_who(i, unit, it.draft, it.application_id),
        lambda it: bool(it.draft.known.sources),
    ),
    Step(
        "answer the invitation",
        lambda _i, unit, it: answer_invitation(unit, it.draft.id, it.now),
        lambda it: it.draft.stored and it.draft.invited,
    ),
    Step(
        "assign it to staff",
        lambda i, unit, it: assign_arrival(i, unit, it.application_id, it.procedure.duty),
        reads_rows=True,
    ),
    Step(
        "notify the applicant",
        _notify,
        lambda it: it.filing.alone and it.draft.row.person_id is not None and it.draft.reachable,
    ),
)
