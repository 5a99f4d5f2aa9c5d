"""Rotation of key-encryption keys on live data."""

import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

import pytest

from integrations.keys.local import FILE_NAME, LocalKeys, add_key, drop_keys, use_key
from integrations.keys.sealing import KeyRing, cipher_of
from portal import outbox
from portal.config import load_settings
from portal.sealing import ANSWERS
from portal.services.cases.cases import case_of_resident
from portal.services.residents.protect import protect
from portal.services.shared.check_key_rings import WrappingRing, check_key_rings
from portal.services.shared.installation import Installation
from portal.services.shared.rotate_keys import StillNeeded, retire_keys, rewrap, rows_left
from portal.services.shared.sessions import Session
from portal.services.shared.verify_audit import verify_audit
from portal.services.shared.write_audit import Actor
from portal.store.notices.deliveries import DeliveryRow
from portal.store.shared import key_checks, wrapped_keys
from portal.wiring import install
from tests.databases import NOW
from tests.portal.world import alice, file_application

pytestmark = pytest.mark.both_engines


class Killed(BaseException):
    pass


def _silent(_table: str, _count: int) -> None:
    pass


def _begin(installation: Installation) -> tuple[LocalKeys, str, str]:
    """As `keys rotate` does: a new key is in the file, current, and known to the database."""
    folder = installation.settings.data / "keys"
    keys = LocalKeys(folder)
    former = keys.current()
    added = add_key(folder, FILE_NAME)
    use_key(folder, FILE_NAME, added)
    check_key_rings(installation.database, {ANSWERS: WrappingRing(ANSWERS, keys)}, 1)
    return keys, former, added


def _fill(installation: Installation, count: int) -> None:
    with installation.database.write() as unit:
        for number in range(count):
            outbox.enqueue(
                installation.keys, unit, "mail", "received", {"number": number}, once=f"n{number}", about=outbox.About(), now=1
            )  # fmt: skip
        unit.commit()


def test_rotate_that_is_killed_half_way_goes_on_where_it_was(installation: Installation) -> None:
    _fill(installation, 50)
    keys, _, added = _begin(installation)
    with installation.database.read() as unit:
        total = sum(rows_left(unit, keys, ANSWERS).values())
    moved: list[int] = []

    def kill(_table: str, count: int) -> None:
        moved.append(count)
        if sum(moved) >= total // 2:
            raise Killed

    with pytest.raises(Killed):
        rewrap(installation.database, keys, ANSWERS, kill, at_once=5)
    assert max(moved) == 5, "short transactions"
    with installation.database.read() as unit:
        assert 0 < sum(rows_left(unit, keys, ANSWERS).values()) == total - sum(moved)
    assert rewrap(installation.database, keys, ANSWERS, _silent, at_once=5) == total - sum(moved)
    assert rewrap(installation.database, keys, ANSWERS, _silent) == 0
    with installation.database.read() as unit:
        assert rows_left(unit, keys, ANSWERS) == {}
        used = {key_id for table in wrapped_keys.of_ring(ANSWERS) for key_id in table.used(unit)}
    assert used == {added}


def test_rotate_leaves_a_row_that_another_process_changed_meanwhile(installation: Installation) -> None:
    """What was read before is not written over what came later."""
    _fill(installation, 1)
    keys, _, added = _begin(installation)
    (table,) = [table for table in wrapped_keys.of_ring(ANSWERS) if table.name == "outbox"]
    with installation.database.write() as unit:
        (row,) = table.page(unit, added, None, 10)
        assert table.move(unit, row, added, keys.wrap(added, b"n" * 32, row.bound_to.encode()))
        assert not table.move(unit, row, added, keys.wrap(added, b"o" * 32, row.bound_to.encode()))
        unit.commit()
    assert rewrap(installation.database, keys, ANSWERS, _silent) > 0
    with installation.database.read() as unit:
        (again,) = table.page(unit, "", None, 10)
    assert keys.unwrap(added, again.wrapped_key, again.bound_to.encode()) == b"n" * 32


def test_rotate_stops_at_a_row_whose_key_is_lost(installation: Installation) -> None:
    _fill(installation, 1)
    with pytest.raises(KeyError):
        rewrap(installation.database, KeyRing({"other": cipher_of(b"k" * 32)}, "other"), ANSWERS, _silent)


