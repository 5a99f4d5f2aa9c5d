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
    standby: bool = False  # another channel of the account answers at the moment
    shown: list[tuple[str, str]] = field(default_factory=list)  # (city or me, text), oldest first
    webhook_results: list[str] = field(default_factory=list)  # result of each webhook
    choices: list[tuple[str, str]] = field(default_factory=list)  # (label, data) below the last message
    _accepted: dict[str, str] = field(default_factory=dict)
    _tokens: set[str] = field(default_factory=set)  # of replies that were not used

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
        account, texts, choices, problem = _read(body)
        if problem:
            return 400, {"message": problem}, {}
        request = str(uuid.uuid4())
        if retry_key:
            self._accepted[retry_key] = request
        # A push to a user who blocked the account also gets 200.
        if account == TELEPHONE and self.friend:
            self._show(texts, choices)
        messages = [{"id": str(number), "quoteToken": "q"} for number, _ in enumerate(texts)]
        return 200, {"sentMessages": messages}, {"X-Line-Request-Id": request}

    def reply(self, body: bytes) -> tuple[int, dict[str, object]]:
        if self.fault:
            return self.fault, {"message": "as it was asked to"}
        _, texts, choices, problem = _read(body, reply=True)
        if problem:
            return 400, {"message": problem}
        token = json.loads(body)["replyToken"]
        if token not in self._tokens:
            return 400, {"message": "Invalid reply token"}
        self._tokens.discard(token)
        self._show(texts, choices)
        return 200, {}

    def press(self, number: int) -> None:
        """Of the choices below the last message."""
        label, data = self.choices[number]
        self.choices, self.shown = [], [*self.shown, ("me", label)][-MOST:]
        self._post_event({"type": "postback", "postback": {"data": data}})

    def _show(self, texts: list[str], choices: list[tuple[str, str]]) -> None:
        self.choices = choices
        self.shown = [*self.shown, *(("city", text) for text in texts)][-MOST:]

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
        token = secrets.token_hex(16)
        self._tokens.add(token)
        timestamp = int(self.clock().timestamp() * 1000)
        full_event = event | {
            "webhookEventId": secrets.token_hex(13), "deliveryContext": {"isRedelivery": False}, "timestamp": timestamp,
            "mode": "standby" if self.standby else "active", "source": {"type": "user", "userId": TELEPHONE}, "replyToken": token,
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


def _read(body: bytes, *, reply: bool = False) -> tuple[str, list[str], list[tuple[str, str]], str]:
    # (account, texts, choices of the last, problem or "").
    try:
        document = json.loads(body)
        account, messages = document["replyToken" if reply else "to"], document["messages"]
        texts = [message["text"] for message in messages if message["type"] == "text"]
        items = messages[-1].get("quickReply", {}).get("items", [])
        choices = [(item["action"]["label"], item["action"]["data"]) for item in items]
    except (ValueError, KeyError, TypeError, IndexError):
        return "", [], [], "The request body has errors"
    if not (isinstance(account, str) and (reply or _ACCOUNT.fullmatch(account))):
        return "", [], [], "The property, 'to', in the request body is invalid"
    short = all(0 < len(label) <= 20 and 0 < len(data) <= 300 for label, data in choices) and len(choices) <= 13
    if not (0 < len(texts) <= 5 and len(texts) == len(messages) and all(_fits(text) for text in texts) and short):
        return "", [], [], "The property, 'messages', in the request body is invalid"
    return account, texts, choices, ""


def _fits(text: object) -> bool:
    return isinstance(text, str) and 0 < len(text) <= 5000
