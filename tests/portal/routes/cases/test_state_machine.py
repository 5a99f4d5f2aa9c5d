"""The desk's pages follow `state_table.yaml` and `hold_table.yaml`, both written by hand."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from forms.definition.hold import HOLDS
from forms.definition.kind import KINDS, MOVES
from forms.definition.procedure import Procedure
from integrations.payments.fake import FakePayments
from portal.errors import Held
from portal.services.cases.cases import case_of_member
from portal.services.cases.holds import closed_ways, demand_free, holds_of, kept_from_batch
from portal.services.fees.refund_payment import receive_at_counter
from portal.services.shared.catalogue import Catalogue
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import open_session
from portal.services.signing.judge_signature import HELD as SIGNATURES_HELD
from portal.store.handover.holds import HELD
from portal.store.statements import every, sql
from tests.portal.routes.cases_at_will import AtWill
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.services.fees.paying import DUTY as PAID_DUTY
from tests.portal.services.fees.paying import file_with_fee, with_provider
from tests.portal.world import DUTY, add_member, alice, file_application

HERE = Path(__file__).parent
STATES: dict[str, dict[str, dict[str, str]]] = YAML(typ="safe").load((HERE / "state_table.yaml").read_text("utf-8"))
STOPPED: dict[str, list[str]] = YAML(typ="safe").load((HERE / "hold_table.yaml").read_text("utf-8"))
ENDS = tuple(dict.fromkeys(end for kind in KINDS.values() for end in kind.outcomes))
ENDINGS = tuple(dict.fromkeys(end for kind in KINDS.values() for end in kind.endings))
ACTS = ("pass", "return", "recall", "stop", "withdrawn", *ENDS, *ENDINGS)


class Desk:
    def __init__(self, installation: Installation) -> None:
        session = alice(installation)
        self.case = AtWill(installation, file_application(installation, session))
        self.member = add_member(installation, "reviewer", ("reviewer", DUTY))
        self.staff = at_desk(installation, self.member)
        with installation.database.write() as unit:
            token = open_session(installation, unit, "resident", person_id=session.person_id)
            unit.commit()
        self.alice = StaffBrowser(at_desk(installation, self.member).client)
        self.alice.client.cookies.clear()
        self.alice.client.cookies.set("kakanai_resident", token)
        self.alice.client.cookies.set("kakanai_browser", "a phone")
        self.tokens = {name: _token(browser, page) for name, browser, page in (
            ("staff", self.staff, "/desk"), ("alice", self.alice, "/applications"),
        )}  # fmt: skip

    def does(self, act: str) -> int:
        number, common = self.case.number, {"revision": str(self.case.row.revision)}
        if act == "stop":
            return self._post("alice", f"/applications/{number}/stop", {"way": "now", "reason": ""})
        if act in ("pass", "recall"):
            return self._post("staff", f"/desk/{number}/{act}", common)
        if act == "return":
            boxes = {"field": ["name"], "words.name": "氏名を確かめてください", "due": "2026-12-04"}
            return self._post("staff", f"/desk/{number}/return", common | boxes)
        if act in ENDINGS:
            boxes = {
                "outcome": act, "on": "2026-12-01", "hearing": "explanation", "heard_on": "2026-11-20",
                "words": "資格がないためです。", "provision": "見本市の条例第3条", "confirmed": "yes",
            }  # fmt: skip
            return self._post("staff", f"/desk/{number}/end", common | boxes)
        decided = {
            "outcome": act,
            "words": "資格がないためです。",
            "confirmed": "yes",
            "unchecked": "窓口で原本を確かめたためです。",
        }
        return self._post("staff", f"/desk/{number}/decide", common | decided)

    def _post(self, name: str, address: str, boxes: dict[str, Any]) -> int:
        client = {"staff": self.staff, "alice": self.alice}[name].client
        return client.post(address, data={"csrf_token": self.tokens[name], **boxes}).status_code


def _token(browser: StaffBrowser, page: str) -> str:
    text = browser.client.get(page).text
    return text.partition('name="csrf_token" value="')[2].partition('"')[0]


@pytest.fixture
def desk(installation: Installation) -> Desk:
    return Desk(installation)


def usual(procedure: Procedure) -> Procedure:
    """With the outcomes of its kind."""
    return replace(procedure, named_outcomes={}, result=None)


def test_state_machine_the_file_has_every_state_of_every_kind() -> None:
    for kind, table in STATES.items():
        reached = {move.to for move in MOVES[kind]}
        assert set(table) == reached, kind
    assert set(STATES) == set(KINDS)
    assert set(STOPPED) == set(HOLDS)
    assert all(f"'{state}'" in HELD for state in SIGNATURES_HELD), "the queue agrees with the case"


@pytest.mark.parametrize("kind", STATES)
def test_state_machine_every_cell_is_what_the_pages_do(desk: Desk, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    if kind != desk.case.row.kind:
        version = Catalogue.version
        monkeypatch.setattr(Catalogue, "version", lambda *given: usual(version(*given)))
    arrived = (desk.case.row.arrived_at, desk.case.row.arrival_place, desk.case.row.arrival_basis)
    for state, cells in STATES[kind].items():
        for act in ACTS:
            desk.case.set_state(kind, state)
            status = desk.does(act)
            assert desk.case.row.state == cells.get(act, state), (kind, state, act, status)
            assert status < 500, (kind, state, act)
    row = desk.case.row
    assert (row.arrived_at, row.arrival_place, row.arrival_basis) == arrived


def from_(act: str) -> str:
    return "screening" if act == "pass" else "examining"


@pytest.mark.parametrize("hold", [name for name in STOPPED if name != "payment"])
def test_state_machine_a_hold_stops_what_the_file_says_and_nothing_else(
    desk: Desk, installation: Installation, hold: str
) -> None:
    arrived = desk.case.row.arrived_at
    for act in ("pass", "return", "approved", "partly", "refused", "withdrawn"):
        state = from_(act) if act != "return" else "screening"
        desk.case.set_state("application", state)
        desk.case.held_by(hold)
        page = desk.staff.get(f"/desk/{desk.case.number}")
        assert "先に片づけること" in page
        status = desk.does(act)
        stopped = act in STOPPED[hold]
        to = STATES["application"][state][act]
        assert desk.case.row.state == (state if stopped else to), (hold, act, status)
        assert (status == 409) == stopped, (hold, act, status)
    desk.case.set_state("application", "examining")
    desk.case.held_by(hold)
    number = desk.case.row.id
    with installation.database.read() as unit:
        assert (number in kept_from_batch(unit, [number])) == ("hand_over" in STOPPED[hold])
        assert [row.id for row in every(unit, sql(f"SELECT id FROM application WHERE {HELD}"))] == [number]
    desk.case.set_state("application", "examining")
    with installation.database.read() as unit:
        assert every(unit, sql(f"SELECT id FROM application WHERE {HELD}")) == []
    assert desk.case.row.arrived_at == arrived


_STEPS = st.lists(
    st.sampled_from((*ACTS[:5], "approved", "partly", "refused", *ENDINGS, *STOPPED)), min_size=4, max_size=14
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=_STEPS)
def test_state_machine_whatever_comes_the_table_and_the_holds_decide(desk: Desk, steps: list[str]) -> None:
    """A model of a dictionary and a set predicts each response."""
    desk.case.set_state("application", "received")
    arrived, state, held = desk.case.row.arrived_at, "received", set[str]()
    for step in steps:
        if step in STOPPED:
            if step != "payment" and step not in held:
                desk.case.held_by(step)
                held.add(step)
        else:
            free = not any(step in STOPPED[hold] for hold in held)
            state = STATES["application"][state].get(step, state) if free else state
            desk.does(step)
        assert desk.case.row.state == state, (steps, step, held)
    assert desk.case.row.arrived_at == arrived


def test_state_machine_of_two_reviewers_the_slower_one_sees_both_versions(
    desk: Desk, installation: Installation
) -> None:
    other = at_desk(installation, add_member(installation, "other", ("reviewer", DUTY), name="見本 花子"))
    number = desk.case.number
    desk.case.set_state("application", "examining")
    revision = str(desk.case.row.revision)
    boxes = {"outcome": "refused", "words": "資格がないためです。", "confirmed": "yes"}
    assert other.post(f"/desk/{number}", f"/desk/{number}/decide", boxes).status_code == 303
    decision = {"outcome": "approved", "words": "資格があります。", "confirmed": "yes", "revision": revision}
    late = desk.staff.client.post(f"/desk/{number}/decide", data={"csrf_token": desk.tokens["staff"], **decision})
    assert late.status_code == 409
    for words in (
        "結果を「認められた」にする",
        "資格があります。",
        "認められなかった",
        "見本 花子",
        "資格がないためです。",
    ):
        assert words in late.text
    assert desk.case.row.state == "refused"


def test_state_machine_a_fee_that_is_paid_first_stops_what_the_file_says(installation: Installation) -> None:
    paying = with_provider(installation, FakePayments())
    case = AtWill(paying, file_with_fee(paying, alice(paying)))
    member = add_member(paying, "reviewer", ("reviewer", PAID_DUTY))
    for act in ("pass", "approved", "partly", "refused"):
        case.set_state("application", from_(act))
        with paying.database.write() as unit:
            opened = case_of_member(paying, unit, member, case.number)
            assert [hold.id for hold in holds_of(paying, unit, opened)] == ["payment"]
            to = STATES["application"][from_(act)][act]
            assert (to in closed_ways(opened, holds_of(paying, unit, opened), (to,))) == (act in STOPPED["payment"])
            if act in STOPPED["payment"]:
                with pytest.raises(Held):
                    demand_free(paying, unit, opened, to)
            receive_at_counter(paying, unit, member, opened, 710)
            assert holds_of(paying, unit, opened) == ()


def test_state_machine_a_hand_over_is_stopped_with_a_reason_and_goes_on(desk: Desk) -> None:
    number = desk.case.number
    page = f"/desk/{number}"
    empty = desk.staff.post(page, f"{page}/hold", {"reason": " "})
    assert empty.status_code == 422
    assert "止める理由を、200字までで書いてください。" in empty.text
    assert desk.staff.post(page, f"{page}/hold", {"reason": "外字を確かめている"}).status_code == 303
    assert "引渡しを止めています：外字を確かめている（reviewerさん、2026年11月20日）" in desk.staff.get(page)
    assert desk.staff.post(page, f"{page}/hold", {"reason": "もう一度"}).status_code == 409
    assert desk.staff.post(page, f"{page}/hold/free", {}).status_code == 303
    assert "引渡しを止めています" not in desk.staff.get(page)
    assert desk.staff.post(page, f"{page}/hold/free", {}).status_code == 409
