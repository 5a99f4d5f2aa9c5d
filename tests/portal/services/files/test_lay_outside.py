"""Files of applications go to the object storage after they came in; nothing is lost on the way or by a restore."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from integrations.bucket import Bucket
from integrations.objects.bucket_objects import BucketObjects
from integrations.sockets.interfaces import AdapterError
from portal.models.cases.application import Application
from portal.models.filing.draft import Draft
from portal.services.counter.ask_neighbours import Neighbours
from portal.services.files.lay_outside import bring_inside, is_others, lay_outside, sweep_outside
from portal.services.shared.installation import Installation
from portal.store.files import attachments
from portal.store.files.attachments import Holder
from tests.integrations.bucket import KEY_ID, REGION, SECRET, Storage, serving
from tests.portal.store.planting import plant
from tests.portal.store.sealed_files import read


@pytest.fixture
def storage(installation: Installation) -> Iterator[Storage]:
    with serving(Storage()) as running:
        bucket = Bucket(running.address, running.bucket, REGION, KEY_ID, SECRET)
        installation.database.objects = BucketObjects(bucket, retries=0)
        yield running


def put(installation: Installation, *files: str, preview: bytes | None = b"small") -> Holder:
    with installation.database.write() as unit:
        holder = Holder(application_id=plant(unit, Application)["id"])
        for file in files:
            attachments.add(unit, holder, file, b"facts", b"raw", 5)
            attachments.let_pass(unit, holder, file, b"facts", b"sealed " + file.encode(), preview)
        unit.commit()
    return holder


def content(installation: Installation, holder: Holder, file: str) -> tuple[bytes | None, bytes | None]:
    with installation.database.read() as unit:
        sealed = attachments.content(unit, holder, file), attachments.preview(unit, holder, file)
    return read(sealed[0]), read(sealed[1])


def inside(installation: Installation) -> dict[str, bytes]:
    with installation.database.read() as unit:
        rows = unit.connection.execute(text("SELECT id, sealed_content FROM attachment")).all()
    return {str(row[0]): bytes(row[1]) for row in rows}


def remove(installation: Installation, holder: Holder, file: str) -> None:
    with installation.database.write() as unit:
        attachments.remove(unit, holder, file)
        unit.commit()


def laid(storage: Storage) -> list[str]:
    return sorted(name for name in storage.objects if name != "owner")


def days_ago(storage: Storage, days: float) -> None:
    for name in storage.changed:
        storage.changed[name] -= timedelta(days=days)


@pytest.mark.both_engines
def test_files_of_applications_are_laid_outside_once_and_read_as_before(
    installation: Installation, storage: Storage
) -> None:
    holder, plain = put(installation, "a", "b"), put(installation, "c", preview=None)
    assert lay_outside(installation) == 3
    assert inside(installation) == {"a": b"", "b": b"", "c": b""}
    assert laid(storage) == ["kept/a", "kept/a.preview", "kept/b", "kept/b.preview", "kept/c"]
    assert content(installation, holder, "a") == (b"sealed a", b"small")
    assert content(installation, plain, "c") == (b"sealed c", None)
    assert content(installation, plain, "a") == (None, None), "another application's file"
    assert lay_outside(installation) == 0


def test_what_waits_was_refused_or_belongs_to_a_draft_stays(installation: Installation, storage: Storage) -> None:
    application = put(installation)
    with installation.database.write() as unit:
        draft = Holder(draft_id=plant(unit, Draft)["id"])
        for holder, file in ((application, "waiting"), (application, "refused"), (draft, "drafted")):
            attachments.add(unit, holder, file, b"facts", b"raw", 5)
        attachments.refuse(unit, application, "refused", b"facts")
        attachments.let_pass(unit, draft, "drafted", b"facts", b"clean", None)
        unit.commit()
    assert lay_outside(installation) == 0
    assert inside(installation) == {"waiting": b"raw", "refused": b"", "drafted": b"clean"}
    assert storage.objects == {}


def test_a_storage_that_is_away_leaves_every_file_where_it_is(installation: Installation, storage: Storage) -> None:
    holder = put(installation, "a", "b")
    storage.broken = [200, 500]  # the first answer is no answer of a storage
    assert lay_outside(installation) == 0
    assert inside(installation) == {"a": b"sealed a", "b": b"sealed b"}
    storage.broken = []
    assert lay_outside(installation) == 2
    assert content(installation, holder, "b") == (b"sealed b", b"small")


def test_a_storage_that_lost_or_does_not_answer_for_a_file_is_a_failure_with_a_code(
    installation: Installation, storage: Storage
) -> None:
    holder = put(installation, "a")
    lay_outside(installation)
    storage.objects.pop("kept/a")
    with pytest.raises(AdapterError, match="OBJECT_GONE"):
        content(installation, holder, "a")
    installation.database.objects = None
    with pytest.raises(AdapterError, match="OBJECT_NO_STORE"):
        content(installation, holder, "a")


def test_an_object_without_a_file_is_set_aside_and_erased_after_the_days_that_are_set(
    installation: Installation, storage: Storage
) -> None:
    holder = put(installation, "a", "b")
    lay_outside(installation)
    remove(installation, holder, "a")
    assert sweep_outside(installation) == 2
    assert laid(storage) == ["aside/a", "aside/a.preview", "kept/b", "kept/b.preview"]
    days_ago(storage, installation.settings.files_bucket_days - 0.1)
    assert sweep_outside(installation) == 0
    days_ago(storage, 0.2)
    assert sweep_outside(installation) == 2
    assert laid(storage) == ["kept/b", "kept/b.preview"]


def test_a_database_restored_from_a_backup_has_its_files_again(installation: Installation, storage: Storage) -> None:
    holder = put(installation, "a")
    lay_outside(installation)
    remove(installation, holder, "a")
    sweep_outside(installation)
    with installation.database.write() as unit:  # as the backup had it
        attachments.add(unit, holder, "a", b"facts", b"raw", 5)
        attachments.let_pass(unit, holder, "a", b"facts", b"", b"")
        unit.commit()
    assert content(installation, holder, "a") == (b"sealed a", b"small")
    assert sweep_outside(installation) == 2
    assert laid(storage) == ["kept/a", "kept/a.preview"]


def test_without_a_storage_nothing_moves(installation: Installation) -> None:
    put(installation, "a")
    assert (lay_outside(installation), sweep_outside(installation)) == (0, 0)
    assert inside(installation) == {"a": b"sealed a"}


def test_a_sweep_while_the_storage_is_away_changes_nothing(installation: Installation, storage: Storage) -> None:
    holder = put(installation, "a")
    lay_outside(installation)
    remove(installation, holder, "a")
    storage.broken = [500, 500, 500]
    assert sweep_outside(installation) == 0
    storage.broken = []
    assert sweep_outside(installation) == 2


def test_files_come_back_into_the_database_and_what_the_storage_lost_is_named(
    installation: Installation, storage: Storage
) -> None:
    holder, other = put(installation, "a", "b"), put(installation, "c", preview=None)
    lay_outside(installation)
    storage.objects.pop("kept/b")
    assert bring_inside(installation.database) == (2, ["b"])
    assert inside(installation) == {"a": b"sealed a", "b": b"", "c": b"sealed c"}
    installation.database.objects = None
    assert content(installation, holder, "a") == (b"sealed a", b"small")
    assert content(installation, other, "c") == (b"sealed c", None)


def test_a_file_that_the_storage_refuses_keeps_no_other_one(installation: Installation, storage: Storage) -> None:
    put(installation, "a", "b")
    storage.broken = [403]
    assert lay_outside(installation) == 1
    assert inside(installation) == {"a": b"sealed a", "b": b""}


@pytest.mark.both_engines
def test_a_slow_storage_keeps_no_transaction_open(installation: Installation, storage: Storage) -> None:
    holder = put(installation, "a")
    lay_outside(installation)
    with installation.database.read() as unit:
        sealed = attachments.content(unit, holder, "a")
    calls = len(storage.calls)
    assert read(sealed) == b"sealed a"
    assert len(storage.calls) == calls + 1, "the storage is asked when the unit has ended"


def test_two_installations_in_one_folder_set_no_file_of_each_other_aside(
    installation: Installation, storage: Storage
) -> None:
    put(installation, "a")
    assert lay_outside(installation) == 1
    assert not is_others(installation.database)
    mine = storage.objects["owner"]
    storage.objects["owner"] = b"of another installation"
    storage.show("kept/theirs", b"sealed by them", "")
    put(installation, "b")
    assert (lay_outside(installation), sweep_outside(installation)) == (0, 0)
    assert is_others(installation.database)
    assert Neighbours(installation).ask()["files"] == "others"
    assert laid(storage) == ["kept/a", "kept/a.preview", "kept/theirs"]
    assert inside(installation)["b"] == b"sealed b"
    storage.objects["owner"] = mine
    assert sweep_outside(installation) == 1


def test_whose_the_folder_is_keeps_no_answer_about_the_rest_while_the_database_is_away(
    installation: Installation, storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        raise OperationalError("SELECT", {}, Exception())

    storage.show("owner", b"of another installation", "")
    monkeypatch.setattr(installation.database, "read", away)
    assert Neighbours(installation).ask()["files"] == "ok"


def test_a_folder_without_a_mark_gets_one_before_anything_is_set_aside(
    installation: Installation, storage: Storage
) -> None:
    storage.show("kept/old", b"of no file", "")
    assert not is_others(installation.database)
    assert Neighbours(installation).ask()["files"] == "ok"
    assert storage.objects.keys() == {"kept/old"}, "asking marks nothing"
    assert sweep_outside(installation) == 1
    assert storage.objects.keys() == {"owner", "aside/old"}
