"""もう一度申請する: earlier answers as offers."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from forms.path.environment import KeptFile
from forms.path.filer import CAME
from integrations.sockets.interfaces import Remade
from portal.db import Unit
from portal.errors import Conflict, NotYours
from portal.services.cases.cases import Case, case_of_resident
from portal.services.files.keep_file import Waiting, open_file, open_preview, put_as_named
from portal.services.filing import start_again as module
from portal.services.filing.arrival import Arrival
from portal.services.filing.drafts import Draft, draft_of_resident, draft_path, open_draft, save_draft, start_draft
from portal.services.filing.start_again import files_to_copy, may_start_again, start_again
from portal.services.filing.submit_application import submit_application
from portal.services.residents.protect import STAFF, protect
from portal.services.shared.catalogue import speech_of
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from portal.store.filing import drafts
from portal.web.filing.version_changes_view import old_answers, old_sources, old_values
from tests.forms.loading.small import small
from tests.portal.results import INSURED, RENEWAL, core_case, core_examiner
from tests.portal.routes.guest_browser import offer, version
from tests.portal.world import DUTY, PLACE, PROCEDURE, alice, file_application

ACTS = """\
      - {id: acts, type: multiple_choice, concept: mandate.acts, label: 頼まれたこと, options: {file: 出す, mend: 直す}}
      - {id: day, type: date, concept: mandate.day, label: 委任状の日}
