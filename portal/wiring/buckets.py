"""Buckets of S3-compatible storage."""

from integrations.bucket import Bucket
from integrations.objects.bucket_objects import BucketObjects
from integrations.sockets.object_socket import ObjectStore
from portal.config import Settings
from portal.errors import BadSetting
from portal.wiring.secret_of import secret_of


def wire_objects(settings: Settings) -> ObjectStore | None:
    bucket = bucket_of(settings, "files")
    return BucketObjects(bucket) if bucket else None


def bucket_of(settings: Settings, use: str) -> Bucket | None:
    """`use`: export or files. Raises BadSetting."""
    address, name, region, key_id, folder = (
        str(getattr(settings, f"{use}_bucket{part}")) for part in ("_address", "", "_region", "_key_id", "_folder")
    )
    if not name:
        return None
    secret = secret_of(settings, f"{use}_bucket_secret_file")
    if not secret:
        file = getattr(settings, f"{use}_bucket_secret_file")
        raise BadSetting(f"KAKANAI_{use.upper()}_BUCKET_SECRET_FILE={file}: is empty.")
    return Bucket(address, name, region, key_id, secret, folder)
