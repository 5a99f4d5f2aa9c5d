"""Passes 形式審査: the application is in good form, and goes on to be examined in the core system's manner."""

from forms.kind import EXAMINING
from portal.db import Unit
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.services.move_application import Act, move_application
from portal.services.rights import Member


def pass_screening(installation: Installation, unit: Unit, member: Member, case: Case, revision: int) -> None:
    """NotAllowed, Conflict."""
    move_application(installation, unit, member, case, revision, Act("pass", EXAMINING, "pass screening"))
