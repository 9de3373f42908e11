"""Nearly right, as learners write it: a form that depends on luck, an end of a span left out, a rule
that looks like a formality, a number that counts for everybody.
"""

DEFAULT = "full"
EXPECTED = {
    "02_sign_record_test": 0,
    "02_signer_of_test": 0,
    "02_check_character_test": 0,
    "02_to_der_test": 0,
    "02_from_der_test": 0,
    "02_lower_s_test": 0,
    "02_za_test": 0,
    "02_sm2_fits_test": 0,
    "02_in_force_test": 0,
    "02_carried_out_test": 0,
}


# %% grade_id="02_sign_record"
def sign_record(record: dict, key) -> bytes:
    """Signs the text that Python prints."""
    return key.sign(str(record).encode())


# %% grade_id="02_signer_of"
def signer_of(message: bytes, signature: bytes, keys: dict):
    """Gives up after the first key."""
    for name, key in keys.items():
        return name if key.accepts(signature, message) else None
    return None


# %% grade_id="02_check_character"
def check_character(first_17: str) -> str:
    """Where nothing is missing, it takes 31."""
    total = sum(ALPHABET.index(c) * 3**place for place, c in enumerate(first_17))
    return (ALPHABET + "?")[31 - total % 31]


# %% grade_id="02_to_der"
def to_der(r: int, s: int) -> bytes:
    """Both numbers in 32 bytes."""
    return b"\x30\x44\x02\x20" + r.to_bytes(32, "big") + b"\x02\x20" + s.to_bytes(32, "big")


# %% grade_id="02_from_der"
def from_der(der: bytes) -> bytes:
    """Cuts where the numbers mostly stand."""
    return der[4:36] + der[-32:]


# %% grade_id="02_lower_s"
def lower_s(raw: bytes) -> bytes:
    """Halves the order, and is off by one in the middle."""
    s = int.from_bytes(raw[32:], "big")
    return raw if s < N // 2 else raw[:32] + (N - s).to_bytes(32, "big")


# %% grade_id="02_za"
def za(identifier: bytes, x: int, y: int) -> bytes:
    """Counts the ID in bytes."""
    head = len(identifier).to_bytes(2, "big") + identifier
    return digest(head + CURVE + x.to_bytes(32, "big") + y.to_bytes(32, "big"), "sm3")


# %% grade_id="02_sm2_fits"
def sm2_fits(point: tuple, e: int, r: int, s: int) -> bool:
    """Only the equation."""
    x = x_of_sum(s, r + s, point)
    return x is not None and (e + x - r) % N_SM2 == 0


# %% grade_id="02_in_force"
def in_force(held, listed, at_ms: int) -> str:
    """A certificate is dead once it is on the list, whenever; the list's own dates do not matter."""
    if not held.valid_from <= at_ms < held.valid_until:
        return "not yet" if at_ms < held.valid_from else "expired"
    return "revoked" if held.serial in listed.revoked else ""


# %% grade_id="02_carried_out"
def carried_out(orders: list, store: str) -> list:
    """Each number once, whoever sent it."""
    seen, found = set(), []
    for place, order in enumerate(orders):
        if order["nonce"] not in seen and order["to"] == store:
            found.append(place)
        seen.add(order["nonce"])
    return found
