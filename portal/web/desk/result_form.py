"""On the form of an outcome, with and without scripts."""

from dataclasses import replace

from forms.mistakes import Mistake
from forms.numbers.calendar import ERAS
from forms.path.binding import boxes
from forms.path.result import NOTHING, as_procedure
from portal.services.cases.cases import Case
from portal.services.cases.result import read_values
from portal.services.procedures.row_names import labels
from portal.services.shared.catalogue import speech_of
from portal.web.filing.question_page import views
from portal.web.shared.field_view import FieldView
from portal.web.shared.posting import Posted

_ERA_PARTS = ("era", "from_era", "to_era")


class ResultForm:
    """`fresh`: some questions of this outcome were not on the posted page: they are asked first."""

    def __init__(self, case: Case, outcome: str, posted: Posted) -> None:
        self.case, self.posted = case, posted
        self.path = read_values(case, outcome, lambda field: boxes(field.id, posted)) if outcome else NOTHING
        self.shown = frozenset(posted.get("shown", ()))
        self.fresh = any(field.type.asks and field.id not in self.shown for field in self.path.fields)

    def views(self) -> list[FieldView]:
        """A question on its first page is not wrong yet."""
        kinds = {field.id: field.type.id for field in self.path.fields}
        missing = {name: (Mistake(f"{kinds[name]}.required"),) for name in self.path.missing}
        mistakes = {name: wrong for name, wrong in {**self.path.mistakes, **missing}.items() if name in self.shown}
        path, speech = replace(self.path, mistakes=mistakes), speech_of(self.case.procedure, "ja")
        both = replace(path, answers={**self.case.path.answers, **path.answers})
        titles = labels(as_procedure(self.case.procedure), both, speech)
        shown = [
            view
            for asked in path.pages
            for view in views(asked, path, speech, self.case.environment, posted=self.posted, own=True)
        ]
        return [_for_desk(view, titles.get(view.id, view.label)) for view in shown]

    def hidden(self) -> list[tuple[str, str]]:
        answers = [(name, value) for name in self.posted if name.startswith("result.") for value in self.posted[name]]
        return [*answers, *(("shown", name) for name in sorted(self.shown))]


def _for_desk(view: FieldView, title: str) -> FieldView:
    # `title` names the row, also in sentences. Omits ended eras: older days are typed with the era's name (昭和64).
    errors = tuple(error.replace(f"「{view.label}」", f"「{title}」") for error in view.errors)
    ended = {era.id for era in ERAS[1:]}
    options = tuple(
        option for option in view.options if option.checked or not (option.part in _ERA_PARTS and option.code in ended)
    )
    return replace(view, heading=False, label=title, errors=errors, options=options)
