from cryptography.exceptions import InvalidTag

from portal.clock import from_micro
from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.cases.fee import AmountDue
from portal.services.desk.case.describe_case import Happening
from portal.services.shared.rights import Member
from portal.services.staff.words import staff_name
from portal.store.fees.payments import BY_HAND, PART_BY_HAND, PART_DONE, PART_DROPPED, PART_PROPOSED, PaymentEventRow

_ACTS = {
    "ask refund": "手数料を返した理由", BY_HAND: "手で返した日と返し方", PART_PROPOSED: "一部を返す理由",
    PART_BY_HAND: "一部を手で返した日と返し方", PART_DONE: "一部が返ったのを確かめたこと", PART_DROPPED: "一部を返さないわけ",
}  # fmt: skip


def reasons_of_money(unit: Unit, case: Case, owed: AmountDue | None) -> list[Happening]:
    # Without them the second person approves what was never explained. Free text may say where a protected person lives.
    if owed is None or case.hides:
        return []
    return [
        Happening(
            from_micro(event.at), f"{_ACTS[event.what]}（{event.amount:,}円）", staff_name(unit, event.actor.partition(":")[2]), "",
            _words(case, event),
        )
        for event in owed.worded
        if event.what in _ACTS
    ]  # fmt: skip


def _words(case: Case, event: PaymentEventRow) -> str:
    # Reasons of parts were once sealed under an instant before the event's.
    try:
        return str(case.sealer.open(f"payment words:{event.at}", event.sealed_words or b""))
    except InvalidTag:
        return "（読めません）"


def own_parts(member: Member, owed: AmountDue | None) -> set[str]:
    # The numbers of the parts that only another person may approve.
    return {part.number for part in (owed.parts if owed else ()) if part.proposed_by == str(member.actor)}
