"""Signs staff in at the city's own provider: its groups give the rights, anew at each sign-in."""

import pyotp

from integrations.interfaces import Callback, SignInRequest
from integrations.staff_socket import StaffAssertion, StaffProvider
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict, NotFound
from portal.sealing import new_sealer
from portal.services.actor import Actor
from portal.services.installation import Installation
from portal.services.sessions import open_session
from portal.services.sign_in_attempts import new_request, request_of
from portal.services.staff_groups import read_staff_groups
from portal.services.write_audit import write_audit
from portal.store import staff_identities, staff_members
from portal.store.sessions import AttemptRow
from portal.store.staff_members import RightRow, StaffRow

REALM = "staff"
# Why nobody came in, for the page that says what to do.
TAKEN, DISABLED, NO_RIGHT = "taken", "disabled", "no_right"


def _provider(installation: Installation) -> StaffProvider:
    if installation.staff_provider is None:
        raise NotFound("staff provider")
    return installation.staff_provider


def _redirect_uri(installation: Installation) -> str:
    return f"{installation.settings.base_url}/staff/sign-in/callback"


def prepare(installation: Installation, *, fresh: bool = False) -> tuple[SignInRequest, str]:
    """New secrets (`fresh` as in `SignInRequest`) and the provider's address for them. May ask the provider: no unit may be open meanwhile."""
    request = new_request(_redirect_uri(installation), fresh=fresh)
    return request, _provider(installation).begin(request)


def ask_provider(
    installation: Installation, callback: Callback, attempt: AttemptRow
) -> tuple[StaffAssertion, list[RightRow]]:
    """Who came, and what their groups give. Talks to the provider: no unit may be open meanwhile. AdapterError if anything
    does not hold."""
    request = request_of(callback, attempt, _redirect_uri(installation))
    assertion = _provider(installation).complete(callback, request, installation.clock.now())
    return assertion, read_staff_groups(installation.settings.city).rights(assertion.groups)


def finish_sign_in(
    installation: Installation, unit: Unit, assertion: StaffAssertion, given: list[RightRow], place: str
) -> tuple[str, str]:
    """(token of a new session, ""), or ("", why not). Commit either way: a refusal is recorded too, and rights that a group
    no longer gives are gone."""
    row, problem = _known(installation, unit, assertion)
    if row is not None and not problem:
        staff_identities.rename(unit, row.id, assertion.name)
        staff_identities.give_rights(unit, row.id, given)
        if not staff_members.rights(unit, row.id, installation.clock.today().isoformat()):
            problem = NO_RIGHT
    if row is None or problem:
        # Of who is nobody here the provider's number alone is recorded: a login that was claimed proves nothing.
        actor = Actor("staff", row.login if row else "unknown login", place=place)
        write_audit(installation, unit, actor, "fail to sign in", detail=f"city {problem} {assertion.subject}")
        return "", problem
    detail = " ".join(("city", *assertion.methods))
    write_audit(installation, unit, Actor("staff", row.login, place=place), "sign in", detail=detail)
    return open_session(installation, unit, REALM, staff_id=row.id, proved_at=assertion.auth_time), ""


def _known(installation: Installation, unit: Unit, assertion: StaffAssertion) -> tuple[StaffRow | None, str]:
    """The member of staff, added at the first sign-in, and why they may not come in."""
    staff_id = staff_identities.find(unit, assertion.issuer, assertion.subject)
    if staff_id is None:
        # Of two first sign-ins at once one adds, and the other finds what it added.
        staff_id = _add(installation, unit, assertion) or staff_identities.find(
            unit, assertion.issuer, assertion.subject
        )
    row = staff_members.by_id(unit, staff_id) if staff_id is not None else None
    if row is None:
        return None, TAKEN
    return row, DISABLED if row.shut_out(installation.clock.today().isoformat()) else ""


def _add(installation: Installation, unit: Unit, assertion: StaffAssertion) -> int | None:
    """None where another has this login: a name alone proves nothing, an administrator links the two."""
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


def link_staff(installation: Installation, unit: Unit, actor: Actor, login: str, subject: str) -> None:
    """Lets a member of staff who was added by hand come in at the city's provider too. NotFound if there is no such login
    or no provider, Conflict if the subject is somebody's already."""
    row = staff_members.by_login(unit, login)
    if row is None:
        raise NotFound(login)
    provider = _provider(installation)
    if not staff_identities.add(unit, provider.issuer, subject, row.id, to_micro(installation.clock.now())):
        raise Conflict(subject)
    write_audit(installation, unit, actor, "link staff", detail=f"{login} {subject}")
