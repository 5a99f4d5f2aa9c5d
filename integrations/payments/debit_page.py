"""Web口振 behind one page: POST /registrations, GET /registrations/{number}, signed callbacks."""

# 未確認: services that do this for cities (口座振替セレクト, VeriTrans3G+ 口座振替, the ones of ペイジー and of banks) give the
# chapters on their messages to customers alone. The public guide of VeriTrans3G+ 口座振替 shows the course: registered at the
# bank's own page, then a result; the account itself only by an option (口座情報開示). Names here are the mock's until a contract.

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote

from integrations.http import Transport
from integrations.payments.documents import document_of, same_host, signed_document
from integrations.payments.signing import signed_headers
from integrations.sockets.debit_socket import DEBIT_STATES, DebitAccount, DebitAnswer, DebitOrder
from integrations.sockets.interfaces import AdapterError

CALLBACK = "POST debit callback"  # apart from that of payments
_SHAPES = {
    "bank": "[0-9]{4}",
    "branch": "[0-9]{3}",
    "kind": "[124]",
    "number": "[0-9]{7}",
    "holder": "[ -~\uff61-\uff9f]{1,40}",
}


@dataclass(frozen=True)
class DebitPageSettings:
    address: str  # without trailing slash
    merchant: str  # our id there (委託者)
    secret: bytes = field(repr=False)


class DebitPage:
    name = "hosted-page"

    def __init__(self, settings: DebitPageSettings, transport: Transport, clock: Callable[[], datetime]) -> None:
        self._settings = settings
        self._transport = transport
        self._clock = clock

    def begin(self, order: DebitOrder) -> str:
        fields = {
            "number": order.number, "merchant": self._settings.merchant, "title": order.title,
            "return_url": order.return_url, "callback_url": order.callback_url, "ends_at": order.ends_at.isoformat(),
        }  # fmt: skip
        body = json.dumps(fields, ensure_ascii=False)
        headers = signed_headers(self._settings.secret, "POST /registrations", body.encode(), self._clock())
        page = document_of(self._transport.post_json(f"{self._settings.address}/registrations", body, headers)).get(
            "page"
        )
        if not isinstance(page, str) or not same_host(page, self._settings.address):
            raise AdapterError("PROVIDER_CONFIG", "the bank's page is not the service's", permanent=True)
        return page

    def read_notice(self, headers: Mapping[str, str], body: bytes, now: datetime) -> DebitAnswer:
        _, document = signed_document(self._settings.secret, CALLBACK, headers, body, now)
        answer = _answer(document)
        if answer is None or not isinstance(document, dict) or document.get("merchant") != self._settings.merchant:
            raise AdapterError("NOTICE_MALFORMED", permanent=True)
        return answer

    def status(self, number: str) -> DebitAnswer:
        path = f"/registrations/{quote(number, safe='')}"
        headers = signed_headers(self._settings.secret, f"GET {path}", b"", self._clock())
        answer = _answer(document_of(self._transport.get(f"{self._settings.address}{path}", headers)))
        if answer is None or answer.number != number:
            raise AdapterError("PROVIDER_UNAVAILABLE", "the answer is about another registration", permanent=False)
        return answer

    def ready(self) -> bool:
        return self._transport.answers(f"{self._settings.address}/ready")


def _answer(document: object) -> DebitAnswer | None:
    if not isinstance(document, dict):
        return None
    number, state, reference = (document.get(name, "") for name in ("number", "state", "reference"))
    if not (isinstance(number, str) and isinstance(reference, str)) or state not in DEBIT_STATES:
        return None
    sent = document.get("account") if state == "registered" else None
    account = _account(sent)
    return None if sent is not None and account is None else DebitAnswer(number, state, account, reference[:64])


def _account(sent: object) -> DebitAccount | None:
    if not isinstance(sent, dict):
        return None
    fields = {name: sent.get(name) for name in _SHAPES}
    fits = all(isinstance(value, str) and re.fullmatch(_SHAPES[name], value) for name, value in fields.items())
    return DebitAccount(**{name: str(value) for name, value in fields.items()}) if fits else None
