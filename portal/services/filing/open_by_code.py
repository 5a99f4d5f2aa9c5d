# All failures look alike and count by place and code.

import hmac

from portal.db import Unit
from portal.services.filing.share_draft import known_hash, living_code
from portal.services.shared import throttle
from portal.services.shared.codes import read_code
from portal.services.shared.needs import Basics, HasCodeKey
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.filing import draft_codes
from portal.store.filing.draft_codes import CodeRow


def count_try(installation: Basics, unit: Unit, typed: str, place: str) -> None:
    """Raises TooMany. Commit before checking the code."""
    throttle.count(installation, unit, throttle.DRAFT_CODE_PLACE, place)
    throttle.count(installation, unit, throttle.DRAFT_CODE, read_code(typed) or typed[:200])


def open_by_code(installation: HasCodeKey, unit: Unit, actor: Actor, typed: str, birth: str) -> CodeRow | None:
    """None on failure. Commit in both cases."""
    row = living_code(installation, unit, typed)
    # an unknown code takes the same time
    right = hmac.compare_digest(
        known_hash(installation.code_key, row.draft_id if row else "", birth), row.known_hash if row else bytes(32)
    )
    if row is None or not right or not birth:
        if row is not None:
            draft_codes.fail(unit, row.id)
        write_audit(installation, unit, actor, "fail to open draft by code")
        return None
    draft_codes.opened(unit, row.id)
    throttle.forget(installation.throttle_key, unit, throttle.DRAFT_CODE, read_code(typed))
    throttle.give_back(installation, unit, throttle.DRAFT_CODE_PLACE, actor.place)
    write_audit(installation, unit, actor, "open draft by code", detail=f"{row.draft_id} {row.rights}")
    return row
