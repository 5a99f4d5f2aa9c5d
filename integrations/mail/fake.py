"""Mail without a neighbour, for demo and tests: kept in memory, and refused as a real server would on demand."""

from integrations.interfaces import AdapterError
from integrations.notices import Mail

MOST = 200


class FakeMailer:
    """`down` makes the neighbour silent; an address that begins with `unknown` is refused for good."""

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
        if all(mail.id != one.id for one in self.sent):
            self.sent = [*self.sent, mail][-MOST:]

    def received(self) -> list[Mail]:
        """As a `Mailbox`."""
        return self.sent

    def ready(self) -> bool:
        """False while `down`."""
        return not self.down
