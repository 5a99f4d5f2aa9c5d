"""What a machine may be allowed, and how it is written on the wire: `{business system id}:{resource}:{operation}`
(共通機能標準仕様書 2.2.5). Inside, a scope is its last two parts."""

from collections.abc import Mapping

from portal.services.installation import Installation

READ, FILES, ACKNOWLEDGE, RESULT, PROTECTED = (
    "applications:read", "attachments:read", "applications:acknowledge", "results:write", "protected:read",
)  # fmt: skip
SCOPES: Mapping[str, str] = {
    READ: "申請の一覧と内容を読む",
    FILES: "添付ファイルを読む",
    ACKNOWLEDGE: "受け取ったことを知らせる（引渡し）",
    RESULT: "処理結果を入れる",
    PROTECTED: "支援措置（秘匿）の人の申請も読む",
}


def on_the_wire(installation: Installation, scope: str) -> str:
    return f"{installation.settings.api_system}:{scope}"


def wanted(installation: Installation, asked: str, held: frozenset[str]) -> frozenset[str] | None:
    """The scopes of a token, of those `held`: what it asks for, or all where it names none. None if it may not have one of them."""
    if not asked.strip():
        return held
    known = {on_the_wire(installation, scope): scope for scope in held}
    words = asked.split()
    return frozenset(known[word] for word in words) if all(word in known for word in words) else None
