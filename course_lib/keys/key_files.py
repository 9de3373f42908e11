"""Private keys in files, encrypted under a password.

The file is JSON. A password becomes a key by scrypt (RFC 7914), which is slow and needs 32 MB on
purpose: who tries a million passwords pays a million times. SM4-GCM (:mod:`course_lib.keys.sm4`)
then seals the private key. Everything else in the file stays readable and is bound by the same tag:
whoever changes one character of it makes the file useless, but can never change whose key it is.

::

    {"cipher":"sm4-gcm","format":"lianke-key-1","kdf":"scrypt-32768-8-3",
     "public_key":"ed25519:...","salt":"32 hexadecimal digits","sealed":"96 hexadecimal digits"}

- The key and the nonce of SM4-GCM both come from password and salt, so a salt must never serve
  twice. It is drawn from the operating system unless a test gives one.
- A file is written beside its place and moved there when complete, readable by its owner alone.

Left out of the real thing: keys that never leave a hardware module, which Chinese practice asks for
(GM/T 0028), PKCS #8 (RFC 5958) for exchange with other programs, changing a password, and two
programs that write one new file in the same moment.
"""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

from course_lib import canonical
from course_lib.errors import CourseError, InvalidSeal, InvalidValue, KeyFileError, shown
from course_lib.keys import sm4
from course_lib.keys.pair import PrivateKey, PublicKey, from_private_bytes, private_bytes

SALT_BYTES = 16
SHORTEST_PASSWORD = 8  # NIST SP 800-63B, 5.1.1.1
_LARGEST_FILE = 4096
_SCRYPT = (32768, 8, 3)  # n, r, p: about 0.3 seconds and 32 MB
_FIXED = {"format": "lianke-key-1", "kdf": "scrypt-32768-8-3", "cipher": "sm4-gcm"}
_NAMES = {*_FIXED, "public_key", "salt", "sealed"}


def save_private_key(
    path: str | Path, key: PrivateKey, password: str, *, salt: bytes | None = None
) -> None:
    """Write a private key to a new file, encrypted; all of it or nothing.

    Args:
        path: a file that does not exist yet: a key that is overwritten is lost for ever.
        key: the private key.
        password: at least 8 characters.
        salt: 16 bytes, never used before; None draws them from the operating system.

    Raises:
        InvalidValue: if the password is too short or the salt is not 16 bytes.
        KeyFileError: if the file exists or cannot be written; nothing is left behind then.
    """
    salt = os.urandom(SALT_BYTES) if salt is None else salt
    if type(salt) is not bytes or len(salt) != SALT_BYTES:
        raise InvalidValue(f"{shown(salt)} is no salt: give {SALT_BYTES} bytes")
    head = {**_FIXED, "public_key": key.public_key.to_text(), "salt": salt.hex()}
    secret, nonce = _derive(password, salt)
    sealed = sm4.seal(secret, nonce, private_bytes(key), canonical.encode(head))
    _write_new(Path(path), canonical.encode({**head, "sealed": sealed.hex()}) + b"\n")


def load_private_key(path: str | Path, password: str) -> PrivateKey:
    """The private key in a file that :func:`save_private_key` wrote.

    Raises:
        InvalidValue: if the password is not text of at least 8 characters.
        KeyFileError: if the file is missing, damaged or not of this format, or the password is
            another.
    """
    record = _read(Path(path))
    public_key, salt, sealed = _parts(record, str(path))
    secret, nonce = _derive(password, salt)
    head = {name: value for name, value in record.items() if name != "sealed"}
    try:
        raw = sm4.unseal(secret, nonce, sealed, canonical.encode(head))
        key = from_private_bytes(public_key.algorithm, raw)
    except (InvalidSeal, InvalidValue):
        raise KeyFileError(
            f"{path} does not open: the password is another, or the file has been changed"
        ) from None
    if key.public_key != public_key:
        raise KeyFileError(f"{path} holds another key than the public key it names")
    return key


def _derive(password: str, salt: bytes) -> tuple[bytes, bytes]:
    """The key and the nonce; the password's many Unicode spellings count as one (NFKC)."""
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    if type(password) is not str or len(password) < SHORTEST_PASSWORD:
        raise InvalidValue(f"a password is text of at least {SHORTEST_PASSWORD} characters")
    spelled = unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
    n, r, p = _SCRYPT
    length = sm4.KEY_BYTES + sm4.NONCE_BYTES
    derived = Scrypt(salt=salt, length=length, n=n, r=r, p=p).derive(spelled)
    return derived[: sm4.KEY_BYTES], derived[sm4.KEY_BYTES :]


def _read(path: Path) -> dict[str, str]:
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        raise KeyFileError(f"cannot read {path}: {error}") from None
    try:
        record = canonical.decode(data.rstrip(b"\n")) if len(data) <= _LARGEST_FILE else None
    except CourseError:
        record = None
    if (
        not isinstance(record, dict)
        or set(record) != _NAMES
        or not all(type(value) is str for value in record.values())
    ):
        names = ", ".join(sorted(_NAMES))
        raise KeyFileError(
            f"{path} is no key file, or is damaged: it should hold texts for {names}"
        )
    return record


def _parts(record: dict[str, str], path: str) -> tuple[PublicKey, bytes, bytes]:
    for name, wanted in _FIXED.items():
        if record[name] != wanted:
            raise KeyFileError(f"{path}: {name} is {shown(record[name])}, only {wanted!r} is known")
    try:
        public_key = PublicKey.from_text(record["public_key"])
        salt, sealed = (bytes.fromhex(record[name]) for name in ("salt", "sealed"))
    except ValueError as error:
        raise KeyFileError(f"{path} is damaged: {error}") from None
    if len(salt) != SALT_BYTES or len(sealed) != 32 + sm4.TAG_BYTES:
        raise KeyFileError(f"{path} is damaged: salt or sealed key is cut short or too long")
    if sealed.hex() != record["sealed"]:
        raise KeyFileError(f"{path} is damaged: the sealed key is not in lower-case digits alone")
    return public_key, salt, sealed


def _write_new(path: Path, data: bytes) -> None:
    draft = path.parent / f".{path.name}.{os.urandom(4).hex()}"
    try:
        if path.exists():
            raise FileExistsError("a file is there already: choose another name")
        try:
            with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
    except (OSError, ValueError) as error:
        raise KeyFileError(f"cannot write {path}: {error}") from None
