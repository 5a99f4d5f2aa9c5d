"""A batch's release, acknowledgement, and lost media."""

from fastapi import Request
from fastapi.responses import Response

from portal.errors import Conflict
from portal.services.handover.acknowledge_batch import acknowledge_batch, read_acknowledgement
from portal.services.handover.lose_medium import lose_medium, read_loss
from portal.services.handover.release_batch import made_it, release_batch
from portal.services.shared.form_mark import demand_form
from portal.store.handover.batch_steps import ACKNOWLEDGED, DIFFERS, TWICE
from portal.web.handover.batch_page import batch_of_member, batch_page
from portal.web.shared.access import staff
from portal.web.shared.page import see
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import writing

router = Router("staff", prefix="/desk/exports/batches/{number}", access=staff("exporter"))

_WRONG = {
    "count": "件数を、数字だけで書いてください。例：8",
    "first": "最初の受付番号を、11けたの数字で書いてください。かわりに、SHA-256のはじめの8けたでもかまいません。",
    "last": "最後の受付番号を、11けたの数字で書いてください。かわりに、SHA-256のはじめの8けたでもかまいません。",
    "sum": "SHA-256を、はじめの8けたから、0から9の数字とaからfの文字で書いてください。書かずに、受付番号でもかまいません。",
}
_CLOSED = ("もう受け取り済みになっていて、書かれた件数か、受付番号かSHA-256がそれと違います。", "told-count")
_DIFFERS = (
    "件数か、受付番号かSHA-256が、引き渡したものと違います。違うことを記録しました。取込先で全部取り込まれたか確かめ、取り込まれていなければ再発行してください。", "told-count",
)  # fmt: skip
_TWICE = (
    "同じ申請を渡した、別の番号の引渡しも受け取られています。2回受け取られたことを記録しました。取込先で2重になっていないか、すぐに確かめてください。", "told-count",
)  # fmt: skip
_NOT_CLOSED_BY = {"": _CLOSED, DIFFERS: _DIFFERS, TWICE: _TWICE}
_SAME_PERSON = ("作った人は、自分では出せません。ほかの職員が確かめてください。", "release")


@router.post("/acknowledge")
def acknowledge(request: Request, number: str, posted: Post) -> Response:
    typed = {box: first(posted, box) for box in ("count", "sum", "first", "last")}
    receipt = read_acknowledgement(**{"checksum" if box == "sum" else box: text for box, text in typed.items()})
    try:
        with writing(request) as (installation, unit):
            signed, row = batch_of_member(request, unit, number)
            if isinstance(receipt, tuple):
                return batch_page(request, unit, signed, row, [(_WRONG[box], f"told-{box}") for box in receipt], typed)
            outcome = acknowledge_batch(installation, unit, signed.actor, row, receipt)
            unit.commit()
    except Conflict:
        outcome = ""
    if outcome == ACKNOWLEDGED:
        return see(request, f"/desk/exports/batches/{number}?did=acknowledged")
    with installation.database.read() as unit:
        signed, row = batch_of_member(request, unit, number)
        return batch_page(request, unit, signed, row, [_NOT_CLOSED_BY[outcome]], typed)


@router.post("/release")
def release(request: Request, number: str, _posted: Post) -> Response:
    with writing(request) as (installation, unit):
        signed, row = batch_of_member(request, unit, number)
        if made_it(signed, row):
            return batch_page(request, unit, signed, row, [_SAME_PERSON])
        release_batch(installation, unit, signed, row)
        unit.commit()
    return see(request, f"/desk/exports/batches/{number}?did=released")


@router.post("/lost")
def lost(request: Request, number: str, posted: Post) -> Response:
    typed = {box: first(posted, box) for box in ("on", "how", "done")}
    once = first(posted, "once")
    with writing(request) as (installation, unit):
        signed, row = batch_of_member(request, unit, number)
        demand_form(once)
        loss, wrong = read_loss(installation.clock, row, typed["on"], typed["how"], typed["done"])
        if wrong:
            return batch_page(request, unit, signed, row, wrong, typed)
        lose_medium(installation, unit, signed.actor, row, loss, once)
        unit.commit()
    return see(request, f"/desk/exports/batches/{number}?did=lost")
