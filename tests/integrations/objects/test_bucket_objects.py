"""Contract of an object storage, over the wire."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from integrations.bucket import Bucket
from integrations.objects.bucket_objects import BucketObjects
from integrations.sockets.interfaces import AdapterError
from tests.integrations.bucket import KEY_ID, REGION, SECRET, Storage, serving


@pytest.fixture
def storage() -> Iterator[Storage]:
    with serving(Storage(listed=2)) as running:
        yield running


def objects_of(storage: Storage, **other: str) -> BucketObjects:
    bucket = Bucket(storage.address, storage.bucket, REGION, KEY_ID, SECRET, "city/files")
    return BucketObjects(replace(bucket, **other), retries=1)


def test_what_was_put_is_handed_out_and_a_second_put_replaces_it(storage: Storage) -> None:
    objects = objects_of(storage)
    for content in (b"", bytes(range(256)) * 40_000):
        objects.put("Ab-3_.preview", content)
        assert objects.get("Ab-3_.preview") == content
    assert list(storage.objects) == ["city/files/kept/Ab-3_.preview"]
    with pytest.raises(AdapterError, match="no object of this name") as gone:
        objects.get("another")
    assert (gone.value.code, gone.value.permanent) == ("OBJECT_GONE", True)


def test_all_names_are_listed_however_many_an_answer_holds(storage: Storage) -> None:
    objects = objects_of(storage)
    for name in ("a", "b", "c", "d", "e"):
        objects.put(name, b"content")
    storage.objects["city/other"] = b"not ours"
    assert sorted(name for names in objects.names() for name in names) == ["a", "b", "c", "d", "e"]


def test_the_mark_of_the_folder_is_no_object_of_it(storage: Storage) -> None:
    objects = objects_of(storage)
    assert objects.owner() == ""
    objects.claim("one")
    objects.claim("another")
    assert objects.owner() == "another"
    assert storage.objects == {"city/files/owner": b"another"}
    assert [*objects.names(), *objects.aside()] == []


def test_what_is_set_aside_is_still_handed_out_until_it_is_erased(storage: Storage) -> None:
    objects = objects_of(storage)
    storage.now -= timedelta(hours=1)
    for name in ("a", "b"):
        objects.put(name, name.encode())
        objects.set_aside(name)
    assert [names for names in objects.names() if names] == []
    ages = {name: age for pairs in objects.aside() for name, age in pairs}
    assert ages.keys() == {"a", "b"}
    assert all(3590 < age < 3700 for age in ages.values())
    assert objects.get("a") == b"a"
    objects.bring_back("a")
    objects.erase("b")
    assert list(storage.objects) == ["city/files/kept/a"]
    with pytest.raises(AdapterError, match="OBJECT_GONE"):
        objects.get("b")


def test_a_move_that_broke_off_is_ended_by_the_next_one(storage: Storage) -> None:
    objects = objects_of(storage)
    objects.put("a", b"a")
    storage.show("city/files/aside/a", b"a", "")
    objects.set_aside("a")
    assert list(storage.objects) == ["city/files/aside/a"]


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"secret": "another"}, "OBJECT_REFUSED"),
        ({"name": "nowhere"}, "OBJECT_NO_BUCKET"),
        ({"address": "http://127.0.0.1:9"}, "OBJECT_FAILED"),
    ],
)
def test_a_storage_that_refuses_is_not_ready_and_its_refusal_has_a_code_without_a_secret(
    storage: Storage, other: dict[str, str], code: str
) -> None:
    objects = objects_of(storage, **other)
    assert objects_of(storage).ready()
    assert not objects.ready()
    with pytest.raises(AdapterError) as failed:
        objects.put("a", b"a")
    assert failed.value.code == code
    assert SECRET not in f"{failed.value!r}{failed.value.__cause__!r}"
