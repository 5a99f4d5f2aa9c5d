"""The page that completes a row takes another one, and stands for the list of rows."""

from portal.services.shared.installation import Installation
from tests.portal.routes.guest_browser import guest, offer, version

ROWS = """\
  - step: 子ども
    id: kids
    repeat: children
    label: 子ども
    each: "{called}"
    max: 2
    min: 1
    ask: [{id: called, type: text, label: 名前}]
joined: true
"""
ADD = "「子ども」を追加する"


def test_rows_are_added_on_the_page_of_the_last_one_until_it_goes_on(installation: Installation) -> None:
    offer(installation, version(1, ROWS))
    page = guest(installation).open("/apply/small")
    missing = page.press(ADD, {"reason": "lost"})
    assert (missing.status, ADD in missing.text) == (422, True)
    second = missing.press(ADD, {"children.1.called": "ひかり"})
    assert second.path.endswith("/children.2.called")
    assert ADD not in second.text, "there may be two"
    check = second.press("次へ進む", {"children.2.called": "そら"})
    assert check.path.endswith("/check")
    assert ("ひかり" in check.text, "そら" in check.text) == (True, True)


def test_going_on_leaves_the_list_of_rows_as_it_is(installation: Installation) -> None:
    offer(installation, version(1, ROWS))
    page = guest(installation).open("/apply/small")
    check = page.press("次へ進む", {"reason": "lost", "children.1.called": "ひかり"})
    assert check.path.endswith("/check")
