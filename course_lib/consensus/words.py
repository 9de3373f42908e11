"""What Raft servers, PBFT replicas and their messages say, in a few words each, for pictures.

Left out of the real thing: most of a node's state; ``node.durable`` has all of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import singledispatch
from typing import Any

from course_lib.consensus import pbft, raft
from course_lib.network import Happening, Node
from course_lib.network.film import Lines


@singledispatch
def state_in_words(node: Node) -> Lines:
    """A node's state: a few short lines."""
    return (type(node).__name__.lower(),)


@state_in_words.register
def _(node: raft.Server) -> Lines:
    durable, log = node.durable, node.durable.log
    role = f"{node.role.value}, term {durable.current_term}"
    if node.role is raft.Role.CANDIDATE:
        role = f"candidate, term {durable.current_term}: {len(node.votes)}/{len(log.members)} votes"
    return (role, *(_entry(node, index) for index in range(1, log.last_index + 1)))


def _entry(node: raft.Server, index: int) -> str:
    """An entry of a log: ✓ if it is known to be committed; at a leader, who has it."""
    log = node.durable.log
    told = f"{index} {log[index].command or f'open term {log[index].term}'}"
    if index <= node.commit_index:
        return f"✓ {told}"
    holders = 1 + sum(match >= index for match in node.match_index.values())
    share = f": at {holders}/{len(log.members)}" if node.role is raft.Role.LEADER else ""
    return f"? {told}{share}"


@state_in_words.register
def _(node: pbft.NormalCase) -> Lines:
    state = node.durable
    role = "primary" if node.is_primary else "backup"
    told = [f"{role}, view {state.view}" if state.active else f"wants view {state.view}"]
    for index, request in enumerate(state.history, 1):
        told.append(f"✓ {index} {request.operation or 'nothing'}")
    for (view, sequence), proposal in sorted(state.accepted.items()):
        if view == state.view and sequence > len(state.history):
            told.append(f"? {sequence} {proposal.request.operation}: {_progress(node, proposal)}")
    return tuple(told)


def _progress(node: pbft.NormalCase, proposal: pbft.PrePrepare) -> str:
    key = (proposal.view, proposal.sequence, proposal.digest)
    known = node.durable.prepared.get(proposal.sequence)
    if known is not None and known.pre_prepare == proposal:
        return f"{len(node.durable.commits[key])}/{node.quorum} commits"
    backups = node.durable.prepares[key] - {node.primary_of(proposal.view)}
    return f"{len(backups)}/{node.quorum - 1} prepares"


@state_in_words.register
def _(node: pbft.Client) -> Lines:
    number = len(node.results)
    waiting = f"waits for {node.operations[number]}" if number < len(node.operations) else ""
    believed = (f"✓ {o}: {r}" for o, r in zip(node.operations, node.results, strict=False))
    return tuple(filter(None, (*believed, waiting)))


def is_heartbeat(happening: Happening) -> bool:
    """Whether this is a Raft heartbeat, an answer to one, or entries that a partition cut off."""
    what = happening.what
    if isinstance(what, raft.AppendEntries):
        return not what.entries or happening.kind == "cut"
    return isinstance(what, raft.AppendEntriesReply)


def message_in_words(what: Any, operations: Mapping[str, str]) -> str:
    """A message in at most five words.

    Args:
        what: a message of Raft or PBFT; anything else is told as it is.
        operations: what a digest stands for.
    """
    match what:
        case raft.ClientRequest(command=words) | pbft.Request(operation=words):
            return f"request: {words}"
        case raft.RequestVote(term=term):
            return f"vote for me, term {term}?"
        case raft.RequestVoteReply(vote_granted=granted):
            return "vote: yes" if granted else "vote: no"
        case raft.AppendEntries(entries=entries, prev_log_index=last):
            told = ", ".join(e.command or f"open term {e.term}" for e in entries)
            return f"append {last + 1}: {told}" if entries else "heartbeat"
        case raft.AppendEntriesReply(success=success, index=index):
            return f"have up to {index}" if success else "refused"
        case raft.ClientReply(ok=ok):
            return "reply: done" if ok else "reply: no"
        case pbft.PrePrepare(sequence=number, request=request):
            return f"PRE-PREPARE {number}: {request.operation or 'nothing'}"
        case pbft.Prepare(sequence=number, digest=digest):
            return f"prepare {number}: {operations.get(digest, '?')}"
        case pbft.Commit(sequence=number, digest=digest):
            return f"COMMIT {number}: {operations.get(digest, '?')}"
        case pbft.Reply(result=result):
            return f"reply: {result}"
        case pbft.ViewChange(view=view) | pbft.NewView(view=view):
            return f"{'new view' if isinstance(what, pbft.NewView) else 'view change to'} {view}"
    return str(what)
