"""One pass finds what a check finds, and writes what a batch of the ready ones would."""

import json
from dataclasses import replace

import pytest

from integrations.sockets.interfaces import AdapterError
from integrations.sockets.layout_socket import Finding
from portal.services.cases.cases import case_of_member
from portal.services.desk.case.hold_hand_over import hold_hand_over
from portal.services.handover import write_ready as writing
from portal.services.handover.check_hand_over import check_hand_over
from portal.services.handover.hand_over import HandedOver, batch_files, hand_over
from portal.services.handover.records import batch_of, waiting_records
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.spool import spool
from portal.store.handover import hand_overs
from tests.integrations.exports.sample import BATCH
from tests.portal.services.handover.test_hand_over import CLERK, CORE, GENERIC, examining
from tests.portal.world import DUTY

YOSHINO, FORMULA, PRIVATE = ({"name": {"family": name, "given": "花子"}} for name in ("𠮷野", "=見本", "\ue000"))


def handed(installation: Installation, layout: str) -> HandedOver:
    return hand_over(installation, layout, DUTY, CLERK)


def stop(installation: Installation, reviewer: Member, number: str) -> None:
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, reviewer, number)
        hold_hand_over(installation, unit, reviewer, case, "確かめています。")
        unit.commit()


@pytest.mark.both_engines
@pytest.mark.parametrize("layout", [CORE, GENERIC])
def test_it_finds_what_a_check_finds(installation: Installation, reviewer: Member, layout: str) -> None:
    for name in (YOSHINO, FORMULA, None, PRIVATE, FORMULA):
        examining(installation, reviewer, *([name] if name else []))
    stop(installation, reviewer, examining(installation, reviewer, YOSHINO))
    stop(installation, reviewer, examining(installation, reviewer))
    checked = check_hand_over(installation, installation.layouts[layout], DUTY)
    done = handed(installation, layout)

    def in_order(findings: tuple[Finding, ...]) -> list[Finding]:
        return sorted(findings, key=repr)

    assert in_order(done.check.findings) == in_order(checked.findings)
    assert replace(done.check, findings=()) == replace(checked, findings=())
    assert done.count == len(checked.ready) > 1
    assert done.check.held == checked.held > 2


@pytest.mark.parametrize("layout", [CORE, GENERIC])
def test_its_files_are_those_that_are_made_again(installation: Installation, reviewer: Member, layout: str) -> None:
    """Those raise Conflict if a byte differs."""
    for name in (YOSHINO, FORMULA, None, PRIVATE):
        examining(installation, reviewer, *([name] if name else []))
    stop(installation, reviewer, examining(installation, reviewer))
    batch = handed(installation, layout).batch
    assert batch is not None
    with spool(installation.settings.data) as bench:
        assert [file.sha256 for file in batch_files(installation, batch, bench)] == [
            file["sha256"] for file in json.loads(batch.manifest)
        ]


def test_a_version_of_which_all_are_held_leaves_no_codes(installation: Installation, reviewer: Member) -> None:
    """A batch with another version would be made again without them."""
    examining(installation, reviewer, PRIVATE)
    layout, held = installation.layouts[GENERIC], list[bool]()
    records = [record for _, record in waiting_records(installation, layout, DUTY)]
    made = []
    for given in (records, []):
        with spool(installation.settings.data) as bench:
            files = layout.write(given, BATCH, bench, lambda _record, is_held: held.append(is_held))
            made.append([(file.name, file.sha256) for file in files])
    assert held == [True]
    assert made[0] == made[1]


def test_what_only_the_batch_itself_stops_is_an_error(
    installation: Installation, reviewer: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    examining(installation, reviewer)
    monkeypatch.setattr(writing, "batch_of", lambda *given: replace(batch_of(*given), city_code="99101599"))
    with pytest.raises(AdapterError, match="EXPORT_RECORD_HELD"):
        handed(installation, GENERIC)
    with installation.database.read() as unit:
        assert hand_overs.latest(unit, [DUTY]) == []
