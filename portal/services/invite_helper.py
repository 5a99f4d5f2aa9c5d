"""Invites somebody to help with a draft: a code for one person and some days, for steps that its owner chooses. Who helps fills
in; they never send, sign or see a receipt."""

import hmac
import unicodedata
from collections.abc import Sequence

from portal.clock import to_micro
from portal.db import Unit
from portal.errors import NotFound
from portal.services import throttle
from portal.services.actor import Actor
from portal.services.drafts import Draft, draft_path, may_be_helped
from portal.services.helped_part import helped_part
from portal.services.installation import Installation
from portal.services.share_draft import known_hash, living_code, share_draft
from portal.services.short_code import read_code
from portal.services.write_audit import write_audit
from portal.store import draft_codes, drafts
from portal.store.draft_codes import EDIT, WHOLE, CodeRow

DAYS = (1, 3, 7)


def steps_to_share(installation: Installation, draft: Draft) -> list[tuple[str, str]]:
    """(id, title) of the steps with anything that somebody else may see."""
    path = draft_path(installation, draft)
    everything = helped_part(path, {step.id for step in draft.procedure.steps})
    there = {asked.step.id for asked in everything.pages}
    return [(step.id, step.title) for step in draft.procedure.steps if step.id in there]


def invite_helper(
    installation: Installation, unit: Unit, draft: Draft, actor: Actor, name: str, steps: Sequence[str], days: int
) -> None:
    """NotFound where nobody may help. Conflict beyond the most that may help at once."""
    if not may_be_helped(installation, unit, draft):
        raise NotFound("helper")
    share_draft(installation, unit, draft, actor, "", rights=EDIT, name=name, days=days, allowed=steps)


def open_for_helper(
    installation: Installation, unit: Unit, actor: Actor, person_id: str, typed: str, word: str
) -> CodeRow | None:
    """The code's row, or None: wrong, unknown, ended, used, and a wrong word are one answer. Commit either way. Its owner
    does not use it up."""
    row = living_code(installation, unit, typed)
    known = known_hash(installation, row.draft_id if row else "", _figures(word))
    right = hmac.compare_digest(known, row.known_hash if row else bytes(32))
    if row is None or row.rights == WHOLE or not right:
        if row is not None and row.rights != WHOLE:
            draft_codes.fail(unit, row.id)
        write_audit(installation, unit, actor, "fail to open draft by code")
        return None
    draft = drafts.by_id(unit, row.draft_id)
    owner = draft is not None and draft.person_id == person_id
    if not owner and not draft_codes.use(unit, row.id, to_micro(installation.clock.now())):
        write_audit(installation, unit, actor, "fail to open draft by code")
        return None
    throttle.forget(installation, unit, throttle.DRAFT_CODE, read_code(typed))
    write_audit(installation, unit, actor, "open draft by code", detail=f"{row.draft_id} {row.rights}")
    return row


def _figures(word: str) -> str:
    plain = unicodedata.normalize("NFKC", word[:40])
    return "".join(sign for sign in plain if sign.isascii() and sign.isdigit())
