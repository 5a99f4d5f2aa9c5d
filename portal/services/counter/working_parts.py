"""Which parts work now, and how to continue without the others."""

# Calls no neighbour.

from collections.abc import Mapping
from dataclasses import dataclass

from integrations.sockets.card_socket import CardAgent
from portal.services.paper.find_fonts import NoJapaneseFont, faces


@dataclass(frozen=True)
class Part:
    name: str
    state: str  # ok, missing, or none (not installed)
    without: str


# key of /readyz, name for clerks, how to continue without it
_NEIGHBOURS = (
    ("register", "住民票との照合", "見せてもらった書類を見て入れます。登録はできます。支援措置の有無は、直ってから自動で確かめます。"),
    ("revocation", "カードの失効の確認", "カードの署名は、署名として受け取り、確かめるのはあとになります。紙の署名でも受けられます。"),
    ("payments", "キャッシュレスの支払い", "現金か納付書で受けます。途中の注文は、直ってから「支払いを確かめる」で分かります。"),
    ("scanner", "ファイルの検査", "ファイルは預かり、検査が直ってから見られるようになります。紙は原本を保管します。"),
    ("reader", "紙の文字の読み取り", "書類を見て入れます。写しは、いつものようにつけられます。"),
    ("mail", "メール", "受付票を印刷して渡します。メールは、直ってから自動で出ます。"),
)  # fmt: skip


def still_works(card_agent: CardAgent | None, neighbours: Mapping[str, str]) -> list[Part]:
    parts = [Part(name, neighbours.get(key, "none"), without) for key, name, without in _NEIGHBOURS]
    return [_paper(), *parts, _reader(card_agent)]


def _paper() -> Part:
    without = "番号は画面で読み上げ、あとで印刷します。用紙は、前に印刷しておいた白紙の様式を使います。"
    try:
        faces()
    except NoJapaneseFont:
        return Part("印刷する紙（PDF）を作ること", "missing", without)
    return Part("印刷する紙（PDF）を作ること", "ok", without)


def _reader(card_agent: CardAgent | None) -> Part:
    # The service cannot see a computer's reader: the procedure's page does.
    without = "券面を見て入れます。読み取りがなくても、どの手続も受けられます。"
    return Part("カードの読み取り", "none" if card_agent is None else "here", without)
