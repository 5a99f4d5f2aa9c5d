"""A case's written notices for staff."""

from datetime import date
from typing import Any

from forms.text.foreign_day import is_foreign
from forms.text.translations import IN_JAPANESE
from portal.clock import from_micro
from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.notices.attach_notice import awaited_title, missing_title
from portal.services.notices.dispatch_list import STATES, WHY
from portal.services.notices.dispatch_note import NOTICE
from portal.services.notices.explain_letter import language_of_case
from portal.services.notices.outcome_notice import notice_name
from portal.services.shared.needs import Basics
from portal.services.shared.rights import Member
from portal.store.notices import dispatches, notices, openings
from portal.store.notices.dispatches import OPEN, RETURNED


def notices_panel(installation: Basics, unit: Unit, member: Member, case: Case) -> dict[str, Any]:
    opened, since = openings.of(unit, case.row.id), notices.declared_at(unit, case.row.id)
    lines = dispatches.of_application(unit, case.row.id)
    rows = [
        {
            "id": row.id,
            "title": row.title,
            "number": row.number,
            "effective_on": date.fromisoformat(row.effective_on),
            "opened_at": None if (opened_at := opened.get(notice_name(place))) is None else from_micro(opened_at),
            "lines": (own := [line for line in lines if (line.kind, line.source) == (NOTICE, row.id)]),
            "may_put": all(line.state not in OPEN for line in own),
        }
        for place, row in enumerate(notices.of_application(unit, case.row.id), 1)
    ]
    # The last copy of each letter: after a further one this letter is under way again.
    last = {(line.kind, line.source): line for line in lines}
    reviews = member.may("review", case.row.duty)
    return {
        "notices": rows,
        "came_back": [line for line in last.values() if line.state == RETURNED],
        "core_missing": bool(missing_title(installation, unit, case)),
        "core_paper": awaited_title(installation, unit, case) if reviews else "",
        "spoken": IN_JAPANESE[language] if is_foreign(language := language_of_case(unit, case)) else "",
        "electronic_since": None if since is None else from_micro(since),
        "delivers": member.may("deliver", case.row.duty),
        "line_states": STATES,
        "line_why": WHY,
    }
