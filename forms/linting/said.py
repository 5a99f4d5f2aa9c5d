"""What a check says about a definition, before it is a complaint with line and column."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from forms.complaints import Complaint
from forms.loading.tree import file_of
from forms.procedure import Procedure


@dataclass(frozen=True)
class Said:
    """`path` is a path of `Procedure.marks` or below one (`ask.birth.must.0.that`); `text` says what to write instead."""

    path: str
    key: str
    text: str
    warning: bool = False


Check = Callable[[Procedure], Iterator[Said]]


def complaint(procedure: Procedure, said: Said) -> Complaint:
    """At the nearest place around its path that the file has: what a block brings in has none of its own."""
    path = said.path
    while path and path not in procedure.marks:
        path = path.rpartition(".")[0]
    mark = procedure.marks.get(path, (1, 1))
    return Complaint(file_of(mark, procedure.source), *mark, said.key, said.text, said.warning)
