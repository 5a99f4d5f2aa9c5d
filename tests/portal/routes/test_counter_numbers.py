"""個人番号 in an interview: typed once for a person, kept for each procedure that asks for it, and for no other; by no digit anywhere else."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from forms.city import DatedSetting
from forms.fields.my_number import MASK, is_reference
from portal.services.installation import Installation
from portal.services.rights import Member
from portal.store.statements import every, sql
from tests.portal.numbers import digits_in, number
from tests.portal.routes.counter_form import boxes
from tests.portal.routes.interviewing import Boxes, Clerk, serve, with_sources
from tests.portal.routes.test_counter_sources import DUTIES
from tests.portal.routes.test_my_numbers import actions
from tests.portal.world import add_member

ALLOWANCE, AID, KOKUHO = "jido-teate-nintei", "kodomo-iryohi", "kokuho-kanyu"
SAID: Mapping[str, Boxes | str] = {
    "reception-place": "general", "older_count": "0", "reason": "born", "insurance_state": "soon", "claimant.work": "company",
    "pay_by": "slip",
}  # fmt: skip
FATHER = {"visit-came": ["self"], "visit-papers": ["my_number_card"]}


@pytest.fixture
def here(installation: Installation) -> Installation:
    ask = (DatedSetting.model_validate({"value": "ask", "from": "2024-04-01"}),)
    settings: Mapping[str, Mapping[str, tuple[DatedSetting, ...]]] = {
        one: {**installation.city.settings.get(one, {}), "my_number": ask} for one in (ALLOWANCE, AID)
    }
    city = installation.city.model_copy(update={"settings": {**installation.city.settings, **settings}})
    return with_sources(replace(installation, city=city))


@pytest.fixture
def clerk(here: Installation) -> Clerk:
    member: Member = add_member(here, "clerk", *(("clerk", duty) for duty in DUTIES))
    one = serve(here, member, "A-12", FATHER)
    one.find("H6.4.12", "たろう")
    one.add(ALLOWANCE, AID)
    return one


def kept(clerk: Clerk) -> dict[str, str]:
    """The numbers of each procedure that are about who came."""
    stands = clerk.stands().parts
    return {one.draft.procedure.id: str(one.entry.kept.get("claimant.my_number", "")) for one in stands}


def rows(clerk: Clerk) -> int:
    with clerk.installation.database.read() as unit:
        return len(list(every(unit, sql("SELECT id FROM my_number"))))


def type_number(clerk: Clerk, digits: str) -> None:
    stands = [one.draft.procedure.id for one in clerk.stands().parts]
    at = next(at for at, one in enumerate(clerk.stands().parts) if "claimant.my_number" in one.path.asked)
    assert stands[at] in (ALLOWANCE, AID)
    clerk.page("interview").press("refresh", {f"p{at}.claimant.my_number": [digits]})


def test_it_is_asked_once_and_lies_under_each_procedure_as_it_was_sealed(clerk: Clerk) -> None:
    asked = [name for name in boxes(clerk.page("interview").page) if name.endswith(".claimant.my_number")]
    assert len(asked) == 1
    type_number(clerk, number(1))
    found = kept(clerk)
    assert len(set(found.values())) == 1
    assert all(map(is_reference, found.values()))
    assert rows(clerk) == 2, "a row for each procedure, of the same id"
    assert [one for one in actions(clerk.installation) if one[0] == "share number"] != []
    page = clerk.page("interview").page
    assert MASK in page
    assert not digits_in(page.encode(), number(1))


def test_the_mask_that_comes_back_changes_nothing_and_reaches_what_is_added_later(clerk: Clerk) -> None:
    type_number(clerk, number(1))
    before = kept(clerk)
    clerk.page("interview").press("refresh")
    assert kept(clerk) == before
    clerk.desk.press("add", {"visit-add": [KOKUHO]})
    assert kept(clerk) == {**before, KOKUHO: ""}, "this city fills it in inside for 国保: nothing is asked there"


def test_another_number_takes_the_place_of_the_first_in_all_and_an_emptied_one_is_gone(clerk: Clerk) -> None:
    type_number(clerk, number(1))
    first = kept(clerk)
    type_number(clerk, number(2))
    second = kept(clerk)
    assert len(set(second.values())) == 1
    assert set(second.values()) != set(first.values())
    assert rows(clerk) == 2, "of the first nothing is left"
    type_number(clerk, "")
    assert set(kept(clerk).values()) == {""}
    assert rows(clerk) == 0


def test_no_digit_is_kept_with_the_answers_or_with_where_they_came_from(clerk: Clerk) -> None:
    type_number(clerk, number(1))
    for part in clerk.stands().parts:
        assert not digits_in(str(dict(part.draft.answers)).encode(), number(1))


def test_each_application_has_the_numbers_of_all_whom_it_asks_for(clerk: Clerk) -> None:
    numbers = {"claimant": number(1), "spouse": number(2), "children.1": number(3)}
    typed = {f"{whose}.my_number": digits for whose, digits in numbers.items()}
    clerk.interview({**SAID, **typed}, ("person.0.children.3",))
    with clerk.installation.database.read() as unit:
        found = list(every(unit, sql("SELECT id, application_id FROM my_number WHERE application_id IS NOT NULL")))
    assert len(found) == 5, "児童手当 asks for that of a child who lives elsewhere alone"
    assert len({row.id for row in found}) == 3, "sealed once"
    assert [one.rpartition(".")[0] for one in clerk.keyed if one.endswith("my_number")] == [
        "p0.claimant", "p0.spouse", "p1.children.1",
    ]  # fmt: skip
