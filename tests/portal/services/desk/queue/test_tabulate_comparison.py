"""The same tables for page, CSV and XLSX."""

from collections import Counter

from portal.services.desk.queue.compare_periods import Compared, Comparison, Measured
from portal.services.desk.queue.tabulate_comparison import as_csv, tables_of
from portal.store.finding.search_misses import MissedWord


def comparison() -> Comparison:
    after = Measured(doors=Counter({"online": 30, "post": 10}), kept=40, returned=4, days=Counter({3: 40}))
    line = Compared("税務課", "納税証明", Measured(), after)
    return Comparison(Compared("", "", Measured(), after), (Compared("税務課", "", Measured(), after),), (line,))


def test_each_line_has_as_many_cells_as_the_head() -> None:
    tables = tables_of(comparison(), [MissedWord("", 9), MissedWord("空き家", 6)])
    assert [table.title for table in tables] == ["手続ごと", "担当課ごと", "前とのちがい", "見つからなかった言葉"]
    assert {len(line) == len(table.heads) for table in tables for line in table.lines} == {True}
    assert tables[0].lines[0][:8] == ("税務課", "納税証明", 40, 30, 0, 10, 0, 0.75)
    assert tables[0].lines[-1][:3] == ("", "合計", 40)
    assert tables[3].lines == [("（出さない言葉）", 9), ("空き家", 6)]


def test_the_csv_writes_shares_as_numbers_and_nothing_where_nothing_is_known() -> None:
    lines = b"".join(as_csv(tables_of(comparison(), []))).decode("utf-8-sig").splitlines()
    assert lines[0].startswith('"表","担当課","手続","届いた","オンライン"')
    assert '"0.750"' in lines[1]
    change = next(line for line in lines if line.startswith('"前とのちがい"'))
    assert change.startswith('"前とのちがい","税務課","納税証明","","0.750","件数が少ない"')
