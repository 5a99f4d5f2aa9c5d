# Buttons: `<name>.add`; `<name>.remove`, `<name>.replace`, `<name>.turn`, `<name>.tell-place` and `<name>.forget-place`
# carry a file id, `<name>.here` where the device is. `<name>.pieces`: files sent before.

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from forms.definition.procedure import Field
from forms.fields.file import MOST_BYTES
from forms.fields.location import point_of
from forms.mistakes import Mistake
from forms.path.environment import KeptFile
from forms.path.path import Path
from integrations.sockets.interfaces import AdapterError, Unusable
from portal.db import Unit
from portal.errors import BadRequest, TooLarge
from portal.logs import log
from portal.services.files.keep_file import (
    Shelf,
    Waiting,
    decide_place,
    look_at,
    open_file,
    place_undecided,
    put_beside,
    quarantine,
    settle,
)
from portal.services.files.take_piece import join_pieces
from portal.services.filing.papers_that_follow import is_scan
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor
from portal.web.shared.file_posting import MOST_FILES, MOST_OF_A_POST, FilesPosted
from portal.web.shared.piece_posting import declared_file
from portal.web.shared.posting import Posted, first

UPLOAD, ADD, REMOVE, REPLACE, TURN = ".upload", ".add", ".remove", ".replace", ".turn"
TELL, FORGET = ".tell-place", ".forget-place"
OF_DEVICE = ".here"  # of the device, beside TELL: `<latitude>,<longitude>`
PIECES = ".pieces"  # files sent in pieces before: `<sum> <bytes> <name>`

_TIMES = 4  # times the number of files allowed
_NONE = KeptFile("", "", "", 0, "")

Mistakes = Mapping[str, tuple[Mistake, ...]]


@dataclass(frozen=True)
class Place:
    shelf: Shelf
    actor: Actor
    fields: Sequence[Field]


@dataclass(frozen=True)
class Taken:
    """By question."""

    kept: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    mistakes: Mistakes = field(default_factory=dict)
    turned: Mapping[str, str] = field(default_factory=dict)  # old file id → new


def take_files(installation: Installation, place_of: Callable[[Unit], Place | None], sent: FilesPosted) -> Taken:
    """Three commits: quarantine, scan with no unit open, release. Raises BadRequest if no file is asked for."""
    turned = _turn(installation, place_of, sent)
    undecided = _decide(installation, place_of, sent)
    if not sent.uploads and not any(name.endswith(PIECES) for name in sent.boxes):
        return Taken(mistakes=undecided, turned=turned)
    with installation.database.write() as unit:
        place = place_of(unit)
        if place is None:
            return Taken()
        came = {
            waiting_file.id: _receive(installation, unit, place.shelf, waiting_file, sent)
            for waiting_file in demand_files(place.fields)
        }
        unit.commit()
    verdicts = {
        name: [look_at(installation, waiting_file) for waiting_file in arrived.waiting]
        for name, arrived in came.items()
    }
    with installation.database.change() as unit:
        passed = {
            name: settle(installation, unit, place.shelf, place.actor, arrived.waiting, verdicts[name])
            for name, arrived in came.items()
        }
    kept = {name: (*came[name].standing, *(file.id for file in files)) for name, files in passed.items()}
    mistakes = {
        name: (
            *arrived.mistakes,
            *(verdict for verdict in verdicts[name] if isinstance(verdict, Mistake)),
            *undecided.get(name, ()),
            *(place_undecided(file) for file in passed[name] if file.undecided_place),
        )
        for name, arrived in came.items()
    }
    return Taken(kept, {name: messages for name, messages in mistakes.items() if messages}, turned)


@dataclass(frozen=True)
class _Received:
    waiting: Sequence[Waiting]
    standing: tuple[str, ...]
    mistakes: Sequence[Mistake]


def _receive(installation: Installation, unit: Unit, shelf: Shelf, question: Field, sent: FilesPosted) -> _Received:
    shown = sent.boxes.get(question.id, ())
    # A scan is no answer: the shelf determines its files, whichever page was posted.
    scan = is_scan(question.id)
    present = shelf.chosen_for(question.id) if scan else [shelf.files[name] for name in shown if name in shelf.files]
    leaving = [file for file in present if file.id == first(sent.boxes, question.id + REPLACE)]
    announced = [declared_file(box) for box in sent.boxes.get(question.id + PIECES, ())]
    if (
        len(announced) > MOST_FILES
        or sum(piece.length for piece in announced if piece.length <= MOST_BYTES) > MOST_OF_A_POST
    ):
        raise TooLarge("files")
    joined = join_pieces(installation.code_key, unit, shelf, question, announced, shown)
    uploads = (*sent.uploads.get(question.id + UPLOAD, ()), *joined.uploads)
    free = min(question.settings.most - len(present) + len(leaving), _room(shelf, question))
    waiting, mistakes = quarantine(installation, unit, shelf, question, uploads, present, free)
    return _Received(waiting, joined.standing, [*joined.mistakes, *mistakes])


