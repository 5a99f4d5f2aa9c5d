"""Answers and notices of a service with its own page."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from integrations.http import Reply
from integrations.payments.signing import verified_nonce
from integrations.sockets.interfaces import AdapterError


def document_of(reply: Reply) -> dict[str, Any]:
    if reply.status == 404:
        raise AdapterError("ORDER_UNKNOWN", permanent=True)
    if reply.status == 429 or reply.status >= 500:
        raise AdapterError("PROVIDER_UNAVAILABLE", f"status {reply.status}", permanent=False)
    if reply.status not in (200, 201):
        raise AdapterError("PROVIDER_REFUSED", f"status {reply.status}", permanent=True)
    document = reply.json()
    if not isinstance(document, dict):
        raise AdapterError("PROVIDER_UNAVAILABLE", "the answer is not an object", permanent=False)
    return document


def signed_document(
    secret: bytes, purpose: str, headers: Mapping[str, str], body: bytes, now: datetime
) -> tuple[str, object]:
    """The nonce too. Raises AdapterError."""
    nonce = verified_nonce(secret, purpose, headers, body, now)
    try:
        return nonce, json.loads(body)
    except (ValueError, RecursionError):
        raise AdapterError("NOTICE_MALFORMED", permanent=True) from None


def same_host(page: str, address: str) -> bool:
    try:
        page_parts, address_parts = urlsplit(page), urlsplit(address)
        return (page_parts.scheme, page_parts.netloc) == (address_parts.scheme, address_parts.netloc)
    except ValueError:
        return False
