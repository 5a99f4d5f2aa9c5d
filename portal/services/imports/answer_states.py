"""The state of each application here, for the place where it was filed."""

# What マイナポータル takes is not public.

from collections.abc import Iterator, Sequence
from datetime import date

from portal.clock import TOKYO, from_micro, to_micro, tokyo_midnight
from portal.db import Unit
from portal.services.cases.keep_book import csv_line
from portal.services.shared.official_words import STATES
from portal.store.imports import import_packages

COLUMNS = ("もとの受付番号", "様式ID", "受付番号", "状態", "状態のことば", "状態になった日時")


def answer_states(unit: Unit, duties: Sequence[str], since: date) -> Iterator[bytes]:
    yield "\ufeff".encode() + csv_line(COLUMNS)
    for row in import_packages.states_since(unit, duties, to_micro(tokyo_midnight(since))):
        at = from_micro(row.at).astimezone(TOKYO).isoformat(timespec="seconds")
        yield csv_line((row.their_number, row.form, row.receipt_number, row.state, STATES[row.state], at))
