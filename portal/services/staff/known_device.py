"""Strangers cannot use up a member's tries (OWASP, "device cookies")."""

# The cookie holds the device's id and a MAC for each of the last logins.

import base64
import hashlib
import hmac
import secrets

_MOST = 8  # members of staff who share one computer
_BYTES = 16


def device_of(throttle_key: bytes, cookie: str, login: str) -> str:
    """ "" unless `login` signed in from it."""
    device, _, macs = cookie[:400].partition(".")
    expected = _mac(throttle_key, device, login)
    known = [hmac.compare_digest(mac.encode(), expected.encode()) for mac in macs.split(".")]
    return device if any(known) else ""


def remembered(throttle_key: bytes, cookie: str, login: str) -> str:
    device, _, macs = cookie[:400].partition(".")
    if len(device) != 22 or not device.isascii():
        device, macs = secrets.token_urlsafe(_BYTES), ""
    mine = _mac(throttle_key, device, login)
    others = [mac for mac in macs.split(".") if mac and mac != mine and mac.isascii()]
    return ".".join([device, mine, *others[: _MOST - 1]])


def _mac(throttle_key: bytes, device: str, login: str) -> str:
    digest = hmac.digest(throttle_key, f"staff device\0{device}\0{login}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest[:_BYTES]).decode().rstrip("=")
