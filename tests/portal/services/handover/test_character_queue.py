"""One question for each character that holds applications."""

from integrations.sockets.layout_socket import Finding
from portal.services.handover.character_queue import WaitingSign, waiting_signs

NUMBER = "26-000-000-018"


def finding(
    column: str, character: str = "𠮷", *, number: str = NUMBER, event: str = "unmappable", handling: str = "held",
    proposals: tuple[str, ...] = (),
) -> Finding:  # fmt: skip
    return Finding(number, column, character, event, "", handling, proposals)


def test_a_character_in_several_columns_is_asked_once_with_each_column_and_proposal() -> None:
    findings = [
        finding("氏名", proposals=("吉",)), finding("世帯主", proposals=("吉", "喜")), finding("氏名", proposals=("吉",)),
    ]  # fmt: skip
    assert waiting_signs(findings) == (WaitingSign(NUMBER, "𠮷", "unmappable", ("氏名", "世帯主"), ("吉", "喜")),)


def test_each_application_and_each_character_is_asked_by_itself_in_the_order_of_the_findings() -> None:
    findings = [finding("氏名"), finding("氏名", number="26-000-000-026"), finding("住所", "𡈽", event="private_use")]
    asked = [(waiting.receipt_number, waiting.sign, waiting.event) for waiting in waiting_signs(findings)]
    assert asked == [
        (NUMBER, "𠮷", "unmappable"), ("26-000-000-026", "𠮷", "unmappable"), (NUMBER, "𡈽", "private_use"),
    ]  # fmt: skip


def test_what_no_replacement_helps_is_not_asked() -> None:
    """Replaced, too long, or of the batch and not of an application."""
    findings = [finding("氏名", handling="replaced"), finding("氏名", event="too_long"), finding("氏名", number="")]
    assert waiting_signs(findings) == ()
