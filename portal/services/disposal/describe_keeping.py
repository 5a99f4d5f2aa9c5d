"""A case's retention and 廃棄停止."""

from typing import Any

from forms.definition.keeping import free_from
from integrations.sockets.interfaces import KeyStore
from portal.clock import from_micro, tokyo_day
from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.disposal.hold_disposal import holds_on
from portal.services.shared.rights import Member


def keeping_panel(keys: KeyStore, unit: Unit, member: Member, case: Case) -> dict[str, Any]:
    ended, keep = case.row.decided_at, case.procedure.keep
    return {
        "keep": keep,
        "free_on": None if ended is None else free_from(keep, tokyo_day(from_micro(ended))),
        "legal_holds": holds_on(keys, unit, case),
        "keeps": member.may("propose disposal", case.row.duty),
        "lifts": member.may("approve disposal", case.row.duty),
    }
