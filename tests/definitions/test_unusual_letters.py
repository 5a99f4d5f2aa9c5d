"""To whom letters go, and what they say, where the case is unusual (docs/ja/law-review-people.md)."""

import pytest

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
