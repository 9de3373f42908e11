"""The contract ``private``: digests of values that only some members hold.

Left out of the real thing: see :mod:`course_lib.consortium.private_data`.
"""

from __future__ import annotations

from course_lib.canonical import JSON
from course_lib.contracts.context import Context
from course_lib.contracts.contract import Contract, action, query

PRIVATE = "private"


class PrivateHashes(Contract):
    """The public half: digests by collection and key."""

    name = PRIVATE

    @action()
    def put(self, ctx: Context, collection: str, key: str, digest: str) -> JSON:
        """Record the digest of a private value; a key is written once."""
        where = f"{collection}/{key}"
        ctx.require(ctx.get(where) is None, f"{where!r} holds a digest already; use another key")
        ctx.put(where, {"by": ctx.caller.name, "digest": digest, "time_ms": ctx.time_ms})
        ctx.emit("Put", collection=collection, key=key, digest=digest)
        return None

    @query()
    def get(self, ctx: Context, collection: str, key: str) -> JSON:
        """Who recorded which digest, and when; null if nobody did."""
        return ctx.get(f"{collection}/{key}")
