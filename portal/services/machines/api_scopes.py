"""On the wire `{business system id}:{resource}:{operation}` (共通機能標準仕様書 2.2.5); inside the last two."""

from collections.abc import Mapping

from portal.config import Settings

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


def on_the_wire(settings: Settings, scope: str) -> str:
    return f"{settings.api_system}:{scope}"


def granted(settings: Settings, named: frozenset[str], held: frozenset[str]) -> frozenset[str]:
    """What `held` has of the scopes that a token names (as on the wire)."""
    return frozenset(scope for scope in held if on_the_wire(settings, scope) in named)


def wanted(settings: Settings, asked: str, held: frozenset[str]) -> frozenset[str] | None:
    """All `held` if none is requested, None if one is not held."""
    if not asked.strip():
        return held
    known = {on_the_wire(settings, scope): scope for scope in held}
    words = asked.split()
    return frozenset(known[word] for word in words) if all(word in known for word in words) else None
