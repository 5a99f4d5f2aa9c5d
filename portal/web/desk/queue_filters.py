from typing import Any

from portal.services.desk.queue.page import Wanted, offices_of, open_states
from portal.services.shared.installation import Installation
from portal.services.shared.official_words import STATES
from portal.services.shared.rights import Member

_WHO = (("", "すべて"), ("mine", "自分の担当"), ("unassigned", "未割当"))
_DUE = (
    ("", "すべて"), ("over", "期限を過ぎた"), ("soon", "あと{days}日まで"), ("extension", "延長の通知がいる（法定の期間）"),
    ("passed", "補正の期限を過ぎた"),
)  # fmt: skip
_PAPERS = (("", "すべて"), ("owed", "まだ届いていない"), ("over", "期限を過ぎた"), ("new", "新しく届いた"))

Select = tuple[str, str, list[Any]]


def filters(
    installation: Installation,
    signed: Member,
    wanted: Wanted,
    names: tuple[str, ...] = ("who", "state", "procedure", "office", "due", "papers"),
) -> list[Select]:
    every = installation.catalogue.all()
    seen = set(signed.duties("see", tuple({procedure.duty for procedure in every})))
    procedures = [(procedure.id, procedure.title) for procedure in every if procedure.duty in seen]
    dues = tuple((value, words.format(days=installation.city.warn_days - 1)) for value, words in _DUE)
    states = [(state, STATES[state]) for state in open_states(installation.catalogue)]
    offices = offices_of(installation, seen)
    at_offices = (("office", "窓口", (("", "すべて"), *offices)),) if offices else ()
    selects = (
        ("who", "担当", _WHO), ("state", "状態", (("", "すべて"), *states)),
        ("procedure", "手続", (("", "すべて"), *procedures)), *at_offices, ("due", "期限", dues),
        ("papers", "書類", _PAPERS),
    )  # fmt: skip
    return [
        (name, label, [(value, words, value == getattr(wanted, name)) for value, words in options])
        for name, label, options in selects
        if name in names
    ]
