"""Other correct ways: verify and its error instead of accepts, a loop for the weights, lists for bytes,
subtraction instead of min, the points' sum asked for once, a tuple for positions.
"""


# %% grade_id="02_signer_of"
def signer_of(message: bytes, signature: bytes, keys: dict):
    """Asks verify, which raises."""
    for name in sorted(keys):
        try:
            keys[name].verify(signature, message)
        except CourseError:
            continue
        return name
    return None


# %% grade_id="02_check_character"
def check_character(first_17: str) -> str:
    """Keeps the weight small on the way, and tries the characters."""
    total, weight = 0, 1
    for character in first_17:
        total += weight * ALPHABET.index(character)
        weight = weight * 3 % 31
    for value, character in enumerate(ALPHABET):
        if (total + value) % 31 == 0:
            return character
    raise ValueError(first_17)


# %% grade_id="02_to_der"
def to_der(r: int, s: int) -> bytes:
    """Cuts zeros off 32 bytes, then looks at the first."""
    parts = []
    for number in (r, s):
        data = list(number.to_bytes(32, "big"))
        while data[0] == 0:
            data.pop(0)
        if data[0] >= 128:
            data.insert(0, 0)
        parts += [2, len(data), *data]
    return bytes([48, len(parts), *parts])


# %% grade_id="02_from_der"
def from_der(der: bytes) -> bytes:
    """Takes the bytes as text of digits and fills up."""
    size = der[3]
    r, s = der[4 : 4 + size], der[6 + size :]
    return bytes.fromhex(r.hex().lstrip("0").zfill(64) + s.hex().lstrip("0").zfill(64))


# %% grade_id="02_lower_s"
def lower_s(raw: bytes) -> bytes:
    """Compares twice s with n."""
    s = int(raw[32:].hex(), 16)
    if 2 * s > N:
        raw = raw[:32] + bytes.fromhex(f"{N - s:064x}")
    return raw


# %% grade_id="02_za"
def za(identifier: bytes, x: int, y: int) -> bytes:
    """Writes everything as hexadecimal text first."""
    bits = f"{len(identifier) * 8:04x}"
    return digest(bytes.fromhex(bits + identifier.hex() + CURVE.hex() + f"{x:064x}{y:064x}"), "sm3")


# %% grade_id="02_sm2_fits"
def sm2_fits(point: tuple, e: int, r: int, s: int) -> bool:
    """Refuses one thing after the other."""
    for number in (r, s):
        if number < 1 or number >= N_SM2:
            return False
    if r + s == N_SM2:
        return False
    x = x_of_sum(s, r + s, point)
    if x is None:
        return False
    return (r - e - x) % N_SM2 == 0


# %% grade_id="02_in_force"
def in_force(held, listed, at_ms: int) -> str:
    """A table of answers."""
    table = [
        ("not yet", at_ms < held.valid_from),
        ("expired", held.valid_until < at_ms),
        ("list", at_ms < listed.issued_at or at_ms >= listed.next_due),
        ("revoked", held.serial in listed.revoked and listed.revoked[held.serial] <= at_ms),
    ]
    return next((answer for answer, applies in table if applies), "")


# %% grade_id="02_admit"
def admit(application: dict, register: dict, issue):
    """Takes the proof out of a copy, and lets verify raise."""
    said = dict(application)
    proof = bytes.fromhex(said.pop("proof"))
    if (said["uscc"], said["name"]) not in register.items():
        return None
    key = PublicKey.from_text(said["public_key"])
    try:
        key.verify(proof, canonical.encode(said))
    except CourseError:
        return None
    return issue(said["name"], said["uscc"], key)


# %% grade_id="02_believed"
def believed(record: dict, signature: bytes, certificate, trust: dict):
    """First the owner, then the certificate, then the signature."""
    if certificate.uscc != record["from"]:
        return None
    try:
        check_certificate(certificate, **trust)
        certificate.public_key.verify(signature, canonical.encode(record))
    except CourseError:
        return None
    return record["from"]


# %% grade_id="02_carried_out"
def carried_out(orders: list, store: str) -> tuple:
    """The first place of each ticket."""
    first = {}
    for place, order in enumerate(orders):
        if order["to"] == store:
            first.setdefault((order["from"], order["nonce"]), place)
    return tuple(sorted(first.values()))
