"""Search terms, encrypted: result URLs put no names in history or logs."""

import base64
import binascii

from cryptography.exceptions import InvalidTag

from portal.sealing import Sealer
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member


def seal_search(installation: Installation, member: Member, typed: str, ground: str) -> str:
    """The reason is audited at every opening."""
    sealed = _box(installation, member).seal("typed", f"{ground}\n{typed}")
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def open_search(installation: Installation, member: Member, sealed: str) -> tuple[str, str]:
    try:
        raw = base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
        ground, _, typed = str(_box(installation, member).open("typed", raw)).partition("\n")
    except (InvalidTag, ValueError, binascii.Error):
        return "", ""
    return typed, ground


def _box(installation: Installation, member: Member) -> Sealer:
    return Sealer(f"search:{member.id}", installation.search_key)
