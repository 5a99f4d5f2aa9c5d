"""Opens pictures and PDFs without keys or database."""

# Orders: a JSON line {"act", "media", "size"} and the content.

import codecs
import json
import resource
import sys
from io import BytesIO
from typing import BinaryIO

from integrations.sockets.interfaces import Cut, Remade, Unusable

READY = b"ready\n"
MEMORY = 2_000_000_000  # bytes of address space: libraries reserve more than they use


def serve(orders: BinaryIO, answers: BinaryIO) -> None:
    from integrations.remaking.bound import TIFF, remake_tiff  # noqa: PLC0415
    from integrations.remaking.cutting import cut_picture  # noqa: PLC0415  # after the limits are set
    from integrations.remaking.document import MEDIA, remake_document  # noqa: PLC0415
    from integrations.remaking.office import OFFICE, remake_office  # noqa: PLC0415
    from integrations.remaking.office_text import read_office  # noqa: PLC0415
    from integrations.remaking.old_office import OLD, remake_old  # noqa: PLC0415
    from integrations.remaking.page import draw_page  # noqa: PLC0415
    from integrations.remaking.picture import remake_picture, turn_picture  # noqa: PLC0415
    from integrations.remaking.plain_text import TEXT, read_plain, remake_plain  # noqa: PLC0415
    from integrations.remaking.plain_xml import XML, remake_xml  # noqa: PLC0415
    from integrations.remaking.text import read_picture, read_text  # noqa: PLC0415

    readers = {MEDIA: read_text, TEXT: read_plain} | dict.fromkeys(OFFICE, read_office)
    remakers = {MEDIA: remake_document, TEXT: remake_plain, TIFF: remake_tiff, XML: remake_xml}
    _close_the_door()
    answers.write(READY)
    answers.flush()
    while line := orders.readline():
        order = json.loads(line)
        content = orders.read(order["size"])
        try:
            if order["act"] == "turn":
                made = turn_picture(content)
            elif order["act"] == "draw":
                made = draw_page(content, order["page"], order["dots"])
            elif order["act"] == "cut":
                made = cut_picture(content, [Cut(*map(tuple, cut)) for cut in order["cuts"]])
            elif order["act"] == "read":
                reader = readers.get(order["media"])
                made = reader(content) if reader else read_picture(content, order["media"])
            elif order["media"] in OFFICE:
                made = remake_office(content, order["media"])
            elif order["media"] in OLD:
                made = remake_old(content, order["media"])
            else:
                remaker = remakers.get(order["media"])
                made = remaker(content) if remaker else remake_picture(content, order["media"])
            _answer(answers, made)
        except Unusable as unusable:
            answers.write(json.dumps({"why": unusable.why}).encode() + b"\n")
        except MemoryError:
            answers.write(json.dumps({"why": "huge"}).encode() + b"\n")
        answers.flush()


def _close_the_door() -> None:
    # Forbids opening files: the account has the keys. Loads lazy libraries first.
    import pikepdf  # noqa: PLC0415
    import python_calamine  # noqa: F401, PLC0415
    from PIL import Image  # noqa: PLC0415

    from integrations.remaking.cutting import cut_picture  # noqa: PLC0415
    from integrations.remaking.page import draw_page  # noqa: PLC0415
    from integrations.remaking.picture import remake_picture  # noqa: PLC0415
    from integrations.remaking.text import read_text  # noqa: PLC0415

    Image.init()
    empty, paper = BytesIO(), pikepdf.new()
    paper.add_blank_page(page_size=(60, 80))
    paper.save(empty)
    draw_page(empty.getvalue(), 1)
    read_text(empty.getvalue())
    codecs.lookup("utf-16-le")  # of PDFium's text; an empty page does not load it
    codecs.lookup("cp437")  # of names in a ZIP
    codecs.lookup("cp932")
    codecs.lookup("cp1252")  # of texts of Word
    for kind in ("PNG", "JPEG"):
        small = BytesIO()
        Image.new("RGB", (8, 8)).save(small, kind, exif=Image.Exif())
        remake_picture(small.getvalue(), f"image/{kind.lower()}")
    cut_picture(small.getvalue(), [Cut((8, 8), (1, 0), (0, 0))])
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def _answer(answers: BinaryIO, made: Remade) -> None:
    head = {
        "media": made.media, "pages": made.pages, "hints": made.hints, "place": made.place,
        "sizes": [len(made.content), len(made.preview)],
    }  # fmt: skip
    answers.write(json.dumps(head).encode() + b"\n")
    answers.write(made.content)
    answers.write(made.preview)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    serve(sys.stdin.buffer, sys.stdout.buffer)
