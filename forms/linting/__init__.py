"""Checks of definitions that load: errors bar publishing; warnings need a fix or a reason (`because`)."""

# One module per subject, with its `CHECKS`.

from collections.abc import Collection

from forms.complaints import Complaint
from forms.definition.procedure import Procedure
from forms.linting import (
    carrying,
    identity,
    labels,
    papers,
    placeholders,
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
from forms.linting.finding import Check, complaint
from forms.linting.references import references

CHECKS: tuple[Check, ...] = (
    *words.CHECKS,
    *texts.CHECKS,
    *placeholders.CHECKS,
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


# About one place each, whatever is missing elsewhere.
_OF_A_PART: tuple[Check, ...] = (
    *words.CHECKS,
    *texts.CHECKS,
    placeholders.unfilled_in_part,
    *labels.CHECKS,
    *reach.CHECKS,
    *rules.CHECKS,
    *papers.CHECKS,
    terms.signature,
)


def lint_part(part: Procedure) -> list[Complaint]:
    """For a definition that was refused."""
    return sorted({complaint(part, finding) for check in _OF_A_PART for finding in check(part)})


def lint(procedure: Procedure, titles: Collection[str] = ()) -> list[Complaint]:
    """`titles`: of the folder's procedures; without them references are not checked."""
    findings = [finding for check in CHECKS for finding in check(procedure)]
    findings += references(procedure, titles)
    unexplained_findings = unexplained(procedure, findings, references_known=bool(titles))
    return sorted({complaint(procedure, finding) for finding in unexplained_findings})
