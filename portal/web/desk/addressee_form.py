"""The addressee form of a letter (`parts/addressee.html`)."""

from collections.abc import Mapping

from portal.services.notices.ask_by_letter import MOST_LINES, MOST_SIGNS, Addressee, read_addressee
from portal.web.shared.posting import Posted, first

MESSAGES: Mapping[str, str] = {
    "name": f"あて名を{MOST_SIGNS}字までで入れてください。",
    "postal": "郵便番号は7けたの数字で入れてください。わからないときは、空のままにしてください。",
    "address": f"住所を、1行{MOST_SIGNS}字まで、{MOST_LINES}行までで入れてください。",
}


def posted_addressee(posted: Posted) -> tuple[Addressee, tuple[tuple[str, str], ...]]:
    return read_addressee(first(posted, "name"), first(posted, "postal"), first(posted, "address"))
