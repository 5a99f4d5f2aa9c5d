"""Names as their owners write them: from the card to the check page, the desk and the files, letter for letter."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser import DESKTOP, OpenPage
from tests.journeys import desk_screen
from tests.journeys.filing import file_application, sign_in
from tests.journeys.people import ANA, ANA_NAME, KATSUKO, KATSUKO_NAME, PROCEDURE, TARO, TARO_NAME, Answers
from tests.journeys.phone import begin_at, follow, receipt_number, rows
from tests.journeys.service import Service

LAYOUT = "kaigo.hihokenshasho.saikofu"
HEALTH = "証の持ち主は、どの医療保険に入っていますか"
PEOPLE = (
    ("takamihon-taro", TARO, TARO_NAME),
    ("yoshino-katsuko", KATSUKO, KATSUKO_NAME),
    ("mihon-silva-ana", ANA, ANA_NAME),
)


@pytest.mark.parametrize(("person", "answers", "name"), PEOPLE, ids=[person for person, *_ in PEOPLE])
def test_a_name_stays_what_it_is(
    person: str, answers: Answers, name: str, sqlite_service: Service, phone: Page, open_page: OpenPage
) -> None:
    number = filed(phone, person, answers, name)
    desk = open_page(DESKTOP, base_url=sqlite_service.url)
    sqlite_service.seat(desk, "tanto")
    desk.goto("/desk")
    assert name in desk.get_by_role("row").filter(has_text=number).inner_text()
    desk_screen.open_case(desk, number)
    assert name in desk.get_by_role("heading", level=1).inner_text()
    assert rows(desk)["氏名"] == name
    desk.goto("/desk/book")
    with desk.expect_download() as download:
        desk.get_by_role("link", name="CSVで保存").click()
    book = desk_screen.lines(Path(download.value.path()), "utf-8-sig")
    assert [line["氏名"] for line in book if line["受付番号"] == number] == [name]


@pytest.mark.long("tests/portal/routes/handover/test_characters.py")
def test_a_sign_that_the_core_system_cannot_write_holds_the_case(
    sqlite_service: Service, desktop: Page, tmp_path: Path
) -> None:
    with sqlite_service.visitor() as katsuko:
        sign_in(katsuko, "yoshino-katsuko")
        number = file_application(katsuko, KATSUKO)
    sqlite_service.seat(desktop, "tanto")
    desk_screen.open_case(desktop, number)
    desk_screen.pass_on(desktop)
    desktop.goto(f"/desk/exports/layouts/{LAYOUT}/care-qualification")
    held = desktop.get_by_role("row").filter(has_text=number).filter(has_text="氏名")
    assert "𠮷" in "".join(held.all_inner_texts())
    refused = sqlite_service.command("export", LAYOUT, "--out", str(tmp_path))
    assert refused.returncode == 1
    assert f"{number}: 氏名" in refused.stderr
    assert "𠮷" in refused.stderr
    assert [path for path in tmp_path.glob("*_kaigo_saikofu.csv") if number in path.read_bytes().decode("cp932")] == []
    of_procedure = ("--procedure", PROCEDURE, "--out", str(tmp_path))
    assert sqlite_service.command("export", "generic.application", *of_procedure).returncode == 0
    (whole,) = tmp_path.glob("*_applications.csv")
    assert [line["申請者氏名"] for line in desk_screen.lines(whole, "utf-8-sig") if line["受付番号"] == number] == [
        KATSUKO_NAME
    ]


def filed(page: Page, person: str, answers: Answers, name: str) -> str:
    """Reads the name on the check page and files on the phone; the receipt number."""
    begin_at(page, person, answers)
    assert (HEALTH in rows(page)) == (person == "mihon-silva-ana")
    assert rows(page)["氏名"] == name
    follow(page.get_by_role("button", name="申請する"))
    page.locator("summary").last.click()
    assert rows(page)["氏名"] == name
    return receipt_number(page)
