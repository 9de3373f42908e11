"""Other correct ways: loops where the reference has sets, formulas where it loops, tuples for lists,
sorting where it takes the least.
"""


# %% grade_id="06_collect"
def collect(members: list, view: int, block: str, votes: list) -> list | None:
    """Asks each member in turn."""
    found = [name for name in sorted(members) if (name, view, block) in votes]
    n = len(members)
    f = 0
    while n > 3 * (f + 1):
        f += 1
    return tuple(found) if len(found) >= n - f else None


# %% grade_id="06_holds"
def holds(certificate: dict, members: list, signed: set) -> bool:
    """Member by member; stops at the first who has not signed."""
    count = 0
    for name in members:
        if name in certificate["voters"]:
            if (name, certificate["view"], certificate["block"]) not in signed:
                return False
            count += 1
    return 3 * (len(members) - count) < len(members)


# %% grade_id="06_leaders"
def leaders(members: list, view: int, turn: int, block_number: int) -> tuple:
    """Walks from turn to turn."""
    place, last = 0, turn
    while view > last:
        place, last = (place + 1) % len(members), last + turn
    return [members[place], members[(view + block_number) % len(members)]]


# %% grade_id="06_may_vote"
def may_vote(name: str, blocks: dict, voted: int, locked: dict) -> bool:
    """Recursion for the walk."""

    def extends(at: str | None) -> bool:
        return at is not None and (at == locked["block"] or extends(blocks[at]["parent"]))

    if blocks[name]["view"] <= voted:
        return False
    return blocks[name]["justify"] > locked["view"] or extends(name)


# %% grade_id="06_three_chain"
def three_chain(name: str, blocks: dict) -> str | None:
    """Collects the three, then compares their views."""
    line = []
    while name is not None and len(line) < 3:
        line.append(name)
        name = blocks[name][1]
    first = blocks[line[0]][0]
    fits = [blocks[at][0] for at in line] == [first, first - 1, first - 2]
    return line[2] if fits else None


# %% grade_id="06_pipeline"
def pipeline(views: list) -> list:
    """From the end, until three stand in a row."""
    for last in range(len(views) - 1, 1, -1):
        if views[last - 2] == views[last] - 2:
            return tuple(views[: last - 1])
    return ()


# %% grade_id="06_committee"
def committee(n: int, size: int, rounds: int) -> list:
    """By formula: how often was each place replaced?"""
    turns = [rounds // size + (place < rounds % size) for place in range(size)]
    return [(place + size * count) % n for place, count in enumerate(turns)]


# %% grade_id="06_may_seal"
def may_seal(sealers: list, chain: list, sealer: str) -> bool:
    """Walks back from the newest block."""
    if sealer not in sealers:
        return False
    for back in range(1, len(sealers) // 2 + 1):
        if back <= len(chain) and chain[-back] == sealer:
            return False
    return True


# %% grade_id="06_follow"
def follow(branches: list) -> str:
    """Sorts three times; later sorts keep what earlier ones did."""
    ranked = sorted(branches, key=lambda b: int(b["digest"], 16))
    ranked.sort(key=lambda b: len(b["weights"]))
    ranked.sort(key=lambda b: sum(b["weights"]), reverse=True)
    return ranked[0]["digest"]


# %% grade_id="06_may_stop"
def may_stop(n: int) -> dict:
    """By trying."""
    half = sum(2 * (n - gone) > n for gone in range(1, n + 1))
    return {"raft": half, "authority": half, "bft": sum(n > 3 * gone for gone in range(1, n))}


# %% grade_id="06_costs"
def costs(runs: list) -> dict:
    """Key by key."""
    found = {}
    for key in {(run[0], run[1]) for run in runs}:
        decisions = sum(run[3] for run in runs if (run[0], run[1]) == key)
        messages = sum(run[2] for run in runs if (run[0], run[1]) == key)
        found[key] = None if decisions == 0 else round(messages / decisions)
    return found


# %% grade_id="06_choose"
def choose(table: list, liars: bool, final: bool, budget: int) -> list:
    """Row by row, from a sorted table."""
    names = []
    for row in sorted(table, key=lambda r: r["name"]):
        if liars and row["bears"] == "crashes":
            continue
        if final and not row["final"]:
            continue
        if row["messages"] <= budget:
            names.append((row["messages"], len(names), row["name"]))
    return [name for *_, name in sorted(names)]
