"""Contract of every delivery."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from integrations.bucket import Bucket
from integrations.exports.bucket_delivery import BucketDelivery
from integrations.exports.folder_delivery import FolderDelivery
from integrations.sockets.delivery_socket import Delivery
from integrations.sockets.interfaces import AdapterError
from integrations.sockets.layout_socket import Bench, ExportFile
from portal.services.shared.spool import spool
from tests.integrations.bucket import KEY_ID, REGION, SECRET, Storage, serving, signature

WRITTEN = {"991015_1.csv": "氏名\r\n髙見本\r\n".encode(), "manifest.json": b"{}", "991015_1.end": b""}


def files(bench: Bench, written: dict[str, bytes] = WRITTEN) -> list[ExportFile]:
    entries = []
    for name, data in written.items():
        path = bench.folder / f".{name}.part"
        with bench.opened(path, "w+b") as file:
            file.write(data)
        entries.append(ExportFile(name, path, hashlib.sha256(data).hexdigest(), 1, bench.opened))
    return entries


@pytest.fixture
def storage() -> Iterator[Storage]:
    with serving(Storage()) as running:
        yield running


def to_bucket(storage: Storage, bench: Path, **other: str) -> BucketDelivery:
    bucket = Bucket(storage.address, storage.bucket, REGION, KEY_ID, SECRET, "out/care")
    return BucketDelivery(replace(bucket, **other), partial(spool, bench), retries=1)


@pytest.fixture(params=["folder", "bucket"])
def place(request: pytest.FixtureRequest, tmp_path: Path, storage: Storage) -> Delivery:
    """Add new deliveries here."""
    ways: dict[str, Delivery] = {
        "folder": FolderDelivery(tmp_path / "out"), "bucket": to_bucket(storage, tmp_path / "spool"),
    }  # fmt: skip
    return ways[request.param]


def lying(place: Delivery, tmp_path: Path, storage: Storage) -> dict[str, bytes]:
    if place.name == "folder":
        return {file.name: file.read_bytes() for file in (tmp_path / "out").iterdir()}
    return {name.removeprefix("out/care/"): data for name, data in storage.objects.items()}


def test_the_files_are_there_under_their_names_and_twice_changes_nothing(
    place: Delivery, tmp_path: Path, storage: Storage
) -> None:
    for _ in range(2):
        place.deliver(files)
        assert lying(place, tmp_path, storage) == WRITTEN
        assert place.ready()
    assert len(storage.appeared) == (3 if place.name == "bucket" else 0), (
        "an object with the same bytes is not written again"
    )


def test_what_making_them_raises_goes_through_and_leaves_nothing(
    place: Delivery, tmp_path: Path, storage: Storage
) -> None:
    def unfit(bench: Bench) -> Sequence[ExportFile]:
        files(bench)
        raise KeyError("the layout changed")

    with pytest.raises(KeyError):
        place.deliver(unfit)
    assert lying(place, tmp_path, storage) == {}
    assert not [*tmp_path.rglob("*.part")]


def test_the_vector_that_was_published_is_signed_as_published() -> None:
    """The GET Object example of “Authenticating Requests (AWS Signature Version 4)”, checked because the test server
    uses the same function.
    """
    headers = {
        "range": "bytes=0-9", "host": "examplebucket.s3.amazonaws.com", "x-amz-date": "20130524T000000Z",
        "x-amz-content-sha256": hashlib.sha256(b"").hexdigest(),
    }  # fmt: skip
    signed, secret = "host;range;x-amz-content-sha256;x-amz-date", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
    signed_request = signature("GET", "/test.txt", headers, signed, ("20130524", "us-east-1"), secret)
    assert signed_request == "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"


def test_the_end_marker_is_put_last_and_never_before_the_others(storage: Storage, tmp_path: Path) -> None:
    storage.broken = [404, 200, 404, *[500] * 4]  # the second file fails
    place = to_bucket(storage, tmp_path)
    with pytest.raises(AdapterError, match="DELIVERY_FAILED"):
        place.deliver(files)
    assert "out/care/991015_1.end" not in storage.objects
    storage.broken.clear()
    place.deliver(files)
    assert storage.appeared[-1] == "out/care/991015_1.end"
    assert {name.removeprefix("out/care/"): data for name, data in storage.objects.items()} == WRITTEN


def test_a_line_that_breaks_off_is_tried_again_and_anyone_who_follows_puts_the_rest(
    storage: Storage, tmp_path: Path
) -> None:
    storage.broken = [0]
    place = to_bucket(storage, tmp_path)
    place.deliver(files)
    del storage.objects["out/care/991015_1.end"]  # as if killed before the last object
    storage.appeared.clear()
    place.deliver(files)
    assert storage.appeared == ["out/care/991015_1.end"]


def test_a_large_file_goes_in_parts_and_is_there_at_once_whole(storage: Storage, tmp_path: Path) -> None:
    large = {"large.csv": bytes(range(256)) * 70_000, "large.end": b""}
    to_bucket(storage, tmp_path).deliver(lambda bench: files(bench, large))
    assert storage.objects["out/care/large.csv"] == large["large.csv"]
    assert storage.appeared == ["out/care/large.csv", "out/care/large.end"]
    assert storage.sums["out/care/large.csv"] == hashlib.sha256(large["large.csv"]).hexdigest()
    assert sum(call == "PUT out/care/large.csv" for call in storage.calls) == 3


@pytest.mark.parametrize(
    ("other", "code", "message"),
    [
        ({"secret": "another"}, "DELIVERY_REFUSED", "does not take this key id"),
        ({"key_id": "ANOTHER"}, "DELIVERY_REFUSED", "does not take this key id"),
        ({"region": "us-east-1"}, "DELIVERY_REFUSED", "does not take this key id"),
        ({"name": "nowhere"}, "DELIVERY_NO_BUCKET", "no bucket of this name"),
        ({"address": "http://127.0.0.1:9"}, "DELIVERY_FAILED", "does not answer"),
    ],
)
def test_what_the_storage_refuses_is_reported_in_a_sentence_without_a_secret(
    storage: Storage, tmp_path: Path, other: dict[str, str], code: str, message: str
) -> None:
    place = to_bucket(storage, tmp_path, **other)
    with pytest.raises(AdapterError, match=message) as failed:
        place.deliver(files)
    assert failed.value.code == code
    assert failed.value.permanent == (code != "DELIVERY_FAILED")
    shown = f"{failed.value!r} {failed.value.__cause__!r} {place._bucket!r}"
    assert not [
        secret for secret in (SECRET, KEY_ID, "another", "Signature") if secret in shown.replace(repr(KEY_ID), "")
    ]
    assert storage.objects == {}
    assert not [*tmp_path.rglob("*.part")]
    assert place.ready() == (code != "DELIVERY_FAILED")


def test_a_key_that_may_write_and_not_read_is_enough(storage: Storage, tmp_path: Path) -> None:
    storage.write_only = True
    place = to_bucket(storage, tmp_path)
    for _ in range(2):
        place.deliver(files)
    assert len(storage.appeared) == 6
    assert place.ready()
