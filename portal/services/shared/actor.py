"""The actor in histories, audit records and refusals."""

from dataclasses import dataclass

# Prefix of a machine's id in columns that name a member of staff. No login contains a colon.
MACHINE = "machine:"


@dataclass(frozen=True)
class Actor:
    """`kind`: resident, staff, machine or system. `id`: person id, login, client or job. `place`: network address."""

    kind: str
    id: str
    name: str = ""
    place: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"
