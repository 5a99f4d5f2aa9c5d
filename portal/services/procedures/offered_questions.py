"""よくある質問 of this city, as far as it offers what they speak of."""

from collections.abc import Iterable, Iterator, Mapping

from forms.city.city import City
from forms.city.city_text import CityText
from forms.city.faq import Question
from forms.definition.procedure import Procedure
from forms.guide.guide import Guide


def offered_questions(
    city: City, procedures: Iterable[Procedure], guides: Mapping[str, Guide]
) -> Iterator[tuple[CityText, list[Question]]]:
    offered = {procedure.id for procedure in procedures}
    for file in city.faq:
        rows = [row for row in file.questions if offered.intersection(row.procedures) or guides.keys() & row.guides]
        if file.title and rows:
            yield file.title, rows
