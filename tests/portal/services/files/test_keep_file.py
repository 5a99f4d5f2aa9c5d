"""Quarantine: no file passes unscanned or unsealed."""

import hashlib
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from PIL import Image
from sqlalchemy import text

from forms.definition.procedure import Field, Page, Step
from forms.definition.registry import field_types
from forms.fields.file import OFFICE
from forms.mistakes import Mistake
from forms.path.environment import KeptFile
from forms.path.path import AskedPage
from forms.path.path import Path as Path_
from integrations.scanning.fake import SIGNATURE, FakeScanner
from integrations.sockets.interfaces import AdapterError, Remade, Verdict
from portal.errors import NotFound
from portal.jobs.check_waiting_files import check_waiting_files
from portal.jobs.send_notices import send_notices
from portal.services.audit.findings import WRONG, findings_of
from portal.services.files.keep_file import (
    RefusedFile,
    Shelf,
    Upload,
    Waiting,
    decide_place,
    look_at,
    open_file,
    open_preview,
    quarantine,
    refusals,
    settle,
    shelf_of,
)
from portal.services.filing.drafts import draft_of_resident
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor
from portal.store.files import attachments
from portal.store.files.attachments import Holder
from portal.store.filing import drafts
from tests.integrations.remaking.test_office import packed
from tests.pictures import HERE, PLACE, jpeg, pdf, printed, taken_by_a_telephone
from tests.portal.contacts import mails, proved
from tests.portal.later import later
from tests.portal.services.filing.filing import begin
from tests.portal.store.sealed_files import read
from tests.portal.world import PROCEDURE, alice

JPEG = jpeg()
ALICE = Actor("resident", "alice")
FILES = field_types()["file"]


def asking(**settings: object) -> Field:
    return Field("photos", FILES, FILES.Settings.model_validate({"most": 3} | settings), "写真", "ask.photos")


@dataclass
class Desk:
    installation: Installation
    shelf: Shelf

    def put(self, *uploads: Upload, held: tuple[KeptFile, ...] = (), **settings: object) -> list[Waiting]:
        waiting, self.mistakes = self.checked(*uploads, held=held, **settings)
        return waiting

    def checked(
        self, *uploads: Upload, held: tuple[KeptFile, ...] = (), **settings: object
    ) -> tuple[list[Waiting], list[Mistake]]:
        question = asking(**settings)
        with self.installation.database.write() as unit:
            free = question.settings.most - len(held)
            done = quarantine(self.installation, unit, self.shelf, question, uploads, held, free)
            unit.commit()
        return done

    def check(self, waiting: list[Waiting]) -> tuple[KeptFile, ...]:
        verdicts = [look_at(self.installation, file) for file in waiting]
        self.mistakes = [verdict for verdict in verdicts if isinstance(verdict, Mistake)]
        with self.installation.database.write() as unit:
            passed = settle(self.installation, unit, self.shelf, ALICE, waiting, verdicts)
            unit.commit()
        return passed

    def now(self) -> Shelf:
        with self.installation.database.read() as unit:
            return shelf_of(unit, self.shelf.holder, self.shelf.sealer)

    def files(self) -> dict[str, KeptFile]:
        return dict(self.now().files)

    def count(self) -> int:
        with self.installation.database.read() as unit:
            return int(unit.connection.execute(text("SELECT COUNT(*) FROM attachment")).scalar_one())

    def content(self, file_id: str) -> bytes:
        with self.installation.database.read() as unit:
            return open_file(unit, self.now(), file_id)[1]()

    def preview(self, file_id: str) -> bytes:
        with self.installation.database.read() as unit:
            return open_preview(unit, self.shelf, file_id)()

    @property
    def scanner(self) -> FakeScanner:
        assert isinstance(self.installation.scanner, FakeScanner)
        return self.installation.scanner


