"""Generated cells: their fixed difficulty, and the scores on them."""

import json

import numpy as np
import pytest

from command import run
from scenegraph3d.bench import cells
from scenegraph3d.language.location import parse_location
from scenegraph3d.synthetic import cells as generator
from scenegraph3d.synthetic.cell_texts import COLORS


def test_cells_are_as_hard_as_they_say():
    tasks = generator.generate_cells(200, seed=42)
    kept = [len(task.map.instances) for task in tasks]
    told = [len(task.text.split(". ")) for task in tasks]
    missing = (generator.NUM_LANDMARKS - np.array(kept)).sum() / np.sum(told)
    assert missing == pytest.approx(generator.MISSING, abs=0.03)
    low, high = generator.MARGIN, generator.CELL_SIZE - generator.MARGIN
    assert all(((low <= task.position) & (task.position <= high)).all() for task in tasks)


def test_the_same_seed_gives_the_same_cells():
    first, again = generator.generate_cells(3, seed=9), generator.generate_cells(3, seed=9)
    assert [task.text for task in first] == [task.text for task in again]
    assert (first[2].map.instances.aabb == again[2].map.instances.aabb).all()


def test_every_sentence_becomes_a_hint():
    for task in generator.generate_cells(40, seed=8):
        query = parse_location(task.text)
        assert len(query.hints) == len(task.text.split(". ")), task.text
        assert all(hint.on or hint.side for hint in query.hints), task.text


def test_colors_of_the_map_are_those_that_are_named():
    task = generator.generate_cells(1, seed=1)[0]
    named = np.array(list(COLORS.values()), dtype=float)
    apart = np.linalg.norm(task.map.instances.color[:, None] - named, axis=2).min(axis=1)
    assert apart.mean() < 3 * 12  # three standard deviations of a shade


def test_the_report_has_its_baselines_and_an_interval(capsys):
    assert run("bench", "cells", "--queries", "6", "--seed", "5", "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert report["queries"] == 6
    assert set(report["recall"]) == {
        cells.OURS,
        cells.FULL,
        cells.BLIND,
        cells.INDEPENDENT,
        cells.CENTER,
    }
    for mean, low, high in report["ours_ahead"][cells.CENTER]:
        assert low <= mean <= high


def test_the_interval_is_that_of_a_paired_bootstrap():
    ours = np.array([1.0] * 60 + [20.0] * 40)
    errors = {cells.OURS: ours, cells.CENTER: np.full(100, 20.0)}
    mean, low, high = cells.CellReport(errors, (0,)).gain(cells.CENTER, 0)
    assert mean == pytest.approx(0.6)
    assert low == pytest.approx(0.6 - 1.96 * 0.049, abs=0.02)
    assert high == pytest.approx(0.6 + 1.96 * 0.049, abs=0.02)
