"""個人番号 are sealed apart from answers."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from cryptography.exceptions import InvalidTag

from forms.fields.my_number import KEPT, is_reference
from portal.errors import Conflict
from portal.services.cases.cases import Case, open_case
from portal.services.files.keep_numbers import open_number, seal_number
from portal.services.filing.arrival import Arrival
from portal.services.filing.drafts import Draft, draft_of_resident, save_draft, start_draft
from portal.services.filing.submit_application import submit_application
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from portal.store.cases import applications
from portal.store.files import my_numbers
from portal.store.files.attachments import Holder
from portal.store.files.my_numbers import NumberRow
from portal.store.filing import drafts
from portal.store.statements import run, sql
from tests.portal.numbers import number, with_numbers
from tests.portal.routes.guest_browser import offer
from tests.portal.world import PLACE, alice

KEY = "claimant.number"
ANSWERS = {"reason": "lost", "claimant.name": {"family": "見本", "given": "花子"}}


@pytest.fixture
def session(installation: Installation) -> Session:
    offer(installation, with_numbers())
    return alice(installation)


def begun(installation: Installation, session: Session) -> str:
    with installation.database.write() as unit:
        procedure = installation.catalogue.current("small")
        draft_id = start_draft(installation, unit, procedure, "online", person_id=session.person_id)
        unit.commit()
    return draft_id


def saved(installation: Installation, session: Session, draft_id: str, value: object) -> Draft:
    with installation.database.write() as unit:
        draft = draft_of_resident(installation, unit, session, "small", draft_id)
        answers = {**ANSWERS, **({KEY: value} if value is not None else {})}
        save_draft(installation, unit, draft, answers, frozenset({"reason"}))
        unit.commit()
    return opened(installation, session, draft_id)


def opened(installation: Installation, session: Session, draft_id: str) -> Draft:
    with installation.database.read() as unit:
        return draft_of_resident(installation, unit, session, "small", draft_id)


def rows(installation: Installation, holder: Holder) -> list[NumberRow]:
    with installation.database.read() as unit:
        return my_numbers.of(unit, holder)


def sent(installation: Installation, session: Session, draft_id: str) -> Case:
    with installation.database.write() as unit:
        draft = draft_of_resident(installation, unit, session, "small", draft_id)
        actor = Actor("resident", session.person_id or "", place=PLACE)
        arrival = Arrival(installation.clock.now(), "online", "stored")
        submitted = submit_application(installation, unit, draft, actor, arrival, {"way": "card"})
        assert submitted.receipt_number, submitted.path
        unit.commit()
    with installation.database.read() as unit:
        row = applications.by_number(unit, submitted.receipt_number)
        assert row is not None
        return open_case(installation, unit, row)


def test_a_draft_holds_a_reference_and_the_number_lies_beside_it(installation: Installation, session: Session) -> None:
    draft = saved(installation, session, begun(installation, session), number(1))
    assert is_reference(draft.answers[KEY])
    (row,) = rows(installation, Holder(draft_id=draft.id))
    assert row.id == draft.answers[KEY]
    assert open_number(installation.number_keys, row) == number(1)


def test_the_mask_keeps_the_number_and_another_one_takes_its_place(
    installation: Installation, session: Session
) -> None:
    draft_id = begun(installation, session)
    first = saved(installation, session, draft_id, number(1)).answers[KEY]
    assert saved(installation, session, draft_id, KEPT).answers[KEY] == first
    second = saved(installation, session, draft_id, number(2)).answers[KEY]
    (row,) = rows(installation, Holder(draft_id=draft_id))
    assert (row.id, second != first, open_number(installation.number_keys, row)) == (second, True, number(2))
    assert KEY not in saved(installation, session, draft_id, None).answers
    assert rows(installation, Holder(draft_id=draft_id)) == []


def test_a_mask_where_nothing_was_kept_is_no_answer(installation: Installation, session: Session) -> None:
    assert KEY not in saved(installation, session, begun(installation, session), KEPT).answers


def test_a_number_goes_with_its_draft(installation: Installation, session: Session) -> None:
    draft = saved(installation, session, begun(installation, session), number(1))
    with installation.database.write() as unit:
        drafts.remove(unit, draft.id)
        unit.commit()
    assert rows(installation, Holder(draft_id=draft.id)) == []


def test_sending_takes_the_number_along_and_the_application_takes_it_with_it(
    installation: Installation, session: Session
) -> None:
    draft_id = begun(installation, session)
    before = saved(installation, session, draft_id, number(1)).answers[KEY]
    case = sent(installation, session, draft_id)
    assert case.answers[KEY] == before
    (row,) = rows(installation, Holder(application_id=case.row.id))
    assert open_number(installation.number_keys, row) == number(1)
    assert rows(installation, Holder(draft_id=draft_id)) == []


def test_digits_that_came_past_every_page_are_kept_apart_when_they_are_sent(
    installation: Installation, session: Session
) -> None:
    """As drafts from before the table of numbers."""
    draft_id = begun(installation, session)
    with installation.database.write() as unit:
        draft = draft_of_resident(installation, unit, session, "small", draft_id)
        sealed = draft.sealer.seal("draft", {**ANSWERS, KEY: number(3)})
        drafts.save(unit, replace(draft.row, sealed_answers=sealed))
        unit.commit()
    case = sent(installation, session, draft_id)
    (row,) = rows(installation, Holder(application_id=case.row.id))
    assert (case.answers[KEY], open_number(installation.number_keys, row)) == (row.id, number(3))


def test_the_keys_of_answers_open_no_number(installation: Installation, session: Session) -> None:
    draft = saved(installation, session, begun(installation, session), number(1))
    (row,) = rows(installation, Holder(draft_id=draft.id))
    with pytest.raises((KeyError, ValueError, InvalidTag)):
        open_number(replace(installation, number_keys=installation.keys).number_keys, row)


@pytest.mark.both_engines
def test_a_number_that_was_copied_into_the_place_of_another_is_refused(
    installation: Installation, session: Session
) -> None:
    drafts_of = [saved(installation, session, begun(installation, session), number(seed)) for seed in (1, 2)]
    first, other = (rows(installation, Holder(draft_id=draft.id))[0] for draft in drafts_of)
    with installation.database.write() as unit:
        run(unit, sql("UPDATE my_number SET sealed = :sealed WHERE id = :id"), {"sealed": other.sealed, "id": first.id})
        unit.commit()
    (changed,) = rows(installation, Holder(draft_id=drafts_of[0].id))
    with pytest.raises((ValueError, InvalidTag)):
        open_number(installation.number_keys, changed)


def test_where_there_is_no_key_a_number_is_neither_asked_for_nor_kept(
    installation: Installation, session: Session
) -> None:
    outer = replace(installation, number_keys=None)
    draft_id = begun(outer, session)
    with pytest.raises(Conflict):
        saved(outer, session, draft_id, number(1))
    assert KEY not in saved(outer, session, draft_id, None).answers
    case = sent(outer, session, draft_id)
    assert KEY not in case.path.asked
    assert case.path.complete
    assert rows(installation, Holder(application_id=case.row.id)) == []


def test_where_the_key_is_missing_a_kept_number_is_not_opened(installation: Installation, session: Session) -> None:
    draft_id = begun(installation, session)
    saved(installation, session, draft_id, number(1))
    (row,) = rows(installation, Holder(draft_id=draft_id))
    assert open_number(installation.number_keys, row) == number(1)
    with pytest.raises(Conflict, match="numbers"):
        open_number(replace(installation, number_keys=None).number_keys, row)


@pytest.mark.both_engines
def test_of_two_clerks_who_fill_in_the_same_number_at_once_one_is_informed(
    installation: Installation, session: Session
) -> None:
    draft_id = begun(installation, session)
    saved(installation, session, draft_id, number(1))
    case = sent(installation, session, draft_id)
    holder, start = Holder(application_id=case.row.id), Barrier(2)

    def fill(seed: int) -> bool:
        row = seal_number(installation, number(seed), "members.1", "clerk")
        start.wait()
        with installation.database.write() as unit:
            added = my_numbers.add(unit, holder, row)
            unit.commit()
        return added

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(fill, (2, 3))) == [False, True]
    assert [row.whose for row in rows(installation, holder)].count("members.1") == 1
