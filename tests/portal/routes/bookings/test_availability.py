"""空き状況, seen by anybody."""

import re

from portal.services.shared.installation import Installation
from tests.portal.routes.finding.test_drawings import page


def test_a_visitor_goes_from_the_front_page_to_a_month_and_on_to_the_booking(installation: Installation) -> None:
    assert 'href="/availability"' in page(installation, "/")
    assert 'href="/availability/gym_main"' in page(installation, "/availability")
    picture = re.search(r'src="(/static/img/pictures/tennis[^"]+)"', page(installation, "/availability"))
    assert picture
    assert "<svg" in page(installation, picture[1])
    november = page(installation, "/availability/gym_main")
    assert "2026年11月" in november
    assert 'href="?month=2026-12"' in november
    december = page(installation, "/availability/gym_main?month=2026-12")
    row = re.search(r"8日（火）</th>(.*?)</tr>", december, re.S)
    assert row
    assert "団体" in row[1]
    assert "毎週火曜日 18:00から　見本バレーボール協会" in december
    assert row[1].count("空いています") == 3
    assert 'href="/procedures/taiiku-shisetsu-yoyaku"' in december
    assert 'href="/availability/tennis"' in page(installation, "/procedures/taiiku-shisetsu-yoyaku")


def test_a_month_without_times_says_so(installation: Installation) -> None:
    assert "この月に使える時間はありません" in page(installation, "/availability/tennis?month=2027-01")


def test_what_is_not_public_and_what_is_no_open_month_are_not_found(installation: Installation) -> None:
    for address in (
        "livelihood_talk",
        "nothing",
        "gym_main?month=2027-02",
        "gym_main?month=x",
        "gym_main?month=2026-10",
    ):
        page(installation, f"/availability/{address}", 404)
