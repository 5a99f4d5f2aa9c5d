"""A line between the service and its database that can be cut, hang and lose answers."""

import asyncio
import socket
import struct
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from threading import Thread
from typing import Any

_HARD = struct.pack("ii", 1, 0)  # SO_LINGER without waiting: a reset, as after a machine's end


class Relay:
    """From a port of its own to the Unix socket `target`."""

    def __init__(self, target: str, port: int) -> None:
        self.target, self.port = target, port
        self._loop = asyncio.new_event_loop()
        self._lines: set[asyncio.StreamWriter] = set()
        self._asks, self._answers = asyncio.Event(), asyncio.Event()
        self._door: asyncio.Server | None = None

    def mend(self) -> None:
        """Bytes pass again, also those that were kept back."""
        self._do(self._mend())

    def reset(self) -> None:
        """Every connection ends at once; new ones are taken."""
        self._do(self._reset())

    def cut(self) -> None:
        """Every connection ends, and none is taken."""
        self._do(self._close())

    def hang(self) -> None:
        """Connections stay, and nothing passes."""
        self._do(self._keep(self._asks, self._answers))

    def lose_answers(self) -> None:
        """What the service asks is done, and it does not hear of it."""
        self._do(self._keep(self._answers))

    def end(self) -> None:
        self._do(self._end())

    def _do(self, act: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(act, self._loop).result(30)

    async def _mend(self) -> None:
        self._asks.set()
        self._answers.set()
        if self._door is None:
            self._door = await asyncio.start_server(self._join, "127.0.0.1", self.port)

    async def _keep(self, *ways: asyncio.Event) -> None:
        for way in ways:
            way.clear()

    async def _reset(self) -> None:
        for line in list(self._lines):
            line.transport.abort()
        await self._mend()

    async def _close(self) -> None:
        if self._door is not None:
            self._door.close()
            self._door = None
        self._asks.set()
        self._answers.set()
        for line in list(self._lines):
            line.transport.abort()

    async def _end(self) -> None:
        await self._close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.wait_for(asyncio.gather(*others, return_exceptions=True), 10)
        await asyncio.sleep(0.01)  # aborted connections close in the next turn

    async def _join(self, asks: asyncio.StreamReader, answering: asyncio.StreamWriter) -> None:
        answering.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _HARD)
        self._lines.add(answering)
        try:
            answers, asking = await asyncio.open_unix_connection(self.target)
            self._lines.add(asking)
            ways = (self._pass(asks, asking, self._asks), self._pass(answers, answering, self._answers))

            def end(_: object) -> None:
                for line in (asking, answering):
                    line.transport.abort()

            for way in ways:
                asyncio.ensure_future(way).add_done_callback(end)
        except OSError:  # the database is away
            answering.transport.abort()

    async def _pass(self, source: asyncio.StreamReader, target: asyncio.StreamWriter, way: asyncio.Event) -> None:
        with suppress(OSError):
            while data := await source.read(1 << 16):
                await way.wait()
                target.write(data)
                await target.drain()
        self._lines.discard(target)


@contextmanager
def relayed(target: str, port: int) -> Iterator[Relay]:
    relay = Relay(target, port)
    carrier = Thread(target=relay._loop.run_forever, daemon=True)
    carrier.start()
    relay.mend()
    try:
        yield relay
    finally:
        relay.end()
        relay._loop.call_soon_threadsafe(relay._loop.stop)
        carrier.join(30)
        relay._loop.close()
