"""Files that the office gives to an applicant."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"

BACK_ONLY_WITHOUT = (
    "SELECT count(*) FROM given_file WHERE taken_back_at IS NULL",
    "{rows} files were given to applicants; the older version has no place for them.",
    "申請した人に渡したファイルが {rows} 個あり、古い版の表には入りません。",
)


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "given_file",
        sa.Column("id", number, primary_key=True),
        sa.Column("application_id", number, sa.ForeignKey("application.id", ondelete="CASCADE"), nullable=False),
        sa.Column("once", sa.String(), nullable=False),
        sa.Column("staff_id", number, sa.ForeignKey("staff.id"), nullable=True),
        sa.Column("sealed_facts", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_content", sa.LargeBinary(), nullable=False),
        sa.Column("until", sa.String(), nullable=False),
        sa.Column("given_at", sa.BigInteger(), nullable=False),
        sa.Column("taken_back_at", sa.BigInteger(), nullable=True),
        sa.UniqueConstraint("application_id", "once"),
    )


def downgrade() -> None:
    op.drop_table("given_file")
