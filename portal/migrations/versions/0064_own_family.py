"""Whom staff must not decide on, and who lets them"""

import sqlalchemy as sa
from alembic import op

revision = "0064"
down_revision = "0063"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "staff_relation",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("staff_id", _NUMBER, nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_person", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_relation_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_relation")),
        sa.UniqueConstraint("uid", name=op.f("uq_staff_relation_uid")),
    )
    op.create_index(op.f("ix_staff_relation_staff_id"), "staff_relation", ["staff_id"])
    op.create_table(
        "own_case_permit",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("application_id", _NUMBER, nullable=False),
        sa.Column("once", sa.String(), nullable=False),
        sa.Column("staff_id", _NUMBER, nullable=False),
        sa.Column("given_by", _NUMBER, nullable=False),
        sa.Column("given_at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("sealed_reason", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_own_case_permit_application_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["given_by"], ["staff.id"], name=op.f("fk_own_case_permit_given_by")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_own_case_permit_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_case_permit")),
        sa.UniqueConstraint("application_id", "once", name=op.f("uq_own_case_permit_application_id_once")),
    )


def downgrade() -> None:
    op.drop_table("own_case_permit")
    op.drop_table("staff_relation")
