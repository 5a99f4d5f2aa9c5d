"""Stories of papers submitted later."""

import re
from collections.abc import Mapping

from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.my_cases import late_papers
from portal.store.my_cases.late_papers import LatePaperRow
from tests.pictures import jpeg
from tests.portal.routes.guest_browser import GuestBrowser, Page, guest, offer, version
from tests.portal.services.desk.at_work import case_of

PROOF = "attach:\n  - {id: proof, label: 在学証明書, why: 学校を確かめるためです。, from: 学校, later: true, later_days: 20}\n"
ONLY_LOST = """attach:
  - {id: proof, label: 在学証明書, when: reason == lost, later: true, later_days: 20}
  - {id: other, label: 課税証明書, when: reason == torn, later: true}
"""
UNTIL = "12月10日"
TITLE = "あとから出せる書類"


def at_check(installation: Installation, more: str = PROOF) -> Page:
    offer(installation, version(1, more))
    return guest(installation).open("/apply/small").press("次へ進む", {"reason": "lost"})


def filed(installation: Installation, more: str = PROOF) -> Page:
    return at_check(installation, more).press("申請する")


def number_of(receipt: Page) -> str:
    return receipt.path.rpartition("/")[2]


def found_again(receipt: Page, installation: Installation) -> GuestBrowser:
    """Opened by number and code days later, when the guest's session has ended."""
    number, code = re.findall(r'<strong class="receipt-number number">([^<]+)</strong>', receipt.text)
    browser = guest(installation)
    browser.open("/track").press("様子を見る", {"number": number, "code": code})
    return browser


def hand_in(browser: GuestBrowser, number: str, content: bytes | None = None, paper: str = "proof") -> Page:
    page = browser.open(f"/applications/{number}/papers/{paper}")
    chosen = {f"paper-{paper}.upload": ("shomei.jpg", jpeg() if content is None else content)}
    return page.press("この書類を出す", files=chosen)


def rows(installation: Installation, member: Member, number: str) -> Mapping[str, LatePaperRow]:
    case = case_of(installation, member, number)
    with installation.database.read() as unit:
        return {row.paper: row for row in late_papers.of_application(unit, case.row.id)}


def queue_counts(page: str) -> dict[str, str]:
    matches = re.findall(r'<a [^>]*href="/desk[^"]*"[^>]*>([^<]+?)\s*<span[^>]*>([0-9+]+)</span>', page)
    return {words.strip(): count for words, count in matches}
