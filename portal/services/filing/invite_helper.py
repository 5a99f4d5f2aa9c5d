"""A helper never sends, signs or sees a receipt."""

import hmac
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from forms.definition.procedure import Step
from forms.path.path import Path
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict, NotFound
from portal.services.filing.drafts import Draft, together_of, whole_path
from portal.services.filing.helped_part import helped_part
from portal.services.filing.share_draft import (
    MOST_HELPERS,
    SharedCode,
    helper_codes,
    known_hash,
    living_code,
    share_draft,
    unshare_draft,
)
from portal.services.shared import throttle
from portal.services.shared.codes import read_code
from portal.services.shared.needs import Basics, HasCodeKey
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.filing import draft_codes, drafts
from portal.store.filing.draft_codes import EDIT, WHOLE, CodeRow

DAYS = (1, 3, 7)


@dataclass(frozen=True)
class ToShare:
    code: str
    part: Draft
    step: Step


def steps_to_share(installation: Basics, draft: Draft) -> list[ToShare]:
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
    visible = {asked.step.id for asked in everything.pages}
    return [step for step in draft.procedure.steps if step.id in visible]


def invite_helper(
    installation: HasCodeKey, unit: Unit, draft: Draft, actor: Actor, name: str, steps: Sequence[str], days: int
) -> None:
    """`steps`: codes of `steps_to_share`. Raises NotFound without any, Conflict beyond the limit."""
    chosen = [shared for shared in steps_to_share(installation, draft) if shared.code in steps]
    if not chosen or not draft.procedure.helper:
        raise NotFound("helper")
    if len(codes_of_helpers(installation, unit, draft)) >= MOST_HELPERS:
        raise Conflict("helpers")
    holder = chosen[0].part
    allowed = [
        shared.step.id if shared.part.id == holder.id else f"{shared.part.id}/{shared.step.id}" for shared in chosen
    ]
    share_draft(installation, unit, holder, actor, "", rights=EDIT, name=name, days=days, allowed=allowed)


def codes_of_helpers(installation: HasCodeKey, unit: Unit, draft: Draft) -> list[tuple[Draft, SharedCode]]:
    parts = draft.parts or (draft,)
    return [(part, code) for part in parts for code in helper_codes(installation, unit, part)]


def take_back(installation: HasCodeKey, unit: Unit, draft: Draft, actor: Actor, code_id: int) -> None:
    made = (part for part, code in codes_of_helpers(installation, unit, draft) if code.id == code_id)
    unshare_draft(installation, unit, next(made, draft), actor, code_id)


def open_for_helper(
    installation: HasCodeKey, unit: Unit, actor: Actor, person_id: str, typed: str, word: str
) -> CodeRow | None:
    """None for every failure alike. Commit in both cases. The owner does not use up the code."""
    row = living_code(installation, unit, typed)
    known = known_hash(installation.code_key, row.draft_id if row else "", _figures(word))
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
    throttle.forget(installation.throttle_key, unit, throttle.DRAFT_CODE, read_code(typed))
    throttle.give_back(installation, unit, throttle.DRAFT_CODE_PLACE, actor.place)
    write_audit(installation, unit, actor, "open draft by code", detail=f"{row.draft_id} {row.rights}")
    return row


def _figures(word: str) -> str:
    plain = unicodedata.normalize("NFKC", word[:40])
    return "".join(char for char in plain if char.isascii() and char.isdigit())
