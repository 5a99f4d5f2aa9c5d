"""Staff sign in by password and code."""

import contextlib

import pytest

from portal.errors import TooMany
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import find_session
from portal.services.shared.throttle import STAFF_PLACE
from portal.services.staff import sign_in_by_password
from portal.services.staff.add_staff import disable_staff
from portal.services.staff.sign_in_by_password import right_password, totp_secret
from portal.store.shared import audit_records
from portal.store.staff import staff_members
from tests.portal.later import later
from tests.portal.services.staff.staff import KANRI, PASSWORD, add, code, sign_in


class Hurried:
    """Fast: the test makes thirty attempts."""

    def verify(self, _password: str, _hash: str) -> bool:
        return False


def reasons(installation: Installation) -> list[str]:
    with installation.database.read() as unit:
        return [record.detail for record in audit_records.after(unit, 0) if record.action == "fail to sign in"]


def records(installation: Installation) -> list[tuple[str, str]]:
    """Without the record of the member's creation."""
    with installation.database.read() as unit:
        return [(record.actor, record.action) for record in audit_records.after(unit, 0)][1:]


def test_password_and_code_open_a_session_of_staff(installation: Installation) -> None:
    tanto = add(installation)
    token = sign_in(installation, "tanto", PASSWORD, code(installation, tanto))
    assert token is not None
    with installation.database.read() as unit:
        session = find_session(installation, unit, "staff", token)
    assert session is not None
    assert (session.staff_id is not None, session.person_id) == (True, None)
    assert records(installation) == [("staff:tanto", "sign in")]


@pytest.mark.parametrize("typed", ["{} {}", "{}-{}", "　{}{}　", "wide"])
def test_a_code_is_read_however_it_is_typed(installation: Installation, typed: str) -> None:
    """Japanese keyboards type full-width digits, too."""
    digits = code(installation, add(installation))
    if typed == "wide":
        typed = "{}{}"
        digits = digits.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert sign_in(installation, "tanto", PASSWORD, typed.format(digits[:3], digits[3:])) is not None


def test_what_is_wrong_opens_nothing_and_is_recorded(installation: Installation) -> None:
    tanto = add(installation)
    right = code(installation, tanto)
    wrong = f"{(int(right) + 1) % 10**6:06d}"
    for login, password, digits in (
        ("tanto", "mihon-himitsu-2025", right),
        ("tanto", "", right),
        ("tanto", PASSWORD, wrong),
        ("tanto", PASSWORD, ""),
        ("tanto", PASSWORD, "あ"),
        ("nobody", PASSWORD, right),
    ):
        assert sign_in(later(installation), login, password, digits) is None
    assert records(installation) == [("staff:tanto", "fail to sign in")] * 5 + [
        ("staff:unknown login", "fail to sign in")
    ]
    assert reasons(installation) == ["WRONG_PASSWORD"] * 2 + ["WRONG_CODE"] * 3 + ["WRONG_PASSWORD"]


def test_a_wrong_password_does_not_use_the_code_up(installation: Installation) -> None:
    right = code(installation, add(installation))
    assert sign_in(installation, "tanto", "wrong", right) is None
    assert sign_in(installation, "tanto", PASSWORD, right) is not None


def test_a_code_opens_once(installation: Installation) -> None:
    right = code(installation, add(installation))
    assert sign_in(installation, "tanto", PASSWORD, right) is not None
    assert sign_in(installation, "tanto", PASSWORD, right) is None


@pytest.mark.parametrize("drift", [-1, 1])
def test_a_clock_half_a_minute_off_is_forgiven(installation: Installation, drift: int) -> None:
    tanto = add(installation)
    assert sign_in(installation, "tanto", PASSWORD, code(installation, tanto, drift=drift)) is not None


@pytest.mark.parametrize("drift", [-3, 3])
def test_a_code_of_another_time_is_not(installation: Installation, drift: int) -> None:
    tanto = add(installation)
    assert sign_in(installation, "tanto", PASSWORD, code(installation, tanto, drift=drift)) is None


def test_after_the_code_of_the_next_half_minute_the_one_before_is_worth_nothing(installation: Installation) -> None:
    tanto = add(installation)
    assert sign_in(installation, "tanto", PASSWORD, code(installation, tanto, drift=1)) is not None
    assert sign_in(installation, "tanto", PASSWORD, code(installation, tanto)) is None


