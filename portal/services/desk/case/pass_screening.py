"""Ends 形式審査: 実質審査 begins."""

from forms.definition.kind import EXAMINING
from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.cases.move_application import Act, move_application
from portal.services.shared.needs import HasPayments
from portal.services.shared.rights import Member


def pass_screening(installation: HasPayments, unit: Unit, member: Member, case: Case, revision: int) -> None:
    """Raises NotAllowed, Conflict."""
    move_application(installation, unit, member, case, revision, Act("pass", EXAMINING, "pass screening"))
