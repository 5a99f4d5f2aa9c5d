"""Words to put in place of wrong ones."""

from forms.complaints import Complaint
from portal.services.workshop.find_cures import Cures, find_cures

LINE = "      - {id: hall, when: held_onn > today}"


def complained(text: str, key: str = "expression.name", column: int = 26, warning: bool = False) -> Cures:
    return find_cures(Complaint("x.yaml", 9, column, key, text, warning), LINE)


def test_the_meant_word_or_each_of_a_list_replaces_the_wrong_one() -> None:
    assert complained("unknown name held_onn: did you mean held_on?") == Cures("held_onn", ("held_on",))
    assert complained("no: write one of law, std: did you mean law?") == Cures("held_onn", ("law",))
    assert complained("unknown name held_onn: write one of c, principal.name, today") == Cures(
        "held_onn", ("c", "principal.name", "today")
    )


def test_a_warning_may_be_kept_with_a_reason_and_the_rest_has_no_cure() -> None:
    assert complained("too long", "lint.long_help", warning=True).because == "lint.long_help"
    assert complained("too long", "lint.long_help").because == ""
    assert complained("write `why`", column=400) == Cures()
    assert complained("did you mean held_onn?") == Cures()
    assert complained("did you mean x?", column=0) == Cures()
