"""reviewers, jury and auditors among the staff"""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None

_BEFORE = "role IN ('author', 'organizer', 'province', 'administrator')"
_NOW = (
    "role IN ('author', 'reviewer', 'jury', 'auditor', 'organizer', 'province',"
    " 'administrator')"
)


def upgrade() -> None:
    if op.get_bind().dialect.name == 'postgresql':
        op.drop_constraint('staff_role_check', 'staff')
        op.create_check_constraint('staff_role_is_known', 'staff', _NOW)
    else:
        # SQLite forgets a constraint without a name when the table is made anew.
        check = sa.CheckConstraint(_NOW, name='staff_role_is_known')
        with op.batch_alter_table('staff', recreate='always', table_args=[check]):
            pass


def downgrade() -> None:
    op.execute("DELETE FROM session WHERE staff_id IN (SELECT id FROM staff WHERE role IN"
               " ('reviewer', 'jury', 'auditor'))")
    op.execute("UPDATE staff SET active = false, role = 'author' WHERE role IN"
               " ('reviewer', 'jury', 'auditor')")
    if op.get_bind().dialect.name == 'postgresql':
        op.drop_constraint('staff_role_is_known', 'staff')
        op.create_check_constraint('staff_role_check', 'staff', _BEFORE)
    else:
        check = sa.CheckConstraint(_BEFORE)
        with op.batch_alter_table('staff', recreate='always', table_args=[check]) as batch:
            batch.drop_constraint('staff_role_is_known', type_='check')
