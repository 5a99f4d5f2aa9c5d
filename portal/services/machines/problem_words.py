"""RFC 9457, without case data."""

from collections.abc import Mapping
from dataclasses import dataclass

TYPE = "urn:kakanai:problem:"


@dataclass(frozen=True)
class ProblemWords:
    status: int
    title: str
    detail: str


PROBLEMS: Mapping[str, ProblemWords] = {
    "bad_request": ProblemWords(400, "読めない呼出しです", "引数、ヘッダー、本文のどれかが、決まった形ではありません。"),
    "idempotency_key_missing": ProblemWords(400, "Idempotency-Key がありません", "書込みには、128字までのASCII文字で付けます。"),
    "invalid_token": ProblemWords(401, "有効なアクセストークンがありません", "/oauth/token で得て、Authorization: Bearer で送ってください。"),
    "insufficient_scope": ProblemWords(403, "トークンのスコープが足りません", "このスコープを持つクライアントなら、トークンを得なおしてください。"),
    "not_allowed": ProblemWords(403, "許されていません", "このクライアントにはできません。"),
    "not_found": ProblemWords(404, "見つかりません", "ないものと、ほかの課のものとは、同じ答えです。"),
    "method_not_allowed": ProblemWords(405, "このメソッドでは呼べません", "Allow にあるものを使ってください。"),
    "conflict": ProblemWords(409, "今の状態ではできません", "申請が先に進んだか、結果がもう待っています。読みなおしてください。"),
    "not_ready": ProblemWords(409, "内容は渡せません", "形式審査の前か、認められずに終わったか、止められています。申請の content で分かります。"),
    "held": ProblemWords(409, "止められています", "holds にあるものを、担当課が画面で片付けます。"),
    "not_acknowledged": ProblemWords(409, "まだ受け取っていません", "結果は、受け取ったことを知らせてから入れます。"),
    "acknowledged_before": ProblemWords(409, "別の内容で、もう受け取っています", "引渡しは1回です。その後に変わったことは、担当課と話し合ってください。"),
    "precondition_failed": ProblemWords(412, "読んだときから変わっています", "読みなおして、新しい ETag を If-Match で送ってください。"),
    "too_large": ProblemWords(413, "本文が大きすぎます", "このAPIに、これほど大きい本文はありません。"),
    "unsupported_media_type": ProblemWords(415, "本文の種類が違います", "application/json です。/oauth では application/x-www-form-urlencoded です。"),
    "invalid": ProblemWords(422, "本文の中身が合いません", "どこが合わないかは、errors にあります。"),
    "idempotency_key_reused": ProblemWords(422, "この Idempotency-Key は、別の書込みに使われています", "新しい書込みには、新しいものを付けます。"),
    "precondition_required": ProblemWords(428, "If-Match がありません", "何を読んで書くのかを、ETag で示してください。"),
    "too_many": ProblemWords(429, "呼出しが多すぎます", "Retry-After の秒数だけ待ってください。"),
    "bug": ProblemWords(500, "こちらの不具合です", "サポート番号を、市の担当者に知らせてください。"),
    "neighbour_down": ProblemWords(503, "つながる先が答えません", "何も失われていません。後でもう一度呼んでください。"),
    "database_away": ProblemWords(503, "ただいま止まっています", "何も失われていません。Retry-After の秒数のあと、同じ Idempotency-Key でもう一度呼んでください。"),
    "disk_full": ProblemWords(503, "保存する場所がいっぱいです", "何も失われていません。読むことはできます。市の運用の担当者が場所を空けるまで、待ってください。"),
    "read_only": ProblemWords(503, "書込みを止めています", "何も失われていません。読むことはできます。Retry-After の秒数のあと、もう一度呼んでください。"),
    "busy": ProblemWords(503, "こみあっています", "何も失われていません。少し待って、もう一度呼んでください。"),
}  # fmt: skip
