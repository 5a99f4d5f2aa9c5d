"""Idempotency keys under concurrency."""

import threading
from collections.abc import Callable

import pytest

from portal.errors import Problem
from portal.jobs.sweep_ended import sweep_ended
from portal.services.cases.cases import case_of_member
from portal.services.desk.case.pass_screening import pass_screening
from portal.services.machines.issue_token import machine_of
from portal.services.machines.write_once import Written, write_once
from portal.services.shared.installation import Installation
from portal.store.machines import api_writes
from portal.store.shared import audit_records
from tests.portal.later import later
from tests.portal.machines import Caller, add_machine
from tests.portal.world import DUTY, PLACE, add_member, alice, file_application

pytestmark = pytest.mark.both_engines

LIST = "/api/v1/applications"


@pytest.fixture
def caller(installation: Installation) -> Caller:
    return add_machine(installation, basic=True).sign_in()


@pytest.fixture
def number(installation: Installation) -> str:
    reviewer = add_member(installation, "reviewer", ("reviewer", DUTY))
    filed = file_application(installation, alice(installation))
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, reviewer, filed)
        pass_screening(installation, unit, reviewer, case, case.row.revision)
        unit.commit()
    return filed


def at_once(do: Callable[[int], object], times: int = 4) -> None:
    threads = [threading.Thread(target=do, args=(index,)) for index in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def count(installation: Installation, action: str) -> int:
    with installation.database.read() as unit:
        return [record.action for record in audit_records.after(unit, 0)].count(action)


@pytest.mark.parametrize("same", [True, False], ids=["one key", "keys of their own"])
def test_an_acknowledgement_sent_at_once_is_one_hand_over(
    installation: Installation, caller: Caller, number: str, same: bool
) -> None:
    etag = caller.get(f"{LIST}/{number}").headers["etag"]
    calls: list[int] = []

    def send(index: int) -> None:
        answer = caller.post(
            f"{LIST}/{number}/acknowledgement", {"answers_revision": 1}, If_Match=etag,
            Idempotency_Key="k" if same else f"k{index}",
        )  # fmt: skip
        calls.append(answer.status_code)

    at_once(send)
    assert calls.count(200) >= 1
    assert set(calls) <= ({200} if same else {200, 409})
    assert count(installation, "acknowledge application") == 1


def test_of_two_results_at_once_one_is_put(installation: Installation, caller: Caller, number: str) -> None:
    read = caller.get(f"{LIST}/{number}")
    taken = caller.post(
        f"{LIST}/{number}/acknowledgement", {"answers_revision": 1}, If_Match=read.headers["etag"], Idempotency_Key="k"
    )
    calls: list[int] = []

    def send(index: int) -> None:
        body = {"outcome": "approved" if index % 2 else "refused", "words": "理由"}
        answer = caller.post(
            f"{LIST}/{number}/result", body, If_Match=taken.headers["etag"], Idempotency_Key=f"r{index}"
        )
        calls.append(answer.status_code)

    at_once(send)
    assert calls.count(200) == 1
    assert set(calls) <= {200, 409, 412}
    assert count(installation, "decide application") == 1


def test_a_key_is_known_for_a_week_and_what_was_refused_may_be_tried_again(
    installation: Installation, caller: Caller
) -> None:
    def done() -> Written:
        return Written({"done": True}, '"e"')

    def refused() -> Written:
        raise Problem("conflict")

    with installation.database.write() as unit:
        machine = machine_of(installation.clock, unit, caller.token, PLACE)
        assert machine is not None
        with pytest.raises(Problem):
            write_once(installation.clock, unit, machine, "k", b"a", refused)
    for body, days in ((b"a", 0), (b"a", 6)):
        with installation.database.write() as unit:
            written = write_once(later(installation, days=days).clock, unit, machine, "k", body, done)
            unit.commit()
        assert (written.body, written.etag, written.again) == ({"done": True}, '"e"', days > 0)
        sweep_ended(later(installation, days=days))
    with installation.database.write() as unit:
        with pytest.raises(Problem):
            write_once(installation.clock, unit, machine, "k", b"b", done)
        for wrong in ("", "x" * 129, "あ", "a\n"):
            with pytest.raises(Problem):
                write_once(installation.clock, unit, machine, wrong, b"a", done)
        api_writes.sweep(unit, 1 << 62)
        assert not write_once(installation.clock, unit, machine, "k", b"b", done).again
