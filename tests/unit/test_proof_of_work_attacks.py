"""What attackers gain: every published number, expected and got."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from math import comb
from pathlib import Path
from typing import Any

import pytest

from course_lib.consensus.proof_of_work import (
    blocks_to_wait,
    exact_odds,
    nakamoto_odds,
    selfish_revenue,
    selfish_threshold,
    simulate_selfish,
)
from course_lib.errors import InvalidValue


@pytest.fixture(scope="module")
def published(vectors: Callable[[str], Path]) -> dict[str, Any]:
    return json.loads(vectors("consensus/published_numbers.json").read_text())


@pytest.mark.vectors
def test_nakamoto_s_table(published: dict[str, Any]) -> None:
    """Bitcoin's paper, section 11, all seven printed decimals."""
    paper, count = published["nakamoto_2008_sec11"], 0
    for q in (0.1, 0.3):
        for z, wanted in paper[f"q={q}"].items():
            got = f"{nakamoto_odds(q, int(z)):.7f}"
            print(f"q={q} z={z}: expected {wanted}, got {got}")
            assert got == wanted
            count += 1
    for q, wanted in paper["min_z_for_P<0.001"].items():
        got = blocks_to_wait(float(q), 0.001, nakamoto_odds)
        print(f"q={q}: expected z={wanted}, got z={got}")
        assert got == wanted
        count += 1
    assert count == 30


@pytest.mark.vectors
def test_exact_odds(published: dict[str, Any]) -> None:
    """Rosenfeld 2014; Grunspan and Pérez-Marco 2017."""
    exact, count = published["exact_double_spend"], 0
    for q, row in exact["P"].items():
        for z, wanted in row.items():
            got = exact_odds(float(q), int(z))
            print(f"q={q} z={z}: expected {wanted}, got {got:.7f}")
            assert got == pytest.approx(wanted, abs=5.1e-8)
            count += 1
    for q, wanted in exact["min_z_for_P<0.001"].items():
        got = blocks_to_wait(float(q), 0.001)
        print(f"q={q}: expected z={wanted}, got z={got}")
        assert got == wanted
        count += 1
    assert count == 36


@pytest.mark.parametrize("q", [Fraction(1, 10), Fraction(3, 10), Fraction(45, 100)])
@pytest.mark.parametrize("z", [1, 6, 40])
def test_the_sum_equals_its_definition_in_exact_fractions(q: Fraction, z: int) -> None:
    """The attacker finds k blocks meanwhile, then catches up from z - k behind."""
    p = 1 - q
    found = [comb(k + z - 1, k) * p**z * q**k for k in range(z)]
    wanted = 1 - sum(found) + sum(f * (q / p) ** (z - k) for k, f in enumerate(found))
    assert exact_odds(float(q), z) == pytest.approx(float(wanted), rel=1e-9, abs=1e-15)


def test_odds_at_the_edges() -> None:
    for odds in (exact_odds, nakamoto_odds):
        assert odds(0, 1) == 0
        assert odds(0.0, 6) == 0
        assert odds(0.3, 0) == 1
        assert odds(0.5, 1000) == odds(1, 3) == 1
        assert 0 <= odds(0.001, 900) < 1e-9
    assert exact_odds(0.1, 6) > nakamoto_odds(0.1, 6)
    assert blocks_to_wait(0, 0.001) == 1
    assert exact_odds(0.1, 50_000) < 1e-12  # far beyond where 0.9**z is below any float
    assert nakamoto_odds(0.1, 50_000) < 1e-9
    assert 10_000 < blocks_to_wait(0.49, 0.001) < 15_000
    with pytest.raises(InvalidValue, match="no depth up to"):
        blocks_to_wait(0.4999, 0.001)
    assert blocks_to_wait(0.3, 1.0) == 1


