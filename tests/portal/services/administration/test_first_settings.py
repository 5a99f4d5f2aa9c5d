"""What is open before a city opens, and what closes it."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from forms.city.city import City, load_city
from portal.config.settings import BLANK
from portal.services.administration.first_settings import FirstLine, first_settings
from portal.services.shared.catalogue import Catalogue
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.later import at
from tests.portal.routes.staff_browser import at_desk
from tests.portal.services.administration.editing import administrator
from tests.portal.world import add_member


def listed(installation: Installation, *roles: str) -> dict[str, FirstLine]:
    member = Member(1, "kanri", "管理 花子", frozenset((role, "*") for role in ("administrator", *roles)), "")
    with installation.database.read() as unit:
        return {line.about: line for line in first_settings(installation, unit, member)}


def still_open(installation: Installation) -> set[str]:
    return {about for about, line in listed(installation).items() if line.open}


def unpublished(installation: Installation, **values: object) -> Installation:
    return replace(changed(installation, **values), catalogue=Catalogue())


def changed(installation: Installation, **values: object) -> Installation:
    city: City = installation.city.model_copy(update=values)
    return replace(installation, city=city)


def test_a_fresh_city_lacks_its_name_and_people(installation: Installation) -> None:
    assert still_open(installation) >= {"市の名前とコード", "電話と開庁時間", "事務と職員", "2人目の管理者"}


def test_a_code_that_was_never_typed_is_missing_and_not_of_another_place(installation: Installation) -> None:
    blank = load_city(BLANK)
    begun = changed(installation, code=blank.code, name=blank.name)
    assert listed(begun)["市の名前とコード"].note == "まだ入れていません。市のコードと名前を入れてください。"
    assert "都道府県のものではありません" in listed(changed(installation, code="991015"))["市の名前とコード"].note


def test_leaflets_that_a_copy_of_the_blank_folder_left_unwritten_are_open(installation: Installation) -> None:
    assert "利用規約・個人情報" not in still_open(installation)
    assert "利用規約・個人情報" in still_open(changed(installation, leaflets=load_city(BLANK).leaflets))


def test_each_line_is_closed_by_what_it_asks_for(installation: Installation) -> None:
    administrator(installation)
    administrator(installation, "kanri2")
    add_member(installation, "shinsa", ("reviewer", "*"))
    whole = changed(installation, code="131016", telephone="03-0000-0001")
    mailed = replace(whole, settings=whole.settings.model_copy(update={"mail": "smtp"}))
    assert still_open(mailed) == set()


def test_a_city_may_open_without_mail_and_without_days_of_its_own(installation: Installation) -> None:
    lines = listed(replace(changed(installation, closed=()), mailer=None))
    assert (lines["メール"].open, lines["メール"].unused, "KAKANAI_MAIL_HOST" in lines["メール"].note) == (
        False,
        True,
        True,
    )
    assert (lines["休みの日"].open, lines["休みの日"].note) == (
        False,
        "土日・祝日・12月29日から1月3日までのほかに休む日は、書いてありません",
    )
    lines = listed(installation)
    assert (lines["メール"].unused, lines["休みの日"].note[-6:]) == (False, "これから1日")
    assert "kakanai keys rotate receipts" in lines["控えに署名する鍵"].note


def test_offices_that_end_and_a_december_without_days_of_the_next_year_are_open(installation: Installation) -> None:
    duties = {**installation.city.duties}
    last = duties["roads"][-1]
    duties["roads"] = (last.model_copy(update={"to": date(2026, 12, 10)}),)
    december = "2026-12-01T09:00:00+09:00"
    this_year = installation.city.closed[0].model_copy(update={"day": date(2026, 8, 14)})
    ending = at(changed(installation, duties=duties, closed=(this_year,)), december)
    assert {"休みの日", "1か月のうちに終わる課"} <= still_open(ending)
    assert "休みの日" not in still_open(at(changed(installation, closed=()), december)), "it closes on no other day"
    del duties["roads"]
    assert "課・窓口" in still_open(changed(installation, duties=duties))


def test_nothing_is_done_before_there_is_an_office_and_a_reviewer(installation: Installation) -> None:
    bare = replace(unpublished(installation, duties={}), mailer=None)
    assert {"課・窓口", "事務と職員", "公開した手続"} <= still_open(bare)
    assert "kakanai procedures list" in listed(installation)["公開した手続"].note
    assert "保存期間" not in listed(bare)
    begun = unpublished(installation)
    assert "課・窓口" not in still_open(begun)
    assert "事務と職員" in still_open(begun)
    add_member(installation, "michi", ("reviewer", "roads"))
    assert listed(begun)["事務と職員"].note.startswith("審査する職員がいない事務が")
    add_member(installation, "shinsa", ("reviewer", "*"))
    assert "事務と職員" not in still_open(begun)


def test_the_workshop_is_linked_for_those_who_may_open_it_and_the_others_read_who_may(
    installation: Installation,
) -> None:
    bare = unpublished(installation)
    assert listed(bare)["公開した手続"].href == ""
    assert "「手続の公開」の権限の職員" in listed(bare)["公開した手続"].note
    assert "kakanai procedures publish" in listed(bare)["公開した手続"].note
    assert {listed(bare, role)["公開した手続"].href for role in ("author", "publisher")} == {"/desk/workshop"}


@pytest.mark.parametrize("page", ["/admin/first", "/admin/keys"])
def test_in_a_joint_installation_a_page_names_each_command_with_its_city(installation: Installation, page: str) -> None:
    named = installation.settings.called("aoba")
    joint = unpublished(replace(installation, settings=named, documents=None))
    shown = at_desk(joint, administrator(joint)).get(page)
    commands = re.findall(r"kakanai (?:--city aoba )?[a-z]+(?: [a-z]+)?", shown)
    assert commands
    assert [command for command in commands if not command.startswith("kakanai --city aoba ")] == []
    alone = at_desk(installation, administrator(installation, "kanri2")).get(page)
    assert "kakanai --city" not in alone


def test_no_page_of_staff_has_a_command_that_a_joint_installation_refuses() -> None:
    bare = re.compile(r"(?<![\w./-])kakanai (?!cities\b)[a-z]")
    pages = [path for path in Path("templates").rglob("*.html") if bare.search(path.read_text(encoding="utf-8"))]
    assert pages == []
