"""staff in the browser: links, codes of an app, sessions that are listed"""

import sqlalchemy as sa
from alembic import op

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('staff_link',
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('expires_at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], ),
    sa.PrimaryKeyConstraint('digest')
    )
    op.create_index('ix_staff_link_staff_id', 'staff_link', ['staff_id'])
    op.create_table('recovery_code',
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], ),
    sa.PrimaryKeyConstraint('staff_id', 'digest')
    )
    op.add_column('staff', sa.Column('totp_version', sa.Integer(), server_default='1', nullable=False))
    op.add_column('staff', sa.Column('totp_since', sa.BigInteger(), server_default='0', nullable=False))
    op.add_column('staff', sa.Column('totp_step', sa.BigInteger(), server_default='0', nullable=False))
    # Sessions of staff from before were never seen, so they end: their owners sign in anew.
    op.add_column('session', sa.Column('seen_at', sa.BigInteger(), server_default='0', nullable=False))
    op.add_column('session', sa.Column('passed', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column('session', sa.Column('browser', sa.String(), server_default='', nullable=False))


def downgrade() -> None:
    for column in ('browser', 'passed', 'seen_at'):
        op.drop_column('session', column)
    for column in ('totp_step', 'totp_since', 'totp_version'):
        op.drop_column('staff', column)
    op.drop_table('recovery_code')
    op.drop_table('staff_link')
