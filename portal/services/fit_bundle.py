"""Which procedures can be filed together with others, and why one has to be filed alone. Knows no person."""

from collections.abc import Iterable, Sequence

from forms.procedure import Field, Procedure
from portal.db import Unit
from portal.services.admit import closed_words
from portal.services.admit_capacity import room_left
from portal.services.installation import Installation

MOST = 10
# How much a sign-in proves; a bundle asks for the most that one of its parts asks for.
_ORDER = ("none", "mail", "card")


def why_alone(installation: Installation, procedure: Procedure) -> str:
    """A key of words (`bundle.alone.<key>`); "" where it can be filed together with others. A bundle has one sender, who files
    for themselves, signs alone, and owes nothing before the city begins."""
    if not {"self", "anyone"} & set(procedure.who.get("online", ())):
        return "door"
    if procedure.invited:
        return "invited"
    if procedure.signature is not None and procedure.signature.signers:
        return "signers"
    if procedure.fee is not None and procedure.fee.paid == "before":
        return "fee"
    return ""


def why_not_now(installation: Installation, unit: Unit, procedure: Procedure) -> str:
    """As `why_alone`, also of what will be different another day: closed, or full."""
    speech = installation.speech(procedure, "ja")
    if closed_words(installation, procedure, speech, installation.clock.today()):
        return "closed"
    if room_left(installation, unit, procedure) == 0:
        return "full"
    return why_alone(installation, procedure)


def strictest(procedures: Iterable[Procedure]) -> Procedure:
    """The one whose sign-in counts for all."""
    return max(procedures, key=lambda one: _ORDER.index(one.sign_in) if one.sign_in in _ORDER else len(_ORDER))


def in_order(procedures: Sequence[Procedure]) -> list[Procedure]:
    """Those that share most with the others come first, so that what is shared is asked before all else; else as chosen."""
    meanings = [{_meaning(one) for one in procedure.fields if one.concept} for procedure in procedures]
    shared = {
        procedure.id: sum(len(mine & theirs) for other, theirs in enumerate(meanings) if other != place)
        for place, (procedure, mine) in enumerate(zip(procedures, meanings, strict=True))
    }
    return sorted(procedures, key=lambda one: -shared[one.id])


def _meaning(field: Field) -> tuple[str, str]:
    return field.concept, field.role
