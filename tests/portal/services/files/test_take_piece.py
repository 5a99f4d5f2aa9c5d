"""Uploads in pieces, in any order."""

from base64 import b64encode
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from hashlib import sha256
from threading import Barrier

import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import text

from forms.fields.file import MOST_BYTES
from forms.mistakes import Mistake
from portal.db import Unit
from portal.errors import BadRequest, TooLarge
from portal.jobs.sweep_ended import sweep_ended
from portal.services.files import take_piece as taking
from portal.services.files.keep_file import Shelf, Upload, shelf_of
from portal.services.files.take_piece import PIECE_BYTES, Arrived, DeclaredFile, Joined, Piece, join_pieces, take_piece
from portal.services.filing.drafts import draft_of_resident
from portal.services.shared.installation import Installation
from portal.store.filing import drafts
from portal.web.files.take_files import Place, Taken, take_files
from portal.web.shared.file_posting import FilesPosted
from tests.pictures import large_jpeg
from tests.portal.later import later
from tests.portal.services.files.test_keep_file import ALICE, asking
from tests.portal.services.filing.filing import begin
from tests.portal.world import PROCEDURE, alice

FILE = large_jpeg()
STARTS = range(0, len(FILE), PIECE_BYTES)
SUM = sha256(FILE).hexdigest()
DECLARED = DeclaredFile(SUM, len(FILE), "a.jpg")


def piece(start: int, file: bytes = FILE, end: int | None = None) -> Piece:
    content = file[start : start + PIECE_BYTES if end is None else end]
    return Piece(sha256(file).hexdigest(), len(file), start, content)


@dataclass(frozen=True)
class Way:
    installation: Installation
    shelf: Shelf
    draft: str

    def send(self, *pieces: Piece) -> list[Arrived]:
        return [self._one(sent) for sent in pieces]

    def _one(self, piece: Piece) -> Arrived:
        with self.installation.database.write() as unit:
            arrived = take_piece(self.installation, unit, self._now(unit), asking(), piece)
            unit.commit()
        return arrived

    def _now(self, unit: Unit) -> Shelf:
        return shelf_of(unit, self.shelf.holder, self.shelf.sealer)

    def join(self, *declared: DeclaredFile, shown: Sequence[str] = ()) -> Joined:
        with self.installation.database.write() as unit:
            joined = join_pieces(
                self.installation.code_key, unit, self._now(unit), asking(), declared or (DECLARED,), shown
            )
            unit.commit()
        return joined

    def page(self, *boxes: str, shown: Sequence[str] = ()) -> Taken:
        sent = FilesPosted({"photos": list(shown), "photos.pieces": list(boxes)}, {}, True)
        return take_files(self.installation, lambda unit: Place(self._now(unit), ALICE, [asking()]), sent)

    def count(self) -> int:
        with self.installation.database.read() as unit:
            return int(unit.connection.execute(text("SELECT COUNT(*) FROM file_piece")).scalar_one())


@pytest.fixture
def way(installation: Installation) -> Way:
    session = alice(installation)
    draft = begin(installation, session)
    with installation.database.read() as unit:
        return Way(installation, draft_of_resident(installation, unit, session, PROCEDURE, draft).shelf, draft)


def test_pieces_one_behind_the_other_are_the_file(way: Way) -> None:
    assert way.send(piece(0, end=0)) == [Arrived(0, True)]  # no piece yet
    arrived = way.send(*map(piece, STARTS))
    assert [arrival.taken for arrival in arrived] == [True] * len(STARTS)
    assert arrived[-1].offset == len(FILE)
    assert way.send(piece(0, end=0)) == [Arrived(len(FILE), True)]
    assert way.join() == Joined((Upload("a.jpg", FILE),), (), ())
    assert way.count() == 0


def test_a_gap_an_overlap_and_a_repeat_change_nothing(way: Way) -> None:
    assert way.send(piece(PIECE_BYTES)) == [Arrived(0, False)]
    way.send(piece(0))
    others = [piece(start) for start in (0, 1, PIECE_BYTES - 1, PIECE_BYTES + 1, 2 * PIECE_BYTES)]
    assert way.send(*others) == [Arrived(PIECE_BYTES, False)] * 5
    assert way.count() == 1
    way.send(*map(piece, STARTS[1:]))
    assert way.join().uploads == (Upload("a.jpg", FILE),)


def test_what_is_no_piece_of_ours_is_refused(way: Way) -> None:
    complete = piece(0)
    too_long = replace(complete, length=PIECE_BYTES - 1)
    for wrong in (too_long, piece(0, end=1), piece(0, end=PIECE_BYTES - 1), replace(complete, content=FILE)):
        with pytest.raises(BadRequest):
            way.send(wrong)
    for large in (replace(complete, length=MOST_BYTES + 1), replace(complete, length=10**9, content=b"")):
        with pytest.raises(TooLarge):
            way.send(large)
    assert way.count() == 0


def test_without_a_scanner_nothing_is_begun(way: Way) -> None:
    with pytest.raises(BadRequest):
        Way(replace(way.installation, scanner=None), way.shelf, way.draft).send(piece(0))


