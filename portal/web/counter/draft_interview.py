"""The interview of a definition that is not in force, as the counter would have it, without a visitor."""

# Stores nothing.

import re
from collections.abc import Mapping
from dataclasses import replace

from forms.city.city_words import in_words_of
from forms.definition.procedure import Procedure
from portal.clock import to_micro
from portal.services.counter.interview import Interview, interview_of, is_spoken
from portal.services.counter.visits import Visit, Words
from portal.services.filing.drafts import unstored_draft
from portal.services.filing.visit_facts import Facts
from portal.services.procedures.ask_reception import counter_doors
from portal.services.shared.needs import Records
from portal.store.counter.visits import VisitRow

_ROWS = re.compile(r"([a-z][\w.]{0,99}):(\d{1,4}(?:,\d{1,4}){0,49})", re.ASCII)
_MOST = 200  # rows

Rows = Mapping[str, list[str]]


def draft_interview(installation: Records, procedure: Procedure, rows: Rows, place: str) -> Interview | None:
    """None: the counter does not ask it. `place`: id of the window, or ""."""
    if not counter_doors(procedure):
        return None
    today = installation.clock.today()
    draft = unstored_draft(installation, in_words_of(installation.city, procedure, today), "counter")
    if not is_spoken(draft):
        return None
    now = to_micro(installation.clock.now())
    row = VisitRow("", "", today.isoformat(), "", None, 0, "", b"", b"", 0, now, now)
    empty = Interview(Visit(row, Words(), ()), Facts(), (), guarded=False)
    return interview_of(installation, empty, [replace(draft, answers=rows)], place)


def written_rows(interview: Interview) -> str:
    return " ".join(
        f"{key}:{','.join(numbers)}"
        for part in interview.parts
        for key, numbers in part.entry.path.rows.items()
        if numbers
    )


def read_rows(text: str) -> Rows:
    """Anything else than what `written_rows` wrote is passed over, and what is too much for a preview."""
    matches = (_ROWS.fullmatch(word) for word in text.split()[:_MOST])
    rows = {match[1]: match[2].split(",") for match in matches if match is not None}
    return rows if sum(map(len, rows.values())) <= _MOST else {}
