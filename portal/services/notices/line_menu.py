import json
from typing import Any

from integrations.sockets.notices import Menu, Tile
from portal.config import Settings
from portal.services.paper.find_fonts import faces, fonts
from portal.services.paper.typeset import FOLDER
from portal.services.shared.needs import Basics
from portal.services.shared.write_notice import line_link

NAME, _BAR = "kakanai", "メニュー"
WIDTH, HEIGHT, _ACROSS = 2500, 1686, 3
# (lines of the label, page, what the person writes instead where the account answers)
_TILES = (
    (("手続を", "さがす"), "/procedures", ""),
    (("くらしの", "できごと"), "/guides", ""),
    (("よくある", "質問"), "/find/faq", ""),
    (("申請の", "状況"), "/track", "状況"),
    (("予約の", "変更"), "/applications", "予約"),
    (("マイページ",), "/applications", ""),
)


def line_menu(settings: Settings) -> Menu:
    width, height = WIDTH // _ACROSS, HEIGHT // (len(_TILES) // _ACROSS)
    talks = settings.line_talk == "on"
    tiles = tuple(
        Tile(
            "".join(lines), (place % _ACROSS * width, place // _ACROSS * height, width, height),
            "" if talks and words else line_link(settings, path), words if talks else "",
        )
        for place, (lines, path, words) in enumerate(_TILES)
    )  # fmt: skip
    return Menu(NAME, _BAR, WIDTH, HEIGHT, tiles)


def draw_menu(installation: Basics, menu: Menu) -> bytes:
    """A PNG. Raises NoJapaneseFont."""
    import typst  # noqa: PLC0415 - 7 MB that only this command and paper need

    colours = installation.city.colours
    tiles = [
        {"box": tile.box, "lines": lines, "first": place == 0}
        for place, (tile, (lines, _, _)) in enumerate(zip(menu.tiles, _TILES, strict=True))
    ]
    data: dict[str, Any] = {
        "width": menu.width, "height": menu.height, "tiles": tiles, "main": colours.main, "on_main": colours.on_main,
        "fonts": [faces()[0].family],
    }  # fmt: skip
    drawn = typst.compile(
        FOLDER / "line_menu.typ", root=FOLDER, font_paths=fonts(), ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)}, format="png", ppi=72,
    )  # fmt: skip
    return drawn if isinstance(drawn, bytes) else drawn[0]
