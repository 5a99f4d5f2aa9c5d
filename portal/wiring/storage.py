"""The database, and buckets of S3-compatible storage."""

from dataclasses import replace

from integrations.bucket import Bucket
from integrations.objects.bucket_objects import BucketObjects
from portal.config import Settings
from portal.db import Database
from portal.errors import BadSetting
from portal.wiring.secret_of import secret_of


def open_database(settings: Settings) -> Database:
    bucket = bucket_of(settings, "files")
    if bucket:  # an application's files have the same names in both zones, under other keys
        bucket = replace(bucket, folder="/".join(filter(None, (bucket.folder, settings.zone))))
    objects = BucketObjects(bucket) if bucket else None
    return Database(
        settings.database, pool=settings.threads, kept=settings.connections, replica=settings.database_replica_url,
        objects=objects,
    )  # fmt: skip


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
