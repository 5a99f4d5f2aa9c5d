"""The menu in LINE: six fields that lead to our pages, or write what the account answers."""

from dataclasses import replace
from io import BytesIO

from PIL import Image

from portal.services.notices.line_menu import draw_menu, line_menu
from portal.services.shared.installation import Installation
from portal.services.shared.write_notice import write_push

LIFF = "1234567890-AbcdEfgh"


def test_each_field_leads_to_a_page_and_fills_its_part_of_the_picture(installation: Installation) -> None:
    menu = line_menu(installation.settings)
    base = installation.settings.resident_address
    assert [tile.link.removeprefix(base) for tile in menu.tiles] == [
        "/procedures", "/guides", "/find/faq", "/track", "/applications", "/applications",
    ]  # fmt: skip
    assert all(not tile.words and len(tile.label) <= 20 for tile in menu.tiles)
    assert [tile.box[:2] for tile in menu.tiles] == [(0, 0), (833, 0), (1666, 0), (0, 843), (833, 843), (1666, 843)]
    with Image.open(BytesIO(draw_menu(installation, menu))) as picture:
        assert picture.size == (menu.width, menu.height)
        colour = bytes.fromhex(installation.city.colours.main[1:])
        assert picture.convert("RGB").getpixel((200, 200)) == tuple(colour)


def test_the_picture_is_small_enough_for_line_and_the_same_each_time(installation: Installation) -> None:
    menu = line_menu(installation.settings)
    drawn = draw_menu(installation, menu)
    assert len(drawn) < 1_000_000
    assert drawn == draw_menu(installation, menu)


def test_where_the_account_answers_two_fields_write_what_it_understands(installation: Installation) -> None:
    menu = line_menu(installation.settings.model_copy(update={"line_talk": "on"}))
    assert [(tile.words, bool(tile.link)) for tile in menu.tiles[3:]] == [("状況", False), ("予約", False), ("", True)]


def test_with_a_liff_id_the_menu_and_messages_open_inside_line(installation: Installation) -> None:
    settings = installation.settings.model_copy(update={"line_liff": LIFF})
    assert line_menu(settings).tiles[1].link == f"https://liff.line.me/{LIFF}/guides"
    inside = replace(installation, settings=settings)
    assert f"\nhttps://liff.line.me/{LIFF}/applications" in write_push(inside, "received", "ja", "")
    assert "liff" not in write_push(installation, "received", "ja", "")
