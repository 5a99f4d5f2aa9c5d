"""Attaches pictures to a draft, through quarantine and check."""

from collections.abc import Callable
from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw

from portal.cli.demo_city.adapt_answers import missing_files
from portal.cli.demo_city.making import Making
from portal.db import Unit
from portal.services.files.keep_file import Upload, look_at, quarantine, settle
from portal.services.filing.drafts import Draft, draft_path, save_draft
from portal.services.shared.write_audit import Actor


@cache
def picture(number: int) -> bytes:
    """Without text."""
    made = Image.new("RGB", (480, 640), "#fdfbf5")
    pen = ImageDraw.Draw(made)
    pen.rectangle((24, 24, 456, 616), outline="#345", width=3)
    for row in range(12):
        pen.line((48, 90 + row * 40, 420 - (row * number * 37) % 200, 90 + row * 40), fill="#678", width=6)
    block = BytesIO()
    made.save(block, "JPEG", quality=80)
    return block.getvalue()


def attach_files(making: Making, opened: Callable[[Unit], Draft], actor: Actor) -> None:
    installation = making.installation
    with installation.database.read() as unit:
        draft = opened(unit)
    for number, name in enumerate(missing_files(draft_path(installation, draft)), 1):
        with installation.database.change() as unit:
            draft = opened(unit)
            question = next(field for field in draft_path(installation, draft).fields if field.id == name)
            upload = Upload(f"書類{number}.jpg", picture(number))
            waiting, _ = quarantine(installation, unit, draft.shelf, question, [upload], (), 1)
        verdicts = [look_at(installation, file) for file in waiting]
        with installation.database.change() as unit:
            draft = opened(unit)
            kept = settle(installation, unit, draft.shelf, actor, waiting, verdicts)
            save_draft(installation, unit, draft, {**draft.answers, name: [file.stored for file in kept]}, draft.seen)
