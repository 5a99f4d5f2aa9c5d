"""Loading of files and folders."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from forms.city.city import load_city
from forms.complaints import Refused
from forms.definition.registry import field_types
from forms.definition.terms import Period
from forms.linting import lint
from forms.linting.blocks import lint_blocks
from forms.loading import from_canonical, load, load_folder, load_text, read_library, short_hash
from forms.loading.library import SHIPPED
from forms.path.environment import Environment
from forms.rules.expression import Expression
from forms.rules.types import NUMBER
from tests.forms.loading.small import ENVIRONMENT, SMALL, refusal, small
from tests.forms.rules.world import Answers
from tests.forms.scenarios.all_scenarios import try_scenarios

PROCEDURES = Path(__file__).parents[3] / "forms" / "procedures"
CITY = load_city(Path(__file__).parents[3] / "forms" / "cities" / "mihon")
REISSUE = PROCEDURES / "kaigo-hihokenshasho-saikofu.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "small.yaml").write_text(SMALL, "utf-8")
    return tmp_path


@pytest.mark.uncounted
def test_every_procedure_loads_reads_well_and_its_scenarios_come_out() -> None:
    procedures = load_folder(PROCEDURES, fields=field_types())
    titles = {procedure.title for procedure in procedures.values()}
    assert REISSUE.stem in procedures
    complaints = [
        complaint
        for procedure in procedures.values()
        for complaint in (*lint(procedure, titles), *try_scenarios(procedure, CITY))
    ]
    assert "\n".join(map(str, complaints)) == ""
    assert [name for name, procedure in procedures.items() if "easy" not in procedure.texts] == []
    of_nothing = [
        f"{name}: {code}"
        for name, procedure in procedures.items()
        for code in procedure.return_reasons
        if not procedure.return_reasons_of.get(code)
    ]
    assert of_nothing == [], "a reason about the whole is named here and explained in `because`"


def test_every_shipped_block_keeps_what_it_promises() -> None:
    assert lint_blocks(read_library([SHIPPED])) == []


def test_a_definition_becomes_a_procedure() -> None:
    procedure = load(REISSUE, fields=field_types())
    assert (procedure.id, procedure.kind) == ("kaigo-hihokenshasho-saikofu", "application")
    assert f"\nversion: {procedure.version}\n" in REISSUE.read_text("utf-8")
    assert procedure.title == "介護保険 被保険者証などの再交付申請"
    assert [step.id for step in procedure.steps][:3] == ["filer", "insured", "cards_step"]
    assert procedure.who["online"] == ("self", "same_household", "guardian", "agent", "care_manager")
    assert procedure.return_reasons["card_missing"].startswith("破れた・よごれた証")
    assert procedure.appeal is not None
    assert procedure.appeal.within == "3か月"
    assert procedure.keep is not None
    assert procedure.keep.from_ == "完結年度の翌年度4月1日"
    assert procedure.settings["standard_days"].default == 7


def test_a_question_has_its_rules_and_texts() -> None:
    procedure = load(REISSUE, fields=field_types())
    birth = procedure.field("birth")
    assert birth.path == "ask.birth"
    assert [(rule.that.text, rule.place) for rule in birth.must] == [
        ("birth <= today", "ask.birth.must.0.say"),
        ("birth > today or attains(birth, 40) <= today", "ask.birth.must.1.say"),
    ]
    assert birth.known_from == "applicant.birth"
    assert birth.known_when is not None
    assert birth.known_when.text == "filer_kind == self"
    # Questions of a step without a prefix have the step's role too.
    assert (procedure.field("address").role, procedure.field("filer_name").role) == ("principal", "filer")
    assert procedure.field("insured_no").required is False
    assert procedure.field("cards").type.options(procedure.field("cards").settings)[:2] == ("insured", "copay")
    stop = procedure.field("filer_kind").stop
    assert stop is not None
    assert (stop.when.text, stop.place) == ("filer_kind == other", "ask.filer_kind.stop")
    assert procedure.texts["easy"][f"{stop.place}.next"] != procedure.texts["ja"][f"{stop.place}.next"] == stop.next


def test_questions_are_on_pages_in_steps() -> None:
    procedure = load(REISSUE, fields=field_types())
    together = next(page for page in procedure.pages if page.id == "filer_person")
    assert (together.title, together.path) == ("あなたのお名前", "pages.filer_person")
    assert [field.id for field in together.fields] == ["filer_name", "filer_kana"]
    alone = procedure.pages[0]
    assert (alone.id, alone.title, len(alone.fields)) == ("filer_kind", "", 1)
    health = next(step for step in procedure.steps if step.id == "health")
    assert (health.path, health.title) == ("steps.health", "医療保険")
    assert health.when is not None
    assert health.when.text == "attains(birth, 65) > today"


def test_a_step_has_rules_over_all_its_questions() -> None:
    rule = "must: [{that: reason == torn, say: 破れたときだけです。}]"
    step = load_text(SMALL.replace("    ask:\n", f"    {rule}\n    ask:\n"), "s.yaml", fields=field_types()).steps[0]
    assert [(rule.that.text, rule.say, rule.place) for rule in step.must] == [
        ("reason == torn", "破れたときだけです。", "steps.first.must.0.say")
    ]


def test_whether_an_answer_is_required_may_be_a_rule() -> None:
    more = "      - {id: note, type: text, label: ひとこと, required: reason == lost}\n"
    required = small(more).field("note").required
    assert isinstance(required, Expression)
    assert required.text == "reason == lost"


def test_a_period_is_a_number_or_a_rule() -> None:
    times = "time: {period: {kind: standard, days: %s, unit: day, stops: [returned], certainty: assumed}}\n"
    assert small(times % 30).period == Period("standard", 30, "day", ("returned",), "assumed")
    assert small().period is None
    setting = "settings: {some_days: {type: integer, default: 7, certainty: assumed}}\n"
    period = small(setting + times % "city.some_days + 1").period
    assert period is not None
    assert isinstance(period.days, Expression)
    assert period.days.type == NUMBER
    assert period.days.evaluate(Answers()) == 8
    city = Environment(ENVIRONMENT.today, ENVIRONMENT.calendar, city={"some_days": 14})
    assert period.days.evaluate(Answers(city)) == 15


@pytest.mark.parametrize(
    ("type_", "default", "rule"),
    [
        ("integer", "7", "city.it > 3"),
        ("money", "300", "city.it >= 300"),
        ("yes_no", "true", "city.it"),
        ("text", "はい", "city.it == 'はい'"),
        ("choice, options: [post, fax]", "post", "city.it == post"),
    ],
)
def test_a_setting_has_the_type_that_rules_see(type_: str, default: str, rule: str) -> None:
    settings = f"settings: {{it: {{type: {type_}, default: {default}, certainty: std}}}}\n"
    text = SMALL.replace("    ask:\n", f"    when: {rule}\n    ask:\n") + settings
    when = load_text(text, "small.yaml", fields=field_types()).steps[0].when
    assert when is not None
    assert when.evaluate(Answers()) is True


def test_every_key_that_one_place_lacks_is_reported_at_once() -> None:
    text = SMALL + "settings: {odd: {}}\n"
    lacks = [
        str(complaint).rpartition("settings.odd.")[2].partition(" ")[0]
        for complaint in refusal(text)
        if complaint.key == "key.missing"
    ]
    assert sorted(lacks) == ["certainty", "default", "type"]


def test_rules_may_name_settings_of_a_definition_that_has_other_faults() -> None:
    setting = "settings: {days: {type: integer, default: 7, certainty: assumed}, odd: {type: number}}\n"
    text = SMALL.replace("    ask:\n", "    when: city.days > 3 and reson == lost\n    ask:\n") + setting
    assert {complaint.key for complaint in refusal(text.replace("version: 1", "version: one"))} == {
        "value.wrong",
        "value.choice",
        "key.missing",
        "expression.name",
    }


def test_all_complaints_come_at_once_and_say_where() -> None:
    text = SMALL.replace("kind: request", "kind: requests").replace("type: choice", "type: choise")
    assert [str(complaint) for complaint in refusal(text)] == [
        "small.yaml:4:7: no kind requests: did you mean request? [kind.unknown]",
        "small.yaml:18:15: no field type choise: did you mean choice? [field.type]",
    ]


def test_a_fault_in_an_expression_has_its_column() -> None:
    more = '      - {id: note, type: text, label: ひとこと, when: "reason == lots"}\n'
    assert [(complaint.line, complaint.column) for complaint in refusal(SMALL + more)] == [(23, more.index("lots") + 1)]


def test_a_fault_in_an_expression_over_several_lines_is_reported_at_its_beginning() -> None:
    more = "      - id: note\n        type: text\n        label: ひとこと\n        when: reason ==\n          lots\n"
    assert [(complaint.line, complaint.column) for complaint in refusal(SMALL + more)] == [(26, 15)]


def test_a_question_that_there_is_not_is_not_found() -> None:
    with pytest.raises(KeyError):
        small().field("reson")


@pytest.mark.parametrize("ask", ["reason", "[reason]", "[{together: 名前, id: names, ask: none}]", "[[reason]]"])
def test_questions_that_are_none_are_complained_about(ask: str) -> None:
    text = SMALL[: SMALL.index("    ask:")] + f"    ask: {ask}\n"
    assert {complaint.key for complaint in refusal(text)} <= {"value.wrong", "key.missing"} != set()


@pytest.mark.parametrize("rules", ["note", "[note]", "{that: reason == lost, say: だめです。}"])
def test_rules_that_are_none_are_complained_about(rules: str) -> None:
    more = f"      - {{id: note, type: text, label: ひとこと, must: {rules}, stop: no}}\n"
    assert {complaint.key for complaint in refusal(SMALL + more)} == {"value.wrong"}


def test_the_file_is_called_as_the_procedure(folder: Path) -> None:
    (folder / "small.yaml").rename(folder / "other.yaml")
    with pytest.raises(Refused, match=r"other.yaml:2:1: the file of small must be called small.yaml \[id.file\]"):
        load(folder / "other.yaml", fields=field_types())


def test_translations_are_beside_the_definition(folder: Path) -> None:
    text = f'title: {{text: みほん, of: "{short_hash("見本")}"}}\n'
    (folder / "small.easy.yaml").write_text(text, "utf-8")
    procedure = load(folder / "small.yaml", fields=field_types())
    assert procedure.texts["easy"] == {"title": "みほん"}
    assert procedure.texts["ja"]["title"] == "見本"
    assert load_folder(folder, fields=field_types()) == {"small": procedure}


def test_a_folder_is_refused_with_the_complaints_of_all_its_files(folder: Path) -> None:
    (folder / "small.easy.yaml").write_text("titel: {text: みほん, of: 12ab34cd}\n", "utf-8")
    (folder / "gone.easy.yaml").write_text("title: {text: みほん, of: 12ab34cd}\n", "utf-8")
    (folder / "bytes.yaml").write_bytes("title: 見本".encode("cp932"))
    (folder / "empty.yaml").write_text("", "utf-8")
    with pytest.raises(Refused) as refused:
        load_folder(folder, fields=field_types())
    assert [(Path(complaint.file).name, complaint.key) for complaint in refused.value.complaints] == [
        ("bytes.yaml", "yaml.encoding"),
        ("empty.yaml", "yaml.mapping"),
        ("gone.easy.yaml", "translation.orphan"),
        ("small.easy.yaml", "translation.unknown"),
    ]


def test_what_was_published_is_loaded_again_as_it_was() -> None:
    procedure = load(REISSUE, fields=field_types())
    reloaded = from_canonical(procedure.canonical, field_types())
    assert reloaded.source == f"{procedure.id}@{procedure.version}"
    assert replace(reloaded, source=procedure.source) == procedure
    assert list(reloaded.return_reasons) == list(procedure.return_reasons)


@pytest.mark.uncounted
def test_the_price_beside_a_bulky_item_is_the_price_that_is_computed() -> None:
    procedure = load(PROCEDURES / "sodai-gomi.yaml", fields=field_types())
    compute = procedure.by_name["items.price"].compute
    assert compute is not None
    priced = {
        item: amount
        for items, amount in re.findall(r"item in \[([^]]*)\], (city\.\w+)", compute.text)
        for item in items.split(", ")
    }
    options = procedure.by_name["items.item"].settings.options
    assert {item: option.help for item, option in options.items()} == {
        item: f"{{{priced.get(item, 'city.price_huge')}}}" for item in options
    }
