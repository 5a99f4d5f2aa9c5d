from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from forms.definition.registry import field_types
from forms.fields.file import OLD, XML, File, FileSettings, size
from forms.path.environment import KeptFile
from tests.forms.fields.asking import EASY, ENGLISH, FILES, JAPANESE, ask, environment, mistakes_of, shown, stored_value

SETTINGS: tuple[dict[str, Any], ...] = (
    {}, {"place": True}, {"most": 1}, {"most": 2, "media": ["jpeg", "png"]}, {"media": ["pdf"]}, {"least": 4, "media": ["pdf"]},
    {"media": ["docx", "xlsx", "pptx"]}, {"media": ["gif", "tiff", "txt"]},
    {"media": ["doc", "xls", "ppt", "xml"]},
)  # fmt: skip
JPEG, PDF = FILES["sample-jpeg"], FILES["sample-pdf"]


def test_what_was_taken_in_is_stored_in_the_order_chosen() -> None:
    raw = {"": (PDF.id, f" {JPEG.id} ", "", PDF.id)}
    value = File().parse(raw, FileSettings(), environment()).value
    assert value == [PDF.stored, JPEG.stored]
    assert shown("file", value) == "見本3.pdf（1.2MB）、見本0.jpeg（1KB）"
    settings = FileSettings()
    assert File().typed(value, settings) == {"": (PDF.id, JPEG.id)}
    assert File().rule_value(value, settings) == {PDF.id: PDF.stored, JPEG.id: JPEG.stored}
    assert File().cells(value, settings) == {"": "見本3.pdf/見本0.jpeg", "sha256": f"{PDF.sha256}/{JPEG.sha256}"}


def test_where_a_picture_was_taken_is_in_the_answer_only_if_it_was_confirmed() -> None:
    there = KeptFile(**{**vars(JPEG), "latitude": "35.675000", "longitude": "139.750000"})
    settings = FileSettings(place=True)
    value = [there.stored, PDF.stored]
    assert (
        shown("file", value, {"place": True})
        == "見本0.jpeg（1KB）　地図の位置：35.675000, 139.750000、見本3.pdf（1.2MB）"
    )
    cells = File().cells(value, settings)
    assert (cells["latitude"], cells["longitude"]) == ("35.675000/", "139.750000/")
    assert cells.keys() == {name for name, _ in File().columns(settings)}
    assert Draft202012Validator(File().json_schema(settings)).is_valid(value)
    assert not Draft202012Validator(File().json_schema(FileSettings())).is_valid(value)
    assert "latitude" not in KeptFile(**{**vars(JPEG), "undecided_place": ("35.675000", "139.750000")}).stored
    assert "latitude" not in File().cells([JPEG.stored], FileSettings())


def test_only_a_photograph_has_a_place() -> None:
    with pytest.raises(ValidationError, match="only a photograph has a place"):
        FileSettings(place=True, media=("pdf",))


def test_a_stored_value_is_a_copy() -> None:
    value = stored_value("file", JPEG.id)
    value[0]["name"] = "other"
    assert FILES[JPEG.id] == JPEG == KeptFile(**vars(JPEG))


@pytest.mark.parametrize("name", ["somebody-elses", "../../etc/passwd", "\0"])
def test_an_id_that_nobody_knows_here_is_refused(name: str) -> None:
    assert mistakes_of(ask("file", name)) == [("file.unknown", "")]


def test_no_more_than_the_procedure_takes() -> None:
    kind, settings = field_types()["file"], FileSettings(most=1)
    both = {"": (JPEG.id, PDF.id)}
    assert mistakes_of(kind.parse(both, settings, environment())) == [("file.too_many", "")]
    assert len(kind.parse(both, FileSettings(most=2), environment()).value or ()) == 2


def test_an_answer_of_too_few_files_says_how_many_it_lacks() -> None:
    settings = FileSettings(least=2)
    assert File().shortfalls([JPEG.stored, PDF.stored], settings, environment()) == ()
    (mistake,) = File().shortfalls([JPEG.stored], settings, environment())
    assert mistake.key == "file.too_few"
    message = JAPANESE.message(mistake.key, label="見積書", **mistake.arguments)
    assert message == "「見積書」は2個以上いります（いまは1個）。足りない分を選んでください。"
    assert "2個" in EASY.message(mistake.key, label="見積書", **mistake.arguments)


