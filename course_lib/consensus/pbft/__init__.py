"""PBFT (Castro & Liskov, OSDI 1999): 3f + 1 replicas agree although f of them lie.

A primary gives each request a sequence number (pre-prepare); the replicas tell each other what they
accepted (prepare), then that they know that enough did (commit). Any two quorums of 2f + 1 share an
honest replica, so that no number can belong to two requests. If the primary fails, a view change
finds another one and carries over what may have been committed. One decision takes 2n(n - 1)
messages between the replicas.

A :class:`Replica` grows in three files: ``normal_case``, ``checkpoints``, ``view_change``. What is
promised is watched by :class:`Agreement`. :class:`Equivocator` and :class:`Forger` lie.

Left out of the real thing: signatures and authenticators (the network vouches for senders and
signatures, see :mod:`course_lib.network`), batching, tentative execution, read-only requests,
recovery of replicas that an attacker held, a state other than the list of requests, the limits that
keep a liar's votes for far views from filling the memory.
"""

from course_lib.consensus.pbft.client import Client
from course_lib.consensus.pbft.faulty import Equivocator, Forger
from course_lib.consensus.pbft.invariants import Agreement
from course_lib.consensus.pbft.messages import (
    NULL,
    Checkpoint,
    Commit,
    Demand,
    Fetch,
    History,
    NewView,
    Prepare,
    Prepared,
    PrePrepare,
    Reply,
    Request,
    ViewChange,
)
from course_lib.consensus.pbft.normal_case import NormalCase
from course_lib.consensus.pbft.state import State
from course_lib.consensus.pbft.view_change import Replica

__all__ = [
    "NULL",
    "Agreement",
    "Checkpoint",
    "Client",
    "Commit",
    "Demand",
    "Equivocator",
    "Fetch",
    "Forger",
    "History",
    "NewView",
    "NormalCase",
    "PrePrepare",
    "Prepare",
    "Prepared",
    "Replica",
    "Reply",
    "Request",
    "State",
    "ViewChange",
]
