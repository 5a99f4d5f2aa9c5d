"""uvicorn's HTTP protocol with an end to what a request may bring before its body, and word of the server's own end. Knows
no address and no page.

The parser keeps a head of any size and copies it anew with every piece: 100 MB on one connection took as much memory and
let other pages wait for five seconds (tried).
"""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from portal.web.news_stream import STOPPING

MOST_BYTES = 64 * 1024  # address and headers of our own pages stay below 4 kB


class BoundedHead(HttpToolsProtocol):
    """Everything that is no body counts: address, headers, the sizes of chunks, headers behind the body."""

    _read = 0

    def data_received(self, data: bytes) -> None:
        self._read += len(data)
        super().data_received(data)
        if self._read > MOST_BYTES and not self.transport.is_closing():
            self.send_400_response("The head of the request is too large.")

    def on_message_begin(self) -> None:
        self._read = 0
        super().on_message_begin()

    def shutdown(self) -> None:
        """An answer without an end of its own (a stream of news) reads in its state that the server is told to stop; else it would
        be waited for, and cut off."""
        if self.cycle is not None:
            self.cycle.scope["state"][STOPPING] = True
        super().shutdown()

    def on_body(self, body: bytes) -> None:
        self._read -= len(body)
        super().on_body(body)
