# After an outage: what was due on its days is extended together.

from collections.abc import Mapping

from fastapi import Request
from fastapi.responses import Response

from forms.numbers.calendar import add_days, open_day_from
from portal.services.desk.case.return_for_correction import MOST_SIGNS
from portal.services.desk.sections.extend_for_all import (
    MOST,
    MOST_DAYS,
    Days,
    Due,
    due_in,
    extend_for_all,
    read_days,
    read_later,
)
from portal.web.shared.access import staff
from portal.web.shared.page import render
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of, member, reading

router = Router("staff", prefix="/desk/due-days", access=staff("reviewer", "approver"))

_DAYS = 7  # proposed after the last day
_MESSAGES = {
    "no_day": "日付を入れてください。例：2026-11-20",
    "backwards": "終わりの日を、始まりの日から後にしてください。",
    "long": f"一度に{MOST_DAYS}日までにしてください。",
    "too_early": "新しい期限を、今日と終わりの日の後にしてください。",
    "too_late": "新しい期限を、1年の内にしてください。",
    "no_reason": "理由を書いてください。",
}
_BOXES = ("first", "last", "until", "reason")


@router.get("")
def ask(request: Request) -> Response:
    installation = installation_of(request)
    today = installation.clock.today()
    typed = {box: request.query_params.get(box, today.isoformat()) for box in ("first", "last")}
    days, wrong = read_days(typed["first"], typed["last"])
    if days is not None:
        later = add_days(max(today, days.last), _DAYS)
        typed["until"] = open_day_from(later, installation.city.calendar).isoformat()
    return _page(request, typed, days, dict(wrong))


@router.post("")
def extend(request: Request, posted: Post) -> Response:
    installation, typed = installation_of(request), {box: first(posted, box) for box in _BOXES}
    days, wrong = read_days(typed["first"], typed["last"])
    if days is None:
        return _page(request, typed, None, dict(wrong))
    later = read_later(installation.clock, days, typed["until"], typed["reason"])
    if later.mistakes:
        return _page(request, typed, days, dict(later.mistakes))
    with reading(request, member) as (_, unit, signed):
        due = due_in(installation, unit, signed, days)
    lines = list(extend_for_all(installation, signed, days, later, due.numbers[:MOST]))
    results = {"failed": [line for line in lines if not line.done], "done": [line for line in lines if line.done]}
    left = len(due.numbers) - len(lines)
    words = f"期限を延ばす（まだ{left}件あります。もう一度押してください）" if left else "期限を延ばす"
    return render(request, "pages/desk/bulk_done.html", results | {"act_words": words})


def _page(request: Request, typed: Mapping[str, str], days: Days | None, wrong: Mapping[str, str]) -> Response:
    with reading(request, member) as (installation, unit, signed):
        due = due_in(installation, unit, signed, days) if days else Due((), 0, 0)
        signed.demand_duties("review", tuple(installation.city.duties))
    long = f"理由を、{MOST_SIGNS}字までにしてください。"
    messages = {box: long if key == "too_long" else _MESSAGES[key] for box, key in wrong.items()}
    context = {
        "typed": {box: typed.get(box, "") for box in _BOXES}, "days": days, "due": due, "most": MOST, "wrong": messages,
        "problems": [(sentence, box) for box, sentence in messages.items()],
    }  # fmt: skip
    return render(request, "pages/desk/due_days.html", context, wrong=wrong)
