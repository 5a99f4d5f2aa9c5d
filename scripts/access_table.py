"""Prints docs/access.md: who may ask for which page, as the routes declare it. `make reference` keeps it."""

from collections.abc import Iterator

from portal.routes.families import every_router
from portal.services.staff.words import ROLE_WORDS
from portal.web.machines.route import MachineRoute, TokenRoute
from portal.web.shared.access import Access
from portal.web.shared.router import PageRoute, Router

_HEAD = """# だれが何を開けるか

画面と操作の、全部です。このページは `make reference` で、`portal/routes` にある宣言から作ります。手で直しません。
権限に責任を持つ人が、変わったところを読むための表です。宣言のとおりに動くことは `tests/portal/routes/shared/test_access.py` が確かめます。

- `GET` は見る、`POST` は行う、`PATCH` はファイルを少しずつ送る、です。`{ }` には、申請や下書きなどの名前が入ります。
- ここにない人は断られます。宣言のない画面は、起動しません。
"""
_RESIDENTS = {
    "anyone": "だれでも（サインインは必要ありません。番号やコードを持って来る人もふくみます）",
    "procedure decides": "手続が決める人（だれでも、メールで確かめた人、カードでサインインした人）",
    "signed in": "サインインした人（自分のものだけが出ます）。ほかの人は、サインインの画面に行きます。",
    "system": "ほかの機関のシステム（署名で確かめます）",
    "owner": "その下書き・申請などの持ち主。ほかの人には「ありません」、サインインしていない人にはサインインの画面です。",
}
_STAFF = """役割のどれか1つがあれば開きます。「＋」のある役割は、それにくわえて要るものです。役割がないものは、職員ならだれでも、自分のことに使えます。
「開くもの」は、開く申請や束などの事務についての権限が要る、「どれか」は、どの事務の権限でもよい（出るのは、その人の事務のものだけ）です。
手数料の締め（`/counter/till`）は窓口のもので、その窓口で受け取った、どの事務の分も出ます（受付番号、額、職員。氏名は出ません）。2人で現金を数えるためです。
"""


def _marks(access: Access) -> str:
    def mark(role: str) -> str:
        return "＋" if role == access.beside else "○" if role in access.roles else ""

    return " | ".join(mark(role) for role in ROLE_WORDS)


def _duty(page: PageRoute) -> str:
    return "開くもの" if (page.access.duty or ("named" if "{" in page.path else "any")) == "named" else "どれか"


def _plain(title: str, pages: list[PageRoute]) -> Iterator[str]:
    yield f"\n### {title}\n\n| | 住所 |\n|---|---|"
    for page in pages:
        yield f"| {page.method} | `{page.path}` |"


def _staff(pages: list[PageRoute]) -> Iterator[str]:
    yield _STAFF
    yield f"| | 住所 | {' | '.join(ROLE_WORDS.values())} | 事務 |\n|---|---|{'---|' * len(ROLE_WORDS)}---|"
    for page in pages:
        yield f"| {page.method} | `{page.path}` | {_marks(page.access)} | {_duty(page)} |"


def _systems(calls: list[MachineRoute | TokenRoute]) -> Iterator[str]:
    yield "\n### 庁内のシステム（トークンの範囲）\n\n| | 住所 | 範囲 |\n|---|---|---|"
    for call in sorted(calls, key=lambda call: call.path):
        yield f"| {' '.join(call.methods or ())} | `{call.path}` | {call.access.scope or 'クライアントの秘密か署名'} |"


def _lines() -> Iterator[str]:
    def of(zone: str, *who: str) -> list[PageRoute]:
        return sorted(
            (page for page in pages[zone] if page.access.who in who), key=lambda page: (page.path, page.method)
        )

    pages: dict[str, list[PageRoute]] = {}
    calls: list[MachineRoute | TokenRoute] = []
    for router in every_router():
        if isinstance(router, Router):
            pages.setdefault(router.zone, []).extend(router.pages)
        else:
            calls += [route for route in router.routes if isinstance(route, MachineRoute | TokenRoute)]
    yield _HEAD
    yield "## 住民の画面（インターネット）"
    for who, words in _RESIDENTS.items():
        yield from _plain(words, of("resident", who))
    yield "\n## 職員の画面（庁内の網）\n"
    yield from _staff(of("staff", "staff"))
    yield from _plain(
        "サインインのいらないもの（サインインの画面、コードで組んだ来庁者の画面、API の説明）", of("staff", "anyone")
    )
    yield from _systems(calls)
    yield "\n## どちらの網にもあるもの"
    yield from _plain("だれでも", of("shared", "anyone"))


def main() -> None:
    print("\n".join(_lines()))


if __name__ == "__main__":
    main()
