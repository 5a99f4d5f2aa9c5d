"""The outer zone's report is complete and stable."""

import json
from typing import Any

import pytest
from structlog.contextvars import bound_contextvars

from portal.logs import cause
from portal.services.courier import apply_packages, pack
from portal.services.courier.report_to_inner import Report, acts_of, filed_by, mark_of, report_case
from portal.services.courier.report_to_outer import report_case_state
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from portal.store.desk import corrections
from tests.portal.services.courier.carrying import answer, ask, case_at, correct, stop, write_to_office
from tests.portal.two_zones import Zones
from tests.portal.world import file_application


def test_a_mark_does_not_depend_on_the_order_of_names() -> None:
    assert mark_of({"a": 1, "b": ["い", None]}) == mark_of({"b": ["い", None], "a": 1})
    assert len({mark_of(content) for content in ({"a": 1}, {"a": "1"}, {"a": 2}, [["a", 1]], {})}) == 5


def reported(zones: Zones, number: str) -> Report:
    case = case_at(zones.outer, number)
    with zones.outer.database.read() as unit:
        return report_case(zones.outer.keys, unit, case)


def test_a_report_is_the_same_until_the_applicant_does_something(
    zones: Zones, session: Session, inner_reviewer: Member
) -> None:
    number = file_application(zones.outer, session)
    reports = []
    for step in range(3):
        if step == 2:
            write_to_office(zones, session, number, "いつですか。")
        reports.append(reported(zones, number))
    assert json.loads(json.dumps(reports[0]))["receipt_number"] == number
    assert reports[0]["first"] == case_at(zones.outer, number).answers
    assert (mark_of(reports[0]) == mark_of(reports[1]), mark_of(reports[1]) == mark_of(reports[2])) == (True, False)
    zones.round()
    answer(zones, inner_reviewer, number, "あしたです。")
    zones.round()
    assert [message["text"] for message in reported(zones, number)["said"]] == ["いつですか。"], (
        "staff's messages are not sent back"
    )


def test_each_act_is_reported_with_what_it_answers_and_inside_repeats_the_mark_that_it_knows(
    zones: Zones, session: Session, inner_reviewer: Member
) -> None:
    number = file_application(zones.outer, session)
    zones.round()
    ask(zones, inner_reviewer, number)
    zones.round()
    before = case_at(zones.outer, number)
    with zones.outer.database.read() as unit:
        assert acts_of(unit, before) == {"corrected": [], "stopped": [], "rebooked": [], "papers": []}
    correct(zones, session, number, "000-0000-0008")
    stop(zones, session, number)
    case = case_at(zones.outer, number)
    with zones.outer.database.read() as unit:
        acts = acts_of(unit, case)
        (correction,) = corrections.of_application(unit, case.row.id)
        (corrected,), (stopped,) = acts["corrected"], acts["stopped"]
        assert (corrected["asked"], corrected["at"]) == (correction.asked_at, correction.answered_at)
        assert corrected["answers"]["phone"] == "000-0000-0008"
        assert (stopped["reason"], "by" in corrected) == ("もういりません。", False)
        assert report_case_state(unit, case, mark_of(acts))["knows"] == mark_of(acts)


class Lines:
    def __init__(self) -> None:
        self.written: list[dict[str, Any]] = []

    def info(self, event: str, **entry: Any) -> None:
        self.written.append({"event": event, **cause(), **entry})


def test_log_lines_of_both_zones_carry_the_request_that_filed_it(
    zones: Zones, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    outer, inner = Lines(), Lines()
    monkeypatch.setattr(pack, "log", outer)
    monkeypatch.setattr(apply_packages, "log", inner)
    with bound_contextvars(request="12345678"):
        file_application(zones.outer, session)
    file_application(zones.outer, session)
    zones.carry("outer")
    assert [(line["event"], line.get("request")) for line in outer.written] == [
        ("carry application", "12345678"), ("carry application", None),
    ]  # fmt: skip
    assert [(line["event"], line.get("request"), line["code"]) for line in inner.written] == [
        ("take application", "12345678", "taken"), ("take application", None, "taken"),
    ]  # fmt: skip


@pytest.mark.parametrize("wrong", [None, 1, [], {"request": 12345678}, {"request": "1234567\n"}, {"request": "x" * 8}])
def test_what_is_no_id_of_a_request_is_in_no_line(wrong: object) -> None:
    assert filed_by({"evidence": wrong}) == {}
    assert filed_by({}) == {}
