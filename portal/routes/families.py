"""Which families of pages a zone serves."""

from fastapi import APIRouter

from portal.routes import (
    applications,
    apply,
    books,
    correct,
    counter,
    desk,
    desk_files,
    desk_support,
    documents,
    exports,
    finding,
    front,
    health,
    information,
    own_files,
    procedures,
    sending,
    shared,
    sign_in,
    staff_sign_in,
    starting_again,
    stopping,
    talking,
)


def shared_families() -> tuple[APIRouter, ...]:
    return (health.router, shared.router)


def resident_families() -> tuple[APIRouter, ...]:
    """What the internet sees."""
    return (
        front.router, finding.router, information.router, procedures.router, sign_in.router, sending.router, apply.router,
        applications.router, correct.router, documents.router, starting_again.router, stopping.router,
        talking.router, own_files.router,
    )  # fmt: skip


def staff_families() -> tuple[APIRouter, ...]:
    """What only the city's own network sees."""
    return (
        staff_sign_in.router,
        counter.router,
        desk.router,
        desk_files.router,
        desk_support.router,
        books.router,
        exports.router,
    )
