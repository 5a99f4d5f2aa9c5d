"""Whether a procedure can be begun or sent today, and what to say where it cannot. Knows no person."""

from datetime import date

from forms.consequences import window_on
from forms.procedure import Procedure
from forms.speech import Speech
from portal.services.installation import Installation


def closed_words(installation: Installation, procedure: Procedure, speech: Speech, on: date) -> str:
    """What is said outside the days on which it is taken (受付期間); "" while it is taken."""
    said = window_on(procedure, on, installation.settings_in_force(procedure, on))
    return speech.text("time.window.say", said) if said else ""


def invited(installation: Installation, procedure: Procedure, code: str) -> bool:
    """Whether `code` opens a procedure that only those may begin who got a letter; True where anybody may."""
    if not procedure.invited:
        return True
    return bool(code) and installation.invitations is not None and installation.invitations.holds(procedure.id, code)
