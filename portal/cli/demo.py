"""`demo`: the fictional city with its mock card provider in one process. Ctrl-C stops both; the data stays."""

import os
import threading
import time
from dataclasses import replace

import typer
import uvicorn

from integrations.mail.sink import Sink
from portal.app import make_app
from portal.cli.card_provider import mock_service
from portal.cli.listening import bind, server, stop_on_signals
from portal.cli.problem import Problem, complain
from portal.config import Settings, load_settings
from portal.logs import configure_logs
from portal.services.demo_campaign import plant_campaign
from portal.services.demo_people import DEMO_STAFF, add_demo_staff
from portal.wiring import install

app = typer.Typer()

# Each request would be a log line between the lines that a person is meant to read.
_UNLESS_SET = {"env": "demo", "data": "var/demo", "log_level": "warning"}


@app.command()
def demo() -> None:
    """Serve the fictional city 見本市 and its mock card provider, and say who to be."""
    sink = None if any(name.startswith("KAKANAI_MAIL") for name in os.environ) else Sink()
    try:
        _serve(sink)
    finally:
        if sink is not None:
            sink.stop()


def _serve(sink: Sink | None) -> None:
    settings = load_settings(**_unless_set(sink))
    if settings.env == "production":
        raise Problem("KAKANAI_ENV=production: the demo is for trying out only.")
    configure_logs(settings.log_level)
    stop_on_signals()
    listener = bind(settings.host, settings.port)
    mock_listener = bind(settings.host, settings.mock_port or settings.port + 1, "KAKANAI_MOCK_PORT")
    installation = install(settings)
    if sink is not None:
        sink.start()
        installation = replace(installation, mailbox=sink)
    add_demo_staff(installation)
    plant_campaign(installation)
    provider = server(mock_service(settings, installation.clock))
    portal = server(make_app(installation, with_worker=True, tell=complain))
    beside = threading.Thread(target=provider.run, kwargs={"sockets": [mock_listener]}, name="mock")
    beside.start()
    threading.Thread(target=_tell_when, args=(portal, settings), daemon=True).start()
    try:
        portal.run(sockets=[listener])
    finally:
        provider.should_exit = True
        beside.join()


def _unless_set(sink: Sink | None) -> dict[str, object]:
    """What a demo is where nobody says otherwise. Mail goes over real SMTP to a mailbox in this process."""
    chosen: dict[str, object] = {
        name: value for name, value in _UNLESS_SET.items() if f"KAKANAI_{name}".upper() not in os.environ
    }
    if sink is not None:
        chosen |= {
            "mail_host": "127.0.0.1", "mail_port": sink.port, "mail_tls": "none", "mail_from": "kakanai@mihon.example",
        }  # fmt: skip
    return chosen


def _tell_when(portal: uvicorn.Server, settings: Settings) -> None:
    while not portal.started:
        time.sleep(0.05)
    print(welcome(settings), flush=True)


def welcome(settings: Settings) -> str:
    """What a person at the keyboard needs: addresses, who to be, how to stop, how to start afresh."""
    base = settings.base_url
    staff = "\n".join(f"    {one.login:<10} {one.password:<22} {one.about}" for one in DEMO_STAFF)
    return f"""
見本市（実在しない市）が動いています。 / The fictional city is up: {base}

  住民   {base}
    サインインで「だれになって続けますか」と聞かれたら、好きな人をえらびます（カードは要りません）。
    Sign in as any of the fictional people; no card is needed.
    練習用のカードのサービス / mock card provider: {settings.mock_base_url}

  職員   {base}/staff/sign-in
    6けたのコード / six-digit codes: {base}/mock/codes
{staff}

  手紙   {base}/mock/letters
    市から届いた手紙（案内）を見て、番号をひらけます。 / Letters of the city; open one and answer in two taps.

  届いたメール / mailbox: {base}/mock/mail   LINE: {base}/mock/line

  止める / stop: Ctrl-C（データは {settings.data} に残ります）   初めから / start afresh: make demo-reset
"""
