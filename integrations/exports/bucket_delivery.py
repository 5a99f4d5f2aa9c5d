"""S3-compatible storage; the only module that imports obstore."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from integrations.sockets.interfaces import AdapterError
from integrations.sockets.layout_socket import Bench, ExportFile

if TYPE_CHECKING:
    from obstore.store import S3Store

# Bytes per part and concurrent parts of an upload: memory stays constant for any file size.
_PIECE, _AT_ONCE = 8 << 20, 2
_SUM = "sha256"  # key of the object metadata with the content's hash


@dataclass(frozen=True)
class Bucket:
    address: str  # https://host[:port]; the bucket is in the path (path style), which every storage supports
    name: str
    region: str
    key_id: str
    secret: str = field(repr=False)
    folder: str = ""  # prefix of object names


class BucketDelivery:
    name = "bucket"

    def __init__(self, bucket: Bucket, bench: Callable[[], AbstractContextManager[Bench]], *, retries: int = 2) -> None:
        self._bucket = bucket
        self._bench = bench
        self._retries = retries

    def deliver(self, make: Callable[[Bench], Sequence[ExportFile]]) -> None:
        """Skips existing objects with the same bytes."""
        try:
            with self._bench() as bench:
                files = make(bench)
                store = self._store()
                for file in files:
                    self._put(store, file)
        except OSError as error:
            raise AdapterError("DELIVERY_FAILED", type(error).__name__, permanent=False) from None

    def ready(self) -> bool:
        """A refusal counts as ready: the key may be write-only."""
        try:
            self._has(self._store(), "kakanai-is-asking", "")
        except AdapterError as error:
            return error.code == "DELIVERY_REFUSED"
        return True

    def _store(self) -> "S3Store":
        # Imported at the first delivery: the library starts its own runtime.
        from obstore.store import S3Store  # noqa: PLC0415

        bucket = self._bucket
        return S3Store(
            bucket.name, endpoint=bucket.address, region=bucket.region, access_key_id=bucket.key_id,
            secret_access_key=bucket.secret, virtual_hosted_style_request=False,
            client_options={
                "allow_http": bucket.address.startswith("http://"), "connect_timeout": timedelta(seconds=5),
                "timeout": timedelta(seconds=60),
            },
            retry_config={"max_retries": self._retries, "retry_timeout": timedelta(seconds=60)},
        )  # fmt: skip

    def _put(self, store: "S3Store", file: ExportFile) -> None:
        import obstore  # noqa: PLC0415 - as above

        key = f"{self._bucket.folder}/{file.name}" if self._bucket.folder else file.name
        try:
            exists = self._has(store, key, file.sha256)
        except AdapterError as error:
            if error.code != "DELIVERY_REFUSED":
                raise
            exists = False  # a write-only key: upload again
        if exists:
            return
        with _adapter_errors(), file.open() as data:
            obstore.put(store, key, data, attributes={_SUM: file.sha256}, chunk_size=_PIECE, max_concurrency=_AT_ONCE)

    def _has(self, store: "S3Store", key: str, digest: str) -> bool:
        # Raises AdapterError without an answer.
        import obstore  # noqa: PLC0415 - as above

        with _adapter_errors():
            try:
                answer = obstore.get(store, key, options={"head": True})
            except FileNotFoundError:
                return False
            return bool(answer.attributes.get(_SUM) == digest)


@contextmanager
def _adapter_errors() -> Iterator[None]:
    # Without cause: it may quote the request.
    from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError  # noqa: PLC0415 - as above

    try:
        yield
    except FileNotFoundError:
        raise AdapterError("DELIVERY_NO_BUCKET", "the storage has no bucket of this name", permanent=True) from None
    except (PermissionDeniedError, UnauthenticatedError):
        problem = "the storage does not take this key id with this secret, or they may not write into the bucket"
        raise AdapterError("DELIVERY_REFUSED", problem, permanent=True) from None
    except BaseError:
        raise AdapterError("DELIVERY_FAILED", "the storage does not answer correctly", permanent=False) from None
