"""Against the check values in the database: a process with other keys must not start."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from integrations.sockets.interfaces import AdapterError, KeyStore
from portal.db import Database, Unit
from portal.errors import BadSetting
from portal.sealing import ANSWERS, COURIER, NUMBERS, RECEIPTS
from portal.store.shared import key_checks

_WHOSE = {ANSWERS: "answers and files", NUMBERS: "個人番号", RECEIPTS: "receipts", COURIER: "the courier"}
_WORDS = {ANSWERS: "回答とファイル", NUMBERS: "個人番号", RECEIPTS: "控え", COURIER: "持ち運び"}
_TEXT = b"kakanai key check"


class Ring(Protocol):
    def made(self) -> Mapping[str, bytes]:
        """By id."""

    def fits(self, key_id: str, value: bytes) -> bool: ...


@dataclass(frozen=True)
class WrappingRing:
    """Only a current key: new keys can reach every process first."""

    name: str
    keys: KeyStore | None

    def made(self) -> Mapping[str, bytes]:
        return {} if self.keys is None else {(key := self.keys.current()): self.keys.wrap(key, _TEXT, self._bound(key))}

    def fits(self, key_id: str, value: bytes) -> bool:
        try:
            return self.keys is not None and self.keys.unwrap(key_id, value, self._bound(key_id)) == _TEXT
        except (KeyError, ValueError):
            return False

    def _bound(self, key_id: str) -> bytes:
        return f"key check:{self.name}:{key_id}".encode()


@dataclass(frozen=True)
class NamedRing:
    """Named by their own fingerprint (hex)."""

    ids: Collection[str]

    def made(self) -> Mapping[str, bytes]:
        return {key_id: bytes.fromhex(key_id) for key_id in self.ids}

    def fits(self, key_id: str, value: bytes) -> bool:
        return key_id in self.ids and value.hex() == key_id


Rings = Mapping[str, Ring]


def keys_answer(keys: KeyStore) -> bool:
    """A record could be sealed now: the token may be away."""
    try:
        keys.wrap(keys.current(), _TEXT, b"")
    except (AdapterError, KeyError):
        return False
    return True


def check_key_rings(database: Database, rings: Rings, now: int) -> None:
    """Raises BadSetting, and stores nothing, if a ring lacks or exchanges a known key, or uses a retired one."""
    with database.read() as unit:
        if not _missing(unit, rings):
            return
    with database.change() as unit:
        for ring, values in _missing(unit, rings).items():
            key_checks.add(unit, ring, values, now)
        _missing(unit, rings)  # another process may have stored its own at the same moment


def compare_key_rings(unit: Unit, rings: Rings) -> None:
    """Raises BadSetting as `check_key_rings`; stores nothing."""
    _missing(unit, rings)


def _missing(unit: Unit, rings: Rings) -> dict[str, dict[str, bytes]]:
    # Raises BadSetting.
    missing: dict[str, dict[str, bytes]] = {}
    kept = key_checks.by_ring(unit)
    for name, ring in rings.items():
        known = kept[name]
        other = sorted(key_id for key_id, row in known.items() if not row.retired and not ring.fits(key_id, row.value))
        if other:
            raise BadSetting(
                f"The keys for {_WHOSE[name]} are not those of this database: another key, or none, is where {', '.join(other)} "
                "was. Put back the key file that the other processes use.",
                words=[
                    f"{_WORDS[name]}の鍵が、このデータベースのものではありません。ほかのプロセスが使っている鍵のファイルを戻してください。"
                ],
            )
        made = ring.made()
        if any(known[key_id].retired for key_id in made if key_id in known):
            raise BadSetting(
                f"The key in use for {_WHOSE[name]} was retired: copy the key file of the other servers.",
                words=[f"{_WORDS[name]}の鍵が、やめた鍵です。ほかのサーバーの鍵のファイルを写してください。"],
            )
        values = {key_id: value for key_id, value in made.items() if key_id not in known}
        if values:
            missing[name] = values
    return missing
