"""文書番号 that came back from elsewhere"""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "document_number",
        sa.Column("application_id", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("decided_on", sa.String(), nullable=False),
        sa.Column("entered_by", _NUMBER, nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_document_number_application_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["entered_by"], ["staff.id"], name=op.f("fk_document_number_entered_by")),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_document_number")),
        sa.UniqueConstraint(
            "office", "fiscal_year", "number", name=op.f("uq_document_number_office_fiscal_year_number")
        ),
    )


def downgrade() -> None:
    op.drop_table("document_number")
