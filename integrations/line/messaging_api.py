"""LINE Messaging API (POST /v2/bot/message/push).
https://developers.line.biz/en/reference/messaging-api/#send-push-message"""

import json

from integrations.http import Reply, Transport
from integrations.sockets.interfaces import AdapterError
from integrations.sockets.notices import Push

API = "https://api.line.me"


class LineMessenger:
    name = "line"
    fake = False

    def __init__(self, transport: Transport, base: str, token: str) -> None:
        self._transport = transport
        self._base = base.rstrip("/")
        self._authorization = f"Bearer {token}"

    def push(self, push: Push) -> None:
        body = {"to": push.to, "messages": [{"type": "text", "text": push.text}]}
        # The same key at every attempt: LINE answers 409 to a message that it accepted before.
        headers = {"Authorization": self._authorization, "X-Line-Retry-Key": push.id}
        reply = self._transport.post_json(f"{self._base}/v2/bot/message/push", json.dumps(body), headers)
        if reply.status not in (200, 409):
            raise _refused(reply)

    def ready(self) -> bool:
        try:
            reply = self._transport.get(f"{self._base}/v2/bot/info", {"Authorization": self._authorization})
        except AdapterError:
            return False
        return reply.status == 200


def _refused(reply: Reply) -> AdapterError:
    # The answer may repeat the account. Only 400 is about this message.
    match reply.status:
        case 401 | 403:
            # Staff fix a wrong token; waiting messages must not be lost.
            return AdapterError("LINE_SIGN_IN", str(reply.status), permanent=False)
        case 429:
            return AdapterError("LINE_LATER", "429", permanent=False)
        case 400:
            return AdapterError("LINE_REFUSED", "400", permanent=True)
        case status:
            return AdapterError("LINE_UNAVAILABLE", str(status), permanent=False)
