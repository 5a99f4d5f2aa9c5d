"""One by one: residents' writes get their turn."""

from portal.jobs import Job
from portal.services.disposal.carry_out_disposal import carry_out_line, finish
from portal.services.shared.installation import Installation
from portal.store.disposal import disposals, removals
from portal.store.disposal.disposals import APPROVED, DisposalRow, LineRow

_AT_ONCE = 50


def carry_out_disposals(installation: Installation) -> int:
    with installation.database.read() as unit:
        due = disposals.due(unit, installation.clock.today().isoformat())
    removed = sum(_carry_out(installation, row) for row in due)
    if due:
        installation.database.forget(tuple(removals.GOES))
    return removed


def _carry_out(installation: Installation, row: DisposalRow) -> int:
    removed = 0
    while lines := _next(installation, row):
        for line in lines:
            with installation.database.erase() as unit:
                removed += carry_out_line(installation, unit, row, line)
                unit.commit()
    with installation.database.change() as unit:
        finish(installation, unit, row)
    return removed


def _next(installation: Installation, row: DisposalRow) -> list[LineRow]:
    with installation.database.read() as unit:
        now = disposals.by_id(unit, row.id)
        return disposals.listed(unit, row.id, _AT_ONCE) if now and now.state == APPROVED else []


JOB = Job("carry_out_disposals", 600, carry_out_disposals)
