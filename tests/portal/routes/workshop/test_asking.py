"""Asking members to sign lines of a 確認票, over HTTP without scripts."""

import re

from portal.services.shared.installation import Installation
from portal.store.staff import staff_members, staff_rights
from tests.portal.later import later
from tests.portal.routes.staff_browser import at_desk
from tests.portal.services.workshop.test_ask_to_sign import DAY, TWO
from tests.portal.services.workshop.writing import DUTY, TEXT, author, begin, publisher, save
from tests.portal.world import add_member

HERE = "/desk/workshop"
WAITS, OVER = "あなたの署名を待つもの", "期限を過ぎました"


def test_lines_are_asked_for_seen_by_who_is_asked_and_end_by_signing(installation: Installation) -> None:
    alice = author(installation)
    bob = add_member(installation, "bob", ("publisher", DUTY), ("reviewer", DUTY))
    asking, asked = at_desk(installation, alice), at_desk(installation, bob)
    base = f"{HERE}/drafts/{begin(installation, alice, TWO)}"
    assert f'href="{base}/sheet/ask"' in asking.get(f"{base}/sheet")
    assert WAITS not in asked.get(HERE)
    lines = re.findall(r'name="line" value="([0-9a-f]{64})"', asking.get(f"{base}/sheet/ask"))
    assert len(lines) == 2
    boxes = {"to": str(bob.id), "until": DAY}
    asking.post(f"{base}/sheet/ask", f"{base}/sheet/ask", boxes | {"line": lines[0], "act": "chosen"})
    assert asked.get(f"{base}/sheet").count("bobさんさんに頼んでいます　令和8年（2026年）11月30日（月）まで") == 1
    assert asking.post(f"{base}/sheet/ask", f"{base}/sheet/ask", boxes | {"act": "all"}).status_code == 303
    page = asked.get(f"{base}/sheet?did=lines_asked")
    assert page.count("bobさんさんに頼んでいます　令和8年（2026年）11月30日（月）まで") == 2
    assert "頼んだ人：authorさん" in page
    assert OVER not in page
    mine = re.findall(r'href="#(l[0-9a-f]{16})">最初の行', page)
    assert f'id="{mine[0]}"' in page
    assert "最初の行" not in asking.get(f"{base}/sheet")
    assert WAITS in asked.get(HERE)
    assert "2行" in asked.get(HERE)
    assert "署名を頼まれた確認票" in asked.get("/desk")
    assert WAITS not in asking.get(HERE)
    asked.post(f"{base}/sheet", f"{base}/sheet", {"line": lines})
    assert "頼む行はありません" in asking.get(f"{base}/sheet/ask")
    assert WAITS not in asked.get(HERE)
    assert "署名を頼まれた確認票" not in asked.get("/desk")


def test_a_request_needs_lines_a_member_who_may_sign_and_a_day(installation: Installation) -> None:
    alice = author(installation)
    browser, base = at_desk(installation, alice), f"{HERE}/drafts/{begin(installation, alice, TWO)}/sheet/ask"
    refused = browser.post(base, base, {"to": "x", "until": "2026-11-01", "act": "chosen"})
    assert refused.status_code == 422
    for words in ("頼む人を選んで", "今日からあとの日付", "行に印をつけて", 'value="2026-11-01"'):
        assert words in refused.text, words
    line = re.findall(r'name="line" value="([0-9a-f]{64})"', browser.get(base))[0]
    refused = browser.post(base, base, {"to": "", "until": DAY, "act": "chosen", "line": line})
    assert (refused.status_code, "checked" in refused.text, "行に印をつけて" in refused.text) == (422, True, False)
    assert browser.post(base, base, {"act": "end"}).status_code == 422


def test_a_request_is_withdrawn(installation: Installation) -> None:
    alice, bob = author(installation), publisher(installation)
    browser, base = at_desk(installation, alice), f"{HERE}/drafts/{begin(installation, alice)}"
    browser.post(f"{base}/sheet/ask", f"{base}/sheet/ask", {"to": str(bob.id), "until": DAY, "act": "all"})
    line = re.findall(r'name="line" value="([0-9a-f]{64})"', browser.get(f"{base}/sheet/ask"))
    browser.post(f"{base}/sheet/ask", f"{base}/sheet/ask", {"line": line, "act": "end"})
    assert "頼むのをやめました" in browser.get(f"{base}/sheet?did=lines_left")
    assert "に頼んでいます" not in browser.get(f"{base}/sheet")
    assert WAITS not in at_desk(installation, bob).get(HERE)


def test_a_day_that_has_passed_and_a_right_that_is_gone_are_shown_in_words(installation: Installation) -> None:
    alice, bob = author(installation), add_member(installation, "bob", ("author", DUTY), ("reviewer", DUTY))
    browser, base = at_desk(installation, alice), f"{HERE}/drafts/{begin(installation, alice)}"
    browser.post(f"{base}/sheet/ask", f"{base}/sheet/ask", {"to": str(bob.id), "until": DAY, "act": "all"})
    assert "期限を過ぎたものあり" not in at_desk(later(installation, days=10), bob).get("/desk")
    afterwards = later(installation, days=11)
    assert "署名を頼まれた確認票（期限を過ぎたものあり）" in at_desk(afterwards, bob).get("/desk")
    for page in (HERE, f"{base}/sheet"):
        assert OVER in at_desk(afterwards, bob).get(page)
    assert OVER in at_desk(afterwards, alice).get(f"{base}/sheet")
    assert "いま署名できません" not in browser.get(f"{base}/sheet")
    with installation.database.write() as unit:
        staff_rights.remove(unit, [right.id for right in staff_rights.of_staff(unit, bob.id)])
        staff_members.disable(unit, bob.login, 5)
        unit.commit()
    for page in ("sheet", "sheet/ask"):
        assert "この人は、いま署名できません" in browser.get(f"{base}/{page}")


def test_who_lost_the_right_is_not_reminded_of_another_sections_draft(installation: Installation) -> None:
    alice, bob = author(installation), publisher(installation)
    browser, draft_id = at_desk(installation, alice), begin(installation, alice)
    base = f"{HERE}/drafts/{draft_id}/sheet/ask"
    browser.post(base, base, {"to": str(bob.id), "until": DAY, "act": "all"})
    with installation.database.write() as unit:
        staff_rights.remove(unit, [right.id for right in staff_rights.of_staff(unit, bob.id)])
        unit.commit()
    moved = author(installation, "moved", "housing")
    assert WAITS not in at_desk(installation, moved).get(HERE)
    save(installation, alice, draft_id, "spoilt" + TEXT)
    assert "頼む行はありません" in browser.get(base)


def test_strangers_and_publishers_ask_for_nothing(installation: Installation) -> None:
    alice = author(installation)
    base = f"{HERE}/drafts/{begin(installation, alice)}/sheet/ask"
    second = at_desk(installation, publisher(installation))
    stranger = at_desk(installation, author(installation, "charlie", "housing"))
    reviewer = at_desk(installation, add_member(installation, "reviewer", ("reviewer", DUTY)))
    for browser, status in ((stranger, 404), (second, 403), (reviewer, 403)):
        browser.get(base, status)
        page = "/staff/account" if browser is reviewer else HERE
        boxes = {"to": str(alice.id), "until": DAY, "act": "all"}
        assert browser.post(page, base, boxes).status_code == status
    assert "に頼んでいます" not in at_desk(installation, alice).get(base)
