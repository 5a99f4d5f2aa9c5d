"""Reasons why a courier item waits: it is not acknowledged and comes again."""

# Each reason has a sentence in the messages.
REASONS = (
    "baggage", "bug", "campaign", "definition", "door", "files", "kept", "number", "payment", "person", "scanner", "signature", "signature_unfit",
    "series", "slot", "unknown", "unfit", "unsound",
)  # fmt: skip


class LeftOver(Exception):  # not an error: the item waits, and staff see the reason
    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
