"""地方税法 could be read in part only (docs/ja/law-review.md): what rests on other articles of it is not marked as law."""

from collections.abc import Iterator
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.forms.household import FORMS

# Of copies: 15条1項・2項, 15条の5 and 15条の6 1項 as of 2023-07; 9条の2, 16条, 384条の3 and 施行令 2条 of another publisher; 343条,
# 349条の3の2, 359条, 附則7条1項 and 施行令 52条の11 of others. As of 2026 of e-Gov's text in a public repository: 5条, 15条 to 16条, 449条 to 456条,
# 702条の8 and 703条の5.
READ = {
    "地方税法 第15条・第15条の6", "地方税法 第15条・第15条の6、{city}市税条例", "地方税法 第15条第1項・第2項、第15条の6第1項",
    "地方税法 第15条第1項・第15条の6第1項", "地方税法第15条第1項",
    "地方税法 第9条の2第1項・第384条の3、地方税法施行令 第2条", "地方税法 第9条の2第1項、地方税法施行令 第2条第2項・第6項",
    "地方税法施行令 第2条第2項（連署した文書と書くこと）",
    "相続人が連署した文書で届け出ることが決められているため（地方税法施行令 第2条第2項）",
    "地方税法 第16条", "地方税法第16条第1項", "地方税法第343条", "地方税法第359条", "地方税法 第359条（賦課期日）",
    "地方税法 第359条（1月1日の様子で決める）", "地方税法 第349条の3の2", "地方税法 第349条の3の2（小山市の案内）",
    "地方税法 第349条の3の2第2項（1戸200平方メートルまで）", "地方税法 第349条の3の2第1項・施行令 第52条の11",
    "地方税法施行令 第52条の11第1項", "地方税法 附則第7条",
    "国民健康保険法施行令 第29条の7第6項第8号・地方税法 第703条の5第3項",
    "地方税法 第450条・第451条第2項（納期と、納税通知書）",
    "地方税法 第5条・第15条第1項（納税者又は特別徴収義務者）", "地方税法 第15条第2項", "地方税法 第15条第4項・第15条の6第3項",
    "地方税法 第15条の6第2項", "地方税法第15条の6第2項", "地方税法第15条の2第9項第2号", "地方税法 第15条の3第1項",
    "地方税法 第15条の3・第15条の6の3（取消し）", "地方税法 第15条の2の3第1項・第15条の6第1項・第15条の9第1項",
}  # fmt: skip
FILES = sorted(file for file in (FORMS / "procedures").glob("*.yaml") if not file.name.endswith(".easy.yaml"))


def sure(node: Any) -> Iterator[str]:
    """Texts beside `certainty: law`."""
    if isinstance(node, dict):
        if node.get("certainty") == "law":
            yield from (value for value in node.values() if isinstance(value, str))
        for value in node.values():
            yield from sure(value)
    elif isinstance(node, list):
        for value in node:
            yield from sure(value)


@pytest.mark.parametrize(
    "file", [file for file in FILES if "地方税法" in file.read_text("utf-8")], ids=lambda file: file.stem
)
def test_only_articles_that_were_read_are_marked_as_law(file: Any) -> None:
    articles = {text for text in sure(YAML(typ="safe").load(file.read_text("utf-8"))) if "地方税法" in text}
    assert articles <= READ
