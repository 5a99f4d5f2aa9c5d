"""The file ids of a page's questions after a request."""

from collections.abc import Mapping, Sequence

import pytest

from forms.definition.field import FieldType
from forms.definition.procedure import Field
from forms.definition.registry import field_types
from forms.mistakes import Mistake
from portal.db import Unit
from portal.errors import BadRequest
from portal.services.files.keep_file import Upload, shelf_of
from portal.services.filing.drafts import draft_of_resident
from portal.services.shared.installation import Installation
from portal.web.files.take_files import Arranged, Place, Taken, arrange, take_files
from portal.web.shared.file_posting import FilesPosted
from tests.databases import Makers
from tests.pictures import jpeg
from tests.portal.services.files.test_keep_file import ALICE, Desk, asking
from tests.portal.services.filing.filing import begin
from tests.portal.world import PROCEDURE, alice


def question(kind: str, name: str) -> Field:
    field_type: FieldType = field_types()[kind]
    return Field(name, field_type, field_type.Settings.model_validate({}), name, f"ask.{name}")


PHOTOS, WORDS = question("file", "children.r1.photos"), question("text", "words")
NAME = PHOTOS.id


def arranged(boxes: Mapping[str, list[str]], new: Sequence[str] = (), *mistakes: Mistake) -> Arranged:
    taken = Taken({NAME: tuple(new)}, {NAME: mistakes} if mistakes else {})
    return arrange(FilesPosted(boxes, {}, True), taken, [WORDS, PHOTOS])


@pytest.mark.parametrize(
    ("boxes", "new", "ids", "stay"),
    [
        ({}, (), [], False),
        ({NAME: ["a", "b"]}, (), ["a", "b"], False),
        ({NAME: ["a"]}, ("n", "m"), ["a", "n", "m"], False),
        ({NAME: ["a"], f"{NAME}.add": ["yes"]}, ("n",), ["a", "n"], True),
        ({NAME: ["a", "b"], f"{NAME}.remove": ["a"]}, (), ["b"], True),
        ({NAME: ["a", "b"], f"{NAME}.remove": ["a"]}, ("n",), ["b", "n"], True),
        ({NAME: ["a", "b"], f"{NAME}.replace": ["a"]}, ("n", "m"), ["n", "m", "b"], True),
        ({NAME: ["a", "b"], f"{NAME}.replace": ["c"]}, ("n",), ["a", "b", "n"], True),
        ({NAME: ["a", "b"], f"{NAME}.remove": ["c"]}, (), ["a", "b"], True),
    ],
)
def test_files_are_in_the_order_chosen(
    boxes: Mapping[str, list[str]], new: Sequence[str], ids: list[str], stay: bool
) -> None:
    arrangement = arranged({**boxes, "words": ["x"]}, new)
    assert arrangement.boxes[NAME] == ids
    assert arrangement.boxes["words"] == ["x"]
    assert arrangement.stay is stay
    assert arrangement.mistakes == {}


def test_replacing_by_nothing_changes_nothing_and_is_reported() -> None:
    arrangement = arranged({NAME: ["a"], f"{NAME}.replace": ["a"]})
    assert arrangement.boxes[NAME] == ["a"]
    assert arrangement.mistakes == {NAME: (Mistake("file.choose_first"),)}


def test_replacing_by_what_was_not_taken_says_why_it_was_not() -> None:
    why = Mistake("file.not_scanned")
    assert arranged({NAME: ["a"], f"{NAME}.replace": ["a"]}, (), why).mistakes == {NAME: (why,)}


def test_a_form_without_files_is_left_as_it_is() -> None:
    boxes = {NAME: ["a"], f"{NAME}.remove": ["a"]}
    assert arrange(FilesPosted(boxes), Taken(), [PHOTOS]) == Arranged(boxes, {}, False)


def test_a_page_that_asks_for_no_file_takes_no_form_with_files() -> None:
    with pytest.raises(BadRequest):
        arrange(FilesPosted({}, {}, True), Taken(), [WORDS])


@pytest.fixture
def database_url(makers: Makers) -> str:
    return makers["sqlite"].handed_on()


def test_pages_that_are_sent_without_end_fill_no_disk(installation: Installation) -> None:
    """Each names a missing file, so that it is refused after its uploads were read."""
    session, question = alice(installation), asking()
    draft_id = begin(installation, session)
    with installation.database.read() as unit:
        desk = Desk(installation, draft_of_resident(installation, unit, session, PROCEDURE, draft_id).shelf)

    def place(unit: Unit) -> Place:
        return Place(shelf_of(unit, desk.shelf.holder, desk.shelf.sealer), ALICE, [question])

    def sent(name: str, shown: list[str], uploads: tuple[Upload, ...] = ()) -> FilesPosted:
        turns = {f"{name}.turn": desk_files[:1]} if not uploads else {}
        return FilesPosted({name: shown, **turns}, {f"{name}.upload": uploads}, True)

    desk_files: list[str] = []
    for number in range(9):
        new = tuple(Upload(f"{number}-{other}.jpg", jpeg(f"{number}-{other}")) for other in range(3))
        take_files(desk.installation, place, sent("photos", ["none"] * 9, new))
    desk_files = list(desk.files())
    assert len(desk_files) == 12  # four times the allowed number of answers
    for name, shown in (("photos", desk_files), ("another", desk_files), ("photos", [])):
        assert take_files(desk.installation, place, sent(name, shown)).turned == {}
    assert len(desk.files()) == 12


@pytest.mark.parametrize("asks", [True, False], ids=["a question about the place", "another question"])
def test_the_place_of_a_device_is_taken_only_where_it_is_asked(asks: bool, installation: Installation) -> None:
    session = alice(installation)
    draft_id = begin(installation, session)
    with installation.database.read() as unit:
        desk = Desk(installation, draft_of_resident(installation, unit, session, PROCEDURE, draft_id).shelf)
    (file,) = desk.check(desk.put(Upload("a.jpg", jpeg("a")), place=asks))
    boxes = {"photos": [file.id], "photos.tell-place": [file.id], "photos.here": ["35.675,139.75"]}

    def place(unit: Unit) -> Place:
        return Place(shelf_of(unit, desk.shelf.holder, desk.shelf.sealer), ALICE, [asking(place=asks)])

    take_files(installation, place, FilesPosted(boxes, {}, True))
    with installation.database.read() as unit:
        kept = place(unit).shelf.files[file.id]
    assert (kept.latitude, kept.longitude) == (("35.675000", "139.750000") if asks else ("", ""))
