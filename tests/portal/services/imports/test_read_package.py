"""Packages are judged like typed answers."""

from collections.abc import Mapping
from dataclasses import replace

from forms.definition.field import Raw
from integrations.sockets.import_socket import Header, Mapped, Package
from portal.services.imports.read_package import KINDS, Finding, answers_of, look_through, stored_findings
from portal.services.shared.catalogue import speech_of
from tests.integrations.imports.mapped import environment, mappings, procedures
from tests.portal.world import ANSWERS, PROCEDURE

ASKED = procedures()[PROCEDURE]


def mapped() -> Mapped:
    mapping = next(mapping for mapping in mappings() if mapping.procedure == PROCEDURE)
    return mapping.read(Package(Header("GS1"), mapping.write(ANSWERS)))


def findings_of(read: Mapped) -> list[Finding]:
    path = answers_of(ASKED, read, environment(PROCEDURE), {})
    return list(look_through(ASKED, read, path, speech_of(ASKED, "ja")))


def changed(boxes: Mapping[str, Raw], *without: str) -> Mapped:
    read = mapped()
    kept = {name: texts for name, texts in read.boxes.items() if name not in without}
    return replace(read, boxes={**kept, **boxes})


def test_a_sound_package_gives_its_answers_and_no_finding() -> None:
    read = mapped()
    path = answers_of(ASKED, read, environment(PROCEDURE), {})
    assert {name: path.answers[name] for name in ANSWERS} == dict(ANSWERS)
    assert findings_of(read) == []


def test_a_mistake_keeps_the_text_that_was_typed_and_a_missing_answer_has_none() -> None:
    findings = findings_of(changed({"insured_no": {"": ("12",)}}, "phone"))
    assert [(finding.kind, finding.question, finding.typed) for finding in findings] == [
        ("mistake", "insured_no", "12"), ("missing", "phone", ""),
    ]  # fmt: skip
    assert [finding.label for finding in findings] == [ASKED.field(name).label for name in ("insured_no", "phone")]


def test_an_answer_to_a_question_that_is_not_asked_is_reported_and_not_kept() -> None:
    read = changed({"return_by": {"": ("post",)}})
    assert "return_by" not in answers_of(ASKED, read, environment(PROCEDURE), {}).answers
    assert [(finding.kind, finding.question, finding.typed) for finding in findings_of(read)] == [
        ("unasked", "return_by", "post")
    ]


def test_a_package_of_somebody_who_may_not_apply_says_why() -> None:
    first, *rest = findings_of(changed({"filer_kind": {"": ("other",)}}))
    assert (first.kind, first.say) == ("stopped", "頼まれていない人の証は、申請できません。")
    assert {finding.kind for finding in rest} == {"unasked"}, "questions behind the stop are not asked"


def test_fields_and_files_without_a_question_are_named() -> None:
    findings = findings_of(replace(mapped(), left=("余白",), left_files=("a.pdf",)))
    assert [(finding.kind, finding.label) for finding in findings] == [("left", "余白"), ("file", "a.pdf")]
    assert [Finding(**stored) for stored in stored_findings(findings)] == findings
    assert {finding.kind for finding in findings} <= KINDS.keys()
