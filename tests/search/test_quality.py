"""How good answers are, on texts and questions of others; the whole sets are tried by `search_eval` and `similar_eval`.
"""

import pytest

from civic.search import trial
from tests.needs import ROOT

pytestmark = [pytest.mark.django_db, pytest.mark.shared]
FOLDER = ROOT.parent / "shared" / "data" / "search"
EACH = 4  # of so many questions one is asked


def test_questions_of_others_find_the_passages_that_answer_them():
    questions = trial.rows(FOLDER / "drcd_dev_queries_500.jsonl")[::EACH]
    figures = trial.answers(trial.rows(FOLDER / "drcd_dev_passages.jsonl"), questions)
    assert figures["r1"] >= 0.94 and figures["r5"] >= 0.98, figures
