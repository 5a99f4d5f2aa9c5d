"""`python kakanai-reader.pyz --portal https://shinsei.example.lg.jp` (docs/ja/card-reader.md)."""

import argparse
import sys
from contextlib import suppress
from datetime import UTC, datetime
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from integrations.card_reader.agent import Agent
from integrations.card_reader.pcsc import PcscReaders
from integrations.card_reader.question import PortalKeys, fetch_keys
from integrations.card_reader.readers import CardRemoved, NoReader, Readers
from integrations.card_reader.server import ReaderServer
from integrations.card_reader.terminal import TerminalPrompt
from integrations.card_reader.virtual import VirtualReaders

if TYPE_CHECKING:
    from integrations.card_reader.window import WindowPrompt

PORT = 9763
_NO_WINDOW = "窓を出せません（{}）。この画面で暗証番号を入れます。"


def main() -> int:
    options = _options()
    readers: Readers = VirtualReaders(options.virtual) if options.virtual else PcscReaders()
    if options.check:
        return _check(readers)
    if not options.portal:
        return _refuse("--portal に、窓口の画面のアドレス（https://…）を書いてください。")
    window = _window() if options.prompt == "window" else None
    keys = PortalKeys(lambda: fetch_keys(options.portal))
    agent = Agent(options.portal, keys, readers, window or TerminalPrompt(), lambda: datetime.now(UTC), options.reader)
    try:
        server = ReaderServer(options.port, agent)
    except OSError:
        return _refuse(f"ポート {options.port} は使われています。もう動いていないか、確かめてください。")
    print(f"動いています：http://127.0.0.1:{server.server_port}（{options.portal} だけに答えます）", flush=True)
    with suppress(KeyboardInterrupt):
        if window:
            Thread(target=server.serve_forever, daemon=True).start()
            window.run()
        else:
            server.serve_forever()
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="kakanai-reader", description="窓口のカード読み取りソフト")
    parser.add_argument("--portal", type=_origin, help="窓口の画面のアドレス。ここだけに答えます")
    parser.add_argument("--port", type=int, default=PORT, help=f"このパソコンの中のポート（{PORT}）")
    parser.add_argument("--reader", default="", help="読み取り機の名前の一部（いくつもあるとき）")
    parser.add_argument("--prompt", choices=("window", "terminal"), default="window", help="暗証番号を入れる場所")
    parser.add_argument("--check", action="store_true", help="読み取り機とカードがあるかだけを見て、終わります")
    parser.add_argument(
        "--virtual", type=_ports, default=[], help=argparse.SUPPRESS
    )  # for tests: ports of virtual cards
    return parser.parse_args()


def _origin(text: str) -> str:
    parts = urlsplit(text)
    inside = parts.hostname in ("127.0.0.1", "localhost")
    if not parts.netloc or (parts.scheme != "https" and not (parts.scheme == "http" and inside)):
        raise argparse.ArgumentTypeError("https:// から始まるアドレスを書いてください。")
    return f"{parts.scheme}://{parts.netloc}"


def _ports(text: str) -> list[int]:
    return [int(port) for port in text.split(",")]


def _window() -> "WindowPrompt | None":
    try:
        from integrations.card_reader.window import NoScreen, WindowPrompt  # noqa: PLC0415  # Tk may not be installed
    except ImportError as error:
        print(_NO_WINDOW.format(error), flush=True)
        return None
    try:
        return WindowPrompt()
    except NoScreen as error:
        print(_NO_WINDOW.format(error), flush=True)
        return None


def _check(readers: Readers) -> int:
    try:
        cards = readers.cards()
    except (NoReader, CardRemoved) as error:
        return _refuse(
            f"読み取り機がありません（{error}）。つないであるか、ドライバーが入っているかを確かめてください。"
        )
    print("\n".join(f"カードがあります：{name}" for name in cards) or "読み取り機はあります。カードはありません。")
    return 0


def _refuse(text: str) -> int:
    print(text, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
