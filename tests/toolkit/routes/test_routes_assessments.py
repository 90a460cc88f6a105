from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from toolkit import routes, tables, wording
from toolkit.errors import ArgumentError

Maker = Callable[..., pd.DataFrame]


def outcome(frame: pd.DataFrame, events: pd.DataFrame, kind: str) -> list[list[object]]:
    return routes.assess_tracks(frame, events, kinds=[kind])[["outcome", "n_found"]].to_numpy().tolist()


def test_positions_without_times_cannot_be_assessed(sail: Maker, together: Maker) -> None:
    frame = tables.conform(together(sail("1", range(5))).drop(columns="time"), "positions")
    answers = routes.assess_tracks(frame, tables.empty("events"))
    assert set(answers["outcome"]) == {"not_assessable"}
    assert {reasons[0]["code"] for reasons in answers["reasons"]} == {"assess_no_times"}


def test_a_short_record_cannot_show_a_long_stay(sail: Maker, together: Maker) -> None:
    frame = together(sail("1", np.arange(0, 1.5, 0.1)))
    assert outcome(frame, tables.empty("events"), "encounter") == [["not_assessable", 0]]
    assert outcome(frame, tables.empty("events"), "jump") == [["not_found", 0]]


def test_single_positions_cannot_be_assessed(sail: Maker, together: Maker) -> None:
    frame = together(sail("1", [0]), sail("2", [20]))
    answer = routes.assess_tracks(frame, tables.empty("events"), kinds=["jump"])
    assert answer["reasons"][0][0]["code"] == "assess_few_positions"


def test_without_draughts_no_one_sided_meeting_can_be_told(sail: Maker, together: Maker) -> None:
    frame = together(sail("1", range(20)))
    answer = routes.assess_tracks(frame, tables.empty("events"), kinds=["one_sided_meeting"])
    assert answer["reasons"][0][0]["code"] == "assess_no_draughts"


def test_what_was_found_is_counted_for_its_source(sail: Maker, together: Maker) -> None:
    frame = together(sail("1", [0, 1, 14, 15]))
    other = together(sail("2", range(16))).assign(source_id="s2")
    both = routes.clean_positions(pd.concat([frame, other], ignore_index=True))
    answers = routes.assess_tracks(both, routes.find_gaps(both), kinds=["gap"])
    assert answers[["subject_id", "outcome", "n_found"]].to_numpy().tolist() == [["s1", "found", 1], ["s2", "not_found", 0]]


def test_no_positions_at_all_are_not_assessable() -> None:
    answers = routes.assess_tracks(tables.empty("positions"), tables.empty("events"))
    assert answers["outcome"].tolist() == ["not_assessable"] * len(routes.DETECTORS)


def test_an_unknown_detector_is_refused() -> None:
    with pytest.raises(ArgumentError, match="flight"):
        routes.assess_tracks(tables.empty("positions"), tables.empty("events"), kinds=["flight"])


@pytest.mark.parametrize("language", wording.LANGUAGES)
def test_every_answer_can_be_said(sail: Maker, together: Maker, language: str) -> None:
    frame = together(*(sail(f"{k}", [0, 0.2, 0.4, 23.9], lon=120 + k) for k in range(12)))
    for reasons in routes.assess_tracks(frame, routes.find_events(frame))["reasons"]:
        assert all(wording.say(reason, language) for reason in reasons)
