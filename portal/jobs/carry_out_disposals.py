"""Carries out approved lists whose day has come, one application at a time: residents who want to write get their turn between."""

from portal.services.carry_out_disposal import carry_out_line, finish
from portal.services.installation import Installation
from portal.store import disposals, removals
from portal.store.disposals import APPROVED, DisposalRow, LineRow

_AT_ONCE = 50


def carry_out_disposals(installation: Installation) -> int:
    """How many applications are gone."""
    with installation.database.read() as unit:
        due = disposals.due(unit, installation.clock.today().isoformat())
    gone = sum(_carry_out(installation, row) for row in due)
    if due:
        installation.database.forget(tuple(removals.GOES))
    return gone


def _carry_out(installation: Installation, row: DisposalRow) -> int:
    gone = 0
    while lines := _next(installation, row):
        for line in lines:
            with installation.database.erase() as unit:
                gone += carry_out_line(installation, unit, row, line)
                unit.commit()
    with installation.database.write() as unit:
        finish(installation, unit, row)
        unit.commit()
    return gone


def _next(installation: Installation, row: DisposalRow) -> list[LineRow]:
    """Some of what is left to go; none once somebody dropped the list."""
    with installation.database.read() as unit:
        now = disposals.by_id(unit, row.id)
        return disposals.listed(unit, row.id, _AT_ONCE) if now and now.state == APPROVED else []
