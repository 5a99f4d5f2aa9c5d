"""On whom a member must not decide; only they see it."""

from collections.abc import Mapping

from fastapi import Request
from fastapi.responses import Response

from portal.services.cases.own_family import (
    MOST_SIGNS,
    SELF,
    STATED,
    add_relative,
    ask_household,
    family_of,
    read_relative,
    set_own_birth,
    take_relative_back,
)
from portal.services.shared.write_audit import write_audit
from portal.web.shared.access import any_staff
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing, installation_of, member

router = Router("staff", prefix="/staff/account/family", access=any_staff())
_HERE = "/staff/account/family"
_BOXES = ("name", "kana", "birth", "how")
_MESSAGES = {
    "no_name": f"氏名を、{MOST_SIGNS}字までで入れてください。",
    "not_kana": f"ふりがなを、ひらがなかカタカナで、{MOST_SIGNS}字までで入れてください。",
    "no_birth": "生年月日を、今日までの日付で入れてください。例：1990-04-01",
    "too_long": f"つづきがらを、{MOST_SIGNS}字までにしてください。",
}
_DID = {"told": "家族を加えました。", "back": "家族を消しました。", "self": "自分の生年月日を登録しました。"}


@router.get("")
def show(request: Request) -> Response:
    return _page(request, dict.fromkeys(_BOXES, ""), {})


def _page(request: Request, typed: Mapping[str, str], wrong: Mapping[str, str]) -> Response:
    with changing(request, member) as (installation, unit, signed):
        family = family_of(installation.keys, unit, signed.id)
        write_audit(installation, unit, signed.actor, "see own family")
    messages = {box: _MESSAGES[key] for box, key in wrong.items()}
    context = {
        "stated": [(relative.row.id, relative.person) for relative in family if relative.row.basis == STATED],
        "myself": next((relative.person for relative in family if relative.row.basis == SELF), None),
        "housed": any(relative.row.basis not in (SELF, STATED) for relative in family),
        "register": installation.register is not None, "typed": typed, "wrong": messages,
        "problems": [(sentence, box) for box, sentence in messages.items()],
        "flash": _DID.get(request.query_params.get("did", "")),
    }  # fmt: skip
    return render(request, "pages/staff_account/family.html", context, wrong=wrong)


@router.post("")
def add(request: Request, posted: Post) -> Response:
    installation, typed = installation_of(request), {box: first(posted, box) for box in _BOXES}
    person, wrong = read_relative(installation.clock, **typed)
    if wrong:
        return _page(request, typed, wrong)
    with installation.database.change() as unit:
        add_relative(installation, unit, member(request, unit), person)
    return see(request, f"{_HERE}?did=told")


@router.post("/self")
def add_self(request: Request, posted: Post) -> Response:
    installation, birth = installation_of(request), first(posted, "own_birth")
    with installation.database.change() as unit:
        own = set_own_birth(installation, unit, member(request, unit), birth)
    if own is None:
        return _page(request, dict.fromkeys(_BOXES, "") | {"own_birth": birth}, {"own_birth": "no_birth"})
    ask_household(installation, own)
    return see(request, f"{_HERE}?did=self")


@router.post("/{relative:row_number}/remove")
def remove(request: Request, relative: int, _posted: Post) -> Response:
    with changing(request) as (installation, unit):
        take_relative_back(installation, unit, member(request, unit), relative)
    return see(request, f"{_HERE}?did=back")
