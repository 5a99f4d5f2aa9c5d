# Sealed: it may contain a name, and the audit is immutable.

import base64
import binascii
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag

from portal.sealing import CODES, Keys, Sealer

CALL, OTHER = "call", "other"
GROUNDS: Mapping[str, str] = {
    CALL: "電話での問い合わせ",
    "visit": "窓口での問い合わせ",
    "letter": "手紙・メールでの問い合わせ",
    "same_person": "担当している人の、ほかの申請を確かめる",
    OTHER: "そのほか（書く）",
}
LONGEST = 100


def state_ground(keys: Keys, chosen: str, words: str) -> str:
    plain = " ".join(words.split())[:LONGEST]
    if chosen not in GROUNDS or (chosen == OTHER and not plain):
        return ""
    if chosen != OTHER:
        return chosen
    root = keys.newest(CODES)
    sealed = base64.urlsafe_b64encode(_box(keys, root).seal("words", plain)).decode()
    return f"{OTHER}:{root}:{sealed}"


def ground_words(keys: Keys, recorded: str) -> str:
    chosen, _, written = recorded.partition(":")
    if chosen != OTHER:
        return GROUNDS.get(chosen, "理由の記録がない")
    root, _, sealed = written.rpartition(":")
    try:
        return f"そのほか：{_box(keys, int(root)).open('words', base64.urlsafe_b64decode(sealed))}"
    except (KeyError, InvalidTag, ValueError, binascii.Error):
        return "そのほか（鍵がないので読めない）"


def _box(keys: Keys, root: int) -> Sealer:
    return Sealer("ground", keys.derive("grounds", number=root))
