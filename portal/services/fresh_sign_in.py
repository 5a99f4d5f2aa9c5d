"""Which acts want a sign-in of a moment ago, and by which means. One table; whoever shows the form of such an act asks here
first, so that nothing is typed before the sign-in and lost by it. How long it is fresh: KAKANAI_FRESH_MINUTES."""

from collections.abc import Mapping

from portal.clock import to_micro
from portal.errors import FreshSignInNeeded
from portal.services.installation import Installation
from portal.services.sessions import Session

_MINUTE = 60_000_000
# How long a form may lie open before it is sent: it was asked for freshly, and what is written in it is not lost.
FORM_MINUTES = 20
USE_NUMBER, MAKE_ONE, CHANGE_CONTACT = "use number", "make passkey", "change contact"
# The realm says by what one signed in: staff by what the city wants of them, resident by card.
ACTS: Mapping[str, str] = {
    USE_NUMBER: "staff",
    MAKE_ONE: "staff",  # at a screen that was left open nobody makes a key for later
    CHANGE_CONTACT: "resident",  # where notices go from now on, somebody else would read them
}


def is_fresh(installation: Installation, session: Session, act: str, *, sending: bool = False) -> bool:
    """`sending`: its form was shown, and comes back."""
    minutes = installation.settings.fresh_minutes + (FORM_MINUTES if sending else 0)
    now = to_micro(installation.clock.now())
    return session.realm == ACTS[act] and now - session.proved_at <= minutes * _MINUTE


def demand_fresh(installation: Installation, session: Session, act: str, *, sending: bool = False) -> None:
    """FreshSignInNeeded, which leads through the sign-in and back to the page."""
    if not is_fresh(installation, session, act, sending=sending):
        raise FreshSignInNeeded(ACTS[act])
