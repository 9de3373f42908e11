"""Nearly right, as learners write it: half is enough, voices counted twice, the wrong end of a log,
a message that shortens it, old entries counted, n = 3f allowed, the primary's prepare counted.
"""

DEFAULT = "full"
EXPECTED = {
    "05_elected_test": 0,
    "05_grants_vote_test": 0,
    "05_log_matches_test": 0,
    "05_store_test": 0,
    "05_commit_index_test": 0,
    "05_quorum_test": 0,
    "05_judge_test": 0,
    "05_is_prepared_test": 0,
    "05_is_committed_test": 0,
    "05_messages_test": 0,
    "05_equivocators_test": 0,
    "05_carry_over_test": 0,
    "05_believed_test": 0,
}


# %% grade_id="05_elected"
def elected(members: list, me: str, term: int, replies: list) -> bool:
    """Half is enough."""
    votes = {r["sender"] for r in replies if r["granted"] and r["term"] == term} | {me}
    return 2 * len(votes & set(members)) >= len(members)


# %% grade_id="05_grants_vote"
def grants_vote(voter: dict, request: dict) -> bool:
    """Compares the length first."""
    if request["term"] < voter["term"]:
        return False
    free = request["term"] > voter["term"] or voter["voted_for"] in (None, request["candidate"])
    mine = voter["last_index"], voter["last_term"]
    return free and (request["last_index"], request["last_term"]) >= mine


# %% grade_id="05_log_matches"
def log_matches(log: list, index: int, term: int) -> bool:
    """Index 0 is the last entry, for Python."""
    return index <= len(log) and log[index - 1] == term


# %% grade_id="05_store"
def store(log: list, index: int, entries: list) -> list:
    """Always cuts the log."""
    return log[:index] + list(entries)


# %% grade_id="05_commit_index"
def commit_index(log: list, match: dict, term: int, committed: int) -> int:
    """Counts copies of old entries too."""
    for index in range(len(log), committed, -1):
        if 2 * (1 + sum(reached >= index for reached in match.values())) > len(match) + 1:
            return index
    return committed


# %% grade_id="05_quorum"
def quorum(n: int) -> tuple:
    """2f + 1 whatever n is."""
    f = (n - 1) // 3
    return f, 2 * f + 1


# %% grade_id="05_judge"
def judge(n: int, f: int, size: int) -> tuple:
    """One liar in common is thought to do no harm."""
    return 2 * size - n >= f, size <= n - f


# %% grade_id="05_is_prepared"
def is_prepared(proposal: tuple, replicas: list, prepares: list) -> bool:
    """The primary's prepare counts."""
    f = (len(replicas) - 1) // 3
    backups = {sender for sender, *vote in prepares if tuple(vote) == tuple(proposal)}
    return len(backups & set(replicas)) >= 2 * f


# %% grade_id="05_is_committed"
def is_committed(proposal: tuple, replicas: list, prepared: bool, commits: list) -> bool:
    """Commits alone decide."""
    f = (len(replicas) - 1) // 3
    voters = {sender for sender, *vote in commits if tuple(vote) == tuple(proposal)}
    return len(voters & set(replicas)) >= 2 * f + 1


# %% grade_id="05_messages"
def messages(n: int, silent: int) -> dict:
    """Nobody sends to the silent ones."""
    up = n - silent
    rounds = {"pre-prepare": up - 1, "prepare": (up - 1) ** 2, "commit": up * (up - 1)}
    return {**rounds, "total": sum(rounds.values())}


# %% grade_id="05_equivocators"
def equivocators(proposals: list) -> set:
    """Forgets the view."""
    first, found = {}, set()
    for sender, _, number, digest in proposals:
        if first.setdefault((sender, number), digest) != digest:
            found.add(sender)
    return found


# %% grade_id="05_carry_over"
def carry_over(low: int, certificates: list) -> list:
    """Leaves gaps out."""
    newest = {number: request for _, number, request in sorted(certificates)}
    return [newest[number] for number in sorted(newest) if number > low]


# %% grade_id="05_believed"
def believed(replicas: list, f: int, replies: list) -> str | None:
    """f replies are enough."""
    for _, result in replies:
        banks = {bank for bank, told in replies if told == result}
        if len(banks & set(replicas)) >= max(f, 1):
            return result
    return None
