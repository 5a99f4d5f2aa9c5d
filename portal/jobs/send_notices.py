"""Sends the outbox."""

from portal.jobs import Job
from portal.services.notices.deliver_notice import Went, deliver_next
from portal.services.shared.installation import Installation

# Per channel and round, so that a campaign does not block other channels.
_MOST = 50


def send_notices(installation: Installation) -> int:
    """Number attempted."""
    plugs = {
        "mail": installation.mailer,
        "report": installation.mailer,
        "line": installation.messenger,
        "push": installation.alerts,
        "sms": installation.texter,
    }
    return sum(_send(installation, kind) for kind, plug in plugs.items() if plug is not None)


def _send(installation: Installation, kind: str) -> int:
    # Stops while the neighbour is down.
    for done in range(_MOST):
        went = deliver_next(installation, kind)
        if went is not Went.ON:
            return done + (went is Went.AWAY)
    return _MOST


JOB = Job("send_notices", 0.3, send_notices, asks_neighbour=True)
