"""Its authorities' keys change at each start."""

import os
import re
from collections.abc import Collection
from contextlib import suppress
from functools import partial
from hashlib import sha256
from itertools import product
from pathlib import Path
from threading import get_ident

from cryptography import x509

from integrations.cached import Cached
from integrations.certificates.mock.authority import GENERATIONS, KINDS
from integrations.http import Transport
from integrations.sockets.certificate_sockets import Environment, Kind
from integrations.sockets.identity_codes import IdentityCode
from integrations.sockets.interfaces import AdapterError

SECONDS = 5.0
_UNFINISHED = re.compile(r"\.([1-9][0-9]{0,9})-[0-9]+")
EVERY = tuple(product(KINDS, GENERATIONS))


class PracticeTrust:
    """`folder` keeps earlier authorities."""

    environment: Environment = "test"

    def __init__(
        self, transport: Transport, address: str, folder: Path, which: Collection[tuple[Kind, str]] = EVERY
    ) -> None:
        """`address`: without trailing slash."""
        self._transport, self._address, self._folder, self._which = transport, address, folder, which
        # A kind by itself: a card waits for no key but that of its own authority. No pause: what failed a moment ago may be that
        # of the next card.
        self._fresh = {
            kind: Cached(partial(self._fetch, kind), keep=SECONDS, pause=0) for kind in {kind for kind, _ in which}
        }

    def generations(self, kind: Kind) -> tuple[bytes, ...]:
        if kind in self._fresh:
            with suppress(AdapterError):  # earlier ones are stored
                self._fresh[kind].get()
        return tuple(path.read_bytes() for path in sorted((self._folder / kind).glob("*.cer")))

    def _fetch(self, kind: Kind) -> bool:
        # Each by itself: under load the mock takes seconds to make a key, but that of a card which signed is made.
        failures = []
        for generation in (generation for of, generation in self._which if of == kind):
            try:
                self._store(kind, self._get(f"{kind}/{generation}.cer"))
            except AdapterError as error:
                failures.append(error)
        if failures:
            raise failures[0]
        return True

    def _store(self, kind: Kind, der: bytes) -> None:
        # Whole or not at all: web and worker read the folder meanwhile.
        try:
            x509.load_der_x509_certificate(der)
        except ValueError:
            raise AdapterError(IdentityCode.PROVIDER_UNAVAILABLE, "no certificate", permanent=False) from None
        path = self._folder / kind / f"{sha256(der).hexdigest()}.cer"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _remove_cut_off(path.parent)
            unfinished = path.with_suffix(f".{os.getpid()}-{get_ident()}")  # as _UNFINISHED reads it
            unfinished.write_bytes(der)
            unfinished.replace(path)

    def _get(self, path: str) -> bytes:
        reply = self._transport.get(f"{self._address}/{path}")
        if reply.status != 200:
            raise AdapterError(IdentityCode.PROVIDER_UNAVAILABLE, f"status {reply.status}", permanent=False)
        return reply.body


def _remove_cut_off(folder: Path) -> None:
    # Unfinished files of processes that have ended: a write that was cut off leaves one.
    for file in folder.iterdir():
        process = _UNFINISHED.fullmatch(file.suffix)
        if process and not _runs(int(process[1])):
            file.unlink(missing_ok=True)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True  # another account's
    return True
