"""Replacements for characters that a target system cannot encode."""

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from portal.app import make_app
from portal.errors import Conflict
from portal.services.cases.cases import case_of_member
from portal.services.handover.choose_character import candidates, choose_character
from portal.services.handover.hand_over import batch_files, hand_over
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.spool import spool
from portal.store.handover.hand_overs import BatchRow
from tests.portal.routes.handover.test_exports import CORE, Desk, at_desk, audited, examining
from tests.portal.routes.staff_browser import BASE, Acting
from tests.portal.services.handover.test_hand_over import CLERK
from tests.portal.world import DUTY, add_member

SIGNS = f"{CORE}/signs"
LAYOUT = "kaigo.hihokenshasho.saikofu"


@pytest.fixture
def client(installation: Installation) -> Iterator[TestClient]:
    with Acting(make_app(installation, with_worker=False), base_url=BASE, follow_redirects=False) as client:
        yield client


@pytest.fixture
def desk(installation: Installation, client: TestClient) -> Desk:
    return at_desk(installation, client, add_member(installation, "exporter", ("exporter", DUTY)))


def name_in(installation: Installation, batch: BatchRow) -> list[str]:
    with spool(installation.settings.data) as bench:
        data = batch_files(installation, batch, bench)[0].open().read().decode("cp932")
    return [line.split('","')[4] for line in data.splitlines()[1:]]


def test_a_sign_is_chosen_remembered_for_its_bearer_and_written(
    installation: Installation, desk: Desk, reviewer: Member
) -> None:
    first, second = (examining(installation, reviewer, "𠮷野") for _ in range(2))
    assert "字を選ぶ（2字）" in desk.open(CORE)
    page = desk.open(SIGNS)
    assert all(word in page for word in ("𠮷", "U+20BB7", first, "氏名", "取込先の文字コードにない字です"))
    assert f'href="/desk/{second}"' not in page
    response = desk.press(SIGNS, SIGNS, number=first, sign="𠮷", instead="吉", skip="0")
    assert (response.status_code, response.headers["location"]) == (303, SIGNS)
    # The choice also applies to the same person's other application.
    assert "選ぶ字は、ここまでです" in desk.open(SIGNS)
    checked = desk.open(CORE)
    assert "渡せる申請 2件" in checked
    assert "置きかえて渡す（吉）" in checked
    result = hand_over(installation, LAYOUT, DUTY, CLERK)
    assert result.batch
    assert [name.startswith("吉野") for name in name_in(installation, result.batch)] == [True, True]
    assert ("staff:exporter", "choose sign", LAYOUT) in audited(installation)


def test_a_later_choice_changes_no_batch_that_was_made(
    installation: Installation, desk: Desk, reviewer: Member
) -> None:
    number = examining(installation, reviewer, "𠮷野")
    desk.press(SIGNS, SIGNS, number=number, sign="𠮷", instead="吉")
    result = hand_over(installation, LAYOUT, DUTY, CLERK)
    assert result.batch
    desk.press(SIGNS, SIGNS, number=number, sign="𠮷", instead="喜")
    assert name_in(installation, result.batch)[0].startswith("吉野")


@pytest.mark.parametrize("instead", ["", "𠮷", "\ue000", "あ" * 11, "〜"])
def test_what_the_target_cannot_hold_either_is_no_choice(
    installation: Installation, desk: Desk, reviewer: Member, instead: str
) -> None:
    number = examining(installation, reviewer, "𠮷野")
    response = desk.press(SIGNS, SIGNS, number=number, sign="𠮷", instead=instead)
    assert response.status_code == 422
    assert "取込先が書ける字を、10字までで書いてください。" in response.text
    assert "字を選ぶ（1字）" in desk.open(CORE)


def test_a_sign_that_needs_none_is_not_changed(installation: Installation, reviewer: Member) -> None:
    number = examining(installation, reviewer, "𠮷野")
    exporter = add_member(installation, "two", ("exporter", DUTY), ("reviewer", DUTY))
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, exporter, number)
        with pytest.raises(Conflict):
            choose_character(installation, unit, exporter, case, installation.layouts[LAYOUT], "野", "山")


def test_signs_are_left_for_later(installation: Installation, desk: Desk, reviewer: Member) -> None:
    first = examining(installation, reviewer, "𠮷野")
    second = examining(installation, reviewer, "𠮷田𡈽")
    assert re.search(rf"{SIGNS}\?skip=1", desk.open(SIGNS))
    later = desk.open(f"{SIGNS}?skip=1")
    assert f'href="/desk/{second}"' in later
    assert f'href="/desk/{first}"' not in later
    assert "あとにした字を見る" in desk.open(f"{SIGNS}?skip=9")


def test_charlie_of_another_duty_chooses_nothing(
    installation: Installation, client: TestClient, desk: Desk, reviewer: Member
) -> None:
    number = examining(installation, reviewer, "𠮷野")
    charlie = at_desk(installation, client, add_member(installation, "charlie", ("exporter", "child-allowance")))
    charlie.open(SIGNS, 403)
    assert charlie.press("/desk/exports", SIGNS, number=number, sign="𠮷", instead="吉").status_code == 403
    own = f"/desk/exports/layouts/{LAYOUT}/child-allowance/signs"
    assert charlie.press("/desk/exports", own, number=number, sign="𠮷", instead="吉").status_code == 404


def test_the_usual_form_of_a_variant_and_a_letter_without_marks_are_offered_and_nothing_is_chosen(
    installation: Installation, desk: Desk, reviewer: Member
) -> None:
    layout = installation.layouts[LAYOUT]
    assert [candidates(layout, sign, ()) for sign in ("𠮷", "à", "𡈽")] == [("吉",), ("a",), ()]
    assert candidates(layout, "𠮷", ("喜", "吉")) == ("喜", "吉")
    examining(installation, reviewer, "𠮷野")
    page = desk.open(SIGNS)
    assert 'name="pick" value="吉">' in page


def test_a_choice_is_made_for_other_people_with_the_same_character_only_where_it_is_ticked(
    installation: Installation, desk: Desk, reviewer: Member
) -> None:
    first, second, third = (examining(installation, reviewer, family) for family in ("𠮷野", "𠮷田", "𠮷川"))
    page = desk.open(SIGNS)
    assert re.findall(r'name="case" value="([^"]+)"', page) == [second, third]
    named = re.findall(r'<span class="number">([^<]+)</span>　([^<]+)<br>', page)
    assert named == [(second, "𠮷田　太郎"), (third, "𠮷川　太郎")]
    assert f"{first}</a>　𠮷野　太郎" in page
    assert 'name="case" value="' + second + '" checked' not in page
    desk.press(SIGNS, SIGNS, number=first, sign="𠮷", pick="吉", case=second)
    checked = desk.open(CORE)
    assert "渡せる申請 2件" in checked
    assert "字を選ぶ（1字）" in checked
    assert third in desk.open(SIGNS)
