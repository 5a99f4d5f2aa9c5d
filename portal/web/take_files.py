"""Files that come with a page: taken in one by one, and the ids of the page's file questions as they then are.

Buttons of a file question: `<name>.add` keeps what was chosen and shows the page again, `<name>.remove`,
`<name>.replace` and `<name>.turn` name the file they are about. `<name>.pieces` names files that came before the page,
in pieces. Knows no procedure and no draft."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from forms.environment import KeptFile
from forms.fields.file import MOST_BYTES
from forms.mistakes import Mistake
from forms.path import Path
from forms.procedure import Field
from integrations.interfaces import AdapterError, Unusable
from portal.db import Unit
from portal.errors import BadRequest, TooLarge
from portal.logs import log
from portal.services.actor import Actor
from portal.services.installation import Installation
from portal.services.keep_file import Shelf, Waiting, look_at, open_file, put_beside, quarantine, settle
from portal.services.papers_that_follow import is_scan
from portal.services.take_piece import join_pieces
from portal.web.file_posting import MOST_FILES, MOST_OF_A_POST, FilesPosted
from portal.web.piece_posting import told_in
from portal.web.posting import Posted, first

UPLOAD, ADD, REMOVE, REPLACE, TURN = ".upload", ".add", ".remove", ".replace", ".turn"
PIECES = ".pieces"  # what was sent in pieces before: `<sum> <bytes> <name>`

_TIMES = 4  # as many as may be answered
_NONE = KeptFile("", "", "", 0, "")

Mistakes = Mapping[str, tuple[Mistake, ...]]


@dataclass(frozen=True)
class Place:
    """Where the files of one page go, who hands them in, and the questions that the page asks."""

    shelf: Shelf
    actor: Actor
    fields: Sequence[Field]


@dataclass(frozen=True)
class Taken:
    """What came of the uploads: ids by question, and what to mend. `turned`: which file stands where which one stood."""

    kept: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    mistakes: Mistakes = field(default_factory=dict)
    turned: Mapping[str, str] = field(default_factory=dict)


def take_files(installation: Installation, place_of: Callable[[Unit], Place | None], sent: FilesPosted) -> Taken:
    """Three steps, each committed: into quarantine, to the scanner with no unit open, out of quarantine. None for a place
    takes nothing; BadRequest if the page asks for no file."""
    turned = _turn(installation, place_of, sent)
    if not sent.uploads and not any(name.endswith(PIECES) for name in sent.boxes):
        return Taken(turned=turned)
    with installation.database.write() as unit:
        place = place_of(unit)
        if place is None:
            return Taken()
        came = {one.id: _come(installation, unit, place.shelf, one, sent) for one in demand_files(place.fields)}
        unit.commit()
    verdicts = {name: [look_at(installation, one) for one in found.waiting] for name, found in came.items()}
    with installation.database.write() as unit:
        passed = {
            name: settle(installation, unit, place.shelf, place.actor, found.waiting, verdicts[name])
            for name, found in came.items()
        }
        unit.commit()
    kept = {name: (*came[name].standing, *(file.id for file in files)) for name, files in passed.items()}
    mistakes = {
        name: (*found.mistakes, *(verdict for verdict in verdicts[name] if isinstance(verdict, Mistake)))
        for name, found in came.items()
    }
    return Taken(kept, {name: found for name, found in mistakes.items() if found}, turned)


@dataclass(frozen=True)
class _Come:
    """What came for one question: in quarantine now, there already, not taken."""

    waiting: Sequence[Waiting]
    standing: tuple[str, ...]
    mistakes: Sequence[Mistake]


def _come(installation: Installation, unit: Unit, shelf: Shelf, question: Field, sent: FilesPosted) -> _Come:
    """Into quarantine. A file that came in pieces is one like every other."""
    shown = sent.boxes.get(question.id, ())
    # A scan is no answer: what stands there for it is what the shelf says, whichever page was sent.
    scan = is_scan(question.id)
    held = shelf.chosen_for(question.id) if scan else [shelf.files[name] for name in shown if name in shelf.files]
    leaving = [file for file in held if file.id == first(sent.boxes, question.id + REPLACE)]
    told = [told_in(box) for box in sent.boxes.get(question.id + PIECES, ())]
    if len(told) > MOST_FILES or sum(one.length for one in told if one.length <= MOST_BYTES) > MOST_OF_A_POST:
        raise TooLarge("files")
    joined = join_pieces(installation, unit, shelf, question, told, shown)
    uploads = (*sent.uploads.get(question.id + UPLOAD, ()), *joined.uploads)
    free = min(question.settings.most - len(held) + len(leaving), _room(shelf, question))
    waiting, mistakes = quarantine(installation, unit, shelf, question, uploads, held, free)
    return _Come(waiting, joined.standing, [*joined.mistakes, *mistakes])


def _turn(installation: Installation, place_of: Callable[[Unit], Place | None], sent: FilesPosted) -> Mapping[str, str]:
    """The picture whose button was pressed, by 90°: read, turned with no unit open, put beside. Nothing where it is gone,
    or cannot be turned: the page shows what there is."""
    asked = {name.removesuffix(TURN): found[0] for name, found in sent.boxes.items() if name.endswith(TURN) and found}
    if not asked:
        return {}
    name, file_id = next(iter(asked.items()))
    with installation.database.read() as unit:
        place = place_of(unit)
        if place is None or not place.shelf.files.get(file_id, _NONE).preview:
            return {}
        question = next((one for one in demand_files(place.fields) if one.id == name), None)
        if question is None or file_id not in sent.boxes.get(name, ()) or _room(place.shelf, question) <= 0:
            return {}
        file, content = open_file(unit, place.shelf, file_id)
    try:
        made = installation.remaker.turn(content)
    except (Unusable, AdapterError) as failed:
        log.warning("turn", code=str(failed))
        return {}
    with installation.database.write() as unit:
        new = put_beside(installation, unit, place.shelf, file, made, name)
        unit.commit()
    return {file_id: new}


def _room(shelf: Shelf, question: Field) -> int:
    """How many more may be put there. What is taken in is stored before the page is read, and what a page with a mistake leaves
    behind goes with the draft: whoever sends such pages on purpose fills no disk."""
    return int(question.settings.most) * _TIMES - len(shelf.chosen_for(question.id))


def demand_files(fields: Sequence[Field]) -> list[Field]:
    """The file questions among these. BadRequest without one: no form of ours sends files there."""
    found = [one for one in fields if one.type.control == "file"]
    if not found:
        raise BadRequest("no file is asked for")
    return found


@dataclass(frozen=True)
class Arranged:
    """The page's boxes with its files as they now are. `stay`: it is to be shown again, so that more can be chosen."""

    boxes: Posted
    mistakes: Mistakes
    stay: bool

    def told(self, path: Path) -> Mistakes:
        """The path's mistakes; where a file was not taken, that is said instead of "nothing was chosen"."""
        return {**path.mistakes, **self.mistakes}


