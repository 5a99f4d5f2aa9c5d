"""Every page of staff that the tests of routes are served is looked at (`Acting`), and `acts.txt` names for each act of
staff the test that does it: here, that the look finds what is wrong, and that no act is without its test.
"""

import ast
import inspect
import textwrap
from collections.abc import Callable, Mapping
from functools import cache
from types import FunctionType

import pytest

from portal.services.shared.installation import Installation
from portal.web.shared.page import render
from tests.house.tree import ROOT, text
from tests.portal.routes.acts import HERE, PAGE, PAGES, REFUSED, STAYS, Outcome, acts
from tests.portal.routes.place_of_focus import astray
from tests.portal.routes.staff_browser import at_desk
from tests.portal.world import add_member

BOX = '<input name="a" autofocus>'
SUMMARY = '<section class="error-summary" id="error-summary"></section>'

# Each post by staff, and by who signs in as staff or out.
BY_STAFF = {
    page.path: page
    for page in PAGES.pages
    if page.method == "POST" and (page.access.who == "staff" or page.path.startswith("/staff/"))
}
_PDF, _ZIP, _CARD = "a PDF is saved", "a ZIP is saved", "a script waits for the card: card.js, on the same page"
STAYING: Mapping[str, str] = {
    "/counter/drafts/{draft}/card": _CARD,
    "/counter/drafts/{draft}/card/ask": _CARD,
    "/counter/drafts/{draft}/sign": _CARD,
    "/counter/drafts/{draft}/sign/ask": _CARD,
    "/counter/signers/{receipt:receipt_number}/{signature:row_number}": _CARD,
    "/counter/signers/{receipt:receipt_number}/{signature:row_number}/ask": _CARD,
    "/counter/shelters/{shelter}/card": _CARD,
    "/counter/shelters/{shelter}/card/ask": _CARD,
    "/counter/visits/{visit}/people/card": _CARD,
    "/counter/visits/{visit}/people/card/ask": _CARD,
    "/desk/audit/sample": _ZIP,
    "/desk/campaigns/{campaign:row_number}/letters": _PDF,
    "/desk/campaigns/{campaign:row_number}/people/{number:row_number}/letter": _PDF,
    "/desk/dispatches/batches/{batch:row_number}/labels": _PDF,
    "/desk/dispatches/batches/{batch:row_number}/letters": _PDF,
    "/desk/proposals": _ZIP,
    "/desk/{receipt:receipt_number}/letter": _PDF,
    "/desk/{receipt:receipt_number}/letter/papers": _PDF,
    "/desk/{receipt:receipt_number}/debit/form": _PDF,
    "/desk/{receipt:receipt_number}/payment/slip": _PDF,
    "/desk/{receipt:receipt_number}/period/letter": _PDF,
    "/staff/session/extend": "a script shows until when (resident.js), on the same page",
}
NEVER_REFUSED = {
    "/desk/exports/cases/{layout}": "nothing is typed; what changed while it was copied is a 409",
    "/desk/assignment": "its page is drawn with what is wrong by the post of an absence alone",
    "/desk/translations/{language}/sign": "nothing is typed; what somebody changed meanwhile is a 409",
    "/desk/translations/{language}/unsign": "nothing is typed; what somebody changed meanwhile is a 409",
}


def page(content: str) -> str:
    return f'<body class="staff"><main id="main">{content}</main></body>'


@pytest.mark.parametrize(
    ("content", "part", "wrong"),
    [
        ("<h1>申請</h1>", "", []),
        ("<p>申請</p>", "", ["not one heading"]),
        ("<h1>申請</h1><h1>手続</h1>", "", ["not one heading"]),
        (f"<h1>申請</h1>{BOX}", "", []),
        (f"<h1>申請</h1>{BOX}{BOX}", "", ["several places ask for the focus"]),
        (f"<h1>申請</h1><details open><summary>x</summary>{BOX}</details>", "", []),
        (
            f"<h1>申請</h1><details><summary>x</summary><p>{BOX}</details>",
            "",
            ["the focus goes to what is hidden: input a"],
        ),
        ('<h1>申請</h1><details><summary id="notes">x</summary></details>', "notes", []),
        ('<h1>申請</h1><section id="notes"></section>', "notes", []),
        ('<h1>申請</h1><section id="note"></section>', "notes", ["nothing is #notes"]),
        ('<h1>申請</h1><div hidden><section id="notes"></section></div>', "notes", ["#notes is hidden"]),
    ],
)
def test_a_page_has_one_place_for_the_keyboard(content: str, part: str, wrong: list[str]) -> None:
    assert astray(page(content), part) == wrong


