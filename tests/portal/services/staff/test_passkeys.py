"""Passkeys: ownership and removal."""

from dataclasses import replace

import pyotp
import pytest

from portal.errors import NotAllowed, NotFound
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member, member_of
from portal.services.shared.sessions import Session, find_session, sessions_of
from portal.services.staff.add_staff import reset_staff
from portal.services.staff.passkeys import ask_to_make, may_have, offers_passkeys, remove_passkey
from portal.services.staff.sign_in_by_password import totp_secret
from portal.store.residents import sessions
from portal.store.staff import staff_identities, staff_members, staff_passkeys
from portal.store.staff.staff_members import RightRow
from tests.portal.later import later
from tests.portal.services.staff.staff import KANRI, PASSWORD, add, code, sign_in
from tests.portal.world import PLACE


@pytest.fixture
def named(installation: Installation) -> Installation:
    settings = installation.settings.model_copy(update={"public_url": "https://shinsei.city.example"})
    return replace(installation, settings=settings)


def come(installation: Installation, login: str = "tanto") -> tuple[Member, Session]:
    token = sign_in(installation, login, PASSWORD, code(installation, add(installation, login)))
    with installation.database.read() as unit:
        session = find_session(installation, unit, "staff", token or "")
        assert session is not None
        return member_of(installation.clock, unit, session, PLACE), session


def keep(installation: Installation, member: Member, credential: bytes) -> int:
    with installation.database.write() as unit:
        staff_passkeys.add(
            unit, credential=credential, staff_id=member.id, public_key=b"k", sign_count=0, name="電話機", now=1
        )
        unit.commit()
        return staff_passkeys.of_staff(unit, member.id)[-1].id


def test_nobody_takes_away_the_passkey_of_another(named: Installation) -> None:
    tanto, _ = come(named)
    hana, _ = come(named, "hana")
    key = keep(named, tanto, b"1")
    with named.database.write() as unit, pytest.raises(NotFound):
        remove_passkey(named, unit, hana, key)
    with named.database.write() as unit:
        remove_passkey(named, unit, tanto, key)
        unit.commit()
        assert staff_passkeys.of_staff(unit, tanto.id) == []


def test_new_credentials_take_all_passkeys(named: Installation) -> None:
    tanto, _ = come(named)
    keep(named, tanto, b"1")
    with named.database.write() as unit:
        reset_staff(named, unit, KANRI, "tanto", "another-password-2026")
        unit.commit()
        assert staff_passkeys.of_staff(unit, tanto.id) == []


def test_a_count_that_stood_still_is_a_copy_unless_the_device_never_counts(named: Installation) -> None:
    tanto, _ = come(named)
    counting, still = keep(named, tanto, b"1"), keep(named, tanto, b"2")
    with named.database.write() as unit:
        assert [staff_passkeys.use(unit, counting, count, 2) for count in (3, 3, 2, 4)] == [True, False, False, True]
        assert [staff_passkeys.use(unit, still, 0, 2) for _ in range(2)] == [True, True]
        assert not staff_passkeys.use(unit, counting, 0, 2)


def test_a_passkey_is_made_soon_after_a_sign_in_or_not_at_all(named: Installation) -> None:
    tanto, session = come(named)
    with named.database.write() as unit:
        assert '"userVerification": "required"' in ask_to_make(named, unit, tanto, session, "browser")
    passed = later(named, minutes=11)
    with passed.database.write() as unit, pytest.raises(NotAllowed):
        ask_to_make(passed, unit, tanto, session, "browser")


def test_who_comes_by_the_citys_provider_alone_has_none(named: Installation) -> None:
    """A passkey would bypass the provider's groups."""
    tanto, session = come(named)
    with named.database.write() as unit:
        assert may_have(named.settings, unit, tanto)
        staff_members.reset(unit, login="tanto", password_hash="", key_id="", wrapped_key=b"", sealed_totp=b"")
        assert not may_have(named.settings, unit, tanto)
        with pytest.raises(NotAllowed):
            ask_to_make(named, unit, tanto, session, "browser")


def test_an_address_of_figures_has_no_passkeys(installation: Installation, named: Installation) -> None:
    assert not offers_passkeys(installation.settings)
    assert offers_passkeys(named.settings)


def test_rights_of_groups_hold_only_for_who_came_in_there(named: Installation) -> None:
    tanto, _ = come(named)
    with named.database.write() as unit:
        staff_identities.give_rights(unit, tanto.id, [RightRow("exporter", "*", "2026-04-01", None)])
        unit.commit()
    with named.database.read() as unit:
        row = staff_members.by_login(unit, "tanto")
        assert row is not None
        assert [right.role for right in staff_members.rights(unit, row.id, "2026-11-20")] == ["exporter"]
    passed = later(named, minutes=2)
    assert sign_in(passed, "tanto", PASSWORD, code_now(passed)) is not None
    with passed.database.read() as unit:
        assert staff_members.rights(unit, row.id, "2026-11-20") == []


def code_now(installation: Installation) -> str:
    with installation.database.read() as unit:
        row = staff_members.by_login(unit, "tanto")
    assert row is not None
    return pyotp.TOTP(totp_secret(installation.keys, row)).at(int(installation.clock.now().timestamp()))


def test_who_is_signed_in_elsewhere_can_be_signed_out_there(named: Installation) -> None:
    tanto, session = come(named)
    passed = later(named, minutes=2)
    assert sign_in(passed, "tanto", PASSWORD, code_now(passed)) is not None
    with named.database.write() as unit:
        assert len(sessions_of(named, unit, tanto.id)) == 2
        assert sessions.end_others(unit, tanto.id, session.token_hash) == 1
        assert [row.token_hash for row in sessions_of(named, unit, tanto.id)] == [session.token_hash]
