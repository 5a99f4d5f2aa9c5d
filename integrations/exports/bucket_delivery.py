"""S3-compatible storage."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from integrations.bucket import Bucket, bucket_errors
from integrations.sockets.interfaces import AdapterError
from integrations.sockets.layout_socket import Bench, ExportFile

if TYPE_CHECKING:
    from obstore.store import S3Store

# Bytes per part and concurrent parts of an upload: memory stays constant for any file size.
_PIECE, _AT_ONCE = 8 << 20, 2
_SUM = "sha256"  # key of the object metadata with the content's hash


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
                store = self._bucket.store(self._retries)
                for file in files:
                    self._put(store, file)
        except OSError as error:
            raise AdapterError("DELIVERY_FAILED", type(error).__name__, permanent=False) from None

    def ready(self) -> bool:
        """A refusal counts as ready: the key may be write-only."""
        try:
            self._has(self._bucket.store(self._retries), "kakanai-is-asking", "")
        except AdapterError as error:
            return error.code == "DELIVERY_REFUSED"
        return True

    def _put(self, store: "S3Store", file: ExportFile) -> None:
        import obstore  # noqa: PLC0415 - it starts its own runtime

        key = self._bucket.key(file.name)
        try:
            exists = self._has(store, key, file.sha256)
        except AdapterError as error:
            if error.code != "DELIVERY_REFUSED":
                raise
            exists = False  # a write-only key: upload again
        if exists:
            return
        with bucket_errors("DELIVERY"), file.open() as data:
            obstore.put(store, key, data, attributes={_SUM: file.sha256}, chunk_size=_PIECE, max_concurrency=_AT_ONCE)

    def _has(self, store: "S3Store", key: str, digest: str) -> bool:
        # Raises AdapterError without an answer.
        import obstore  # noqa: PLC0415 - as above

        with bucket_errors("DELIVERY"):
            try:
                answer = obstore.get(store, key, options={"head": True})
            except FileNotFoundError:
                return False
            return bool(answer.attributes.get(_SUM) == digest)
