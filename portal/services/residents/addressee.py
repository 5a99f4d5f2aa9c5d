"""宛名番号 of a case: linked once by staff, carried by exports."""

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Callable

from forms.numbers.check_digits import modulus_10, of_person
from portal.clock import to_micro
from portal.db import Unit
from portal.sealing import Sealer
from portal.services.shared.needs import HasLookUpKey
from portal.store.residents import addressee_numbers
from portal.store.residents.addressee_numbers import AddresseeRow

# The last digit over those before it (assumed: no public text says which one a vendor's 宛名番号 has).
_CHECKS: dict[str, Callable[[str], str]] = {"modulus-10": modulus_10, "modulus-11": of_person}
_BETWEEN = re.compile(r"[\s\-‐‑‒–—―−ーｰ]+")


def read_number(typed: str, digits: int, check: str) -> tuple[str, str]:
    """(number, what is to be mended or ""). Full-width digits are folded, spaces and hyphens left out."""
    number = _BETWEEN.sub("", unicodedata.normalize("NFKC", typed))
    if not number:
        return "", "宛名番号を入れてください。"
    if not re.fullmatch("[0-9]+", number):
        return number, "宛名番号は、数字だけで入れてください。"
    if len(number) != digits:
        return number, f"宛名番号は、{digits}けたです。いま{len(number)}けた入っています。"
    if check in _CHECKS and _CHECKS[check](number[:-1]) != number[-1]:
        return number, "この番号は、打ちまちがいです（最後のけたが合いません）。もう一度見て、入れてください。"
    return number, ""


def token_of_number(key: bytes, number: str) -> str:
    return hmac.new(key, f"addressee\n{number}".encode(), hashlib.sha256).hexdigest() if number else ""


def keep_number(
    installation: HasLookUpKey, unit: Unit, application_id: int, box: Sealer, number: str, basis: str,
    place: int, by: str, reason: str = "",
) -> bool:  # fmt: skip
    """`number` "": undone. False if the place is taken."""
    sealed = box.seal(f"addressee:{place}", number)
    why = box.seal(f"addressee reason:{place}", reason) if reason else None
    now, token = to_micro(installation.clock.now()), token_of_number(installation.look_up_key, number)
    return addressee_numbers.add(unit, AddresseeRow(application_id, place, basis, token, sealed, why, by, now))


def open_addressee(box: Sealer, row: AddresseeRow | None) -> str:
    return str(box.open(f"addressee:{row.place}", row.sealed_number)) if row is not None else ""
