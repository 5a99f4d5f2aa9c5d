"""A layout is tried with made-up answers, and says what is wrong by line."""

from dataclasses import replace

import pytest

from forms.complaints import Refused
from forms.scenarios.sampling import NoSample
from integrations.exports.loading import LAYOUTS
from portal.errors import NotFound
from portal.services.administration import try_layout as module
from portal.services.administration.try_layout import try_layout
from portal.services.shared.installation import Installation

PROCEDURE = "kaigo-hihokenshasho-saikofu"
TEXT = (LAYOUTS / "kaigo.hihokenshasho.saikofu.yaml").read_text("utf-8")


def test_a_made_up_application_is_shown_in_its_columns(installation: Installation) -> None:
    layout, shown = try_layout(installation, TEXT, PROCEDURE)
    assert layout.id == "kaigo.hihokenshasho.saikofu"
    assert shown is not None
    assert any(text for _, cells in shown.lines for _, text in cells)


def test_what_is_wrong_is_reported_by_line(installation: Installation) -> None:
    for text, key in (
        ("layout: [", "yaml.syntax"),
        (TEXT.replace("answers.insured_no", "answers.nothing"), "layout.question"),
    ):
        with pytest.raises(Refused) as refused:
            try_layout(installation, text, PROCEDURE)
        assert key in {each.key for each in refused.value.complaints}
        assert all(each.line > 0 for each in refused.value.complaints)
    with pytest.raises(Refused, match="applies to"):
        try_layout(installation, TEXT, "juminhyo-utsushi")


def test_without_answers_or_plug_nothing_is_shown(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NotFound):
        try_layout(replace(installation, layout_texts=None), TEXT, PROCEDURE)

    def none(*_arguments: object, **_named: object) -> object:
        raise NoSample("none")

    monkeypatch.setattr(module, "valid_sample", none)
    assert try_layout(installation, TEXT, PROCEDURE)[1] is None
