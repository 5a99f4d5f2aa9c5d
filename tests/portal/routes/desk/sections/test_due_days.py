"""期限をまとめて延ばす."""

from portal.services.shared.installation import Installation
from tests.portal.routes.dispatching import returned
from tests.portal.routes.late_papers import filed, number_of, rows
from tests.portal.routes.staff_browser import at_desk
from tests.portal.world import DUTY, add_member

PAGE = "/desk/due-days?first=2026-12-03&last=2026-12-31"
DAYS = {"first": "2026-12-03", "last": "2026-12-31"}


def test_corrections_and_papers_of_those_days_are_shown_and_extended_together(installation: Installation) -> None:
    member = add_member(installation, "reviewer", ("reviewer", DUTY))
    number, receipt = returned(installation, member), filed(installation)
    desk = at_desk(installation, member)
    assert "の期限：2件" in desk.get(PAGE)
    sent = {**DAYS, "until": "2027-01-08", "reason": "サービスが止まったため"}
    assert "できた2件、できなかった0件" in desk.post(PAGE, "/desk/due-days", sent).text
    assert "1月8日" in desk.get(f"/desk/{number}")
    assert {row.due for row in rows(installation, member, number_of(receipt)).values()} == {"2027-01-08"}
    assert "の期限：0件" in desk.get(PAGE)


def test_a_mistake_is_named_beside_its_box_and_extends_nothing(installation: Installation) -> None:
    member = add_member(installation, "reviewer", ("reviewer", DUTY))
    returned(installation, member)
    desk = at_desk(installation, member)
    sent = {**DAYS, "until": "2026-12-31", "reason": ""}
    answer = desk.post(PAGE, "/desk/due-days", sent)
    assert answer.status_code == 422
    assert all(each in answer.text for each in ("終わりの日の後", "理由を書いてください"))
    assert "終わりの日を、始まりの日から後に" in desk.client.get("/desk/due-days?first=2026-12-04&last=2026-12-03").text
    assert "の期限：1件" in desk.get(PAGE)
