"""`make object-storage`: the objects of attachments in a storage that others wrote: OpenStack Swift of Debian with its S3 interface, one
replica on this machine. Needs root: Swift reads /etc/swift, which is bound to a folder in a mount namespace."""

import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from integrations.bucket import Bucket
from integrations.objects.bucket_objects import BucketObjects
from integrations.sockets.interfaces import AdapterError
from tests.servers import answers, free_ports

pytestmark = pytest.mark.timeout(0)

USER, SECRET, REGION = "city:files", "a-secret/of+the-storage", "ap-northeast-1"
PIPELINE = (
    "catch_errors",
    "gatekeeper",
    "healthcheck",
    "cache",
    "listing_formats",
    "s3api",
    "tempauth",
    "bulk",
    "slo",
    "proxy-server",
)
NODE = """\
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = {port}
user = root
workers = 0
devices = {folder}/node
mount_check = false
fallocate_reserve = 0
[pipeline:main]
pipeline = {pipeline}
[app:{kind}-server]
use = egg:swift#{kind}
"""
PROXY = f"""\
account_autocreate = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:gatekeeper]
use = egg:swift#gatekeeper
[filter:healthcheck]
use = egg:swift#healthcheck
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:{{memory}}
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:s3api]
use = egg:swift#s3api
location = {REGION}
[filter:tempauth]
use = egg:swift#tempauth
user_{USER.replace(":", "_")} = {SECRET} .admin
[filter:bulk]
use = egg:swift#bulk
[filter:slo]
use = egg:swift#slo
"""
SWIFT = "[swift-hash]\nswift_hash_path_suffix = kakanai\nswift_hash_path_prefix = kakanai\n[storage-policy:0]\nname = one\ndefault = yes\n"
START = """\
mount --bind "$0/etc" /etc/swift
memcached -l 127.0.0.1 -p $1 -u nobody &
for kind in account container object proxy; do swift-$kind-server /etc/swift/$kind-server.conf --verbose >"$0/$kind.log" 2>&1 & done
wait
"""


@pytest.fixture(scope="module")
def bucket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bucket]:
    folder = tmp_path_factory.mktemp("swift")
    etc = folder / "etc"
    etc.mkdir()
    (folder / "node" / "d1").mkdir(parents=True)
    (etc / "swift.conf").write_text(SWIFT)
    *ports, proxy, memory = free_ports(5)
    for kind, port in zip(("account", "container", "object"), ports, strict=True):
        pipeline = f"{kind}-server"
        (etc / f"{kind}-server.conf").write_text(NODE.format(port=port, folder=folder, pipeline=pipeline, kind=kind))
        for words in (["create", "2", "1", "0"], ["add", f"r1z1-127.0.0.1:{port}/d1", "1"], ["rebalance"]):
            command: list[str | Path] = ["swift-ring-builder", etc / f"{kind}.builder", *words]
            subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    node = NODE.format(port=proxy, folder=folder, pipeline=" ".join(PIPELINE), kind="proxy")
    (etc / "proxy-server.conf").write_text(node + PROXY.format(memory=memory))
    alone: list[str | Path] = [
        "unshare",
        "--mount",
        "--pid",
        "--fork",
        "--kill-child",
        "sh",
        "-c",
        START,
        folder,
        str(memory),
    ]
    process = subprocess.Popen(alone, stdout=sys.stderr)
    try:
        yield bucket_at(f"http://127.0.0.1:{proxy}")
    finally:
        process.kill()
        process.wait(30)


def bucket_at(address: str) -> Bucket:
    """When the storage answers, with the bucket of the city."""
    deadline = time.monotonic() + 120
    while not answers(f"{address}/healthcheck"):
        assert time.monotonic() < deadline, "Swift does not answer"
        time.sleep(0.5)
    who = httpx.get(f"{address}/auth/v1.0", headers={"X-Auth-User": USER, "X-Auth-Key": SECRET}).raise_for_status()
    own = {"X-Auth-Token": who.headers["X-Auth-Token"]}
    httpx.put(f"{who.headers['X-Storage-Url']}/kakanai", headers=own, timeout=30).raise_for_status()
    return Bucket(address, "kakanai", REGION, USER, SECRET, "city/files")


def names(objects: BucketObjects) -> list[str]:
    return sorted(name for page in objects.names() for name in page)


def test_what_was_put_is_handed_out_also_when_it_is_sent_in_parts(bucket: Bucket) -> None:
    objects = BucketObjects(bucket)
    for content in (b"", b"a sealed file", bytes(range(256)) * 80_000):
        objects.put("Ab-3_.preview", content)
        assert objects.get("Ab-3_.preview") == content
        objects.set_aside("Ab-3_.preview")
        assert objects.get("Ab-3_.preview") == content
        objects.erase("Ab-3_.preview")
        with pytest.raises(AdapterError, match="OBJECT_GONE"):
            objects.get("Ab-3_.preview")


def test_all_names_are_listed_page_by_page(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("integrations.objects.bucket_objects._LIST", 2)
    objects, elsewhere = BucketObjects(bucket), BucketObjects(replace(bucket, folder="other/files"))
    for name in "abcde":
        objects.put(name, b"content")
    elsewhere.put("f", b"of another city")
    assert len(list(objects.names())) > 1
    assert names(objects) == list("abcde")
    objects.set_aside("a")
    objects.set_aside("a")
    objects.set_aside("b")
    objects.bring_back("b")
    assert names(objects) == list("bcde")
    ((name, age),) = [pair for page in objects.aside() for pair in page]
    assert (name, -2 < age < 60) == ("a", True)  # Swift rounds its moments up to the second
    objects.erase("a")
    objects.erase("a")
    assert [page for page in objects.aside() if page] == []


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"secret": "another"}, "OBJECT_REFUSED"),
        ({"key_id": "city:nobody"}, "OBJECT_REFUSED"),
        ({"name": "nowhere"}, "OBJECT_NO_BUCKET"),
        ({"region": "us-east-1"}, "OBJECT_FAILED"),
    ],
)
def test_a_refusal_has_a_code_without_a_secret(bucket: Bucket, other: dict[str, str], code: str) -> None:
    assert BucketObjects(bucket).ready()
    objects = BucketObjects(replace(bucket, **other), retries=1)
    assert not objects.ready()
    with pytest.raises(AdapterError) as failed:
        objects.put("a", b"a")
    assert failed.value.code == code
    assert SECRET not in f"{failed.value!r}{failed.value.__cause__!r}"
