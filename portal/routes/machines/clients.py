"""連携するシステム: one administrator requests, another confirms."""

from collections.abc import Callable, Sequence

from fastapi import Request
from fastapi.responses import Response

from portal.clock import from_micro
from portal.db import Unit
from portal.errors import Conflict
from portal.services.machines.api_scopes import SCOPES, on_the_wire
from portal.services.machines.propose_client import (
    MOST_SECRETS,
    ShownSecret,
    Wanted,
    client_of,
    confirm_client,
    confirm_secret,
    end_client,
    end_secret,
    may_confirm,
    propose_client,
    propose_secret,
    withdraw_client,
)
from portal.services.machines.read_client import MOST_SIGNS, duties_of, read_client
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.staff.words import office_words, staff_name
from portal.store.machines import api_clients, api_secrets
from portal.store.machines.api_clients import ASKED, LIVE
from portal.web.shared.access import staff
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post
from portal.web.shared.router import Router
from portal.web.shared.state import changing, installation_of, reading, writing
from portal.web.staff.administering import administering

router = Router("staff", prefix="/admin/clients", access=staff("administrator"))

Act = Callable[[Installation, Unit, Member, str], None]
STATES = {
    "asked": "確かめるのを待っています",
    "live": "使えます",
    "ended": "終わりました",
    "withdrawn": "取りやめました",
}
_MESSAGES = {
    "name": f"システムの名前を、{MOST_SIGNS}字までで入れてください。",
    "duty": "事務を選んでください。",
    "procedures": "手続のIDを、選んだ事務のものだけにしてください。",
    "scope": "できることを選んでください。",
    "places": "IPアドレスの範囲を、空白で区切って入れてください。例：10.1.0.0/16",
    "known_as": "認可サーバーでのクライアントIDを、空白のない英数字と記号で、200字までで入れてください。",
    "known_as_taken": "この認可サーバーでのクライアントIDは、ほかのシステムが使っています。そのシステムを終わらせるか、別のIDを入れてください。",
}
_DID = {
    "ended": "終わらせました。出ていたトークンも、もう使えません。", "withdrawn": "申し出を取りやめました。",
    "asked": "ほかの管理者が確かめると、新しい秘密が出ます。", "secret-ended": "この秘密を終わらせました。",
}  # fmt: skip


@router.get("")
def every(request: Request) -> Response:
    with reading(request, administering) as (_, unit, signed):
        rows = [row for row in api_clients.everyone(unit) if _may(signed, row.duties)]
    used = {row.id: from_micro(row.used_at) for row in rows if row.used_at is not None}
    flash = _DID.get(request.query_params.get("did", ""))
    context = {
        "rows": rows, "used": used, "states": STATES, "offices": office_words(installation_of(request)), "flash": flash
    }  # fmt: skip
    return render(request, "pages/clients/list.html", context)


@router.get("/new")
def new(request: Request) -> Response:
    with installation_of(request).database.read() as unit:
        signed = administering(request, unit)
    return _new_page(request, signed, Wanted("", (), (), ()), ())


@router.post("/new")
def add(request: Request, posted: Post) -> Response:
    with writing(request, administering) as (installation, unit, signed):
        read = read_client(installation, unit, signed, posted)
        if read.wrong:
            return _new_page(request, signed, read.wanted, read.wrong)
        try:
            client_id = propose_client(installation, unit, signed, read.wanted)
        except Conflict:  # by another administrator since it was read
            return _new_page(request, signed, read.wanted, ("known_as_taken",))
        unit.commit()
    return see(request, f"/admin/clients/{client_id}")


def _new_page(request: Request, signed: Member, given: Wanted, wrong: Sequence[str]) -> Response:
    installation = installation_of(request)
    targets = {"duty": "duty-0", "scope": "scope-0", "known_as_taken": "known_as"}
    offices = office_words(installation)
    context = {
        "given": given, "wrong": {name.removesuffix("_taken"): _MESSAGES[name] for name in wrong},
        "token_server": installation.settings.token_server,
        "problems": [(_MESSAGES[name], targets.get(name, name)) for name in wrong],
        "duties": [(duty, offices[duty]) for duty in duties_of(installation.city, signed)],
        "scopes": [(scope, words) for scope, words in SCOPES.items()],
    }  # fmt: skip
    return render(request, "pages/clients/new.html", context, wrong=wrong)


