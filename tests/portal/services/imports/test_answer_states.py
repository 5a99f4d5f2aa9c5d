"""The answer to the place where an application was filed."""

import csv
import io
from datetime import date, timedelta

import pytest

from portal.services.imports.answer_states import COLUMNS, answer_states
from portal.services.shared.installation import Installation
from tests.portal.importing import FORM, bring, package
from tests.portal.world import DUTY


def lines(installation: Installation, since: date, *duties: str) -> list[list[str]]:
    with installation.database.read() as unit:
        text = b"".join(answer_states(unit, duties, since)).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.both_engines
def test_each_application_from_elsewhere_has_its_state_under_its_number_there(installation: Installation) -> None:
    bring(installation, package("GS1"))
    bring(installation, package("GS2", form="KKN-X"))
    today = installation.clock.today()
    heads, line = lines(installation, today, DUTY)
    assert tuple(heads) == COLUMNS
    assert (line[0], line[1], line[3], line[4]) == ("GS1", FORM, "received", "受付")
    assert line[5].endswith("+09:00")
    assert lines(installation, today + timedelta(days=1), DUTY) == [list(COLUMNS)]
    assert lines(installation, today, "tax") == [list(COLUMNS)]
