"""docs/design.md: an empty list says what will be there, and leads on."""

import pytest

from forms.city.announcements import AnnouncementsFile
from portal.services.procedures.board import Board
from portal.services.shared.installation import Installation
from tests.portal.routes.finding.test_guides import TARO, signed_in


@pytest.mark.parametrize(
    ("address", "words", "leads_to"),
    [
        ("/applications", "送った申請はまだありません。", "/"),
        ("/my/entitlements", "いま続いているものは、ありません。", "/applications"),
        ("/find/new", "新しくなった手続や変わった手続はありません。", "/procedures"),
        ("/find/used", "いま、お見せできるほど使われた手続はありません。", "/procedures"),
        ("/?q=qqqzzz", "「qqqzzz」", "/procedures"),
    ],
)
def test_a_list_with_nothing_in_it_says_so_and_leads_on(
    installation: Installation, address: str, words: str, leads_to: str
) -> None:
    text = signed_in(installation, TARO).open(address).text
    main = text.partition("<main")[2]
    assert words in main
    assert ('class="empty"' in main) is not address.startswith("/?q="), "drawn"
    assert f'href="{leads_to}"' in main
    assert "<table" not in main


def test_without_announcements_the_page_leads_to_every_other_way(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Board, "_read", lambda _board: AnnouncementsFile(announcements=()))
    main = signed_in(installation, TARO).open("/announcements").text.partition("<main")[2]
    assert "いま、お知らせはありません。" in main
    assert all(f'href="{address}"' in main for address in ("/procedures", "/find/events", "/find/new"))
