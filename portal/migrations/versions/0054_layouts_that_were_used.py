"""Layouts that were used, and signs that were chosen for them"""

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "layout_version",
        sa.Column("layout", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("layout", "version", name=op.f("pk_layout_version")),
    )
    op.create_table(
        "sign_choice",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("application_id", _NUMBER, nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("layout", sa.String(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_choice", sa.LargeBinary(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_sign_choice_application_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_choice")),
    )
    op.create_index(op.f("ix_sign_choice_application_id"), "sign_choice", ["application_id"])
    op.create_index(op.f("ix_sign_choice_token"), "sign_choice", ["token"])


def downgrade() -> None:
    op.drop_table("sign_choice")
    op.drop_table("layout_version")
