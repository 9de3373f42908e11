"""Believes too much: a genuine certificate for anybody, a proof that nobody looks at, any list, any
receiver, a signature number out of range.
"""

DEFAULT = "full"
EXPECTED = {
    "02_sm2_fits_test": 0,
    "02_in_force_test": 0,
    "02_admit_test": 0,
    "02_believed_test": 0,
    "02_carried_out_test": 0,
}


# %% grade_id="02_sm2_fits"
def sm2_fits(point: tuple, e: int, r: int, s: int) -> bool:
    """Forgets rule 2."""
    if not (0 < r < N_SM2 and 0 < s < N_SM2):
        return False
    x = x_of_sum(s, r + s, point)
    return x is not None and (e + x) % N_SM2 == r


# %% grade_id="02_in_force"
def in_force(held, listed, at_ms: int) -> str:
    """Takes any list, however old."""
    if at_ms < held.valid_from:
        return "not yet"
    if at_ms > held.valid_until:
        return "expired"
    return "revoked" if listed.revoked.get(held.serial, at_ms + 1) <= at_ms else ""


# %% grade_id="02_admit"
def admit(application: dict, register: dict, issue):
    """Looks into the register, but not at the proof."""
    name, code = application["name"], application["uscc"]
    if register.get(code) != name:
        return None
    return issue(name, code, PublicKey.from_text(application["public_key"]))


# %% grade_id="02_believed"
def believed(record: dict, signature: bytes, certificate, trust: dict):
    """Any genuine certificate will do."""
    if not certificate.public_key.accepts(signature, canonical.encode(record)):
        return None
    try:
        check_certificate(certificate, **trust)
    except CourseError:
        return None
    return certificate.uscc


# %% grade_id="02_carried_out"
def carried_out(orders: list, store: str) -> list:
    """Carries out what was meant for others."""
    seen, found = set(), []
    for place, order in enumerate(orders):
        if (order["from"], order["nonce"]) not in seen:
            found.append(place)
        seen.add((order["from"], order["nonce"]))
    return found
