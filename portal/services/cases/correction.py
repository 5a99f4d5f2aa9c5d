"""The 補正 that a case waits for."""

from collections.abc import Mapping

from forms.definition.kind import RETURNED
from portal.db import Unit
from portal.errors import Conflict
from portal.services.cases.cases import Case
from portal.services.procedures.row_names import labels
from portal.services.shared.catalogue import speech_of
from portal.store.desk import corrections
from portal.store.desk.corrections import CorrectionRow


def open_return(unit: Unit, case: Case) -> CorrectionRow:
    row = corrections.open_one(unit, case.row.id) if case.row.state == RETURNED else None
    if row is None:
        raise Conflict("correction")
    return row


def asked_words(case: Case, words: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """(label, the city's sentence). `words`: by question."""
    titles = labels(case.procedure, case.path, speech_of(case.procedure, "ja"))
    return tuple((titles.get(name) or case.procedure.field(name).label, sentence) for name, sentence in words.items())
