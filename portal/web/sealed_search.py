"""What a member of staff looked for, sealed, so that a list that was found has an address: reload, back and the next page work,
and neither history nor log nor a shoulder reads a name in it. It is theirs alone: to a colleague it says nothing."""

import base64
import binascii

from cryptography.exceptions import InvalidTag

from portal.sealing import Sealer
from portal.services.installation import Installation
from portal.services.rights import Member


def seal_search(installation: Installation, member: Member, typed: str, ground: str) -> str:
    """With why they look, which is recorded anew whenever the list is opened."""
    sealed = _box(installation, member).seal("typed", f"{ground}\n{typed}")
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def open_search(installation: Installation, member: Member, sealed: str) -> tuple[str, str]:
    """(typed, ground), each "" for what is none of ours."""
    try:
        raw = base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
        ground, _, typed = str(_box(installation, member).open("typed", raw)).partition("\n")
    except (InvalidTag, ValueError, binascii.Error):
        return "", ""
    return typed, ground


def _box(installation: Installation, member: Member) -> Sealer:
    return Sealer(f"search:{member.id}", installation.search_key)
