"""Its authorities' keys change at each start."""

from collections.abc import Collection
from contextlib import suppress
from hashlib import sha256
from itertools import product
from pathlib import Path

from integrations.cached import Cached
from integrations.certificates.mock.authority import GENERATIONS, KINDS
from integrations.http import Transport
from integrations.sockets.certificate_sockets import Environment, Kind
from integrations.sockets.identity_codes import IdentityCode
from integrations.sockets.interfaces import AdapterError

SECONDS = 5.0
EVERY = tuple(product(KINDS, GENERATIONS))


class PracticeTrust:
    """`folder` keeps earlier authorities."""

    environment: Environment = "test"

    def __init__(
        self, transport: Transport, address: str, folder: Path, which: Collection[tuple[Kind, str]] = EVERY
    ) -> None:
        """`address`: without trailing slash."""
        self._transport, self._address, self._folder, self._which = transport, address, folder, which
        self._fresh = Cached(self._fetch, keep=SECONDS, pause=SECONDS)

    def generations(self, kind: Kind) -> tuple[bytes, ...]:
        with suppress(AdapterError):  # earlier ones are stored
            self._fresh.get()
        return tuple(path.read_bytes() for path in sorted((self._folder / kind).glob("*.cer")))

    def _fetch(self) -> bool:
        pins = set(self._get("fingerprints.txt").decode("ascii", "replace").split())
        for kind, generation in self._which:
            (self._folder / kind).mkdir(parents=True, exist_ok=True, mode=0o700)
            der = self._get(f"{kind}/{generation}.cer")
            name = sha256(der).hexdigest()
            if name in pins:
                (self._folder / kind / f"{name}.cer").write_bytes(der)
        return True

    def _get(self, path: str) -> bytes:
        reply = self._transport.get(f"{self._address}/{path}")
        if reply.status != 200:
            raise AdapterError(IdentityCode.PROVIDER_UNAVAILABLE, f"status {reply.status}", permanent=False)
        return reply.body
