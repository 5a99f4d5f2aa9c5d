# Of a zone or a laptop that exchanges packages. Whether its timer runs is systemd's to say.

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from shlex import quote

from sqlalchemy.exc import SQLAlchemyError

from integrations.sockets.courier_socket import Courier
from portal.config import Settings
from portal.db import Database
from portal.services.audit.findings import NOTE, OK, WRONG, Finding
from portal.services.courier.folder import ENDING
from portal.store.courier import courier

_ABOUT = "持ち運び"
_PLAIN = re.compile(r"[\w.-]+")
Wired = tuple[Courier | None, Mapping[int, Courier]]


def exchanges(settings: Settings) -> bool:
    # With another zone, with the city, or with laptops.
    files = any((settings.data / "keys").glob("courier*.json"))
    return settings.zone != "single" or bool(settings.laptop or settings.courier_in) or files


def examine_courier(settings: Settings, wired: Wired, database: Database) -> list[Finding]:
    try:
        with database.read() as unit:
            used = bool(courier.steps(unit, 1))
    except SQLAlchemyError as error:
        words = "台帳が読めません。表がこわれているか、データベースの利用者に権限がありません。"
        return [Finding(WRONG, _ABOUT, words, f"The ledger cannot be read: {type(error).__name__}.")]
    findings = [*_of_keys(settings, wired, used=used), *_of_files(settings)]
    return findings or [Finding(OK, _ABOUT, "鍵と台帳が読めます。", "well")]


def _of_keys(settings: Settings, wired: Wired, *, used: bool) -> Iterator[Finding]:
    # Before the first package they are not exchanged yet. Afterwards nothing is packed or taken without them, and only this line says so.
    other, laptops = wired
    if settings.zone == "single" and not settings.laptop:
        if used and not laptops:
            words = "こちらの鍵（courier.json）か、端末の鍵（courier-laptop-*.json）"
            yield _lacking(words, "Our own key or that of a laptop", "", used=True)
    elif other is None:
        yield _lacking("こちらの鍵（courier.json）", "Our own key", "create", used=used)
    elif not other.paired:
        yield _lacking("相手の鍵（courier-peers.json）", "The other side's key", "trust", used=used)


def _lacking(words: str, english: str, command: str, *, used: bool) -> Finding:
    return Finding(
        WRONG if used else NOTE, _ABOUT,
        f"{words}がありません。{f'はじめてなら、次に kakanai courier keys {command} を打ちます。' if command else ''}失ったときは、控えから戻します。",
        f"{english} is missing: {f'`kakanai courier keys {command}`, or ' if command else ''}put it back from its copy.",
    )  # fmt: skip


def _of_files(settings: Settings) -> Iterator[Finding]:
    # The folder of the units where no setting names another.
    folder = Path(settings.courier_in) if settings.courier_in else settings.data / "courier" / "in"
    for path in sorted(folder.glob(f"*{ENDING}")):
        if os.access(path, os.R_OK, effective_ids=True):
            continue
        # The name comes from a medium: it is no part of a line for root unless it is plain.
        if path.is_symlink() or not _PLAIN.fullmatch(path.name):
            words, english = "見なれない名前かリンクなので、だれが置いたかを確かめてください", "see who put it there"
        else:
            given = f"chgrp -h {os.getegid()} {quote(str(path))} && chmod g+r {quote(str(path))}"
            words, english = f"root で {given} を打ってください", f"`{given}`, as root"
        yield Finding(
            WRONG, _ABOUT, f"{folder} の {path.name!r} が、このサービスの利用者に読めません。{words}。",
            f"{path.name!r} cannot be read by the user of the service: {english}.",
        )  # fmt: skip
