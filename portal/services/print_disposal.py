"""廃棄記録 on paper: who proposed and approved, and a line an application."""

from collections.abc import Sequence

from portal.clock import from_micro
from portal.services.disposal_record import COLUMNS, HEAD, LIST_STATES, RecordLine, record_head
from portal.services.installation import Installation
from portal.services.typeset import Paper, typeset
from portal.store.disposals import DisposalRow

# The paper is upright: what the CSV says besides is told there.
_LEFT_OUT = frozenset({"版", "受付経路", "文書番号"})


def print_disposal(installation: Installation, row: DisposalRow, lines: Sequence[RecordLine]) -> Paper:
    """Dated by the last thing that happened to the list, so that it is the same whenever it is printed."""
    shown = [at for at, words in enumerate(COLUMNS) if words not in _LEFT_OUT]
    head = [[words, cell] for words, cell in zip(HEAD, record_head(installation, row), strict=True) if cell]
    data = {
        "number": row.id,
        "city": f"{installation.city.name}",
        "state": LIST_STATES[row.state],
        "head": head,
        "columns": [COLUMNS[at] for at in shown],
        "lines": [[line[at] for at in shown] for line in lines],
    }
    return typeset("disposal", data, from_micro(row.ended_at or row.approved_at or row.proposed_at))
