"""A light HTTP client."""

import selectors
import socket
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from time import perf_counter


@dataclass
class Sample:
    """`seconds` in total; `waits` of each request in seconds; statuses unordered."""

    seconds: float
    waits: list[float]
    statuses: list[int]

    @property
    def rate(self) -> float:
        return len(self.statuses) / self.seconds


class _Lane:
    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._held = b""
        self._sent = 0.0

    def send(self, request: bytes) -> None:
        self._held, self._sent = b"", perf_counter()
        self.socket.sendall(request)

    def answered(self, sample: Sample) -> bool:
        """True when the response is complete."""
        data = self.socket.recv(262144)
        assert data, "the server closed the connection"
        self._held += data
        head, separator, body = self._held.partition(b"\r\n\r\n")
        if not separator or len(body) < _length(head):
            return False
        sample.waits.append(perf_counter() - self._sent)
        sample.statuses.append(int(head[9:12]))
        return True


def _length(head: bytes) -> int:
    return int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])


def drive(port: int, requests: Iterable[bytes], lanes: int = 8) -> Sample:
    waiting, sample = deque(requests), Sample(0.0, [], [])
    with selectors.DefaultSelector() as selector:
        for _ in range(lanes):
            lane = _Lane(port)
            selector.register(lane.socket, selectors.EVENT_READ, lane)
        count, began = len(waiting), perf_counter()
        for key in list(selector.get_map().values()):
            key.data.send(waiting.popleft())
        while len(sample.statuses) < count:
            for key, _events in selector.select():
                if key.data.answered(sample) and waiting:
                    key.data.send(waiting.popleft())
        sample.seconds = perf_counter() - began
        for key in list(selector.get_map().values()):
            key.data.socket.close()
    return sample


def get(path: str, cookies: str = "") -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: bench\r\nCookie: {cookies}\r\n\r\n".encode()


def post(path: str, form: str, cookies: str = "") -> bytes:
    return (
        f"POST {path} HTTP/1.1\r\nHost: bench\r\nCookie: {cookies}\r\nContent-Length: {len(form)}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\n\r\n{form}"
    ).encode()
