"""What a visitor has answered at a 記載台, in a sealed cookie of this session; nothing else of them is kept there."""

import base64
import binascii
import json
import zlib
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from fastapi import Request, Response

from forms.answers import Answers
from forms.city.tickets import Hall
from portal.clock import to_micro
from portal.sealing import Sealer
from portal.web.shared.state import BROWSER, LANGUAGE, drop_cookie, installation_of, read_cookie, set_cookie

KIOSK = "kiosk"
_LONGEST = 15 * 60_000_000  # microseconds; a browser that slept goes back too


@dataclass(frozen=True)
class KioskState:
    guide: str = ""
    meaning: str = ""  # of the guide's questions
    answers: Answers = field(default_factory=dict)
    seen: tuple[str, ...] = ()
    ticket: str = ""  # that was taken: from now on it is only printed
    at: int = 0  # of the last press


def read_state(request: Request, hall: Hall) -> KioskState:
    """Empty if forged, or too old."""
    raw = read_cookie(request, KIOSK)
    try:
        packed = _box(request, hall).open_bytes("state", base64.urlsafe_b64decode(raw + "=" * (-len(raw) % 4)))
        state = KioskState(**json.loads(zlib.decompress(packed)))
    except (InvalidTag, ValueError, TypeError, binascii.Error, zlib.error):
        return KioskState()
    fresh = to_micro(installation_of(request).clock.now()) - state.at < _LONGEST
    return state if fresh else KioskState()


def keep_state(request: Request, response: Response, hall: Hall, state: KioskState) -> Response:
    now = to_micro(installation_of(request).clock.now())
    packed = zlib.compress(json.dumps({**vars(state), "at": now}, separators=(",", ":")).encode())
    sealed = base64.urlsafe_b64encode(_box(request, hall).seal_bytes("state", packed)).decode().rstrip("=")
    set_cookie(request, response, KIOSK, sealed)
    return response


def forget_visitor(request: Request, response: Response) -> Response:
    """Their answers, their language, and the secret of their forms."""
    for cookie in (KIOSK, LANGUAGE, BROWSER):
        drop_cookie(request, response, cookie)
    # Pages that a browser keeps for its button back (no-store pages too, some of them).
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def _box(request: Request, hall: Hall) -> Sealer:
    return Sealer(f"kiosk:{hall.id}", installation_of(request).guide_key)
