from collections.abc import Iterator, Sequence

from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.desk.case.hold_hand_over import hold_hand_over
from portal.services.desk.queue.act_in_bulk import BulkLine, in_own_transaction
from portal.services.shared.needs import Records
from portal.services.shared.rights import Member


def leave_out(installation: Records, member: Member, numbers: Sequence[str], reason: str) -> Iterator[BulkLine]:
    # Each in a transaction of its own, as on its own page. One that is held already keeps its first reason.
    def do(unit: Unit, case: Case) -> tuple[bool, str]:
        hold_hand_over(installation, unit, member, case, reason)
        return True, "引渡しを止めました"

    for number in numbers:
        yield in_own_transaction(installation, member, number, do, "この申請の引渡しは止められません")
