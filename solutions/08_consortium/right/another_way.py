"""Other correct ways: two tables for names and keys, a loop that returns early, match, all subsets
instead of single questions, a table of digests, exceptions for what is missing.
"""


# %% grade_id="08_members_after"
def members_after(entries: list) -> dict:
    """Keeps the keys' owners as well."""
    key_of, owner_of = {}, {}
    for entry in entries:
        if entry[0] == "admit":
            _, name, key = entry
            if name in key_of or key in owner_of:
                continue
            key_of[name], owner_of[key] = key, name
        elif entry[1] in key_of:
            del owner_of[key_of.pop(entry[1])]
    return key_of


# %% grade_id="08_vouchers"
def vouchers(keys: list, members: dict):
    """Lets the dict complain; a frozenset is a set too."""
    try:
        return frozenset(members[key] for key in keys)
    except KeyError:
        return None


# %% grade_id="08_satisfied"
def satisfied(policy, by: set) -> bool:
    """One case a word."""
    match policy:
        case str():
            return policy in by
        case ("AND", *parts):
            return all(satisfied(part, by) for part in parts)
        case ("OR", *parts):
            return any(satisfied(part, by) for part in parts)
        case ("OutOf", needed, *parts):
            return len([part for part in parts if satisfied(part, by)]) >= needed


# %% grade_id="08_only_out_of"
def only_out_of(policy):
    """As lists, which mean the same."""
    if type(policy) is str:
        return policy
    if policy[0] == "OutOf":
        return [*policy[:2], *map(only_out_of, policy[2:])]
    return ["OutOf", len(policy[1:]) if policy[0] == "AND" else 1, *map(only_out_of, policy[1:])]


# %% grade_id="08_examine"
def examine(holds, members: tuple) -> str:
    """From the largest group down."""
    if not holds(frozenset(members)):
        return "never satisfied"
    sizes = [0] * holds(frozenset()) + [1 for name in members if holds(frozenset([name]))]
    if not sizes:
        return "fine"
    return "one alone" if sizes[0] else "always true"


# %% grade_id="08_veto"
def veto(holds, members: tuple) -> set:
    """A list of those who are missed."""
    missed = []
    for name in members:
        others = {other for other in members if other != name}
        if not holds(others):
            missed.append(name)
    return missed


# %% grade_id="08_goes_through"
def goes_through(transactions: list, versions: dict, height: int) -> list:
    """Keeps what this block wrote apart."""
    written, found = {}, []
    for place in range(len(transactions)):
        reads, writes = transactions[place]["reads"], transactions[place]["writes"]
        stale = [k for k in reads if written.get(k, versions.get(k, "")) != reads[k]]
        found.append(not stale)
        if not stale:
            written |= dict.fromkeys(writes, f"{height}.{place}")
    return found


# %% grade_id="08_hidden"
def hidden(value, salt: bytes) -> str:
    """With the standard library's SHA-256."""
    import hashlib

    if not salt[15:]:
        raise ValueError("short salt")
    return hashlib.sha256(salt + canonical.encode(value)).hexdigest()


# %% grade_id="08_guess_price"
def guess_price(digest: str, low: int, high: int, salt: bytes = b""):
    """Makes the whole table first."""
    table = {hexdigest(salt + str(price).encode()): price for price in range(low, high + 1)}
    return table.get(digest)


# %% grade_id="08_sees"
def sees(organisation: str, record: dict, groups: dict) -> str:
    """From the value down."""
    inside = record["group"] in groups and organisation in groups[record["group"]]
    if inside and (record["private"] is None or organisation in record["private"]):
        return "value"
    return "digest" if inside else "nothing"


# %% grade_id="08_liars"
def liars(state: dict, draw: dict, claims: dict) -> set:
    """Executes on a copy, then compares."""
    company, fen = draw["company"], draw["fen"]
    true = {}
    if company in state and 0 < fen <= state[company]:
        true[company] = state[company] - fen
    return {name for name in claims if claims[name] != true}


# %% grade_id="08_suitable"
def suitable(answers: dict) -> tuple:
    """Six times if."""
    if not answers["parties"]:
        return "no shared system", "parties"
    if not answers["sharing"]:
        return "no shared system", "sharing"
    if not answers["equals"]:
        return "signed database", "equals"
    if not answers["fairness"]:
        return "signed database", "fairness"
    if answers["keeper"]:
        return "signed database", "keeper"
    return ("public chain", "strangers") if answers["strangers"] else ("consortium chain", "")
