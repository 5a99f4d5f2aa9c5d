"""Files in quarantine and out of it: nothing passes that no scanner has seen, and all is sealed beside its draft."""

from dataclasses import dataclass, replace

import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import text

from forms.environment import KeptFile
from forms.fields.file import FileSettings
from forms.mistakes import Mistake
from integrations.scanning.fake import SIGNATURE, FakeScanner
from portal.errors import NotFound
from portal.jobs.sweep_ended import sweep_ended
from portal.services.actor import Actor
from portal.services.drafts import draft_of_resident
from portal.services.installation import Installation
from portal.services.keep_file import Shelf, Upload, Waiting, kept_files, open_file, quarantine, scan, settle
from portal.store import attachments, drafts
from portal.store.attachments import Holder
from tests.portal.later import later
from tests.portal.services.filing import begin
from tests.portal.world import PROCEDURE, alice

JPEG = b"\xff\xd8\xff" + bytes(100)
ALICE = Actor("resident", "alice")
ITS = FileSettings(most=3)


@dataclass
class Desk:
    """A draft of alice's, and what is done to its files."""

    installation: Installation
    shelf: Shelf

    def put(self, *uploads: Upload, its: FileSettings = ITS, held: tuple[KeptFile, ...] = ()) -> list[Waiting]:
        waiting, self.said = self.told(*uploads, its=its, held=held)
        return waiting

    def told(
        self, *uploads: Upload, its: FileSettings = ITS, held: tuple[KeptFile, ...] = ()
    ) -> tuple[list[Waiting], list[Mistake]]:
        with self.installation.database.write() as unit:
            done = quarantine(self.installation, unit, self.shelf, its, uploads, held, its.most - len(held))
            unit.commit()
        return done

    def check(self, waiting: list[Waiting]) -> tuple[KeptFile, ...]:
        verdicts = scan(self.installation, waiting)
        self.said = [verdict for verdict in verdicts if verdict]
        with self.installation.database.write() as unit:
            passed = settle(self.installation, unit, self.shelf, ALICE, waiting, verdicts)
            unit.commit()
        return passed

    def files(self) -> dict[str, KeptFile]:
        with self.installation.database.read() as unit:
            return kept_files(unit, self.shelf.holder, self.shelf.sealer)

    def count(self) -> int:
        with self.installation.database.read() as unit:
            return int(unit.connection.execute(text("SELECT COUNT(*) FROM attachment")).scalar_one())

    def content(self, file_id: str) -> bytes:
        with self.installation.database.read() as unit:
            return open_file(unit, replace(self.shelf, files=self.files()), file_id)[1]


@pytest.fixture
def desk(installation: Installation) -> Desk:
    session = alice(installation)
    draft_id = begin(installation, session)
    with installation.database.read() as unit:
        return Desk(installation, draft_of_resident(installation, unit, session, PROCEDURE, draft_id).shelf)


def test_a_file_is_shown_to_nobody_before_a_scanner_has_seen_it(desk: Desk) -> None:
    (waiting,) = desk.put(Upload("a.jpg", JPEG))
    assert desk.files() == {}
    with pytest.raises(NotFound):
        desk.content(waiting.file.id)
    assert desk.check([waiting]) == (waiting.file,)
    assert desk.files() == {waiting.file.id: waiting.file}
    assert desk.content(waiting.file.id) == JPEG
    assert (waiting.file.media, waiting.file.bytes, len(waiting.file.sha256)) == ("image/jpeg", 103, 64)


def test_a_scanner_that_is_away_lets_nothing_pass_and_that_is_said(desk: Desk) -> None:
    scanner = desk.installation.scanner
    assert isinstance(scanner, FakeScanner)
    scanner.down = True
    assert desk.check(desk.put(Upload("a.jpg", JPEG))) == ()
    assert [mistake.key for mistake in desk.said] == ["file.not_scanned"]
    assert (desk.files(), desk.count()) == ({}, 0)


def test_what_a_scanner_finds_is_removed_and_named_and_the_rest_stays(desk: Desk) -> None:
    waiting = desk.put(Upload("bad.jpg", JPEG + SIGNATURE), Upload("good.jpg", JPEG))
    assert [file.name for file in desk.check(waiting)] == ["good.jpg"]
    assert desk.said == [Mistake("file.infected", arguments={"name": "bad.jpg"})]
    assert desk.count() == 1


