"""Files of a city on pages of procedures."""

import shutil
from pathlib import Path

import pytest

from forms.city.city import load_city
from forms.complaints import Refused
from forms.fields.file import MOST_BYTES
from forms.loading.library import SHIPPED

MIHON = SHIPPED / "cities" / "mihon"
ROWS = """files:
  - {id: guide, title: {ja: 記入のしかた}, file: guide.pdf, procedures: [juminhyo-utsushi]}
  - {id: map, title: {ja: 地図}, file: map.jpg, procedures: [juminhyo-utsushi, inkan-toroku]}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    city = tmp_path / "city"
    shutil.copytree(MIHON, city)
    (city / "handouts").mkdir()
    (city / "handouts.yaml").write_text(ROWS, "utf-8")
    for name in ("guide.pdf", "map.jpg"):
        (city / "handouts" / name).write_bytes(b"x" * 2048)
    return city


def test_a_page_gets_its_files_with_kind_and_size(folder: Path) -> None:
    files = load_city(folder).handouts
    assert [row.id for row in files.of("juminhyo-utsushi")] == ["guide", "map"]
    (picture,) = files.of("inkan-toroku")
    assert (picture.media, picture.kind) == ("image/jpeg", "jpg")
    assert [row.about(folder).partition("、")[0] for row in files.files] == ["PDF", "JPG"]
    assert files.files[0].media == "application/pdf"
    assert files.of("other") == ()


def test_a_file_that_is_not_there_or_too_large_is_named_with_its_line(folder: Path) -> None:
    (folder / "handouts" / "guide.pdf").unlink()
    (folder / "handouts" / "map.jpg").write_bytes(bytes(MOST_BYTES + 1))
    with pytest.raises(Refused) as refused:
        load_city(folder)
    assert [(complaint.line, complaint.text) for complaint in refused.value.complaints] == [
        (2, "there is no file handouts/guide.pdf"), (3, "handouts/map.jpg is larger than 10 MB"),
    ]  # fmt: skip


def test_a_link_leads_to_no_file_elsewhere(folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.pdf"
    secret.write_bytes(b"x")
    (folder / "handouts" / "guide.pdf").unlink()
    (folder / "handouts" / "guide.pdf").symlink_to(secret)
    with pytest.raises(Refused):
        load_city(folder)
