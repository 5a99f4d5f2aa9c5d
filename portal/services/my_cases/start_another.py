"""A second draft of a procedure beside the first: agents and companies have several clients and places."""

from collections import Counter
from collections.abc import Collection, Sequence

from forms.definition.procedure import Procedure
from portal.db import Unit
from portal.errors import Conflict
from portal.services.cases.cases import Case
from portal.services.filing.drafts import Draft, start_draft
from portal.services.filing.start_again import MOST, files_for_several
from portal.services.my_cases.own_applications import own_drafts
from portal.services.shared.needs import Records
from portal.services.shared.people_in import name_text
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.bundles import bundles
from portal.store.filing.drafts import DraftRow


def several_of(open_drafts: Sequence[Draft]) -> frozenset[str]:
    """Procedures with more than one draft."""
    counted = Counter(draft.procedure.id for draft in open_drafts)
    return frozenset(procedure for procedure, number in counted.items() if number > 1)


def named_in(filed: Draft | Case) -> str:
    """Who applies, "" while it is not written."""
    organisation = filed.answers.get(filed.procedure.addressee.get("organisation", ""))
    named = filed.answers.get(filed.procedure.principal.get("name", ""))
    return str(organisation or "") or (name_text(named).replace("\u3000", " ") if named else "")


def may_start_another(
    session: Session, procedure: Procedure, mine: Sequence[DraftRow], together: Collection[str]
) -> bool:
    """`together`: those in bundles."""
    alone = [row for row in mine if row.id not in together]
    return files_for_several(session, procedure) and 0 < len(alone) < MOST


def start_another(installation: Records, unit: Unit, session: Session, actor: Actor, procedure: Procedure) -> str:
    """Raises Conflict."""
    # Of two presses the second finds the draft of the first, as long as nothing was written.
    mine = [row for row in own_drafts(unit, session) if row.procedure == procedure.id]
    together = bundles.of_parts(unit, [row.id for row in mine])
    empty = next((row.id for row in mine if not row.seen and row.id not in together), "")
    if empty:
        return empty
    if not may_start_another(session, procedure, mine, together):
        raise Conflict("drafts")
    draft_id = start_draft(installation, unit, procedure, "online", person_id=session.person_id)
    write_audit(installation, unit, actor, "start draft", detail=procedure.id)
    return draft_id
