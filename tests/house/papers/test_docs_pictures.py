"""Each picture that the build makes is in a document, and each in a document is made by the build."""

import re

from PIL import Image

from tests.house.tree import ROOT, files, text
from tests.journeys.everywhere.photograph_docs import PICTURES, beside
from tests.journeys.everywhere.photograph_manuals import SHOWN

FOLDER = ROOT / "docs" / "img"


def test_each_page_of_a_picture_can_be_opened() -> None:
    assert [route for routes in PICTURES.values() for route in routes if route not in SHOWN] == []


def test_documents_show_what_the_build_makes_and_it_is_small() -> None:
    documents = "\n".join(text(path) for path in files("README*.md", "docs/*.md"))
    assert set(re.findall(r"\((?:docs/)?img/(\w+)\.png\)", documents)) == set(PICTURES)
    assert {path.stem for path in FOLDER.glob("*.png")} == set(PICTURES)
    assert sum(path.stat().st_size for path in FOLDER.glob("*.png")) < 600_000


def test_telephones_are_beside_each_other_and_a_desk_alone() -> None:
    high, low = Image.new("RGB", (390, 1100), "#fff"), Image.new("RGB", (390, 900), "#fff")
    assert beside([high, low]).size == (804, 844)
    assert beside([high]).size == (390, 1100)
