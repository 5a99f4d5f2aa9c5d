"""Mail in memory, for demo and tests."""

from integrations.sockets.interfaces import AdapterError
from integrations.sockets.notices import Mail

MOST = 200


class FakeMailer:
    """Addresses beginning with `unknown` are refused."""

    name = "fake"
    fake = True

    def __init__(self) -> None:
        self.down = False
        self.sent: list[Mail] = []

    def send(self, mail: Mail) -> None:
        if self.down:
            raise AdapterError("MAIL_UNAVAILABLE", permanent=False)
        if mail.to.startswith("unknown"):
            raise AdapterError("MAIL_NO_SUCH_ADDRESS", permanent=True)
        if all(mail.id != earlier.id for earlier in self.sent):
            self.sent = [*self.sent, mail][-MOST:]

    def received(self) -> list[Mail]:
        return self.sent

    def ready(self) -> bool:
        return not self.down
