"""Files that are sent in pieces, so that a line that breaks costs one of them: takes a piece in, and joins what came.

A file is known by its SHA-256 and the question it was chosen for, so that whoever chooses it again, after a reload or on
another device, goes on where it stopped. Its pieces hang on the draft or application, sealed with its key; joined, the file goes the
way of every other."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from forms.fields.file import MEGABYTE, MOST_BYTES
from forms.mistakes import Mistake
from forms.procedure import Field
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import BadRequest, TooLarge
from portal.services.installation import Installation
from portal.services.keep_file import MOST_ON_A_SHELF, Shelf, Upload
from portal.services.recognise_file import told_name
from portal.services.short_code import keyed_hash
from portal.store import file_pieces

PIECE_BYTES = 256 * 1024  # five seconds at 0.4 Mbit/s: what a broken line costs
MOST_UNDER_WAY = 60 * MEGABYTE  # of one draft or application: two posts full of files


@dataclass(frozen=True)
class Piece:
    """`digest`, hex, and `length` are of the whole file. Without content it asks how far the file has come."""

    digest: str
    length: int
    start: int
    content: bytes


@dataclass(frozen=True)
class Arrived:
    """How far the file has come, and whether this piece was the one that was missing."""

    offset: int
    taken: bool


@dataclass(frozen=True)
class Told:
    """A file that the page says was sent in pieces."""

    digest: str
    length: int
    name: str


@dataclass(frozen=True)
class Joined:
    """Whole files; `standing`: ids of those that came already, with a page whose answer was lost; what did not come."""

    uploads: tuple[Upload, ...]
    standing: tuple[str, ...]
    mistakes: tuple[Mistake, ...]


def take_piece(installation: Installation, unit: Unit, shelf: Shelf, question: Field, piece: Piece) -> Arrived:
    """A piece that is there already, or too far on, changes nothing. TooLarge where there is no room, BadRequest where it
    is no piece of ours. The caller commits."""
    if installation.scanner is None:
        raise BadRequest("no scanner")
    if piece.length > MOST_BYTES:
        raise TooLarge("file")
    if _standing(shelf, question, piece.digest):
        return Arrived(piece.length, not piece.content)
    name = _file_hash(installation, shelf, question, piece.digest)
    offset = file_pieces.arrived(unit, shelf.holder, name)
    if not piece.content or piece.start != offset:
        return Arrived(offset, not piece.content)
    if len(piece.content) != min(PIECE_BYTES, piece.length - offset):
        raise BadRequest("piece")
    _demand_room(unit, shelf, len(piece.content))
    now = to_micro(installation.clock.now())
    sealed = shelf.sealer.seal_bytes(_column(name, piece.start), piece.content)
    if not file_pieces.add(unit, shelf.holder, name, piece.start, len(piece.content), sealed, now):
        return Arrived(file_pieces.arrived(unit, shelf.holder, name), False)
    return Arrived(offset + len(piece.content), True)


def _demand_room(unit: Unit, shelf: Shelf, coming: int) -> None:
    under_way = file_pieces.under_way(unit, shelf.holder) + coming
    if under_way > MOST_UNDER_WAY or under_way + sum(file.bytes for file in shelf.files.values()) > MOST_ON_A_SHELF:
        raise TooLarge("shelf")


def join_pieces(
    installation: Installation, unit: Unit, shelf: Shelf, question: Field, told: Sequence[Told], shown: Sequence[str]
) -> Joined:
    """Takes the pieces away: a file that is not whole, or not what its sum says, is to be sent once more. `shown`: the ids
    that the page has already. The caller commits."""
    uploads: list[Upload] = []
    standing: list[str] = []
    mistakes: list[Mistake] = []
    for one in dict.fromkeys(told):
        if one.length == 0 or one.length > MOST_BYTES:
            uploads.append(Upload(one.name, None if one.length else b""))  # never sent: it is told why
            continue
        name = _file_hash(installation, shelf, question, one.digest)
        pieces = file_pieces.of(unit, shelf.holder, name)
        content = b"".join(shelf.sealer.open_bytes(_column(name, start), sealed) for start, sealed in pieces)
        file_pieces.remove(unit, shelf.holder, name)
        stands = _standing(shelf, question, one.digest)
        if stands:
            standing += [stands] if stands not in shown else []
        elif len(content) == one.length and hashlib.sha256(content).hexdigest() == one.digest:
            uploads.append(Upload(one.name, content))
        else:
            mistakes.append(Mistake("file.not_whole", arguments={"name": told_name(one.name)}))
    return Joined(tuple(uploads), tuple(standing), tuple(mistakes))


def _standing(shelf: Shelf, question: Field, digest: str) -> str:
    """The id of the very file that stands there for this question; "" if none does."""
    return next((file.id for file in shelf.chosen_for(question.id) if file.original == digest), "")


def _file_hash(installation: Installation, shelf: Shelf, question: Field, digest: str) -> bytes:
    """Keyed: sums of files tell which papers somebody has."""
    there = shelf.holder
    of_visit = f"visit {there.visit_id}" if there.visit_id else ""
    holder = there.draft_id or of_visit or f"application {there.application_id}"
    return keyed_hash(installation.code_key, "file piece", f"{holder}\0{question.id}\0{digest}")


def _column(name: bytes, start: int) -> str:
    return f"file piece:{name.hex()}:{start}"
