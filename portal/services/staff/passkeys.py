"""Staff passkeys (WebAuthn) replace password and code."""

# Not for staff of the city's provider, who would bypass its groups.

import ipaddress
import json
from collections.abc import Callable
from typing import Any, TypeVar

from portal.clock import to_micro
from portal.config import Settings
from portal.db import Unit
from portal.errors import NotAllowed, NotFound, SignInFailed, required
from portal.services.residents.fresh_sign_in import MAKE_ONE, is_fresh
from portal.services.residents.sign_in_attempts import begin_attempt, consume_attempt, new_challenge
from portal.services.shared.needs import Basics
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session, open_session
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.staff import staff_identities, staff_members, staff_passkeys
from portal.store.staff.staff_passkeys import PasskeyRow

MAKE, USE = "passkey-make", "passkey-use"  # realms of attempts
MOST = 10
_LONGEST = 20_000
Answer = TypeVar("Answer")


def offers_passkeys(settings: Settings) -> bool:
    """WebAuthn needs a host name."""
    try:
        ipaddress.ip_address(settings.host_name)
    except ValueError:
        return True
    return False


def may_have(settings: Settings, unit: Unit, member: Member) -> bool:
    row = staff_members.by_id(unit, member.id)
    return offers_passkeys(settings) and row is not None and row.password_hash != ""


def ask_to_make(installation: Basics, unit: Unit, member: Member, session: Session, browser: str) -> str:
    """As JSON. Raises NotFound if not offered, NotAllowed."""
    # Imported on use: 0.1 s that every start and command would pay.
    from webauthn import generate_registration_options, options_to_json  # noqa: PLC0415
    from webauthn.helpers.structs import (  # noqa: PLC0415
        AuthenticatorSelectionCriteria,
        PublicKeyCredentialDescriptor,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    if not offers_passkeys(installation.settings):
        raise NotFound("passkeys")
    known = staff_passkeys.of_staff(unit, member.id)
    if not (
        may_have(installation.settings, unit, member)
        and is_fresh(installation, session, MAKE_ONE)
        and len(known) < MOST
    ):
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
    installation: Basics, unit: Unit, member: Member, session: Session, credential: str, name: str, browser: str
) -> None:
    """Raises SignInFailed (commit in any case: the challenge is used), NotAllowed."""
    from webauthn import verify_registration_response  # noqa: PLC0415 - see ask_to_make

    if not (may_have(installation.settings, unit, member) and is_fresh(installation, session, MAKE_ONE)):
        raise NotAllowed("make passkey")
    answer, challenge = _read(credential)
    consume_attempt(installation.clock, unit, MAKE, challenge.hex(), browser)
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


def ask_to_use(installation: Basics, unit: Unit, browser: str, place: str) -> str:
    """As JSON, naming no account. Raises NotFound."""
    from webauthn import generate_authentication_options, options_to_json  # noqa: PLC0415 - see ask_to_make
    from webauthn.helpers.structs import UserVerificationRequirement  # noqa: PLC0415

    if not offers_passkeys(installation.settings):
        raise NotFound("passkeys")
    challenge = new_challenge()
    options = generate_authentication_options(
        rp_id=installation.settings.host_name,
        challenge=challenge,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    begin_attempt(installation, unit, USE, challenge.hex(), browser, place=place)
    return options_to_json(options)


def sign_in_by_passkey(installation: Basics, unit: Unit, credential: str, browser: str, place: str) -> str | None:
    """Commit in any case."""
    row = None
    try:
        answer, challenge = _read(credential)
        consume_attempt(installation.clock, unit, USE, challenge.hex(), browser)
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
    staff_identities.give_rights(unit, staff.id, [])  # group rights apply only after a sign-in at the provider
    write_audit(installation, unit, Actor("staff", staff.login, place=place), "sign in", detail="passkey")
    return open_session(installation, unit, "staff", staff_id=staff.id)


def _used(installation: Basics, unit: Unit, answer: dict[str, Any], challenge: bytes) -> PasskeyRow:
    from webauthn import base64url_to_bytes, verify_authentication_response  # noqa: PLC0415 - see ask_to_make

    credential = _checked(lambda: base64url_to_bytes(str(answer["id"])))
    row = required(staff_passkeys.by_credential(unit, credential), SignInFailed("UNKNOWN_PASSKEY"))
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


def remove_passkey(installation: Basics, unit: Unit, member: Member, passkey_id: int) -> None:
    """Raises NotFound."""
    if not staff_passkeys.remove(unit, passkey_id, member.id):
        raise NotFound("passkey")
    write_audit(installation, unit, member.actor, "remove passkey", detail=str(passkey_id))


def _read(credential: str) -> tuple[dict[str, Any], bytes]:
    from webauthn import base64url_to_bytes  # noqa: PLC0415 - see ask_to_make

    def read() -> tuple[dict[str, Any], bytes]:
        answer = json.loads(credential[:_LONGEST])
        client_data = json.loads(base64url_to_bytes(answer["response"]["clientDataJSON"]))
        return answer, base64url_to_bytes(client_data["challenge"])

    return _checked(read)


def _checked(work: Callable[[], Answer]) -> Answer:
    # Raises SignInFailed for any error: the library parses before it verifies.
    try:
        return work()
    except Exception as error:
        raise SignInFailed("TOKEN_INVALID_SIG") from error
