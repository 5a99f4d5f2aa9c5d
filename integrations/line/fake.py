"""LINE without a neighbour, for demo and tests."""

from integrations.interfaces import AdapterError
from integrations.notices import Push

MOST = 200


class FakeMessenger:
    """`down` makes the neighbour silent; an account that begins with `gone` is refused for good."""

    name = "fake"
    fake = True

    def __init__(self) -> None:
        self.down = False
        self.sent: list[Push] = []

    def push(self, push: Push) -> None:
        if self.down:
            raise AdapterError("LINE_UNAVAILABLE", permanent=False)
        if push.to.startswith("gone"):
            raise AdapterError("LINE_REFUSED", permanent=True)
        if all(push.id != one.id for one in self.sent):
            self.sent = [*self.sent, push][-MOST:]

    def ready(self) -> bool:
        """False while `down`."""
        return not self.down
