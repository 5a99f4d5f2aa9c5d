"""申請管理. The URL holds its whole state."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from fastapi import Request
from fastapi.responses import Response

from portal.routes.desk.queue.desk import done_of, flash, undo_of
from portal.services.desk.queue.calls import MOST, DeskCalls, desk_calls
from portal.services.desk.queue.keep_view import views_of
from portal.services.desk.queue.page import SORTS, QueuePage, Wanted, queue_page
from portal.services.desk.queue.tasks import task_lines, tasks_of
from portal.services.residents.list_probes import count_over
from portal.services.shared.official_words import DOORS, STATES
from portal.store.desk import queues
from portal.store.together import together
from portal.web.desk.keepers import keepers
from portal.web.desk.queue_address import EVERYBODY, query_of, wanted_in
from portal.web.desk.queue_columns import COLUMNS, QueueLook, look_of
from portal.web.desk.queue_filters import filters
from portal.web.shared.access import any_staff
from portal.web.shared.page import render, see
from portal.web.shared.router import Router
from portal.web.shared.state import member, writing
from portal.web.staff.nav import CITY, staff_nav
from portal.web.workshop.asked_lines import AskedSheet, asked_sheets

router = Router("staff", access=any_staff())

_SORT_WORDS = {
    "all": "すべて",
    "mine": "自分の担当",
    "unassigned": "未割当",
    "soon": "期限が近い",
    "overdue": "期限を過ぎた",
    "extension": "延長の通知",
    "returned": "補正待ち",
    "approval": "決裁待ち",
    "held": "止まっている",
    "passed": "補正の期限を過ぎた",
    "owes": "書類待ち",
    "papers_over": "書類の期限を過ぎた",
    "papers_new": "書類が届いた",
}
_TASKS = {
    "approvals": "決裁する",
    "reached": "今日が期限（過ぎたものも）",
    "near": "自分の期限が近い",
    "stops": "やめたい",
    "messages": "読んでいないメッセージ",
    "notify": "まだ本人に知らせていない",
    "letters_back": "手紙が戻ってきた",
    "refunds": "手数料を返す・確かめる",
    "matches": "住民票と見くらべる",
    "taken_back": "代理の取りやめ",
    "unsigned": "署名がない",
    "opinions_came": "意見の答えが届いた",
    "opinions_late": "意見の期限を過ぎた",
    "terms_ending": "有効期間が終わる",
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
    with writing(request, member) as (installation, unit, signed):
        wanted = wanted_in(installation.catalogue, request.query_params)
        with together(unit) as ahead:
            views_of(installation.city, ahead, signed)
            desk_calls(installation, ahead, signed)
            queues.newest(ahead)
            queue_page(installation, ahead, signed, wanted)
        views = views_of(installation.city, unit, signed)
        first = views.by_id(views.first)
        if first and first.query and not request.url.query:
            return see(request, f"/desk?{first.query}")
        calls, newest = desk_calls(installation, unit, signed), queues.newest(unit)
        task = wanted.task if wanted.task in tasks_of(calls) else ""
        wanted = replace(wanted, task=task)
        proposed: Mapping[str, str] = {}
        page = queue_page(installation, unit, signed, wanted, lists=not task)
        if task:
            lines, proposed = task_lines(installation, unit, signed, calls, task)
            page = QueuePage(lines, page.counts, "")
        probes = count_over(installation, unit, signed)
        done = done_of(request, installation, unit, signed)
        unit.commit()
    sheets = asked_sheets(installation, signed)
    address, look = (
        query_of(replace(wanted, after="")),
        look_of(request, receives=any(line.receiving for line in page.lines)),
    )
    context = {
        "page": page,
        "tasks": _task_tabs(calls, task, probes, sheets),
        "task": task,
        "joint": bool(request.app.state.other_cities),
        "proposed": proposed,
        "newest": newest,
        "states": STATES,
        "doors": DOORS,
        "columns": _columns(wanted, task, look),
        "look": look,
        "every_column": COLUMNS,
        "tabs": _tabs(wanted, page.counts, task),
        "views": [(row.name, f"/desk?{row.query or EVERYBODY}", row.query == address) for row in views.rows],
        "here": address,
        "keeps": keepers(installation, signed),
        "filters": filters(installation, signed, wanted),
        "filtered": _plain(wanted) != Wanted(),
        "sort": wanted.sort,
        "hold": wanted.hold,
        "total": next((page.counts[name] for name, sort in SORTS.items() if _plain(wanted) == sort and not task), ""),
        "first": _address(replace(wanted, after="")) if wanted.after else "",
        "next": _address(replace(wanted, after=page.after)) if page.after else "",
        "duties": signed.duties("see", tuple(installation.city.duties)),
        "reviews": bool(signed.duties("review", tuple(installation.city.duties))),
    }
    elsewhere = [place.href for place in staff_nav(request)]
    if elsewhere and not context["duties"] and not context["tasks"]:
        return see(request, CITY if CITY in elsewhere else elsewhere[0])  # an administrator has no queue
    context["flash"] = done or (flash(request, on_line=True) if request.query_params.get("of") else None)
    context["undo"] = undo_of(request)
    return render(request, "pages/desk/queue.html", context)


def _address(wanted: Wanted) -> str:
    return f"/desk?{query_of(wanted) or EVERYBODY}"


def _task_tabs(
    calls: DeskCalls, task: str, probes: int, sheets: Sequence[AskedSheet]
) -> list[tuple[str, str, bool, str]]:
    tabs = [
        (_TASKS[name], f"/desk?task={name}", name == task, f"{MOST}+" if len(numbers) >= MOST else str(len(numbers)))
        for name, numbers in tasks_of(calls).items()
    ]
    late = any(sheet.over for sheet in sheets)
    elsewhere = (
        ("聞かれた意見", "/desk/opinions", calls.asked_of_us),
        ("移されてきた申請", "/desk/transfers", calls.offered_to_us),
        ("守られている人の名前が書かれた申請", "/desk/probes", probes),
        ("署名を頼まれた確認票" + ("（期限を過ぎたものあり）" if late else ""), "/desk/workshop", len(sheets)),
    )
    return tabs + [(words, href, False, str(count)) for words, href, count in elsewhere if count]


def _tabs(wanted: Wanted, counts: Mapping[str, str], task: str) -> list[tuple[str, str, bool, str]]:
    return [
        (
            _SORT_WORDS[name],
            _address(replace(sort, sort=wanted.sort)),
            not task and _plain(wanted) == sort,
            counts[name],
        )
        for name, sort in SORTS.items()
        if name not in _SELDOM or counts[name] != "0" or _plain(wanted) == sort
    ]


def _plain(wanted: Wanted) -> Wanted:
    return replace(wanted, sort="", after="")


def _columns(wanted: Wanted, task: str, look: QueueLook) -> list[tuple[str, str, str]]:
    heads = {name: (COLUMNS[name], "", "") for name in look.shown}
    if task == "approvals" and "state" in heads:
        heads["state"] = ("案", "", "")
    if not task:
        arrival = {"oldest": "ascending", "newest": "descending"}.get(wanted.sort, "")
        by_due = _address(replace(wanted, sort="", after=""))
        by_arrival = _address(replace(wanted, sort="newest" if wanted.sort == "oldest" else "oldest", after=""))
        sorts = {"due": (by_due, "" if wanted.sort else "ascending"), "arrived": (by_arrival, arrival)}
        heads |= {name: (COLUMNS[name], *sorts[name]) for name in sorts if name in heads}
    return [("受付番号", "", ""), *heads.values()]
