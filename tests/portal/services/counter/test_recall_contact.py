"""Contacts from cases that the clerk may see."""

from dataclasses import replace

import pytest

from portal.services.counter.recall_contact import recall_contact
from portal.services.filing.visit_facts import CONTACT_SINCE, Facts
from portal.services.residents.protect import STAFF, protect
from portal.services.shared.installation import Installation
from portal.services.shared.known_sources import CARD_FACE, EARLIER, TRANSFER
from portal.services.shared.write_audit import Actor
from tests.portal.services.counter.visiting import KEY, TARO, Counter, actions, serve
from tests.portal.world import ANSWERS, alice, file_application


@pytest.fixture
def filed(installation: Installation) -> str:
    return file_application(installation, alice(installation))


def recalled(counter: Counter, source: str = CARD_FACE, *, off: bool = False, **facts: object) -> tuple[str, bool]:
    """Telephone ("" for none), and whether it is audited."""
    installation = counter.installation
    if off:
        installation = replace(
            installation, settings=installation.settings.model_copy(update={"counter_recall": "off"})
        )
    known = Facts(came="1").joined({**TARO, **facts}, source)[0]
    with installation.database.write() as unit:
        after = recall_contact(installation, unit, counter.member, counter.visit(unit), known)
        unit.commit()
        phone = after.people[0].facts.get("phone", ("", EARLIER))
        assert phone[1] == EARLIER
        return phone[0], "recall contact" in actions(unit)


def test_anyone_who_showed_papers_and_a_card_is_reached_as_last_time(counter: Counter, filed: str) -> None:
    counter.describe(papers=("driving_licence",))
    assert recalled(counter) == (ANSWERS["phone"], True)


def test_the_day_of_that_application_is_reported_with_it(counter: Counter, filed: str) -> None:
    counter.describe(papers=("driving_licence",))
    with counter.installation.database.write() as unit:
        known = Facts(came="1").joined(TARO, CARD_FACE)[0]
        after = recall_contact(counter.installation, unit, counter.member, counter.visit(unit), known)
    assert after.people[0].fact(CONTACT_SINCE) == "2026-11-20"


def test_nothing_is_recalled_without_papers_or_where_the_city_switched_it_off(counter: Counter, filed: str) -> None:
    assert recalled(counter) == ("", False)
    counter.describe(papers=("driving_licence",))
    assert recalled(counter, off=True) == ("", False)


@pytest.mark.parametrize("birth", ["1949-04-04", None])
def test_a_namesake_with_another_birthday_is_somebody_else(counter: Counter, filed: str, birth: str | None) -> None:
    counter.describe(papers=("driving_licence",))
    assert recalled(counter, birth=birth) == ("", False)


def test_whom_a_keyed_paper_names_is_not_identified(counter: Counter, filed: str) -> None:
    counter.describe(papers=("driving_licence",))
    assert recalled(counter, TRANSFER) == ("", False)


def test_a_case_of_another_section_and_one_of_somebody_protected_tell_nothing(
    installation: Installation, counter: Counter, filed: str
) -> None:
    other = serve(installation, "child-allowance", login="other")
    other.describe(papers=("driving_licence",))
    assert recalled(other) == ("", False)
    counter.describe(papers=("driving_licence",))
    with installation.database.write() as unit:
        protect(installation, unit, Actor("staff", "hogo"), [KEY], STAFF)
        unit.commit()
    assert recalled(counter) == ("", False)
