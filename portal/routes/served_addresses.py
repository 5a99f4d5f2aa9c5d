"""Pages whose modules are imported when somebody first asks for them."""

# All of them are a quarter of a start.
#
# The addresses are kept beside the modules, as Python keeps their byte code. Without that file all modules are imported.

import json
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from anyio.to_thread import run_sync
from starlette.routing import BaseRoute, Match
from starlette.routing import Router as Calls
from starlette.types import Receive, Scope, Send

import portal.web
from portal.web.shared.router import LaterPage, Pages, Router, Zone

# The internet sees resident, the city's own network sees staff, and a single machine for both serves all.
SERVED: Mapping[str, tuple[Zone, ...]] = {
    "outer": ("shared", "resident"),
    "inner": ("shared", "staff"),
    "single": ("shared", "resident", "staff"),
}

_HERE = Path(__file__).parent
KEPT = _HERE / "__pycache__" / "addresses.json"
# What declares an address: routers, and constants of `web` in their prefixes.
_DECLARING = (_HERE, Path(portal.web.__file__).parent)
_FIRST = "/"  # ready before somebody asks
_CALLS = "calls"  # in place of a method: those of machines, below this path


class Declared(NamedTuple):
    zone: str
    method: str
    path: str
    module: str


class LaterCalls(BaseRoute):
    def __init__(self, prefix: str, module: str) -> None:
        self.prefix, self.module = prefix, module
        self._calls: Calls | None = None

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        return (Match.FULL if scope["path"].startswith(f"{self.prefix}/") else Match.NONE), {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._calls is None:
            module = await run_sync(import_module, self.module)
            self._calls = Calls(module.router.routes, redirect_slashes=False)
        await self._calls(scope, receive, send)


def served(zone: str) -> list[BaseRoute]:
    here = [declared for declared in _kept() or keep_addresses() if declared.zone in SERVED[zone]]
    pages = Pages(
        LaterPage(each.module, each.method, each.path).declared()
        if each.path == _FIRST
        else LaterPage(each.module, each.method, each.path)
        for each in here
        if each.method != _CALLS
    )
    return [pages, *(LaterCalls(each.path, each.module) for each in here if each.method == _CALLS)]


def keep_addresses() -> list[Declared]:
    """For an image, whose file system is read-only at run time. Raises TypeError if two pages match the same addresses."""
    from portal.routes.families import pages_of, routers_by_module  # noqa: PLC0415 - imports all

    for zone in SERVED:
        pages_of(zone)
    declared = [
        Declared(router.zone, method, path, module)
        for module, router in routers_by_module().items()
        for method, path in (
            [(page.method, page.path) for page in router.pages]
            if isinstance(router, Router)
            else [(_CALLS, router.prefix)]
        )
    ]
    if not sys.dont_write_bytecode:
        unfinished = KEPT.with_name(f"{KEPT.name}.{os.getpid()}")
        with suppress(OSError):
            KEPT.parent.mkdir(exist_ok=True)
            unfinished.write_text(json.dumps([_digest(), declared]), "utf-8")
            unfinished.replace(KEPT)
    return declared


def _kept() -> list[Declared] | None:
    try:
        digest, declared = json.loads(KEPT.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return [Declared(*each) for each in declared] if digest == _digest() else None


def _digest() -> str:
    content = sha256(sys.version.encode())
    for file in sorted(file for folder in _DECLARING for file in folder.rglob("*.py")):
        content.update(file.read_bytes())
    return content.hexdigest()
