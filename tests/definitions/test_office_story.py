"""A story: the office near the address is proposed, another is chosen, staff move the case, and each paper names where."""

import re
from collections.abc import Iterator

import pytest

from portal.services.cases.cases import case_of_member
from portal.services.desk.case.return_for_correction import Asked, read_return, return_for_correction
from portal.services.filing.print_receipt import as_sent, receipt_content
from portal.services.notices.outcome_notice import Written, notice_content
from tests.databases import Makers
from tests.definitions.house import House
from tests.portal.services.at_offices import HARBOUR_LINE, HOME, offices, section

CHOSEN = '<option value="{}" selected>'


@pytest.fixture(scope="module")
def house(makers: Makers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with offices(makers, tmp_path_factory.mktemp("offices")) as house:
        yield house


def test_the_office_of_the_address_is_proposed_and_where_it_is_received_is_on_every_page_and_paper(
    house: House,
) -> None:
    installation, member = house.installation, section(house.installation)
    with house.resident() as visitor:
        visitor.go("/apply/receiving")
        visitor.press("次へ進む", {f"address.{part}": value for part, value in HOME.items()})
        assert CHOSEN.format("office-2") in visitor.text
        assert "港町支所（港町二丁目・月曜から金曜 8時30分から17時15分）" in visitor.text
        visitor.press("次へ進む", {"office.1": "office-1"})
        assert visitor.path.endswith("/check"), visitor.text
        visitor.press("申請する")
        assert "受付の窓口" in visitor.text
        assert "市役所 本庁（中央一丁目、電話 000-000-1000" in visitor.text
        number = re.search(r"[0-9]{2}(-[0-9]{3}){3}", visitor.text)
        assert number is not None
        with installation.database.write() as unit:
            case = case_of_member(installation, unit, member, number[0])
            wanted = read_return(
                installation.clock, case, (Asked("office", "", "ほかの窓口にしてください"),), "2026-12-04"
            )
            return_for_correction(installation, unit, member, case, case.row.revision, wanted)
            unit.commit()
        visitor.go(f"/applications/{number[0]}/correct")
        visitor.press("次へ進む", {"office.1": "office-2"})
        visitor.press("送る")
    with installation.database.read() as unit:
        case = case_of_member(installation, unit, member, number[0])
        facts = dict(receipt_content(installation, as_sent(unit, case))["facts"])
    assert case.row.office == "office-2"
    assert facts["受付の窓口"] == HARBOUR_LINE
    today = installation.clock.today()
    office = installation.city.office(case.row.duty, today)
    rows = notice_content(installation.city, case, office, "通知", Written("accepted", "", "", "", today), today)[
        "rows"
    ]
    assert rows == [["受付の窓口", HARBOUR_LINE]]
