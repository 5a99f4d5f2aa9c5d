"""Who acts: in every history, audit record and refusal."""

from dataclasses import dataclass

# Before the id of a machine, where tables name a member of staff. No login has a colon.
MACHINE = "machine:"


@dataclass(frozen=True)
class Actor:
    """`kind` resident, staff, machine or system; `id` the person id, staff login, client or job; `place` the address they
    came from."""

    kind: str
    id: str
    name: str = ""
    place: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"
