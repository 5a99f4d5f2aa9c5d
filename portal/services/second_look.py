"""A paper form by two (複数人での確認): where the city wants it, who keyed it does not register it. Somebody else holds the screen
against the paper; what they mend is looked at by one more."""

import hmac

from forms.answers import canonical
from portal.clock import to_micro
from portal.db import Unit
from portal.services.ask_reception import STAMP
from portal.services.enter_at_counter import Entry
from portal.services.installation import Installation
from portal.services.rights import Member
from portal.services.write_audit import write_audit
from portal.store import papers_keyed
from portal.store.papers_keyed import KeyedRow


def wants_two(installation: Installation, entry: Entry) -> bool:
    """A form with a stamp, of a procedure that the city names."""
    today = installation.clock.today()
    return STAMP in entry.reception.answers and installation.city.by_two(entry.draft.procedure.id, today)


def looked_at_by_two(installation: Installation, unit: Unit, member: Member, entry: Entry) -> bool:
    """Whether it may be registered now by `member`. If not, they stand as who keyed it: the next must be somebody else. The
    caller saves the entry and commits."""
    if not wants_two(installation, entry):
        return True
    keyed, mark = papers_keyed.of_draft(unit, entry.draft.id), _mark(installation, entry)
    if keyed is not None and keyed.staff_id != member.id and hmac.compare_digest(keyed.mark, mark):
        detail = f"{entry.draft.procedure.id} {entry.draft.id}"
        write_audit(installation, unit, member.actor, "confirm keyed paper", detail=detail)
        return True
    if keyed is None or not hmac.compare_digest(keyed.mark, mark):
        now = to_micro(installation.clock.now())
        papers_keyed.put(unit, KeyedRow(entry.draft.id, member.id, mark, now))
        write_audit(
            installation, unit, member.actor, "key paper", detail=f"{entry.draft.procedure.id} {entry.draft.id}"
        )
    return False


def _mark(installation: Installation, entry: Entry) -> str:
    """Of what would be registered, and how it was taken in."""
    told = {"answers": dict(entry.path.answers), "reception": dict(entry.reception.answers)}
    return hmac.new(
        installation.form_key, f"keyed\n{entry.draft.id}\n".encode() + canonical(told), "sha256"
    ).hexdigest()
