from collections.abc import Sequence
from dataclasses import dataclass

from integrations.sockets.layout_socket import Finding

_OF_A_SIGN = frozenset({"unmappable", "lossy", "private_use"})


@dataclass(frozen=True)
class WaitingSign:
    receipt_number: str
    sign: str
    event: str
    columns: tuple[str, ...]
    proposals: tuple[str, ...]  # of the city's shrink map


def waiting_signs(findings: Sequence[Finding]) -> tuple[WaitingSign, ...]:
    by_character: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        if finding.handling == "held" and finding.event in _OF_A_SIGN and finding.receipt_number:
            by_character.setdefault((finding.receipt_number, finding.value), []).append(finding)
    return tuple(
        WaitingSign(
            number, sign, same[0].event, tuple(dict.fromkeys(finding.column for finding in same)),
            tuple(dict.fromkeys(proposal for finding in same for proposal in finding.proposals)),
        )
        for (number, sign), same in by_character.items()
    )  # fmt: skip
