"""Sends what waits in the outbox. It talks with neighbours that may hang, so it runs beside the other jobs."""

from portal.services.deliver_notice import Went, deliver_next
from portal.services.installation import Installation

# Of one kind in one round, so that a campaign by one way holds up no other way.
_MOST = 50


def send_notices(installation: Installation) -> int:
    """How many were taken in hand."""
    plugs = {"mail": installation.mailer, "line": installation.messenger}
    return sum(_send(installation, kind) for kind, plug in plugs.items() if plug is not None)


def _send(installation: Installation, kind: str) -> int:
    """A neighbour that takes nothing now is left alone until the next round: waiting for it holds up the others."""
    for done in range(_MOST):
        went = deliver_next(installation, kind)
        if went is not Went.ON:
            return done + (went is Went.AWAY)
    return _MOST
