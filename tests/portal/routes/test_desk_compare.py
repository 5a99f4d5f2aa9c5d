"""A case beside the register: what differs stands first and is said in words, what is alike is told as alike, and nothing of
whoever may not be found."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from integrations.interfaces import AdapterError
from integrations.register_socket import Resident
from portal.services.installation import Installation
from portal.services.protect import STAFF, protect
from portal.store import audit_records
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.services.test_match_resident import Told
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
    there = replace(installation, register=Told(*people))
    number = file_application(installation, alice(installation), changes)
    return looked(there, right).get(f"/desk/{number}")


def looked(installation: Installation, *rights: tuple[str, str]) -> StaffBrowser:
    return at_desk(installation, add_member(installation, "looker", *rights))


def differences(page: str) -> str:
    return page.partition("<caption>違うところ")[2].partition("</table>")[0]


def test_what_is_the_same_is_counted_and_nothing_is_marked(installation: Installation) -> None:
    shown = page(installation, TARO)
    assert "くらべた5つの答えは、すべて住民票と同じです。" in shown
    assert "<mark>" not in shown


def test_what_differs_stands_first_with_both_values(installation: Installation) -> None:
    shown = page(installation, replace(TARO, address={**HOME, "street": "二丁目9番9号"}, sex="female"))
    told = differences(shown)
    assert "住民票の住所" in told
    assert "性別" in told
    assert "ふりがな" not in told
    assert shown.index("違うところ（2）") < shown.index("証の持ち主")
    assert "<mark>二</mark>丁目<mark>9</mark>番<mark>9</mark>号" in told


def test_a_number_of_the_city_s_own_records_is_compared_where_they_tell_one(installation: Installation) -> None:
    told = differences(
        page(installation, replace(TARO, holds={"care_number": "0000000109"}), changes={"insured_no": "0000000101"})
    )
    assert "被保険者番号" in told
    assert "<mark>9</mark>" in told


def test_a_variant_of_a_sign_and_another_way_of_writing_are_told_apart(installation: Installation) -> None:
    shown = page(
        installation,
        replace(TARO, name="高見本　太郎", kana="たかみほん　たろう", address={**HOME, "street": "１－２－３"}),
    )
    told = differences(shown)
    assert "字の形が違う" in told
    assert "違うところ（1）" in shown
    assert "<mark>高</mark>見本" in told
    assert "住民票と同じ（書き方だけ違う：見本県見本市見本町１－２－３）" in shown


def test_nobody_several_and_silence_are_said_in_words(installation: Installation) -> None:
    assert "住民票に見つかりません" in page(installation, replace(TARO, birth=date(1950, 1, 1)))
    assert "2人以上います" in looked_at_twins(installation)


def looked_at_twins(installation: Installation) -> str:
    there = replace(installation, register=Told(TARO, replace(TARO, id="T2")))
    number = file_application(installation, alice(installation), {"lost_how": "stolen"})
    return at_desk(there, add_member(there, "other", REVIEWER)).get(f"/desk/{number}")


class Silent(Told):
    def born(self, birth: date) -> tuple[Resident, ...]:
        raise AdapterError("REGISTER_DOWN", permanent=False)


def test_the_page_stands_while_the_register_is_away(installation: Installation) -> None:
    number = file_application(installation, alice(installation))
    away = replace(installation, register=Silent(TARO))
    assert "住民票のしくみが、いま答えません" in looked(away, REVIEWER).get(f"/desk/{number}")


def test_somebody_protected_is_as_nobody_to_who_may_not_see_them(installation: Installation) -> None:
    """Also where only the register, or only another of the household, says so."""
    wife = replace(TARO, id="T3", name="髙見本　梅子", birth=date(1954, 5, 5), protected=True)
    shown = page(installation, TARO, wife)
    assert "住民票に見つかりません" in shown
    assert "住民票と同じ" not in shown
    there = replace(installation, register=Told(TARO, wife))
    number = file_application(installation, alice(installation), {"lost_how": "stolen"})
    chosen = at_desk(there, add_member(there, "chosen", REVIEWER, ("protected", DUTY)))
    assert "すべて住民票と同じです" in chosen.get(f"/desk/{number}")


def test_of_a_case_that_is_marked_the_register_is_not_even_asked(installation: Installation) -> None:
    there = replace(installation, register=Told(TARO))
    number = file_application(installation, alice(installation))
    boss = add_member(there, "boss", ("protected", DUTY))
    with there.database.write() as unit:
        protect(there, unit, boss.actor, [("髙見本　太郎", "1949-04-03")], STAFF)
        unit.commit()
    assert "住民票とくらべて" not in looked(there, REVIEWER).get(f"/desk/{number}")
    assert asked_of(there) == 0


@pytest.mark.parametrize("role", ["auditor", "exporter", "clerk"])
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
        return [one.action for one in audit_records.after(unit, 0)].count("compare with register")
