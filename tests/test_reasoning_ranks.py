"""Ordinals over uncertain candidates, against enumeration of every subset."""

from itertools import product

import numpy as np
import pytest

from scenegraph3d.reasoning.ranks import middle_probability, nth_probability


def enumerate_nth(value, membership, nth):
    """Probability that t is the nth of a random set it belongs to, by trying all sets."""
    probability = np.zeros(len(value))
    for t in range(len(value)):
        others = [u for u in range(len(value)) if u != t]
        for chosen in product([False, True], repeat=len(others)):
            weight, ahead = 1.0, 0
            for u, present in zip(others, chosen, strict=True):
                weight *= membership[u] if present else 1.0 - membership[u]
                ahead += present and value[u] < value[t]
            probability[t] += weight * (ahead == nth - 1)
    return probability


@pytest.mark.parametrize("nth", [1, 2, 3])
def test_nth_agrees_with_enumeration(nth):
    rng = np.random.default_rng(nth)
    value, membership = rng.permutation(6).astype(float), rng.uniform(size=6)
    found = nth_probability(value, membership, nth=nth, softness=1e-3)
    np.testing.assert_allclose(found, enumerate_nth(value, membership, nth), atol=1e-9)


def test_the_first_two_are_the_first_and_the_second():
    rng = np.random.default_rng(7)
    value, membership = rng.permutation(6).astype(float), rng.uniform(size=6)
    found = nth_probability(value, membership, nth=1, softness=1e-3, first=2)
    expected = enumerate_nth(value, membership, 1) + enumerate_nth(value, membership, 2)
    np.testing.assert_allclose(found, expected, atol=1e-9)


def test_first_of_certain_candidates_is_the_smallest():
    found = nth_probability(np.array([3.0, 1.0, 2.0]), np.ones(3), nth=1, softness=1e-3)
    np.testing.assert_allclose(found, [0, 1, 0], atol=1e-9)


def test_last_is_the_first_from_the_other_end():
    value, membership = np.array([0.5, 2.0, 1.0]), np.array([1.0, 0.4, 0.9])
    last = nth_probability(value, membership, nth=-1, softness=0.1)
    np.testing.assert_allclose(last, nth_probability(-value, membership, nth=1, softness=0.1))


def test_equal_values_share_the_place():
    found = nth_probability(np.zeros(2), np.ones(2), nth=1, softness=0.1)
    np.testing.assert_allclose(found, [0.5, 0.5])


def test_nobody_is_fourth_of_three():
    found = nth_probability(np.arange(3.0), np.ones(3), nth=4, softness=1e-3)
    np.testing.assert_allclose(found, 0, atol=1e-9)


def test_nobody_is_the_billionth_and_nothing_is_counted_up_to_it():
    found = nth_probability(np.arange(3.0), np.ones(3), nth=10**30, softness=1e-3)
    np.testing.assert_array_equal(found, 0)


def test_order_of_candidates_does_not_matter():
    rng = np.random.default_rng(0)
    value, membership, order = rng.normal(size=7), rng.uniform(size=7), rng.permutation(7)
    found = nth_probability(value, membership, nth=2, softness=0.2)
    moved = nth_probability(value[order], membership[order], nth=2, softness=0.2)
    np.testing.assert_allclose(moved, found[order])


def test_middle_of_a_row_is_its_middle_one():
    position = np.array([[0.0, 0.0], [1.0, 1.0], [2.0, 2.0], [9.0, 0.0]])
    found = middle_probability(position, np.array([1.0, 1.0, 1.0, 0.0]))
    assert found.argmax() == 1
    assert found[0] == pytest.approx(found[2])


def test_middle_of_one_is_that_one():
    assert middle_probability(np.zeros((1, 2)), np.ones(1)).tolist() == [1.0]


def test_middle_of_a_row_ignores_what_hardly_belongs():
    row = np.array([[0, 0.0], [0, 0.3], [0, 0.5]])
    others = np.array([[2.0, 4], [5, 1], [6, 3], [4, 4], [5, 5], [7, 2]])
    membership = np.concatenate([np.ones(3), np.full(6, 0.1)])
    found = middle_probability(np.concatenate([row, others]), membership)
    assert found[:3].argmax() == 1