"""


def file_small(installation: Installation, session: Session) -> str:
    answers = {"reason": "lost", "acts": ["file", "mend"], "day": "2026-11-01"}
    return file_application(installation, session, of="small", answers=answers)


def again(installation: Installation, session: Session, number: str) -> str:
    with installation.database.write() as unit:
        case = case_of_resident(installation, unit, session, number)
        actor = Actor("resident", session.person_id or "", place=PLACE)
        draft_id = start_again(installation, unit, case, session, actor)
        unit.commit()
    return draft_id


def opened(installation: Installation, session: Session, draft_id: str) -> Draft:
    with installation.database.read() as unit:
        return draft_of_resident(installation, unit, session, PROCEDURE, draft_id)


def test_answers_come_along_as_offers_and_none_is_an_answer_yet(installation: Installation) -> None:
    session = alice(installation)
    number = file_application(installation, session)
    draft = opened(installation, session, again(installation, session, number))
    assert (draft.answers, draft.seen) == ({}, frozenset())
    offered = old_values(draft)
    assert offered["lost_how"] == {"code": "other", "tell": "先週、病院の帰りに"}
    assert "consent_true" not in offered
    speech = speech_of(draft.procedure, "ja")
    assert number in old_sources(draft, speech)["lost_how"]
    first = draft_path(installation, draft).pages[0]
    assert old_answers(draft, first, speech) == []  # it is in its box and not repeated beside it


def test_what_came_along_is_for_its_owner_and_not_for_who_holds_a_code(installation: Installation) -> None:
    session = alice(installation)
    draft = opened(installation, session, again(installation, session, file_application(installation, session)))
    by_code = replace(draft, access="whole")
    speech = speech_of(draft.procedure, "ja")
    assert (old_values(by_code), old_sources(by_code, speech)) == ({}, {})
    assert old_values(draft)


def test_what_the_sender_typed_comes_along_no_matter_who_is_protected(installation: Installation) -> None:
    """An empty box would disclose the protection."""
    offer(installation, version(1, "      - {id: home, type: address, label: 住所}\n"))
    session, actor = alice(installation), Actor("resident", "alice", place=PLACE)
    home = {"postal": "0000001", "town": "見本県見本市かくれ町", "street": "9番"}
    with installation.database.write() as unit:
        procedure = installation.catalogue.current("small")
        draft_id = start_draft(installation, unit, procedure, "online", person_id=session.person_id)
        draft = draft_of_resident(installation, unit, session, "small", draft_id)
        save_draft(installation, unit, draft, {"reason": "torn", "home": home}, frozenset())
        draft = draft_of_resident(installation, unit, session, "small", draft_id)
        arrival = Arrival(installation.clock.now(), "online", "stored")
        number = submit_application(installation, unit, draft, actor, arrival, {}).receipt_number
        case = case_of_resident(installation, unit, session, number)
        protect(installation, unit, actor, [], STAFF, application_id=case.row.id)
        case = case_of_resident(installation, unit, session, number)
        start_again(installation, unit, case, session, actor)
        (row,) = drafts.of_person(unit, session.person_id or "")
        assert set(open_draft(installation, unit, row).brought.old) == {"reason", "home"}


def test_pressed_twice_it_is_one_draft_and_another_draft_is_not_overwritten(installation: Installation) -> None:
    offer(installation, small(ACTS, duty=DUTY, who="{online: [self]}", identity="{sign_in: card}"))
    session = alice(installation)
    number, other = (file_small(installation, session) for _ in range(2))
    first = again(installation, session, number)
    assert again(installation, session, number) == first
    assert again(installation, session, other) == ""
    with installation.database.read() as unit:
        assert [row.id for row in drafts.of_person(unit, session.person_id or "")] == [first]


def test_an_agent_copies_for_one_client_beside_the_draft_for_another_up_to_a_number(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer(installation, small(ACTS, duty=DUTY, who="{online: [self, agent]}", identity="{sign_in: card}"))
    session = alice(installation)
    number, other = (file_small(installation, session) for _ in range(2))
    first = again(installation, session, number)
    second = again(installation, session, other)
    assert second not in ("", first)
    assert again(installation, session, other) == second, "pressed twice"
    monkeypatch.setattr(module, "MOST", 2)
    assert again(installation, session, number) == ""


def test_what_an_agent_was_asked_is_asked_again_of_each_copy(installation: Installation) -> None:
    offer(installation, small(ACTS, duty=DUTY, who="{online: [self, agent]}", identity="{sign_in: card}"))
    session = alice(installation)
    draft_id = again(installation, session, file_small(installation, session))
    with installation.database.read() as unit:
        draft = draft_of_resident(installation, unit, session, "small", draft_id)
    assert draft.brought.old.keys() == {"reason"}


@pytest.mark.parametrize("role", ["agent", "self"])
def test_an_agents_copy_has_the_name_of_the_client_whom_their_own_account_does_not_know(
    installation: Installation, role: str
) -> None:
    firm = "      - {id: firm, type: text, label: 会社, max: 60, known_from: applicant.company.name}\n"
    offer(installation, small(firm, duty=DUTY, who="{online: [self, agent]}", identity="{sign_in: card}"))
    session = alice(installation)
    answers = {CAME: role, "reason": "lost", "firm": "株式会社みほん"}
    draft_id = again(installation, session, file_application(installation, session, of="small", answers=answers))
    with installation.database.read() as unit:
        draft = draft_of_resident(installation, unit, session, "small", draft_id)
    assert draft.brought.old.keys() == ({"reason", "firm"} if role == "agent" else {"reason"})


def test_what_is_not_offered_any_more_is_not_started(installation: Installation) -> None:
    session = alice(installation)
    number = file_application(installation, session)
    with installation.database.write() as unit:
        case = case_of_resident(installation, unit, session, number)
        gone = replace(case, procedure=replace(case.procedure, id="no-such"))
        assert not may_start_again(installation, gone)
        with pytest.raises(Conflict):
            start_again(installation, unit, gone, session, Actor("resident", "a", place=PLACE))


def test_a_renewal_begins_with_the_answers_of_what_it_renews_and_no_other_procedure_does(
    installation: Installation,
) -> None:
    number, session = core_case(installation, core_examiner(installation), changes=INSURED), alice(installation)
    actor = Actor("resident", session.person_id or "", place=PLACE)
    with installation.database.write() as unit:
        case = case_of_resident(installation, unit, session, number)
        with pytest.raises(Conflict):
            start_again(installation, unit, case, session, actor, PROCEDURE)
        draft_id = start_again(installation, unit, case, session, actor, RENEWAL)
        unit.commit()
    with installation.database.read() as unit:
        draft = draft_of_resident(installation, unit, session, RENEWAL, draft_id)
    assert (draft.procedure.id, draft.answers, draft.brought.source) == (RENEWAL, {}, number)
    assert old_values(draft)["email"] == case.answers["email"]
    assert "insured.name" not in old_values(draft)  # the card says it


FILES = "      - {id: photos, type: file, label: 写真, required: false, most: 3, media: [jpeg, pdf]}\n"
ONLY_PDF = FILES.replace("jpeg, pdf", "pdf")
SENT = {"a": Remade(b"picture", "image/jpeg", preview=b"small"), "b": Remade(b"%PDF-", "application/pdf", 4)}


def sent_with_files(installation: Installation, session: Session, files: Mapping[str, Remade]) -> str:
    offer(installation, version(1, FILES))
    with installation.database.write() as unit:
        procedure = installation.catalogue.current("small")
        draft_id = start_draft(installation, unit, procedure, "online", person_id=session.person_id)
        draft = draft_of_resident(installation, unit, session, "small", draft_id)
        for name, made in files.items():
            file = KeptFile(
                f"first-{name}",
                f"{name}.jpg",
                made.media,
                5,
                "0" * 64,
                "1" * 64,
                latitude="35.000000",
                longitude="139.000000",
            )
            put_as_named(installation.clock, unit, draft.shelf, Waiting(file, b"", "photos"), made)
        draft = draft_of_resident(installation, unit, session, "small", draft_id)
        number = filed(installation, unit, session, draft, tuple(draft.shelf.files.values()))
        unit.commit()
    return number


def filed(installation: Installation, unit: Unit, session: Session, draft: Draft, files: Sequence[KeptFile]) -> str:
    save_draft(installation, unit, draft, {"reason": "torn", "photos": [file.stored for file in files]}, frozenset())
    draft = draft_of_resident(installation, unit, session, "small", draft.id)
    arrival = Arrival(installation.clock.now(), "online", "stored")
    actor = Actor("resident", session.person_id or "", place=PLACE)
    return submit_application(installation, unit, draft, actor, arrival, {}).receipt_number


def copied(installation: Installation, session: Session, number: str) -> Draft:
    with installation.database.write() as unit:
        case = case_of_resident(installation, unit, session, number)
        copies = [(each, each.made) for each in files_to_copy(installation, unit, case)]
        actor = Actor("resident", session.person_id or "", place=PLACE)
        draft_id = start_again(installation, unit, case, session, actor, files=copies)
        unit.commit()
    with installation.database.read() as unit:
        return draft_of_resident(installation, unit, session, "small", draft_id)


def contents(installation: Installation, unit: Unit, case: Case) -> list[bytes]:
    return [open_file(unit, case.shelf, file["id"])[1]() for file in case.answers["photos"]]


@pytest.mark.both_engines
def test_files_are_copied_as_offers_under_names_of_their_own(installation: Installation) -> None:
    session = alice(installation)
    number = sent_with_files(installation, session, SENT)
    draft = copied(installation, session, number)
    offered = old_values(draft)["photos"]
    assert draft.answers == {}, "nothing is answered before its owner has looked at it"
    assert [(file["media"], file["original"], file.get("latitude")) for file in offered] == [
        ("image/jpeg", "1" * 64, None), ("application/pdf", "1" * 64, None),
    ]  # fmt: skip
    assert {file["id"] for file in offered} == draft.shelf.files.keys()
    assert not {"first-a", "first-b"} & draft.shelf.files.keys()
    assert number in old_sources(draft, speech_of(draft.procedure, "ja"))["photos"]
    assert old_values(replace(draft, access="whole")) == {}
    first, paper = (draft.shelf.files[file["id"]] for file in offered)
    with installation.database.write() as unit:
        assert (open_preview(unit, draft.shelf, first.id)(), paper.pages) == (b"small", 4)
        again_number = filed(installation, unit, session, draft, [paper])
        new, old = (case_of_resident(installation, unit, session, each) for each in (again_number, number))
        assert contents(installation, unit, new) == [b"%PDF-"], "what was not chosen again is not sent"
        assert contents(installation, unit, old) == [b"picture", b"%PDF-"]
        unit.commit()


def test_only_what_the_question_still_takes_is_copied_and_only_for_its_owner(installation: Installation) -> None:
    session = alice(installation)
    number = sent_with_files(installation, session, SENT)
    offer(installation, version(2, ONLY_PDF))
    (kept,) = old_values(copied(installation, session, number))["photos"]
    assert kept["media"] == "application/pdf"
    with installation.database.read() as unit:
        case = case_of_resident(installation, unit, session, number)
        waiting = {name: replace(file, waiting=True) for name, file in case.shelf.files.items()}
        assert files_to_copy(installation, unit, replace(case, shelf=replace(case.shelf, files=waiting))) == []
        full = installation.settings.model_copy(update={"database_megabytes": 1})
        assert files_to_copy(replace(installation, settings=full), unit, case) == []
        with pytest.raises(NotYours):
            case_of_resident(installation, unit, replace(session, person_id="another"), number)
