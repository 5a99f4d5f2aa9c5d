"""From the definition, or derived from the case."""

from forms.definition.procedure import Procedure
from portal.services.desk.case.describe_case import CaseView


def to_check(procedure: Procedure, case: CaseView, *, mandate: bool) -> tuple[str, ...]:
    """`mandate`: a representative filed it."""
    if procedure.check:
        return procedure.check
    lines = ["書いてあることが、そろっていて、食いちがっていないか"]
    lines += ["代理を示すものが、本人と代理の人に合っているか"] if mandate else []
    lines += ["署名が本人のものと確かめられているか"] if case.signatures else []
    lines += [f"{paper.label}が、本人のもので、読めるか" for paper in case.consequences.papers]
    return tuple(dict.fromkeys(lines))
