"""A resident at home and a clerk at one draft: a code that the resident says, the clerk who comes by it, the resident's word, the
end. Nothing of the draft is shown before that word, and the clerk writes nothing into it (propose_answer)."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime

from portal.clock import from_micro, to_micro
from portal.db import Unit
from portal.errors import Closed, Conflict, NotFound, NotYours
from portal.services.actor import Actor
from portal.services.drafts import Draft, draft_path, may_be_shared, open_draft
from portal.services.installation import Installation
from portal.services.rights import Member
from portal.services.short_code import keyed_hash, read_code, short_code, written_code
from portal.services.told import NOTHING_TOLD
from portal.services.write_audit import write_audit
from portal.store import drafts, remote_sessions, staff_members
from portal.store.drafts import DraftRow
from portal.store.remote_sessions import AGREED, ASKED, ENDED, WAITING, RemoteRow

CODE, CLERK = "remote code", "remote"
_MINUTE = 60_000_000
_WAITS, _LASTS = 30 * _MINUTE, 60 * _MINUTE
NOBODY = "none"


@dataclass(frozen=True)
class Remote:
    """`state`: none, waiting, asked, agreed or ended. `code`: as it is said, while it waits. `clerk` and `office`: who asks or is
    there, and for which section."""

    state: str
    ends_at: datetime
    code: str = ""
    clerk: str = ""
    office: str = ""
    ended_by: str = ""
    row: RemoteRow | None = None


def is_here(installation: Installation) -> bool:
    """Only where residents' pages and the counter are one service: between zones go files, and no looks."""
    return installation.settings.zone == "single"


def may_pair(installation: Installation, unit: Unit, draft: Draft) -> bool:
    """Neither where somebody named is protected, nor with a part of a bundle, as with helpers."""
    return is_here(installation) and not draft.helping and may_be_shared(installation, unit, draft)


def make_remote_code(installation: Installation, unit: Unit, draft: Draft, actor: Actor) -> None:
    """In the place of the one before. NotFound where nobody may look along."""
    if not may_pair(installation, unit, draft):
        raise NotFound("remote")
    seed, now = secrets.token_bytes(16), to_micro(installation.clock.now())
    code = keyed_hash(installation.code_key, CODE, short_code(installation.code_key, CODE, seed))
    remote_sessions.add(
        unit, RemoteRow(0, draft.id, seed, code, None, WAITING, "", "", 0, now, now + _WAITS, None)
    )  # fmt: skip
    write_audit(installation, unit, actor, "open remote", detail=draft.id)


def come_to_remote(installation: Installation, unit: Unit, member: Member, typed: str) -> int:
    """The pairing that the clerk asks to come into; 0 where nothing opens: wrong, used, ended and another section's are one
    answer. The caller counted the try."""
    now = to_micro(installation.clock.now())
    row = remote_sessions.by_hash(unit, keyed_hash(installation.code_key, CODE, read_code(typed)), now)
    draft = drafts.by_id(unit, row.draft_id) if row else None
    duty = installation.catalogue.version(unit, draft.meaning).duty if draft else ""
    if row is None or draft is None or not member.may("enter", duty):
        write_audit(installation, unit, member.actor, "fail to come to remote")
        return 0
    if not remote_sessions.come(unit, row.id, member.id, now):
        return 0
    write_audit(installation, unit, member.actor, "ask for remote", detail=draft.id)
    return row.id


def remote_of(installation: Installation, unit: Unit, draft: Draft) -> Remote:
    """As its resident sees it."""
    row, now = remote_sessions.of_draft(unit, draft.id), to_micro(installation.clock.now())
    if row is None or not is_here(installation):
        return Remote(NOBODY, installation.clock.now())
    staff = staff_members.by_id(unit, row.staff_id) if row.staff_id is not None else None
    office = installation.city.office(draft.procedure.duty, installation.clock.today()).office
    code = written_code(short_code(installation.code_key, CODE, row.seed)) if row.state == WAITING else ""
    return Remote(
        ENDED if row.ends_at <= now else row.state, from_micro(row.ends_at), code, staff.name if staff else "",
        office, row.ended_by, row,
    )  # fmt: skip


def agree_to_remote(installation: Installation, unit: Unit, draft: Draft, actor: Actor) -> None:
    """Conflict unless a clerk asks for it now, NotFound where nobody may look along any more."""
    row, now = remote_sessions.of_draft(unit, draft.id), to_micro(installation.clock.now())
    if not may_pair(installation, unit, draft):
        raise NotFound("remote")
    if row is None or row.state != ASKED or not remote_sessions.move(unit, row, AGREED, now, ends_at=now + _LASTS):
        raise Conflict("remote")
    write_audit(installation, unit, actor, "agree to remote", detail=draft.id)


def end_remote(installation: Installation, unit: Unit, row: RemoteRow | None, actor: Actor, by: str) -> None:
    """Either side, at any time; ended twice it is ended once. `by`: resident or staff. What was proposed and not decided goes."""
    if row is None or row.state == ENDED:
        return
    if remote_sessions.move(unit, row, ENDED, to_micro(installation.clock.now()), by=by):
        remote_sessions.empty(unit, row.id)
        write_audit(installation, unit, actor, "end remote", detail=row.draft_id)


def remote_of_clerk(
    installation: Installation, unit: Unit, member: Member, session_id: int
) -> tuple[RemoteRow, DraftRow]:
    """NotFound, and NotYours shown as the same, unless this very member came to it, and may enter for the duty still."""
    row = remote_sessions.by_id(unit, session_id)
    draft = drafts.by_id(unit, row.draft_id) if row else None
    if row is None or draft is None:
        raise NotFound("remote")
    if row.staff_id != member.id or not member.may("enter", installation.catalogue.version(unit, draft.meaning).duty):
        raise NotYours("remote")
    return row, draft


def is_over(installation: Installation, row: RemoteRow) -> bool:
    return row.state == ENDED or row.ends_at <= to_micro(installation.clock.now())


def draft_for_clerk(installation: Installation, unit: Unit, row: RemoteRow, stored: DraftRow) -> Draft:
    """The draft as the clerk may see it: without what is its owner's alone, and without what is known of them elsewhere. Closed
    before its resident agreed, after the end, and once somebody named in it is protected."""
    if row.state != AGREED or is_over(installation, row):
        raise Closed("remote")
    draft = open_draft(installation, unit, stored)
    if not may_be_shared(installation, unit, draft):
        raise Closed("remote")
    steps = frozenset(step.id for step in draft.procedure.steps)
    return replace(draft, access=CLERK, told=NOTHING_TOLD, allowed=steps)


def look_at_remote(installation: Installation, unit: Unit, member: Member, row: RemoteRow, page: str) -> None:
    """Every page that the clerk opens is in the record, the same one once a minute: pages without scripts ask again by themselves."""
    now = to_micro(installation.clock.now())
    if page != row.page or now - (row.seen_at or 0) >= _MINUTE:
        write_audit(installation, unit, member.actor, "look at remote", detail=f"{row.draft_id} {page}")
        remote_sessions.looked(unit, row, page, now)


def what_clerks_see(installation: Installation, draft: Draft) -> tuple[str, ...]:
    """Ids of the steps of which a clerk would see anything."""
    steps = frozenset(step.id for step in draft.procedure.steps)
    path = draft_path(installation, replace(draft, access=CLERK, allowed=steps))
    return tuple(dict.fromkeys(asked.step.id for asked in path.pages))
