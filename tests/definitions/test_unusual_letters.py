"""To whom letters go, and what they say, where the case is unusual (docs/ja/law-review-people.md)."""

import pytest

from forms.path.consequences import following, next_steps
from portal.services.notices.ask_by_letter import addressee_in
from tests.definitions.test_unusual_people import SHIPPED, answered

PLACE = {"town": "試験県試験市試験町", "street": "2番2号"}


@pytest.mark.parametrize(
    ("name", "answers"),
    [
        (
            "kotei-genmen",
            {
                "reason": "poor",
                "filer.by": "heir",
                "filer.heir": "髙見本 一郎",
                "filer.address": PLACE,
                "owner.name": "髙見本 太郎",
                "owner.address": {"town": "見本県見本市見本町", "street": "一丁目2番3号"},
            },
        ),
        (
            "suido-rosui",
            {
                "fixed": True,
                "where": "ground",
                "by_whom": "designated",
                "user.company": False,
                "user.name": "髙見本 太郎",
                "user.by_other": "heir",
                "user.heir": "髙見本 一郎",
                "user.send_to": PLACE,
            },
        ),
    ],
)
def test_a_letter_about_what_a_dead_person_had_goes_to_the_heir(name: str, answers: dict[str, object]) -> None:
    path = answered(name, answers)
    to = addressee_in(SHIPPED[name], path.answers, path)
    assert (to.name, to.address) == ("髙見本 一郎", ("試験県試験市試験町", "2番2号"))


@pytest.mark.parametrize("name", ["kaigo-fukushi-yogu", "kaigo-kogaku", "kaigo-jutaku-kaishu-jigo"])
def test_a_letter_about_care_of_who_has_died_goes_to_the_heir(name: str) -> None:
    dead = {"insured.name": "髙見本 梅子", "insured.address": {"town": "見本県見本市見本町", "street": "一丁目2番3号"}}
    heir = {"filer.kind": "heir", "filer.letter_to": "髙見本 一郎", "filer.address": PLACE, "approved": True}
    path = answered(name, dead | heir)
    to = addressee_in(SHIPPED[name], path.answers, path)
    assert (to.name, to.address) == ("髙見本 一郎", ("試験県試験市試験町", "2番2号"))
    alive = answered(name, dead | {"filer.kind": "self", "approved": True})
    assert addressee_in(SHIPPED[name], alive.answers, alive).name == "髙見本 梅子"


@pytest.mark.parametrize(
    ("name", "answers", "spoken", "unspoken"),
    [
        ("seikatsu-sodan-yoyaku", {"urgent": "soon", "means": "home"}, "家に行く日は", "窓口に来て"),
        ("seikatsu-sodan-yoyaku", {"urgent": "soon", "means": "visit"}, "窓口に来て", "電話を待って"),
        ("card-kenmen", {"filer.kind": "agent"}, "照会書を送ります", ""),
        ("card-kenmen", {"filer.kind": "self"}, "その場でお返しします", "照会書を送ります"),
    ],
)
def test_what_comes_next_is_true_for_each(name: str, answers: dict[str, object], spoken: str, unspoken: str) -> None:
    sentences = [step.say for step in next_steps(SHIPPED[name], answered(name, answers))]
    assert any(spoken in say for say in sentences)
    assert not unspoken or not any(unspoken in say for say in sentences)


@pytest.mark.parametrize(
    ("name", "answers", "outcome", "spoken", "unspoken"),
    [
        (
            "yobosesshu-irai",
            {"child.birth": "1949-04-03", "asked_town": "no"},
            "accepted",
            "費用の助成",
            "母子健康手帳",
        ),
        (
            "yobosesshu-irai",
            {"child.birth": "2026-10-05", "asked_town": "yes", "town_pays": "yes"},
            "accepted",
            "母子健康手帳",
            "費用の助成",
        ),
        ("kaigo-futan-gendogaku", {"service": "welfare_home"}, "not_eligible", "特例減額", "認定証を"),
        ("kaigo-futan-gendogaku", {"service": "short_life"}, "not_eligible", "もう一度申請できます", "特例減額"),
        ("inu-chusha-hyo", {"what": "again", "tag_state": "lost"}, "approved", "5日以内に返して", "もう一度申請"),
        ("inu-chusha-hyo", {"what": "first"}, "approved", "首輪", "5日以内に返して"),
    ],
)
def test_the_letter_says_what_is_true_for_each(
    name: str, answers: dict[str, object], outcome: str, spoken: str, unspoken: str
) -> None:
    sentences = [item.say for item in following(SHIPPED[name], answered(name, answers), outcome)]
    assert any(spoken in say for say in sentences)
    assert not any(unspoken in say for say in sentences)


def test_a_certification_taken_over_without_a_board_knows_no_refusal_by_one() -> None:
    assert "not_eligible" not in SHIPPED["yokaigo-iten"].outcomes
    assert "not_eligible" in SHIPPED["yokaigo-koshin"].outcomes


def test_a_second_child_of_one_parent_is_not_taken_for_the_same_application() -> None:
    duplicate = SHIPPED["yobosesshu-yoshinhyo"].duplicate
    assert duplicate
    assert "people.name" in duplicate.same
