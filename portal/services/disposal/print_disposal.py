from collections.abc import Sequence

from forms.city.city import City
from portal.clock import from_micro
from portal.services.disposal.disposal_record import COLUMNS, HEAD, LIST_STATES, RecordLine, record_head
from portal.services.paper.typeset import Paper, typeset
from portal.store.disposal.disposals import DisposalRow

# Columns for which a page has no room; the CSV has them.
_LEFT_OUT = frozenset({"版", "受付経路", "文書番号"})


def print_disposal(city: City, row: DisposalRow, lines: Sequence[RecordLine]) -> Paper:
    """Dated by the list's last event: every print is the same."""
    shown = [index for index, words in enumerate(COLUMNS) if words not in _LEFT_OUT]
    head = [[words, cell] for words, cell in zip(HEAD, record_head(city, row), strict=True) if cell]
    data = {
        "number": row.id,
        "city": f"{city.name}",
        "state": LIST_STATES[row.state],
        "head": head,
        "columns": [COLUMNS[index] for index in shown],
        "lines": [[line[index] for index in shown] for line in lines],
    }
    return typeset("disposal", data, from_micro(row.ended_at or row.approved_at or row.proposed_at))
