"""A bundle is started once."""

import pytest

from portal.errors import BadRequest, Conflict
from portal.services.shared.installation import Installation
from tests.portal.services.bundles.bundling import LEFT, RIGHT, WHOLE, begin, count, offers, opened
from tests.portal.services.filing.filing import audited
from tests.portal.world import alice, file_application


def test_a_bundle_has_a_few_procedures_each_once(installation: Installation) -> None:
    offers(installation)
    session = alice(installation)
    assert begin(installation, session, answered=False) == begin(installation, session, answered=False), (
        "a reload starts no second bundle"
    )
    with pytest.raises(BadRequest):
        begin(installation, session, (LEFT,))
    with pytest.raises(BadRequest):
        begin(installation, session, (LEFT, LEFT))
    with pytest.raises(Conflict):
        begin(installation, session, (LEFT, "inkan-shomei"))


def test_a_start_is_audited_once_and_procedures_with_shared_questions_come_first(installation: Installation) -> None:
    offers(installation)
    session = alice(installation)
    for _ in range(2):
        bundle = opened(installation, session, begin(installation, session, (RIGHT, LEFT), answered=False))
    assert [draft.procedure.id for draft in bundle.drafts] == [RIGHT, LEFT], "the order of the choice is stable"
    assert {draft.row.person_id for draft in bundle.drafts} == {session.person_id}
    assert audited(installation, "start bundle") == [f"{RIGHT} {LEFT}"]


def test_a_procedure_that_has_no_place_left_starts_no_bundle(installation: Installation) -> None:
    offers(installation, "time: {capacity: 1}\n")
    session = alice(installation)
    file_application(installation, session, of=RIGHT, answers=WHOLE)
    with pytest.raises(Conflict):
        begin(installation, session, answered=False)
    assert (count(installation, "bundle"), count(installation, "draft")) == (0, 0)