def _turn(installation: Installation, place_of: Callable[[Unit], Place | None], sent: FilesPosted) -> Mapping[str, str]:
    # By 90°, with no unit open.
    asked = {
        name.removesuffix(TURN): values[0] for name, values in sent.boxes.items() if name.endswith(TURN) and values
    }
    if not asked:
        return {}
    name, file_id = next(iter(asked.items()))
    with installation.database.read() as unit:
        place = place_of(unit)
        if place is None or not place.shelf.files.get(file_id, _NONE).preview:
            return {}
        question = next((field for field in demand_files(place.fields) if field.id == name), None)
        if question is None or file_id not in sent.boxes.get(name, ()) or _room(place.shelf, question) <= 0:
            return {}
        file, content = open_file(unit, place.shelf, file_id)
    try:
        made = installation.remaker.turn(content())
    except (Unusable, AdapterError) as failed:
        log.warning("turn", code=str(failed))
        return {}
    with installation.database.change() as unit:
        new = put_beside(installation.clock, unit, place.shelf, file, made, name)
    return {file_id: new}


def _decide(installation: Installation, place_of: Callable[[Unit], Place | None], sent: FilesPosted) -> Mistakes:
    # Whether the place of a picture is given. A page goes on when that is decided for each.
    if not sent.with_files:
        return {}
    acts, mistakes = any(name.endswith((TELL, FORGET)) for name in sent.boxes), {}
    with installation.database.write() as unit:  # `place_of` may note something
        place = place_of(unit)
        for question in place.fields if place is not None else ():
            if place is not None and question.type.control == "file" and question.settings.place:
                mistakes[question.id] = _decided(unit, place.shelf, question.id, sent.boxes)
        if acts:
            unit.commit()
    return {name: wrong for name, wrong in mistakes.items() if wrong}


def _decided(unit: Unit, shelf: Shelf, name: str, boxes: Posted) -> tuple[Mistake, ...]:
    gone = {first(boxes, name + act) for act in (TELL, FORGET, REMOVE, REPLACE)}
    for act in (TELL, FORGET):
        if name + act in boxes:
            here = point_of(first(boxes, name + OF_DEVICE))
            decide_place(unit, shelf, name, first(boxes, name + act), tell=act == TELL, here=here)
    files = [shelf.files[file_id] for file_id in boxes.get(name, ()) if file_id in shelf.files and file_id not in gone]
    return tuple(place_undecided(file) for file in files if file.undecided_place)


def _room(shelf: Shelf, question: Field) -> int:
    # Bounds what is stored before validation.
    return int(question.settings.most) * _TIMES - len(shelf.chosen_for(question.id))


def demand_files(fields: Sequence[Field]) -> list[Field]:
    """Raises BadRequest without one."""
    questions = [field for field in fields if field.type.control == "file"]
    if not questions:
        raise BadRequest("no file is asked for")
    return questions


@dataclass(frozen=True)
class Arranged:
    boxes: Posted
    mistakes: Mistakes
    stay: bool  # show the page again

    def mistakes_of(self, path: Path) -> Mistakes:
        return {**path.mistakes, **self.mistakes}


def arrange(sent: FilesPosted, taken: Taken, fields: Sequence[Field]) -> Arranged:
    if not sent.with_files:
        return Arranged(sent.boxes, {}, False)
    boxes, mistakes, stay = dict(sent.boxes), dict(taken.mistakes), False
    for question in demand_files(fields):
        name = question.id
        new, replaced = taken.kept.get(name, ()), first(boxes, name + REPLACE)
        kept_before = [taken.turned.get(file_id, file_id) for file_id in boxes.get(name, ())]
        boxes[name] = _ids(kept_before, new, replaced, first(boxes, name + REMOVE))
        stay = stay or any(name + act in boxes for act in (ADD, REMOVE, REPLACE, TURN, TELL, FORGET))
        if replaced and not new and name not in mistakes:
            mistakes[name] = (Mistake("file.choose_first"),)
    return Arranged(boxes, mistakes, stay)


def leaving(sent: FilesPosted, taken: Taken, name: str) -> set[str]:
    replaced = sent.boxes.get(name + REPLACE, ()) if taken.kept.get(name) else ()
    return {*sent.boxes.get(name + REMOVE, ()), *replaced, *taken.turned}


def _ids(kept_before: Sequence[str], new: Sequence[str], replaced: str, removed: str) -> list[str]:
    kept = [file_id for file_id in kept_before if file_id and file_id != removed]
    if not replaced or replaced not in kept or not new:
        return [*kept, *new]
    index = kept.index(replaced)
    return [*kept[:index], *new, *kept[index + 1 :]]
