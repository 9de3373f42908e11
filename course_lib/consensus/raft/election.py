"""Terms, roles and elections (Ongaro & Ousterhout 2014, 5.1, 5.2 and 5.4.1).

Left out of the real thing: see :mod:`course_lib.consensus.raft`.
"""

from __future__ import annotations

from enum import Enum

from course_lib.consensus.raft.log import Durable, Log, Members
from course_lib.consensus.raft.messages import RequestVote, RequestVoteReply
from course_lib.errors import InvalidValue, shown
from course_lib.network import Node, Timer, handles


class Role(Enum):
    """What a server is at the moment (figure 4)."""

    FOLLOWER = "follower"
    CANDIDATE = "candidate"
    LEADER = "leader"


class Elector(Node):
    """The half of a Raft server that finds a leader.

    Args:
        name: the server's name.
        members: the configuration to begin with; empty for a server that will be added later.
        election_ms: the range of the randomised election timeout, milliseconds.
        heartbeat_ms: how often a leader sends heartbeats, milliseconds.

    Raises:
        InvalidValue: the times do not fit: 0 < heartbeat < shortest <= longest timeout.
    """

    durable: Durable

    def __init__(
        self,
        name: str,
        members: Members = (),
        election_ms: tuple[int, int] = (150, 300),
        heartbeat_ms: int = 50,
    ) -> None:
        super().__init__(name)
        if not 0 < heartbeat_ms < election_ms[0] <= election_ms[1]:
            raise InvalidValue(
                f"heartbeat_ms={heartbeat_ms} and election_ms={shown(election_ms)} do not fit: "
                "give 0 < heartbeat < shortest timeout <= longest timeout"
            )
        self.durable = Durable(log=Log(members))
        self.election_ms = election_ms
        self.heartbeat_ms = heartbeat_ms
        self.role = Role.FOLLOWER
        self.leader_id: str | None = None
        self.votes: set[str] = set()
        self.commit_index = 0
        self.heard_ms: int | None = None  # when a leader was last heard
        self._timer: Timer | None = None

    def start(self) -> None:
        """Begin as a follower (5.2)."""
        self._restart_timer()

    @property
    def others(self) -> Members:
        """The other servers of the configuration."""
        return tuple(name for name in self.durable.log.members if name != self.name)

    def is_outside(self) -> bool:
        """Whether this server is no member, or not yet, as far as that is committed.

        As long as its removal is not committed, its vote and its log may be needed (thesis, 4.2.2).
        """
        log = self.durable.log
        return self.name not in log.members and log.members_index <= self.commit_index

    def is_majority(self, names: set[str]) -> bool:
        """Whether these servers are more than half of the configuration."""
        members = self.durable.log.members
        return 2 * sum(name in names for name in members) > len(members)

    # Becoming what one is

    def stand_for_election(self) -> None:
        """Become a candidate (figure 2, rules for candidates)."""
        self._restart_timer()
        durable = self.durable
        if self.is_outside():
            return
        durable.current_term += 1
        durable.voted_for = self.name
        self.role, self.leader_id, self.votes = Role.CANDIDATE, None, {self.name}
        self.note(f"stands for election in term {durable.current_term}")
        log = durable.log
        request = RequestVote(durable.current_term, self.name, log.last_index, log.last_term)
        self.broadcast(request, self.others)
        self._count_votes()

    def become_leader(self) -> None:
        """What a leader does first; the other half of the server says more."""
        self.role, self.leader_id = Role.LEADER, self.name
        self._stop_timer()
        self.note(f"becomes leader of term {self.durable.current_term}")

    def follow(self, term: int) -> None:
        """Be a follower in ``term``, which is not below the current one."""
        if term > self.durable.current_term:
            self.durable.current_term, self.durable.voted_for = term, None
            self.leader_id = None
        if self.role is not Role.FOLLOWER:
            self.note(f"is a follower in term {term}")
            self.role = Role.FOLLOWER
            self._restart_timer()

    # Messages

    @handles(RequestVote)
    def on_request_vote(self, sender: str, request: RequestVote) -> None:
        """Vote for the first candidate of a term whose log is complete enough (5.4.1)."""
        if self._needs_no_election(sender):
            return
        durable = self.durable
        if request.term > durable.current_term:
            self.follow(request.term)
        log = durable.log
        granted = (
            request.term == durable.current_term
            and durable.voted_for in (None, request.candidate_id)
            and (request.last_log_term, request.last_log_index) >= (log.last_term, log.last_index)
        )
        if granted:
            durable.voted_for = request.candidate_id
            self._restart_timer()
            self.note(f"votes for {request.candidate_id} in term {request.term}")
        self.send(sender, RequestVoteReply(durable.current_term, granted))

    @handles(RequestVoteReply)
    def on_request_vote_reply(self, sender: str, reply: RequestVoteReply) -> None:
        """Count a vote, if it is for this term."""
        if reply.term > self.durable.current_term:
            self.follow(reply.term)
        elif self.role is Role.CANDIDATE and reply.term == self.durable.current_term:
            if reply.vote_granted:
                self.votes.add(sender)
            self._count_votes()

    def _count_votes(self) -> None:
        if self.is_majority(self.votes):
            self.become_leader()

    def _needs_no_election(self, candidate: str) -> bool:
        """Whether somebody who was removed, or cut off, should not disturb (section 6)."""
        if self.role is Role.LEADER:
            return candidate not in self.durable.log.members
        recently = self.heard_ms is not None and self.now_ms - self.heard_ms < self.election_ms[0]
        return recently and self.role is Role.FOLLOWER

    # The election timer

    def _restart_timer(self) -> None:
        self._stop_timer()
        self._timer = self.after(self.draw(*self.election_ms), self.stand_for_election)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
