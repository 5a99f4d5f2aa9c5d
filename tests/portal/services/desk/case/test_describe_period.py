"""The period of a case: length, rule, pauses."""

from dataclasses import replace

import pytest

from portal.services.cases.cases import Case, open_case
from portal.services.desk.case.describe_period import describe_period
from portal.services.shared.installation import Installation
from portal.store.cases import applications
from portal.store.cases.applications import EventRow
from tests.portal.world import alice, file_application

DAY = 86_400_000_000


def period_rows(installation: Installation, case: Case) -> dict[str, str]:
    with installation.database.read() as unit:
        return dict(describe_period(installation, unit, case))


@pytest.fixture
def case(installation: Installation) -> Case:
    number = file_application(installation, alice(installation))
    with installation.database.read() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        return open_case(installation, unit, row)


def move(installation: Installation, case: Case, days: int, state: str) -> None:
    with installation.database.write() as unit:
        at = case.row.arrived_at + days * DAY
        applications.add_event(unit, case.row.id, EventRow(at, "staff:tanto", "return", "screening", state, None))
        unit.commit()


def test_it_says_how_long_by_which_rule_and_when_it_stands(installation: Installation, case: Case) -> None:
    rows = period_rows(installation, case)
    assert rows["標準処理期間"] == "届いた日の次の日から7日（開庁日）（めやす。市の担当が確かめていません）"
    assert rows["止まるとき"] == "補正待ちの間は数えません"
    assert "止まっていた日" not in rows


def test_days_of_every_return_are_added_up(installation: Installation, case: Case) -> None:
    for days, state in ((1, "returned"), (4, "screening"), (5, "returned"), (6, "examining")):
        move(installation, case, days, state)
    # Saturday to Tuesday over 勤労感謝の日, then Wednesday and Thursday: the open days by which the due day moved.
    assert period_rows(installation, case)["止まっていた日"] == "2日（開庁日）"


def test_while_it_waits_it_says_since_when_it_stands(installation: Installation, case: Case) -> None:
    move(installation, case, 1, "returned")
    assert "11月21日から、また止まっています" in period_rows(installation, case)["止まっていた日"]


def test_a_statutory_period_is_not_paused(installation: Installation, case: Case) -> None:
    period = case.procedure.period
    assert period is not None
    statutory = replace(period, kind="statutory", unit="day", days=30, stops=(), certainty="law")
    rows = period_rows(installation, replace(case, procedure=replace(case.procedure, period=statutory)))
    assert rows["法律の期間"] == "届いた日の次の日から30日"
    assert rows["止まるとき"] == "止まりません。補正を待つ日も数えます"


def test_where_nothing_is_promised_nothing_is_stated(installation: Installation, case: Case) -> None:
    assert period_rows(installation, replace(case, procedure=replace(case.procedure, period=None))) == {}


def test_a_notification_has_no_standard_period_of_applications_but_a_guide(
    installation: Installation, case: Case
) -> None:
    """行政手続法6条 speaks of applications; a period by law keeps its name."""
    notification = replace(case, row=case.row._replace(kind="notification"))
    rows = period_rows(installation, notification)
    assert rows["処理のめやす"].startswith("届いた日の次の日から7日")
    assert "標準処理期間" not in rows
    period = case.procedure.period
    assert period is not None
    by_law = replace(case.procedure, period=replace(period, kind="statutory"))
    assert "法律の期間" in period_rows(installation, replace(notification, procedure=by_law))
