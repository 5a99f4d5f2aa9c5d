"""道のこわれたところのお知らせ, without sign-in and with photographs."""

import re
import shutil
from pathlib import Path

from portal.config import Settings
from tests.definitions.shelf import SMALLEST
from tests.draft_paths import draft_in
from tests.journeys.visitor import Visitor
from tests.pictures import jpeg, pdf

REPORT, REPORT_TITLE = "michi-shirase", "道のこわれたところのお知らせ"
JPEG = jpeg()
PDF = pdf()


def offered(folder: Path) -> Path:
    folder.mkdir(parents=True)
    for source in (Settings.model_fields["procedures"].default, Path(__file__).parent / "procedures"):
        for path in source.glob("*.yaml"):
            shutil.copy(path, folder)
    shutil.copy(SMALLEST / "forwarding.yaml", folder)
    return folder


def at_photos(visitor: Visitor, query: str = "") -> str:
    """Returns the draft's address."""
    visitor.go(f"/apply/{REPORT}{query}")
    if "書きかけ" in visitor.text:
        visitor.press("消してはじめから書く")
    assert visitor.path.endswith("/place"), visitor.text
    visitor.press("次へ進む", {"place.words": "見本小学校の前"})
    assert visitor.path.endswith("/photos"), visitor.text
    return draft_in(visitor.path)


def send(visitor: Visitor) -> str:
    """Returns the receipt number."""
    visitor.press("次へ進む")
    visitor.press("次へ進む", {"signed.text": "見本 花子"})
    visitor.press("申請する")
    assert visitor.path.startswith("/applications/"), visitor.text
    return visitor.path.rpartition("/")[2]


def files(visitor: Visitor) -> list[str]:
    return re.findall(r'href="([^"]+/files/[^"/]+)"', visitor.text)
