"""Objects in a bucket: those in use under `kept/`, those set aside under `aside/`."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from integrations.bucket import Bucket, bucket_errors
from integrations.sockets.interfaces import AdapterError

if TYPE_CHECKING:
    from obstore import ObjectMeta

_KEPT, _ASIDE, _OWNER = "kept", "aside", "owner"
_LIST = 1000


class BucketObjects:
    name = "bucket"

    def __init__(self, bucket: Bucket, *, retries: int = 2) -> None:
        # Imported with the first bucket: the library starts its own runtime.
        import obstore  # noqa: PLC0415

        self._obstore = obstore
        self._bucket = bucket
        self._store = bucket.store(retries)

    def put(self, name: str, content: bytes) -> None:
        with bucket_errors("OBJECT"):
            self._obstore.put(self._store, self._key(_KEPT, name), content)

    def get(self, name: str) -> bytes:
        for part in (_KEPT, _ASIDE):
            with bucket_errors("OBJECT"):
                try:
                    return bytes(self._obstore.get(self._store, self._key(part, name)).bytes())
                except FileNotFoundError:
                    continue
        raise AdapterError("OBJECT_GONE", "the storage has no object of this name", permanent=True)

    def names(self) -> Iterator[list[str]]:
        for metas in self._list(_KEPT):
            yield [self._name(_KEPT, meta) for meta in metas]

    def set_aside(self, name: str) -> None:
        self._move(name, _KEPT, _ASIDE)

    def aside(self) -> Iterator[list[tuple[str, float]]]:
        for metas in self._list(_ASIDE):
            now = datetime.now(UTC)
            yield [(self._name(_ASIDE, meta), (now - meta["last_modified"]).total_seconds()) for meta in metas]

    def bring_back(self, name: str) -> None:
        self._move(name, _ASIDE, _KEPT)

    def erase(self, name: str) -> None:
        with bucket_errors("OBJECT"):
            self._obstore.delete(self._store, self._key(_ASIDE, name))

    def owner(self) -> str:
        with bucket_errors("OBJECT"):
            try:
                return bytes(self._obstore.get(self._store, self._bucket.key(_OWNER)).bytes()).decode(errors="replace")
            except FileNotFoundError:
                return ""

    def claim(self, owner: str) -> None:
        with bucket_errors("OBJECT"):
            self._obstore.put(self._store, self._bucket.key(_OWNER), owner.encode())

    def ready(self) -> bool:
        try:
            with bucket_errors("OBJECT"):
                next(iter(self._obstore.list(self._store, self._key(_KEPT, ""), chunk_size=1)), None)
        except AdapterError:
            return False
        return True

    def _move(self, name: str, origin: str, target: str) -> None:
        # Copied first: a move that breaks off leaves both, and the next one ends it.
        with bucket_errors("OBJECT"):
            try:
                self._obstore.copy(self._store, self._key(origin, name), self._key(target, name))
            except FileNotFoundError:
                return  # another process moved it
            self._obstore.delete(self._store, self._key(origin, name))

    def _list(self, part: str) -> Iterator[list["ObjectMeta"]]:
        with bucket_errors("OBJECT"):
            yield from self._obstore.list(self._store, self._key(part, ""), chunk_size=_LIST)

    def _key(self, part: str, name: str) -> str:
        return self._bucket.key(f"{part}/{name}")

    def _name(self, part: str, meta: "ObjectMeta") -> str:
        return str(meta["path"]).rpartition(f"{part}/")[2]
