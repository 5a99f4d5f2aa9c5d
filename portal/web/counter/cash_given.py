# お預かり and おつり. Not stored: the till is counted by fees, and what the visitor gave and got back is of the moment. So the page after the
# record has them in its address.

from collections.abc import Mapping

from forms.text.japanese import plain
from portal.web.shared.posting import whole

_MOST_YEN = 100_000_000
_NOTE = 10_000  # the largest note: a change of so much is a slip of the key


def read_yen(typed: str) -> int | None:
    figures = plain(typed[:40]).replace(",", "").removesuffix("円")
    return int(figures) if figures.isascii() and figures.isdigit() and int(figures) < _MOST_YEN else None


def wrong_given(typed: str, amount: int) -> str:
    if not typed.strip():
        return ""
    given = read_yen(typed)
    if given is None:
        return "お預かりを、円の数字で入れてください。例：1000。入れなくても記録できます。"
    if given < amount:
        return f"お預かりが、{amount:,}円より少ないです。記録はしていません。"
    if given - amount >= _NOTE:
        return f"おつりが{given - amount:,}円になります。お預かりの数字を確かめてください。記録はしていません。"
    return ""


def given_query(typed: str, amount: int) -> str:
    given = read_yen(typed)
    return "" if given is None else f"given={given}&taken={amount}"


def change_words(query: Mapping[str, str]) -> str:
    given, taken = whole(query.get("given", "")), whole(query.get("taken", ""))
    # What no record leads to came by an address that somebody changed.
    if given is None or taken is None or not 0 <= given - taken < _NOTE:
        return ""
    return f"お預かり {given:,}円、おつり {given - taken:,}円。"
