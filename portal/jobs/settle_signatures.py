"""Asks again about signatures whose certificate nobody could speak for when they came. None is ever accepted for want of
an answer."""

from portal.clock import to_micro
from portal.services.installation import Installation
from portal.services.settle_signature import ask_again
from portal.store import signatures


def settle_signatures(installation: Installation) -> int:
    """How many were settled; the others have a later hour by now."""
    if installation.verifier is None:
        return 0
    with installation.database.read() as unit:
        rows = signatures.due(unit, to_micro(installation.clock.now()))
    return sum(ask_again(installation, row) for row in rows)
