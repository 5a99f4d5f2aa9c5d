"""A bucket of S3-compatible storage."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from integrations.sockets.interfaces import AdapterError

if TYPE_CHECKING:
    from obstore.store import S3Store


@dataclass(frozen=True)
class Bucket:
    address: str  # https://host[:port]; the bucket is in the path (path style), which every storage supports
    name: str
    region: str
    key_id: str
    secret: str = field(repr=False)
    folder: str = ""  # prefix of object names

    def key(self, name: str) -> str:
        return f"{self.folder}/{name}" if self.folder else name

    def store(self, retries: int) -> "S3Store":
        # Imported at the first use: the library starts its own runtime.
        from obstore.store import S3Store  # noqa: PLC0415

        return S3Store(
            self.name, endpoint=self.address, region=self.region, access_key_id=self.key_id,
            secret_access_key=self.secret, virtual_hosted_style_request=False,
            client_options={
                "allow_http": self.address.startswith("http://"), "connect_timeout": timedelta(seconds=5),
                "timeout": timedelta(seconds=60),
            },
            retry_config={"max_retries": retries, "retry_timeout": timedelta(seconds=60)},
        )  # fmt: skip


@contextmanager
def bucket_errors(prefix: str) -> Iterator[None]:
    """Raises AdapterError with the codes `prefix`_NO_BUCKET, `prefix`_REFUSED, `prefix`_FAILED. FileNotFoundError is the
    caller's where a missing object is an answer."""
    # Without cause: it may quote the request.
    from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError  # noqa: PLC0415 - as above

    try:
        yield
    except FileNotFoundError:
        raise AdapterError(f"{prefix}_NO_BUCKET", "the storage has no bucket of this name", permanent=True) from None
    except (PermissionDeniedError, UnauthenticatedError):
        problem = "the storage does not take this key id with this secret, or they may not write into the bucket"
        raise AdapterError(f"{prefix}_REFUSED", problem, permanent=True) from None
    except BaseError:
        raise AdapterError(f"{prefix}_FAILED", "the storage does not answer correctly", permanent=False) from None
