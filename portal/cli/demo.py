"""`demo`: the fictional city and mocks in one process."""

import os
import socket
import threading
import time
from typing import Any

import typer
import uvicorn

from portal.app import make_app
from portal.cli.card_provider import mock_service
from portal.cli.demo_city.ready_city import has_former, may_start_over, on_stderr, put_aside, settle
from portal.cli.listening import bind, server, stop_on_signals
from portal.cli.problem import Problem, complain
from portal.config import Settings, load_settings
from portal.logs import configure_logs
from portal.services.campaigns.demo_campaign import plant_campaign
from portal.services.staff.demo_people import DEMO_STAFF, add_demo_staff
from portal.web.shared.state import StartOver
from portal.wiring import install

app = typer.Typer()

# Request logs would bury the lines meant for people.
_UNLESS_SET = {"env": "demo", "data": "var/demo", "log_level": "warning", "line_talk": "on"}


@app.command()
def demo() -> None:
    """Serve the fictional city 見本市 and its mock card provider, and print whom to sign in as."""
    settings = load_settings(**_unless_set())
    if settings.env == "production":
        raise Problem.of(
            "本番（KAKANAI_ENV=production）では、デモは動きません。",
            "KAKANAI_ENV=production: the demo is for trying out only.",
        )
    configure_logs(settings.log_level)
    stop_on_signals()
    listener = bind(settings.host, settings.port)
    mock_listener = bind(settings.host, settings.mock_port or settings.port + 1, "KAKANAI_MOCK_PORT")
    while (back := _serve(settings, listener, mock_listener)) is not None:
        put_aside(settings, back=back)


def _serve(settings: Settings, listener: socket.socket, mock_listener: socket.socket) -> bool | None:
    # None at the end, else whether the former city comes back. The listeners stay open: a browser waits.
    settle(settings, on_stderr)
    installation = install(settings)
    add_demo_staff(installation)
    plant_campaign(installation)
    provider = server(mock_service(settings, installation.clock))
    wanted: list[bool] = []
    listening = listener.dup()

    def start_over(back: bool) -> None:
        wanted.append(back)
        portal.should_exit = True
        while listening.fileno() >= 0:  # the next page comes from the other city
            time.sleep(0.02)

    again = StartOver(start_over, has_former(settings)) if may_start_over(settings) else None
    portal = server(make_app(installation, with_worker=True, notify=complain, start_over=again))
    beside = threading.Thread(target=provider.run, kwargs={"sockets": [mock_listener.dup()]}, name="mock")
    beside.start()
    threading.Thread(target=_announce_when_ready, args=(portal, settings), daemon=True).start()
    try:
        portal.run(sockets=[listening])
    finally:
        provider.should_exit = True
        beside.join()
    return wanted[0] if wanted else None


def _unless_set() -> dict[str, Any]:
    return {name: value for name, value in _UNLESS_SET.items() if f"KAKANAI_{name}".upper() not in os.environ}


def _announce_when_ready(portal: uvicorn.Server, settings: Settings) -> None:
    while not portal.started:
        time.sleep(0.05)
    print(welcome(settings), flush=True)


def welcome(settings: Settings) -> str:
    base = settings.base_url
    staff = "\n".join(f"    {member.login:<10} {member.password:<22} {member.about}" for member in DEMO_STAFF)
    return f"""
見本市（実在しない市）が動いています。 / The fictional city is up: {base}

  住民   {base}
    サインインで「だれになって続けますか」と聞かれたら、好きな人をえらびます（カードは必要ありません）。
    Sign in as any of the fictional people; no card is needed.
    練習用のカードのサービス / mock card provider: {settings.mock_base_url}

  職員   {base}/staff/sign-in
    6けたのコード / six-digit codes: {base}/mock/codes
{staff}

  手紙   {base}/mock/letters
    市から届いた手紙（案内）を見て、番号をひらけます。 / Letters of the city; open one and answer in two taps.

  届いたメール / mailbox: {base}/mock/mail   LINE: {base}/mock/line

  止める / stop: Ctrl-C（データは {settings.data} に残ります）   初めから / start afresh: {base}/mock/reset, make demo-reset
"""
