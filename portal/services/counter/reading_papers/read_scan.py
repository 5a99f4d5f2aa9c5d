"""The boxes of a scanned paper, as its print was read."""

# Nothing of it counts before a clerk has looked at it.

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from integrations.sockets.interfaces import AdapterError, Cut, Remaker, Unusable
from integrations.sockets.reading_socket import PageRead, TextReader, Word
from portal.logs import log
from portal.services.counter.reading_papers.place_paper import Placing, place_paper
from portal.services.counter.reading_papers.printed_papers import Corners, PrintedPaper

_MARKS = re.compile(r"[^\w]*[ー_]*[^\w]*")
UNKNOWN, AWAY = "unknown", "away"
# Of a line's height: a wider gap is a blank, between Latin words and between others.
_LATIN_GAP, _GAP = 0.15, 0.6


@dataclass(frozen=True)
class BoxRead:
    """`text` with one blank between words; `sure`: 0 to 100; `at` in mm on the paper."""

    text: str
    sure: int
    at: Corners


@dataclass(frozen=True)
class ScanRead:
    """`boxes` of the whole paper, and of each person. `size`: of the picture; `place`: from mm to its pixels."""

    boxes: Mapping[str, BoxRead]
    people: tuple[Mapping[str, BoxRead], ...]
    size: tuple[int, int]
    place: Placing


def read_scan(
    reader: TextReader, remaker: Remaker, picture: bytes, papers: Sequence[PrintedPaper]
) -> ScanRead | str:  # fmt: skip
    """Outside a unit. `picture`: a JPEG made here. UNKNOWN if it is none of `papers`, AWAY if the program does not answer."""
    try:
        (page,) = _read(reader, picture, 1)
        placed = [(place, paper) for paper in papers if (place := _place(paper, page.words)) is not None]
        if not placed:
            return UNKNOWN
        place, paper = max(placed, key=lambda pair: pair[0].agreeing)
        boxes = _boxes(paper)
        lines = remaker.cut(picture, [_cut(place, at, paper.dots) for at in boxes.values()])
        pages = _read(reader, lines.content, len(boxes), lines=True)
        read = [line.words if max(line.size) > 1 else () for line in pages]
    except (AdapterError, Unusable) as error:
        log.warning("reading", code=getattr(error, "code", type(error).__name__))
        return AWAY
    texts = {name: _joined(words, at) for (name, at), words in zip(boxes.items(), read, strict=True)}
    people = [
        {name: texts[row, name] for name in paper.people.boxes} for row in range(1, paper.people.most + 1)
    ]  # fmt: skip
    # An empty row ends the people.
    count = next(
        (row for row, person in enumerate(people) if not any(box.text for box in person.values())), len(people)
    )
    return ScanRead({name: texts[0, name] for name in paper.boxes}, tuple(people[:count]), page.size, place)


def _read(reader: TextReader, picture: bytes, count: int, *, lines: bool = False) -> Sequence[PageRead]:
    pages = reader.read(picture, lines=lines)
    if len(pages) != count:
        raise AdapterError("READER_RUBBISH", permanent=True)
    return pages


def _place(paper: PrintedPaper, words: Sequence[Word]) -> Placing | None:
    return place_paper({label: complex(*at) for label, at in paper.labels.items()}, max(paper.size), words)


def _boxes(paper: PrintedPaper) -> Mapping[tuple[int, str], Corners]:
    boxes = {(0, name): at for name, at in paper.boxes.items()}
    for row in range(paper.people.most):
        below = row * paper.people.every
        for name, (left, top, right, bottom) in paper.people.boxes.items():
            boxes[row + 1, name] = (left, top + below, right, bottom + below)
    return boxes


def _cut(place: Placing, at: Corners, dots: int) -> Cut:
    left, top, right, bottom = at
    corner, turn = place.of(complex(left, top)), place.turn / dots
    return Cut(
        (round((right - left) * dots), round((bottom - top) * dots)), (turn.real, turn.imag), (corner.real, corner.imag)
    )


def _joined(words: Sequence[Word], at: Corners) -> BoxRead:
    text, before = "", 0
    for word in words:
        if _MARKS.fullmatch(word.text):
            continue  # a rule or a spot, and what a blank box gives
        least = _LATIN_GAP if (text[-1:] + word.text[0]).isascii() else _GAP
        text += (" " if text and word.box[0] - before > least * (word.box[3] - word.box[1]) else "") + word.text
        before = word.box[2]
    return BoxRead(text, min((word.sure for word in words if not _MARKS.fullmatch(word.text)), default=0), at)
