"""Who acts: in every history, audit record and refusal."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """`kind` resident, staff or system; `id` the person id, staff login or job; `place` the address they came from."""

    kind: str
    id: str
    name: str = ""
    place: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"
