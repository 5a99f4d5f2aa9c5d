"""Who came to an application by its number and code, beside its owner"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "application_access",
        sa.Column("application_id", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_application_access_application_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_application_access_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("application_id", "person_id", name=op.f("pk_application_access")),
    )
    op.create_index(op.f("ix_application_access_person_id"), "application_access", ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_table("application_access")
