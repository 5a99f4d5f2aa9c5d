"""Resumable uploads: a file is identified by SHA-256 and question."""

# Pieces are sealed with the key of their draft or application.

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from forms.definition.procedure import Field
from forms.fields.file import MEGABYTE, MOST_BYTES
from forms.mistakes import Mistake
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import BadRequest, TooLarge
from portal.services.files.keep_file import MOST_ON_A_SHELF, Shelf, Upload
from portal.services.files.needs import FilesNeeds
from portal.services.files.recognise_file import safe_name
from portal.services.shared.codes import keyed_hash
from portal.store.files import file_pieces

PIECE_BYTES = 256 * 1024  # five seconds at 0.4 Mbit/s, lost by a broken connection
MOST_UNDER_WAY = 60 * MEGABYTE  # per draft or application: two full requests


@dataclass(frozen=True)
class Piece:
    """`digest` (hex) and `length`: of the whole file. Empty content asks for progress."""

    digest: str
    length: int
    start: int
    content: bytes


@dataclass(frozen=True)
class Arrived:
    offset: int
    taken: bool


@dataclass(frozen=True)
class DeclaredFile:
    digest: str
    length: int
    name: str


@dataclass(frozen=True)
class Joined:
    uploads: tuple[Upload, ...]
    standing: tuple[str, ...]  # ids stored by a request whose response was lost
    mistakes: tuple[Mistake, ...]


def take_piece(installation: FilesNeeds, unit: Unit, shelf: Shelf, question: Field, piece: Piece) -> Arrived:
    """Repeated or early pieces change nothing. Raises TooLarge without room, BadRequest."""
    if installation.scanner is None:
        raise BadRequest("no scanner")
    if piece.length > MOST_BYTES:
        raise TooLarge("file")
    if _file_chosen_already(shelf, question, piece.digest):
        return Arrived(piece.length, not piece.content)
    name = _file_hash(installation.code_key, shelf, question, piece.digest)
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
    code_key: bytes,
    unit: Unit,
    shelf: Shelf,
    question: Field,
    announced: Sequence[DeclaredFile],
    shown: Sequence[str],
) -> Joined:
    """Incomplete or wrong files must be sent again. `shown`: ids already on the page."""
    uploads: list[Upload] = []
    stored_ids: list[str] = []
    mistakes: list[Mistake] = []
    for upload in dict.fromkeys(announced):
        if upload.length == 0 or upload.length > MOST_BYTES:
            uploads.append(Upload(upload.name, None if upload.length else b""))  # never sent: refused later
            continue
        name = _file_hash(code_key, shelf, question, upload.digest)
        pieces = file_pieces.of(unit, shelf.holder, name)
        content = b"".join(shelf.sealer.open_bytes(_column(name, start), sealed) for start, sealed in pieces)
        file_pieces.remove(unit, shelf.holder, name)
        stored_id = _file_chosen_already(shelf, question, upload.digest)
        if stored_id:
            stored_ids += [stored_id] if stored_id not in shown else []
        elif len(content) == upload.length and hashlib.sha256(content).hexdigest() == upload.digest:
            uploads.append(Upload(upload.name, content))
        else:
            mistakes.append(Mistake("file.not_whole", arguments={"name": safe_name(upload.name)}))
    return Joined(tuple(uploads), tuple(stored_ids), tuple(mistakes))


def _file_chosen_already(shelf: Shelf, question: Field, digest: str) -> str:
    return next((file.id for file in shelf.chosen_for(question.id) if file.original == digest), "")


def _file_hash(code_key: bytes, shelf: Shelf, question: Field, digest: str) -> bytes:
    # Keyed: hashes reveal which papers a person has.
    shelf_holder = shelf.holder
    of_visit = f"visit {shelf_holder.visit_id}" if shelf_holder.visit_id else ""
    holder = shelf_holder.draft_id or of_visit or f"application {shelf_holder.application_id}"
    return keyed_hash(code_key, "file piece", f"{holder}\0{question.id}\0{digest}")


def _column(name: bytes, start: int) -> str:
    return f"file piece:{name.hex()}:{start}"