@router.get("/{client}")
def show(request: Request, client: str) -> Response:
    with reading(request, administering) as (installation, unit, signed):
        row = client_of(unit, signed, client)
        secrets = api_secrets.of(unit, client)
        logins = (row.asked_by, row.settled_by, *(secret.asked_by for secret in secrets))
        names = {login: staff_name(unit, login) for login in logins}
    asked = next((secret for secret in secrets if secret.state == ASKED), None)
    standing = [secret for secret in secrets if secret.state in (ASKED, LIVE)]
    offices = office_words(installation)
    context = {
        "row": row, "names": names, "token_server": installation.settings.token_server, "states": STATES, "live": row.state == LIVE, "waits": row.state == ASKED,
        "offices": [offices.get(duty, duty) for duty in row.duties.split()],
        "scopes": [(on_the_wire(installation.settings, scope), SCOPES.get(scope, "")) for scope in row.scopes.split()],
        "secrets": [
            (secret, from_micro(secret.settled_at) if secret.settled_at else None, from_micro(secret.used_at) if secret.used_at else None)
            for secret in secrets
        ],
        "used": from_micro(row.used_at) if row.used_at else None, "asked_at": from_micro(row.asked_at),
        "may": asked is not None and may_confirm(signed, asked.asked_by), "asked": asked,
        "may_ask": row.state == LIVE and len(standing) < MOST_SECRETS,
        "flash": _DID.get(request.query_params.get("did", "")),
    }  # fmt: skip
    return render(request, "pages/clients/client.html", context)


@router.post("/{client}/confirm")
def confirmed(request: Request, client: str, _posted: Post) -> Response:
    """The only page that shows the secret."""
    with changing(request) as (installation, unit):
        shown = confirm_client(installation, unit, administering(request, unit), client)
    return _secret_page(request, installation, shown)


@router.post("/{client}/secrets/confirm")
def secret_confirmed(request: Request, client: str, _posted: Post) -> Response:
    with changing(request) as (installation, unit):
        shown = confirm_secret(installation, unit, administering(request, unit), client)
    return _secret_page(request, installation, shown)


def _secret_page(request: Request, installation: Installation, shown: ShownSecret) -> Response:
    context = {"shown": shown, "token_url": f"{installation.settings.base_url}/oauth/token"}
    return render(request, "pages/clients/secret.html", context)


@router.post("/{client}/withdraw")
def withdrawn(request: Request, client: str, _posted: Post) -> Response:
    return _act(request, withdraw_client, client, "/admin/clients?did=withdrawn")


@router.post("/{client}/end")
def ended(request: Request, client: str, _posted: Post) -> Response:
    return _act(request, end_client, client, f"/admin/clients/{client}?did=ended")


@router.post("/{client}/secrets")
def secret_asked(request: Request, client: str, _posted: Post) -> Response:
    return _act(request, propose_secret, client, f"/admin/clients/{client}?did=asked")


@router.post("/{client}/secrets/{secret:row_number}/end")
def secret_ended(request: Request, client: str, secret: int, _posted: Post) -> Response:
    def end(installation: Installation, unit: Unit, member: Member, client_id: str) -> None:
        end_secret(installation, unit, member, client_id, secret)

    return _act(request, end, client, f"/admin/clients/{client}?did=secret-ended")


def _act(request: Request, do: Act, client: str, after: str) -> Response:
    with changing(request) as (installation, unit):
        do(installation, unit, administering(request, unit), client)
    return see(request, after)


def _may(signed: Member, duties: str) -> bool:
    return all(signed.may("administer", duty) for duty in duties.split())