@pytest.fixture
def desk(installation: Installation) -> Desk:
    session = alice(installation)
    draft_id = begin(installation, session)
    with installation.database.read() as unit:
        return Desk(installation, draft_of_resident(installation, unit, session, PROCEDURE, draft_id).shelf)


def test_a_file_is_shown_to_nobody_before_a_scanner_has_seen_it(desk: Desk) -> None:
    (waiting,) = desk.put(Upload("a.jpg", JPEG))
    assert [file.waiting for file in desk.files().values()] == [True]
    for show in (desk.content, desk.preview):
        with pytest.raises(NotFound):
            show(waiting.file.id)
    (file,) = desk.check([waiting])
    assert desk.files() == {file.id: file}
    assert file.id == waiting.file.id
    assert not file.waiting
    content = desk.content(file.id)
    assert (file.media, file.bytes, file.sha256) == ("image/jpeg", len(content), hashlib.sha256(content).hexdigest())


def test_a_picture_is_kept_again_and_what_was_sent_by_its_checksum(desk: Desk) -> None:
    sent = taken_by_a_telephone(printed(300, 200), orientation=6)
    (file,) = desk.check(desk.put(Upload("IMG.JPEG", sent)))
    assert file.original == hashlib.sha256(sent).hexdigest() != file.sha256
    for shown in (desk.content(file.id), desk.preview(file.id)):
        assert PLACE not in shown
        assert Image.open(BytesIO(shown)).size == (200, 300)  # upright
    (paper,) = desk.check(desk.put(Upload("a.pdf", pdf(2))))
    assert (desk.content(paper.id), paper.pages, paper.preview) == (pdf(2), 2, False)
    with pytest.raises(NotFound):
        desk.preview(paper.id)


def test_a_photograph_of_a_telephone_is_taken_as_it_makes_them(desk: Desk) -> None:
    heic = (Path(__file__).parents[3] / "samples" / "telephone.heic").read_bytes()
    (file,) = desk.check(desk.put(Upload("IMG_0001.HEIC", heic)))
    assert (file.name, file.media, file.waiting) == ("IMG_0001.jpg", "image/jpeg", False)
    assert file.media in asking().settings.kept
    assert Image.open(BytesIO(desk.content(file.id))).size == (2700, 3600)


def test_where_a_picture_was_taken_is_offered_once_and_given_or_forgotten(desk: Desk) -> None:
    sent = taken_by_a_telephone(printed(300, 200), 1, HERE)
    (plain,) = desk.check(desk.put(Upload("a.jpg", sent)))
    assert plain.undecided_place == ()  # the question did not ask
    (file,) = desk.check(desk.put(Upload("b.jpg", sent), place=True))
    assert desk.files()[file.id].undecided_place == ("35.675000", "139.750000")
    question = asking(place=True)
    page = Page("photos", "", "pages.photos", (question,))
    asked = AskedPage(page, Step("s", "s", "steps.s", (page,)), (question,), False)
    path = Path_((asked,), {"photos": [file.stored]}, {}, {}, (), None)
    assert refusals(path, desk.now()) == {"photos": (Mistake("file.place_undecided", arguments={"name": "b.jpg"}),)}

    def decided(question: str, file_id: str, *, tell: bool) -> KeptFile:
        with desk.installation.database.write() as unit:
            decide_place(unit, desk.now(), question, file_id, tell=tell)
            unit.commit()
        return desk.files()[file.id]

    assert decided("others", file.id, tell=True).undecided_place  # of another question
    assert decided("photos", "nothing", tell=True).undecided_place
    given = decided("photos", file.id, tell=True)
    assert (given.latitude, given.longitude, given.undecided_place) == ("35.675000", "139.750000", ())
    assert refusals(path, desk.now()) == {}
    forgotten = decided("photos", file.id, tell=False)
    assert (forgotten.latitude, forgotten.longitude, forgotten.undecided_place) == ("", "", ())
    assert decided("photos", file.id, tell=True).latitude == ""  # nothing is left of it


