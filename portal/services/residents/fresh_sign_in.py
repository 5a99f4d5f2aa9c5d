"""A recent sign-in (KAKANAI_FRESH_MINUTES) is checked before a form is shown: no input is lost."""

from collections.abc import Mapping

from portal.clock import to_micro
from portal.errors import FreshSignInNeeded
from portal.services.shared.needs import Basics
from portal.services.shared.sessions import COMPANY, Session

_MINUTE = 60_000_000
# Extra time for a form that was shown after a recent sign-in, so that what is typed is not lost.
FORM_MINUTES = 20
USE_NUMBER, MAKE_ONE, CHANGE_CONTACT, LINK_LINE = "use number", "make passkey", "change contact", "link LINE"
# By realm: staff by the city's method, residents by card.
ACTS: Mapping[str, str] = {
    USE_NUMBER: "staff",
    MAKE_ONE: "staff",  # so that no other person creates a key at an unattended screen
    CHANGE_CONTACT: "resident",  # so that no other person redirects notices to themselves
    LINK_LINE: "resident",  # so that no other person opens a way in for themselves
}


def is_fresh(installation: Basics, session: Session, act: str, *, sending: bool = False) -> bool:
    """`sending`: a form shown before is submitted."""
    minutes = installation.settings.fresh_minutes + (FORM_MINUTES if sending else 0)
    now = to_micro(installation.clock.now())
    realm = "resident" if session.realm == COMPANY else session.realm
    return realm == ACTS[act] and now - session.proved_at <= minutes * _MINUTE


def demand_fresh(installation: Basics, session: Session, act: str, *, sending: bool = False) -> None:
    """Raises FreshSignInNeeded."""
    if not is_fresh(installation, session, act, sending=sending):
        raise FreshSignInNeeded(ACTS[act])
