"""where people stood in contests that are over"""

import sqlalchemy as sa
from alembic import op

revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'past_unit',
        sa.Column('contest_id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('unit_id', sa.Integer(), nullable=False),
        sa.Column('district_id', sa.Integer(), nullable=False),
        sa.Column('audience', sa.String(), nullable=False),
        sa.ForeignKeyConstraint(['contest_id'], ['contest.id']),
        sa.ForeignKeyConstraint(['person_id'], ['person.id']),
        sa.ForeignKeyConstraint(['unit_id'], ['unit.id']),
        sa.ForeignKeyConstraint(['district_id'], ['unit.id']),
        sa.PrimaryKeyConstraint('contest_id', 'person_id'),
    )
    op.create_index('past_unit_by_person', 'past_unit', ['person_id'])
    op.create_index('past_unit_by_unit', 'past_unit', ['contest_id', 'unit_id'])
    op.create_index('past_unit_by_district', 'past_unit', ['contest_id', 'district_id'])


def downgrade() -> None:
    op.drop_index('past_unit_by_district', 'past_unit')
    op.drop_index('past_unit_by_unit', 'past_unit')
    op.drop_index('past_unit_by_person', 'past_unit')
    op.drop_table('past_unit')
