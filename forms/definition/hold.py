"""Holds: open points of a case that close some ways, but never correction, 取下げ or the arrival."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from forms.definition.kind import EXAMINING, IN_VAIN, KINDS, WITHDRAWN

# Ways: on to 実質審査, to an outcome that grants, to one that denies, into a batch for the core system.
EXAMINE, GRANT, DENY, HAND_OVER = "examine", "grant", "deny", "hand_over"


@dataclass(frozen=True)
class Hold:
    id: str
    stops: frozenset[str]


_OUTCOMES = frozenset({GRANT, DENY})

HOLDS: Mapping[str, Hold] = MappingProxyType(
    {
        hold.id: hold
        for hold in (
            # The revocation status of the certificate is unknown: no outcome may rest on it.
            Hold("revocation", _OUTCOMES | {HAND_OVER}),
            Hold("signature", _OUTCOMES | {HAND_OVER}),
            Hold("cosigner", _OUTCOMES | {HAND_OVER}),
            # An unpaid fee may be a reason to deny, but nothing is granted before.
            Hold("payment", frozenset({GRANT})),
            # The person is not identified in the register: nothing is granted or handed to the core system.
            Hold("person", frozenset({GRANT, HAND_OVER})),
            # Papers are unreadable before the virus scan; an adverse decision without them would deny a hearing.
            Hold("scan", _OUTCOMES | {EXAMINE, HAND_OVER}),
            Hold("export", frozenset({HAND_OVER})),
        )
    }
)


def way(kind: str, to: str) -> str:
    if to == EXAMINING:
        return EXAMINE
    if to in KINDS[kind].endings:
        return DENY
    if to == WITHDRAWN or to not in KINDS[kind].outcomes:
        return ""
    return DENY if to in IN_VAIN else GRANT