def arrange(sent: FilesPosted, taken: Taken, fields: Sequence[Field]) -> Arranged:
    """BadRequest if it came from a form with files and the page asks for none."""
    if not sent.with_files:
        return Arranged(sent.boxes, {}, False)
    boxes, mistakes, stay = dict(sent.boxes), dict(taken.mistakes), False
    for question in demand_files(fields):
        name = question.id
        new, replaced = taken.kept.get(name, ()), first(boxes, name + REPLACE)
        stood = [taken.turned.get(one, one) for one in boxes.get(name, ())]
        boxes[name] = _ids(stood, new, replaced, first(boxes, name + REMOVE))
        stay = stay or any(name + act in boxes for act in (ADD, REMOVE, REPLACE, TURN))
        if replaced and not new and name not in mistakes:
            mistakes[name] = (Mistake("file.choose_first"),)
    return Arranged(boxes, mistakes, stay)


def leaving(sent: FilesPosted, taken: Taken, name: str) -> set[str]:
    """Of a question whose files are no answer: those that give their place away."""
    replaced = sent.boxes.get(name + REPLACE, ()) if taken.kept.get(name) else ()
    return {*sent.boxes.get(name + REMOVE, ()), *replaced, *taken.turned}


def _ids(stood: Sequence[str], new: Sequence[str], replaced: str, removed: str) -> list[str]:
    """A file that is replaced gives its place away; others come behind."""
    kept = [one for one in stood if one and one != removed]
    if not replaced or replaced not in kept or not new:
        return [*kept, *new]
    at = kept.index(replaced)
    return [*kept[:at], *new, *kept[at + 1 :]]