def test_a_kind_that_the_procedure_does_not_take_is_reported() -> None:
    parsed = ask("file", PDF.id, {"media": ["jpeg", "png"]})
    assert mistakes_of(parsed) == [("file.other_kind", "")]
    arguments = File().message_arguments(parsed.mistakes[0].arguments, JAPANESE)
    assert arguments == {"kinds": "JPEG、PNG"}
    assert File().message_arguments(parsed.mistakes[0].arguments, ENGLISH) == {"kinds": "JPEG, PNG"}
    assert File().message_arguments({"most": 3}, ENGLISH) == {"most": 3}


def test_limits_are_shown_before() -> None:
    settings = FileSettings(most=3, media=("jpeg", "pdf"))
    assert File().limits(settings, JAPANESE) == "JPEG、PDFを3個まで選べます。1個は10MBまでです。"
    assert "10MB" in File().limits(settings, EASY)
    assert "JPEG, PDF" in File().limits(settings, ENGLISH)
    from_two = FileSettings(least=2, most=3, media=("pdf",))
    assert File().limits(from_two, JAPANESE) == "PDFを2個以上、3個まで選べます。1個は10MBまでです。"
    assert field_types()["consent"].limits(None, JAPANESE) == ""


@pytest.mark.parametrize(
    ("count", "expected"), [(1, "1KB"), (1000, "1KB"), (1001, "2KB"), (999_999, "1000KB"), (1_000_000, "1.0MB")]
)
def test_a_size_is_reported_in_few_figures(count: int, expected: str) -> None:
    assert size(count) == expected


@pytest.mark.parametrize(
    "settings",
    [
        {"most": 0}, {"most": 21}, {"media": []}, {"media": ["exe"]}, {"pages": 3}, {"least": 0}, {"least": 6},
        {"least": 3, "most": 2},
    ],
)  # fmt: skip
def test_settings_that_make_no_sense_are_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        FileSettings.model_validate(settings)


def test_a_picture_is_taken_as_the_jpeg_it_was_made_into() -> None:
    settings = FileSettings(media=("heic", "pdf"))
    assert settings.kept == ("image/heic", "application/pdf", "image/jpeg")
    assert FileSettings(media=("pdf",)).kept == ("application/pdf",)
    assert File().parse({"": (JPEG.id,)}, settings, environment()).value == [JPEG.stored]


def test_a_scan_is_taken_as_what_it_was_made_into_and_text_as_it_is() -> None:
    settings = FileSettings(media=("tiff", "txt"))
    assert settings.kept == ("image/tiff", "text/plain", "image/jpeg", "application/pdf")
    assert settings.kinds == "TIFF TXT CSV"
    assert FileSettings(media=("gif",)).kept == ("image/gif", "image/jpeg")
    old = FileSettings(media=("doc", "xls", "ppt", "xml"))
    assert old.kept == old.accepted == (*OLD.values(), XML)
    assert old.kinds == "DOC XLS PPT XML"


def test_what_was_sent_is_named_by_its_checksum_too() -> None:
    remade = KeptFile("a", "a.jpg", "image/jpeg", 9, "1" * 64, original="2" * 64, hints=("dark",), preview=True)
    assert remade.stored == {
        "id": "a",
        "name": "a.jpg",
        "media": "image/jpeg",
        "bytes": 9,
        "sha256": "1" * 64,
        "original": "2" * 64,
    }
    assert "original" not in JPEG.stored
    assert JPEG.is_picture
    assert not KeptFile("b", "b.pdf", "application/pdf", 9, "1" * 64).is_picture


def test_an_office_file_has_no_picture_and_no_place() -> None:
    office = FileSettings.model_validate({"media": ["docx", "pdf"]})
    assert office.kept == office.accepted
    assert "image/jpeg" in FileSettings.model_validate({"media": ["docx", "heic"]}).kept
    with pytest.raises(ValidationError, match="only a photograph has a place"):
        FileSettings.model_validate({"media": ["docx", "pdf"], "place": True})
