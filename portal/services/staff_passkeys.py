"""Passkeys of staff (WebAuthn): made soon after another sign-in, good in the place of password and code together, because the
device asks for finger, face or PIN before it signs.

Only for who has a password: who comes by the city's provider is asked there, and would else come in past its groups.
"""

import ipaddress
import json
from collections.abc import Callable
from typing import Any, TypeVar

from portal.clock import to_micro
from portal.db import Unit
from portal.errors import NotAllowed, NotFound, SignInFailed
from portal.services.actor import Actor
from portal.services.fresh_sign_in import MAKE_ONE, is_fresh
from portal.services.installation import Installation
from portal.services.rights import Member
from portal.services.sessions import Session, open_session
from portal.services.sign_in_attempts import begin_attempt, consume_attempt, new_challenge
from portal.services.write_audit import write_audit
from portal.store import staff_identities, staff_members, staff_passkeys
from portal.store.staff_passkeys import PasskeyRow

MAKE, USE = "passkey-make", "passkey-use"  # realms of attempts
MOST = 10
_LONGEST = 20_000
Answer = TypeVar("Answer")


def offers_passkeys(installation: Installation) -> bool:
    """Passkeys belong to a name: WebAuthn knows none of an address of figures."""
    try:
        ipaddress.ip_address(installation.settings.host_name)
    except ValueError:
        return True
    return False


def may_have(installation: Installation, unit: Unit, member: Member) -> bool:
    row = staff_members.by_id(unit, member.id)
    return offers_passkeys(installation) and row is not None and row.password_hash != ""


def ask_to_make(installation: Installation, unit: Unit, member: Member, session: Session, browser: str) -> str:
    """Options of WebAuthn for a new passkey, as JSON. NotFound where there are none here, NotAllowed where none may be
    made now."""
    # Imported here: it costs a tenth of a second, and each start and each command would pay it.
    from webauthn import generate_registration_options, options_to_json  # noqa: PLC0415
    from webauthn.helpers.structs import (  # noqa: PLC0415
        AuthenticatorSelectionCriteria,
        PublicKeyCredentialDescriptor,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    if not offers_passkeys(installation):
        raise NotFound("passkeys")
    known = staff_passkeys.of_staff(unit, member.id)
    if not (may_have(installation, unit, member) and is_fresh(installation, session, MAKE_ONE) and len(known) < MOST):
        raise NotAllowed("make passkey")
    challenge = new_challenge()
    options = generate_registration_options(
        rp_id=installation.settings.host_name,
        rp_name=f"{installation.city.name} {installation.city.service}",
        user_id=f"staff:{member.id}".encode(),
        user_name=member.login,
        user_display_name=member.name,
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=row.credential) for row in known],
    )
    begin_attempt(installation, unit, MAKE, challenge.hex(), browser, place=member.place)
    return options_to_json(options)


def make_passkey(
    installation: Installation, unit: Unit, member: Member, session: Session, credential: str, name: str, browser: str
) -> None:
    """Keeps the passkey that the browser made. SignInFailed if its answer does not hold; commit either way, the question is
    used up. NotAllowed as above."""
    from webauthn import verify_registration_response  # noqa: PLC0415 - see ask_to_make

    if not (may_have(installation, unit, member) and is_fresh(installation, session, MAKE_ONE)):
        raise NotAllowed("make passkey")
    answer, challenge = _read(credential)
    consume_attempt(installation, unit, MAKE, challenge.hex(), browser)
    made = _checked(
        lambda: verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=installation.settings.host_name,
            expected_origin=installation.settings.base_url,
            require_user_verification=True,
        )
    )
    now = to_micro(installation.clock.now())
    if not staff_passkeys.add(
        unit, credential=made.credential_id, staff_id=member.id, public_key=made.credential_public_key,
        sign_count=made.sign_count, name=name, now=now,
    ):  # fmt: skip
        raise SignInFailed("NONCE_REPLAYED")
    write_audit(installation, unit, member.actor, "add passkey", detail=name)