def test_retire_after_rotate_is_refused_while_one_row_needs_the_former_key_and_names_it(
    installation: Installation,
) -> None:
    _fill(installation, 1)
    keys, former, _ = _begin(installation)
    with pytest.raises(StillNeeded) as refused:
        retire_keys(installation.database, keys, ANSWERS, 2)
    assert refused.value.rows == {"outbox": 1, "root_key": 3}
    with installation.database.read() as unit:
        assert not key_checks.by_ring(unit)[ANSWERS][former].retired
    rewrap(installation.database, keys, ANSWERS, _silent)
    assert retire_keys(installation.database, keys, ANSWERS, 2) == [former]
    assert retire_keys(installation.database, keys, ANSWERS, 3) == [former], "killed before the file was written"


def test_retire_takes_its_mark_back_when_a_process_wrote_under_the_former_key_meanwhile(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys, _, _ = _begin(installation)
    rewrap(installation.database, keys, ANSWERS, _silent)
    proofs = iter([{}, {"outbox": 1}])
    monkeypatch.setattr("portal.services.shared.rotate_keys.rows_left", lambda *_: next(proofs))
    with pytest.raises(StillNeeded):
        retire_keys(installation.database, keys, ANSWERS, 2)
    with installation.database.read() as unit:
        assert not any(row.retired for row in key_checks.by_ring(unit)[ANSWERS].values())


@dataclass
class Writers:
    """Residents who file and read while the keys change."""

    installation: Installation
    session: Session
    numbers: list[str] = field(default_factory=list)
    failures: list[BaseException] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> "Writers":
        self._threads = [threading.Thread(target=self._write) for _ in range(2)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _write(self) -> None:
        while not self._stop.is_set():
            try:
                number = file_application(self.installation, self.session)
                self.numbers.append(number)
                _open(self.installation, self.session, number)
            except BaseException as error:  # noqa: BLE001  # the test shows it
                self.failures.append(error)
                return


def _open(installation: Installation, session: Session, number: str) -> None:
    with installation.database.read() as unit:
        assert case_of_resident(installation, unit, session, number).answers["phone"]


def test_rotate_and_retire_drill_on_live_data_with_writers_loses_nothing(
    installation: Installation, database_url: str
) -> None:
    session = alice(installation)
    before = [file_application(installation, session) for _ in range(3)]
    _fill(installation, 40)
    with installation.database.write() as unit:
        case = case_of_resident(installation, unit, session, before[0])
        person = ("見本　花子", "1990-01-02")
        protect(installation, unit, Actor("staff", "x"), [person], "staff", "申出", application_id=case.row.id)
        unit.commit()
    head = verify_audit(installation).head
    with Writers(installation, session) as writers:
        _wait_for(writers, 2)
        keys, former, added = _begin(installation)
        _wait_for(writers, 4)
        rewrap(installation.database, keys, ANSWERS, _silent, at_once=5)
        _wait_for(writers, 6)
        rewrap(installation.database, keys, ANSWERS, _silent)
        assert retire_keys(installation.database, keys, ANSWERS, 2) == [former]
        drop_keys(installation.settings.data / "keys", FILE_NAME, [former])
        _wait_for(writers, 8)
    assert writers.failures == []
    assert keys.ids == (added,)
    restarted = install(
        load_settings(env="test", data=installation.settings.data, database_url=database_url, identity="none", now=NOW)
    )
    try:
        for number in (*before, *writers.numbers):
            _open(restarted, session, number)
        for row in _outbox_rows(restarted):
            assert outbox.opened(restarted.keys, row)
        assert verify_audit(restarted, head).faults == ()
        assert restarted.code_key == installation.code_key, "codes that people hold stay"
    finally:
        restarted.database.close()


def _outbox_rows(installation: Installation) -> Iterator[DeliveryRow]:
    with installation.database.write() as unit:
        while claimed := outbox.claim(installation.keys, unit, "mail", 1):
            yield claimed.row


def _wait_for(writers: Writers, count: int) -> None:
    waited = threading.Event()
    for _ in range(1200):
        if len(writers.numbers) >= count or writers.failures:
            return
        with suppress(TimeoutError):
            waited.wait(0.05)
    raise AssertionError("the writers stopped")
