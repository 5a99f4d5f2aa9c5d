"""An application for a machine."""

import json

import pytest

from portal.errors import NotFound
from portal.services.cases.cases import case_of_member
from portal.services.desk.case.decide_application import read_decision
from portal.services.desk.case.hold_hand_over import hold_hand_over
from portal.services.desk.case.settle_outcome import settle_outcome
from portal.services.machines.api_scopes import PROTECTED, READ
from portal.services.residents.protect import protect
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.services.desk.case.test_settle_outcome import with_undo
from tests.portal.services.machines.calling import add_calling, examined, read_case, screen
from tests.portal.world import alice, file_application


def test_content_comes_with_the_examination_and_changes_the_etag(installation: Installation, reviewer: Member) -> None:
    machine = add_calling(installation)
    number = file_application(installation, alice(installation))
    received = read_case(installation, machine, number)
    assert (received.body["content"], received.given, received.shelf) == ("not_ready", False, None)
    assert "髙見本" not in json.dumps(received.body, ensure_ascii=False)
    assert read_case(installation, machine, number).etag == received.etag
    screen(installation, reviewer, number)
    given = read_case(installation, machine, number)
    assert (given.body["content"], given.body["person_name"]) == ("given", "髙見本\u3000太郎")
    assert given.etag != received.etag
    answers = given.body["answers"]
    assert isinstance(answers, list)
    states = {entry["item"]: entry["state"] for entry in answers}
    assert (states["phone"], "return_by" in states) == ("answered", False), "not asked is absent"
    assert next(entry["values"] for entry in answers if entry["item"] == "cards")[0]["code"] == "insured"


def test_a_machine_of_another_section_finds_neither_the_case_nor_its_number(
    installation: Installation, reviewer: Member
) -> None:
    number = examined(installation, reviewer)
    for machine in (
        add_calling(installation, duties=("childcare",)), add_calling(installation, procedures=("jido-teate-nintei",)),
    ):  # fmt: skip
        for typed in (number, "26-000-000-0000", "", "x" * 300):
            with pytest.raises(NotFound):
                read_case(installation, machine, typed)
    assert read_case(installation, add_calling(installation), f" {number} ").row.receipt_number == number


def test_held_content_and_that_of_protected_people_stays_here(installation: Installation, reviewer: Member) -> None:
    usual = add_calling(installation)
    trusted = add_calling(installation, scopes=(READ, PROTECTED))
    number = examined(installation, reviewer)
    with installation.database.write() as unit:
        protect(installation, unit, reviewer.actor, [("髙見本　太郎", "1949-04-03")], "staff")
        unit.commit()
    hidden, shown = (read_case(installation, machine, number) for machine in (usual, trusted))
    assert [hidden.body[name] for name in ("content", "protected", "answers", "person_name")] == [
        "held",
        None,
        None,
        None,
    ]
    assert (shown.body["content"], shown.body["protected"]) == ("given", True)
    with installation.database.write() as unit:
        hold_hand_over(installation, unit, reviewer, case_of_member(installation, unit, reviewer, number), "確認中")
        unit.commit()
    held = read_case(installation, trusted, number)
    assert (held.body["content"], held.shelf, held.body["attachments"]) == ("held", None, None)


def test_a_machine_may_choose_no_withdrawal_and_nothing_while_a_decision_waits(
    installation: Installation, reviewer: Member
) -> None:
    undo = with_undo(installation, 10)
    machine, number = add_calling(undo), examined(undo, reviewer)
    outcomes = read_case(undo, machine, number).body["outcomes"]
    assert isinstance(outcomes, list)
    assert {"approved", "refused"} <= set(outcomes)
    assert "withdrawn" not in outcomes
    with undo.database.write() as unit:
        case = case_of_member(undo, unit, reviewer, number)
        decision = read_decision(undo, case, "approved", "")
        assert settle_outcome(undo, unit, reviewer, case, case.row.revision, decision) == "wait"
        unit.commit()
    waiting = read_case(undo, machine, number)
    assert (waiting.body["state"], waiting.body["outcomes"]) == ("examining", [])
