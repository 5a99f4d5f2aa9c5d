"""A case that lacks a paper."""

from dataclasses import replace

from forms.definition.procedure import Paper
from portal.clock import to_micro
from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.desk.case.receive_paper import paper_row
from portal.services.shared.installation import Installation
from portal.store.my_cases import late_papers
from portal.store.my_cases.late_papers import LatePaperRow

PROOF = Paper("proof", "在学証明書", "attach.proof", later=True, later_days=20)


def with_paper(case: Case) -> Case:
    return replace(case, procedure=replace(case.procedure, attach=(PROOF,)))


def owe(installation: Installation, unit: Unit, case: Case, due: str = "2026-12-10") -> LatePaperRow:
    late_papers.add(unit, case.row.id, "proof", due, to_micro(installation.clock.now()), None)
    return paper_row(unit, case, "proof")
