"""The state of the store as gauges."""

from functools import partial

from prometheus_client.parser import text_string_to_metric_families

from portal import outbox
from portal.clock import to_micro
from portal.outbox import About
from portal.services.audit.note_faults import report_faults
from portal.services.audit.state_gauges import state_gauges
from portal.services.filing.drafts import start_draft
from portal.services.shared.installation import Installation
from portal.services.shared.verify_audit import Fault
from portal.store.imports.import_packages import STATES
from tests.portal.audit_chain import WHO, write_records
from tests.portal.later import later
from tests.portal.world import PROCEDURE, alice


def gauges(installation: Installation) -> dict[tuple[str, ...], float]:
    families = text_string_to_metric_families(state_gauges(installation).decode())
    return {
        (sample.name.removeprefix("kakanai_"), *sample.labels.values()): sample.value
        for family in families
        for sample in family.samples
    }


def test_a_fresh_store_is_behind_in_nothing(installation: Installation) -> None:
    state = gauges(installation)
    assert (state["database_ok",], state["seal_lag_seconds",], state["outbox_lag_seconds",]) == (1, 0, 0)
    assert (state["drafts",], state["audit_faults",]) == (0, 0)
    assert state["space_bytes",] > 0
    assert {state["import_packages", condition] for condition in STATES} == {0}


def test_what_waits_is_counted(installation: Installation) -> None:
    person_id = alice(installation).person_id
    with installation.database.write() as unit:
        start_draft(
            installation,
            unit,
            installation.catalogue.current(PROCEDURE),
            "online",
            person_id=person_id,
        )
        unit.commit()
    write_records(installation)
    report_faults(installation, WHO, [Fault("records 1 to 2: a link is missing", "ab" * 10)])
    state = gauges(later(installation, minutes=10))
    assert state["drafts",] == 1
    assert state["audit_faults",] == 1
    assert state["seal_lag_seconds",] >= 590


def test_messages_are_counted_until_they_are_sent(installation: Installation) -> None:
    now = to_micro(installation.clock.now())
    for number in range(4):
        with installation.database.write() as unit:
            outbox.enqueue(installation.keys, unit, "mail", "received", {}, once=str(number), about=About(), now=now)
            unit.commit()
    with installation.database.write() as unit:
        for end in (outbox.sent, partial(outbox.failed, code="550", permanent=True)):
            claimed = outbox.claim(installation.keys, unit, "mail", now)
            assert claimed is not None
            assert end(unit, claimed, now=now)
        unit.commit()
    state = gauges(installation)
    assert (state["outbox", "mail", "waiting"], state["outbox", "mail", "parked"]) == (2, 1)
    assert ("outbox", "mail", "sent") not in state
