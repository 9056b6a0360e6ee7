"""Read a roster or a table of units, .xlsx or .csv, into rows; and make the workbook that people
fill in."""

from quiz.stages.roster.reading import read_roster
from quiz.stages.roster.template import roster_template
from quiz.stages.roster.unit_table import read_unit_table

__all__ = ["read_roster", "read_unit_table", "roster_template"]
