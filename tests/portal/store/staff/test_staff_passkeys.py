"""Passkeys of staff and their counters."""

from portal.db import Unit
from portal.models.staff.staff import Staff
from portal.store.staff import staff_passkeys
from portal.store.staff.staff_passkeys import PasskeyRow
from tests.portal.store.planting import plant


def _add(unit: Unit, staff_id: int, credential: bytes, count: int = 0, now: int = 1) -> bool:
    return staff_passkeys.add(
        unit, credential=credential, staff_id=staff_id, public_key=b"key", sign_count=count, name="鍵", now=now
    )


def test_a_credential_is_stored_once(unit: Unit) -> None:
    staff, other = plant(unit, Staff)["id"], plant(unit, Staff)["id"]
    assert [_add(unit, staff, b"a"), _add(unit, other, b"a")] == [True, False]
    stored = staff_passkeys.by_credential(unit, b"a")
    assert stored
    assert stored == PasskeyRow(stored.id, b"a", staff, b"key", 0, "鍵", 1, None)
    assert staff_passkeys.by_credential(unit, b"b") is None


def test_a_count_must_rise_unless_the_authenticator_does_not_count(unit: Unit) -> None:
    staff = plant(unit, Staff)["id"]
    _add(unit, staff, b"a", 5)
    _add(unit, staff, b"b", 0)
    counting, silent = staff_passkeys.of_staff(unit, staff)
    assert [staff_passkeys.use(unit, counting.id, count, 9) for count in (6, 6, 0, 7)] == [True, False, False, True]
    assert [staff_passkeys.use(unit, silent.id, 0, 8) for _ in range(2)] == [True, True]
    used = [(passkey.sign_count, passkey.used_at) for passkey in staff_passkeys.of_staff(unit, staff)]
    assert used == [(7, 9), (0, 8)]


def test_a_member_removes_their_own_passkeys(unit: Unit) -> None:
    staff, other = plant(unit, Staff)["id"], plant(unit, Staff)["id"]
    for owner, credential, now in ((staff, b"late", 2), (staff, b"early", 1), (other, b"other", 1)):
        _add(unit, owner, credential, now=now)
    early, late = staff_passkeys.of_staff(unit, staff)
    assert (early.credential, late.credential) == (b"early", b"late")
    assert not staff_passkeys.remove(unit, early.id, other)
    assert staff_passkeys.remove(unit, early.id, staff)
    assert staff_passkeys.of_staff(unit, staff) == [late]
    staff_passkeys.remove_all(unit, staff)
    assert staff_passkeys.of_staff(unit, staff) == []
    assert len(staff_passkeys.of_staff(unit, other)) == 1
