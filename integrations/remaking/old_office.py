"""Inspects Office files of 1997 to 2003: stay byte for byte, or are refused."""

# Streams and storages are taken by their names, and no others: macros, objects and controls each have a place of their own.

import re
from collections.abc import Callable

from integrations.remaking.compound import Compound, demand, read_compound
from integrations.remaking.old_book import judge_book
from integrations.remaking.old_slides import judge_slides
from integrations.remaking.old_words import judge_words
from integrations.sockets.interfaces import Remade, Unusable

_LOCKED = re.compile("encrypt|\x06dataspaces$|\tdrm")
_ACTIVE = re.compile("(_?vba|_vba_project.*|macros|ctls|xcb|objectpool/.+|mbd[^/]*|\x01ole10native|\x03ocxname)(/|$)")
_EVERYWHERE = "\x05(document)?summaryinformation|\x01compobj|\x01ole|msodatastore(/.+)?|_(xml)?signatures(/.+)?"
_Judge = Callable[[Compound], None]


def _kind(judge: _Judge, names: str) -> tuple[_Judge, re.Pattern[str]]:
    return judge, re.compile(f"{_EVERYWHERE}|{names}")


_KINDS = {
    "application/msword": _kind(judge_words, "worddocument|[01]table|data|objectpool"),
    "application/vnd.ms-excel": _kind(judge_book, "workbook|_sx_db_cur(/.+)?"),
    "application/vnd.ms-powerpoint": _kind(judge_slides, "powerpoint document|current user|pictures"),
}
OLD = frozenset(_KINDS)


def remake_old(content: bytes, media: str) -> Remade:
    """Raises Unusable: active, locked or old (what cannot be read for certain)."""
    judge, known = _KINDS[media]
    try:
        document = read_compound(content)
        names = {*document.streams, *document.storages}
        for pattern, why in ((_LOCKED, "locked"), (_ACTIVE, "active")):
            if any(pattern.match(name) for name in names):
                raise Unusable(why)
        demand(all(known.fullmatch(name) for name in names))
        _judge_link(document.streams.get("\x01ole", b""))
        judge(document)
    except Unusable as error:
        raise Unusable(error.why if error.why in ("active", "locked") else "old") from None
    except Exception:  # noqa: BLE001  # malicious files raise many exceptions
        raise Unusable("old") from None
    return Remade(content, media)


def _judge_link(stream: bytes) -> None:
    # [MS-OLEDS] 2.3.3: a version and flags, of which the first says that it is a link.
    if len(stream) > 4 and stream[4] & 1:
        raise Unusable("active")
