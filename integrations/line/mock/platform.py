"""The mock LINE platform. https://developers.line.biz/en/reference/messaging-api/"""

import json
import re
import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from integrations.http import Transport
from integrations.line.webhook import sign
from integrations.sockets.interfaces import AdapterError

# The demo's one telephone.
TELEPHONE = "U" + "0" * 31 + "1"
_ACCOUNT = re.compile(r"U[0-9a-f]{32}", re.ASCII)
MOST = 200


@dataclass
class Platform:
    token: str
    secret: str
    webhook: str  # where events are posted, "" = nowhere
    clock: Callable[[], datetime]
    transport: Transport
    fault: int = 0  # status of every push
    friend: bool = False
    shown: list[tuple[str, str]] = field(default_factory=list)  # (city or me, text), oldest first
    webhook_results: list[str] = field(default_factory=list)  # result of each webhook
    _accepted: dict[str, str] = field(default_factory=dict)

    def authorised(self, authorization: str) -> bool:
        return secrets.compare_digest(authorization.encode(), f"Bearer {self.token}".encode())

    def push(self, retry_key: str, body: bytes) -> tuple[int, dict[str, object], dict[str, str]]:
        if self.fault:
            return self.fault, {"message": "as it was asked to"}, {}
        if retry_key and not _is_uuid(retry_key):
            return 400, {"message": "Invalid X-Line-Retry-Key"}, {}
        if retry_key in self._accepted:
            accepted = {"X-Line-Accepted-Request-Id": self._accepted[retry_key]}
            return 409, {"message": "The retry key is already accepted"}, accepted
        account, texts, problem = _read(body)
        if problem:
            return 400, {"message": problem}, {}
        request = str(uuid.uuid4())
        if retry_key:
            self._accepted[retry_key] = request
        # A push to a user who blocked the account also gets 200.
        if account == TELEPHONE and self.friend:
            self.shown = [*self.shown, *(("city", text) for text in texts)][-MOST:]
        messages = [{"id": str(number), "quoteToken": "q"} for number, _ in enumerate(texts)]
        return 200, {"sentMessages": messages}, {"X-Line-Request-Id": request}

    def follow(self) -> None:
        self.friend = True
        self._post_event({"type": "follow", "follow": {"isUnblocked": False}})

    def block(self) -> None:
        self.friend = False
        self._post_event({"type": "unfollow"})

    def post_message(self, text: str) -> None:
        self.friend = True
        self.shown = [*self.shown, ("me", text)][-MOST:]
        self._post_event({"type": "message", "message": {"type": "text", "id": "1", "quoteToken": "q", "text": text}})

    def _post_event(self, event: dict[str, object]) -> None:
        timestamp = int(self.clock().timestamp() * 1000)
        full_event = event | {
            "webhookEventId": secrets.token_hex(13), "deliveryContext": {"isRedelivery": False}, "timestamp": timestamp,
            "mode": "active", "source": {"type": "user", "userId": TELEPHONE}, "replyToken": secrets.token_hex(16),
        }  # fmt: skip
        body = json.dumps({"destination": "U" + "f" * 32, "events": [full_event]}, ensure_ascii=False)
        signed = {"X-Line-Signature": sign(self.secret, body.encode())}
        try:
            answer = str(self.transport.post_json(self.webhook, body, signed).status) if self.webhook else "-"
        except AdapterError as error:
            answer = error.code
        self.webhook_results = [*self.webhook_results, answer][-MOST:]


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def _read(body: bytes) -> tuple[str, list[str], str]:
    # (account, texts, problem or "").
    try:
        document = json.loads(body)
        account, messages = document["to"], document["messages"]
        texts = [message["text"] for message in messages if message["type"] == "text"]
    except (ValueError, KeyError, TypeError):
        return "", [], "The request body has errors"
    if not (isinstance(account, str) and _ACCOUNT.fullmatch(account)):
        return "", [], "The property, 'to', in the request body is invalid"
    if not (0 < len(texts) <= 5 and len(texts) == len(messages) and all(_fits(text) for text in texts)):
        return "", [], "The property, 'messages', in the request body is invalid"
    return account, texts, ""


def _fits(text: object) -> bool:
    return isinstance(text, str) and 0 < len(text) <= 5000
