"""The results of a survey: every table as a frame, for whoever tells of them."""

from __future__ import annotations

from dataclasses import dataclass, fields

import pandas as pd

from rocb_analysis.clusters.rounds import ClustersFound
from rocb_analysis.core import tables
from rocb_analysis.delivery.register import Register
from rocb_analysis.plan.from_survey import DraftedPlan
from rocb_analysis.response import ALL, Quality
from rocb_analysis.survey.survey_folder import Survey


@dataclass(frozen=True, repr=False)
class Results:
    """What a survey says, in three kinds.

    The tables of the contract stand first, in the form `core.tables` declares, and are
    written out. quality holds looks at how sound the replies are. Then what is more
    than a table: groups, register, drafted. round: the round the brief is about.
    """

    survey: Survey
    round: str

    responses: pd.DataFrame
    respondents: pd.DataFrame
    ledger: pd.DataFrame
    issues: pd.DataFrame
    response_rates: pd.DataFrame
    needs: pd.DataFrame
    priorities: pd.DataFrame
    silence: pd.DataFrame
    forecasts: pd.DataFrame
    changes: pd.DataFrame
    trends: pd.DataFrame
    chase_list: pd.DataFrame
    gaps: pd.DataFrame
    work_plan: pd.DataFrame
    plan_progress: pd.DataFrame
    cluster_numbers: pd.DataFrame
    clusters: pd.DataFrame
    cluster_profiles: pd.DataFrame

    quality: Quality
    weighted_scores: pd.DataFrame

    groups: ClustersFound
    register: Register
    drafted: DraftedPlan

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return each table of the contract by name."""
        names = [field.name for field in fields(self)]
        return {name: getattr(self, name) for name in names if name in tables.TABLES}

    def __repr__(self) -> str:
        """Say what was computed, and what to type next."""
        rows = self.response_rates
        whole = rows[(rows["round"] == self.round) & (rows["sub_region"] == ALL)]
        came = ", ".join(f"{int(row.replied)} replied" for row in whole.itertuples())
        tables = [f"{name} {len(frame):,}" for name, frame in self.tables().items()]
        looks = [f"quality.{field.name}" for field in fields(Quality)]
        return (
            f"Results of {self.survey.name}, round {self.round}: {came}\n"
            f"Tables, with their rows: {', '.join(tables)}\n"
            f"Quality of the replies: {', '.join(looks)}\n"
            "More: survey, register, groups, drafted, weighted_scores\n"
            "Next: results.priorities, results.changes, results.tables()"
        )
