"""The contract ``lifecycle``: which version of each contract is in charge, under which policy.

Code is installed by every organisation at its own desk (:meth:`Runtime.install`); which code is in
charge is decided on the ledger, by one transaction, at one height for all. The transaction names
the digest of the code's text, so that no two replicas can mean different code by one number.

Left out of the real thing: approval by several organisations before the upgrade, as in Hyperledger
Fabric 2 (chaincode lifecycle); going back to a version.
"""

from __future__ import annotations

from course_lib.canonical import JSON
from course_lib.contracts.context import Context
from course_lib.contracts.contract import Contract, action, query
from course_lib.contracts.members import FOUNDER

LIFECYCLE = "lifecycle"


class Lifecycle(Contract):
    """Puts a version in charge; the runtime then calls its ``migrate``."""

    name = LIFECYCLE

    @action(roles=(FOUNDER,))
    def upgrade(self, ctx: Context, contract: str, version: int, code: str) -> JSON:
        """Put ``version`` of ``contract`` in charge, whose text has the digest ``code``."""
        active = ctx.get(f"active/{contract}")
        now = active["version"] if isinstance(active, dict) else 1
        ctx.require(
            version > now,
            f"{contract!r} is at version {now}; give a higher one, not {version}",
        )
        ctx.put(f"active/{contract}", {"code": code, "version": version})
        ctx.emit("Upgraded", contract=contract, version=version)
        return None

    @action(roles=(FOUNDER,))
    def set_policy(self, ctx: Context, contract: str, policy: str) -> JSON:
        """From the next block on, ``contract``'s transactions need endorsements by ``policy``."""
        from course_lib.contracts.policy import parse

        ctx.put(f"policy/{contract}", str(parse(policy)))
        ctx.emit("PolicySet", contract=contract, policy=policy)
        return None

    @query()
    def policy(self, ctx: Context, contract: str) -> JSON:
        """The endorsement policy of a contract, as text; null if there is none."""
        return ctx.get(f"policy/{contract}")

    @query()
    def active(self, ctx: Context, contract: str) -> JSON:
        """The version in charge and its code's digest; null where the first one still is."""
        return ctx.get(f"active/{contract}")