def test_without_a_scanner_no_file_is_taken(desk: Desk) -> None:
    without = Desk(replace(desk.installation, scanner=None), desk.shelf)
    assert without.put(Upload("a.jpg", JPEG)) == []
    assert [mistake.key for mistake in without.said] == ["file.no_scanner"]
    assert without.check(desk.put(Upload("a.jpg", JPEG))) == ()
    assert desk.count() == 0


@pytest.mark.parametrize(
    ("upload", "key"),
    [
        (Upload("a.jpg", None), "file.too_large"),
        (Upload("a.jpg", b""), "file.empty"),
        (Upload("a.jpg", b"MZ"), "file.is_other_kind"),
        (Upload("a.png", b"%PDF-1.4"), "file.is_other_kind"),
    ],
)
def test_what_cannot_be_taken_is_told_once_and_never_kept(desk: Desk, upload: Upload, key: str) -> None:
    waiting, said = desk.told(upload, upload, its=FileSettings(media=("jpeg", "png")))
    assert waiting == []
    assert [mistake.key for mistake in said] == [key]
    assert desk.count() == 0


def test_no_more_than_there_is_room_for_and_none_twice(desk: Desk) -> None:
    (first,) = desk.check(desk.put(Upload("a.jpg", JPEG)))
    more = [Upload(f"{number}.jpg", JPEG + bytes([number])) for number in range(3)]
    waiting, said = desk.told(Upload("again.jpg", JPEG), *more, more[0], held=(first,))
    assert [one.file.name for one in waiting] == ["0.jpg", "1.jpg"]
    assert said == [Mistake("file.too_many", arguments={"most": 3})]


def test_name_and_content_are_sealed_and_bound_to_their_row(desk: Desk) -> None:
    one, other = desk.check(desk.put(Upload("診断書.jpg", JPEG), Upload("b.jpg", JPEG + b"b")))
    with desk.installation.database.write() as unit:
        rows = unit.connection.execute(text("SELECT sealed_facts, sealed_content FROM attachment")).all()
        for row in rows:
            assert "診断書".encode() not in bytes(row[0])
            assert b"\xff\xd8\xff" + bytes(20) not in bytes(row[1])
        # Somebody with the database swaps two contents: neither opens.
        swap = text("UPDATE attachment SET sealed_content = :content WHERE id = :id")
        content = attachments.content(unit, desk.shelf.holder, other.id)
        unit.connection.execute(swap, {"content": content, "id": one.id})
        unit.commit()
    with pytest.raises(InvalidTag):
        desk.content(one.id)


def test_another_holder_has_none_of_it(desk: Desk) -> None:
    (file,) = desk.check(desk.put(Upload("a.jpg", JPEG)))
    for holder in (Holder(draft_id="other"), Holder(application_id=1), Holder()):
        with desk.installation.database.write() as unit:
            assert attachments.of(unit, holder) == []
            assert attachments.content(unit, holder, file.id) is None
            attachments.remove(unit, holder, file.id)
            assert not attachments.let_pass(unit, holder, file.id)
            unit.commit()
    assert desk.content(file.id) == JPEG


def test_a_draft_takes_its_files_along_when_it_is_deleted(desk: Desk) -> None:
    desk.check(desk.put(Upload("a.jpg", JPEG)))
    desk.put(Upload("b.jpg", JPEG + b"b"))
    assert desk.count() == 2
    with desk.installation.database.write() as unit:
        drafts.remove(unit, desk.shelf.holder.draft_id or "")
        unit.commit()
    assert desk.count() == 0


def test_a_file_whose_draft_is_gone_while_it_is_scanned_is_not_taken(desk: Desk) -> None:
    waiting = desk.put(Upload("a.jpg", JPEG))
    with desk.installation.database.write() as unit:
        drafts.remove(unit, desk.shelf.holder.draft_id or "")
        unit.commit()
    assert desk.check(waiting) == ()


def test_what_was_left_in_quarantine_is_swept_after_an_hour(desk: Desk) -> None:
    (passed,) = desk.check(desk.put(Upload("a.jpg", JPEG)))
    desk.put(Upload("b.jpg", JPEG + b"b"))  # and then the process was killed
    sweep_ended(later(desk.installation, minutes=59))
    assert desk.count() == 2
    sweep_ended(later(desk.installation, minutes=61))
    assert desk.files() == {passed.id: passed}
    assert desk.count() == 1
