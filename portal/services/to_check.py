"""What a reviewer makes sure of before going on: the definition's own list, or one that follows from what the case has."""

from forms.procedure import Procedure
from portal.services.describe_case import CaseView


def to_check(procedure: Procedure, case: CaseView, *, mandate: bool) -> tuple[str, ...]:
    """`mandate`: somebody filed for somebody else."""
    if procedure.check:
        return procedure.check
    lines = ["書いてあることが、そろっていて、食いちがっていないか"]
    lines += ["代理を示すものが、本人と代理の人に合っているか"] if mandate else []
    lines += ["署名が本人のものと確かめられているか"] if case.signatures else []
    lines += [f"{paper.label}が、本人のもので、読めるか" for paper in case.found.papers]
    return tuple(dict.fromkeys(lines))
