from forms.definition.kind import WITHDRAWN
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import NotAllowed
from portal.services.cases.cases import Case
from portal.services.cases.move_application import notify_applicant
from portal.services.my_cases.stop_application import NOW, stop_application
from portal.services.shared.needs import Correspondence, Records
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from portal.services.signing.answer_mandate import mandate_of, own_case


def case_of_principal(installation: Records, unit: Unit, session: Session, receipt_number: str) -> Case:
    """Raises NotFound unless called for its principal; NotAllowed where the law or the section decides."""
    if not mandate_of(installation, unit, session, receipt_number).may_stop:
        raise NotAllowed("stop")
    return own_case(installation, unit, session, receipt_number)


def stop_as_principal(
    installation: Correspondence, unit: Unit, session: Session, actor: Actor, receipt_number: str, way: str, reason: str
) -> Case:
    """The agent who filed it gets the notice of a withdrawal. Raises as `case_of_principal` and `stop_application`."""
    case = case_of_principal(installation, unit, session, receipt_number)
    stop_application(installation, unit, case, actor, way, reason)
    if way == NOW and case.row.state != WITHDRAWN:  # once
        notify_applicant(installation, unit, case, "withdrawn", to_micro(installation.clock.now()))
    return case
