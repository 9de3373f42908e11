"""Raft's messages and log entries (Ongaro & Ousterhout 2014, figure 2).

Remote procedure calls are pairs of messages here. An answer therefore says what it answers: a
success names the last entry it confirms.

Left out of the real thing: see :mod:`course_lib.consensus.raft`.
"""

from __future__ import annotations

from dataclasses import dataclass

from course_lib.network import Message


@dataclass(frozen=True, slots=True)
class Entry(Message):
    """One entry of the log.

    Args:
        term: when a leader received it.
        command: for the state machine; empty for the entry that opens a term.
        members: the servers of the new configuration, if this entry changes it.
    """

    term: int
    command: str = ""
    members: tuple[str, ...] | None = None

    def __str__(self) -> str:
        words = self.command if self.members is None else f"members {' '.join(self.members)}"
        return f"{self.term}:{words or 'no-op'}"


@dataclass(frozen=True, slots=True)
class RequestVote(Message):
    """A candidate asks for a vote."""

    term: int
    candidate_id: str
    last_log_index: int
    last_log_term: int


@dataclass(frozen=True, slots=True)
class RequestVoteReply(Message):
    """The answer; ``term`` lets the candidate update itself."""

    term: int
    vote_granted: bool


@dataclass(frozen=True, slots=True)
class AppendEntries(Message):
    """A leader replicates entries; without entries it is a heartbeat.

    Args:
        term: the leader's term.
        leader_id: so that followers can redirect clients.
        prev_log_index: the index just before the new entries.
        prev_log_term: the term of the entry there.
        entries: to store; may be empty.
        leader_commit: the leader's ``commit_index``.
    """

    term: int
    leader_id: str
    prev_log_index: int
    prev_log_term: int
    entries: tuple[Entry, ...]
    leader_commit: int


@dataclass(frozen=True, slots=True)
class AppendEntriesReply(Message):
    """The answer.

    Args:
        term: lets the leader update itself.
        success: whether the follower held an entry of ``prev_log_term`` at ``prev_log_index``.
        index: after success the last entry that is now known to match; after failure the index
            from which the leader should try again (section 5.3, the bypassing of a whole term).
    """

    term: int
    success: bool
    index: int


@dataclass(frozen=True, slots=True)
class ClientRequest(Message):
    """A client asks for a command to be executed."""

    command: str


@dataclass(frozen=True, slots=True)
class AddServer(Message):
    """An operator asks for one more server (Ongaro's thesis, figure 4.1)."""

    server: str


@dataclass(frozen=True, slots=True)
class RemoveServer(Message):
    """An operator asks for one server less (Ongaro's thesis, figure 4.1)."""

    server: str


@dataclass(frozen=True, slots=True)
class ClientReply(Message):
    """The answer to a client or an operator.

    Args:
        ok: True once the entry is committed and applied; False where the request was refused.
        index: where in the log; 0 if refused.
        leader_hint: whom to ask instead, if known.
    """

    ok: bool
    index: int
    leader_hint: str | None
