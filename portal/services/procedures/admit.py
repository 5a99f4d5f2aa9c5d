"""Admission to procedures by invitation alone."""

from forms.definition.procedure import Procedure
from portal.services.shared.needs import HasInvitations


def invited(installation: HasInvitations, procedure: Procedure, code: str) -> bool:
    if not procedure.invited:
        return True
    plug = installation.invitations
    return bool(code) and plug is not None and not plug.asks_fact and plug.holds(procedure.id, code)
