"""Which body a key means, and who is sued, by office."""

from datetime import date

from forms.city.bodies import KEYS, body_name, defendant, representative
from forms.city.city import load_city
from portal.config import TREE

CITY = load_city(TREE / "forms" / "cities" / "mihon")
OFFICE = CITY.office("schools", date(2026, 11, 20))


def test_each_key_is_a_body_of_this_city_and_any_other_word_is_a_name() -> None:
    assert [body_name(CITY, OFFICE, key) for key in KEYS] == [
        "見本市教育委員会",
        "見本市長",
        "見本県知事",
        "見本県介護保険審査会",
    ]
    assert body_name(CITY, OFFICE, "見本県国民健康保険審査会") == "見本県国民健康保険審査会"


def test_the_city_is_sued_and_represented_by_the_authority_that_decides() -> None:
    assert (defendant(CITY, OFFICE), representative(OFFICE)) == ("見本市", "見本市教育委員会")


def test_an_authority_by_delegation_is_represented_by_the_one_above_and_a_union_is_sued_itself() -> None:
    delegated = OFFICE.model_copy(update={"authority": "見本市福祉事務所長", "superior": "見本市長"})
    assert (body_name(CITY, delegated, "decider"), representative(delegated)) == ("見本市長", "見本市長")
    union = OFFICE.model_copy(update={"authority": "見本広域連合長", "entity": "見本広域連合"})
    assert (defendant(CITY, union), representative(union)) == ("見本広域連合", "見本広域連合長")
