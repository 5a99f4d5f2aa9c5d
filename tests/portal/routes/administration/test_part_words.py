"""What the pages of a part call what there is to write, and who did what."""

import re
from dataclasses import replace

from portal.config.settings import BLANK
from portal.services.shared.installation import Installation
from portal.services.shared.write_notice import codes
from tests.portal.routes.administration.test_parts import HERE, HOURS, ask, begun, decide, send
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.world import add_member


def administrator(installation: Installation, login: str, name: str) -> StaffBrowser:
    return at_desk(installation, add_member(installation, login, ("administrator", "*"), name=name))


def test_a_notice_is_chosen_by_its_heading_and_says_what_it_may_name(installation: Installation) -> None:
    kanri = administrator(installation, "kanri", "見本 管理")
    begun(kanri, "notices")
    page = kanri.get(f"{HERE}/notices/keys?at=notices&new=1")
    offered = dict(re.findall(r'<option value="([^"]+)">([^<]*)</option>', page))
    assert offered["received"] == "受付のお知らせ（受付番号 {receipt}）　書けるもの：{link}、{receipt}、{until}"
    assert offered.keys().isdisjoint(codes())
    assert "やさしい日本語の件名" in page


def test_boxes_are_called_as_they_are_read(installation: Installation) -> None:
    kanri = administrator(installation, "kanri", "見本 管理")
    for part, key, words in (("slots", "resources", "月曜日"), ("announcements", "announcements", "題の日本語")):
        begun(kanri, part)
        assert words in kanri.get(f"{HERE}/{part}/keys?at={key}&new=1")


def test_who_withdrew_is_not_called_who_looked_at_it(installation: Installation) -> None:
    kanri, jinji = (administrator(installation, *who) for who in (("kanri", "見本 管理"), ("jinji", "見本 人事")))
    begun(kanri, "hours")
    send(kanri, "hours", "text", {"text": HOURS}, "/text")
    decide(kanri, "hours", "withdraw")
    assert "（見本 管理、取りやめた人 見本 管理）" in kanri.get(f"{HERE}/hours")
    begun(kanri, "offices")
    text = re.sub("000-000-0120", "000-000-0999", installation.city.folder.joinpath("city.yaml").read_text("utf-8"))
    duties = re.search(r"^duties:\n(?: .*\n|#.*\n|\n)+", text, re.MULTILINE)
    assert duties
    send(kanri, "offices", "text", {"text": duties[0]}, "/text")
    ask(kanri, installation, "offices")
    decide(jinji, "offices", "approve")
    assert "（見本 管理、確かめた人 見本 人事）" in kanri.get(f"{HERE}/offices")


def test_a_part_that_is_being_written_asks_nobody_to_begin_it(installation: Installation) -> None:
    bare = replace(installation, settings=installation.settings.model_copy(update={"city": BLANK}))
    kanri = at_desk(bare, add_member(installation, "kanri", ("administrator", "*")))
    begins = "「直す」で、はじめの内容から書きます。"
    assert begins in kanri.get(f"{HERE}/closed")
    begun(kanri, "closed")
    page = kanri.get(f"{HERE}/closed")
    assert ("この部分は、まだ決めていません。" in page, begins in page) == (True, False)
