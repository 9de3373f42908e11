"""Key files: they open with their password and nothing else, and nothing is half-written."""

from __future__ import annotations

import json
import os
import stat
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from course_lib.errors import CourseError, InvalidValue, KeyFileError
from course_lib.keys import ALGORITHMS, generate, key_files, teaching_seed
from course_lib.keys.key_files import load_private_key, save_private_key
from course_lib.keys.pair import from_private_bytes, private_bytes

PASSWORD = "correct horse 电池"
KEYS = {name: generate(name, teaching_seed("Alice")) for name in ALGORITHMS}


@pytest.fixture(autouse=True)
def remember_slow_derivations(monkeypatch: pytest.MonkeyPatch) -> None:
    """Scrypt is slow on purpose; the same password and salt need not be derived twice here."""
    monkeypatch.setattr(key_files, "_derive", DERIVE)


DERIVE = lru_cache(maxsize=None)(key_files._derive)


def saved(folder: Path, algorithm: str = "ed25519") -> Path:
    path = folder / "key.json"
    save_private_key(path, KEYS[algorithm], PASSWORD, salt=bytes(16))
    return path


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_there_and_back(tmp_path: Path, algorithm: str) -> None:
    path = saved(tmp_path, algorithm)
    key = load_private_key(path, PASSWORD)
    assert key.public_key == KEYS[algorithm].public_key
    assert key.sign(b"m") == KEYS[algorithm].sign(b"m")
    assert private_bytes(KEYS[algorithm]).hex() not in path.read_text()
    assert os.listdir(tmp_path) == ["key.json"]
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_salts_are_drawn_anew(tmp_path: Path) -> None:
    for name in ("one", "two"):
        save_private_key(tmp_path / name, KEYS["sm2"], PASSWORD)
    one, two = (json.loads((tmp_path / name).read_text()) for name in ("one", "two"))
    assert one["salt"] != two["salt"]
    assert one["sealed"] != two["sealed"]


def test_a_file_stays_as_it_was_published(tmp_path: Path) -> None:
    """A change of the format would lock every learner out of an older file."""
    assert json.loads(saved(tmp_path).read_text()) == {
        "cipher": "sm4-gcm",
        "format": "lianke-key-1",
        "kdf": "scrypt-32768-8-3",
        "public_key": KEYS["ed25519"].public_key.to_text(),
        "salt": "00" * 16,
        "sealed": "69a4589655aa2353bbc65e5aa9631b7c44e32d69464dcc3a4a86d084c7e4d879"
        "1585788e57ae5df8162b556a28aaf298",
    }


def test_other_spellings_of_the_password_open_it(tmp_path: Path) -> None:
    save_private_key(tmp_path / "key", KEYS["ed25519"], "Ｃafé 1234", salt=bytes(16))
    assert load_private_key(tmp_path / "key", "Cafe\u0301 1234")


def test_wrong_passwords(tmp_path: Path) -> None:
    path = saved(tmp_path)
    for wrong in ("correct horse 电", PASSWORD.upper(), "\ud800" * 8):
        with pytest.raises(KeyFileError, match="the password is another"):
            load_private_key(path, wrong)
    for unfit in ("", "1234567", None, b"12345678", 12345678):
        for call in (load_private_key, lambda p, w: save_private_key(p, KEYS["sm2"], w)):
            with pytest.raises(InvalidValue, match="at least 8 characters"):
                call(path if call is load_private_key else tmp_path / "new", unfit)
    assert os.listdir(tmp_path) == ["key.json"]


def test_every_changed_character_is_noticed(tmp_path: Path) -> None:
    path = saved(tmp_path)
    good = path.read_bytes().rstrip(b"\n")
    for place in range(len(good)):
        inside = b'"salt":"' in good[:place] and b'"sealed"' not in good[:place]
        if inside and place % 5:
            continue  # each new salt costs a scrypt
        for changed in (good[place] ^ 1, good[place] ^ 32):
            path.write_bytes(good[:place] + bytes([changed]) + good[place + 1 :])
            with pytest.raises(KeyFileError):
                load_private_key(path, PASSWORD)
    for length in range(0, len(good), 3):
        path.write_bytes(good[:length])
        with pytest.raises(KeyFileError):
            load_private_key(path, PASSWORD)


def test_another_public_key_cannot_be_put_in(tmp_path: Path) -> None:
    path = saved(tmp_path)
    other = generate("ed25519", teaching_seed("Mallory")).public_key.to_text()
    path.write_text(path.read_text().replace(KEYS["ed25519"].public_key.to_text(), other))
    with pytest.raises(KeyFileError, match="has been changed"):
        load_private_key(path, PASSWORD)


def test_a_file_whose_two_keys_differ_is_refused(tmp_path: Path) -> None:
    """Only who knows the password could make one."""
    other = generate("ed25519", teaching_seed("Mallory")).public_key
    split = replace(KEYS["ed25519"], public_key=other)
    save_private_key(tmp_path / "key", split, PASSWORD, salt=bytes(16))
    with pytest.raises(KeyFileError, match="another key than the public key"):
        load_private_key(tmp_path / "key", PASSWORD)


names = st.sampled_from(["cipher", "format", "kdf", "public_key", "salt", "sealed", "more"])
values = st.one_of(st.none(), st.integers(), st.text(max_size=40), st.lists(st.text(), max_size=2))


@settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    max_examples=200,
)
@given(st.one_of(st.binary(max_size=200), st.tuples(names, values)))
def test_malformed_files_end_in_our_errors(tmp_path: Path, fault: object) -> None:
    path = tmp_path / "key.json"
    path.unlink(missing_ok=True)
    record = json.loads(saved(tmp_path).read_text())
    if isinstance(fault, bytes):
        path.write_bytes(fault)
    else:
        record[fault[0]] = fault[1]
        path.write_text(json.dumps(record, sort_keys=True, separators=(",", ":")))
    with pytest.raises(KeyFileError):
        load_private_key(path, PASSWORD)


def test_files_that_cannot_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for nowhere in (tmp_path / "none" / "key", tmp_path, tmp_path / "\0"):
        with pytest.raises(KeyFileError, match="cannot write"):
            save_private_key(nowhere, KEYS["ed25519"], PASSWORD, salt=bytes(16))
        with pytest.raises(KeyFileError, match="cannot read"):
            load_private_key(nowhere, PASSWORD)
    path = saved(tmp_path)
    before = path.read_bytes()
    with pytest.raises(KeyFileError, match="there already"):
        saved(tmp_path)
    assert path.read_bytes() == before
    path.write_bytes(b"[" * 100_000)
    with pytest.raises(KeyFileError, match="no key file"):
        load_private_key(path, PASSWORD)
    path.unlink()

    def full(_: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(KeyFileError, match="no space left"):
        saved(tmp_path)
    assert os.listdir(tmp_path) == []


def test_salts_and_raw_keys_are_checked(tmp_path: Path) -> None:
    for salt in (b"", bytes(15), "0" * 16, 16):
        with pytest.raises(InvalidValue, match="is no salt"):
            save_private_key(tmp_path / "key", KEYS["ed25519"], PASSWORD, salt=salt)
    assert os.listdir(tmp_path) == []
    for algorithm in ALGORITHMS:
        for raw in (b"", bytes(31), bytes(33), "0" * 32, None):
            with pytest.raises(InvalidValue, match="32 bytes"):
                from_private_bytes(algorithm, raw)
    for algorithm in ("ecdsa-p256", "sm2"):
        for raw in (bytes(32), b"\xff" * 32):
            with pytest.raises(CourseError, match="out of range"):
                from_private_bytes(algorithm, raw)
