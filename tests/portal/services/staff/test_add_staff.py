"""Accounts: added, reset, disabled, recorded."""

import pyotp
import pytest

from portal.errors import Conflict, NotFound, TooMany
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import find_session
from portal.services.staff.add_staff import add_staff, disable_staff, reset_staff
from portal.store.shared import audit_records
from portal.store.staff import staff_members
from portal.store.staff.staff_members import RightRow
from tests.cheap_passwords import ORDINARY
from tests.portal.later import later
from tests.portal.services.staff.staff import KANRI, PASSWORD, add, code, sign_in
from tests.portal.world import DUTY

NEW = "mihon-atarashii-2026"


def last(installation: Installation) -> tuple[str, str, str]:
    with installation.database.read() as unit:
        record = audit_records.after(unit, 0)[-1]
    return record.actor, record.action, record.detail


def reset(installation: Installation, login: str) -> str:
    """Returns the new secret."""
    with installation.database.write() as unit:
        made = reset_staff(installation, unit, KANRI, login, NEW)
        unit.commit()
    return made.totp_secret


def disable(installation: Installation, login: str) -> None:
    with installation.database.write() as unit:
        disable_staff(installation, unit, KANRI, login)
        unit.commit()


def signed_in(installation: Installation, token: str | None) -> bool:
    assert token is not None
    with installation.database.read() as unit:
        return find_session(installation, unit, "staff", token) is not None


def test_rights_are_given_with_the_login_and_recorded_without_the_password(installation: Installation) -> None:
    rights = [RightRow("reviewer", DUTY, "2026-11-20", None), RightRow("clerk", "*", "2026-11-20", "2027-03-31")]
    with installation.database.write() as unit:
        add_staff(installation, unit, KANRI, "tanto", "見本 課子", PASSWORD, rights)
        unit.commit()
    with installation.database.read() as unit:
        row = staff_members.by_login(unit, "tanto")
        assert row is not None
        assert set(staff_members.rights(unit, row.id, "2026-11-20")) == set(rights)
    assert last(installation) == ("staff:kanri", "add staff", f"tanto reviewer:{DUTY} clerk:*")


@pytest.mark.both_engines
def test_a_login_is_given_once(installation: Installation) -> None:
    add(installation)
    with pytest.raises(Conflict):
        add(installation, password=NEW)
    add(installation, "tanto2")


def test_new_credentials_end_what_was_open_and_what_was_known(installation: Installation) -> None:
    tanto = add(installation)
    token = sign_in(installation, "tanto", PASSWORD, code(installation, tanto))
    secret = reset(installation, "tanto")
    assert secret != tanto.totp_secret
    assert not signed_in(installation, token)
    after = later(installation, minutes=1)
    assert sign_in(after, "tanto", PASSWORD, code(after, tanto)) is None
    new = type(tanto)("tanto", NEW, secret)
    assert sign_in(after, "tanto", NEW, code(after, new)) is not None
    assert ("staff:kanri", "reset staff", "tanto") in [
        (record.actor, record.action, record.detail) for record in _records(installation)
    ]


def test_new_credentials_open_a_name_that_was_locked(installation: Installation) -> None:
    """Five wrong tries lock it for a quarter of an hour."""
    add(installation)
    for _ in range(5):
        assert sign_in(installation, "tanto", "wrong", "") is None
    with pytest.raises(TooMany):
        sign_in(installation, "tanto", PASSWORD, "")
    secret = reset(installation, "tanto")
    now = pyotp.TOTP(secret).at(installation.clock.now())
    assert sign_in(installation, "tanto", NEW, now) is not None


def _records(installation: Installation) -> list[audit_records.AuditRecord]:
    with installation.database.read() as unit:
        return audit_records.after(unit, 0)


def test_disabling_takes_effect_at_once_and_can_be_taken_back(installation: Installation) -> None:
    tanto = add(installation)
    token = sign_in(installation, "tanto", PASSWORD, code(installation, tanto))
    disable(installation, "tanto")
    assert not signed_in(installation, token)
    assert last(installation) == ("staff:kanri", "disable staff", "tanto")
    with pytest.raises(NotFound):
        disable(installation, "tanto")
    new = type(tanto)("tanto", NEW, reset(installation, "tanto"))
    assert sign_in(installation, "tanto", NEW, code(installation, new)) is not None


@pytest.mark.parametrize("act", [reset, disable])
def test_who_is_not_there_is_not_found(installation: Installation, act: object) -> None:
    assert callable(act)
    with pytest.raises(NotFound):
        act(installation, "nobody")


def test_who_steals_the_table_of_staff_pays_64_mebibytes_for_each_guess() -> None:
    """RFC 9106, second recommended option: argon2id, 3 passes, 64 MiB, 4 lanes."""
    assert ORDINARY.hash(NEW).startswith("$argon2id$v=19$m=65536,t=3,p=4$")
