"""Whether a cremation without a ceremony is paid for differs between cities (八代市 pays, 津市 does not): a setting."""

from dataclasses import replace
from datetime import date

import pytest

from forms.city.city import load_city
from forms.definition.known import residents
from forms.definition.registry import field_types
from forms.loading import load_folder
from forms.scenarios.scenarios import scenario_path
from integrations.city_environment import environment_of
from tests.forms.household import FORMS
from tests.shipped_once import PROCEDURES

SHIPPED = load_folder(PROCEDURES, fields=field_types())
CITY = load_city(FORMS / "cities" / "mihon")


@pytest.mark.parametrize("name", ["sosaihi-kokuho", "sosaihi-koki"])
@pytest.mark.parametrize(
    ("paid", "how", "warned"),
    [(True, "cremation", False), (False, "cremation", True), (False, "ceremony", False)],
)
def test_who_only_cremated_is_warned_where_the_city_does_not_pay(name: str, paid: bool, how: str, warned: bool) -> None:
    procedure = SHIPPED[name]
    story = {"name": "", "today": "2026-11-20", "door": "post", "answers": {"how": how}, "expect": {}}
    environment = environment_of(procedure, CITY, date(2026, 11, 20))
    environment = replace(environment, city={**environment.city, "cremation_only": paid})
    path = scenario_path(procedure, story, environment, residents(CITY))
    assert ("how" in path.warnings) == warned
    assert any("火葬のほかに葬祭を行った" in reason.say for reason in procedure.refusal_reasons)
    # The city says for itself whether it pays: what we ship is not sure.
    assert procedure.settings["cremation_only"].certainty == "assumed"
