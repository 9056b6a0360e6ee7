"""The contestant's way: enter, the round, the paper, the receipt, the own paper afterwards."""

from quiz.web.contestant import entering, own_paper, paper

STOPS = entering.STOPS + paper.STOPS + own_paper.STOPS
