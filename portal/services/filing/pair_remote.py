"""A clerk views a draft after the resident's consent, and only proposes answers."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime

from portal.clock import Clock, from_micro, to_micro
from portal.config import Settings
from portal.db import Unit
from portal.errors import Closed, Conflict, NotFound, NotYours
from portal.services.filing.drafts import Draft, draft_path, open_draft
from portal.services.residents.protect import protected_among
from portal.services.residents.sign_in_resident import own_name
from portal.services.shared.catalogue import Catalogue
from portal.services.shared.codes import keyed_hash, read_code, short_code, written_code
from portal.services.shared.known_sources import NOTHING_KNOWN
from portal.services.shared.needs import Basics, HasCodeKey, Records
from portal.services.shared.people_in import people_in
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.bundles import bundles
from portal.store.filing import drafts, remote_sessions
from portal.store.filing.drafts import DraftRow
from portal.store.filing.remote_sessions import AGREED, ASKED, ENDED, WAITING, RemoteRow
from portal.store.staff import staff_members

CODE, CLERK = "remote code", "remote"
_MINUTE = 60_000_000
_WAITS, _LASTS = 30 * _MINUTE, 60 * _MINUTE
NOBODY = "none"


@dataclass(frozen=True)
class Remote:
    state: str  # none, waiting, asked, agreed or ended
    ends_at: datetime
    code: str = ""
    clerk: str = ""
    office: str = ""
    ended_by: str = ""
    row: RemoteRow | None = None


def is_here(settings: Settings) -> bool:
    """Zones exchange only files."""
    return settings.zone == "single"


def may_pair(settings: Settings, unit: Unit, draft: Draft) -> bool:
    """`draft_for_clerk` withholds protected data."""
    return is_here(settings) and not draft.helping and may_be_shared(unit, draft)


def make_remote_code(installation: HasCodeKey, unit: Unit, draft: Draft, actor: Actor) -> None:
    if not may_pair(installation.settings, unit, draft):
        raise NotFound("remote")
    seed, now = secrets.token_bytes(16), to_micro(installation.clock.now())
    code = keyed_hash(installation.code_key, CODE, short_code(installation.code_key, CODE, seed))
    remote_sessions.add(
        unit, RemoteRow(0, draft.id, seed, code, None, WAITING, "", "", 0, now, now + _WAITS, None)
    )  # fmt: skip
    write_audit(installation, unit, actor, "open remote", detail=draft.id)


def join_remote(installation: HasCodeKey, unit: Unit, member: Member, typed: str) -> int:
    """0 for every failure alike. The caller counts the attempt."""
    now = to_micro(installation.clock.now())
    row = remote_sessions.by_hash(unit, keyed_hash(installation.code_key, CODE, read_code(typed)), now)
    draft = drafts.by_id(unit, row.draft_id) if row else None
    duty = installation.catalogue.version(unit, draft.meaning).duty if draft else ""
    if row is None or draft is None or not member.may("enter", duty):
        write_audit(installation, unit, member.actor, "fail to come to remote")
        return 0
    if not remote_sessions.pair(unit, row.id, member.id, now):
        return 0
    write_audit(installation, unit, member.actor, "ask for remote", detail=draft.id)
    return row.id


def remote_of(installation: HasCodeKey, unit: Unit, draft: Draft) -> Remote:
    row, now = remote_sessions.of_draft(unit, draft.id), to_micro(installation.clock.now())
    if row is None or not is_here(installation.settings):
        return Remote(NOBODY, installation.clock.now())
    staff = staff_members.by_id(unit, row.staff_id) if row.staff_id is not None else None
    office = installation.city.office(draft.procedure.duty, installation.clock.today()).office
    code = written_code(short_code(installation.code_key, CODE, row.seed)) if row.state == WAITING else ""
    return Remote(
        ENDED if row.ends_at <= now else row.state, from_micro(row.ends_at), code, staff.name if staff else "",
        office, row.ended_by, row,
    )  # fmt: skip


def agree_to_remote(installation: Basics, unit: Unit, draft: Draft, actor: Actor) -> None:
    """Raises Conflict unless a clerk is asking, NotFound if no longer allowed."""
    row, now = remote_sessions.of_draft(unit, draft.id), to_micro(installation.clock.now())
    if not may_pair(installation.settings, unit, draft):
        raise NotFound("remote")
    if row is None or row.state != ASKED or not remote_sessions.move(unit, row, AGREED, now, ends_at=now + _LASTS):
        raise Conflict("remote")
    write_audit(installation, unit, actor, "agree to remote", detail=draft.id)


def end_remote(installation: Basics, unit: Unit, row: RemoteRow | None, actor: Actor, by: str) -> None:
    """Idempotent. Deletes open proposals."""
    if row is None or row.state == ENDED:
        return
    if remote_sessions.move(unit, row, ENDED, to_micro(installation.clock.now()), by=by):
        remote_sessions.empty(unit, row.id)
        write_audit(installation, unit, actor, "end remote", detail=row.draft_id)


def remote_of_clerk(catalogue: Catalogue, unit: Unit, member: Member, session_id: int) -> tuple[RemoteRow, DraftRow]:
    """Raises NotFound, NotYours."""
    row = remote_sessions.by_id(unit, session_id)
    draft = drafts.by_id(unit, row.draft_id) if row else None
    if row is None or draft is None:
        raise NotFound("remote")
    if row.staff_id != member.id or not member.may("enter", catalogue.version(unit, draft.meaning).duty):
        raise NotYours("remote")
    return row, draft


def is_over(clock: Clock, row: RemoteRow) -> bool:
    return row.state == ENDED or row.ends_at <= to_micro(clock.now())


def draft_for_clerk(
    installation: Records, unit: Unit, member: Member, row: RemoteRow, stored: DraftRow
) -> Draft:  # fmt: skip
    """Without private questions, other sources, and protected addresses without the right. Raises Closed before consent
    and after the end."""
    if row.state != AGREED or is_over(installation.clock, row):
        raise Closed("remote")
    draft = open_draft(installation, unit, stored)
    if not may_be_shared(unit, draft):
        raise Closed("remote")
    may_see = member.may("see protected", draft.procedure.duty)
    steps = frozenset(step.id for step in draft.procedure.steps)
    withheld = not may_see and concerns_protected(installation, unit, draft)
    return replace(draft, access=CLERK, known=NOTHING_KNOWN, allowed=steps, withheld=withheld)


def look_at_remote(installation: Basics, unit: Unit, member: Member, row: RemoteRow, page: str) -> None:
    """Repeats are audited once a minute: pages without scripts poll."""
    now = to_micro(installation.clock.now())
    if page != row.page or now - (row.seen_at or 0) >= _MINUTE:
        write_audit(installation, unit, member.actor, "look at remote", detail=f"{row.draft_id} {page}")
        remote_sessions.looked(unit, row, page, now)


def what_clerks_see(installation: Basics, draft: Draft) -> tuple[str, ...]:
    steps = frozenset(step.id for step in draft.procedure.steps)
    path = draft_path(installation, replace(draft, access=CLERK, allowed=steps))
    return tuple(dict.fromkeys(asked.step.id for asked in path.pages))


def may_be_shared(unit: Unit, draft: Draft) -> bool:
    """Not a part of a bundle: other sections share it."""
    return draft.row.person_id is not None and not bundles.of_part(unit, draft.id)


def concerns_protected(installation: Records, unit: Unit, draft: Draft) -> bool:
    """Its owner or anybody named in it. For staff pages only: owners must not learn who is protected."""
    own = own_name(installation.keys, unit, draft.row.person_id) if draft.row.person_id is not None else []
    return protected_among(installation.protection_key, unit, [*people_in(draft.procedure, draft.answers), *own])
