"""Accounts of staff."""

from portal.db import Unit
from portal.models.staff.disaster_mode import DisasterMode
from portal.models.staff.staff import Staff
from portal.models.staff.temporary_staff import TemporaryStaff
from portal.store.staff import staff_members
from portal.store.staff.staff_members import StaffRow
from tests.portal.store.planting import plant


def _add(unit: Unit, login: str) -> int | None:
    return staff_members.add(
        unit, login=login, name="花子", password_hash="hash", key_id="k", wrapped_key=b"w", sealed_totp=b"t", now=5
    )


def test_a_login_is_given_once(unit: Unit) -> None:
    number = _add(unit, "hanako")
    assert number is not None
    assert _add(unit, "hanako") is None
    stored = StaffRow(number, "hanako", "花子", "hash", "k", b"w", b"t", 0, 5, None, None)
    assert staff_members.by_login(unit, "hanako") == stored == staff_members.by_id(unit, number)
    assert staff_members.by_login(unit, "taro") is None
    assert staff_members.by_id(unit, number + 1) is None


def test_an_account_for_a_disaster_has_a_last_day(unit: Unit) -> None:
    staff = plant(unit, Staff)
    plant(unit, TemporaryStaff, staff_id=staff["id"], mode_id=plant(unit, DisasterMode)["id"], last_day="2026-11-30")
    member = staff_members.by_id(unit, staff["id"])
    assert member is not None
    assert member.last_day == "2026-11-30"


def test_machines_are_not_listed(unit: Unit) -> None:
    for login in ("taro", "machine:a", "hanako"):
        plant(unit, Staff, login=login)
    assert [member.login for member in staff_members.everyone(unit)] == ["hanako", "taro"]


def test_a_code_is_accepted_once(unit: Unit) -> None:
    first, second = _add(unit, "a"), _add(unit, "b")
    assert first
    assert second
    assert [staff_members.use_step(unit, first, step) for step in (7, 7, 6, 8)] == [True, False, False, True]
    assert staff_members.use_step(unit, second, 1)


def test_members_are_locked_in_any_number(unit: Unit) -> None:
    staff_members.lock(unit, [])
    staff_members.lock(unit, [plant(unit, Staff)["id"] for _ in range(3)])


def test_a_disabled_account_is_enabled_by_a_reset(unit: Unit) -> None:
    number = _add(unit, "hanako")
    assert number
    assert [staff_members.disable(unit, login, 9) for login in ("hanako", "hanako", "nobody")] == [True, False, False]
    staff_members.use_step(unit, number, 7)
    secrets = {"password_hash": "new", "key_id": "k2", "wrapped_key": b"w2", "sealed_totp": b"t2"}
    assert staff_members.reset(unit, login="hanako", **secrets)  # type: ignore[arg-type]
    assert not staff_members.reset(unit, login="nobody", **secrets)  # type: ignore[arg-type]
    stored = StaffRow(number, "hanako", "花子", "new", "k2", b"w2", b"t2", 0, 5, None, None)
    assert staff_members.by_login(unit, "hanako") == stored
