"""申請管理: the queue. The URL holds its whole state."""

from collections.abc import Mapping
from dataclasses import replace

from fastapi import Request
from fastapi.responses import Response

from portal.services.desk.queue.calls import desk_calls
from portal.services.desk.queue.keep_view import views_of
from portal.services.desk.queue.page import SORTS, Wanted, queue_page
from portal.services.residents.list_probes import count_over
from portal.services.shared.official_words import DOORS, STATES
from portal.store.desk import queues
from portal.web.desk.keepers import keepers
from portal.web.desk.queue_address import EVERYBODY, query_of, wanted_in
from portal.web.desk.queue_filters import filters
from portal.web.shared.access import any_staff
from portal.web.shared.page import render, see
from portal.web.shared.router import Router
from portal.web.shared.signed_in import member
from portal.web.shared.state import installation_of

router = Router("staff", access=any_staff())

_SORT_WORDS = {
    "all": "すべて",
    "mine": "自分の担当",
    "unassigned": "未割当",
    "soon": "期限が近い",
    "overdue": "期限超過",
    "extension": "延長の通知",
    "returned": "補正待ち",
    "approval": "決裁待ち",
    "held": "止まっている",
    "passed": "補正の期限切れ",
    "owes": "書類待ち",
    "papers_over": "書類の期限切れ",
    "papers_new": "書類が届いた",
}
_SELDOM = (
    "extension",
    "approval",
    "held",
    "passed",
    "owes",
    "papers_over",
    "papers_new",
)  # tabs shown only with cases in them: nine tabs fill two rows


@router.get("/desk")
def queue(request: Request) -> Response:
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed = member(request, unit)
        views = views_of(installation.city, unit, signed)
        first = views.by_id(views.first)
        if first and first.query and not request.url.query:
            return see(request, f"/desk?{first.query}")
        wanted = wanted_in(installation.catalogue, request.query_params)
        page = queue_page(installation, unit, signed, wanted)
        probes = count_over(installation, unit, signed)
        calls, newest = desk_calls(installation, unit, signed), queues.newest(unit)
        unit.commit()
    address = query_of(replace(wanted, after=""))
    context = {
        "page": page,
        "calls": calls,
        "probes": probes,
        "newest": newest,
        "states": STATES,
        "doors": DOORS,
        "columns": _columns(wanted),
        "tabs": _tabs(wanted, page.counts),
        "views": [(row.name, f"/desk?{row.query or EVERYBODY}", row.query == address) for row in views.rows],
        "here": address,
        "keeps": keepers(installation, signed),
        "filters": filters(installation, signed, wanted),
        "filtered": _plain(wanted) != Wanted(),
        "sort": wanted.sort,
        "hold": wanted.hold,
        "first": _address(replace(wanted, after="")) if wanted.after else "",
        "next": _address(replace(wanted, after=page.after)) if page.after else "",
        "duties": signed.duties("see", tuple(installation.city.duties)),
        "reviews": bool(signed.duties("review", tuple(installation.city.duties))),
    }
    return render(request, "pages/desk/queue.html", context)


def _address(wanted: Wanted) -> str:
    return f"/desk?{query_of(wanted) or EVERYBODY}"


def _tabs(wanted: Wanted, counts: Mapping[str, str]) -> list[tuple[str, str, bool, str]]:
    return [
        (_SORT_WORDS[name], _address(replace(sort, sort=wanted.sort)), _plain(wanted) == sort, counts[name])
        for name, sort in SORTS.items()
        if name not in _SELDOM or counts[name] != "0" or _plain(wanted) == sort
    ]


def _plain(wanted: Wanted) -> Wanted:
    return replace(wanted, sort="", after="")


def _columns(wanted: Wanted) -> list[tuple[str, str, str]]:
    arrival = {"oldest": "ascending", "newest": "descending"}.get(wanted.sort, "")
    by_due = _address(replace(wanted, sort="", after=""))
    by_arrival = _address(replace(wanted, sort="newest" if wanted.sort == "oldest" else "oldest", after=""))
    before = [(words, "", "") for words in ("受付番号", "手続", "氏名", "状態")]
    due, arrived = ("期限", by_due, "" if wanted.sort else "ascending"), ("到達", by_arrival, arrival)
    return [*before, due, ("担当", "", ""), ("受付経路", "", ""), arrived]
