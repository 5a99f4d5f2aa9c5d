"""Opens a draft by a short code and a fact that only its people know. One answer for every code that is wrong, ended or
unknown, and for a wrong fact; both are counted, by place and by code."""

import hmac

from portal.db import Unit
from portal.services import throttle
from portal.services.actor import Actor
from portal.services.installation import Installation
from portal.services.share_draft import known_hash, living_code
from portal.services.short_code import read_code
from portal.services.write_audit import write_audit
from portal.store import draft_codes
from portal.store.draft_codes import CodeRow


def count_try(installation: Installation, unit: Unit, typed: str, place: str) -> None:
    """TooMany when throttled. Commit before the code is looked at, whatever comes of it."""
    throttle.count(installation, unit, throttle.DRAFT_CODE_PLACE, place)
    throttle.count(installation, unit, throttle.DRAFT_CODE, read_code(typed) or typed[:200])


def open_by_code(installation: Installation, unit: Unit, actor: Actor, typed: str, birth: str) -> CodeRow | None:
    """The code's row, or None. Commit either way: what failed counts against the code."""
    row = living_code(installation, unit, typed)
    # An unknown code is compared too, with what nothing is equal to: the work is the same.
    right = hmac.compare_digest(
        known_hash(installation, row.draft_id if row else "", birth), row.known_hash if row else bytes(32)
    )
    if row is None or not right or not birth:
        if row is not None:
            draft_codes.fail(unit, row.id)
        write_audit(installation, unit, actor, "fail to open draft by code")
        return None
    draft_codes.opened(unit, row.id)
    throttle.forget(installation, unit, throttle.DRAFT_CODE, read_code(typed))
    write_audit(installation, unit, actor, "open draft by code", detail=f"{row.draft_id} {row.rights}")
    return row
