"""Holds beside the state: what has to be settled before a case goes on, and which ways it closes meanwhile. A hold never touches
the arrival, and sending back for correction and 取下げ are open whatever holds. Knows neither people nor rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from forms.kind import EXAMINING, IN_VAIN, KINDS, WITHDRAWN

# Where something leads: on to 実質審査, to an outcome that gives something, to one that gives nothing, into a batch.
EXAMINE, GRANT, DENY, HAND_OVER = "examine", "grant", "deny", "hand_over"


@dataclass(frozen=True)
class Hold:
    """`stops`: the ways that are closed while it stands."""

    id: str
    stops: frozenset[str]


_OUTCOMES = frozenset({GRANT, DENY})

HOLDS: Mapping[str, Hold] = MappingProxyType(
    {
        hold.id: hold
        for hold in (
            # Nobody can say yet whether the certificate was revoked: neither outcome may rest on it.
            Hold("revocation", _OUTCOMES | {HAND_OVER}),
            Hold("signature", _OUTCOMES | {HAND_OVER}),
            Hold("cosigner", _OUTCOMES | {HAND_OVER}),
            # Who does not pay can be refused for that, and is given nothing before.
            Hold("payment", frozenset({GRANT})),
            # Who of the register it is: nothing is given to somebody unknown, and nothing goes to the core system.
            Hold("person", frozenset({GRANT, HAND_OVER})),
            # A paper that no scanner has seen was read by nobody: refused without it, the hearing would be none.
            Hold("scan", _OUTCOMES | {EXAMINE, HAND_OVER}),
            Hold("export", frozenset({HAND_OVER})),
        )
    }
)


def way(kind: str, to: str) -> str:
    """Which way a move of this kind to `to` takes; "" for one that nothing holds."""
    if to == EXAMINING:
        return EXAMINE
    if to == WITHDRAWN or to not in KINDS[kind].outcomes:
        return ""
    return DENY if to in IN_VAIN else GRANT
