"""Look-ups for the day in question."""

from datetime import date

from portal.services.shared.installation import Installation
from tests.forms.first import first

DAY = date(2026, 11, 20)


def test_the_engine_finds_branches_of_the_city_and_of_the_country(installation: Installation) -> None:
    banks = installation.rules.environment(first(), DAY, "online").banks
    assert [row.branch_name for row in banks("みほん銀行", "本店")] == ["本店"]
    assert [row.bank for row in banks("みずほ銀行", "001")] == ["0001"]


def test_the_engine_is_offered_what_the_city_has_on_that_day(installation: Installation) -> None:
    now, before = (installation.rules.environment(first(), on, "online") for on in (DAY, date(2026, 3, 31)))
    assert "河原新田こども園" in {row.name for row in now.facilities("nursery")}
    assert "河原新田保育園" in {row.name for row in before.facilities("nursery")}
    assert now.slots("cancer_screening")[0].starts == "2026-12-01T09:00"
    assert before.slots("cancer_screening") == now.slots("cancer_screening"), "a past time is not offered"
