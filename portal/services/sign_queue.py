"""Which signs keep applications from a hand-over and wait for somebody to choose: one application and sign at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

from integrations.layout_socket import Finding

_OF_A_SIGN = frozenset({"unmappable", "lossy", "private_use"})


@dataclass(frozen=True)
class WaitingSign:
    """`columns`: where it stands; `proposals`: what the city's shrink map knows for it."""

    receipt_number: str
    sign: str
    event: str
    columns: tuple[str, ...]
    proposals: tuple[str, ...]


def waiting_signs(findings: Sequence[Finding]) -> tuple[WaitingSign, ...]:
    """In the order of the findings; a sign of an application once, however often it stands there."""
    found: dict[tuple[str, str], list[Finding]] = {}
    for one in findings:
        if one.handling == "held" and one.event in _OF_A_SIGN and one.receipt_number:
            found.setdefault((one.receipt_number, one.value), []).append(one)
    return tuple(
        WaitingSign(
            number, sign, same[0].event, tuple(dict.fromkeys(one.column for one in same)),
            tuple(dict.fromkeys(proposal for one in same for proposal in one.proposals)),
        )
        for (number, sign), same in found.items()
    )  # fmt: skip
