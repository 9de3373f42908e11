"""Private data 私有数据: the ledger holds a digest, the few who may see hold the value.

Two banks agree on a price. Everybody may know that they agreed, and when; nobody else may know the
price. So the value goes to the two, and its digest goes on the ledger. Later, whoever is shown the
value can check that it is the one that was agreed on.

The digest covers a *salt* too, 32 bytes that only the two know. Without it, a competitor would hash
every likely price and compare: prices are few.

Left out of the real thing: sending the value over a network, and members that were offline then.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from course_lib.canonical import JSON, encode
from course_lib.contracts.private_hashes import PRIVATE
from course_lib.errors import InvalidProof, InvalidValue, NotAuthorised
from course_lib.hashing import tagged

if TYPE_CHECKING:
    from course_lib.consortium.member import Member


@dataclass(frozen=True, slots=True)
class Secret:
    """A value and its salt: what the members of a collection hold."""

    value: JSON
    salt: bytes

    @property
    def digest(self) -> str:
        """What stands on the ledger, 64 hexadecimal digits."""
        return tagged("lianke/private", self.salt + encode(self.value)).hex()


class Collection:
    """Values that some members share and the others see only as digests.

    Args:
        name: the collection's name on the ledger; not empty, without ``/``.
        members: the names of those who may see.
    """

    def __init__(self, name: str, members: Iterable[str]) -> None:
        if not name or "/" in name:
            raise InvalidValue(f"a collection's name is not empty and has no '/', got {name!r}")
        self.name = name
        self._held: dict[str, dict[str, Secret]] = {member: {} for member in members}

    @property
    def members(self) -> tuple[str, ...]:
        """Who may see."""
        return tuple(self._held)

    def put(self, member: Member, key: str, value: JSON) -> Secret:
        """Give a value to every member of the collection, and its digest to the ledger.

        Raises:
            NotAuthorised: the one who puts is no member of the collection.
            ContractError: the key holds a digest already; nothing was given to anybody.
        """
        self._require(member)
        secret = Secret(value, member.secret(f"{self.name}/{key}"))
        member.invoke(PRIVATE, "put", collection=self.name, key=key, digest=secret.digest)
        for held in self._held.values():
            held[key] = secret
        return secret

    def get(self, member: Member, key: str) -> JSON:
        """The value, after comparing it with the digest on the member's own ledger.

        Raises:
            NotAuthorised: not a member of the collection.
            InvalidValue: the member does not hold this key (any more).
            InvalidProof: the value is not the one whose digest was recorded.
        """
        self._require(member)
        secret = self._held[member.name].get(key)
        if secret is None:
            raise InvalidValue(f"{member.name} holds nothing under {key!r} in {self.name!r}")
        self.check(member, key, secret)
        return secret.value

    def check(self, witness: Member, key: str, secret: Secret) -> None:
        """Return if this is the value that was recorded; anybody who is shown it may ask.

        Raises:
            InvalidProof: it is not.
        """
        record = witness.query(PRIVATE, "get", collection=self.name, key=key)
        if not isinstance(record, dict) or record["digest"] != secret.digest:
            raise InvalidProof(f"the ledger holds no such digest for {key!r} in {self.name!r}")

    def forget(self, member: Member, key: str) -> None:
        """Delete the value at one member; the digest on the ledger tells nobody anything."""
        self._require(member)
        self._held[member.name].pop(key, None)

    def _require(self, member: Member) -> None:
        if member.name not in self._held:
            raise NotAuthorised(f"{member.name} is not in {self.name!r}: {', '.join(self._held)}")
