"""お知らせの送付: sent, waiting and returned notices."""

from collections.abc import Callable
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import Conflict
from portal.services.notices import delivery_words
from portal.services.notices.delivery_board import (
    SORTS,
    Wanted,
    delivery_board,
    delivery_of_member,
    give_up,
    posted,
    send_again,
)
from portal.services.notices.print_letter import print_letter
from portal.services.notices.write_letter import write_letter
from portal.services.shared.installation import Installation
from portal.services.shared.receipt_number import read
from portal.services.shared.rights import Member
from portal.store.notices.deliveries import DeliveryRow
from portal.web.shared.access import staff
from portal.web.shared.page import render, see
from portal.web.shared.pdf_answer import pdf_answer
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing, member

router = Router("staff", prefix="/desk/deliveries")

_SORT_WORDS = {"all": "すべて", "parked": "止まっている", "bounced": "届かなかった", "letters": "出す手紙"}
_DID = {
    "again": "もう一度試します。",
    "give_up": "やめたことを記録しました。",
    "posted": "手紙を出したことを記録しました。",
    "late": "その行は、もう変わっています。いまの状態を見てください。",
}
_NO_NUMBER = "受付番号が違うようです。11けたの数字を確かめてください。"

Do = Callable[[Installation, Unit, Member, DeliveryRow], None]


@router.get("", access=staff("clerk", "reviewer", "approver", "auditor"))
def board(request: Request) -> Response:
    wanted, search, problem = _wanted(request)
    with changing(request, member) as (installation, unit, signed):
        page = delivery_board(installation, unit, signed, wanted)
    selects = (("state", "状態", delivery_words.STATES), ("kind", "送り方", delivery_words.CHANNELS))
    chosen = {"state": wanted.state, "kind": wanted.kind}
    context = {
        "board": page,
        "words": delivery_words,
        "search": search,
        "problem": problem,
        "tabs": [
            (_SORT_WORDS[name], _address(sort), wanted == sort, page.counts[name]) for name, sort in SORTS.items()
        ],
        "filters": [
            (
                name,
                label,
                [("", "すべて", not chosen[name])]
                + [(key, label, key == chosen[name]) for key, label in words.items()],
            )
            for name, label, words in selects
        ],
        "next": _address(wanted, page.after) if page.after else "",
        "flash": _DID.get(request.query_params.get("did", "")),
    }
    return render(request, "pages/deliveries/board.html", context)


def _wanted(request: Request) -> tuple[Wanted, str, str]:
    # (filter, typed number, problem).
    asked = request.query_params
    search = asked.get("q", "").strip()[:50]
    number = read(search) or "" if search else ""
    wanted = Wanted(
        state=asked["state"] if asked.get("state") in delivery_words.STATES else "",
        kind=asked["kind"] if asked.get("kind") in delivery_words.CHANNELS else "",
        number=number,
        after=asked.get("after", ""),
    )
    return wanted, search, _NO_NUMBER if search and not number else ""


def _address(wanted: Wanted, after: str = "") -> str:
    parts = {"state": wanted.state, "kind": wanted.kind, "q": wanted.number, "after": after}
    asked = urlencode({name: value for name, value in parts.items() if value})
    return f"/desk/deliveries?{asked}" if asked else "/desk/deliveries"


@router.get("/{delivery}/letter.pdf", access=staff("clerk", "reviewer", "approver"))
def letter(request: Request, delivery: str) -> Response:
    with changing(request, member) as (installation, unit, signed):
        row = delivery_of_member(installation.city, unit, signed, delivery)
        written = write_letter(installation, unit, signed, row)
    return pdf_answer(print_letter(installation.city, [written]), "letter")


@router.post("/{delivery}/again", access=staff("clerk", "reviewer", "approver"))
def again(request: Request, delivery: str, _posted: Post) -> Response:
    return _act(request, delivery, send_again, "again")


@router.post("/{delivery}/give-up", access=staff("clerk", "reviewer", "approver"))
def stop(request: Request, delivery: str, sent: Post) -> Response:
    def do(installation: Installation, unit: Unit, signed: Member, row: DeliveryRow) -> None:
        give_up(installation, unit, signed, row, first(sent, "reason"))

    return _act(request, delivery, do, "give_up")


@router.post("/{delivery}/posted", access=staff("clerk", "reviewer", "approver"))
def in_the_post(request: Request, delivery: str, _posted: Post) -> Response:
    return _act(request, delivery, posted, "posted")


def _act(request: Request, delivery: str, do: Do, did: str) -> Response:
    try:
        with changing(request, member) as (installation, unit, signed):
            do(installation, unit, signed, delivery_of_member(installation.city, unit, signed, delivery))
    except Conflict:
        return see(request, "/desk/deliveries?did=late")
    return see(request, f"/desk/deliveries?did={did}")
