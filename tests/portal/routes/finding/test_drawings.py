"""The public page of a drawing: the promise before, the list after, and nobody's name."""

from datetime import date

import pytest
from starlette.testclient import TestClient

from portal.app import make_app
from portal.services.bookings.promise_seeds import Round
from portal.services.shared.installation import Installation
from tests.forms.numbers.lot_checker import faults
from tests.portal.routes.guest_browser import BASE
from tests.portal.services.bookings.drawing import CLOSES, DUTY, ONE, UNITS, after, apply, hold, offer
from tests.portal.world import add_member


def page(installation: Installation, address: str, status: int = 200, language: str = "ja") -> str:
    client = TestClient(make_app(installation, with_worker=False), base_url=BASE)
    client.cookies.set("kakanai_language", language)
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


@pytest.mark.parametrize("language", ["ja", "easy"])
def test_the_promise_is_public_before_and_the_list_after(installation: Installation, language: str) -> None:
    offer(installation, ONE, UNITS)
    numbers = [apply(installation, f"山田{child}", UNITS, course="kids", first_time=False)[1] for child in range(3)]
    assert f"/procedures/{UNITS}/drawing" in page(installation, f"/procedures/{UNITS}")
    before = page(installation, f"/procedures/{UNITS}/drawing", language=language)
    promise = before.split('row-value number">')[1].split("<")[0]
    assert len(promise) == 64
    assert not any(number in before for number in numbers)
    reviewer = add_member(installation, f"reviewer-{language}", ("reviewer", DUTY))
    hold(after(installation), reviewer, UNITS)
    late = page(after(installation), f"/procedures/{UNITS}/drawing", language=language)
    assert promise in late
    assert all(number in late for number in numbers)
    assert "山田" not in late
    seed = late.split('row-value number">')[2].split("<")[0]
    text = page(after(installation), f"/procedures/{UNITS}/drawing.csv?closes={CLOSES}")
    assert faults(seed, promise, text) == []
    assert text == page(after(installation), f"/procedures/{UNITS}/drawing.csv")


def test_before_a_round_begins_there_is_nothing_to_show(installation: Installation) -> None:
    offer(installation, ONE)
    assert page(installation, f"/procedures/{ONE}/drawing.csv").count("\n") == 1
    assert page(installation, f"/procedures/{ONE}/drawing.csv?closes=2020-01-01").count("\n") == 1


def test_a_procedure_without_a_drawing_has_no_such_page(installation: Installation) -> None:
    offer(installation, "capacity")
    page(installation, "/procedures/capacity/drawing", status=404)
    page(installation, "/procedures/capacity/drawing.csv", status=404)
    assert "/procedures/capacity/drawing" not in page(installation, "/procedures/capacity")


def test_a_list_that_retention_emptied_does_not_say_that_nobody_applied(installation: Installation) -> None:
    offer(installation, ONE)
    apply(installation, "山田")
    late = after(installation)
    hold(late, add_member(installation, "reviewer", ("reviewer", DUTY)))
    with late.database.write() as unit:
        unit.connection.exec_driver_sql("DELETE FROM drawing_entry")
        unit.commit()
    shown = page(late, f"/procedures/{ONE}/drawing")
    assert ("残しておく期間が過ぎて" in shown, "ありませんでした" in shown) == (True, False)


def test_after_the_last_day_was_moved_the_old_promise_waits_for_no_drawing_and_the_new_day_is_there_at_once(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer(installation, ONE)
    moved = Round(None, date(2026, 12, 18))
    monkeypatch.setattr("portal.services.bookings.describe_drawing.round_on", lambda *_: moved)
    shown = page(installation, f"/procedures/{ONE}/drawing")
    new, old = shown.split("<section")[1:]
    assert ("12月18日" in new, "まもなくここに" in new) == (True, True)
    assert ("11月30日" in old, "この日の抽選はしません" in old, "まだしていません" in old) == (True, True, False)
