"""Outcomes from the examining system."""

import pytest

from portal.errors import Held, Problem
from portal.jobs.let_outcomes_leave import let_outcomes_leave
from portal.services.cases.cases import case_of_member
from portal.services.cases.result import result_of
from portal.services.machines.acknowledge_application import acknowledge_application
from portal.services.machines.machine import Machine
from portal.services.machines.put_result import put_result
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.cases import applications
from tests.portal.later import later
from tests.portal.results import CORE, core_case, core_examiner
from tests.portal.services.desk.case.test_settle_outcome import ask_to_stop, with_approval, with_undo
from tests.portal.services.filing.filing import audited
from tests.portal.services.machines.calling import add_calling, examined, read_case

WORDS = "資格がないためです。"


@pytest.fixture
def machine(installation: Installation) -> Machine:
    return add_calling(installation)


def acknowledged(installation: Installation, machine: Machine, reviewer: Member) -> str:
    number = examined(installation, reviewer)
    with installation.database.write() as unit:
        acknowledge_application(installation, unit, machine, read_case(installation, machine, number), 1, True)
        unit.commit()
    return number


def put(
    installation: Installation, machine: Machine, number: str, outcome: str = "refused", words: str = WORDS,
    document: str = "", *, matches: bool = True,
) -> str:  # fmt: skip
    application = read_case(installation, machine, number)
    with installation.database.write() as unit:
        did = put_result(installation, unit, machine, application, outcome, words, document, matches)
        unit.commit()
    return did


def problem(installation: Installation, machine: Machine, number: str, **sent: object) -> Problem:
    with pytest.raises(Problem) as refused:
        put(installation, machine, number, **sent)  # type: ignore[arg-type]
    return refused.value


def test_only_what_was_handed_over_and_is_still_open_gets_a_result(
    installation: Installation, machine: Machine, reviewer: Member
) -> None:
    assert problem(installation, machine, examined(installation, reviewer)).name == "not_acknowledged"
    number = acknowledged(installation, machine, reviewer)
    assert problem(installation, machine, number, matches=False).name == "precondition_failed"
    assert put(installation, machine, number) == "decided"
    assert problem(installation, machine, number).name == "conflict"
    with installation.database.read() as unit:
        row = applications.by_number(unit, number)
        assert row
        event = applications.events(unit, row.id)[-1]
    assert (row.state, event.move, event.actor) == ("refused", "decide", f"machine:{machine.row.id}")
    assert len(audited(installation, "decide application")) == 1


def test_while_the_applicant_asks_to_stop_the_case_is_held(
    installation: Installation, machine: Machine, reviewer: Member
) -> None:
    number = acknowledged(installation, machine, reviewer)
    ask_to_stop(installation, number)
    with pytest.raises(Held) as held:
        put(installation, machine, number)
    assert held.value.holds == ("stop",)
    assert audited(installation, "decide application") == []


def test_each_mistake_is_named_at_its_member_of_the_body(
    installation: Installation, machine: Machine, reviewer: Member
) -> None:
    first, second = (acknowledged(installation, machine, reviewer) for _ in range(2))
    put(installation, machine, first, document="見介資第7号")
    for sent, pointer in (
        ({"outcome": "withdrawn"}, "/outcome"),
        ({"outcome": "x"}, "/outcome"),
        ({"words": ""}, "/words"),
        ({"words": "長" * 10_000}, "/words"),
        ({"document": "x" * 200}, "/document_number"),
        ({"document": "見介資第7号"}, "/document_number"),
    ):
        refused = problem(installation, machine, second, **sent)
        assert refused.name == "invalid"
        assert [error["at"] for error in refused.facts["errors"]] == [pointer]  # type: ignore[attr-defined]
    assert read_case(installation, machine, second).body["state"] == "examining"


def test_a_result_waits_for_the_time_to_take_it_back_and_only_one_waits(
    installation: Installation, machine: Machine, reviewer: Member
) -> None:
    undo = with_undo(later(installation), 10)
    number = acknowledged(undo, machine, reviewer)
    assert put(undo, machine, number) == "waits"
    assert problem(undo, machine, number, outcome="approved").name == "conflict"
    assert read_case(undo, machine, number).body["state"] == "examining"
    assert let_outcomes_leave(later(undo, minutes=11)) == 1
    assert read_case(undo, machine, number).body["state"] == "refused"


def test_where_the_section_wants_an_approver_a_result_is_a_proposal(
    installation: Installation, machine: Machine, reviewer: Member
) -> None:
    strict = with_approval(installation)
    number = acknowledged(strict, machine, reviewer)
    assert put(strict, machine, number) == "proposed"
    assert read_case(strict, machine, number).body["state"] == "examining"
    assert audited(strict, "decide application") == []


def test_a_machine_brings_the_fields_of_a_result_and_each_wrong_one_is_named(installation: Installation) -> None:
    clerk = core_examiner(installation)
    number = core_case(installation, clerk, outcome="")
    machine = add_calling(installation, duties=[installation.catalogue.current(CORE).duty])
    with installation.database.write() as unit:
        acknowledge_application(installation, unit, machine, read_case(installation, machine, number), 1, True)
        unit.commit()
    application = read_case(installation, machine, number)
    assert "refused" in application.body["outcomes"]  # type: ignore[operator]
    values = {"level": "care2", "term": "2026-11-20～2027-05-31"}
    with installation.database.write() as unit:
        with pytest.raises(Problem) as refused:
            put_result(
                installation, unit, machine, application, "approved", "", "", True, {"level": "9", "height": "1"}
            )
        wrong = refused.value.facts["errors"]
        put_result(installation, unit, machine, application, "approved", "", "", True, values)
        unit.commit()
    assert isinstance(wrong, list)
    assert [error["at"] for error in wrong] == ["/result/level", "/result/term", "/result/height"]
    with installation.database.read() as unit:
        result = result_of(unit, case_of_member(installation, unit, clerk, number))
    assert result is not None
    assert next(row.value for section in result.sections for row in section.rows if row.value) == "要介護2"
