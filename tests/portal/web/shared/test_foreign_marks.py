import pytest
from jinja2 import Environment

from portal.web.shared.foreign_marks import ForeignMarks

TEXTS = {"a": "Please read this.", "b": "How to use"}


def drawn(template: str) -> str:
    environment = Environment(autoescape=True)
    tree = ForeignMarks().visit(environment.parse(template))
    code = environment.compile(tree)
    return environment.template_class.from_code(environment, code, {"t": TEXTS.__getitem__}).render(names=["x", "y"])


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("<b>{{ t('b') }}</b>（{{ names[0] }}）", "<b>How to use</b> (x) "),
        ("{{ names|join('、') }}", "x, y"),
        ('{{ t("a") }}<a href="/">{{ t("b") }}</a>', 'Please read this. <a href="/">How to use</a>'),
        ("{{ t('a') }}{{ t('b') }}<br>", "Please read this. How to use<br>"),
        ("<p>番号札（札）</p>", "<p>番号札（札）</p>"),
    ],
)
def test_marks_and_spaces_are_those_of_the_language(template: str, text: str) -> None:
    assert drawn(template) == text
