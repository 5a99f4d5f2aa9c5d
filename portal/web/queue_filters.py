"""The selects above the queue and above the board, with what is chosen in them."""

from typing import Any

from portal.services.installation import Installation
from portal.services.official_words import STATES
from portal.services.queue_page import Wanted, open_states
from portal.services.rights import Member

_WHO = (("", "すべて"), ("mine", "自分の担当"), ("unassigned", "未割当"))
_DUE = (
    ("", "すべて"), ("over", "期限をすぎた"), ("soon", "あと{days}日まで"), ("extension", "延長の通知がいる（法定の期間）"),
    ("passed", "補正の期限をすぎた"),
)  # fmt: skip
_PAPERS = (("", "すべて"), ("owed", "まだ届いていない"), ("over", "期限をすぎた"), ("new", "新しく届いた"))

Select = tuple[str, str, list[Any]]


def filters(
    installation: Installation,
    signed: Member,
    wanted: Wanted,
    names: tuple[str, ...] = ("who", "state", "procedure", "due", "papers"),
) -> list[Select]:
    """(name, label, [(value, words, chosen)]) of those that are named."""
    procedures = [
        (procedure.id, procedure.title)
        for procedure in installation.catalogue.all()
        if signed.may("see", procedure.duty)
    ]
    dues = tuple((value, words.format(days=installation.city.warn_days - 1)) for value, words in _DUE)
    states = [(state, STATES[state]) for state in open_states(installation)]
    selects = (
        ("who", "担当", _WHO), ("state", "状態", (("", "すべて"), *states)),
        ("procedure", "手続", (("", "すべて"), *procedures)), ("due", "期限", dues),
        ("papers", "あとから出す書類", _PAPERS),
    )  # fmt: skip
    return [
        (name, label, [(value, words, value == getattr(wanted, name)) for value, words in options])
        for name, label, options in selects
        if name in names
    ]