def test_five_wrong_tries_close_the_name_for_everyone_and_a_while(installation: Installation) -> None:
    tanto = add(installation)
    for _ in range(5):
        assert sign_in(installation, "tanto", "wrong", "") is None
    with pytest.raises(TooMany):
        sign_in(installation, "tanto", PASSWORD, code(installation, tanto))
    after = later(installation, minutes=15)
    assert sign_in(after, "tanto", PASSWORD, code(after, tanto)) is not None


def test_a_success_clears_the_count(installation: Installation) -> None:
    tanto = add(installation)
    for minutes in (1, 2):
        now = later(installation, minutes=minutes)
        for _ in range(3):
            assert sign_in(now, "tanto", "wrong", "") is None
        assert sign_in(now, "tanto", PASSWORD, code(now, tanto)) is not None


def test_thirty_names_from_one_address_are_enough(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    right_password(None, "")  # an unknown login, hashed once a process
    monkeypatch.setattr(sign_in_by_password, "HASHER", Hurried())
    for number in range(30):
        assert sign_in(installation, f"nobody{number}", "wrong", "") is None
    with pytest.raises(TooMany):
        sign_in(installation, "nobody", "wrong", "")


def test_a_hall_behind_one_address_signs_in_more_often_than_strangers_may_fail(
    installation: Installation,
) -> None:
    members = {login: add(installation, login) for login in ("tanto", "kansa")}
    for half_minutes in range((STAFF_PLACE.tries + 5) // 2):  # a code is used once
        now = later(installation, seconds=30 * half_minutes)
        for login, member in members.items():
            assert sign_in(now, login, PASSWORD, code(now, member)) is not None


def test_strangers_do_not_lock_out_a_device_from_which_somebody_has_signed_in(installation: Installation) -> None:
    tanto = add(installation)
    for _ in range(5):
        assert sign_in(installation, "tanto", "wrong", "") is None
    with pytest.raises(TooMany):
        sign_in(installation, "tanto", PASSWORD, code(installation, tanto))
    assert sign_in(installation, "tanto", PASSWORD, code(installation, tanto), "device") is not None
    with pytest.raises(TooMany):  # whoever knows the name only waits as before
        sign_in(installation, "tanto", PASSWORD, code(installation, tanto, drift=1))


def test_a_known_device_has_five_tries_of_its_own(installation: Installation) -> None:
    tanto = add(installation)
    for _ in range(5):
        assert sign_in(installation, "tanto", "wrong", "", "device") is None
    with pytest.raises(TooMany):
        sign_in(installation, "tanto", PASSWORD, code(installation, tanto), "device")
    assert sign_in(installation, "tanto", PASSWORD, code(installation, tanto), "another device") is not None


def test_a_throttled_name_leaves_one_record_however_often_it_is_tried(installation: Installation) -> None:
    for _ in range(9):
        with contextlib.suppress(TooMany):
            sign_in(installation, "tanto", "wrong", "")
    assert [record for record in records(installation) if record[0].startswith("system")] == [
        ("system:throttle", "throttle")
    ]


def test_who_was_disabled_does_not_come_in(installation: Installation) -> None:
    tanto = add(installation)
    with installation.database.write() as unit:
        disable_staff(installation, unit, KANRI, "tanto")
        unit.commit()
    assert sign_in(installation, "tanto", PASSWORD, code(installation, tanto)) is None


@pytest.mark.parametrize("login", ["", "\0", "tan\0to", "あ" * 100])
def test_a_login_that_cannot_be_is_only_unknown(installation: Installation, login: str) -> None:
    assert sign_in(installation, login, PASSWORD, "000000") is None


def test_the_secret_of_the_code_is_sealed(installation: Installation) -> None:
    tanto = add(installation)
    with installation.database.read() as unit:
        row = staff_members.by_login(unit, "tanto")
    assert row is not None
    assert tanto.totp_secret.encode() not in row.sealed_totp
    assert totp_secret(installation.keys, row) == tanto.totp_secret
    assert row.password_hash.startswith("$argon2id$")