@pytest.mark.parametrize("bad", [-0.1, 1.1, "0.1", None, float("nan"), float("inf"), True])
def test_what_is_no_share(bad: object) -> None:
    for call in (
        lambda: exact_odds(bad, 1),
        lambda: nakamoto_odds(bad, 1),
        lambda: blocks_to_wait(bad, 0.01),
        lambda: selfish_revenue(bad, 0),
        lambda: selfish_revenue(0.3, bad),
        lambda: selfish_threshold(bad),
        lambda: simulate_selfish(bad, 0, blocks=1, seed=1),
    ):
        with pytest.raises(InvalidValue):
            call()


def test_what_is_no_depth_and_no_risk() -> None:
    for z in (-1, 1.5, "6", None, 10**6):
        with pytest.raises(InvalidValue, match="no depth"):
            exact_odds(0.1, z)
    for risk in (0.0, 0, -1, 2.0, "0.1", None):
        with pytest.raises(InvalidValue, match="no risk"):
            blocks_to_wait(0.1, risk)
    with pytest.raises(InvalidValue, match="always catches up"):
        blocks_to_wait(0.5, 0.1)
    for blocks, seed in ((0, 1), (1.5, 1), (None, 1), (1, None)):
        with pytest.raises(InvalidValue):
            simulate_selfish(0.3, 0.5, blocks=blocks, seed=seed)


@pytest.mark.vectors
def test_eyal_and_sirer_s_revenue(published: dict[str, Any]) -> None:
    """Equation 8 to six decimals, and by simulation within its standard error.

    Of 24 honest simulations some stray beyond two standard errors; none beyond four, and their
    squared distances are what chance allows (chi-squared, 24 degrees of freedom: 51 in 0.1 %).
    """
    paper, distances = published["selfish_mining_eyal_sirer_2013"], []
    for number, (setting, row) in enumerate(sorted(paper["R"].items())):
        gamma = float(setting.removeprefix("gamma="))
        for alpha, wanted in row.items():
            share = float(alpha)
            assert selfish_revenue(share, gamma) == pytest.approx(wanted, abs=5.1e-7)
            run = simulate_selfish(share, gamma, blocks=100_000, seed=number)
            off = (run.revenue - wanted) / run.standard_error
            print(
                f"alpha={share:.4f} {setting}: expected {wanted:.6f}, "
                f"got {run.revenue:.6f} ± {run.standard_error:.6f} ({off:+.2f} standard errors)"
            )
            distances.append(off)
    assert len(distances) == 24
    assert max(map(abs, distances)) < 4
    assert sum(off * off for off in distances) < 51


@pytest.mark.vectors
def test_eyal_and_sirer_s_thresholds(published: dict[str, Any]) -> None:
    paper = published["selfish_mining_eyal_sirer_2013"]["threshold_(1-g)/(3-2g)"]
    for gamma, wanted in paper.items():
        got = selfish_threshold(float(gamma))
        print(f"gamma={gamma}: expected {wanted}, got {got:.6f}")
        assert got == pytest.approx(wanted, abs=5.1e-7)
        if got > 0:
            for alpha, pays in ((got - 0.01, False), (got + 0.01, True)):
                assert (selfish_revenue(alpha, float(gamma)) > alpha) is pays
    assert len(paper) == 5


def test_below_the_threshold_the_pool_loses_above_it_gains() -> None:
    for alpha, gamma, gains in ((0.2, 0.0, False), (0.4, 0.0, True), (0.2, 1.0, True)):
        run = simulate_selfish(alpha, gamma, blocks=50_000, seed=3)
        assert (run.revenue > alpha) is gains
        assert run.wasted > 0
    assert simulate_selfish(0, 0, blocks=1000, seed=1).revenue == 0
    assert selfish_revenue(0.5, 0.3) == 1


def test_the_same_seed_gives_the_same_run() -> None:
    one, again, other = (simulate_selfish(0.3, 0.5, blocks=5000, seed=s) for s in (1, 1, 2))
    assert one == again != other
