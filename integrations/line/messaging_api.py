"""LINE Messaging API: push, and reply to an event."""

# https://developers.line.biz/en/reference/messaging-api/#send-push-message · …/#send-reply-message
# https://developers.line.biz/en/docs/messaging-api/using-quick-reply/ (13 choices; labels of 20, data of 300 characters)

import json
from typing import Any

from integrations.http import Reply, Transport
from integrations.sockets.interfaces import AdapterError
from integrations.sockets.notices import Push

API = "https://api.line.me"
_MOST_CHOICES = 13


class LineMessenger:
    name = "line"
    fake = False

    def __init__(self, transport: Transport, base: str, token: str) -> None:
        self._transport = transport
        self._base = base.rstrip("/")
        self._authorization = f"Bearer {token}"

    def push(self, push: Push) -> None:
        message: dict[str, Any] = {"type": "text", "text": push.text}
        if push.choices:
            message["quickReply"] = {"items": [_choice(*choice) for choice in push.choices[:_MOST_CHOICES]]}
        if push.reply and self._answered(push.reply, message):
            return
        body = {"to": push.to, "messages": [message]}
        # The same key at every attempt: LINE answers 409 to a message that it accepted before.
        headers = {"Authorization": self._authorization, "X-Line-Retry-Key": push.id}
        reply = self._transport.post_json(f"{self._base}/v2/bot/message/push", json.dumps(body), headers)
        if reply.status not in (200, 409):
            raise refused(reply)

    def _answered(self, token: str, message: dict[str, Any]) -> bool:
        # Answers cost the city nothing. A token lives for about a minute and once: then it is pushed.
        body = json.dumps({"replyToken": token, "messages": [message]})
        reply = self._transport.post_json(
            f"{self._base}/v2/bot/message/reply", body, {"Authorization": self._authorization}
        )
        if reply.status not in (200, 400):
            raise refused(reply)
        return reply.status == 200

    def ready(self) -> bool:
        return self._transport.answers(f"{self._base}/v2/bot/info", {"Authorization": self._authorization})


def _choice(label: str, data: str) -> dict[str, Any]:
    action = {"type": "postback", "label": label[:20], "data": data[:300], "displayText": label}
    return {"type": "action", "action": action}


def refused(reply: Reply) -> AdapterError:
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
