"""Questions may have the ids of other pages of a draft."""

from portal.services.shared.installation import Installation
from tests.portal.routes.guest_browser import guest, offer, version

NAMES = ("check", "submit", "sign", "discard", "restore", "papers", "files", "page", "stopped", "wait", "who_files")
QUESTIONS = "".join(f"      - {{id: {name}, type: text, label: {name}の質問}}\n" for name in NAMES)


def test_questions_called_like_other_pages_are_asked_and_the_application_is_sent(installation: Installation) -> None:
    offer(installation, version(1, QUESTIONS))
    page = guest(installation).open("/apply/small").press("次へ進む", {"reason": "lost"})
    for name in NAMES:
        assert (page.path.rpartition("/page/")[2], f"{name}の質問" in page.text) == (name, True)
        page = page.press("次へ進む", {name: f"{name}の答え"})
    assert page.path.endswith("/check")
    assert all(f"{name}の答え" in page.text for name in NAMES)
    draft = page.path.removesuffix("/check")
    again = page.browser.open(f"{draft}/page/discard").press("次へ進む", {"discard": "直した答え"})
    assert "直した答え" in again.text
    assert again.press("申請する").path.startswith("/applications/")
