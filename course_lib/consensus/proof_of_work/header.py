"""Bitcoin's block header: 80 bytes that a miner hashes until they are small enough.

======  ========  ==================================================
bytes   field     meaning
======  ========  ==================================================
4       version   of the rules, a signed number
32      previous  the id of the block before
32      root      the Merkle root over the transactions
4       time      seconds since 1970-01-01, as the miner says
4       bits      the target in compact form
4       nonce     what the miner tries
======  ========  ==================================================

Numbers are little-endian. An id is SHA-256 of SHA-256 of the header; it is a number too, and is
written with the highest byte first, so that its zeros stand in front.

Left out of the real thing: what the bits of the version signal (BIP 9).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from hashlib import sha256

from course_lib.consensus.proof_of_work.target import REALISTIC, Rules, expand, work
from course_lib.errors import InvalidBlock, InvalidValue, shown

HEADER_BYTES = 80
NO_PARENT = "00" * 32
_LAYOUT = struct.Struct("<i32s32sIII")


@dataclass(frozen=True, slots=True)
class BitcoinHeader:
    """One header.

    Args:
        version: 32 bits, signed.
        previous: the parent's id, 64 lower-case hexadecimal digits, highest byte first.
        root: the Merkle root, written the same way.
        time: seconds since the Unix epoch, 32 bits.
        bits: the compact target, 32 bits.
        nonce: 32 bits.

    Raises:
        InvalidBlock: names the field that is malformed.
    """

    version: int
    previous: str
    root: str
    time: int
    bits: int
    nonce: int

    def __post_init__(self) -> None:
        for name in ("previous", "root"):
            _check_digest(name, getattr(self, name))
        for name in ("time", "bits", "nonce"):
            _check_number(name, getattr(self, name), 0, 2**32)
        _check_number("version", self.version, -(2**31), 2**31)

    def to_bytes(self) -> bytes:
        """The 80 bytes."""
        previous, root = (bytes.fromhex(digits)[::-1] for digits in (self.previous, self.root))
        return _LAYOUT.pack(self.version, previous, root, self.time, self.bits, self.nonce)

    @staticmethod
    def from_bytes(data: bytes) -> BitcoinHeader:
        """The header in 80 bytes.

        Raises:
            InvalidBlock: if there are more or fewer.
        """
        if type(data) is not bytes or len(data) != HEADER_BYTES:
            raise InvalidBlock(f"{shown(data)} is no header: give {HEADER_BYTES} bytes")
        version, previous, root, time, bits, nonce = _LAYOUT.unpack(data)
        return BitcoinHeader(version, previous[::-1].hex(), root[::-1].hex(), time, bits, nonce)

    @property
    def id(self) -> str:
        """The header's hash, 64 hexadecimal digits, highest byte first."""
        return block_id(self.to_bytes())

    @property
    def work(self) -> int:
        """The tries that it took on average."""
        return work(self.bits)


def double_sha256(data: bytes) -> bytes:
    """SHA-256 of SHA-256, the hash of Bitcoin."""
    return sha256(sha256(data).digest()).digest()


def block_id(header: bytes) -> str:
    """The id of a header's 80 bytes."""
    return double_sha256(header)[::-1].hex()


def check_work(header: BitcoinHeader, rules: Rules = REALISTIC) -> None:
    """Return if the header meets its own target, and that target is allowed.

    Raises:
        InvalidBlock: if it does not, or the target is 0, malformed or easier than the limit.
    """
    try:
        target = expand(header.bits)
    except InvalidValue as error:
        raise InvalidBlock(f"block {header.id}: {error}") from None
    if not 0 < target <= expand(rules.limit_bits):
        raise InvalidBlock(
            f"block {header.id} names the target {header.bits:08x}, "
            f"which is 0 or easier than the limit {rules.limit_bits:08x}"
        )
    if int(header.id, 16) > target:
        raise InvalidBlock(
            f"block {header.id} is above its target {target:064x}: no work was done for it"
        )


def check_link(parent: BitcoinHeader, child: BitcoinHeader) -> None:
    """Return if ``child`` names ``parent`` as the block before it.

    Raises:
        InvalidBlock: if it names another.
    """
    if child.previous != parent.id:
        raise InvalidBlock(f"block {child.id} follows {child.previous}, not {parent.id}")


def _check_digest(name: str, digits: object) -> None:
    if type(digits) is not str or len(digits) != 64 or not set(digits) <= set("0123456789abcdef"):
        raise InvalidBlock(f"{name} {shown(digits)} is not 64 lower-case hexadecimal digits")


def _check_number(name: str, number: object, least: int, beyond: int) -> None:
    if type(number) is not int or not least <= number < beyond:
        raise InvalidBlock(f"{name} {shown(number)} is not an integer from {least} to {beyond - 1}")
