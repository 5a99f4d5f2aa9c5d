"""The provider's groups give the rights."""

import pyotp

from integrations.sockets.staff_socket import StaffAssertion, StaffProvider
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict, NotFound, required
from portal.sealing import new_sealer
from portal.services.residents.round_trip import RoundTrip
from portal.services.shared.needs import HasStaffProvider, Records
from portal.services.shared.sessions import open_session
from portal.services.shared.write_audit import MACHINE, Actor, write_audit
from portal.store.staff import staff_identities, staff_members
from portal.store.staff.staff_members import RightRow, StaffRow

REALM = "staff"
START = "/staff/start"  # where a sign-in without an address leads
# Reasons for a refusal, explained on the sign-in page.
TAKEN, DISABLED, NO_RIGHT = "taken", "disabled", "no_right"


def _provider(installation: HasStaffProvider) -> StaffProvider:
    if installation.staff_provider is None:
        raise NotFound("staff provider")
    return installation.staff_provider


def round_trip(installation: HasStaffProvider) -> RoundTrip[StaffAssertion]:
    """Raises NotFound."""
    redirect_uri = f"{installation.settings.base_url}/staff/sign-in/callback"
    return RoundTrip(_provider(installation), REALM, redirect_uri, START)


def finish_sign_in(
    installation: Records, unit: Unit, assertion: StaffAssertion, given: list[RightRow], place: str
) -> tuple[str, str]:
    """(token, ""), or ("", problem). Commit in any case: refusals are audited."""
    row, problem = _known(installation, unit, assertion)
    if row is not None and not problem:
        staff_identities.rename(unit, row.id, assertion.name)
        staff_identities.give_rights(unit, row.id, given)
        if not staff_members.rights(unit, row.id, installation.clock.today().isoformat()):
            problem = NO_RIGHT
    if row is None or problem:
        # For an unknown account only the provider's subject identifier is logged: a claimed login proves nothing.
        actor = Actor("staff", row.login if row else "unknown login", place=place)
        write_audit(installation, unit, actor, "fail to sign in", detail=f"city {problem} {assertion.subject}")
        return "", problem
    detail = " ".join(("city", *assertion.methods))
    write_audit(installation, unit, Actor("staff", row.login, place=place), "sign in", detail=detail)
    identity = assertion.issuer, assertion.subject
    return open_session(
        installation, unit, REALM, staff_id=row.id, proved_at=assertion.auth_time, identity=identity
    ), ""


def _known(installation: Records, unit: Unit, assertion: StaffAssertion) -> tuple[StaffRow | None, str]:
    staff_id = staff_identities.find(unit, assertion.issuer, assertion.subject)
    if staff_id is None:
        # Of two concurrent first sign-ins one adds the account, and the other finds it.
        staff_id = _add(installation, unit, assertion) or staff_identities.find(
            unit, assertion.issuer, assertion.subject
        )
    row = staff_members.by_id(unit, staff_id) if staff_id is not None else None
    if row is None:
        return None, TAKEN
    return row, DISABLED if row.shut_out(installation.clock.today().isoformat()) else ""


def _add(installation: Records, unit: Unit, assertion: StaffAssertion) -> int | None:
    # Some providers let people choose their own login: such a one would act as a machine in the audit.
    if assertion.login.startswith(MACHINE):
        return None
    now = to_micro(installation.clock.now())
    box, stored = new_sealer(installation.keys, f"staff:{assertion.login}")
    staff_id = staff_members.add(
        unit, login=assertion.login, name=assertion.name, password_hash="", key_id=stored.key_id,
        wrapped_key=stored.wrapped, sealed_totp=box.seal("totp", pyotp.random_base32()), now=now,
    )  # fmt: skip
    if staff_id is None:
        return None
    staff_identities.add(unit, assertion.issuer, assertion.subject, staff_id, now)
    actor = Actor("system", "city provider")
    write_audit(installation, unit, actor, "add staff", detail=f"{assertion.login} {assertion.subject}")
    return staff_id


def link_staff(installation: HasStaffProvider, unit: Unit, actor: Actor, login: str, subject: str) -> None:
    row = required(staff_members.by_login(unit, login), NotFound(login))
    provider = _provider(installation)
    if not staff_identities.add(unit, provider.issuer, subject, row.id, to_micro(installation.clock.now())):
        raise Conflict(subject)
    write_audit(installation, unit, actor, "link staff", detail=f"{login} {subject}")
