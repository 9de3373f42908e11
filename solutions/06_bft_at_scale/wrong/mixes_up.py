"""Mixes two things up: votes and voters, a majority and a quorum, FISCO's rotation and HotStuff's,
what is not needed and what is forbidden, length and weight.
"""

DEFAULT = "full"
EXPECTED = {
    "06_collect_test": 0,
    "06_holds_test": 0,
    "06_leaders_test": 0,
    "06_may_vote_test": 0,
    "06_three_chain_test": 0,
    "06_pipeline_test": 0,
    "06_committee_test": 0,
    "06_may_seal_test": 0,
    "06_follow_test": 0,
    "06_may_stop_test": 0,
    "06_costs_test": 0,
    "06_choose_test": 0,
}


# %% grade_id="06_collect"
def collect(members: list, view: int, block: str, votes: list) -> list | None:
    """A majority, as in Raft."""
    voters = {sender for sender, *vote in votes if vote == [view, block]} & set(members)
    return sorted(voters) if 2 * len(voters) > len(members) else None


# %% grade_id="06_holds"
def holds(certificate: dict, members: list, signed: set) -> bool:
    """Counts places in the list, not members."""
    vote = certificate["view"], certificate["block"]
    good = [name for name in certificate["voters"] if (name, *vote) in signed]
    return len(good) >= len(members) - (len(members) - 1) // 3


# %% grade_id="06_leaders"
def leaders(members: list, view: int, turn: int, block_number: int) -> tuple:
    """Both rotate with the view alone."""
    n = len(members)
    return members[(view - 1) // turn % n], members[view % n]


# %% grade_id="06_may_vote"
def may_vote(name: str, blocks: dict, voted: int, locked: dict) -> bool:
    """Takes the block's own view for that of its certificate."""
    block = blocks[name]
    while name is not None and name != locked["block"]:
        name = blocks[name]["parent"]
    return block["view"] > voted and (name is not None or block["view"] > locked["view"])


# %% grade_id="06_three_chain"
def three_chain(name: str, blocks: dict) -> str | None:
    """Commits the parent, after two in a row."""
    view, parent = blocks[name]
    return parent if parent is not None and blocks[parent][0] == view - 1 else None


# %% grade_id="06_pipeline"
def pipeline(views: list) -> list:
    """Two in a row are thought to be enough."""
    rows = [v for v in views if v + 1 in views]
    return [v for v in views if rows and v <= rows[-1]]


# %% grade_id="06_committee"
def committee(n: int, size: int, rounds: int) -> list:
    """Always replaces the first place."""
    chosen = list(range(size))
    for _ in range(rounds):
        chosen = [*chosen[1:], (chosen[0] + size) % n]
    return chosen


# %% grade_id="06_may_seal"
def may_seal(sealers: list, chain: list, sealer: str) -> bool:
    """Whose turn it is, instead of who has sealed lately."""
    return sealer in sealers and sealers[len(chain) % len(sealers)] == sealer


# %% grade_id="06_follow"
def follow(branches: list) -> str:
    """The longest chain, as in Bitcoin's folklore."""
    return max(branches, key=lambda b: len(b["weights"]))["digest"]


# %% grade_id="06_may_stop"
def may_stop(n: int) -> dict:
    """How many must stay."""
    return {"raft": n // 2 + 1, "bft": n - (n - 1) // 3, "authority": n // 2 + 1}


# %% grade_id="06_costs"
def costs(runs: list) -> dict:
    """The mean of quotients."""
    quotients = {}
    for protocol, members, messages, decisions in runs:
        if decisions:
            quotients.setdefault((protocol, members), []).append(messages / decisions)
    return {key: round(sum(found) / len(found)) for key, found in quotients.items()}


# %% grade_id="06_choose"
def choose(table: list, liars: bool, final: bool, budget: int) -> list:
    """What is not needed is refused."""
    wanted = "liars" if liars else "crashes"
    fitting = [row for row in table if row["bears"] == wanted and row["final"] == final]
    fitting = [row for row in fitting if row["messages"] <= budget]
    return [row["name"] for row in sorted(fitting, key=lambda row: row["messages"])]
