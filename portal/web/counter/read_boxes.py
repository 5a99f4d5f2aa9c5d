"""What was read of a paper, in the boxes of its page, each beside its part of the picture."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from forms.definition.field import Raw
from forms.definition.procedure import Field
from forms.mistakes import Mistake
from forms.numbers.calendar import ERAS
from forms.path.binding import boxes
from forms.text.japanese import is_katakana, katakana
from forms.text.variants import has_variants
from forms.text.written_day import read_day
from portal.services.counter.reading_papers.place_paper import plain
from portal.services.counter.reading_papers.read_scan import ScanRead
from portal.services.residents.read_card import address_value
from portal.services.shared.installation import Installation
from portal.web.counter.people_boxes import AS_READ, MOST, RELATIONS, paper_questions, rows_of
from portal.web.shared.posting import Posted

UNSURE = 80  # below: to be looked at with care
HIGH = 32  # pixels of a part on the page
_PICTURE = "picture-"
_LETTERS = str.maketrans("OoQDIl|!BSZ", "00001111852")
_DAY = re.compile(
    f"(?P<era>{'|'.join(era.name for era in ERAS)})?(?P<year>[0-9]{{1,4}}|元)年(?P<month>[0-9]{{1,2}})月(?P<day>[0-9]{{1,2}})日"
)
_POSTAL = re.compile("[〒〶テ]?([0-9]{3})-?([0-9]{4})(?![0-9])")
_AFTER = re.compile(r"(?<=[^\x00-\x7f])[\x00-\x7f]+$")  # 留学 Student
_IN_BRACKETS = re.compile(r"\([^)]*\)")  # a year in the other calendar
_BUILDING = re.compile("(号|番地)(?=[^0-9号室の-])")  # before its name
# Signs that look like katakana.
_KANA = str.maketrans("力口二八夕工卜ト三一-―－|", "カロニハタエトトミーーーーー")
_SEXES = {"男": "male", "女": "female", "M": "male", "F": "female"}
_EDGES = " |｜・.,、。_ー-'\"[]()"
Reading = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class ReadPicture:
    """`matrix`: SVG, from its pixels to the mm of the paper."""

    id: str
    address: str
    wide: str
    high: str
    matrix: str


@dataclass(frozen=True)
class ReadPart:
    """`view_box`: SVG, in mm of the paper. `wide`: in pixels, at `HIGH`."""

    picture: str
    view_box: str
    wide: int
    unsure: bool


def take_reading(
    installation: Installation, paper: str, read: Sequence[tuple[str, ScanRead]], typed: Posted
) -> tuple[dict[str, list[str]], dict[str, list[str]]]:  # fmt: skip
    # `read` with the addresses of the pictures. The page's boxes, and what is kept of the reading: of each question how sure it
    # is and where. A box with something in it stays.
    rows = [(number, person) for number, (_, scan) in enumerate(read) for person in scan.people][:MOST]
    of_whole, *people = paper_questions(paper, len(rows))
    filled, reading = {name: list(values) for name, values in typed.items()}, {}
    for number, (address, scan) in enumerate(read):
        place, (wide, high) = scan.place, scan.size
        numbers = (place.turn.real, place.turn.imag, place.shift.real, place.shift.imag)
        reading[f"{_PICTURE}{number}"] = [address, str(wide), str(high), *map(repr, numbers)]
    questions = [(question, number, scan.boxes) for number, (_, scan) in enumerate(read) for question in of_whole]
    questions += [
        (question, number, person) for (number, person), own in zip(rows, people, strict=True) for question in own
    ]
    for question, number, parts in questions:
        part = parts.get(question.id.partition("-")[2])
        if part is None or question.id in reading or any(map(str.strip, _values(question, filled))):
            continue
        raw = _raw(installation, question, part.text)
        # A Japanese name in one piece: its blank was not seen.
        sure = part.sure if raw and ("full" not in raw or part.text.isascii()) else 0
        if question.type.id == "person_name" and has_variants(part.text):
            sure = 0  # 崎 is read for 﨑 with confidence
        own = {f"{question.id}.{box}" if box else question.id: list(values) for box, values in raw.items()}
        filled |= own
        reading |= {f"{AS_READ}{box}": values for box, values in own.items()}
        reading[question.id] = [str(number), str(sure), *map(repr, part.at)]
    filled["paper-rows"] = [str(max(len(rows), rows_of(typed, 0)))]
    return filled, reading


@dataclass(frozen=True)
class Readings:
    """`parts` by question; `unsure`: of them."""

    pictures: tuple[ReadPicture, ...] = ()
    parts: Mapping[str, ReadPart] = field(default_factory=dict)

    @property
    def unsure(self) -> int:
        return sum(part.unsure for part in self.parts.values())


def readings(reading: Reading, pages: Collection[str]) -> Readings:
    """Of pictures that are still there (`pages`: their addresses)."""
    pictures = tuple(picture for picture in _pictures(reading) if picture.address in pages)
    there = {picture.id for picture in pictures}
    return Readings(pictures, {name: part for name, part in _parts(reading) if part.picture in there})


def _pictures(reading: Reading) -> Iterator[ReadPicture]:
    for name, values in reading.items():
        if name.startswith(_PICTURE):
            address, wide, high, *numbers = values
            right, down, left, top = map(float, numbers)
            back = 1 / complex(right, down)
            corner = -complex(left, top) * back
            matrix = (back.real, back.imag, -back.imag, back.real, corner.real, corner.imag)
            yield ReadPicture(name, address, wide, high, f"matrix({' '.join(f'{number:.6g}' for number in matrix)})")


def _parts(reading: Reading) -> Iterator[tuple[str, ReadPart]]:
    for name, values in reading.items():
        if not name.startswith((AS_READ, _PICTURE)):
            number, sure, *corners = values
            left, top, right, bottom = map(float, corners)
            view_box = f"{left:g} {top:g} {right - left:g} {bottom - top:g}"
            yield (
                name,
                ReadPart(
                    f"{_PICTURE}{number}", view_box, round(HIGH * (right - left) / (bottom - top)), int(sure) < UNSURE
                ),
            )


def _values(question: Field, posted: Posted) -> Iterator[str]:
    return (value for values in boxes(question.id, posted).values() for value in values)


def _raw(installation: Installation, question: Field, text: str) -> Raw:
    # {} if it cannot be that.
    parts = text.strip(_EDGES).split()
    joined = plain(text)
    if not joined:
        return {}
    match question.type.id:
        case "date":
            joined = joined.translate(_LETTERS)
            match = _DAY.search(joined) or _DAY.search(_IN_BRACKETS.sub("", joined))
            if match is None or isinstance(read_day("", match[0], "", ""), Mistake):
                return {}
            era = next((era.id for era in ERAS if era.name == match["era"]), "western")
            return {"era": (era,)} | {name: (match[name],) for name in ("year", "month", "day")}
        case "person_name":
            return _name(parts)
        case "kana":
            kana = [katakana(part.translate(_KANA)) for part in parts]
            return _name(kana) if all(map(is_katakana, kana)) else {}
        case "sex":
            code = next((code for sign, code in _SEXES.items() if sign in joined), "")
            return {"": (code,)} if code else {}
        case "choice":
            code = next((code for code, relation in RELATIONS.items() if relation == joined), "")
            return {"": (code,)} if code else {}
        case "address":
            postal = _POSTAL.match(joined)
            line = _BUILDING.sub("\\1\u3000", joined[postal.end() if postal else 0 :], count=1)
            known = {"postal": "".join(postal.groups())} if postal else {}
            return question.type.typed(address_value(line, installation.city) | known, question.settings)
        case _:
            return {"": (joined if question.settings.pattern else _AFTER.sub("", " ".join(parts)),)}


def _name(parts: Sequence[str]) -> Raw:
    if len(parts) == 2 and not parts[0].isascii():
        return {"family": (parts[0],), "given": (parts[1],)}
    return {"full": (" ".join(parts),)} if parts else {}
