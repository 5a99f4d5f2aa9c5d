"""A reorganisation is one dated row of the city's file."""

from dataclasses import replace
from datetime import date

from portal.services.cases import keep_book
from portal.services.cases.cases import case_of_member, case_of_resident
from portal.services.filing.print_receipt import receipt_content
from portal.services.my_cases.state_line import state_line
from portal.services.notices.appeal_words import appeal_words
from portal.services.shared.installation import Installation
from tests.portal.later import at
from tests.portal.routes.staff_browser import at_desk
from tests.portal.world import DUTY, add_member, alice, file_application

OLD, NEW = "福祉部 介護保険課 資格保険料係", "健康部 長寿課 資格係"


def reorganised(installation: Installation) -> Installation:
    """From 1 April 2027, with another authority."""
    held = installation.city.duties[DUTY][-1]
    rows = (
        held.model_copy(update={"to": date(2027, 3, 31)}),
        held.model_copy(update={"from_": date(2027, 4, 1), "office": NEW, "authority": "見本市長職務代理者"}),
    )  # fmt: skip
    return replace(
        installation, city=installation.city.model_copy(update={"duties": {**installation.city.duties, DUTY: rows}})
    )


def test_open_cases_follow_their_duty_and_old_documents_keep_the_old_section(installation: Installation) -> None:
    before = reorganised(installation)
    session = alice(before)
    number = file_application(before, session)
    tanto = add_member(before, "tanto", ("reviewer", DUTY))
    seen: dict[str, list[str]] = {}
    for day in ("2027-03-31", "2027-04-01"):
        now = at(before, f"{day}T09:00:00+09:00")
        with now.database.read() as unit:
            case = case_of_member(now, unit, tanto, number)
            own = case_of_resident(now, unit, session, number)
            receipt = receipt_content(now, own)
            line = next(keep_book.rows(now, unit, (DUTY,), date(2026, 11, 20), date(2026, 11, 20)))
            seen[day] = [
                receipt["office"]["name"], line.office, state_line(now, own, None).arguments["office"],
                "職務代理者" if "職務代理者" in appeal_words(now, case, "approved") else "市長",
            ]  # fmt: skip
        assert number in at_desk(now, tanto).get("/desk")
    assert seen == {"2027-03-31": [OLD, OLD, OLD, "市長"], "2027-04-01": [OLD, OLD, NEW, "職務代理者"]}
