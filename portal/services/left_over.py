"""Why something that came by courier cannot be taken yet. It is not acknowledged, so that it comes again."""

# Each has a sentence for people.
REASONS = (
    "bug", "campaign", "definition", "files", "kept", "number", "payment", "person", "scanner", "signature", "signature_unfit",
    "slot", "unknown", "unfit",
)  # fmt: skip


class LeftOver(Exception):  # no failure: it waits, and people see why
    """`reason` is one of REASONS."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
