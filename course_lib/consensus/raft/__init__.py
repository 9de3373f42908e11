"""Raft (Ongaro & Ousterhout, USENIX ATC 2014): one leader, one log, crashes but no lies.

A majority of the servers suffices to go on, and any two majorities share a server: that is all
the safety there is. Names are those of figure 2; a server is a :class:`Server`, its messages are
in :mod:`course_lib.consensus.raft.messages`. What figure 3 promises is checked after every event
by :class:`Promises`. Membership changes one server at a time (Ongaro's thesis 2014, 4.1).

Left out of the real thing: log compaction and snapshots (section 7), batching and pipelining (an
AppendEntries carries all that the follower may lack), read-only requests without a log entry,
requests that a client repeats (section 8), catching up before a new server may vote (thesis,
4.2.1), the pre-vote (thesis, 9.6). Servers trust each other: one that lies breaks every promise.
"""

from course_lib.consensus.raft.election import Role
from course_lib.consensus.raft.invariants import Promises
from course_lib.consensus.raft.log import Log
from course_lib.consensus.raft.messages import (
    AddServer,
    AppendEntries,
    AppendEntriesReply,
    ClientReply,
    ClientRequest,
    Entry,
    RemoveServer,
    RequestVote,
    RequestVoteReply,
)
from course_lib.consensus.raft.server import Server

__all__ = [
    "AddServer",
    "AppendEntries",
    "AppendEntriesReply",
    "ClientReply",
    "ClientRequest",
    "Entry",
    "Log",
    "Promises",
    "RemoveServer",
    "RequestVote",
    "RequestVoteReply",
    "Role",
    "Server",
]
