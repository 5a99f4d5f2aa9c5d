"""Questions shared between procedures."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.definition.sharing import SELF, SPOUSE, Together
from forms.loading import load_text, read_library
from forms.loading.library import SHIPPED
from forms.path.attempts import Attempts
from forms.path.path import Path, walk
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
ADDRESS = "  - {step: あなた, id: own_step, use: person, as: own, role: principal, with: {sex: false}}\n"


def path(procedure: Procedure, answers: Mapping[str, Any]) -> Path:
    return walk(procedure, answers, ENVIRONMENT)


def prefixed(name: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    return {f"{name}.{fact}": value for fact, value in facts.items()}


def together(*parts: tuple[Procedure, Mapping[str, Any]]) -> Together:
    return Together(tuple(path(*part) for part in parts))


def asked_ids(path: Path) -> set[str]:
    return {field.id for page in path.pages for field in page.fields}


def test_what_one_part_asks_of_who_files_the_next_one_does_not() -> None:
    both = together((OWN, {}), (MAIL, {}))
    assert both.home(1, "own.name") == (0, "own.name")
    assert asked_ids(both.cut(0)) == {"reason", "own.name", "own.kana", "own.birth", "own.phone"}
    assert asked_ids(both.cut(1)) == {"reason", "own.email"}, "questions of one part only remain"
    assert [page.open for page in both.cut(1).pages] == [True, False]


def test_a_piece_of_a_part_is_cut_as_the_whole_part_is() -> None:
    both = together((OWN, {}), (MAIL, {}))
    piece = Attempts(MAIL, {"reason": "torn"}, ENVIRONMENT)({"reason": "lost"}, range(len(MAIL.steps)))
    assert piece.pages != both.cut(1, piece).pages
    assert [asked_ids(replace(piece, pages=(page,))) for page in both.cut(1, piece).pages] == [
        {"reason"},
        {"own.email"},
    ]
    assert both.with_path(1, piece).cut(1).pages == both.cut(1, piece).pages


def test_an_answer_is_in_every_part_that_asks_it() -> None:
    both = together((OWN, prefixed("own", TARO)), (MAIL, {}))
    assert both.filled() == ({}, prefixed("own", TARO))
    shared = both.shared_answers(0, ["own.birth", "reason"], {"own.birth": "1990-01-02", "reason": "torn"})
    assert shared == {("person.birth", SELF): "1990-01-02"}
    assert both.filled(shared) == ({"own.birth": "1990-01-02"}, prefixed("own", TARO | {"birth": "1990-01-02"}))
    emptied = together(
        (part(asks="phone: optional"), prefixed("own", {"phone": "0300000000"})),
        (OWN, prefixed("own", {"phone": "0300000000"})),
    )
    shared = emptied.shared_answers(0, ["own.phone"], {})
    assert emptied.filled(shared) == ({"own.phone": None}, {"own.phone": None})


def test_anyone_a_question_is_about_is_sure_or_nothing_is_shared() -> None:
    assert together((OWN, {}), (PLAIN, {})).keys[1] == {}, "another person"
    others = small("  - {step: 人, id: s, ask: [{id: name, type: person_name, label: 名, concept: person.name}]}\n")
    assert together((others, {})).keys == ({},)
    again = (
        "  - {step: また, id: two, use: person, as: two, role: filer, with: {sex: false, address: false}, "
        "override: {name: {known_from: applicant.name}}}\n"
    )
    assert together((part(more=again), {})).keys == ({},), "two matching roles are ambiguous"
    unnamed = small("  - {step: 人, id: s, use: person, as: own, with: {sex: false, address: false}}\n")
    assert together((unnamed, {})).keys == ({},), "without a role the person is unknown"


def test_who_files_for_another_is_not_the_one_it_is_about() -> None:
    asks = small(
        "  - {step: だれ, id: who, ask: [{id: mine, type: yes_no, label: 本人ですか}]}\n"
        "  - step: 本人\n    id: own_step\n    use: person\n    as: own\n    role: principal\n"
        "    with: {sex: false, address: false}\n"
        "    override: {name: {known_from: {from: applicant.name, when: mine}}}\n"
    )
    assert ("person.name", SELF) in together((asks, {"mine": True})).keys[0].values()
    assert together((asks, {"mine": False})).keys == ({},)
    assert together((asks, {})).keys == ({},), "nor while unanswered"


def test_what_a_register_knows_of_who_files_is_one_question() -> None:
    fact = "  - {step: 家族, id: more, ask: [{id: married, type: yes_no, label: 配偶者, known_from: principal.spouse.exists}]}\n"
    both = together((part(more=fact), {"married": True}), (part(more=fact), {}))
    assert both.filled()[1] == {"married": True}
    assert both.shared_facts(1) == {}, "not part of the person's data"
    assert together((small(fact), {})).keys == ({},), "without a known person nothing is shared"


def test_the_one_they_are_married_to_is_one_person_too() -> None:
    couple = part(spouse=True)
    both = together((couple, prefixed("own", TARO) | prefixed("wife", HANA)), (couple, {}))
    assert both.keys[1]["wife.name"] == ("person.name", SPOUSE)
    assert both.filled()[1] == prefixed("own", TARO) | prefixed("wife", HANA)
    assert both.shared_facts(1) == {**TARO, **prefixed("spouse", HANA)}
    assert both.shared_facts(0) == {}


def test_somebody_in_a_row_is_known_by_name_and_birthday() -> None:
    family = part(rows=True)
    first = {
        "rows": ["1", "2"],
        **prefixed("rows.1", SORA | {"sex": "male"}),
        **prefixed("rows.2", {"name": HANA["name"]}),
    }
    both = together((family, first), (family, {}))
    assert both.people(1) == ({"name": SORA["name"], "birth": SORA["birth"], "sex": "male"},), (
        "a partly known person is not matched"
    )
    again = together((family, first), (family, {"rows": ["1"], **prefixed("rows.1", SORA)}))
    assert again.people(1) == (), "a person already listed is not offered"
    assert again.filled()[1] == {"rows.1.sex": "male"}
    shared = again.shared_answers(0, ["rows.1.birth"], {"rows.1.birth": "2019-05-06"})
    assert again.filled(shared)[1]["rows.1.birth"] == "2019-05-06", "a correction applies to both"


def test_a_row_may_be_who_files() -> None:
    family = part(rows=True)
    both = together(
        (family, prefixed("own", TARO)), (family, {"rows": ["1"], **prefixed("own", TARO), **prefixed("rows.1", TARO)})
    )
    assert both.keys[1]["rows.1.name"] == ("person.name", SELF)
    assert "rows.1.name" not in asked_ids(both.cut(1))
    assert both.people(0) == ()


def test_what_a_rule_of_a_part_is_against_is_asked_there() -> None:
    strict = part(more="")
    old = prefixed("own", TARO | {"birth": "2099-01-01"})
    both = together((strict, old), (MAIL, old))
    assert "own.birth" in asked_ids(both.cut(1)), "a birthday in the future is refused in both"


def test_what_is_needed_here_and_not_there_is_asked_here() -> None:
    loose = part(asks="phone: optional")
    both = together((loose, prefixed("own", TARO)), (OWN, prefixed("own", TARO)))
    assert "own.phone" in asked_ids(both.cut(1))
    assert "own.name" not in asked_ids(both.cut(1))


def test_a_number_is_one_where_it_is_asked_and_reported_to_nobody_else() -> None:
    number, kept = part(asks="my_number: true"), {"own.my_number": f"number:{'a' * 22}"}
    environment = replace(ENVIRONMENT, numbers=True)
    both = Together(
        (walk(number, prefixed("own", TARO) | kept, environment), walk(number, prefixed("own", TARO), environment))
    )
    assert both.filled()[1] == kept
    assert "my_number" not in both.shared_facts(1)
    twice = Together((both.paths[0], walk(number, prefixed("own", TARO) | kept, environment)))
    assert "own.my_number" not in asked_ids(twice.cut(1))


def test_the_page_that_stops_a_part_is_shown_whole() -> None:
    stops = small(
        "  - step: あなた\n    id: own_step\n    use: person\n    as: own\n    role: principal\n"
        "    with: {sex: false, address: false}\n"
        "  - step: 年\n    id: age\n    ask:\n      - {id: old, type: yes_no, label: 20歳以上ですか, "
        "known_from: principal.spouse.exists, stop: {when: not old, say: 別の手続です。, next: 窓口へ。}}\n"
    )
    answers = prefixed("own", TARO) | {"old": False}
    both = together((stops, answers), (stops, answers))
    assert both.cut(1).stopped is not None
    assert "old" in asked_ids(both.cut(1))


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
    assert not any(now.filled()), "filling again changes nothing"
    values: dict[Any, Any] = {}
    for place, part_path in enumerate(now.paths):
        for question, key in now.keys[place].items():
            if question in part_path.answers:
                assert values.setdefault(key, part_path.answers[question]) == part_path.answers[question]
    shown = [asked_ids(now.cut(place)) for place in range(len(after))]
    for place, part_path in enumerate(now.paths):
        for field in part_path.fields:
            home, question = now.home(place, field.id)
            assert question in shown[home]


def test_whom_a_role_means_may_be_stated_by_who_knows() -> None:
    paths = (path(PLAIN, prefixed("own", TARO)), path(part(role="patient"), {}))
    both = Together(paths, ({"someone": "about 2"}, {"patient": "about 2"}))
    assert both.filled()[1] == prefixed("own", TARO)
    assert Together(paths, ({"someone": "about 2"}, {})).filled()[1] == {}


def test_a_question_that_is_filled_from_who_files_needs_no_other_meaning() -> None:
    plain = small(
        "  - {step: 人, id: s, ask: [{id: mobile, type: phone, label: 電話, known_from: applicant.phone}, {id: other, type: phone, label: ほか}]}\n"
    )
    both = together((OWN, prefixed("own", {"phone": "0300000000"})), (plain, {}))
    assert both.filled()[1] == {"mobile": "0300000000"}


def test_what_is_spoken_aloud_is_agreed_to_once_where_the_words_are_the_same() -> None:
    def agreeing(label: str) -> Path:
        return path(small(f"  - {{step: 同意, id: s, ask: [{{id: yes, type: consent, label: {label}}}]}}\n"), {})

    same = Together(
        (agreeing("間違いはありません"), agreeing("間違いはありません"), agreeing("ほかの市に聞いてよい")), spoken=True
    )
    assert [same.home(index, "yes")[0] for index in range(3)] == [0, 0, 2]


def test_what_is_stated_of_everything_is_asked_in_the_last_part_and_what_is_looked_up_in_each() -> None:
    def agreeing(more: str = "") -> Path:
        question = f"{{id: yes, type: consent, label: 間違いはありません{more}}}"
        return path(small(f"  - {{step: 同意, id: s, ask: [{question}]}}\n"), {})

    three = Together((agreeing(), agreeing(), agreeing()))
    assert [three.home(index, "yes") for index in range(3)] == [(2, "yes")] * 3
    assert [len(three.cut(index).fields) for index in range(3)] == [1, 1, 2]
    assert three.filled({("consent.間違いはありません", SELF): True}) == ({"yes": True},) * 3
    scoped = Together((agreeing(", scope: [tax], of: [own]"),) * 2)
    assert scoped.keys == ({}, {})
    assert list(replace(scoped, spoken=True).keys[0]) == ["yes"]


def test_a_concept_that_now_means_another_is_asked_with_it() -> None:
    before = "  - {step: 前, id: before_step, role: principal, ask: [{id: before, type: address, label: 前の住所, concept: person.recorded_address}]}\n"
    own = {**prefixed("own", TARO), "own.address": {"town": "見本町", "street": "1番地"}}
    paths = (path(small(ADDRESS), own), path(part(more=before), prefixed("own", TARO)))
    assert "before" not in Together(paths).filled()[1]
    same = Together(paths, same={"person.recorded_address": "person.address"})
    assert same.filled()[1]["before"] == own["own.address"]


def test_a_row_without_a_birthday_is_of_the_only_known_person_with_its_name() -> None:
    moves = (
        "  - {step: 引っ越し, id: moves_step, repeat: moves, label: 人, max: 3, each: '{mover}', ask: ["
        "{id: mover, type: person_name, label: 氏名, concept: person.name}, "
        "{id: home, type: address, label: 住所, concept: person.address}]}\n"
    )
    address = {"town": "見本町", "street": "1番地"}
    own = path(small(ADDRESS), {**prefixed("own", TARO), "own.address": address})
    for name, home in ((TARO["name"], address), (SORA["name"], None)):
        rows = path(small(moves), {"moves": ["1"], "moves.1.mover": name})
        assert Together((own, rows)).filled()[1].get("moves.1.home") == home
