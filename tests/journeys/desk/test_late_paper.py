"""A paper sent later, from a telephone."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import axe
from tests.journeys.papers import PROCEDURE, TAX, WORK
from tests.journeys.phone import sign_in, start_afresh
from tests.pictures import jpeg

HEIC = Path(__file__).parents[2] / "samples" / "telephone.heic"


@pytest.mark.usefixtures("zone")
@pytest.mark.long("tests/portal/routes/filing/test_late_papers.py")
def test_a_photograph_comes_along_and_the_other_paper_follows(phone: Page, tmp_path: Path) -> None:
    phone.goto("/sign-in")
    sign_in(phone, "takamihon-taro")
    phone.goto(f"/apply/{PROCEDURE}")
    start_afresh(phone)
    phone.get_by_label("子どもの名前").fill("見本 蓮")
    phone.get_by_role("button", name="次へ進む").click()
    phone.wait_for_url("**/check")
    phone.locator(f".row:has-text('{WORK}') .row-act a").click()
    expect(phone.locator('[type="file"]').last).to_be_attached()
    assert axe(phone) == []
    phone.locator('[type="file"]').last.set_input_files(HEIC)
    phone.get_by_role("button", name="確認の画面へ進む").click()
    expect(phone.get_by_text("いっしょに出します")).to_be_visible(
        timeout=60_000
    )  # the photograph is scanned and re-encoded
    expect(phone.get_by_role("link", name="telephone.jpg")).to_be_visible()
    phone.get_by_role("button", name="申請する").click()
    expect(phone.get_by_text(f"まだ届いていない書類があります（{TAX}）。")).to_be_visible()
    assert axe(phone) == []

    phone.get_by_role("link", name="書類を出す").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text(TAX)
    phone.get_by_role("button", name="この書類を出す").click()
    expect(phone.locator("#error-summary")).to_contain_text("選んでください")
    paper = tmp_path / "zei.jpg"
    paper.write_bytes(jpeg("tax"))
    phone.locator('[type="file"]').last.set_input_files(paper)
    phone.get_by_role("button", name="この書類を出す").click()
    expect(phone.get_by_text("書類を出しました。担当の職員が確かめます。")).to_be_visible()
    expect(phone.get_by_text("まだ届いていない書類があります")).to_have_count(0)
    expect(phone.get_by_text("今することはありません")).to_be_visible()
