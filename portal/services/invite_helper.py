"""Invites somebody to help with a draft: a code for one person and some days, for steps that its owner chooses. Who helps fills
in; they never send, sign or see a receipt."""

import hmac
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from forms.path import Path
from forms.procedure import Step
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict, NotFound
from portal.services import throttle
from portal.services.actor import Actor
from portal.services.drafts import Draft, may_be_helped, together_of, whole_path
from portal.services.helped_part import helped_part
from portal.services.installation import Installation
from portal.services.share_draft import (
    MOST_HELPERS,
    SharedCode,
    helper_codes,
    known_hash,
    living_code,
    share_draft,
    unshare_draft,
)
from portal.services.short_code import read_code
from portal.services.write_audit import write_audit
from portal.store import draft_codes, drafts
from portal.store.draft_codes import EDIT, WHOLE, CodeRow

DAYS = (1, 3, 7)


@dataclass(frozen=True)
class ToShare:
    """A step that somebody may help with. `code` tells it from all others that a draft, or its bundle, has; `part` is the draft that
    asks it."""

    code: str
    part: Draft
    step: Step


def steps_to_share(installation: Installation, draft: Draft) -> list[ToShare]:
    """The steps with anything that somebody else may see, of all parts where it is filed together with others and their procedures
    let somebody help."""
    if not draft.bundle:
        return [ToShare(step.id, draft, step) for step in _open_to_others(draft, whole_path(installation, draft))]
    together = together_of(installation, draft)
    return [
        ToShare(f"p{place}_{step.id}", part, step)
        for place, part in enumerate(draft.parts)
        if part.procedure.helper
        for step in _open_to_others(part, together.cut(place))
    ]


def _open_to_others(draft: Draft, path: Path) -> list[Step]:
    everything = helped_part(path, {step.id for step in draft.procedure.steps})
    there = {asked.step.id for asked in everything.pages}
    return [step for step in draft.procedure.steps if step.id in there]


def invite_helper(
    installation: Installation, unit: Unit, draft: Draft, actor: Actor, name: str, steps: Sequence[str], days: int
) -> None:
    """`steps`: codes of `steps_to_share`; the code is made for the first part that they are of. NotFound where nobody may help, or no step
    is chosen. Conflict beyond the most that may help at once."""
    chosen = [one for one in steps_to_share(installation, draft) if one.code in steps]
    if not chosen or not may_be_helped(installation, unit, draft):
        raise NotFound("helper")
    if len(codes_of_helpers(installation, unit, draft)) >= MOST_HELPERS:
        raise Conflict("helpers")
    holder = chosen[0].part
    allowed = [one.step.id if one.part.id == holder.id else f"{one.part.id}/{one.step.id}" for one in chosen]
    share_draft(installation, unit, holder, actor, "", rights=EDIT, name=name, days=days, allowed=allowed)


def codes_of_helpers(installation: Installation, unit: Unit, draft: Draft) -> list[tuple[Draft, SharedCode]]:
    """Those that have not ended, each with the draft that it was made for: all of a bundle."""
    parts = draft.parts or (draft,)
    return [(part, code) for part in parts for code in helper_codes(installation, unit, part)]


def take_back(installation: Installation, unit: Unit, draft: Draft, actor: Actor, code_id: int) -> None:
    """NotFound if neither the draft nor its bundle has such a code."""
    made = (part for part, code in codes_of_helpers(installation, unit, draft) if code.id == code_id)
    unshare_draft(installation, unit, next(made, draft), actor, code_id)


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
