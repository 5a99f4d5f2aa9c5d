"""The seed is sealed, and its digest public, before the list is complete."""

from dataclasses import replace
from datetime import date

from forms.numbers.lots import commitment
from portal.jobs.bookings.keep_drawings import keep_drawings
from portal.services.bookings.promise_seeds import Round, promise_seeds, round_on, rounds_begun, seed_of, without_seed
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor
from portal.store.bookings import drawings
from tests.definitions.shelf import shelf
from tests.portal.later import at
from tests.portal.services.bookings.drawing import CLOSES, ONE, offer

ACTOR = Actor("system", "keep_drawings")


def test_a_round_that_has_begun_has_one_sealed_seed(installation: Installation) -> None:
    offer(installation, ONE)
    with installation.database.read() as unit:
        row = drawings.of(unit, ONE, CLOSES)
    assert row is not None
    assert commitment(seed_of(installation.keys, row)) == row.commitment
    assert (row.seed, row.drawn_at) == ("", None)
    assert seed_of(installation.keys, row).encode() not in row.sealed_seed
    assert keep_drawings(installation) == 0
    with installation.database.read() as unit:
        assert drawings.of(unit, ONE, CLOSES) == row


def test_two_workers_at_once_keep_one_seed(installation: Installation) -> None:
    offer(installation, ONE)
    with installation.database.write() as unit:
        assert promise_seeds(installation, unit, ACTOR, [(shelf()[ONE], Round(None, date(2026, 11, 30)))]) == 0
        assert len(drawings.of_procedure(unit, ONE)) == 1


def test_before_the_first_day_nothing_is_promised(installation: Installation) -> None:
    offer(at(installation, "2026-10-31T23:00:00+09:00"), ONE)
    with installation.database.read() as unit:
        assert drawings.of(unit, ONE, CLOSES) is None
    assert keep_drawings(at(installation, "2026-11-01T00:00:00+09:00")) > 0
    with installation.database.read() as unit:
        assert drawings.of(unit, ONE, CLOSES) is not None


def test_a_procedure_without_a_drawing_has_no_round(installation: Installation) -> None:
    assert round_on(installation, shelf()["capacity"], date(2026, 11, 20)) is None
    assert round_on(installation, shelf()[ONE], date(2026, 11, 20)) == Round(date(2026, 11, 1), date(2026, 11, 30))
    endless = replace(shelf()[ONE], window=None)
    assert round_on(installation, endless, date(2026, 11, 20)) is None


def test_shipped_rounds_are_read_outside_of_a_transaction(installation: Installation) -> None:
    offer(installation, ONE)
    begun = rounds_begun(installation)
    assert ONE in [procedure.id for procedure, _ in begun]
    with installation.database.read() as unit:
        assert without_seed(unit, begun) == []
        assert without_seed(unit, []) == []
