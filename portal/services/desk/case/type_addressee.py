"""Staff link a case to a 宛名番号 by typing it, where no list of residents has the person (a prefecture, or a city
without a list)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from integrations.sockets.interfaces import AdapterError
from integrations.sockets.register_socket import ResidentRegister
from portal.clock import from_micro
from portal.db import Unit
from portal.errors import Conflict, NeighbourDown, NotFound
from portal.services.cases.cases import Case
from portal.services.cases.own_case import demand_review
from portal.services.residents.addressee import keep_number, open_addressee, read_number, token_of_number
from portal.services.shared.needs import Basics, HasLookUpKey
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.residents import addressee_numbers, register_matches
from portal.store.residents.addressee_numbers import TYPED, UNDONE, AddresseeRow
from portal.store.residents.register_matches import MATCHED, OPEN
from portal.store.staff import staff_members

MOST_REASON, _MOST_BEARERS = 200, 50
_BASES = {"typed": "打った", "chosen": "住民票から選んだ", "undone": "取り消した"}


@dataclass(frozen=True)
class Linking:
    number: str  # "" where undone, and where the member may not see it
    basis: str
    by: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class OtherCase:
    receipt_number: str
    title: str
    at: datetime


@dataclass(frozen=True)
class Typed:
    """What the confirmation shows: `hidden`, how many cases of other sections carry the number."""

    number: str
    problem: str = ""
    at: str = ""  # the box to correct
    others: Sequence[OtherCase] = ()
    hidden: int = 0


def offers_typing(installation: Basics, unit: Unit, case: Case) -> bool:
    """Not where the register has the person, nor while it is asked."""
    if not installation.settings.addressee_digits or installation.settings.zone == "outer":
        return False
    match = register_matches.of_application(unit, case.row.id)
    return match is None or match.state not in (OPEN, MATCHED)


def addressee_panel(installation: Basics, unit: Unit, member: Member, case: Case) -> Mapping[str, Any]:
    if not installation.settings.addressee_digits:
        return {"addressee": None}
    linkings = history_of(unit, case)
    types = member.may("review", case.row.duty) and offers_typing(installation, unit, case)
    shown = bool(linkings) or types
    return {"addressee": {"types": types, "linkings": linkings} if shown else None}


def history_of(unit: Unit, case: Case) -> tuple[Linking, ...]:
    """Newest first."""
    return tuple(_described(unit, case, row) for row in reversed(addressee_numbers.of(unit, case.row.id)))


def _described(unit: Unit, case: Case, row: AddresseeRow) -> Linking:
    member = staff_members.by_login(unit, row.made_by)
    reason = row.sealed_reason and case.sealer.open(f"addressee reason:{row.place}", row.sealed_reason)
    return Linking(
        "" if case.hides else open_addressee(case.sealer, row), _BASES[row.basis], member.name if member else row.made_by,
        from_micro(row.made_at), str(reason or ""),
    )  # fmt: skip


def is_listed(register: ResidentRegister | None, number: str) -> bool | None:
    """None without a register. Outside a unit. Raises NeighbourDown."""
    try:
        return None if register is None else register.resident(number) is not None
    except AdapterError as failed:
        raise NeighbourDown(failed.code) from None


def look_at_typed(installation: HasLookUpKey, unit: Unit, member: Member, case: Case, typed: str, reason: str) -> Typed:
    """Raises NotAllowed, OwnCase; NotFound where it is not offered."""
    demand_review(installation, unit, member, case)
    if not offers_typing(installation, unit, case) or case.hides:
        raise NotFound("addressee number")
    settings = installation.settings
    number, problem = read_number(typed, settings.addressee_digits, settings.addressee_check)
    if problem:
        return Typed(number, problem, "number")
    earlier = [open_addressee(case.sealer, row) for row in addressee_numbers.of(unit, case.row.id)]
    if earlier and earlier[-1] == number:
        return Typed(number, "この申請は、もうこの番号と結び付いています。", "number")
    if any(before not in ("", number) for before in earlier) and not reason.strip():
        return Typed(number, "前と違う番号です。変える理由を書いてください。", "reason")
    if len(reason.strip()) > MOST_REASON:
        return Typed(number, f"理由は、{MOST_REASON}字までで書いてください。", "reason")
    bearers = addressee_numbers.bearers(
        unit, token_of_number(installation.look_up_key, number), case.row.id, _MOST_BEARERS
    )
    seen = [bearer for bearer in bearers if member.may("see", bearer.duty)]
    others = [
        OtherCase(
            bearer.receipt_number, installation.catalogue.current(bearer.procedure).title, from_micro(bearer.arrived_at)
        )
        for bearer in seen
    ]
    return Typed(number, others=others, hidden=len(bearers) - len(seen))


def link_typed(
    installation: HasLookUpKey, unit: Unit, member: Member, case: Case, typed: str, reason: str, place: int
) -> Typed:
    """Sent twice, it is linked once. Raises as `look_at_typed`; Conflict if a colleague was faster."""
    rows = addressee_numbers.of(unit, case.row.id)
    repeated = next((row for row in rows if row.place == place), None)
    number, _ = read_number(typed, installation.settings.addressee_digits, installation.settings.addressee_check)
    if repeated and (repeated.made_by, open_addressee(case.sealer, repeated)) == (member.login, number):
        return Typed(number)
    looked = look_at_typed(installation, unit, member, case, typed, reason)
    if not looked.problem:
        _keep(installation, unit, member, case, looked.number, TYPED, place, reason.strip())
    return looked


def undo_linking(installation: HasLookUpKey, unit: Unit, member: Member, case: Case, place: int) -> None:
    """Raises NotAllowed, OwnCase; NotFound where it is not offered; Conflict if nothing is linked."""
    demand_review(installation, unit, member, case)
    if not offers_typing(installation, unit, case):
        raise NotFound("addressee number")
    rows = addressee_numbers.of(unit, case.row.id)
    if not rows or rows[-1].basis == UNDONE:
        raise Conflict("addressee number")
    _keep(installation, unit, member, case, "", UNDONE, place, "")


def next_place(unit: Unit, case: Case) -> int:
    rows = addressee_numbers.of(unit, case.row.id)
    return rows[-1].place + 1 if rows else 1


def _keep(
    installation: HasLookUpKey, unit: Unit, member: Member, case: Case, number: str, basis: str, place: int, reason: str
) -> None:
    if place != next_place(unit, case) or not keep_number(
        installation, unit, case.row.id, case.sealer, number, basis, place, member.login, reason
    ):
        raise Conflict("addressee number")
    write_audit(installation, unit, member.actor, "link addressee", application_id=case.row.id, detail=basis)
