"""A procedure leaves a bundle with its draft."""

import pytest

from portal.errors import NotFound
from portal.services.bundles.leave_bundle import leave_bundle
from portal.services.bundles.open_bundle import bundle_of_resident
from portal.services.filing.discard_draft import discard_draft
from portal.services.filing.drafts import draft_of_resident
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor
from portal.store.bundles import bundles
from tests.portal.services.bundles.bundling import LEFT, RIGHT, WHOLE, begin, count, offers, opened, send
from tests.portal.services.filing.filing import audited
from tests.portal.world import alice


def test_a_part_that_is_left_out_or_thrown_away_stays_behind(installation: Installation) -> None:
    offers(installation)
    session = alice(installation)
    bundle_id = begin(installation, session)
    actor = Actor("resident", session.person_id or "")
    with installation.database.write() as unit:
        bundle = bundle_of_resident(installation, unit, session, bundle_id)
        alone = leave_bundle(installation, unit, bundle, bundle.drafts[0].id, actor)
        with pytest.raises(NotFound):
            leave_bundle(installation, unit, bundle, "nothing", actor)
        unit.commit()
    with installation.database.read() as unit:
        draft = draft_of_resident(installation, unit, session, LEFT, alone.id)
    assert (draft.bundle, draft.answers) == ("", WHOLE)
    assert isinstance(send(installation, session, bundle_id), str)
    assert [row.procedure for row in opened(installation, session, bundle_id).sent] == [RIGHT]
    other = begin(installation, session)
    with installation.database.write() as unit:
        thrown = bundle_of_resident(installation, unit, session, other).drafts[1]
        discard_draft(installation, unit, thrown.row, actor)
        unit.commit()
    assert isinstance(send(installation, session, other), str)
    with installation.database.read() as unit:
        assert bundles.uids(unit, other) == [row.uid for row in opened(installation, session, other).sent]


def test_a_bundle_goes_with_its_last_part_and_each_part_that_leaves_is_audited(installation: Installation) -> None:
    offers(installation)
    session = alice(installation)
    bundle_id = begin(installation, session)
    actor = Actor("resident", session.person_id or "")
    for part in opened(installation, session, bundle_id).drafts:
        with installation.database.write() as unit:
            bundle = bundle_of_resident(installation, unit, session, bundle_id)
            leave_bundle(installation, unit, bundle, part.id, actor)
            unit.commit()
    assert (count(installation, "bundle"), count(installation, "draft")) == (0, 2)
    assert audited(installation, "leave bundle") == [LEFT, RIGHT]
