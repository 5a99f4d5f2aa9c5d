"""Makes figures of new applications."""

from portal.jobs import Job
from portal.services.filing.note_filing import note_filing
from portal.services.shared.installation import Installation
from portal.store.desk import procedure_figures

AT_ONCE = 50


def note_filings(installation: Installation) -> int:
    with installation.database.read() as unit:
        if not procedure_figures.unnoted(unit, 1):
            return 0
    with installation.database.change() as unit:
        noted = [note_filing(installation, unit, row) for row in procedure_figures.unnoted(unit, AT_ONCE)]
    return sum(noted)


JOB = Job("note_filings", 20, note_filings)
