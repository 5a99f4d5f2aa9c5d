"""The twelve people of the practice cards, each of whom is what the others are not: what they meet when they sign in."""

from collections.abc import Iterator

import pytest

from portal.web.shared.words import words
from tests.journeys.filing import answer_until, sign_in
from tests.journeys.people import PROCEDURE
from tests.journeys.service import Service
from tests.journeys.visitor import Visitor, forms
from tests.servers import running

TEXTS = words("ja")

KANA = {"filer_kind": {"filer_kind": "self"}, "insured_person": {"kana.family": "ふせみほん", "kana.given": "すみれ"}}


@pytest.fixture(scope="module")
def sqlite_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Of its own: nobody has filed anything yet."""
    with running("demo", folder=tmp_path_factory.mktemp("personas")) as server:
        yield Service(server)


@pytest.fixture
def visitor(sqlite_service: Service) -> Iterator[Visitor]:
    with Visitor(sqlite_service.url) as made:
        yield made


@pytest.mark.parametrize(
    ("who", "person", "boxes"),
    [
        ("plain", "mihon-taro", {"name.family": "見本", "name.given": "太郎"}),
        ("a character that cards cannot write", "takamihon-taro", {"name.family": "髙見本", "name.given": "太郎"}),
        ("a variant that most machines lose", "yoshino-katsuko", {"name.family": "𠮷野", "name.given": "葛󠄀子"}),
        ("one name, and 通称 beside it", "mihon-silva-ana", {"name.full": "MIHON SILVA ANA"}),
        ("moved: the certificate for signatures alone ended", "sakimi-jiro", {"name.family": "﨑見"}),
        ("locked: the password for signatures alone is", "tojimi-susumu", {"name.family": "閉見"}),
        ("under 15: no certificate for signatures", "takamihon-sakura", {"name.given": "さくら"}),
        ("adult guardian", "mimori-tsukasa", {"name.family": "見守"}),
        ("care manager", "kaimi-chisato", {"name.family": "介見"}),
        ("a card of the next kind", "niimi-mirai", {"name.family": "新見"}),
        ("protected", "fusemi-sumire", {"name.family": "伏見本"}),
    ],
)
def test_who_signs_in_finds_what_the_card_says(who: str, person: str, boxes: dict[str, str], visitor: Visitor) -> None:
    sign_in(visitor, person)
    answer_until(visitor, {"filer_kind": {"filer_kind": "self"}}, last="insured_person")
    shown = {name: value for form in forms(visitor.text) for name, value in form.values}
    assert {name: shown[name] for name in boxes} == boxes, who


def test_of_who_is_protected_no_address_is_shown_anywhere(visitor: Visitor) -> None:
    sign_in(visitor, "fusemi-sumire")
    answer_until(visitor, KANA, last="insured_birth")
    assert "1988" in visitor.text or "63" in visitor.text  # the card's birthday is there
    assert "伏ノ巻" not in visitor.text
    visitor.go("/applications")
    assert "伏ノ巻" not in visitor.text


@pytest.mark.parametrize("person", ["kimi-tamotsu", "mukashimi-tomekichi"])
def test_a_card_that_ended_opens_nothing_and_says_where_to_go(visitor: Visitor, person: str) -> None:
    """Of who died no page says so: whoever holds that card learns no more than of one whose term is over."""
    visitor.go(f"/sign-in/card?next=/apply/{PROCEDURE}")
    answer = visitor.press(person)
    assert answer.status_code == 400
    assert TEXTS["sign_in_failed.low.title"] in answer.text
    assert TEXTS["sign_in_failed.window"].partition("。")[0] in answer.text
    assert TEXTS["sign_in_failed.kept"] in answer.text
    assert f'href="/sign-in?next=/apply/{PROCEDURE}"' in answer.text
    assert "亡" not in answer.text
    assert visitor.go("/applications").url.path == "/sign-in"
