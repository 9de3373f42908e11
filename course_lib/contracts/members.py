"""The contract ``members``: who belongs to the consortium, in which role.

Membership is on the ledger like everything else, so every replica agrees on who may act.
Only the founder (a role of GB/T 43572's *permissioned ledger* 许可链: the operator) may admit
or remove. A removed member's past transactions stay valid: they were made while it belonged.

Left out of the real thing: admission by vote, certificates and their expiry.
"""

from __future__ import annotations

from course_lib.canonical import JSON
from course_lib.contracts.context import Context
from course_lib.contracts.contract import Contract, action, query

FOUNDER = "founder"


class Members(Contract):
    """Admits, removes and lists members."""

    name = "members"

    @action(roles=(FOUNDER,))
    def admit(self, ctx: Context, name: str, role: str, key: str, profile: dict[str, JSON]) -> JSON:
        """Let an organisation in under ``name`` with one public ``key``."""
        ctx.require(bool(name) and bool(role), f"a member needs a name and a role, got {name!r}")
        ctx.require(role != FOUNDER, "there is one founder, appointed when the chain began")
        ctx.require(ctx.get(f"name/{name}") is None, f"the name {name!r} is taken by a member")
        ctx.require(ctx.get(f"key/{key}") is None, f"this key already belongs to a member: {key}")
        ctx.put(f"key/{key}", {"name": name, "role": role, "profile": profile})
        ctx.put(f"name/{name}", key)
        ctx.emit("Admitted", name=name, role=role)
        return None

    @action(roles=(FOUNDER,))
    def remove(self, ctx: Context, name: str) -> JSON:
        """Show an organisation out; its key can act no more."""
        key = ctx.get(f"name/{name}")
        ctx.require(key is not None, f"no member is called {name!r}")
        ctx.delete(f"key/{key}")
        ctx.delete(f"name/{name}")
        ctx.emit("Removed", name=name)
        return None

    @query()
    def everyone(self, ctx: Context) -> JSON:
        """All members: a list of objects with name, role, key and profile."""
        found: list[JSON] = []
        for key in ctx.keys("key/"):
            record = ctx.get(key)
            if isinstance(record, dict):
                found.append({**record, "key": key.removeprefix("key/")})
        return found
