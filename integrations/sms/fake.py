"""Short messages for tests."""

from integrations.sockets.interfaces import AdapterError
from integrations.sockets.notices import Push


class FakeTexter:
    name = "fake"
    fake = True

    def __init__(self) -> None:
        self.down = False
        self.sent: list[Push] = []

    def push(self, push: Push) -> None:
        if self.down:
            raise AdapterError("SMS_UNAVAILABLE", permanent=False)
        if push.to.endswith("0000"):
            raise AdapterError("SMS_REFUSED", permanent=True)
        self.sent.append(push)

    def ready(self) -> bool:
        return not self.down
