"""Outcomes on the mock's payment page."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Way:
    words: str
    state: str
    calls: tuple[str, ...] = ()  # states of immediate callbacks
    later: tuple[str, ...] = ()  # of those sent by the button 「遅れた知らせを送る」
    amount: int = 0  # added to the true one
    twice: bool = False  # repeats the same bytes
    forged: bool = False


WAYS = {
    "pay": Way("支払う", "paid", ("paid",)),
    "fail": Way("カードが使えなかったことにする", "failed", ("failed",)),
    "cancel": Way("支払わないで、元の画面へもどる", "cancelled", ("cancelled",)),
    "abandon": Way("支払わないで、知らせも送らない", ""),
    "silent": Way("支払う。知らせは送らない", "paid"),
    "late": Way("支払う。知らせは、あとで送る", "paid", (), ("paid",)),
    "late_after_cancel": Way("やめたと知らせ、そのあとで支払われたことにする", "cancelled", ("cancelled",), ("paid",)),
    "twice": Way("支払う。同じ知らせを2回送る", "paid", ("paid",), twice=True),
    "out_of_order": Way("支払う。知らせの順番が逆になる", "paid", ("paid", "failed")),
    "wrong_amount": Way("支払う。金額の違う知らせを送る", "paid", ("paid",), amount=100),
    "forged": Way("署名の合わない知らせを送る", "", ("paid",), forged=True),
}
