"""Audit records by time"""

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_audit_record_at"), "audit_record", ["at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_audit_record_at"), table_name="audit_record")
