"""Twilio Programmable Messaging: POST /2010-04-01/Accounts/{sid}/Messages.json.
https://www.twilio.com/docs/messaging/api/message-resource · https://www.twilio.com/docs/api/errors"""

# It publishes no idempotency key: after a lost answer the same text may arrive twice.

import base64
import json

from integrations.http import Reply, Transport
from integrations.sockets.interfaces import AdapterError
from integrations.sockets.notices import Push

API = "https://api.twilio.com"
# No such number, no mobile number, or its owner answered STOP. Not 21612: it concerns the
# pair of sender and network, so that a refused sender would mark every resident's number as wrong.
_BAD_NUMBERS = frozenset({21211, 21217, 21610, 21614})
_BAD_TEXTS = frozenset({21602, 21605, 21617})  # empty or too long: no setting helps


class Twilio:
    name = "twilio"
    fake = False

    def __init__(self, transport: Transport, base: str, account: str, token: str, sender: str) -> None:
        """`sender`: a number (+81…), a name that the carriers registered, or the SID of a messaging service (MG…)."""
        self._transport = transport
        self._account = f"{base.rstrip('/')}/2010-04-01/Accounts/{account}"
        self._authorization = "Basic " + base64.b64encode(f"{account}:{token}".encode()).decode()
        self._sender = {"MessagingServiceSid" if sender.startswith("MG") else "From": sender}

    def push(self, push: Push) -> None:
        form = {"To": push.to, "Body": push.text, **self._sender}
        reply = self._transport.post_form(
            f"{self._account}/Messages.json", form, {"Authorization": self._authorization}
        )
        if reply.status not in (200, 201):
            raise _refused(reply)

    def ready(self) -> bool:
        return self._transport.answers(f"{self._account}.json", {"Authorization": self._authorization})


def _refused(reply: Reply) -> AdapterError:
    # The message of an error may repeat the number: only the code is kept.
    match reply.status:
        case 401 | 403:
            return AdapterError("SMS_SIGN_IN", str(reply.status), permanent=False)
        case 429:
            return AdapterError("SMS_LATER", "429", permanent=False)
        case 400:
            code = _code(reply)
            if code in _BAD_NUMBERS:
                return AdapterError("SMS_REFUSED", str(code), permanent=True)
            # Sent once staff have corrected the sender's setting.
            return AdapterError("SMS_CONFIG", str(code), permanent=code in _BAD_TEXTS)
        case status:
            return AdapterError("SMS_UNAVAILABLE", str(status), permanent=False)


def _code(reply: Reply) -> int:
    try:
        document = json.loads(reply.body)
    except (ValueError, RecursionError):
        return 0
    code = document.get("code") if isinstance(document, dict) else 0
    return code if isinstance(code, int) else 0
