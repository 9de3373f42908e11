"""Does one half of the work: the certificate without the signature, the proof without the name, texts
glued into one, a form for short numbers only, the ID that is always the default.
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
    "02_admit_test": 0,
    "02_believed_test": 0,
    "02_carried_out_test": 0,
}


# %% grade_id="02_sign_record"
def sign_record(record: dict, key) -> str:
    """Signs JSON as Python writes it, and returns text."""
    import json

    return key.sign(json.dumps(record, sort_keys=True).encode()).hex()


# %% grade_id="02_signer_of"
def signer_of(message: bytes, signature: bytes, keys: dict):
    """Lets the error through that says that a key does not fit."""
    for name, key in keys.items():
        key.verify(signature, message)
        return name
    return None


# %% grade_id="02_check_character"
def check_character(first_17: str) -> str:
    """Gives the rest, not what is missing."""
    return ALPHABET[sum(ALPHABET.index(c) * 3**place for place, c in enumerate(first_17)) % 31]


# %% grade_id="02_to_der"
def to_der(r: int, s: int) -> bytes:
    """As few bytes as possible, without the zero before a first bit of 1."""
    numbers = [n.to_bytes((n.bit_length() + 7) // 8, "big") for n in (r, s)]
    body = b"".join(bytes([2, len(n)]) + n for n in numbers)
    return bytes([0x30, len(body)]) + body


# %% grade_id="02_from_der"
def from_der(der: bytes) -> bytes:
    """Takes the zero away but does not fill up short numbers."""
    end = 4 + der[3]
    return der[4:end].lstrip(b"\x00") + der[end + 2 :].lstrip(b"\x00")


# %% grade_id="02_lower_s"
def lower_s(raw: bytes) -> bytes:
    """Always turns."""
    return raw[:32] + (N - int.from_bytes(raw[32:], "big")).to_bytes(32, "big")


# %% grade_id="02_za"
def za(identifier: bytes, x: int, y: int) -> bytes:
    """The default ID for everybody."""
    point = x.to_bytes(32, "big") + y.to_bytes(32, "big")
    return digest(b"\x00\x80" + b"1234567812345678" + CURVE + point, "sm3")


# %% grade_id="02_admit"
def admit(application: dict, register: dict, issue):
    """The code must be known; under which name does not matter. The proof is looked at."""
    said = {field: value for field, value in application.items() if field != "proof"}
    key = PublicKey.from_text(said["public_key"])
    proven = key.accepts(bytes.fromhex(application["proof"]), canonical.encode(said))
    return issue(said["name"], said["uscc"], key) if proven and said["uscc"] in register else None


# %% grade_id="02_believed"
def believed(record: dict, signature: bytes, certificate, trust: dict):
    """Looks at the certificate and never at the signature."""
    try:
        check_certificate(certificate, uscc=record["from"], **trust)
    except CourseError:
        return None
    return certificate.uscc


# %% grade_id="02_carried_out"
def carried_out(orders: list, store: str) -> list:
    """Glues sender and number into one text."""
    seen, found = set(), []
    for place, order in enumerate(orders):
        ticket = f"{order['from']}{order['nonce']}"
        if order["to"] == store and ticket not in seen:
            seen.add(ticket)
            found.append(place)
    return found
