"""透かし: viewer, time and application, to trace photographs of the screen."""

from datetime import datetime
from io import BytesIO

from portal.clock import TOKYO
from portal.services.shared.rights import Member

_QUALITY = 85
_ACROSS = 26  # characters per width: readable on a photograph of a screen
_TURN = 30


def watermark(member: Member, moment: datetime, receipt_number: str) -> str:
    return f"{member.login} {moment.astimezone(TOKYO):%Y-%m-%d %H:%M} {receipt_number}"


def mark_picture(content: bytes, words: str) -> bytes:
    """`content` was re-encoded here. Dark and light text is visible on any picture."""
    from PIL import Image, ImageDraw, ImageFont  # noqa: PLC0415 - a start needs none of them

    with Image.open(BytesIO(content)) as opened:
        picture = opened.convert("RGB")
    side = int((picture.width**2 + picture.height**2) ** 0.5) + 1
    height = max(10, picture.width // _ACROSS)
    font = ImageFont.load_default(size=height)
    sheet = Image.new("RGBA", (side, side))
    pen = ImageDraw.Draw(sheet)
    step = int(pen.textlength(words, font=font)) + height * 3
    for line, top in enumerate(range(0, side, height * 5)):
        for left in range(-(line % 2) * step // 2, side, step):
            pen.text((left + 1, top + 1), words, font=font, fill=(255, 255, 255, 130))
            pen.text((left, top), words, font=font, fill=(120, 0, 0, 130))
    turned = sheet.rotate(_TURN)
    left, top = (side - picture.width) // 2, (side - picture.height) // 2
    part = turned.crop((left, top, left + picture.width, top + picture.height))
    picture.paste(part, mask=part)
    made = BytesIO()
    picture.save(made, "JPEG", quality=_QUALITY)
    return made.getvalue()
