"""Drafts: sealed, pinned to a version, saved by revision."""

from dataclasses import replace
from datetime import timedelta

import pytest

from portal.clock import to_micro
from portal.errors import Conflict, NotFound, NotYours
from portal.services.filing.drafts import (
    deleted_on,
    draft_environment,
    draft_of_counter,
    draft_of_resident,
    draft_path,
    save_draft,
    start_draft,
)
from portal.services.shared.installation import Installation
from portal.services.shared.known_sources import KnownFacts, Source
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from portal.store.statements import every, sql
from tests.portal.later import later
from tests.portal.services.filing.filing import begin, opened
from tests.portal.world import ANSWERS, DUTY, PLACE, PROCEDURE, add_member, alice

STRANGER = Session(b"", "resident", "charlie", None)


def keep(installation: Installation, session: Session, draft_id: str, **answers: object) -> None:
    draft = opened(installation, session, draft_id)
    with installation.database.write() as unit:
        save_draft(installation, unit, draft, answers, draft.seen | set(answers))
        unit.commit()


def visit(installation: Installation, member: Member) -> str:
    with installation.database.write() as unit:
        procedure = installation.catalogue.current(PROCEDURE)
        draft_id = start_draft(installation, unit, procedure, "counter", staff_id=member.id)
        unit.commit()
    return draft_id


def test_a_new_draft_is_empty_and_begins_at_the_first_question(installation: Installation) -> None:
    session = alice(installation)
    draft = opened(installation, session, begin(installation, session))
    assert (draft.answers, draft.seen, draft.row.door) == ({}, frozenset(), "online")
    assert draft.procedure is installation.catalogue.current(PROCEDURE)
    following = draft_path(installation, draft).next_page(draft.seen)
    assert following is not None
    assert following.page.id == "filer_kind"


def test_what_was_saved_is_opened_again(installation: Installation) -> None:
    session = alice(installation)
    draft_id = begin(installation, session)
    keep(installation, session, draft_id, filer_kind="self", name=ANSWERS["name"])
    draft = opened(installation, session, draft_id)
    assert draft.answers == {"filer_kind": "self", "name": ANSWERS["name"]}
    assert draft.seen == {"filer_kind", "name"}


@pytest.mark.both_engines
def test_answers_are_sealed(installation: Installation) -> None:
    session = alice(installation)
    keep(installation, session, begin(installation, session), name=ANSWERS["name"], filer_kind="self")
    with installation.database.read() as unit:
        (row,) = every(unit, sql("SELECT sealed_answers FROM draft"))
    assert "髙見本".encode() not in bytes(row[0])
    assert b"filer_kind" not in bytes(row[0])


def test_a_stranger_sees_what_somebody_sees_who_asks_for_nothing(installation: Installation) -> None:
    draft_id = begin(installation, alice(installation))
    with installation.database.read() as unit:
        with pytest.raises(NotYours):
            draft_of_resident(installation, unit, STRANGER, PROCEDURE, draft_id)
        for wrong in (draft_id + "x", "", "あ"):
            with pytest.raises(NotFound):
                draft_of_resident(installation, unit, STRANGER, PROCEDURE, wrong)


def test_a_draft_is_found_under_its_own_procedure_alone(installation: Installation) -> None:
    session = alice(installation)
    draft_id = begin(installation, session)
    with installation.database.read() as unit, pytest.raises(NotFound):
        draft_of_resident(installation, unit, session, "another-procedure", draft_id)


def test_a_visit_belongs_to_nobody_who_signed_in_with_a_card(installation: Installation) -> None:
    draft_id = visit(installation, add_member(installation, "clerk", ("clerk", "*")))
    nameless = Session(b"", "resident", None, None)
    with installation.database.read() as unit:
        for session in (alice(installation), nameless):
            with pytest.raises(NotYours):
                draft_of_resident(installation, unit, session, PROCEDURE, draft_id)


def test_a_colleague_takes_a_visit_over_and_nobody_without_the_right(installation: Installation) -> None:
    draft_id = visit(installation, add_member(installation, "clerk", ("clerk", "*")))
    colleague = Member(2, "colleague", "", frozenset({("clerk", DUTY)}), PLACE)
    auditor = Member(3, "auditor", "", frozenset({("auditor", "*")}), PLACE)
    with installation.database.read() as unit:
        assert draft_of_counter(installation, unit, colleague, draft_id).id == draft_id
        with pytest.raises(NotYours):
            draft_of_counter(installation, unit, auditor, draft_id)


def test_staff_never_open_what_a_resident_types_at_home(installation: Installation) -> None:
    draft_id = begin(installation, alice(installation))
    clerk = add_member(installation, "clerk", ("clerk", "*"))
    with installation.database.read() as unit:
        for wrong in (draft_id, "nothing"):
            with pytest.raises(NotFound):
                draft_of_counter(installation, unit, clerk, wrong)


def test_a_second_window_does_not_overwrite_the_first_in_silence(installation: Installation) -> None:
    session = alice(installation)
    draft_id = begin(installation, session)
    first, other = opened(installation, session, draft_id), opened(installation, session, draft_id)
    for draft, kind in ((first, "self"), (other, "household")):
        with installation.database.write() as unit:
            if draft is first:
                save_draft(installation, unit, draft, {"filer_kind": kind}, frozenset())
                unit.commit()
            else:
                with pytest.raises(Conflict):
                    save_draft(installation, unit, draft, {"filer_kind": kind}, frozenset())
    assert opened(installation, session, draft_id).answers == {"filer_kind": "self"}


def test_the_day_of_deletion_counts_from_the_last_save(installation: Installation) -> None:
    session = alice(installation)
    draft_id = begin(later(installation), session)
    keep(later(installation, days=3), session, draft_id, filer_kind="self")
    draft = opened(installation, session, draft_id)
    assert deleted_on(installation.settings, draft).isoformat() == "2026-12-23"
    in_the_night = replace(
        draft, row=replace(draft.row, changed_at=to_micro(later(installation, hours=-9.5).clock.now()))
    )
    assert deleted_on(installation.settings, in_the_night).isoformat() == "2026-12-20"  # the day before in UTC
    assert draft.saved_at == later(installation).clock.now() + timedelta(days=3)


def test_rules_of_a_draft_see_the_day_of_viewing_and_the_settings_of_that_day(installation: Installation) -> None:
    session = alice(installation)
    draft = opened(installation, session, begin(installation, session))
    from_card = KnownFacts((Source("card", applicant={"birth": "1949-04-03"}),))
    today = draft_environment(installation, draft)
    assert (today.today.isoformat(), today.city["standard_days"]) == ("2026-11-20", 7)
    in_may = draft_environment(later(installation, days=180), replace(draft, known=from_card))
    assert (in_may.today.isoformat(), in_may.city["standard_days"]) == ("2027-05-19", 5)
    assert (today.applicant, in_may.applicant) == ({}, {"birth": "1949-04-03"})
