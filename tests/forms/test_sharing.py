"""What several procedures ask of one person is asked once: whom a question is about, where it is asked, what follows for the others."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from forms.loading import load_text, read_library
from forms.loading.library import SHIPPED
from forms.path import Path, walk
from forms.procedure import Procedure
from forms.registry import field_types
from forms.sharing import SELF, SPOUSE, Together
from tests.forms.loading.small import ENVIRONMENT, SMALL

TARO = {"name": {"family": "見本", "given": "太郎"}, "birth": "1990-01-01"}
SORA = {"name": {"family": "見本", "given": "そら"}, "birth": "2019-05-05"}
HANA = {"name": {"family": "見本", "given": "花子"}, "birth": "1991-02-02"}


def part(
    *, role: str = "principal", asks: str = "phone: required", rows: bool = False, spouse: bool = False, more: str = ""
) -> Procedure:
    text = f"  - {{step: あなた, id: own_step, use: person, as: own, role: {role}, with: {{sex: false, address: false, {asks}}}}}\n"
    if spouse:
        text += "  - {step: 配偶者, id: wife_step, use: person, as: wife, role: spouse, with: {sex: false, address: false}}\n"
    if rows:
        text += (
            "  - {step: 家族, id: rows_step, repeat: rows, label: 家族, each: '{name}', use: person, role: child, "
            "with: {sex: true, address: false}}\n"
        )
    return small(text + more)


def small(more: str) -> Procedure:
    library = read_library((SHIPPED, SHIPPED / "procedures"))
    return load_text(SMALL + more, "small.yaml", fields=field_types(), library=library)


OWN, MAIL = part(), part(asks="email: true")
PLAIN = part(role="someone")


def path(procedure: Procedure, answers: Mapping[str, Any]) -> Path:
    return walk(procedure, answers, ENVIRONMENT)


def of(name: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    return {f"{name}.{one}": value for one, value in facts.items()}


def together(*parts: tuple[Procedure, Mapping[str, Any]]) -> Together:
    return Together(tuple(path(*one) for one in parts))


def asked(path: Path) -> set[str]:
    return {one.id for page in path.pages for one in page.fields}


def test_what_one_part_asks_of_who_files_the_next_one_does_not() -> None:
    both = together((OWN, {}), (MAIL, {}))
    assert both.home(1, "own.name") == (0, "own.name")
    assert asked(both.cut(0)) == {"reason", "own.name", "own.kana", "own.birth", "own.phone"}
    assert asked(both.cut(1)) == {"reason", "own.email"}, "and what it alone asks stays"
    assert [page.open for page in both.cut(1).pages] == [True, False]


def test_an_answer_stands_in_every_part_that_asks_it() -> None:
    both = together((OWN, of("own", TARO)), (MAIL, {}))
    assert both.filled() == ({}, of("own", TARO))
    said = both.said(0, ["own.birth", "reason"], {"own.birth": "1990-01-02", "reason": "torn"})
    assert said == {("person.birth", SELF): "1990-01-02"}
    assert both.filled(said) == ({"own.birth": "1990-01-02"}, of("own", TARO | {"birth": "1990-01-02"}))
    emptied = together(
        (part(asks="phone: optional"), of("own", {"phone": "0300000000"})), (OWN, of("own", {"phone": "0300000000"}))
    )
    said = emptied.said(0, ["own.phone"], {})
    assert emptied.filled(said) == ({"own.phone": None}, {"own.phone": None})


def test_whoever_a_question_is_about_is_sure_or_nothing_is_shared() -> None:
    assert together((OWN, {}), (PLAIN, {})).keys[1] == {}, "somebody else, whoever that is"
    others = small("  - {step: 人, id: s, ask: [{id: name, type: person_name, label: 名, concept: person.name}]}\n")
    assert together((others, {})).keys == ({},)
    again = (
        "  - {step: また, id: two, use: person, as: two, role: filer, with: {sex: false, address: false}, "
        "override: {name: {known_from: applicant.name}}}\n"
    )
    assert together((part(more=again), {})).keys == ({},), "two roles that both say so are a riddle"
    anybody = small("  - {step: 人, id: s, use: person, as: own, with: {sex: false, address: false}}\n")
    assert together((anybody, {})).keys == ({},), "without a role it may be anybody"


def test_who_files_for_another_is_not_the_one_it_is_about() -> None:
    asks = small(
        "  - {step: だれ, id: who, ask: [{id: mine, type: yes_no, label: 本人ですか}]}\n"
        "  - step: 本人\n    id: own_step\n    use: person\n    as: own\n    role: principal\n"
        "    with: {sex: false, address: false}\n"
        "    override: {name: {known_from: {from: applicant.name, when: mine}}}\n"
    )
    assert ("person.name", SELF) in together((asks, {"mine": True})).keys[0].values()
    assert together((asks, {"mine": False})).keys == ({},)
    assert together((asks, {})).keys == ({},), "nor while nobody has said"


def test_what_a_register_knows_of_who_files_is_one_question() -> None:
    fact = "  - {step: 家族, id: more, ask: [{id: married, type: yes_no, label: 配偶者, known_from: principal.spouse.exists}]}\n"
    both = together((part(more=fact), {"married": True}), (part(more=fact), {}))
    assert both.filled()[1] == {"married": True}
    assert both.told(1) == {}, "which is nothing of theirs to fill in elsewhere"
    assert together((small(fact), {})).keys == ({},), "where nobody is sure who is meant, nothing is"


def test_the_one_they_are_married_to_is_one_person_too() -> None:
    couple = part(spouse=True)
    both = together((couple, of("own", TARO) | of("wife", HANA)), (couple, {}))
    assert both.keys[1]["wife.name"] == ("person.name", SPOUSE)
    assert both.filled()[1] == of("own", TARO) | of("wife", HANA)
    assert both.told(1) == {**TARO, **of("spouse", HANA)}
    assert both.told(0) == {}


def test_somebody_in_a_row_is_known_by_name_and_birthday() -> None:
    family = part(rows=True)
    first = {"rows": ["1", "2"], **of("rows.1", SORA | {"sex": "male"}), **of("rows.2", {"name": HANA["name"]})}
    both = together((family, first), (family, {}))
    assert both.people(1) == ({"name": SORA["name"], "birth": SORA["birth"], "sex": "male"},), (
        "nobody who is half known"
    )
    again = together((family, first), (family, {"rows": ["1"], **of("rows.1", SORA)}))
    assert again.people(1) == (), "who stands there is not offered"
    assert again.filled()[1] == {"rows.1.sex": "male"}
    said = again.said(0, ["rows.1.birth"], {"rows.1.birth": "2019-05-06"})
    assert again.filled(said)[1]["rows.1.birth"] == "2019-05-06", "mended in one, mended in the other"


def test_a_row_may_be_who_files() -> None:
    family = part(rows=True)
    both = together((family, of("own", TARO)), (family, {"rows": ["1"], **of("own", TARO), **of("rows.1", TARO)}))
    assert both.keys[1]["rows.1.name"] == ("person.name", SELF)
    assert "rows.1.name" not in asked(both.cut(1))
    assert both.people(0) == ()


def test_what_a_rule_of_a_part_is_against_is_asked_there() -> None:
    strict = part(more="")
    old = of("own", TARO | {"birth": "2099-01-01"})
    both = together((strict, old), (MAIL, old))
    assert "own.birth" in asked(both.cut(1)), "it is not born yet: both say so"


def test_what_is_needed_here_and_not_there_is_asked_here() -> None:
    loose = part(asks="phone: optional")
    both = together((loose, of("own", TARO)), (OWN, of("own", TARO)))
    assert "own.phone" in asked(both.cut(1))
    assert "own.name" not in asked(both.cut(1))


def test_a_number_is_one_where_it_is_asked_and_told_to_nobody_else() -> None:
    number, kept = part(asks="my_number: true"), {"own.my_number": f"number:{'a' * 22}"}
    there = replace(ENVIRONMENT, numbers=True)
    both = Together((walk(number, of("own", TARO) | kept, there), walk(number, of("own", TARO), there)))
    assert both.filled()[1] == kept
    assert "my_number" not in both.told(1)
    twice = Together((both.paths[0], walk(number, of("own", TARO) | kept, there)))
    assert "own.my_number" not in asked(twice.cut(1))


def test_the_page_that_stops_a_part_is_shown_whole() -> None:
    """Not here, but there: the way out stands on that page."""
    stops = small(
        "  - step: あなた\n    id: own_step\n    use: person\n    as: own\n    role: principal\n"
        "    with: {sex: false, address: false}\n"
        "  - step: 年\n    id: age\n    ask:\n      - {id: old, type: yes_no, label: 20歳以上ですか, "
        "known_from: principal.spouse.exists, stop: {when: not old, say: 別の手続です。, next: 窓口へ。}}\n"
    )
    answers = of("own", TARO) | {"old": False}
    both = together((stops, answers), (stops, answers))
    assert both.cut(1).stopped is not None
    assert "old" in asked(both.cut(1))


FACTS = st.fixed_dictionaries(
    {},
    optional={
        "own.name": st.sampled_from([TARO["name"], HANA["name"]]),
        "own.birth": st.sampled_from(["1990-01-01", "1991-02-02"]),
        "own.phone": st.sampled_from(["0300000000", "09000000001"]),
        "own.email": st.just("a@example.jp"),
    },
)


@given(st.lists(st.tuples(st.sampled_from([OWN, MAIL, PLAIN]), FACTS), min_size=1, max_size=4))
def test_all_say_the_same_and_nothing_that_is_needed_is_asked_nowhere(
    parts: list[tuple[Procedure, dict[str, Any]]],
) -> None:
    before = together(*parts)
    after = [
        (procedure, {key: value for key, value in {**answers, **change}.items() if value is not None})
        for (procedure, answers), change in zip(parts, before.filled(), strict=True)
    ]
    now = together(*after)
    assert not any(now.filled()), "once is enough"
    told: dict[Any, Any] = {}
    for place, whole in enumerate(now.paths):
        for question, key in now.keys[place].items():
            if question in whole.answers:
                assert told.setdefault(key, whole.answers[question]) == whole.answers[question]
    shown = [asked(now.cut(place)) for place in range(len(after))]
    for place, whole in enumerate(now.paths):
        for one in whole.fields:
            there, question = now.home(place, one.id)
            assert question in shown[there]


def test_whom_a_role_means_may_be_told_by_who_knows() -> None:
    paths = (path(PLAIN, of("own", TARO)), path(part(role="patient"), {}))
    both = Together(paths, ({"someone": "about 2"}, {"patient": "about 2"}))
    assert both.filled()[1] == of("own", TARO)
    assert Together(paths, ({"someone": "about 2"}, {})).filled()[1] == {}


def test_a_question_that_is_filled_from_who_files_needs_no_other_meaning() -> None:
    plain = small(
        "  - {step: 人, id: s, ask: [{id: mobile, type: phone, label: 電話, known_from: applicant.phone}, {id: other, type: phone, label: ほか}]}\n"
    )
    both = together((OWN, of("own", {"phone": "0300000000"})), (plain, {}))
    assert both.filled()[1] == {"mobile": "0300000000"}


def test_what_is_said_aloud_is_agreed_to_once_where_the_words_are_the_same() -> None:
    def agreeing(label: str) -> Path:
        return path(small(f"  - {{step: 同意, id: s, ask: [{{id: yes, type: consent, label: {label}}}]}}\n"), {})

    same = Together(
        (agreeing("間違いはありません"), agreeing("間違いはありません"), agreeing("ほかの市に聞いてよい")), spoken=True
    )
    assert [same.home(at, "yes")[0] for at in range(3)] == [0, 0, 2]
    assert replace(same, spoken=False).keys == ({}, {}, {})
