# The text of a part may come from elsewhere; the file says the rest.

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from forms.city.announcements import AnnouncementsFile
from forms.city.city import CityFile, PostalFile
from forms.city.entrance import FILE as ENTRANCE
from forms.city.entrance import EntranceFile
from forms.city.faq import FILE as FAQ
from forms.city.faq import FaqFile
from forms.city.handouts import FILE as HANDOUTS
from forms.city.handouts import HandoutsFile
from forms.city.identity_papers import FILE as IDENTITY_PAPERS
from forms.city.identity_papers import IdentityPapersFile
from forms.city.kept_lists import FILE as LISTS
from forms.city.kept_lists import ListsFile
from forms.city.leaflets import OwnLeaflets
from forms.city.notices import FILE as NOTICES
from forms.city.notices import NoticesFile
from forms.city.retention import FILE as RETENTION
from forms.city.retention import RetentionFile
from forms.city.tickets import FILE as TICKETS
from forms.city.tickets import TicketsFile
from forms.city.times import SlotsFile
from forms.complaints import Complaint, Refused
from forms.definition.points import PointsFile
from forms.definition.years import YearsFile
from forms.loading.source import MAX_BYTES, read_source
from forms.loading.tree import Node, read_tree
from forms.path.offers import BanksFile, FacilitiesFile
from forms.text.reading import Sheet
from forms.text.synonyms import SynonymsFile

CITY = "city.yaml"


@dataclass(frozen=True)
class CityPart:
    """`keys`: of the file, at its top; () is the whole file."""

    id: str
    file: str
    shape: type[Sheet]
    keys: tuple[str, ...] = ()


PARTS: Mapping[str, CityPart] = {
    part.id: part
    for part in (
        CityPart("hours", CITY, CityFile, ("telephone", "hours", "contact", "post_to")),
        CityPart("offices", CITY, CityFile, ("duties",)),
        CityPart("announcements", "announcements.yaml", AnnouncementsFile),
        CityPart("closed", CITY, CityFile, ("closed",)),
        CityPart("fees", CITY, CityFile, ("settings",)),
        CityPart("leaflets", "leaflets.yaml", OwnLeaflets),
        CityPart("notices", NOTICES, NoticesFile),
        CityPart("entrance", ENTRANCE, EntranceFile),
        CityPart("faq", FAQ, FaqFile),
        CityPart("handouts", HANDOUTS, HandoutsFile),
        CityPart("counters", CITY, CityFile, ("counters",)),
        CityPart("tickets", TICKETS, TicketsFile),
        CityPart("years", "years.yaml", YearsFile),
        CityPart("slots", "slots.yaml", SlotsFile),
        CityPart("facilities", "facilities.yaml", FacilitiesFile),
        CityPart("lists", LISTS, ListsFile),
        CityPart("retention", RETENTION, RetentionFile),
        CityPart("points", "points.yaml", PointsFile),
        CityPart("identity", IDENTITY_PAPERS, IdentityPapersFile),
        CityPart("words", "synonyms.yaml", SynonymsFile),
        CityPart("desk", CITY, CityFile, ("warn_days", "file_days", "paper_by_two", "withdraw_reason", "track_shows_only", "baseline", "open_figures")),
        CityPart("postal", "postal.yaml", PostalFile),
        CityPart("banks", "banks.yaml", BanksFile),
        CityPart("insurers", CITY, CityFile, ("insurers",)),
        CityPart(
            "city",
            CITY,
            CityFile,
            ("code", "care_insurer", "prefecture", "name", "service", "colours", "languages", "video", "security_contact"),
        ),
    )
}  # fmt: skip


def text_of(part: CityPart, text: str) -> str:
    """What the text of its file says of it. Raises Refused."""
    if not part.keys:
        return text
    lines = text.splitlines(keepends=True)
    return "".join("".join(lines[start:end]) for start, end in _blocks(part, text))


def read_file(folder: Path, part: CityPart) -> str:
    """ "" where there is none. Raises Refused."""
    path = folder / part.file
    return read_source(path) if path.exists() or path.is_symlink() else ""


def lay(folder: Path, texts: Mapping[CityPart, str]) -> dict[str, str]:
    """By file: what `load_city` reads in its place. Raises Refused."""
    laid: dict[str, str] = {}
    for part, text in texts.items():
        laid[part.file] = put(part, laid[part.file] if part.file in laid else read_file(folder, part), text)
    return laid


def put(part: CityPart, whole: str, text: str) -> str:
    """The text of the file with this text of the part. Raises Refused."""
    if not part.keys:
        return text
    text = _ended(text)
    _blocks(part, text)
    for key, (line, column) in sorted(_root(part, text).keys.items()):
        if key not in part.keys:
            words = f"{key} belongs to another part: here are {', '.join(part.keys)}"
            raise Refused([Complaint(part.file, line, column, "value.unfit", words)])
    if text.rpartition("\n")[0].rpartition("\n")[2].startswith("#"):
        text += "\n"  # its last comment does not belong to the next key
    whole = _ended(whole)
    lines, blocks = whole.splitlines(keepends=True), _blocks(part, whole)
    place = blocks[0][0] if blocks else len(lines)
    for start, end in reversed(blocks):
        del lines[start:end]
    return "".join([*lines[:place], text, *lines[place:]])


def here(part: CityPart, whole: str, complaints: Iterable[Complaint]) -> list[Complaint]:
    """Lines of the part instead of lines of its file; line 0: it is elsewhere in the city's files."""
    blocks = _blocks(part, whole) if part.keys else [(0, MAX_BYTES)]
    first, last = (blocks[0][0], blocks[-1][1]) if blocks else (0, 0)
    return [
        Complaint(each.file, each.line - first, each.column, each.key, each.text, each.warning)
        if Path(each.file).name == Path(part.file).name and first < each.line <= last
        else Complaint(each.file, 0, each.column, each.key, each.text, each.warning)
        for each in complaints
    ]


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else f"{text}\n"


def _root(part: CityPart, text: str) -> Node:
    return read_tree(text or "{}", part.file)


def _blocks(part: CityPart, text: str) -> list[tuple[int, int]]:
    # Lines from 0 of each of its keys, with the comment above.
    lines, starts = text.splitlines(keepends=True), list[tuple[int, str]]()
    for key, (line, column) in sorted(_root(part, text).keys.items(), key=lambda item: item[1]):
        if column != 1:
            raise Refused([Complaint(part.file, line, column, "value.unfit", "write each key at the start of a line")])
        start = line - 1
        while starts and start and lines[start - 1].startswith("#"):
            start -= 1
        starts.append((start if starts else 0, key))
    ends = [*(start for start, _ in starts[1:]), len(lines)][: len(starts)]
    return [(start, end) for (start, key), end in zip(starts, ends, strict=True) if key in part.keys]
