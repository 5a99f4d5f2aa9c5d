"""The newest undecided application is shown first."""

from dataclasses import replace
from datetime import date

import pytest

from forms.definition.procedure import Procedure
from forms.definition.terms import Duplicate
from portal.services.filing.sent_before import Before, sent_before
from portal.services.shared.installation import Installation
from portal.store.statements import run, sql
from tests.portal.later import at
from tests.portal.world import PROCEDURE, alice, file_application


@pytest.fixture
def limited(installation: Installation) -> Procedure:
    return replace(installation.catalogue.current(PROCEDURE), duplicate=Duplicate(("name",), open_only=True))


def shown(installation: Installation, procedure: Procedure, person_id: str | None) -> Before | None:
    with installation.database.read() as unit:
        return sent_before(unit, procedure, person_id)


def test_the_newest_is_shown_with_its_day_in_japan(installation: Installation, limited: Procedure) -> None:
    early = at(installation, "2026-11-20T07:30:00+09:00")
    session = alice(early)
    newest = file_application(early, session)
    file_application(early, session, days_ago=3)
    assert shown(early, limited, session.person_id) == Before(newest, date(2026, 11, 20))


def test_nothing_is_shown_where_the_procedure_allows_repeats_or_to_anybody_else(
    installation: Installation, limited: Procedure
) -> None:
    session = alice(installation)
    file_application(installation, session)
    assert shown(installation, limited, session.person_id) is not None
    assert shown(installation, replace(limited, duplicate=None), session.person_id) is None
    assert shown(installation, replace(limited, id="another"), session.person_id) is None
    for other in ("charlie", "", None):
        assert shown(installation, limited, other) is None


@pytest.mark.parametrize("ended", ["state = 'withdrawn'", "decided_at = 1"])
def test_a_decided_or_withdrawn_application_does_not_stand_in_the_way(
    installation: Installation, limited: Procedure, ended: str
) -> None:
    session = alice(installation)
    file_application(installation, session)
    with installation.database.write() as unit:
        run(unit, sql(f"UPDATE application SET {ended}"), {})
        unit.commit()
    assert shown(installation, limited, session.person_id) is None
