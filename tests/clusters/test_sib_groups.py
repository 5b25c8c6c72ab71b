"""The SIB survey: who is in which published cluster."""

from __future__ import annotations

import pandas as pd

from rocb_analysis import open_survey
from rocb_analysis.clean import clean_survey
from tests.shipped import RAW

FOLDER = RAW / "sib_training_needs"


def test_the_recovered_clusters_give_every_published_number():
    survey = open_survey(FOLDER)
    responses = clean_survey(survey).responses
    label = survey.subjects.set_index("subject_id")["label"]
    rated = responses[responses["subject_id"].isin(label.index)].dropna(subset="value")
    rated = rated[rated["question_id"].str.endswith("_needs")]
    who = pd.read_csv(FOLDER / "published" / "cluster_of_respondent.csv")
    rated = rated.merge(who, on="respondent_id")
    rated = rated.assign(
        sub_question=rated["subject_id"].map(label),
        cumulative_score=rated["value"].map({4.0: 1, 5.0: 2}).fillna(0),
        n_responses=1,
    )
    key, counts = ["cluster", "sub_question"], ["cumulative_score", "n_responses"]
    ours = rated.groupby(key)[counts].sum().astype(int)
    printed = pd.read_csv(
        FOLDER / "published" / "cluster_course_topic_preference_order.csv"
    )
    printed = printed.set_index(key)[counts].sort_index()
    assert len(printed) * len(counts) == 264
    pd.testing.assert_frame_equal(ours, printed, check_dtype=False)