def test_what_is_looked_at_later_names_no_place(desk: Desk) -> None:
    desk.scanner.down = True
    (file,) = desk.check(desk.put(Upload("b.jpg", taken_by_a_telephone(printed(300, 200), 1, HERE)), place=True))
    desk.scanner.down = False
    assert check_waiting_files(later(desk.installation, minutes=3)) == 1
    assert not desk.files()[file.id].waiting
    assert desk.files()[file.id].undecided_place == ()


def test_while_the_scanner_is_away_a_file_waits_and_passes_by_itself_later(desk: Desk) -> None:
    desk.scanner.down = True
    (file,) = desk.check(desk.put(Upload("a.jpg", JPEG)))
    assert (file.waiting, desk.mistakes) == (True, [])
    after = later(desk.installation, minutes=3)
    assert check_waiting_files(after) == 0
    with pytest.raises(NotFound):
        desk.content(file.id)
    desk.scanner.down = False
    assert check_waiting_files(desk.installation) == 0  # the uploading request may still scan it
    assert check_waiting_files(after) == 1
    assert check_waiting_files(after) == 0
    (kept,) = desk.files().values()
    assert (kept.id, kept.waiting, kept.preview) == (file.id, False, True)
    assert Image.open(BytesIO(desk.content(file.id))).size == (60, 40)


@pytest.mark.both_engines
def test_what_is_refused_later_is_gone_and_why_is_kept_until_it_was_reported(desk: Desk) -> None:
    desk.scanner.down = True
    with desk.installation.database.read() as unit:
        draft = drafts.by_id(unit, desk.shelf.holder.draft_id or "")
    proved(desk.installation, draft.person_id if draft else None)
    desk.check(
        desk.put(Upload("bad.jpg", JPEG + SIGNATURE), Upload("good.jpg", jpeg("good")), Upload("x.jpg", JPEG[:99]))
    )
    desk.scanner.down = False
    assert check_waiting_files(later(desk.installation, minutes=3)) == 3
    state = desk.now()
    assert [file.name for file in state.files.values()] == ["good.jpg"]
    refusals = {(refusal.mistake.key, refusal.mistake.arguments["name"], refusal.question) for refusal in state.refused}
    assert refusals == {("file.infected", "bad.jpg", "photos"), ("file.broken", "x.jpg", "photos")}
    assert all(isinstance(refusal, RefusedFile) for refusal in state.refused)
    with desk.installation.database.read() as unit:
        rows = unit.connection.execute(text("SELECT sealed_content FROM attachment WHERE state = 'refused'")).all()
    assert [bytes(row[0]) for row in rows] == [b"", b""]
    send_notices(later(desk.installation, minutes=4))
    assert [mail.subject for mail in mails(desk.installation)] == ["【見本市】受け取れなかったファイルがあります"] * 2
    assert not any("bad" in mail.text or "ウイルス" in mail.text for mail in mails(desk.installation))


class Stubborn(FakeScanner):
    """Fails for contents with this prefix."""

    def __init__(self, word: bytes) -> None:
        super().__init__()
        self.word, self.asked = word, 0

    def scan(self, content: bytes) -> Verdict:
        self.asked += 1
        if self.word in content:
            raise AdapterError("SCANNER_TIMEOUT", permanent=False)
        return super().scan(content)


def test_a_file_that_hangs_the_scanner_holds_up_no_other_and_a_dead_scanner_is_left_alone(desk: Desk) -> None:
    desk.scanner.down = True
    desk.check(desk.put(*(Upload(f"{name}.jpg", jpeg(name) + name.encode()) for name in ("slow", "b", "c"))))
    for word, asked, waiting in ((b"\xff\xd8", 3, 3), (b"slow", 3, 1)):
        scanner = Stubborn(word)
        check_waiting_files(later(replace(desk.installation, scanner=scanner), minutes=3))
        assert (scanner.asked, sum(file.waiting for file in desk.files().values())) == (asked, waiting)


