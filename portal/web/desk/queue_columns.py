"""The columns and density of the queue in this browser: a cookie, like the counter of a terminal."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import Response

from portal.web.shared.state import read_cookie, set_cookie

COLUMNS = {
    "procedure": "手続", "name": "氏名", "state": "状態", "due": "期限", "office": "担当課", "receiving": "窓口", "assignee": "担当",
    "door": "受付経路", "arrived": "到達",
}  # fmt: skip
CLOSE, ROOMY = "close", "roomy"
_COOKIE = "queue_columns"
_SELDOM = ("office", "receiving")
_USUAL = tuple(name for name in COLUMNS if name not in _SELDOM)
# The last ones, which the preview says too and the list beside it leaves out.
_LAST = ("office", "receiving", "assignee", "door", "arrived")
_DAYS = 400  # no browser keeps a cookie longer


@dataclass(frozen=True)
class QueueLook:
    """`shown` in the order of COLUMNS."""

    shown: tuple[str, ...] = _USUAL
    density: str = CLOSE  # CLOSE or ROOMY

    @property
    def folds(self) -> int:
        return sum(name in _LAST for name in self.shown)


def read_look(chosen: Sequence[str], density: str) -> QueueLook:
    return QueueLook(tuple(name for name in COLUMNS if name in chosen), ROOMY if density == ROOMY else CLOSE)


def look_of(request: Request, *, receives: bool = False) -> QueueLook:
    """`receives`: some of the list's applications have a receiving office, shown where nothing was chosen."""
    density, *chosen = read_cookie(request, _COOKIE).split("-")
    if density in (CLOSE, ROOMY):
        return read_look(chosen, density)
    return QueueLook(tuple(name for name in COLUMNS if name in _USUAL or (receives and name == "receiving")))


def keep_look(request: Request, response: Response, look: QueueLook) -> None:
    set_cookie(request, response, _COOKIE, "-".join((look.density, *look.shown)), days=_DAYS)
