"""`retention.yaml`: how long the city keeps applications, in place of what definitions say."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from forms.city.dated import Id
from forms.definition.terms import Keep
from forms.text.reading import Fault, Sheet

FILE = "retention.yaml"


class RetentionRow(Sheet):
    """`from_`: one of `forms.definition.keeping.STARTS`."""

    procedures: Annotated[tuple[Id, ...], Field(min_length=1)]
    years: Annotated[int, Field(ge=1, le=100)]
    from_: Annotated[
        Literal["完結年度の翌年度4月1日", "完結した年の翌年1月1日", "完結した日の翌日"], Field(alias="from")
    ] = "完結年度の翌年度4月1日"
    then: Literal["delete", "anonymise"] = "delete"


class RetentionFile(Sheet):
    retention: tuple[RetentionRow, ...] = ()

    def faults(self) -> Iterable[Fault]:
        seen: set[str] = set()
        for number, row in enumerate(self.retention):
            for place, procedure in enumerate(row.procedures):
                if procedure in seen:
                    yield ("retention", number, "procedures", place), f"{procedure} occurs twice: remove one"
                seen.add(procedure)

    @cached_property
    def of(self) -> Mapping[str, Keep]:
        return {
            procedure: Keep(row.years, row.from_, row.then, "law")
            for row in self.retention
            for procedure in row.procedures
        }
