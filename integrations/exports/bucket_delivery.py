"""Delivery into a bucket of S3-compatible storage. An object is there whole or not at all, and the end marker is put last.

The one door to obstore. Knows no batch: names and bytes of files.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from integrations.interfaces import AdapterError
from integrations.layout_socket import Bench, ExportFile

if TYPE_CHECKING:
    from obstore.store import S3Store

# A file goes up in pieces of this many bytes, so many at once: memory stays flat, whatever its size.
_PIECE, _AT_ONCE = 8 << 20, 2
_SUM = "sha256"  # the name of the object's own metadata that says what it holds


@dataclass(frozen=True)
class Bucket:
    """`address` https://host[:port], without the bucket: it is named in the path (path style), as every such storage understands.
    `folder`: what the names of objects begin with, "" for nothing."""

    address: str
    name: str
    region: str
    key_id: str
    secret: str = field(repr=False)
    folder: str = ""


class BucketDelivery:
    """`bench`: where files lie while they are made, gone afterwards. `retries` of one call."""

    name = "bucket"

    def __init__(self, bucket: Bucket, bench: Callable[[], AbstractContextManager[Bench]], *, retries: int = 2) -> None:
        self._bucket = bucket
        self._bench = bench
        self._retries = retries

    def deliver(self, make: Callable[[Bench], Sequence[ExportFile]]) -> None:
        """One after the other in their order. What is there already with the same bytes is left as it is, so that whoever comes after
        a crash changes nothing under the receiver's hands."""
        try:
            with self._bench() as bench:
                files = make(bench)
                store = self._store()
                for file in files:
                    self._put(store, file)
        except OSError as error:
            raise AdapterError("DELIVERY_FAILED", type(error).__name__, permanent=False) from None

    def ready(self) -> bool:
        """Whether the storage answers at all: a key that may only write gets no other answer to a question."""
        try:
            self._has(self._store(), "kakanai-is-asking", "")
        except AdapterError as error:
            return error.code == "DELIVERY_REFUSED"
        return True

    def _store(self) -> "S3Store":
        # At the first delivery: the library brings a runtime of its own with it.
        from obstore.store import S3Store  # noqa: PLC0415

        there = self._bucket
        return S3Store(
            there.name, endpoint=there.address, region=there.region, access_key_id=there.key_id,
            secret_access_key=there.secret, virtual_hosted_style_request=False,
            client_options={
                "allow_http": there.address.startswith("http://"), "connect_timeout": timedelta(seconds=5),
                "timeout": timedelta(seconds=60),
            },
            retry_config={"max_retries": self._retries, "retry_timeout": timedelta(seconds=60)},
        )  # fmt: skip

    def _put(self, store: "S3Store", file: ExportFile) -> None:
        import obstore  # noqa: PLC0415 - as above

        key = f"{self._bucket.folder}/{file.name}" if self._bucket.folder else file.name
        try:
            there = self._has(store, key, file.sha256)
        except AdapterError as error:
            if error.code != "DELIVERY_REFUSED":
                raise
            there = False  # a key that may write and not read: it is written anew
        if there:
            return
        with _told(), file.open() as data:
            obstore.put(store, key, data, attributes={_SUM: file.sha256}, chunk_size=_PIECE, max_concurrency=_AT_ONCE)

    def _has(self, store: "S3Store", key: str, digest: str) -> bool:
        """Whether an object of this name says that it holds these bytes. AdapterError where nobody can tell."""
        import obstore  # noqa: PLC0415 - as above

        with _told():
            try:
                found = obstore.get(store, key, options={"head": True})
            except FileNotFoundError:
                return False
            return bool(found.attributes.get(_SUM) == digest)


@contextmanager
def _told() -> Iterator[None]:
    """Failures of the storage as ours. Without their cause: it quotes the storage's answer, which may quote the call."""
    from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError  # noqa: PLC0415 - as above

    try:
        yield
    except FileNotFoundError:
        raise AdapterError("DELIVERY_NO_BUCKET", "the storage has no bucket of this name", permanent=True) from None
    except (PermissionDeniedError, UnauthenticatedError):
        told = "the storage does not take this key id with this secret, or they may not write into the bucket"
        raise AdapterError("DELIVERY_REFUSED", told, permanent=True) from None
    except BaseError:
        raise AdapterError("DELIVERY_FAILED", "the storage does not answer as it should", permanent=False) from None
