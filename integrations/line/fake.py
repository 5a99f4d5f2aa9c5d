from integrations.sockets.interfaces import AdapterError
from integrations.sockets.notices import Push

MOST = 200


class FakeMessenger:
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
        if all(push.id != earlier.id for earlier in self.sent):
            self.sent = [*self.sent, push][-MOST:]

    def ready(self) -> bool:
        return not self.down
