"""Groups 群组: several ledgers among the same organisations, so that not everybody sees everything.

A group is a ledger of its own, with its own members, contracts and blocks (FISCO BCOS calls it a
group, Hyperledger Fabric a channel). An organisation is in as many as it likes, with one key. A
transaction names its ledger, so what was signed for one group is nothing in another.

Left out of the real thing: that groups share machines and networks, from whose traffic others may
guess who trades with whom.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from course_lib.consortium.consortium import Consortium
from course_lib.consortium.member import Member
from course_lib.contracts.runtime import Contract
from course_lib.errors import InvalidValue, NotAuthorised
from course_lib.keys import PrivateKey


class Groups:
    """The groups of a set of organisations.

    Args:
        founder: the key of the organisation that opens groups and admits to them.
        organisations: each organisation's name, and its role and key.
    """

    def __init__(
        self, founder: PrivateKey, organisations: Mapping[str, tuple[str, PrivateKey]]
    ) -> None:
        self._founder = founder
        self._organisations = dict(organisations)
        self._groups: dict[str, Consortium] = {}
        self._members: dict[str, dict[str, Member]] = {}

    def open(self, group: str, contracts: Iterable[Contract], members: Iterable[str]) -> Consortium:
        """Open a group with a ledger of its own.

        Raises:
            InvalidValue: the name is taken, or a member is no known organisation.
        """
        names = tuple(members)
        unknown = [name for name in names if name not in self._organisations]
        if group in self._groups or unknown:
            taken = f"group {group!r} exists already"
            raise InvalidValue(f"unknown: {', '.join(unknown)}" if unknown else taken)
        consortium = Consortium(group, contracts, self._founder)
        admitted = {name: consortium.admit(name, *self._organisations[name]) for name in names}
        self._groups[group], self._members[group] = consortium, admitted
        return consortium

    def of(self, organisation: str) -> tuple[str, ...]:
        """The groups that an organisation is in."""
        return tuple(group for group, inside in self._members.items() if organisation in inside)

    def member(self, group: str, organisation: str) -> Member:
        """An organisation's desk in a group.

        Raises:
            NotAuthorised: it is not in the group, or there is no such group.
        """
        inside = self._members.get(group, {})
        if organisation not in inside:
            raise NotAuthorised(f"{organisation} is not in group {group!r}; ask to be admitted")
        return inside[organisation]
