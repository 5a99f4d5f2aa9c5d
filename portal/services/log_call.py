"""Notes a telephone call (電話の記録) of a case: who called, and what was said in short. A note of the section like any other."""

from collections.abc import Mapping

from portal.db import Unit
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.services.note_case import note_case
from portal.services.rights import Member
from portal.services.write_audit import write_audit

CALLERS: Mapping[str, str] = {"self": "本人", "family": "家族", "proxy": "代理人", "else": "そのほかの人"}
MOST_SIGNS = 500


def read_call(caller: str, said: str) -> tuple[str, str, str]:
    """(the note, what is wrong with the caller, what is wrong with the words), "" where nothing is."""
    plain = said.replace("\r\n", "\n").replace("\r", "\n").strip()
    no_caller = "" if caller in CALLERS else "だれからの電話かを選んでください。"
    no_words = "" if plain else "話したことを書いてください。"
    if len(plain) > MOST_SIGNS:
        no_words = f"{MOST_SIGNS}字までにしてください。"
    return f"電話（{CALLERS.get(caller, '')}）\n{plain}", no_caller, no_words


def log_call(installation: Installation, unit: Unit, member: Member, case: Case, note: str, once: str) -> None:
    """Once for each form. NotAllowed."""
    note_case(installation, unit, member, case, note, once)
    write_audit(installation, unit, member.actor, "log call", application_id=case.row.id)
