"""Whether a procedure can be begun or sent today, and what to say where it cannot. Knows no person."""

from datetime import date

from forms.consequences import window_on
from forms.procedure import Procedure
from forms.speech import Speech
from portal.services.installation import Installation


def closed_words(installation: Installation, procedure: Procedure, speech: Speech, on: date) -> str:
    """What is said outside the days on which it is taken (受付期間); "" while it is taken."""
    said = window_on(procedure, on, installation.settings_in_force(procedure, on), installation.years_of(procedure))
    return speech.text("time.window.say", said) if said else ""


def invited(installation: Installation, procedure: Procedure, code: str) -> bool:
    """Whether `code` alone opens a procedure that only those may begin who got a letter; True where anybody may. Where a
    fact is asked for, too, the letter leads to /invited."""
    if not procedure.invited:
        return True
    plug = installation.invitations
    return bool(code) and plug is not None and not plug.asks_fact and plug.holds(procedure.id, code)
