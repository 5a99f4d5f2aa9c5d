"""Text and order of complaints."""

from forms.complaints import Complaint, Refused


def test_a_complaint_reads_as_place_and_advice() -> None:
    assert str(Complaint("a.yaml", 3, 7, "key.unknown", "remove it")) == "a.yaml:3:7: remove it [key.unknown]"


def test_a_warning_says_that_it_is_one() -> None:
    complaint = Complaint("a.yaml", 3, 7, "lint.long_help", "shorten it", warning=True)
    assert str(complaint) == "a.yaml:3:7: warning: shorten it [lint.long_help]"


def test_a_refusal_shows_all_complaints_in_order_of_the_file() -> None:
    later, earlier = Complaint("a.yaml", 10, 1, "b", "second"), Complaint("a.yaml", 9, 2, "c", "first")
    refused = Refused([later, earlier])
    assert refused.complaints == (earlier, later)
    assert str(refused) == "a.yaml:9:2: first [c]\na.yaml:10:1: second [b]"
