"""A draft with what its pages need beside it."""

from dataclasses import fields

from portal.db import Unit
from portal.models.bundles.bundle_part import BundlePart
from portal.models.campaigns.invitation_opening import InvitationOpening
from portal.models.filing.draft import Draft
from portal.models.filing.draft_code import DraftCode
from portal.models.filing.remote_session import RemoteSession
from portal.models.residents.draft_source import DraftSource
from portal.models.staff.staff import Staff
from portal.store.filing import drafts, opened_drafts
from portal.store.filing.draft_codes import EDIT, WHOLE
from portal.store.filing.opened_drafts import OpenedRow
from portal.store.filing.remote_sessions import ASKED, WAITING
from portal.store.residents.draft_sources import SourceRow
from tests.portal.store.planting import plant


def test_a_draft_alone_has_nothing_beside_it(unit: Unit) -> None:
    draft = plant(unit, Draft)["id"]
    row = drafts.by_id(unit, draft)
    assert row is not None
    assert opened_drafts.by_id(unit, draft, 1) == OpenedRow(row, "", False, False, None, ())
    assert opened_drafts.by_id(unit, "unknown", 1) is None
    drafts.discard(unit, draft, 1)
    assert opened_drafts.by_id(unit, draft, 1) is None


def test_each_source_is_read_once_beside_the_bundle_the_code_and_the_clerk(unit: Unit) -> None:
    draft = plant(unit, Draft)["id"]
    part = plant(unit, BundlePart, uid=draft)
    plant(unit, DraftCode, draft_id=draft, rights=WHOLE, code_hash=b"1")
    plant(unit, DraftCode, draft_id=draft, rights=WHOLE, code_hash=b"2")
    member = plant(unit, Staff, name="花子")["id"]
    plant(unit, RemoteSession, draft_id=draft, staff_id=member, state=ASKED, ends_at=10)
    sources = [plant(unit, DraftSource, draft_id=draft, source=name) for name in ("card", "register")]
    plant(unit, InvitationOpening, draft_id=draft)
    opened = opened_drafts.by_id(unit, draft, 9)
    assert opened is not None
    assert (opened.bundle, opened.kept_by_code, opened.invited) == (part["bundle_id"], True, True)
    assert opened.present == (ASKED, "花子")
    names = [field.name for field in fields(SourceRow)]
    assert sorted(opened.sources, key=lambda row: row.source) == [
        SourceRow(**{name: source[name] for name in names}) for source in sources
    ]


def test_a_helpers_code_and_a_clerk_who_waits_or_whose_hour_is_over_are_left_out(unit: Unit) -> None:
    draft, other = plant(unit, Draft)["id"], plant(unit, Draft)["id"]
    plant(unit, DraftCode, draft_id=draft, rights=EDIT, code_hash=b"1")
    member = plant(unit, Staff)["id"]
    plant(unit, RemoteSession, draft_id=draft, staff_id=member, state=WAITING, ends_at=10, code_hash=b"3")
    plant(unit, RemoteSession, draft_id=other, staff_id=member, state=ASKED, ends_at=10, code_hash=b"4")
    first, second = opened_drafts.by_id(unit, draft, 9), opened_drafts.by_id(unit, other, 10)
    assert first is not None
    assert second is not None
    assert (first.kept_by_code, first.present, second.present) == (False, None, None)
