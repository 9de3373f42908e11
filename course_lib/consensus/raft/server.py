"""A Raft server: an elector that also replicates a log (Ongaro & Ousterhout 2014, 5.3, 5.4, 6).

Left out of the real thing: see :mod:`course_lib.consensus.raft`.
"""

from __future__ import annotations

from functools import partial

from course_lib.consensus.raft.election import Elector, Role
from course_lib.consensus.raft.log import Members
from course_lib.consensus.raft.messages import (
    AddServer,
    AppendEntries,
    AppendEntriesReply,
    ClientReply,
    ClientRequest,
    Entry,
    RemoveServer,
)
from course_lib.network import handles


class Server(Elector):
    """A Raft server; its arguments are those of :class:`Elector`.

    Attributes:
        durable: current term, vote and log; survives crashes.
        commit_index: the highest entry known to be committed.
        last_applied: the highest entry given to the state machine.
        next_index: for each other server, the next entry to send it (leaders only).
        match_index: for each other server, the highest entry known to be there (leaders only).
        applied: the state machine, here a list of the commands it was given.
    """

    def __init__(
        self,
        name: str,
        members: Members = (),
        election_ms: tuple[int, int] = (150, 300),
        heartbeat_ms: int = 50,
    ) -> None:
        super().__init__(name, members, election_ms, heartbeat_ms)
        self.last_applied = 0
        self.next_index: dict[str, int] = {}
        self.match_index: dict[str, int] = {}
        self.applied: list[str] = []
        self._asked_by: dict[int, tuple[str, int]] = {}  # by index: the client, and the term

    # A leader

    def become_leader(self) -> None:
        """Open the term with an entry of its own, which also commits older ones (section 8)."""
        super().become_leader()
        self.next_index, self.match_index = {}, {}
        self._append(Entry(self.durable.current_term))
        self._beat_later()

    def _beat_later(self) -> None:
        self.after(self.heartbeat_ms, partial(self._beat, self.durable.current_term))

    def _beat(self, term: int) -> None:
        if self.role is Role.LEADER and self.durable.current_term == term:
            self.replicate()
            self._beat_later()

    def _append(self, entry: Entry) -> None:
        before = self.others
        self.durable.log.append(entry)
        for name in dict.fromkeys(before + self.others):
            self._replicate_to(name)
        self._advance_commit_index()

    def replicate(self) -> None:
        """Send each follower the entries that it may lack; a heartbeat, where there are none."""
        for name in self.others:
            self._replicate_to(name)

    def _replicate_to(self, name: str) -> None:
        log = self.durable.log
        prev = self.next_index.get(name, log.last_index) - 1
        self.next_index.setdefault(name, prev + 1)
        term, before = self.durable.current_term, log.term_at(prev)
        entries = log.after(prev)
        self.send(name, AppendEntries(term, self.name, prev, before, entries, self.commit_index))

    @handles(AppendEntriesReply)
    def on_append_entries_reply(self, sender: str, reply: AppendEntriesReply) -> None:
        """Note how far the follower is; go back where the logs do not meet."""
        if reply.term > self.durable.current_term:
            self.follow(reply.term)
        elif self.role is not Role.LEADER or reply.term < self.durable.current_term:
            return
        elif reply.success:
            self.match_index[sender] = max(self.match_index.get(sender, 0), reply.index)
            self.next_index[sender] = self.match_index[sender] + 1
            self._advance_commit_index()
        elif self.match_index.get(sender, 0) < reply.index < self.next_index.get(sender, 0):
            self.next_index[sender] = reply.index
            self._replicate_to(sender)

    def _advance_commit_index(self) -> None:
        """Commit what a majority holds, if the last of it is of this term (5.4.2)."""
        log = self.durable.log
        for index in range(log.last_index, self.commit_index, -1):
            if log.term_at(index) < self.durable.current_term:
                return
            holders = {name for name, match in self.match_index.items() if match >= index}
            if self.is_majority(holders | {self.name}):
                self._commit(index)
                self.replicate()
                self._step_down_if_removed()
                return

    # A follower

    @handles(AppendEntries)
    def on_append_entries(self, sender: str, append: AppendEntries) -> None:
        """Store the entries where they continue the log (figure 2, AppendEntries, 1 to 5)."""
        durable, log = self.durable, self.durable.log
        if append.term < durable.current_term:
            self.send(sender, AppendEntriesReply(durable.current_term, False, 0))
            return
        self.follow(append.term)
        self.leader_id, self.heard_ms = append.leader_id, self.now_ms
        self._restart_timer()
        prev = append.prev_log_index
        if log.term_at(prev) != append.prev_log_term:
            again = log.last_index + 1 if prev > log.last_index else log.first_of_term_at(prev)
            self.send(sender, AppendEntriesReply(durable.current_term, False, again))
            return
        log.merge(prev, append.entries)
        last_new = prev + len(append.entries)
        self._commit(min(append.leader_commit, last_new))
        self.send(sender, AppendEntriesReply(durable.current_term, True, last_new))

    # Committed entries

    def _commit(self, index: int) -> None:
        if index > self.commit_index:
            self.commit_index = index
            self.note(f"commits up to entry {index}")
        while self.last_applied < self.commit_index:
            self.last_applied += 1
            entry = self.durable.log[self.last_applied]
            if entry.command:
                self.applied.append(entry.command)
            client, term = self._asked_by.pop(self.last_applied, ("", 0))
            if client:  # another leader may have put another entry there
                kept = entry.term == term
                self.send(client, ClientReply(kept, self.last_applied * kept, self.leader_id))

    # Clients and operators

    @handles(ClientRequest)
    def on_client_request(self, sender: str, request: ClientRequest) -> None:
        """A leader appends the command; anybody else names the leader."""
        self._take(sender, request.command)

    @handles(AddServer)
    def on_add_server(self, sender: str, request: AddServer) -> None:
        """Append a configuration with one more server."""
        members = self.durable.log.members
        self._change_members(sender, (*dict.fromkeys((*members, request.server)),))

    @handles(RemoveServer)
    def on_remove_server(self, sender: str, request: RemoveServer) -> None:
        """Append a configuration with one server less."""
        members = self.durable.log.members
        self._change_members(sender, tuple(name for name in members if name != request.server))

    def _change_members(self, sender: str, members: Members) -> None:
        """One server at a time, the change before committed, and an entry of this term too.

        Without the last rule two leaders could each commit a change that the other does not know
        (Ongaro's note to raft-dev of 2015 on the thesis, 4.1).
        """
        log = self.durable.log
        if (
            not members
            or members == log.members
            or self.commit_index < log.members_index
            or log.term_at(self.commit_index) != self.durable.current_term
        ):
            self.note(f"refuses the configuration {' '.join(members)}")
            self.send(sender, ClientReply(False, 0, self.leader_id))
        else:
            self._take(sender, "", members)

    def _take(self, sender: str, command: str, members: Members | None = None) -> None:
        if self.role is not Role.LEADER:
            self.send(sender, ClientReply(False, 0, self.leader_id))
            return
        entry = Entry(self.durable.current_term, command, members)
        self._asked_by[self.durable.log.last_index + 1] = sender, entry.term
        self._append(entry)

    def _step_down_if_removed(self) -> None:
        """A leader that is no member any more leaves once that is committed (thesis, 4.2.2)."""
        if self.is_outside():
            self.note("was removed and steps down")
            self.follow(self.durable.current_term)
