"""Files of providers."""

from datetime import date

from portal.services.fees.read_settlement import OTHER, PAID_OUT, RETURNED, TAKEN, SettledLine, read_settlement

HEAD = "balance_transaction_id,created,reporting_category,currency,gross,fee,net,payment_metadata[number]"


def read(*lines: str, head: str = HEAD) -> tuple[tuple[SettledLine, ...], list[tuple[int, str]]]:
    lines_read, faults = read_settlement("\n".join((head, *lines)).encode())
    return lines_read, [(fault.line, fault.words) for fault in faults]


def test_the_report_of_stripe_is_read_with_its_fees_and_what_is_not_ours() -> None:
    lines, faults = read(
        "txn_1,2026-11-20 10:00:00,charge,jpy,710.00,26,684,n1",
        "txn_2,2026-11-21 09:00:00,refund,jpy,-300,0,-300,n1",
        "",
        "txn_3,2026-11-21 00:00:00,fee,jpy,-500,0,-500,",
        'txn_4,2026-11-22,dispute,jpy,"-1,300",0,-1300,n2',
    )
    assert faults == []
    first, second = date(2026, 11, 20), date(2026, 11, 21)
    assert lines == (
        SettledLine("n1", TAKEN, "charge", 710, 26, first), SettledLine("n1", RETURNED, "refund", 300, 0, second),
        SettledLine("", OTHER, "fee", -500, 0, second), SettledLine("n2", OTHER, "dispute", -1300, 0, date(2026, 11, 22)),
    )  # fmt: skip


def test_a_payout_is_read_as_one_and_a_picture_is_no_table() -> None:
    lines, faults = read("txn_5,2026-11-23,payout,jpy,-684,0,-684,", "txn_6,2026-11-24,refund_failure,jpy,300,0,300,n1")
    assert faults == []
    assert [(it.kind, it.named, it.amount) for it in lines] == [
        (PAID_OUT, "payout", -684), (OTHER, "refund_failure", 300),
    ]  # fmt: skip
    for picture in (b"\x89PNG\r\n\x1a\n\0\0", b"\xff\xd8\xff\xe0\0\x10JFIF", b"%PDF-1.7\n"):
        (fault,) = read_settlement(picture)[1]
        assert "表のファイルではありません" in fault.words


def test_the_file_of_a_hosted_page_is_read_too() -> None:
    lines, faults = read("n1,paid,710,0,2026-11-20T10:00:00+09:00", head="number,state,amount,fee,at")
    assert (lines, faults) == ((SettledLine("n1", TAKEN, "paid", 710, 0, date(2026, 11, 20)),), [])


def test_another_file_and_senseless_lines_are_named_and_nothing_is_compared() -> None:
    assert read("1,2", head="a,b")[1][0][0] == 1
    wrong: tuple[str, ...] = (
        "x,2026-11-20,charge,jpy,7.5,0,0,n",
        "x,20 Nov,charge,jpy,7,0,0,n",
        "x,2026-11-20,charge,jpy,NaN,0,0,n",
    )
    wrong += tuple(f"x,2026-11-20,charge,jpy,{yen},0,0,n" for yen in ("1e9999999", "1_0", "9" * 13))
    wrong += tuple(f"x,{day},charge,jpy,7,0,0,n" for day in ("9999-12-31", "0001-01-01"))
    lines, faults = read("x,2026-11-20,charge,jpy,7,0,7,n", *wrong)
    assert (lines, [line for line, _ in faults]) == ((), list(range(3, 3 + len(wrong))))
    assert read_settlement(b"")[1][0].line == 0
