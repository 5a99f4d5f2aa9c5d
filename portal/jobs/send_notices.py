from functools import partial

from portal.jobs import Job
from portal.services.bookings.door_keys import KIND as LOCK
from portal.services.bookings.turn_lock import turn_lock
from portal.services.filing.note_protected import KIND as REGISTER
from portal.services.filing.note_protected import look_again
from portal.services.notices.deliver_notice import Send, Went, deliver_next
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
    done = sum(_send(installation, kind) for kind, plug in plugs.items() if plug is not None)
    if installation.locks is not None:
        done += _send(installation, LOCK, partial(turn_lock, installation.locks))
    if installation.register is not None:
        done += _send(installation, REGISTER, lambda _basics, claimed, _address: look_again(installation, claimed))
    return done


def _send(installation: Installation, kind: str, send: Send | None = None) -> int:
    # Stops while the neighbour is down.
    for done in range(_MOST):
        went = deliver_next(installation, kind, send)
        if went is not Went.ON:
            return done + (went is Went.AWAY)
    return _MOST


JOB = Job("send_notices", 0.3, send_notices, asks_neighbour=True)
