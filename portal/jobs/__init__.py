"""Background jobs: one file each, a verb phrase; running one twice changes nothing the second time."""

from collections.abc import Callable
from dataclasses import dataclass

from portal.jobs import (
    ask_about_payments,
    ask_households,
    carry_courier,
    carry_out_disposals,
    check_waiting_files,
    delete_old_drafts,
    end_campaigns,
    hand_over_by_the_clock,
    index_applications,
    keep_places,
    let_outcomes_leave,
    remind_of_drafts,
    send_notices,
    send_unopened_by_post,
    settle_signatures,
    sweep_ended,
    take_waiting_packages,
    tell_calendar_ends,
    watch_corrections,
    watch_import_folder,
    watch_opinions,
    watch_papers,
    watch_periods,
    watch_signers,
)
from portal.services.installation import Installation


@dataclass(frozen=True)
class Job:
    name: str
    every_seconds: float
    run: Callable[[Installation], int]


def due_jobs() -> tuple[Job, ...]:
    """The jobs that come round by the clock."""
    return (
        Job("delete_old_drafts", 3600.0, delete_old_drafts.delete_old_drafts),
        Job("index_applications", 1.0, index_applications.index_applications),
        Job("keep_places", 5.0, keep_places.keep_places),
        Job("let_outcomes_leave", 5.0, let_outcomes_leave.let_outcomes_leave),
        Job("carry_out_disposals", 600.0, carry_out_disposals.carry_out_disposals),
        Job("end_campaigns", 3600.0, end_campaigns.end_campaigns),
        Job("watch_corrections", 600.0, watch_corrections.watch_corrections),
        Job("watch_opinions", 600.0, watch_opinions.watch_opinions),
        Job("watch_periods", 600.0, watch_periods.watch_periods),
        Job("watch_papers", 600.0, watch_papers.watch_papers),
        Job("watch_signers", 600.0, watch_signers.watch_signers),
        Job("send_unopened_by_post", 3600.0, send_unopened_by_post.send_unopened_by_post),
        Job("remind_of_drafts", 3600.0, remind_of_drafts.remind_of_drafts),
        Job("sweep_ended", 600.0, sweep_ended.sweep_ended),
        Job("tell_calendar_ends", 86_400.0, tell_calendar_ends.tell_calendar_ends),
    )


def neighbour_jobs() -> tuple[Job, ...]:
    """Those that wait for somebody else's machine: on a thread of their own, so that no hanging server keeps the audit
    from being sealed."""
    return (
        Job("send_notices", 0.3, send_notices.send_notices),
        Job("ask_about_payments", 20.0, ask_about_payments.ask_about_payments),
        Job("ask_households", 3600.0, ask_households.ask_households),
        Job("settle_signatures", 30.0, settle_signatures.settle_signatures),
        Job("check_waiting_files", 30.0, check_waiting_files.check_waiting_files),
        Job("watch_import_folder", 10.0, watch_import_folder.watch_import_folder),
        Job("hand_over_by_the_clock", 30.0, hand_over_by_the_clock.hand_over_by_the_clock),
        Job("take_waiting_packages", 15.0, take_waiting_packages.take_waiting_packages),
        Job("carry_courier", 60.0, carry_courier.carry_courier),
    )
