"""Which procedures can be filed together."""

from collections.abc import Iterable, Sequence

from forms.definition.procedure import Procedure
from forms.definition.terms import AT_ONCE
from portal.db import Unit
from portal.services.filing.admit_capacity import room_left
from portal.services.shared.catalogue import speech_of
from portal.services.shared.needs import Basics

MOST = 10
# by strength: a bundle needs the strongest sign-in of its parts
_ORDER = ("none", "mail", "card")


def why_alone(procedure: Procedure) -> str:
    """Key of `bundle.alone.<key>`, or "". A bundle has one sender, for themselves, without other signers or prepaid
    fees."""
    if not {"self", "anyone"} & set(procedure.who.get("online", ())):
        return "door"
    if procedure.invited:
        return "invited"
    if procedure.signature is not None and procedure.signature.signers:
        return "signers"
    if procedure.duplicate is not None and procedure.duplicate.once and procedure.duplicate.counts_others:
        return "once"
    if procedure.fee is not None and procedure.fee.paid in AT_ONCE:
        return "fee"
    return ""


def why_not_now(installation: Basics, unit: Unit, procedure: Procedure) -> str:
    """Also today's reasons."""
    speech = speech_of(procedure, "ja")
    if installation.rules.closed_words(procedure, speech, installation.clock.today()):
        return "closed"
    if room_left(installation, unit, procedure) == 0:
        return "full"
    return why_alone(procedure)


def strictest(procedures: Iterable[Procedure]) -> Procedure:
    return max(
        procedures,
        key=lambda procedure: _ORDER.index(procedure.sign_in) if procedure.sign_in in _ORDER else len(_ORDER),
    )


def in_order(procedures: Sequence[Procedure]) -> list[Procedure]:
    """Those that share most questions first."""
    meanings = [
        {(field.concept, field.role) for field in procedure.fields if field.concept} for procedure in procedures
    ]
    shared = {
        procedure.id: sum(len(own & others) for other_place, others in enumerate(meanings) if other_place != place)
        for place, (procedure, own) in enumerate(zip(procedures, meanings, strict=True))
    }
    return sorted(procedures, key=lambda procedure: -shared[procedure.id])
