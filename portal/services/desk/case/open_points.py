from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.filing.describe_papers import paper_title
from portal.services.filing.record_delegation import GUARDIAN
from portal.services.notices.hand_in_paper import requested_papers
from portal.services.shared.catalogue import speech_of
from portal.store.signing import delegations
from portal.store.signing.delegations import CLAIMED, REJECTED

_MANDATES = {CLAIMED: "代理を、まだ確かめていません", REJECTED: "代理を、確かめられませんでした"}


def open_points(unit: Unit, case: Case) -> tuple[str, ...]:
    # What a decision would pass over, as sentences for who decides.
    delegation = delegations.of_application(unit, case.row.id)
    mandate = _MANDATES.get(delegation.state, "") if delegation is not None else ""
    if mandate and delegation is not None and delegation.kind == GUARDIAN:
        mandate += "（法定代理人。通知書のあて名に入ります）" if delegation.state == CLAIMED else "（法定代理人）"
    speech = speech_of(case.procedure, "ja")
    papers = (f"{paper_title(case, row.paper, speech)}が、まだ届いていません" for row in requested_papers(unit, case))
    return tuple(line for line in (mandate, *papers) if line)
