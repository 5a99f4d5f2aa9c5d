"""TIFFs become pictures or PDFs made here."""

import struct
from io import BytesIO

import pikepdf
import pytest
from PIL import Image
from pypdfium2 import PdfDocument

from integrations.remaking import bound
from integrations.remaking.apart import Apart
from integrations.remaking.bound import remake_tiff
from integrations.remaking.document import remake_document
from integrations.sockets.interfaces import Unusable
from tests.pictures import PLACE, printed, written


def pages(*pictures: Image.Image, **options: object) -> bytes:
    first, *others = pictures
    return written(first, "TIFF", save_all=True, append_images=others, **options)


def fax(high: int = 2_200) -> Image.Image:
    return printed(1_728, high).convert("1")


def directories(count: int, wide: int = 1, high: int = 1, *, circle: bool = False) -> bytes:
    """Without any picture: a chain of directories that claim a size."""
    entries = [
        (256, 4, wide),
        (257, 4, high),
        (258, 3, 8),
        (259, 3, 1),
        (262, 3, 1),
        (273, 4, 8),
        (278, 4, high),
        (279, 4, 1),
    ]
    size = 2 + 12 * len(entries) + 4
    made = b"II*\0" + struct.pack("<I", 8)
    for number in range(count):
        here = 8 + number * size
        made += struct.pack("<H", len(entries))
        made += b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in entries)
        made += struct.pack("<I", here + size if number + 1 < count else 8 if circle else 0)
    return made


def test_one_page_is_a_picture_and_several_are_a_pdf_that_is_then_plain() -> None:
    single = remake_tiff(written(printed(300, 400), "TIFF", description=PLACE.decode()))
    assert (single.media, single.pages, bool(single.preview)) == ("image/jpeg", 1, True)
    assert PLACE not in single.content
    many = remake_tiff(pages(fax(), fax(1_100), printed(400, 300)))
    assert (many.media, many.pages) == ("application/pdf", 3)
    assert remake_document(many.content).content == many.content, "nothing in it acts"
    with pikepdf.open(BytesIO(many.content)) as document:
        sizes = [[round(float(side)) for side in page.mediabox[2:]] for page in document.pages]
    assert sizes == [[661, 842], [842, 536], [842, 632]]
    drawn = PdfDocument(many.content)[0].render(scale=1).to_pil().convert("L")
    assert 60 < sum(drawn.get_flattened_data()) / (drawn.width * drawn.height) < 250, "the page shows the print"


def test_a_fax_in_group_4_is_read_apart() -> None:
    process = Apart()
    try:
        made = process.remake(pages(fax(), fax(), compression="group4"), "image/tiff")
    finally:
        process.close()
    assert (made.media, made.pages) == ("application/pdf", 2)
    assert remake_tiff(pages(fax(), fax(), compression="group4")) == made


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"II*\0", "broken"),
        (b"II*\0" + bytes(50), "broken"),
        (pages(fax(), fax())[:-3_000], "broken"),
        (directories(101), "long"),
        (directories(2_000), "long"),
        (directories(2, 60_000, 60_000), "huge"),
        (directories(20, 7_000, 7_000), "huge"),
        (directories(1, 60_000, 60_000), "huge"),
    ],
)
def test_hostile_chains_are_refused_before_they_are_drawn(content: bytes, why: str) -> None:
    with pytest.raises(Unusable) as refused:
        remake_tiff(content)
    assert refused.value.why == why


def test_a_chain_in_a_circle_ends() -> None:
    assert remake_tiff(directories(3, circle=True)).pages == 3


def test_pages_share_the_size_of_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    noise = [Image.effect_noise((900, 900), 90) for _ in range(2)]
    whole = remake_tiff(pages(*noise))
    monkeypatch.setattr(bound, "MOST_BYTES", len(whole.content) // 2)
    monkeypatch.setattr(bound, "_STEPS", ((900, 75), (400, 40)))
    assert len(remake_tiff(pages(*noise)).content) < len(whole.content) // 2
    monkeypatch.setattr(bound, "MOST_BYTES", 3_000)
    with pytest.raises(Unusable, match="long"):
        remake_tiff(pages(*noise))
