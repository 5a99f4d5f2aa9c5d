"""The receiving office of an application."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
_AT_OFFICE = sa.text("decided_at IS NULL AND office <> ''")

BACK_ONLY_WITHOUT = (
    "SELECT count(*) FROM application WHERE office <> ''",
    "{rows} applications have a receiving office; the older version has no place for it.",
    "受付の課を持つ申請が {rows} 件あり、古い版の表には入りません。",
)


def upgrade() -> None:
    op.add_column("application", sa.Column("office", sa.String(), nullable=False, server_default=""))
    op.create_index(
        "ix_application_open_office",
        "application",
        ["duty", "office", "due", "id"],
        sqlite_where=_AT_OFFICE,
        postgresql_where=_AT_OFFICE,
    )


def downgrade() -> None:
    op.drop_index("ix_application_open_office", "application")
    op.drop_column("application", "office")
