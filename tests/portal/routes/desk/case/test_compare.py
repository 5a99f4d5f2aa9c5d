"""A case compared with the register."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from integrations.sockets.interfaces import AdapterError
from integrations.sockets.register_socket import Resident
from portal.services.residents.protect import STAFF, protect
from portal.services.shared.installation import Installation
from portal.store.shared import audit_records
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.services.residents.test_match_resident import FakeRegister
from tests.portal.world import DUTY, add_member, alice, file_application

HOME = {"postal": "0000001", "town": "見本県見本市見本町", "street": "一丁目2番3号"}
TARO = Resident("T1", "H1", "髙見本　太郎", "タカミホン　タロウ", date(1949, 4, 3), "male", "世帯主", HOME)
REVIEWER = ("reviewer", DUTY)


def page(
    installation: Installation,
    *people: Resident,
    changes: dict[str, Any] | None = None,
    right: tuple[str, str] = REVIEWER,
) -> str:
    site = replace(installation, register=FakeRegister(*people))
    number = file_application(installation, alice(installation), changes)
    return looked(site, right).get(f"/desk/{number}")


def looked(installation: Installation, *rights: tuple[str, str]) -> StaffBrowser:
    return at_desk(installation, add_member(installation, "looker", *rights))


def differences(page: str) -> str:
    return page.partition("<caption>違うところ")[2].partition("</table>")[0]


def test_what_is_the_same_is_counted_and_nothing_is_marked(installation: Installation) -> None:
    text = page(installation, TARO)
    assert "くらべた5個の答えは、すべて住民票と同じです。" in text
    assert "<mark>" not in text


def test_what_differs_stands_first_with_both_values(installation: Installation) -> None:
    text = page(installation, replace(TARO, address={**HOME, "street": "二丁目9番9号"}, sex="female"))
    section = differences(text)
    assert "住民票の住所" in section
    assert "性別" in section
    assert "ふりがな" not in section
    assert text.index("違うところ（2）") < text.index("証の持ち主")
    assert "<mark>二</mark>丁目<mark>9</mark>番<mark>9</mark>号" in section


def test_a_number_of_the_city_s_own_records_is_compared_where_they_tell_one(installation: Installation) -> None:
    section = differences(
        page(installation, replace(TARO, holds={"care_number": "0000000109"}), changes={"insured_no": "0000000101"})
    )
    assert "被保険者番号" in section
    assert "<mark>9</mark>" in section


def test_a_variant_of_a_sign_and_another_way_of_writing_are_distinguished(installation: Installation) -> None:
    text = page(
        installation,
        replace(TARO, name="高見本　太郎", kana="たかみほん　たろう", address={**HOME, "street": "１－２－３"}),
    )
    section = differences(text)
    assert "字の形が違う" in section
    assert "違うところ（1）" in text
    assert "<mark>高</mark>見本" in section
    assert "住民票と同じ（書き方だけ違う：見本県見本市見本町１－２－３）" in text


def test_who_is_in_the_register_is_decided_by_one_press(installation: Installation) -> None:
    assert "に決めて次へ" in page(installation, TARO)


def test_who_is_not_in_the_register_is_not_and_the_reason_is_in_the_place_of_the_button(
    installation: Installation,
) -> None:
    text = page(installation, replace(TARO, birth=date(1950, 1, 1)))
    assert "に決めて次へ" not in text
    assert '髙見本　太郎さんが<a href="#register">住民票に見つかりません</a>。決めるときは、' in text


def test_nobody_several_and_silence_are_stated_in_words(installation: Installation) -> None:
    assert "住民票に見つかりません" in page(installation, replace(TARO, birth=date(1950, 1, 1)))
    assert "2人以上います" in looked_at_twins(installation)


def looked_at_twins(installation: Installation) -> str:
    site = replace(installation, register=FakeRegister(TARO, replace(TARO, id="T2")))
    number = file_application(installation, alice(installation), {"lost_how": "stolen"})
    return at_desk(site, add_member(site, "other", REVIEWER)).get(f"/desk/{number}")


class Silent(FakeRegister):
    def born(self, birth: date) -> tuple[Resident, ...]:
        raise AdapterError("REGISTER_DOWN", permanent=False)


def test_the_page_stands_while_the_register_is_away(installation: Installation) -> None:
    number = file_application(installation, alice(installation))
    away = replace(installation, register=Silent(TARO))
    assert "住民票のしくみが、いま答えません" in looked(away, REVIEWER).get(f"/desk/{number}")


def test_somebody_protected_is_as_nobody_to_who_may_not_see_them(installation: Installation) -> None:
    """Also if only the register marks them, or only another member of the household is marked."""
    wife = replace(TARO, id="T3", name="髙見本　梅子", birth=date(1954, 5, 5), protected=True)
    text = page(installation, TARO, wife)
    assert "住民票に見つかりません" in text
    assert "住民票と同じ" not in text
    site = replace(installation, register=FakeRegister(TARO, wife))
    number = file_application(installation, alice(installation), {"lost_how": "stolen"})
    chosen = at_desk(site, add_member(site, "chosen", REVIEWER, ("protected", DUTY)))
    assert "すべて住民票と同じです" in chosen.get(f"/desk/{number}")


def test_of_a_case_that_is_marked_the_register_is_not_even_asked(installation: Installation) -> None:
    site = replace(installation, register=FakeRegister(TARO))
    number = file_application(installation, alice(installation))
    boss = add_member(site, "boss", ("protected", DUTY))
    with site.database.write() as unit:
        protect(site, unit, boss.actor, [("髙見本　太郎", "1949-04-03")], STAFF)
        unit.commit()
    assert "住民票とくらべて" not in looked(site, REVIEWER).get(f"/desk/{number}")
    assert asked_of(site) == 0


@pytest.mark.parametrize("role", ["exporter", "clerk"])
def test_only_who_reviews_is_shown_the_register(installation: Installation, role: str) -> None:
    assert "住民票とくらべて" not in page(installation, TARO, right=(role, DUTY))
    assert asked_of(installation) == 0


def test_to_have_compared_is_recorded(installation: Installation) -> None:
    page(installation, TARO)
    assert asked_of(installation) == 1


def test_without_a_register_nothing_speaks_of_one(installation: Installation) -> None:
    number = file_application(installation, alice(installation))
    assert "住民票とくらべて" not in looked(installation, REVIEWER).get(f"/desk/{number}")


def asked_of(installation: Installation) -> int:
    with installation.database.read() as unit:
        return [record.action for record in audit_records.after(unit, 0)].count("compare with register")
