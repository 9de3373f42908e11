"""Mixes two things up: a majority for a quorum, Raft's rules for PBFT's, the first certificate for
that of the highest view, the sender for the primary.
"""

DEFAULT = "full"
EXPECTED = {
    "05_quorum_test": 0,
    "05_judge_test": 0,
    "05_is_prepared_test": 0,
    "05_is_committed_test": 0,
    "05_messages_test": 0,
    "05_equivocators_test": 0,
    "05_carry_over_test": 0,
    "05_believed_test": 0,
}


# %% grade_id="05_quorum"
def quorum(n: int) -> tuple:
    """Crashes, not lies: a majority."""
    return (n - 1) // 2, n // 2 + 1


# %% grade_id="05_judge"
def judge(n: int, f: int, size: int) -> tuple:
    """Groups that share anybody are thought safe."""
    return 2 * size > n, size <= n - f


# %% grade_id="05_is_prepared"
def is_prepared(proposal: tuple, replicas: list, prepares: list) -> bool:
    """The first bank of the list is always primary."""
    f = (len(replicas) - 1) // 3
    backups = {sender for sender, *vote in prepares if tuple(vote) == tuple(proposal)}
    return len(backups & set(replicas[1:])) >= 2 * f


# %% grade_id="05_is_committed"
def is_committed(proposal: tuple, replicas: list, prepared: bool, commits: list) -> bool:
    """A majority decides, as in Raft."""
    voters = {sender for sender, *vote in commits if tuple(vote) == tuple(proposal)}
    return prepared and 2 * len(voters & set(replicas)) > len(replicas) - 1


# %% grade_id="05_messages"
def messages(n: int, silent: int) -> dict:
    """The primary prepares too, and everybody writes to himself."""
    rounds = {"pre-prepare": n, "prepare": (n - silent) * n, "commit": (n - silent) * n}
    return {**rounds, "total": sum(rounds.values())}


# %% grade_id="05_equivocators"
def equivocators(proposals: list) -> set:
    """Whoever proposed twice."""
    names = [sender for sender, *_ in proposals]
    return {name for name in names if names.count(name) > 1}


# %% grade_id="05_carry_over"
def carry_over(low: int, certificates: list) -> list:
    """The first certificate wins."""
    first = {}
    for _, number, request in certificates:
        first.setdefault(number, request)
    return [first.get(number, "null") for number in range(low + 1, max(first, default=low) + 1)]


# %% grade_id="05_believed"
def believed(replicas: list, f: int, replies: list) -> str | None:
    """Waits for a quorum of 2f + 1."""
    for _, result in replies:
        banks = {bank for bank, told in replies if told == result}
        if len(banks & set(replicas)) > 2 * f:
            return result
    return None