def ask_to_use(installation: Installation, unit: Unit, browser: str, place: str) -> str:
    """Options of WebAuthn for signing in, as JSON: they name nobody. NotFound where there are no passkeys here."""
    from webauthn import generate_authentication_options, options_to_json  # noqa: PLC0415 - see ask_to_make
    from webauthn.helpers.structs import UserVerificationRequirement  # noqa: PLC0415

    if not offers_passkeys(installation):
        raise NotFound("passkeys")
    challenge = new_challenge()
    options = generate_authentication_options(
        rp_id=installation.settings.host_name,
        challenge=challenge,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    begin_attempt(installation, unit, USE, challenge.hex(), browser, place=place)
    return options_to_json(options)


def sign_in_by_passkey(installation: Installation, unit: Unit, credential: str, browser: str, place: str) -> str | None:
    """The token of a new session; None if the answer does not hold, or is nobody's. Commit either way."""
    row = None
    try:
        answer, challenge = _read(credential)
        consume_attempt(installation, unit, USE, challenge.hex(), browser)
        row = _used(installation, unit, answer, challenge)
    except SignInFailed as failed:
        write_audit(
            installation, unit, Actor("staff", "unknown login", place=place), "fail to sign in", detail=failed.code
        )
        return None
    staff = staff_members.by_id(unit, row.staff_id)
    today = installation.clock.today().isoformat()
    if staff is None or staff.shut_out(today) or not staff.password_hash:
        login = staff.login if staff else "unknown login"
        write_audit(
            installation, unit, Actor("staff", login, place=place), "fail to sign in", detail="passkey disabled"
        )
        return None
    staff_identities.give_rights(unit, staff.id, [])  # of groups that nobody asked about today
    write_audit(installation, unit, Actor("staff", staff.login, place=place), "sign in", detail="passkey")
    return open_session(installation, unit, "staff", staff_id=staff.id)


def _used(installation: Installation, unit: Unit, answer: dict[str, Any], challenge: bytes) -> PasskeyRow:
    from webauthn import base64url_to_bytes, verify_authentication_response  # noqa: PLC0415 - see ask_to_make

    credential = _checked(lambda: base64url_to_bytes(str(answer["id"])))
    row = staff_passkeys.by_credential(unit, credential)
    if row is None:
        raise SignInFailed("UNKNOWN_PASSKEY")
    used = _checked(
        lambda: verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=installation.settings.host_name,
            expected_origin=installation.settings.base_url,
            credential_public_key=row.public_key,
            credential_current_sign_count=row.sign_count,
            require_user_verification=True,
        )
    )
    if not staff_passkeys.use(unit, row.id, used.new_sign_count, to_micro(installation.clock.now())):
        raise SignInFailed("NONCE_REPLAYED")
    return row


def remove_passkey(installation: Installation, unit: Unit, member: Member, passkey_id: int) -> None:
    """NotFound if this member has none of that number."""
    if not staff_passkeys.remove(unit, passkey_id, member.id):
        raise NotFound("passkey")
    write_audit(installation, unit, member.actor, "remove passkey", detail=str(passkey_id))


def _read(credential: str) -> tuple[dict[str, Any], bytes]:
    """The browser's answer, and the challenge that it says it answers."""
    from webauthn import base64url_to_bytes  # noqa: PLC0415 - see ask_to_make

    def read() -> tuple[dict[str, Any], bytes]:
        answer = json.loads(credential[:_LONGEST])
        told = json.loads(base64url_to_bytes(answer["response"]["clientDataJSON"]))
        return answer, base64url_to_bytes(told["challenge"])

    return _checked(read)


def _checked(work: Callable[[], Answer]) -> Answer:
    """SignInFailed for whatever does not hold. The library reads before it checks: rubbish surfaces as many kinds."""
    try:
        return work()
    except Exception as error:
        raise SignInFailed("TOKEN_INVALID_SIG") from error
