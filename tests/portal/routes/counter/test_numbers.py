"""個人番号 in an interview."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from forms.city.city import DatedSetting
from forms.fields.my_number import MASK, is_reference
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.statements import every, sql
from tests.portal.numbers import digits_in, number
from tests.portal.routes.counter.test_sources import DUTIES
from tests.portal.routes.counter_form import boxes
from tests.portal.routes.files.test_my_numbers import actions
from tests.portal.routes.interviewing import Boxes, Clerk, serve, with_sources
from tests.portal.world import add_member

ALLOWANCE, AID, KOKUHO = "jido-teate-nintei", "kodomo-iryohi", "kokuho-kanyu"
BOXES: Mapping[str, Boxes | str] = {
    "reception-place": "general", "older_count": "0", "reason": "born", "insurance_state": "soon", "claimant.work": "company",
    "pay_by": "slip",
}  # fmt: skip
FATHER = {"visit-came": ["self"], "visit-papers": ["my_number_card"]}


@pytest.fixture
def equipped(installation: Installation) -> Installation:
    ask = (DatedSetting.model_validate({"value": "ask", "from": "2024-04-01"}),)
    settings: Mapping[str, Mapping[str, tuple[DatedSetting, ...]]] = {
        procedure: {**installation.city.settings.get(procedure, {}), "my_number": ask} for procedure in (ALLOWANCE, AID)
    }
    city = installation.city.model_copy(update={"settings": {**installation.city.settings, **settings}})
    return with_sources(replace(installation, city=city))


@pytest.fixture
def clerk(equipped: Installation) -> Clerk:
    member: Member = add_member(equipped, "clerk", *(("clerk", duty) for duty in DUTIES))
    clerk = serve(equipped, member, "A-12", FATHER)
    clerk.find("H6.4.12", "たろう")
    clerk.add(ALLOWANCE, AID)
    return clerk


def references(clerk: Clerk) -> dict[str, str]:
    parts = clerk.current().parts
    return {part.draft.procedure.id: str(part.entry.kept.get("claimant.my_number", "")) for part in parts}


def rows(clerk: Clerk) -> int:
    with clerk.installation.database.read() as unit:
        return len(list(every(unit, sql("SELECT id FROM my_number"))))


def type_number(clerk: Clerk, digits: str) -> None:
    procedures = [part.draft.procedure.id for part in clerk.current().parts]
    index = next(index for index, part in enumerate(clerk.current().parts) if "claimant.my_number" in part.path.asked)
    assert procedures[index] in (ALLOWANCE, AID)
    clerk.page("interview").press("refresh", {f"p{index}.claimant.my_number": [digits]})


def test_it_is_asked_once_and_lies_under_each_procedure_as_it_was_sealed(clerk: Clerk) -> None:
    names = [name for name in boxes(clerk.page("interview").page) if name.endswith(".claimant.my_number")]
    assert len(names) == 1
    type_number(clerk, number(1))
    stored = references(clerk)
    assert len(set(stored.values())) == 1
    assert all(map(is_reference, stored.values()))
    assert rows(clerk) == 2, "a row for each procedure, of the same id"
    assert [action for action in actions(clerk.installation) if action[0] == "share number"] != []
    page = clerk.page("interview").page
    assert MASK in page
    assert not digits_in(page.encode(), number(1))


def test_the_mask_that_comes_back_changes_nothing_and_reaches_what_is_added_later(clerk: Clerk) -> None:
    type_number(clerk, number(1))
    before = references(clerk)
    clerk.page("interview").press("refresh")
    assert references(clerk) == before
    clerk.desk.press("add", {"visit-add": [KOKUHO]})
    assert references(clerk) == {**before, KOKUHO: ""}, "for 国保 staff of this city fill it in: the form does not ask"


def test_another_number_takes_the_place_of_the_first_in_all_and_an_emptied_one_is_gone(clerk: Clerk) -> None:
    type_number(clerk, number(1))
    first = references(clerk)
    type_number(clerk, number(2))
    second = references(clerk)
    assert len(set(second.values())) == 1
    assert set(second.values()) != set(first.values())
    assert rows(clerk) == 2, "the first number is deleted"
    type_number(clerk, "")
    assert set(references(clerk).values()) == {""}
    assert rows(clerk) == 0


def test_no_digit_is_kept_with_the_answers_or_with_where_they_came_from(clerk: Clerk) -> None:
    type_number(clerk, number(1))
    for part in clerk.current().parts:
        assert not digits_in(str(dict(part.draft.answers)).encode(), number(1))


def test_each_application_has_the_numbers_of_all_whom_it_asks_for(clerk: Clerk) -> None:
    numbers = {"claimant": number(1), "spouse": number(2), "children.1": number(3)}
    typed = {f"{owner}.my_number": digits for owner, digits in numbers.items()}
    clerk.interview({**BOXES, **typed}, ("person.0.children.3",))
    with clerk.installation.database.read() as unit:
        rows = list(every(unit, sql("SELECT id, application_id FROM my_number WHERE application_id IS NOT NULL")))
    assert len(rows) == 5, "児童手当 asks for the number of a child only if it lives elsewhere"
    assert len({row.id for row in rows}) == 3, "sealed once"
    assert [name.rpartition(".")[0] for name in clerk.keyed if name.endswith("my_number")] == [
        "p0.claimant", "p1.spouse", "p1.children.1",
    ]  # fmt: skip
