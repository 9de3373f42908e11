"""Right but for one rule: s may be 0, and a sum without x is not expected."""

EXPECTED = {"02_sm2_fits_test": 0}


# %% grade_id="02_sm2_fits"
def sm2_fits(point: tuple, e: int, r: int, s: int) -> bool:
    """Forgets the lower end of s."""
    if not (1 <= r < N_SM2 and 0 <= s < N_SM2):
        return False
    t = (r + s) % N_SM2
    return t != 0 and (e + (x_of_sum(s, t, point) or 0)) % N_SM2 == r
