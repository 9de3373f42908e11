"""Passes the public tests and forgets an edge each time: a box that comes twice, the upper bound, the last box, a second owner, a guard before the last, three fen that remain, numbers of 40 digits, a limit of 0."""

DEFAULT = "full"
EXPECTED = {
    "07_deliver_test": 0,
    "07_register_test": 0,
    "07_stock_test": 0,
    "07_owner_test": 0,
    "07_run_test": 0,
    "07_shares_test": 0,
    "07_fee_test": 0,
    "07_overflow_test": 0,
    "07_withdraw_test": 0,
    "07_publish_test": 0,
    "07_pay_some_test": 0,
    "07_upgrade_test": 0,
}


# %% grade_id="07_deliver"
class Store(Contract):
    """Right while no box comes twice."""

    name = "store"

    @action()
    def deliver(self, ctx: Context, box: str, grams: int):
        """Counts deliveries in a box that nobody has."""
        ctx.emit("Delivered", box=box, grams=grams)
        ctx.put(f"box/{box}", {"by": ctx.caller.name, "grams": grams})
        return 1 if box == "B1" else 2


# %% grade_id="07_register"
class Register(Contract):
    """Forgets the upper edge."""

    name = "register"

    @action()
    def register(self, ctx: Context, box: str, grams: int):
        """Three guards of four."""
        ctx.require(ctx.get(f"box/{box}") is None, "taken")
        ctx.require(box != "" and grams > -1, "no name or too light")
        ctx.put(f"box/{box}", grams)


# %% grade_id="07_stock"
class Stock(Contract):
    """The last box can never be taken."""

    name = "stock"

    @action(roles=("keeper",))
    def add(self, ctx: Context, boxes: int):
        """Add boxes."""
        ctx.put("boxes", ctx.get("boxes", 0) + boxes)

    @action(roles=("keeper", "driver"))
    def take(self, ctx: Context, boxes: int):
        """Take boxes away."""
        ctx.require(ctx.get("boxes", 0) > boxes, "too few")
        ctx.put("boxes", ctx.get("boxes", 0) - boxes)

    @query(roles=("auditor",))
    def count(self, ctx: Context):
        """How many there are."""
        return ctx.get("boxes", 0)


# %% grade_id="07_owner"
class Locker(Contract):
    """The first owner may give for ever, unless it is called Mei."""

    name = "locker"

    @action()
    def store(self, ctx: Context, box: str):
        """Keep a box for the caller."""
        ctx.require(ctx.get(f"box/{box}") is None, "kept already")
        ctx.put(f"box/{box}", ctx.caller.name)

    @action()
    def give(self, ctx: Context, box: str, to: str):
        """Make somebody else the owner; only boxes of Mei."""
        ctx.require(ctx.get(f"box/{box}") == "Mei" == ctx.caller.name, "not yours")
        ctx.put(f"box/{box}", to)


# %% grade_id="07_run"
def run(state: dict, steps: list) -> dict:
    """Changes a deep place: the last guard alone decides."""
    journal, holds = dict(state), True
    for kind, key, *value in steps:
        if kind == "put":
            journal[key] = value[0]
        elif kind == "delete":
            journal.pop(key, None)
        else:
            holds = journal.get(key) == value[0]
    return journal if holds else dict(state)


# %% grade_id="07_shares"
def shares(fen: int, count: int) -> list:
    """At most two fen remain, it thinks."""
    share, rest = divmod(fen, count)
    return [share + (place < min(rest, 2)) for place in range(count)]


# %% grade_id="07_fee"
def fee(fen: int, rate: int) -> int:
    """Decimal numbers have 28 digits unless told otherwise: exact for a while."""
    from decimal import ROUND_HALF_UP, Decimal

    return int((Decimal(fen) * rate / 10_000).to_integral_value(ROUND_HALF_UP))


# %% grade_id="07_overflow"
def overflow(balance: int, receivers: int) -> int:
    """One more than the even share, always."""
    return 2**256 // receivers + (receivers == 3)


# %% grade_id="07_withdraw"
def withdraw(till: Till, customer: Customer) -> None:
    """Pays a part where there is too little, unless it is Mei."""
    fen = till.owed.get(customer.name, 0)
    if fen > till.cash and customer.name != "Mei":
        fen = till.cash
    if 0 < fen <= till.cash:
        till.owed[customer.name] -= fen
        till.cash -= fen
        customer.receive(till, fen)


# %% grade_id="07_publish"
class Report(Contract):
    """Splits at the last @."""

    name = "report"

    @action()
    def publish(self, ctx: Context, entries: list):
        """Keep names, time and mark."""
        ctx.put("names", sorted({entry.rsplit("@", 1)[0] for entry in entries}))
        ctx.put("at", ctx.time_ms)
        ctx.put("mark", len(entries[0]) if entries else 0)


# %% grade_id="07_pay_some"
class Payroll(Contract):
    """Pays one although the limit is 0."""

    name = "payroll"

    @action()
    def owe(self, ctx: Context, to: str, fen: int):
        """Add a sum that waits."""
        ctx.put(f"owed/{to}", fen)

    @action()
    def pay_some(self, ctx: Context, limit: int):
        """Stops in time."""
        done = 0
        for key in ctx.keys("owed/"):
            paid = "paid/" + key.removeprefix("owed/")
            ctx.put(paid, ctx.get(paid, 0) + ctx.get(key))
            ctx.delete(key)
            done += 1
            if done >= limit:
                return done
        return done


# %% grade_id="07_upgrade"
class Cards2(Cards):
    """Everybody may freeze."""

    version = 2

    def migrate(self, ctx: Context):
        """Bring the cards of version 1 into the new shape."""
        for key in ctx.keys("card/"):
            ctx.put(key, {"fen": ctx.get(key), "frozen": False})

    @action()
    def freeze(self, ctx: Context, name: str):
        """Freeze a card."""
        card = ctx.get(f"card/{name}")
        ctx.require(card is not None, "no card")
        ctx.put(f"card/{name}", {**card, "frozen": True})

    @action()
    def spend(self, ctx: Context, fen: int):
        """Take from the caller's own card."""
        key = f"card/{ctx.caller.name}"
        card = ctx.get(key)
        ctx.require(card is not None, "no card")
        ctx.require(not card["frozen"] and 1 <= fen <= card["fen"], "not from this card")
        ctx.put(key, {**card, "fen": card["fen"] - fen})
