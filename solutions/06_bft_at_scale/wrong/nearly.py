"""Nearly right, as learners write it: 2f + 1 whatever n is, a certificate that nobody checks, views
from 0, half of a rule, a gap in the chain, the wrong sealers, the mean of quotients.
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
    """2f + 1 whatever n is: right for 4, too few for 6."""
    voters = {sender for sender, *vote in votes if vote == [view, block]} & set(members)
    quorum = 2 * ((len(members) - 1) // 3) + 1
    return sorted(voters) if len(voters) >= quorum else None


# %% grade_id="06_holds"
def holds(certificate: dict, members: list, signed: set) -> bool:
    """Counts names, and believes them."""
    quorum = len(members) - (len(members) - 1) // 3
    return len(set(certificate["voters"]) & set(members)) >= quorum


# %% grade_id="06_leaders"
def leaders(members: list, view: int, turn: int, block_number: int) -> tuple:
    """Counts views from 0."""
    n = len(members)
    return members[view // turn % n], members[(view + block_number) % n]


# %% grade_id="06_may_vote"
def may_vote(name: str, blocks: dict, voted: int, locked: dict) -> bool:
    """Only the lock's own branch is thought safe."""
    block = blocks[name]
    while name is not None and name != locked["block"]:
        name = blocks[name]["parent"]
    return block["view"] > voted and name is not None


# %% grade_id="06_three_chain"
def three_chain(name: str, blocks: dict) -> str | None:
    """Three blocks are enough, whatever their views."""
    parent = blocks[name][1]
    return blocks[parent][1] if parent is not None else None


# %% grade_id="06_pipeline"
def pipeline(views: list) -> list:
    """Forgets the blocks before."""
    return [v for v in views if v + 1 in views and v + 2 in views]


# %% grade_id="06_committee"
def committee(n: int, size: int, rounds: int) -> list:
    """A window that slides: the same members, in other places."""
    return [(rounds + place) % n for place in range(size)]


# %% grade_id="06_may_seal"
def may_seal(sealers: list, chain: list, sealer: str) -> bool:
    """Looks at one block too many."""
    return sealer in sealers and sealer not in chain[-(len(sealers) // 2 + 1) :]


# %% grade_id="06_follow"
def follow(branches: list) -> str:
    """Among equally heavy ones the longer."""
    best = min(branches, key=lambda b: (-sum(b["weights"]), -len(b["weights"]), b["digest"]))
    return best["digest"]


# %% grade_id="06_may_stop"
def may_stop(n: int) -> dict:
    """Half is thought to be a majority."""
    return {"raft": n // 2, "bft": (n - 1) // 3, "authority": n // 2}


# %% grade_id="06_costs"
def costs(runs: list) -> dict:
    """The last run of each kind wins."""
    return {(p, n): round(m / d) if d else None for p, n, m, d in runs}


# %% grade_id="06_choose"
def choose(table: list, liars: bool, final: bool, budget: int) -> list:
    """Below the budget, not up to it."""
    fitting = [
        (row["messages"], row["name"])
        for row in table
        if (not liars or row["bears"] == "liars")
        and (not final or row["final"])
        and row["messages"] < budget
    ]
    return [name for _, name in sorted(fitting)]
