"""What a careful reader would say about a definition that loads. Errors bar it from publishing; warnings do not, and stay
only with a reason in the file (`because`).

Knows the definition only: no city, no answers. Scenarios are run by `scenarios`. One subject, one file; each gives its
`CHECKS`.
"""

from forms.complaints import Complaint
from forms.linting import (
    carrying,
    identity,
    labels,
    papers,
    privacy,
    reach,
    repeats,
    rules,
    scenarios,
    settings,
    signers,
    terms,
    texts,
    unanswered,
    usual,
    words,
)
from forms.linting.because import unexplained
from forms.linting.said import Check, complaint
from forms.procedure import Procedure

CHECKS: tuple[Check, ...] = (
    *words.CHECKS,
    *texts.CHECKS,
    *labels.CHECKS,
    *reach.CHECKS,
    *rules.CHECKS,
    *unanswered.CHECKS,
    *repeats.CHECKS,
    *identity.CHECKS,
    *usual.CHECKS,
    *privacy.CHECKS,
    *papers.CHECKS,
    *terms.CHECKS,
    *settings.CHECKS,
    *signers.CHECKS,
    *carrying.CHECKS,
    *scenarios.CHECKS,
)


def lint(procedure: Procedure) -> list[Complaint]:
    """Complaints in the order of the file: errors, and warnings that the file does not explain."""
    said = [one for check in CHECKS for one in check(procedure)]
    return sorted({complaint(procedure, one) for one in unexplained(procedure, said)})


def errors(complaints: list[Complaint]) -> list[Complaint]:
    """Those that bar publishing."""
    return [said for said in complaints if not said.warning]
