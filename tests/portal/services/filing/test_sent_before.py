"""The newest undecided application about the same is shown."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from forms.definition.procedure import Procedure
from forms.definition.terms import Duplicate
from portal.services.filing.sent_before import Before, sent_before
from portal.services.shared.installation import Installation
from portal.store.statements import run, sql
from tests.portal.later import at
from tests.portal.world import ANSWERS, PROCEDURE, alice, file_application

LAMP = "gairoto-tsuho"


@pytest.fixture
def limited(installation: Installation) -> Procedure:
    return replace(installation.catalogue.current(PROCEDURE), duplicate=Duplicate(("name",), open_only=True))


def shown(installation: Installation, procedure: Procedure, person_id: str | None, **answers: Any) -> Before | None:
    with installation.database.read() as unit:
        return sent_before(installation, unit, procedure, {**ANSWERS, **answers}, person_id)


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
def test_a_decided_or_withdrawn_application_does_not_block(
    installation: Installation, limited: Procedure, ended: str
) -> None:
    session = alice(installation)
    file_application(installation, session)
    with installation.database.write() as unit:
        run(unit, sql(f"UPDATE application SET {ended}"), {})
        unit.commit()
    assert shown(installation, limited, session.person_id) is None


def test_who_files_for_another_person_or_reason_did_not_send_it_before(
    installation: Installation, limited: Procedure
) -> None:
    session = alice(installation)
    number = file_application(installation, session)
    by_reason = replace(limited, duplicate=Duplicate(("name", "reason"), open_only=True))
    for procedure, answers, is_same in (
        (limited, {}, True),
        (limited, {"name": {"family": "高見本", "given": "太郎"}}, True),  # 髙
        (limited, {"name": {"family": "見本", "given": "次郎"}}, False),
        (limited, {"reason": "torn"}, True),
        (by_reason, {"reason": "torn"}, False),
        (by_reason, {}, True),
    ):
        before = shown(installation, procedure, session.person_id, **answers)
        assert (before is not None and before.receipt_number == number) is is_same, answers
    once = replace(limited, duplicate=Duplicate(("name",), open_only=True, once=True))
    assert shown(installation, once, session.person_id, name={"family": "見本", "given": "次郎"}) is not None


def test_a_place_is_the_same_by_its_number(installation: Installation) -> None:
    session = alice(installation)
    first = {"place": {"words": "橋のそば", "asset": "A-12"}, "trouble": "out", "danger": False, "wants_answer": False}
    number = file_application(installation, session, of=LAMP, answers=first | {"consent_owner": True})
    lamp = installation.catalogue.current(LAMP)
    before = [
        shown(installation, lamp, session.person_id, place={"words": "橋のそば", "asset": asset})
        for asset in ("a-12", "A-13")
    ]
    assert [each is not None and each.receipt_number == number for each in before] == [True, False]
