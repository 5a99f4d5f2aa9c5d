"""Maps the twenty-five checks of a resident's service to tests (of 25 all but the staff's
own round). `tests/house/test_checks.py` verifies that the tests exist.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    """`tests`: file below `tests`, `::`, function."""

    what: str
    tests: tuple[str, ...]


_EVERY = "journeys/everywhere/test_every_page.py::test_a_page_of_residents"
_QUESTIONS = "journeys/everywhere/test_every_page.py::test_every_question_answered_and_emptied"
_FOREIGN = "journeys/everywhere/test_every_page.py::test_a_page_of_each_room_in_another_language"
_PHONE = "journeys/everywhere/test_phone.py::test_from_the_phone_to_the_outcome"
_SIGHT = (
    "journeys/everywhere/test_sight.py::test_questions_and_check_hold_in_colours_of_the_readers_own_and_without_motion"
)
_WIDER = "journeys/residents/test_finding.py::test_wider_text_forced_colours_and_less_motion_lose_nothing"
_LETTER = "journeys/everywhere/test_sight.py::test_a_letter_is_answered_with_letters_twice_as_large"
_TYPED = "journeys/everywhere/test_robust.py::test_what_people_type_is_understood_or_explained"
_REPORT = "journeys/desk/test_report_pages.py::test_every_page_of_a_report"

CHECKS: Mapping[int, Check] = {
    1: Check("the whole way without scripts, a file included", (
        _PHONE, "journeys/residents/test_uploads.py::test_files_are_kept_replaced_removed_and_sent_without_scripts",
    )),
    2: Check("scripts that never arrive", ("journeys/everywhere/test_robust.py::test_scripts_that_never_arrive_leave_no_dead_control",)),
    3: Check("axe", (_EVERY, _QUESTIONS, _REPORT)),
    4: Check("keyboard alone", ("journeys/everywhere/test_robust.py::test_the_whole_way_by_keyboard", _EVERY)),
    5: Check("the focus is seen, in forced colours too", (_EVERY, _SIGHT)),
    6: Check("nothing lies over the focus", (_EVERY,)),
    7: Check("320 pixels", (_EVERY, _QUESTIONS, _FOREIGN)),
    8: Check("text twice as large", (_EVERY, _LETTER, _FOREIGN)),
    9: Check("spaced text", (_EVERY, _WIDER, _FOREIGN)),
    10: Check("targets", (_EVERY, _FOREIGN, "journeys/everywhere/test_every_page.py::test_a_page_of_staff")),
    11: Check("forced colours keep borders and the chosen option", (_SIGHT, _WIDER)),
    12: Check("less motion", (_SIGHT, _WIDER)),
    13: Check("the summary of mistakes", (_QUESTIONS, _PHONE)),
    14: Check("width of letters", (_TYPED, "house/test_words.py::test_nobody_is_informed_about_the_width_of_letters")),
    15: Check("names stay what they are", (
        "journeys/everywhere/test_names.py::test_a_name_stays_what_it_is",
        "portal/routes/handover/test_books.py::test_a_name_of_many_words_is_the_same_on_the_page_the_desk_the_paper_and_in_the_csv",
        "portal/services/paper/test_print_form.py::test_a_name_in_any_script_is_printed_or_its_missing_character_is_marked_and_reported",
    )),
    16: Check("years of an era", (
        _TYPED, "forms/text/test_written_day.py::test_on_the_first_day_of_an_era_both_names_hold_and_the_day_before_only_the_old_one",
        "forms/text/test_written_day.py::test_the_first_year_has_two_names",
    )),
    17: Check("back, reload, double click, another language", (
        _PHONE, "journeys/residents/test_booking.py::test_a_draft_is_thrown_away_after_a_question_and_had_back",
    )),
    18: Check("saved, and found again", (
        "journeys/residents/test_other_device.py::test_what_was_begun_on_one_phone_is_finished_on_another",
        "portal/routes/residents/test_session_ended.py::test_what_was_typed_too_late_is_there_after_signing_in_again",
        "portal/routes/residents/test_session_ended.py::test_another_language_takes_along_what_is_typed",
    )),
    19: Check("one answer is changed, and only what it adds is asked", (_PHONE,)),
    20: Check("nothing is asked twice", (
        "journeys/residents/test_known_answers.py::test_a_family_of_four_types_as_little_as_was_promised",
        "forms/fields/test_autocomplete.py::test_every_box_says_what_the_table_says_and_no_other_box_says_anything",
    )),
    21: Check("language", ("journeys/everywhere/test_easy_japanese.py::test_the_whole_way_in_easy_japanese", _EVERY, _FOREIGN)),
    22: Check("files that are taken and those that are not", (
        "journeys/residents/test_uploads.py::test_what_is_not_taken_is_reported_at_its_question_and_the_rest_stays",
        "integrations/remaking/test_picture.py::test_a_photograph_of_a_telephone_of_twelve_million_points_becomes_a_jpeg",
        "portal/services/files/test_keep_file.py::test_what_cannot_be_taken_is_reported_once_and_never_kept",
        "portal/services/files/test_keep_file.py::test_what_a_scanner_finds_is_removed_and_named_and_the_rest_stays",
        "portal/routes/files/test_waiting_files.py::test_a_file_waits_and_so_does_sending_until_it_was_looked_at",
    )),
    23: Check("weight", ("journeys/everywhere/test_robust.py::test_a_question_is_light_and_asks_nobody_else",)),
    24: Check("layout", (_EVERY, _QUESTIONS, _FOREIGN)),
    25: Check("staff: by keyboard, on one sheet, without formulas", (
        "journeys/counter/test_counter_typing.py::test_the_enter_that_ends_a_conversion_moves_nothing",
        "portal/hostile/test_spreadsheets.py::test_the_book_has_no_formula",
        "portal/routes/handover/test_books.py::test_the_csv_holds_the_whole_period_and_is_recorded_with_its_count",
    )),
}  # fmt: skip
# Stories of people with special needs.
STORIES: Mapping[str, tuple[str, ...]] = {
    "a Japanese keyboard": ("journeys/everywhere/test_sight.py::test_the_enter_that_ends_a_conversion_sends_nothing",),
    "eighty years old, by letter": (_LETTER,),
    "a name in Latin letters, in やさしい日本語": ("journeys/everywhere/test_easy_japanese.py::test_the_whole_way_in_easy_japanese",),
    "a report with a photograph, without sign-in": (
        _REPORT, "journeys/residents/test_uploads.py::test_a_report_is_filed_without_a_card_and_its_number_is_to_be_kept",
    ),
    "begun on one phone, finished on another": (
        "journeys/residents/test_other_device.py::test_what_was_begun_on_one_phone_is_finished_on_another",
    ),
    "invited to the yearly report": ("journeys/residents/test_invitations.py::test_a_letter_is_answered_in_two_taps",),
}  # fmt: skip
