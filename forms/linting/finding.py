"""Before they have line and column."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from forms.complaints import Complaint
from forms.definition.procedure import Procedure
from forms.loading.tree import file_of


@dataclass(frozen=True)
class Finding:
    """`path` is in `Procedure.marks` or below (`ask.birth.must.0.that`); `text` says what to write instead."""

    path: str
    key: str
    text: str
    warning: bool = False


Check = Callable[[Procedure], Iterator[Finding]]


def complaint(procedure: Procedure, finding: Finding) -> Complaint:
    """At the nearest path that the file has."""
    path = finding.path
    while path and path not in procedure.marks:
        path = path.rpartition(".")[0]
    mark = procedure.marks.get(path, (1, 1))
    return Complaint(file_of(mark, procedure.source), *mark, finding.key, finding.text, finding.warning)
