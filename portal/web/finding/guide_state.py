"""Answers to a guide in an encrypted session cookie."""

import base64
import binascii
import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidTag
from fastapi import Request, Response

from forms.answers import Answers
from forms.guide.guide import Guide
from portal.db import Unit
from portal.sealing import Sealer
from portal.services.filing.drafts import Draft
from portal.services.finding.fill_from_guide import fill_from_guide
from portal.services.finding.follow_guide import follow_guide
from portal.services.shared.sessions import Session
from portal.web.shared.state import drop_cookie, installation_of, read_cookie, set_cookie


@dataclass(frozen=True)
class GuideState:
    answers: Answers = field(default_factory=dict)
    seen: tuple[str, ...] = ()
    days: dict[str, Any] = field(default_factory=dict)  # disclosed to the person `by`
    by: str = ""


# Under these names the cookies of guides that are under way hold the fields above, in this order.
_STORED = ("answers", "seen", "told", "by")


def read_state(request: Request, guide: Guide, session: Session | None) -> GuideState:
    """Empty if forged, expired, or outdated. Register data only for that person."""
    raw = read_cookie(request, _cookie(guide))
    try:
        packed = _box(request, guide).open_bytes("state", base64.urlsafe_b64decode(raw + "=" * (-len(raw) % 4)))
        stored = json.loads(zlib.decompress(packed))
        state = GuideState(*(stored[name] for name in _STORED))
    except (InvalidTag, LookupError, ValueError, TypeError, binascii.Error, zlib.error):
        return GuideState()
    own = session is not None and session.person_id == state.by
    return state if own else GuideState(state.answers, state.seen)


def fill_by_guide(request: Request, unit: Unit, session: Session, drafts: Iterable[Draft]) -> bool:
    """`?guide=`, of the links of its list: what was answered there, in this browser's cookie. False: nothing was filled."""
    installation = installation_of(request)
    guide = installation.guides.get(request.query_params.get("guide", ""))
    if guide is None:
        return False
    state = read_state(request, guide, session)
    progress = follow_guide(installation, guide, state.answers, state.days)
    filled = [fill_from_guide(installation, unit, draft, progress) for draft in drafts]
    return True in filled


def keep_state(request: Request, response: Response, guide: Guide, state: GuideState) -> Response:
    packed = zlib.compress(
        json.dumps(dict(zip(_STORED, vars(state).values(), strict=True)), separators=(",", ":")).encode()
    )
    sealed = base64.urlsafe_b64encode(_box(request, guide).seal_bytes("state", packed)).decode().rstrip("=")
    set_cookie(request, response, _cookie(guide), sealed)
    return response


def forget_state(request: Request, response: Response, guide: Guide) -> Response:
    drop_cookie(request, response, _cookie(guide))
    return response


def _cookie(guide: Guide) -> str:
    return f"guide-{guide.id}"


def _box(request: Request, guide: Guide) -> Sealer:
    return Sealer(f"guide:{guide.id}:{guide.questions.meaning}", installation_of(request).guide_key)
