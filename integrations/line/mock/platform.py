"""What the mock LINE platform knows: one channel, one telephone, what was pushed, and how it shall fail.

https://developers.line.biz/en/reference/messaging-api/
"""

import json
import re
import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from integrations.http import Transport
from integrations.interfaces import AdapterError
from integrations.line.webhook import sign

# The demo's one telephone.
TELEPHONE = "U" + "0" * 31 + "1"
_ACCOUNT = re.compile(r"U[0-9a-f]{32}", re.ASCII)
MOST = 200


@dataclass
class Platform:
    """`webhook` is where events are posted, "" nowhere. `fault`: every push is answered with this status."""

    token: str
    secret: str
    webhook: str
    clock: Callable[[], datetime]
    transport: Transport
    fault: int = 0
    friend: bool = False
    shown: list[tuple[str, str]] = field(default_factory=list)  # (who: city or me, text), oldest first
    told: list[str] = field(default_factory=list)  # what came of each webhook
    _accepted: dict[str, str] = field(default_factory=dict)

    def authorised(self, authorization: str) -> bool:
        return secrets.compare_digest(authorization.encode(), f"Bearer {self.token}".encode())

    def push(self, retry_key: str, body: bytes) -> tuple[int, dict[str, object], dict[str, str]]:
        """(status, answer, headers)."""
        if self.fault:
            return self.fault, {"message": "as it was asked to"}, {}
        if retry_key and not _is_uuid(retry_key):
            return 400, {"message": "Invalid X-Line-Retry-Key"}, {}
        if retry_key in self._accepted:
            first = {"X-Line-Accepted-Request-Id": self._accepted[retry_key]}
            return 409, {"message": "The retry key is already accepted"}, first
        account, texts, problem = _read(body)
        if problem:
            return 400, {"message": problem}, {}
        request = str(uuid.uuid4())
        if retry_key:
            self._accepted[retry_key] = request
        # Whoever has blocked the account is answered 200, too, and sees nothing.
        if account == TELEPHONE and self.friend:
            self.shown = [*self.shown, *(("city", text) for text in texts)][-MOST:]
        messages = [{"id": str(number), "quoteToken": "q"} for number, _ in enumerate(texts)]
        return 200, {"sentMessages": messages}, {"X-Line-Request-Id": request}

    def follow(self) -> None:
        self.friend = True
        self._tell({"type": "follow", "follow": {"isUnblocked": False}})

    def block(self) -> None:
        self.friend = False
        self._tell({"type": "unfollow"})

    def say(self, text: str) -> None:
        """The telephone's owner writes to the city."""
        self.friend = True
        self.shown = [*self.shown, ("me", text)][-MOST:]
        self._tell({"type": "message", "message": {"type": "text", "id": "1", "quoteToken": "q", "text": text}})

    def _tell(self, event: dict[str, object]) -> None:
        at = int(self.clock().timestamp() * 1000)
        whole = event | {
            "webhookEventId": secrets.token_hex(13), "deliveryContext": {"isRedelivery": False}, "timestamp": at,
            "mode": "active", "source": {"type": "user", "userId": TELEPHONE}, "replyToken": secrets.token_hex(16),
        }  # fmt: skip
        body = json.dumps({"destination": "U" + "f" * 32, "events": [whole]}, ensure_ascii=False)
        signed = {"X-Line-Signature": sign(self.secret, body.encode())}
        try:
            answer = str(self.transport.post_json(self.webhook, body, signed).status) if self.webhook else "-"
        except AdapterError as error:
            answer = error.code
        self.told = [*self.told, answer][-MOST:]


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def _read(body: bytes) -> tuple[str, list[str], str]:
    """Account, texts, and what is wrong ("" if nothing)."""
    try:
        told = json.loads(body)
        account, messages = told["to"], told["messages"]
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
