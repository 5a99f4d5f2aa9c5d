"""docs/design.md: an empty list says what will be there, and leads on."""

import pytest

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
    assert f'href="{leads_to}"' in main
    assert "<table" not in main
