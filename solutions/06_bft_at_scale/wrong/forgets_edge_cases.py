"""Right in the usual case, forgets an edge: strangers, a single sealer, a missing grandparent, an
empty line of blocks, n that is no 3f + 1, a run that decided nothing, equal costs.
"""

DEFAULT = "full"
EXPECTED = {
    "06_collect_test": 0,
    "06_holds_test": 0,
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
    """Strangers count."""
    voters = {sender for sender, *vote in votes if vote == [view, block]}
    quorum = len(members) - (len(members) - 1) // 3
    return sorted(voters) if len(voters) >= quorum else None


# %% grade_id="06_holds"
def holds(certificate: dict, members: list, signed: set) -> bool:
    """A quorum of those named has signed; the others are let through."""
    vote = certificate["view"], certificate["block"]
    good = {x for x in certificate["voters"] if x in members and (x, *vote) in signed}
    return len(good) >= len(members) - (len(members) - 1) // 3


# %% grade_id="06_may_vote"
def may_vote(name: str, blocks: dict, voted: int, locked: dict) -> bool:
    """Looks at the parent only, not at the whole way down."""
    block = blocks[name]
    near = locked["block"] in (name, block["parent"])
    return block["view"] > voted and (near or block["justify"] > locked["view"])


# %% grade_id="06_three_chain"
def three_chain(name: str, blocks: dict) -> str | None:
    """Checks the upper step, forgets the lower one."""
    view, parent = blocks[name]
    if parent is None or blocks[parent][1] is None:
        return None
    return blocks[parent][1] if blocks[parent][0] == view - 1 else None


# %% grade_id="06_pipeline"
def pipeline(views: list) -> list:
    """Fails where there are no three in a row."""
    rows = [v for v in views if v + 1 in views and v + 2 in views]
    return [v for v in views if v <= max(rows)]


# %% grade_id="06_committee"
def committee(n: int, size: int, rounds: int) -> list:
    """Numbers run out: forgets to begin again at 0."""
    chosen = list(range(size))
    for i in range(rounds):
        chosen[i % size] = chosen[i % size] + size
    return chosen


# %% grade_id="06_may_seal"
def may_seal(sealers: list, chain: list, sealer: str) -> bool:
    """For a single sealer the slice is the whole chain."""
    return sealer in sealers and sealer not in chain[-(len(sealers) // 2) :]


# %% grade_id="06_follow"
def follow(branches: list) -> str:
    """Among equally heavy ones the first."""
    return max(branches, key=lambda b: sum(b["weights"]))["digest"]


# %% grade_id="06_may_stop"
def may_stop(n: int) -> dict:
    """A third, rounded down: right unless 3 divides n."""
    return {"raft": (n - 1) // 2, "bft": n // 3, "authority": (n - 1) // 2}


# %% grade_id="06_costs"
def costs(runs: list) -> dict:
    """Leaves out runs that decided nothing."""
    sums = {}
    for protocol, members, messages, decisions in runs:
        if decisions:
            old = sums.get((protocol, members), (0, 0))
            sums[protocol, members] = (old[0] + messages, old[1] + decisions)
    return {key: round(m / d) for key, (m, d) in sums.items()}


# %% grade_id="06_choose"
def choose(table: list, liars: bool, final: bool, budget: int) -> list:
    """Equal costs stay in the table's order."""
    fitting = [row for row in table if not liars or row["bears"] == "liars"]
    fitting = [row for row in fitting if not final or row["final"]]
    fitting = [row for row in fitting if row["messages"] <= budget]
    return [row["name"] for row in sorted(fitting, key=lambda row: row["messages"])]