def test_what_nobody_can_ever_look_at_is_not_taken(desk: Desk) -> None:
    class Small(FakeScanner):
        def scan(self, content: bytes) -> Verdict:
            raise AdapterError("SCANNER_LIMIT", permanent=True)

    small = Desk(replace(desk.installation, scanner=Small()), desk.shelf)
    assert small.check(small.put(Upload("a.jpg", JPEG))) == ()
    assert [mistake.key for mistake in small.mistakes] == ["file.not_checkable"]
    assert desk.count() == 0


@pytest.mark.both_engines
def test_what_a_scanner_finds_is_removed_and_named_and_the_rest_stays(desk: Desk) -> None:
    waiting = desk.put(Upload("bad.jpg", JPEG + SIGNATURE), Upload("good.jpg", JPEG))
    assert [file.name for file in desk.check(waiting)] == ["good.jpg"]
    assert desk.mistakes == [Mistake("file.infected", arguments={"name": "bad.jpg"})]
    assert len(desk.files()) == 1


def test_without_a_scanner_no_file_is_taken(desk: Desk) -> None:
    without = Desk(replace(desk.installation, scanner=None), desk.shelf)
    assert without.put(Upload("a.jpg", JPEG)) == []
    assert [mistake.key for mistake in without.mistakes] == ["file.no_scanner"]
    assert [file.waiting for file in without.check(desk.put(Upload("a.jpg", JPEG)))] == [True]
    assert check_waiting_files(later(without.installation, minutes=3)) == 0


@pytest.mark.parametrize(
    ("upload", "key"),
    [
        (Upload("a.jpg", None), "file.too_large"),
        (Upload("a.jpg", b""), "file.empty"),
        (Upload("a.jpg", b"MZ"), "file.is_other_kind"),
        (Upload("a.png", b"%PDF-1.4"), "file.is_other_kind"),
        (Upload("a.jpg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"), "file.old_kind"),
        (Upload("a.jpg", b"<!doctype html><script>alert(1)</script>"), "file.old_kind"),
        (Upload("a.jpg", b"PK\x03\x04" + bytes(50)), "file.is_other_kind"),
        (Upload("a.jpg", b" " + JPEG), "file.is_other_kind"),
    ],
)
def test_what_cannot_be_taken_is_reported_once_and_never_kept(desk: Desk, upload: Upload, key: str) -> None:
    waiting, mistakes = desk.checked(upload, upload, media=("jpeg", "png"))
    assert waiting == []
    assert [mistake.key for mistake in mistakes] == [key]
    assert desk.count() == 0


def test_no_more_than_there_is_room_for_and_none_twice(desk: Desk) -> None:
    (first,) = desk.check(desk.put(Upload("a.jpg", JPEG)))
    more = [Upload(f"{number}.jpg", JPEG + bytes([number])) for number in range(3)]
    waiting, mistakes = desk.checked(Upload("again.jpg", JPEG), *more, more[0], held=(first,))
    assert [item.file.name for item in waiting] == ["0.jpg", "1.jpg"]
    assert mistakes == [Mistake("file.too_many", arguments={"most": 3})]


@pytest.mark.both_engines
def test_name_and_content_are_sealed_and_bound_to_their_row(desk: Desk) -> None:
    first, other = desk.check(desk.put(Upload("診断書.jpg", JPEG), Upload("b.jpg", jpeg("b"))))
    with desk.installation.database.write() as unit:
        rows = unit.connection.execute(
            text("SELECT sealed_facts, sealed_content, sealed_preview FROM attachment")
        ).all()
        for row in rows:
            assert "診断書".encode() not in bytes(row[0])
            assert b"JFIF" not in bytes(row[1]) + bytes(row[2])
        # An attacker with the database swaps two contents: neither opens.
        for column in ("content", "preview"):
            swap = text(f"UPDATE attachment SET sealed_{column} = :content WHERE id = :id")
            content = read(getattr(attachments, column)(unit, desk.shelf.holder, other.id))
            unit.connection.execute(swap, {"content": content, "id": first.id})
        unit.commit()
    for show in (desk.content, desk.preview):
        with pytest.raises(InvalidTag):
            show(first.id)


