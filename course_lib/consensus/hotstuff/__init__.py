"""Chained HotStuff (Yin, Malkhi, Reiter, Gueta, Abraham, PODC 2019): agreement in a line.

In PBFT everybody tells everybody: 2n(n - 1) messages a decision. In HotStuff everybody votes to
one, the next leader, who turns a quorum of votes into one *certificate* and puts it into its own
proposal: 2(n - 1) messages a view. A view's block serves as the next phase of the blocks before it:

- the first certificate on a block makes it the one to build on (``high``),
- the second, on its child, makes replicas lock on it (``locked``),
- the third, on its grandchild in three views without a gap, commits it.

Leaders take turns. When one fails, replicas give its turn up and send the next leader what they
know: again one message each. The price is waiting: a block is committed three views after its own.

A :class:`Replica` grows in two files: ``views`` (timers, leaders) and ``replica``. What is promised
is watched by :class:`Agreement`. :class:`Equivocator` and :class:`Forger` lie.

Left out of the real thing: threshold signatures (a certificate here lists its voters, and the
network vouches for signatures, see :mod:`course_lib.network`), batches of requests, forgetting old
blocks, the limits that keep a liar's messages for far views from filling the memory.
"""

from course_lib.consensus.hotstuff.faulty import Equivocator, Forger
from course_lib.consensus.hotstuff.invariants import Agreement
from course_lib.consensus.hotstuff.messages import (
    FIRST,
    GENESIS,
    Block,
    Certificate,
    Fetch,
    Found,
    NewView,
    Vote,
)
from course_lib.consensus.hotstuff.replica import Replica
from course_lib.consensus.hotstuff.state import State

__all__ = [
    "FIRST",
    "GENESIS",
    "Agreement",
    "Block",
    "Certificate",
    "Equivocator",
    "Fetch",
    "Forger",
    "Found",
    "NewView",
    "Replica",
    "State",
    "Vote",
]
