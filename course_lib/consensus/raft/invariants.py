"""What Raft promises at every moment (Ongaro & Ousterhout 2014, figure 3).

Left out of the real thing: a proof. This watches runs; see the TLA+ specification for one.
"""

from __future__ import annotations

from course_lib.consensus.raft.election import Role
from course_lib.consensus.raft.log import Log
from course_lib.consensus.raft.messages import Entry
from course_lib.consensus.raft.server import Server
from course_lib.network import BrokenPromise, Network


class Promises:
    """Watches a run: ``run(scenario, observe=Promises())``.

    Raises:
        BrokenPromise: a promise of figure 3 does not hold after an event.
    """

    def __init__(self) -> None:
        self.leaders: dict[int, str] = {}
        self.committed: list[tuple[Entry, int]] = []  # an entry, and the term that committed it
        self._leading: dict[tuple[str, int], tuple[Entry, ...]] = {}
        self._seen: dict[str, tuple[object, ...]] = {}

    def __call__(self, network: Network) -> None:
        """Check whatever changed since the last event."""
        servers = [node for node in network.nodes.values() if isinstance(node, Server)]
        for server in servers:
            durable = server.durable
            now = (durable.current_term, server.role, durable.log.version, server.commit_index)
            if self._seen.get(server.name) != now:
                self._seen[server.name] = now
                self._check(server, servers)

    def _check(self, server: Server, servers: list[Server]) -> None:
        if server.role is Role.LEADER:
            self.election_safety(server)
            self.leader_append_only(server)
            self.leader_completeness(server)
        for other in servers:
            log_matching(server, other)
        self.state_machine_safety(server)

    def election_safety(self, leader: Server) -> None:
        """At most one leader can be elected in a given term (5.2)."""
        term = leader.durable.current_term
        first = self.leaders.setdefault(term, leader.name)
        if first != leader.name:
            raise BrokenPromise(f"term {term} has two leaders, {first} and {leader.name}")

    def leader_append_only(self, leader: Server) -> None:
        """A leader never overwrites or deletes entries in its log; it only appends (5.3)."""
        term, now = leader.durable.current_term, leader.durable.log.after(0)
        before = self._leading.get((leader.name, term), ())
        if now[: len(before)] != before:
            raise BrokenPromise(f"{leader.name}, leader of term {term}, changed its own log")
        self._leading[leader.name, term] = now

    def leader_completeness(self, leader: Server) -> None:
        """What was committed in a term is in the logs of the leaders of all later terms (5.4)."""
        log, term = leader.durable.log, leader.durable.current_term
        for index, (entry, committed_in) in enumerate(self.committed, 1):
            if committed_in < term and _entry(log, index) != entry:
                raise BrokenPromise(
                    f"{leader.name}, leader of term {term}, lacks entry {index} ({entry}), "
                    f"committed in term {committed_in}"
                )

    def state_machine_safety(self, server: Server) -> None:
        """No two servers apply different commands at one index (5.4.3)."""
        log = server.durable.log
        for index in range(1, server.commit_index + 1):
            if index > len(self.committed):
                self.committed.append((log[index], server.durable.current_term))
            expected = self.committed[index - 1][0]
            if _entry(log, index) != expected:
                raise BrokenPromise(
                    f"{server.name} applies {log[index]} at {index}, where {expected} is committed"
                )


def log_matching(one: Server, other: Server) -> None:
    """If two logs agree on the term at an index, they are equal up to there (5.3)."""
    mine, theirs = one.durable.log, other.durable.log
    for index in range(min(mine.last_index, theirs.last_index), 0, -1):
        if mine.term_at(index) == theirs.term_at(index):
            if mine.after(0)[:index] != theirs.after(0)[:index]:
                raise BrokenPromise(
                    f"the logs of {one.name} and {other.name} agree on the term at {index}, "
                    "but are not equal up to there"
                )
            return


def _entry(log: Log, index: int) -> Entry | None:
    return log[index] if index <= log.last_index else None
