"""The first page of an installation without anything: two administrators, each by a code of `kakanai city code`."""

from fastapi import Request
from fastapi.responses import Response

from forms.text.japanese import unusable
from portal.errors import Conflict, NotAllowed
from portal.services.administration.begin_city import begin_city, is_begun, is_not_open
from portal.services.staff.temporary_staff import LOGIN
from portal.web.shared.access import anyone
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of, place_of, reading

router = Router("staff", access=anyone())
NEXT = "/staff/sign-in?next=/admin/first"
_MOST_NAME = 60


@router.get("/admin/setup")
def show(request: Request) -> Response:
    with reading(request) as (installation, unit):
        begun = not is_not_open(installation) or is_begun(unit)
    return see(request, NEXT) if begun else _page(request, {}, {})


@router.post("/admin/setup")
def begin(request: Request, posted: Post) -> Response:
    installation = installation_of(request)
    if not is_not_open(installation):
        return see(request, NEXT)
    given = {name: first(posted, name).strip() for name in ("code", "login", "name")}
    command = f"{installation.settings.command} city code"
    wrong = _wrong(given, command)
    if wrong:
        return _page(request, given, wrong)
    with installation.database.write() as unit:
        if is_begun(unit):
            return see(request, NEXT)
        try:
            added = begin_city(installation, unit, given["code"], given["login"], given["name"], place_of(request))
        except NotAllowed:
            return _page(
                request,
                given,
                {"code": f"この番号は使えません。命令 {command} で、新しい番号を出してください。"},
            )
        except Conflict:
            return _page(request, given, {"login": "このログイン名は、もうあります。ほかの名前にしてください。"})
        unit.commit()
    return render(request, "pages/people/credentials.html", {"given": [added], "begun": NEXT})


def _wrong(given: dict[str, str], command: str) -> dict[str, str]:
    wrong = dict[str, str]()
    if not given["code"]:
        wrong["code"] = f"命令 {command} が出した番号を入れてください。"
    if not LOGIN.fullmatch(given["login"]):
        wrong["login"] = "ログイン名を、英字と数字で入れてください。"
    if not 0 < len(given["name"]) <= _MOST_NAME or unusable(given["name"]):
        wrong["name"] = "名前を入れてください。"
    return wrong


def _page(request: Request, given: dict[str, str], wrong: dict[str, str]) -> Response:
    context = {"given": given, "wrong": wrong, "problems": [(words, box) for box, words in wrong.items()]}
    return render(request, "pages/administration/setup.html", context, wrong=wrong)
