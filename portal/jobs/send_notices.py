"""Sends what waits in the outbox. It talks with neighbours that may hang, so it runs beside the other jobs."""

from portal.services.deliver_notice import deliver_next
from portal.services.installation import Installation

# In one round: whoever stops the worker waits for the one in hand only.
_MOST = 50


def send_notices(installation: Installation) -> int:
    """How many were taken in hand."""
    plugs = {"mail": installation.mailer, "line": installation.messenger}
    done = 0
    for kind in (name for name, plug in plugs.items() if plug is not None):
        while done < _MOST and deliver_next(installation, kind):
            done += 1
    return done