def test_another_holder_has_none_of_it(desk: Desk) -> None:
    (file,) = desk.check(desk.put(Upload("a.jpg", JPEG)))
    content = desk.content(file.id)
    for holder in (Holder(draft_id="other"), Holder(application_id=1), Holder()):
        with desk.installation.database.write() as unit:
            assert attachments.of(unit, holder) == []
            assert attachments.content(unit, holder, file.id) is None
            assert attachments.preview(unit, holder, file.id) is None
            attachments.remove(unit, holder, file.id)
            assert not attachments.let_pass(unit, holder, file.id, b"", b"", None)
            assert not attachments.refuse(unit, holder, file.id, b"")
            unit.commit()
    assert desk.content(file.id) == content


def test_a_draft_takes_its_files_along_when_it_is_deleted(desk: Desk) -> None:
    desk.check(desk.put(Upload("a.jpg", JPEG)))
    desk.put(Upload("b.jpg", jpeg("b")))
    assert desk.count() == 2
    with desk.installation.database.write() as unit:
        drafts.remove(unit, desk.shelf.holder.draft_id or "")
        unit.commit()
    assert desk.count() == 0


def test_a_file_whose_draft_is_gone_while_it_is_looked_at_is_not_taken(desk: Desk) -> None:
    waiting = desk.put(Upload("a.jpg", JPEG))
    with desk.installation.database.write() as unit:
        drafts.remove(unit, desk.shelf.holder.draft_id or "")
        unit.commit()
    assert desk.check(waiting) == ()


def test_anyone_who_was_killed_between_leaves_a_file_that_is_looked_at_later_once(desk: Desk) -> None:
    (waiting,) = desk.put(Upload("a.jpg", JPEG))  # and then the process was killed
    verdict = look_at(desk.installation, waiting)
    assert isinstance(verdict, Remade)
    assert check_waiting_files(later(desk.installation, minutes=3)) == 1
    with desk.installation.database.write() as unit:  # or it is alive and slower
        assert settle(desk.installation, unit, desk.shelf, ALICE, [waiting], [verdict]) == ()
        unit.commit()
    assert [file.waiting for file in desk.files().values()] == [False]


def test_a_city_that_has_its_share_of_the_disk_takes_no_file_and_goes_on(desk: Desk) -> None:
    for megabytes, taken in ((1, []), (100_000, ["a.jpg"])):
        settings = desk.installation.settings.model_copy(update={"database_megabytes": megabytes})
        own = Desk(replace(desk.installation, settings=settings), desk.shelf)
        assert (own.put(), own.mistakes) == ([], [])
        assert [each.file.name for each in own.put(Upload("a.jpg", JPEG))] == taken
        assert [mistake.key for mistake in own.mistakes] == ([] if taken else ["file.no_scanner"])
        states = [each.state for each in findings_of(own.installation, {}) if each.about == "ファイル"]
        assert states == ([] if taken else [WRONG])


def test_an_office_file_is_taken_where_the_question_allows_it_and_has_no_macro(desk: Desk) -> None:
    content = packed("docx")
    assert desk.put(Upload("計画.docx", content)) == []
    assert [mistake.key for mistake in desk.mistakes] == ["file.is_other_kind"]
    (file,) = desk.check(desk.put(Upload("計画.doc", content), media=["docx", "pdf"]))
    assert (file.name, file.media, file.preview) == ("計画.docx", OFFICE["docx"], False)
    assert desk.content(file.id) == content
    harmful = packed("docx", {"word/vbaProject.bin": b"\1"})
    assert desk.check(desk.put(Upload("計画.docx", harmful), media=["docx"])) == ()
    assert [mistake.key for mistake in desk.mistakes] == ["file.active"]
    assert desk.put(Upload("計画.docx", content), media=["xlsx"]) == []
