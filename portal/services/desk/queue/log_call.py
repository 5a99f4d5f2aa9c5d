"""電話の記録 of a case."""

from collections.abc import Mapping

from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.desk.case.note_case import note_case
from portal.services.shared.needs import Basics
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit

CALLERS: Mapping[str, str] = {"self": "本人", "family": "家族", "proxy": "代理人", "else": "そのほかの人"}
MOST_SIGNS = 500


def read_call(caller: str, words: str) -> tuple[str, str, str]:
    """(note, mistake of the caller, of the words)."""
    plain = words.replace("\r\n", "\n").replace("\r", "\n").strip()
    no_caller = "" if caller in CALLERS else "だれからの電話かを選んでください。"
    no_words = "" if plain else "話したことを書いてください。"
    if len(plain) > MOST_SIGNS:
        no_words = f"{MOST_SIGNS}字までにしてください。"
    return f"電話（{CALLERS.get(caller, '')}）\n{plain}", no_caller, no_words


def log_call(installation: Basics, unit: Unit, member: Member, case: Case, note: str, once: str) -> None:
    """Raises NotAllowed."""
    if note_case(installation, unit, member, case, note, once):
        write_audit(installation, unit, member.actor, "log call", application_id=case.row.id)