def test_a_draft_takes_only_so_much_that_is_under_way(way: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "MOST_UNDER_WAY", 2 * PIECE_BYTES)
    way.send(piece(0), piece(0, large_jpeg(2)))
    with pytest.raises(TooLarge):
        way.send(piece(PIECE_BYTES))
    monkeypatch.setattr(taking, "MOST_UNDER_WAY", 99 * PIECE_BYTES)
    monkeypatch.setattr(taking, "MOST_ON_A_SHELF", 3 * PIECE_BYTES - 1)
    with pytest.raises(TooLarge):
        way.send(piece(PIECE_BYTES))
    assert way.count() == 2


def test_what_is_not_whole_or_not_what_its_sum_says_is_reported_and_sent_again(way: Way) -> None:
    not_whole = (Mistake("file.not_whole", arguments={"name": "a.jpg"}),)
    assert way.join() == Joined((), (), not_whole)
    way.send(piece(0))
    assert way.join() == Joined((), (), not_whole)
    assert way.count() == 0
    others = [replace(piece(start), content=piece(start, FILE[::-1]).content) for start in STARTS]
    way.send(*others)
    assert way.join() == Joined((), (), not_whole)
    way.send(*map(piece, STARTS))
    assert way.join(replace(DECLARED, length=len(FILE) - 1)).mistakes == not_whole


def test_what_is_too_large_or_empty_is_never_sent_and_reported_all_the_same(way: Way) -> None:
    digest = "+" * 43 + "="
    taken = way.page(f"{digest} {MOST_BYTES + 1} big.jpg", f"{digest} 0 empty.jpg")
    assert [mistake.key for mistake in taken.mistakes["photos"]] == ["file.too_large", "file.empty"]


@pytest.mark.parametrize("box", ["", "x", "abc 1 a", f"{'+' * 43}= x a", f"{'+' * 43}= -1 a", f"{'+' * 42} 1 a"])
def test_a_page_that_names_no_piece_of_ours_is_refused(way: Way, box: str) -> None:
    with pytest.raises(BadRequest):
        way.page(box)


@pytest.mark.both_engines
def test_a_page_names_only_so_much_at_once(way: Way) -> None:
    digest = "+" * 43 + "="
    for boxes in ([f"{digest} 9000000 {name}" for name in "abcd"], [f"{digest} 1 {name}" for name in range(21)]):
        with pytest.raises(TooLarge):
            way.page(*boxes)


@pytest.mark.both_engines
def test_two_who_send_the_same_file_at_once_send_one(way: Way) -> None:
    together = Barrier(2)

    def send() -> None:
        offset = way.send(piece(0, end=0))[0].offset
        together.wait()
        while offset < len(FILE):
            offset = way.send(piece(offset))[0].offset

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(send) for _ in range(2)]:
            done.result()
    assert way.count() == len(STARTS)
    assert way.join().uploads == (Upload("a.jpg", FILE),)


def test_a_page_whose_answer_was_lost_takes_the_file_once(way: Way) -> None:
    box = f"{b64encode(bytes.fromhex(SUM)).decode()} {len(FILE)} a.jpg"
    way.send(*map(piece, STARTS))
    (kept,) = way.page(box).kept["photos"]
    assert way.send(piece(0, end=0), piece(0)) == [Arrived(len(FILE), True), Arrived(len(FILE), False)]
    assert way.page(box).kept["photos"] == (kept,)
    assert way.page(box, shown=[kept]) == Taken({"photos": ()})
    assert way.count() == 0


@pytest.mark.both_engines
def test_a_piece_lies_sealed_and_its_sum_nowhere(way: Way) -> None:
    way.send(piece(0), piece(PIECE_BYTES))
    with way.installation.database.read() as unit:
        rows = unit.connection.execute(text("SELECT file_hash, sealed_content FROM file_piece ORDER BY starts")).all()
    for name, sealed in rows:
        assert bytes.fromhex(SUM) not in bytes(name) + bytes(sealed)
        assert FILE[1000:1100] not in bytes(sealed)
    with way.installation.database.write() as unit:
        unit.connection.execute(
            text("UPDATE file_piece SET sealed_content = :other WHERE starts = 0"), {"other": bytes(rows[1][1])}
        )
        unit.commit()
    with pytest.raises(InvalidTag):
        way.join()


def test_what_is_not_finished_goes_after_a_day_and_what_grows_stays(way: Way) -> None:
    way.send(piece(0))
    grows = Way(later(way.installation, hours=23), way.shelf, way.draft)
    grows.send(piece(PIECE_BYTES))
    sweep_ended(later(way.installation, hours=25))
    assert way.count() == 2
    sweep_ended(later(way.installation, hours=48))
    assert way.count() == 0


def test_pieces_go_with_their_draft(way: Way) -> None:
    way.send(piece(0))
    with way.installation.database.write() as unit:
        drafts.remove(unit, way.draft)
        unit.commit()
    assert way.count() == 0