@pytest.mark.parametrize(
    ("content", "is_at_it"),
    [
        (SUMMARY, True),
        ('<section class="notice with-icon tone-error" role="status"></section>', True),
        ('<section class="notice with-icon tone-error"></section>', False),
        ('<form method="post" data-enter-next></form>', True),
        ('<input aria-invalid="true" autofocus>', True),
        (f"{SUMMARY}{BOX}", False),
        ("", False),
    ],
)
def test_what_is_wrong_has_the_place(content: str, is_at_it: bool) -> None:
    wrong = [] if is_at_it else ["the focus is not at what is wrong"]
    assert astray(page(f"<h1>申請</h1>{content}"), refused=True) == wrong


def test_each_act_of_staff_is_done_by_a_test_that_looks_where_the_keyboard_is() -> None:
    """And what may be typed wrongly is typed wrongly."""
    needed = {(STAYS if path in STAYING else PAGE, path) for path in BY_STAFF}
    pages = [path for path in BY_STAFF if path not in NEVER_REFUSED and STAYING.get(path) != _CARD]
    needed |= {(REFUSED, path) for path in pages if _refuses(BY_STAFF[path].endpoint)}
    shown = frozenset[Outcome]().union(*acts().values())
    assert needed - shown == set(), "do it in a test of a route, as it is done and with a mistake, and name the test"
    assert {path for _, path in shown} - BY_STAFF.keys() == set()
    assert (STAYING.keys() | NEVER_REFUSED.keys()) - BY_STAFF.keys() == set()


def _refuses(endpoint: Callable[..., object]) -> bool:
    """Whether it, or a function of routes and web that it calls, responds 422 with a page."""
    calls, known = [inspect.unwrap(endpoint)], set[object]()
    while calls:
        function = calls.pop()
        known.add(function)
        refuses, called = _read(function)
        if refuses:
            return True
        calls += [other for other in called if other not in known]
    return False


@cache
def _read(function: FunctionType) -> tuple[bool, tuple[FunctionType, ...]]:
    # Once each: a hundred pages call the same functions.
    nodes = [*ast.walk(ast.parse(textwrap.dedent(inspect.getsource(function))))]
    named = [function.__globals__.get(node.id) for node in nodes if isinstance(node, ast.Name)]
    called = [
        other
        for other in named
        if inspect.isfunction(other)
        and other.__module__.startswith(("portal.routes", "portal.web"))
        and other != render
    ]
    return any(map(_answers_422, nodes)), tuple(dict.fromkeys(called))


def _answers_422(node: ast.AST) -> bool:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "render":
        return any(keyword.arg == "wrong" for keyword in node.keywords)
    return isinstance(node, ast.Constant) and node.value == 422


def test_each_test_that_is_named_is_there() -> None:
    named = [test.partition("::") for test in acts()]
    assert [f"{file}::{name}" for file, _, name in named if f"\ndef {name}(" not in text(HERE / file)] == []


def test_the_script_looks_for_the_same_places() -> None:
    script = text(ROOT / "static/js/after_act.js")
    assert "[autofocus]" in script
    assert "#error-summary, main .notice.tone-error[role]" in script
    assert "location.hash" in script
    assert "main h1" in script


def test_a_page_of_staff_is_one_that_is_looked_at(installation: Installation) -> None:
    browser = at_desk(installation, add_member(installation, "clerk", ("clerk", "care-assessment")))
    heading = browser.client.get("/desk").text
    assert astray(heading.replace("<h1", "<h2")) == ["not one heading"]
