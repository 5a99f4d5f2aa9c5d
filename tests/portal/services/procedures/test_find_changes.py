"""New and recently changed procedures."""

from portal.clock import to_micro
from portal.services.procedures.find_changes import find_changes
from portal.services.shared.catalogue import publish
from portal.services.shared.installation import Installation
from tests.forms.loading.small import small
from tests.portal.later import later
from tests.portal.world import PROCEDURE


def changes(installation: Installation) -> list[tuple[str, bool]]:
    with installation.database.read() as unit:
        installation.catalogue.refresh(unit)
        return [(change.procedure.id, change.new) for change in find_changes(installation, unit)]


def test_new_and_changed_are_reported_and_the_beginning_is_neither(installation: Installation) -> None:
    assert changes(installation) == []
    week = later(installation, days=7)
    publish(installation.database, [small(procedure="brand-new")], to_micro(week.clock.now()))
    old = installation.catalogue.current(PROCEDURE)
    again = small(procedure=PROCEDURE, version=str(old.version + 1))
    publish(installation.database, [again], to_micro(later(installation, days=8).clock.now()))
    assert changes(week) == [(PROCEDURE, False), ("brand-new", True)]
    assert changes(later(installation, days=100)) == []
