"""Nearly right, as learners write it: a name checked and a key not, a stranger who is skipped, one
level of nesting, an end of a range left out, places that count only what went through.
"""

DEFAULT = "full"
EXPECTED = {
    "08_members_after_test": 0,
    "08_vouchers_test": 0,
    "08_satisfied_test": 0,
    "08_only_out_of_test": 0,
    "08_examine_test": 0,
    "08_veto_test": 0,
    "08_goes_through_test": 0,
    "08_hidden_test": 0,
    "08_guess_price_test": 0,
    "08_sees_test": 0,
    "08_liars_test": 0,
    "08_suitable_test": 0,
}


# %% grade_id="08_members_after"
def members_after(entries: list) -> dict:
    """Forgets that a key may be taken."""
    members = {}
    for kind, name, *key in entries:
        if kind == "remove":
            members.pop(name, None)
        else:
            members.setdefault(name, key[0])
    return members


# %% grade_id="08_vouchers"
def vouchers(keys: list, members: dict):
    """Skips strangers."""
    return {members[key] for key in keys if key in members}


# %% grade_id="08_satisfied"
def satisfied(policy, by: set) -> bool:
    """Looks at names only: an inner policy counts as not satisfied."""
    if isinstance(policy, str):
        return policy in by
    word, *parts = policy
    needed = parts.pop(0) if word == "OutOf" else (len(parts) if word == "AND" else 1)
    return sum(part in by for part in parts if isinstance(part, str)) >= needed


# %% grade_id="08_only_out_of"
def only_out_of(policy):
    """AND needs all, OR needs one; OutOf is left as it is, inner parts too."""
    if isinstance(policy, str) or policy[0] == "OutOf":
        return policy
    word, *parts = policy
    return ("OutOf", len(parts) if word == "AND" else 1, *map(only_out_of, parts))


# %% grade_id="08_examine"
def examine(holds, members: tuple) -> str:
    """Asks whether the first member alone suffices."""
    if holds(set()):
        return "always true"
    if not holds(set(members)):
        return "never satisfied"
    return "one alone" if holds({members[0]}) else "fine"


# %% grade_id="08_veto"
def veto(holds, members: tuple) -> set:
    """Takes whoever suffices alone for whoever can block."""
    return {name for name in members if holds({name})}


# %% grade_id="08_goes_through"
def goes_through(transactions: list, versions: dict, height: int) -> list:
    """Counts only the places of those that went through."""
    now, found = dict(versions), []
    for tx in transactions:
        fresh = all(now.get(key, "") == seen for key, seen in tx["reads"].items())
        if fresh:
            now.update((key, f"{height}.{sum(found)}") for key in tx["writes"])
        found.append(fresh)
    return found


# %% grade_id="08_hidden"
def hidden(value, salt: bytes) -> str:
    """Puts the salt behind."""
    if len(salt) < 16:
        raise ValueError(salt)
    return hexdigest(canonical.encode(value) + salt)


# %% grade_id="08_guess_price"
def guess_price(digest: str, low: int, high: int, salt: bytes = b""):
    """Leaves out the highest price."""
    for price in range(low, high):
        if hexdigest(salt + canonical.encode(price)) == digest:
            return price
    return None


# %% grade_id="08_sees"
def sees(organisation: str, record: dict, groups: dict) -> str:
    """Whoever is named sees the value, also outside the group."""
    if record["private"] and organisation in record["private"]:
        return "value"
    if organisation not in groups.get(record["group"], []):
        return "nothing"
    return "digest" if record["private"] else "value"


# %% grade_id="08_liars"
def liars(state: dict, draw: dict, claims: dict) -> set:
    """Lets the majority decide what is true."""
    every = list(claims.values())
    return {name for name, claim in claims.items() if every.count(claim) * 2 <= len(every)}


# %% grade_id="08_suitable"
def suitable(answers: dict) -> tuple:
    """Asks for the keeper first."""
    if answers["keeper"]:
        return "signed database", "keeper"
    for name in ("parties", "sharing"):
        if not answers[name]:
            return "no shared system", name
    for name in ("equals", "fairness"):
        if not answers[name]:
            return "signed database", name
    return ("public chain", "strangers") if answers["strangers"] else ("consortium chain", "")
