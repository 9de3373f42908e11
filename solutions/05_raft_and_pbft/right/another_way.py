"""Other correct ways: loops where the reference has sets, sorting where it walks, tuples for lists,
counting down where it counts up.
"""


# %% grade_id="05_elected"
def elected(members: list, me: str, term: int, replies: list) -> bool:
    """Asks each member in turn."""
    votes = 0
    for member in members:
        said = any(
            r["sender"] == member and r["term"] == term and r["granted"] is True for r in replies
        )
        votes += 1 if said or member == me else 0
    return votes >= len(members) // 2 + 1


# %% grade_id="05_grants_vote"
def grants_vote(voter: dict, request: dict) -> bool:
    """Reason by reason."""
    if request["term"] < voter["term"]:
        return False
    same_term = request["term"] == voter["term"]
    if same_term and voter["voted_for"] and voter["voted_for"] != request["candidate"]:
        return False
    if request["last_term"] != voter["last_term"]:
        return request["last_term"] > voter["last_term"]
    return request["last_index"] >= voter["last_index"]


# %% grade_id="05_log_matches"
def log_matches(log: list, index: int, term: int) -> bool:
    """With an entry of term 0 in front."""
    padded = [0, *log]
    return index == 0 or padded[index : index + 1] == [term]


# %% grade_id="05_store"
def store(log: list, index: int, entries: list) -> list:
    """Entry by entry, into a copy."""
    copied = [*log]
    for place, entry in enumerate(entries, index):
        if place < len(copied) and copied[place][0] != entry[0]:
            del copied[place:]
        if place == len(copied):
            copied.append(entry)
    return tuple(copied)


# %% grade_id="05_commit_index"
def commit_index(log: list, match: dict, term: int, committed: int) -> int:
    """The majority's index is the one in the middle."""
    reached = sorted([len(log), *match.values()], reverse=True)
    middle = reached[len(reached) // 2]
    fits = middle > committed and log[middle - 1] == term
    return middle if fits else committed


# %% grade_id="05_quorum"
def quorum(n: int) -> tuple:
    """Counts up."""
    f = 0
    while n > 3 * (f + 1):
        f += 1
    return [f, n - f]


# %% grade_id="05_judge"
def judge(n: int, f: int, size: int) -> tuple:
    """What is outside of both groups."""
    outside = n - size
    return size - outside >= f + 1, not size + f > n


# %% grade_id="05_is_prepared"
def is_prepared(proposal: tuple, replicas: list, prepares: list) -> bool:
    """Backup by backup."""
    view, number, digest = proposal
    found = 0
    for place, name in enumerate(replicas):
        if place != view % len(replicas) and (name, view, number, digest) in prepares:
            found += 1
    return found >= (len(replicas) - 1) // 3 * 2


# %% grade_id="05_is_committed"
def is_committed(proposal: tuple, replicas: list, prepared: bool, commits: list) -> bool:
    """Replica by replica."""
    found = sum((name, *proposal) in commits for name in replicas)
    return bool(prepared) and found > (len(replicas) - 1) // 3 * 2


# %% grade_id="05_messages"
def messages(n: int, silent: int) -> dict:
    """Message by message."""
    speakers = range(n - silent)  # 0 is the primary
    counts = {"pre-prepare": 0, "prepare": 0, "commit": 0, "total": 0}
    for sender in speakers:
        for receiver in range(n):
            if sender != receiver:
                counts["pre-prepare"] += sender == 0
                counts["prepare"] += sender != 0
                counts["commit"] += 1
    counts["total"] = sum(counts.values())
    return counts


# %% grade_id="05_equivocators"
def equivocators(proposals: list) -> set:
    """More different proposals than places."""
    found = []
    for name in sorted({p[0] for p in proposals}):
        mine = {p for p in proposals if p[0] == name}
        if len(mine) > len({p[:3] for p in mine}):
            found.append(name)
    return found


# %% grade_id="05_carry_over"
def carry_over(low: int, certificates: list) -> list:
    """Number by number."""
    requests = []
    top = max((c[1] for c in certificates), default=0)
    for number in range(low + 1, top + 1):
        shown = [c for c in certificates if c[1] == number]
        requests.append(max(shown, key=lambda c: c[0])[2] if shown else "null")
    return requests


# %% grade_id="05_believed"
def believed(replicas: list, f: int, replies: list) -> str | None:
    """Different pairs, then a count."""
    from collections import Counter

    counted = Counter(result for bank, result in set(replies) if bank in replicas)
    result, count = counted.most_common(1)[0] if counted else (None, 0)
    return result if count >= f + 1 else None
