"""units as they were ranked in contests that are over"""

import sqlalchemy as sa
from alembic import op

revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'past_group',
        sa.Column('contest_id', sa.Integer(), nullable=False),
        sa.Column('unit_id', sa.Integer(), nullable=False),
        sa.Column('district_id', sa.Integer(), nullable=False),
        sa.Column('unit_group', sa.String(), nullable=False),
        sa.Column('cluster', sa.String(), nullable=False),
        sa.ForeignKeyConstraint(['contest_id'], ['contest.id']),
        sa.ForeignKeyConstraint(['unit_id'], ['unit.id']),
        sa.ForeignKeyConstraint(['district_id'], ['unit.id']),
        sa.PrimaryKeyConstraint('contest_id', 'unit_id'),
    )


def downgrade() -> None:
    op.drop_table('past_group')
