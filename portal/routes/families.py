"""Which families of pages a zone serves."""

from fastapi import APIRouter

from portal.routes import (
    applications,
    apply,
    books,
    campaign_people,
    campaigns,
    contacts,
    correct,
    correct_by_letter,
    counter,
    counter_resume,
    deliveries,
    desk,
    desk_files,
    desk_slots,
    desk_support,
    documents,
    elsewhere,
    exports,
    finding,
    front,
    health,
    helping,
    information,
    invited,
    line_webhook,
    mail_sign_in,
    mock_letters,
    mock_mail,
    own_data,
    own_files,
    payments,
    procedures,
    reservations,
    resume_by_mail,
    sending,
    shared,
    sign_in,
    staff_sign_in,
    starting_again,
    stopping,
    talking,
    track,
)


def shared_families() -> tuple[APIRouter, ...]:
    return (health.router, shared.router)


def resident_families() -> tuple[APIRouter, ...]:
    """What the internet sees."""
    return (
        front.router, finding.router, information.router, procedures.router, sign_in.router, mail_sign_in.router, elsewhere.router, resume_by_mail.router, helping.router,
        sending.router,
        own_data.router, apply.router, contacts.router, line_webhook.router, applications.router, correct.router,
        correct_by_letter.router, documents.router,
        starting_again.router, stopping.router, talking.router, track.router, own_files.router, payments.router,
        reservations.router, invited.router, mock_letters.router, mock_mail.router,
    )  # fmt: skip


def staff_families() -> tuple[APIRouter, ...]:
    """What only the city's own network sees."""
    return (
        staff_sign_in.router,
        counter.router,
        counter_resume.router,
        deliveries.router,
        desk.router,
        desk_files.router,
        desk_slots.router,
        desk_support.router,
        books.router,
        exports.router,
        campaigns.router,
        campaign_people.router,
    )
