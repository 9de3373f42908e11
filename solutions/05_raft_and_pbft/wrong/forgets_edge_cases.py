"""Right in the plain case: repeated messages, strangers, empty logs, higher terms, late messages and
settled numbers are forgotten.
"""

DEFAULT = "full"
EXPECTED = {
    "05_elected_test": 0,
    "05_grants_vote_test": 0,
    "05_log_matches_test": 0,
    "05_store_test": 0,
    "05_commit_index_test": 0,
    "05_quorum_test": 0,
    "05_is_prepared_test": 0,
    "05_is_committed_test": 0,
    "05_carry_over_test": 0,
    "05_believed_test": 0,
}


# %% grade_id="05_elected"
def elected(members: list, me: str, term: int, replies: list) -> bool:
    """Counts messages, not members."""
    return 2 * (1 + sum(r["granted"] and r["term"] == term for r in replies)) > len(members)


# %% grade_id="05_grants_vote"
def grants_vote(voter: dict, request: dict) -> bool:
    """A vote of an earlier term binds for ever."""
    mine = voter["last_term"], voter["last_index"]
    complete = (request["last_term"], request["last_index"]) >= mine
    free = voter["voted_for"] in (None, request["candidate"])
    return request["term"] >= voter["term"] and free and complete


# %% grade_id="05_log_matches"
def log_matches(log: list, index: int, term: int) -> bool:
    """Fails behind the end."""
    return index == 0 or log[index - 1] == term


# %% grade_id="05_store"
def store(log: list, index: int, entries: list) -> list:
    """Changes the log that it was given."""
    for offset, entry in enumerate(entries):
        place = index + offset
        if place >= len(log) or log[place][0] != entry[0]:
            log[place:] = entries[offset:]
            break
    return log


# %% grade_id="05_commit_index"
def commit_index(log: list, match: dict, term: int, committed: int) -> int:
    """Forgets that the leader has its log too."""
    for index in range(len(log), committed, -1):
        holders = sum(reached >= index for reached in match.values())
        if 2 * holders > len(match) + 1 and log[index - 1] == term:
            return index
    return committed


# %% grade_id="05_quorum"
def quorum(n: int) -> tuple:
    """n = 3f is thought to be enough."""
    return n // 3, n - n // 3


# %% grade_id="05_is_prepared"
def is_prepared(proposal: tuple, replicas: list, prepares: list) -> bool:
    """Strangers count."""
    f = (len(replicas) - 1) // 3
    primary = replicas[proposal[0] % len(replicas)]
    backups = {sender for sender, *vote in prepares if tuple(vote) == tuple(proposal)}
    return len(backups - {primary}) >= 2 * f


# %% grade_id="05_is_committed"
def is_committed(proposal: tuple, replicas: list, prepared: bool, commits: list) -> bool:
    """Counts messages, not banks."""
    f = (len(replicas) - 1) // 3
    return prepared and sum(tuple(c[1:]) == tuple(proposal) for c in commits) >= 2 * f + 1


# %% grade_id="05_carry_over"
def carry_over(low: int, certificates: list) -> list:
    """Begins at number 1 whatever is settled."""
    newest = {number: request for _, number, request in sorted(certificates)}
    return [newest.get(number, "null") for number in range(1, max(newest, default=low) + 1)]


# %% grade_id="05_believed"
def believed(replicas: list, f: int, replies: list) -> str | None:
    """Counts replies, not banks."""
    told = [result for _, result in replies]
    return next((result for result in told if told.count(result) > f), None)
