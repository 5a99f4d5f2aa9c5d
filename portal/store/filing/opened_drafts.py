"""A draft with what its pages need beside it, in one statement."""

from dataclasses import dataclass

from sqlalchemy import and_, bindparam, exists, select

from portal.db import Unit
from portal.models.bundles.bundle_part import BundlePart
from portal.models.campaigns.invitation_opening import InvitationOpening
from portal.models.filing.draft import Draft
from portal.models.filing.draft_code import DraftCode
from portal.models.filing.remote_session import RemoteSession
from portal.models.residents.draft_source import DraftSource
from portal.models.staff.staff import Staff
from portal.store.filing.draft_codes import WHOLE
from portal.store.filing.drafts import DraftRow
from portal.store.filing.remote_sessions import AGREED, ASKED
from portal.store.residents.draft_sources import SourceRow
from portal.store.statements import by, columns, every, sql


@dataclass(frozen=True)
class OpenedRow:
    """`invited`: begun from a letter; `present`: (state, name) of the clerk who looks on."""

    draft: DraftRow
    bundle: str
    kept_by_code: bool
    invited: bool
    present: tuple[str, str] | None
    sources: tuple[SourceRow, ...]


_draft = Draft.table
_part = BundlePart.table
_code = DraftCode.table
_remote = RemoteSession.table
_member = Staff.table
_source = DraftSource.table
_opening = InvitationOpening.table
_DRAFT = columns(DraftRow, Draft)
_WIDTH = len(_DRAFT)
_SOURCE = _WIDTH + 5  # where the columns of a source begin
_RUNNING = and_(
    _remote.c.draft_id == _draft.c.id,
    _remote.c.state.in_((ASKED, AGREED)),
    _remote.c.ends_at > bindparam("now"),
)
_KEPT = exists(_code.c.draft_id).where(_code.c.draft_id == _draft.c.id, _code.c.rights == WHOLE)
_INVITED = exists(_opening.c.draft_id).where(_opening.c.draft_id == _draft.c.id)
_BY_ID = sql(
    select(
        *_DRAFT,
        _part.c.bundle_id,
        _KEPT,
        _INVITED,
        _remote.c.state.label("remote"),
        _member.c.name,
        *columns(SourceRow, DraftSource),
    )
    .select_from(
        _draft.outerjoin(_part, _part.c.uid == _draft.c.id)
        .outerjoin(_remote, _RUNNING)
        .outerjoin(_member, _member.c.id == _remote.c.staff_id)
        .outerjoin(_source, _source.c.draft_id == _draft.c.id)
    )
    .where(by(_draft.c.id), _draft.c.discarded_at.is_(None)),
    lambda *row: row,
)


def by_id(unit: Unit, draft_id: str, now: int) -> OpenedRow | None:
    """None also if discarded."""
    rows = every(unit, _BY_ID, id=draft_id, now=now)
    if not rows:
        return None
    draft, (bundle, kept, invited, state, name) = DraftRow(*rows[0][:_WIDTH]), rows[0][_WIDTH:_SOURCE]
    present = (state, name) if name else None
    sources = (SourceRow(*row[_SOURCE:]) for row in rows if row[_SOURCE] is not None)
    return OpenedRow(draft, bundle or "", bool(kept), bool(invited), present, tuple(sources))
