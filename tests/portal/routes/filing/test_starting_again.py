"""The copy of an earlier application, in the browser of who sent it."""

from portal.services.shared.installation import Installation
from tests.forms.loading.small import small
from tests.pictures import jpeg
from tests.portal.routes.guest_browser import Page, guest, offer
from tests.portal.routes.late_papers import number_of
from tests.portal.routes.staff_browser import at_desk
from tests.portal.world import DUTY, add_member


def test_a_copied_file_is_in_its_box_with_its_source_and_is_sent_with_the_new_application(
    installation: Installation,
) -> None:
    question = "      - {id: photo, type: file, label: 写真, media: [jpeg], most: 1}\n"
    offer(installation, small(question, version="1", duty=DUTY))
    browser = guest(installation)
    page = browser.open("/apply/small").press("次へ進む", {"reason": "lost"})
    page = page.press("次へ進む", files={"photo.upload": ("garden.jpg", jpeg())}).press("申請する")
    number = number_of(page)
    token = page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
    begun = Page(browser, browser.client.post(f"/applications/{number}/again", data={"csrf_token": token}))
    page = begun.press("次へ進む", {"reason": "lost"})
    assert "garden.jpg" in page.text
    assert f"前に送った内容（受付番号 {number}）" in page.text
    again = number_of(page.press("次へ進む").press("申請する"))
    assert again != number
    case = at_desk(installation, add_member(installation, "tanto", ("reviewer", DUTY))).get(f"/desk/{again}")
    assert "garden.jpg" in case
