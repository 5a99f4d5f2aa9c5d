"""Why somebody is looked for outside a case: chosen, or written. It stands in the record of the look, and written words are sealed
there: a record can never be changed, and they may name a person."""

import base64
import binascii
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag

from portal.sealing import Sealer
from portal.services.installation import Installation

CALL, OTHER = "call", "other"
GROUNDS: Mapping[str, str] = {
    CALL: "電話での問い合わせ",
    "visit": "窓口での問い合わせ",
    "letter": "手紙・メールでの問い合わせ",
    "same_person": "担当している人の、ほかの申請を確かめる",
    OTHER: "そのほか（書く）",
}
LONGEST = 100


def state_ground(installation: Installation, chosen: str, words: str) -> str:
    """As it is recorded; "" if none was stated."""
    plain = " ".join(words.split())[:LONGEST]
    if chosen not in GROUNDS or (chosen == OTHER and not plain):
        return ""
    if chosen != OTHER:
        return chosen
    key_id = installation.keys.current()
    sealed = base64.urlsafe_b64encode(_box(installation, key_id).seal("words", plain)).decode()
    return f"{OTHER}:{key_id}:{sealed}"


def ground_words(installation: Installation, recorded: str) -> str:
    """In words, for an auditor."""
    chosen, _, written = recorded.partition(":")
    if chosen != OTHER:
        return GROUNDS.get(chosen, "理由の記録がない")
    key_id, _, sealed = written.rpartition(":")
    try:
        return f"そのほか：{_box(installation, key_id).open('words', base64.urlsafe_b64decode(sealed))}"
    except (KeyError, InvalidTag, ValueError, binascii.Error):
        return "そのほか（鍵がないので読めない）"


def _box(installation: Installation, key_id: str) -> Sealer:
    return Sealer("ground", installation.keys.derive("grounds", key_id))
