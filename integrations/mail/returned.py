"""Bounces of our mail (RFC 3464)."""

import re
from email import message_from_bytes
from email.message import Message
from email.policy import compat32

_UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_ENVELOPE = re.compile(rf"\+({_UUID})@")
_MESSAGE_ID = re.compile(rf"<({_UUID})@")
# Headers with the recipient: our envelope address, which contains the id.
_ADDRESSED = ("To", "Delivered-To", "X-Original-To", "Envelope-To")
_MOST_PARTS = 100


def returned(content: bytes) -> str:
    try:
        message = message_from_bytes(content, policy=compat32)
        parts = [part for _, part in zip(range(_MOST_PARTS), message.walk(), strict=False)]
    except RecursionError:
        return ""
    if not any(_failed(part) for part in parts):
        return ""
    for name in _ADDRESSED:
        match = _ENVELOPE.search(str(message.get(name, "")))
        if match:
            return match[1]
    # The part that quotes our header, also as plain text, as some servers send it.
    for part in parts:
        if part is not message:
            match = _MESSAGE_ID.search(str(part.get("Message-ID", ""))) or _MESSAGE_ID.search(_text(part))
            if match:
                return match[1]
    return ""


def _failed(part: Message) -> bool:
    if part.get_content_type() != "message/delivery-status" or not part.is_multipart():
        return False
    blocks = [block for block in part.get_payload() if isinstance(block, Message)]
    return any(str(block.get("Action", "")).strip().lower() == "failed" for block in blocks)


def _text(part: Message) -> str:
    if part.get_content_type() != "text/rfc822-headers":
        return ""
    payload = part.get_payload()
    return payload if isinstance(payload, str) else ""
