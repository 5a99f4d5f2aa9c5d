"""Explained warnings, everywhere or at one place (`lint.long_help:ask.cards`)."""

from collections.abc import Iterator, Sequence

from forms.definition.procedure import Procedure
from forms.linting.finding import Finding


def unexplained(
    procedure: Procedure, findings: Sequence[Finding], *, references_known: bool = True
) -> Iterator[Finding]:
    """Without `references_known`, no reason for `lint.reference` is idle."""
    reasons = [
        reason for reason in procedure.because if references_known or reason.partition(":")[0] != "lint.reference"
    ]
    yield from (
        finding
        for finding in findings
        if not (finding.warning and any(_explains(reason, finding) for reason in reasons))
    )
    for reason in reasons:
        if not any(finding.warning and _explains(reason, finding) for finding in findings):
            text = f"{reason} explains no warning (errors must be fixed, not explained): remove it"
            yield Finding(f"because.{reason}", "lint.because", text)


def _explains(reason: str, finding: Finding) -> bool:
    key, _, path = reason.partition(":")
    return key == finding.key and f"{finding.path}.".startswith(f"{path}." if path else "")
