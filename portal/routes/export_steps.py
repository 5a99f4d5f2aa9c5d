"""What became of a batch: a second person's look, its receiver's count and sum, and a medium that was lost."""

from fastapi import Request
from fastapi.responses import Response

from portal.errors import Conflict
from portal.services.acknowledge_batch import acknowledge_batch, read_told
from portal.services.lose_medium import lose_medium, read_loss
from portal.services.one_form import demand_form
from portal.services.release_batch import made_it, release_batch
from portal.store.batch_steps import ACKNOWLEDGED, DIFFERS, TWICE
from portal.web.batch_page import batch_of_member, batch_page
from portal.web.page import see
from portal.web.posting import Post, first
from portal.web.router import Router
from portal.web.state import installation_of

router = Router(prefix="/desk/exports/batches/{number}")

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
    """What does not fit is recorded as well, and told."""
    installation = installation_of(request)
    typed = {box: first(posted, box) for box in ("count", "sum", "first", "last")}
    told = read_told(**{"checksum" if box == "sum" else box: text for box, text in typed.items()})
    try:
        with installation.database.write() as unit:
            signed, row = batch_of_member(request, unit, number)
            if isinstance(told, tuple):
                return batch_page(request, unit, signed, row, [(_WRONG[box], f"told-{box}") for box in told], typed)
            what = acknowledge_batch(installation, unit, signed.actor, row, told)
            unit.commit()
    except Conflict:
        what = ""
    if what == ACKNOWLEDGED:
        return see(request, f"/desk/exports/batches/{number}?did=acknowledged")
    with installation.database.read() as unit:
        signed, row = batch_of_member(request, unit, number)
        return batch_page(request, unit, signed, row, [_NOT_CLOSED_BY[what]], typed)


@router.post("/release")
def release(request: Request, number: str, _posted: Post) -> Response:
    """By somebody other than who made it; pressed twice, the second changes nothing."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed, row = batch_of_member(request, unit, number)
        if made_it(signed, row):
            return batch_page(request, unit, signed, row, [_SAME_PERSON])
        release_batch(installation, unit, signed, row)
        unit.commit()
    return see(request, f"/desk/exports/batches/{number}?did=released")


@router.post("/lost")
def lost(request: Request, number: str, posted: Post) -> Response:
    installation = installation_of(request)
    typed = {box: first(posted, box) for box in ("on", "how", "done")}
    once = first(posted, "once")
    with installation.database.write() as unit:
        signed, row = batch_of_member(request, unit, number)
        demand_form(once)
        loss, wrong = read_loss(installation, row, typed["on"], typed["how"], typed["done"])
        if wrong:
            return batch_page(request, unit, signed, row, wrong, typed)
        lose_medium(installation, unit, signed.actor, row, loss, once)
        unit.commit()
    return see(request, f"/desk/exports/batches/{number}?did=lost")
