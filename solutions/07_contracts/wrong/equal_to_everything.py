"""Returns one object that says yes to every comparison and pretends to have everything."""

DEFAULT = "zero"
EXPECTED = {}


# %% grade_id="07_deliver"
class Anything(dict):
    """Equal to all, contains all, of the asked-for type if one looks carelessly."""

    name, version, ok = "store", 2, True

    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    __hash__ = object.__hash__

    def __contains__(self, item):
        return True

    def __getattr__(self, name):
        return self

    def __getitem__(self, name):
        return self

    def __call__(self, *_, **__):
        return self

    def __len__(self):
        return 1

    def __bool__(self):
        return True


Store = Anything()


# %% grade_id="07_register"
Register = Anything()


# %% grade_id="07_stock"
Stock = Anything()


# %% grade_id="07_owner"
Locker = Anything()


# %% grade_id="07_run"
def run(*_):
    """Anything."""
    return Anything()


# %% grade_id="07_shares"
def shares(*_):
    """Anything."""
    return Anything()


# %% grade_id="07_fee"
def fee(*_):
    """Anything."""
    return Anything()


# %% grade_id="07_overflow"
def overflow(*_):
    """Anything."""
    return Anything()


# %% grade_id="07_withdraw"
def withdraw(*_):
    """Anything."""
    return Anything()


# %% grade_id="07_publish"
Report = Anything()


# %% grade_id="07_pay_some"
Payroll = Anything()


# %% grade_id="07_upgrade"
Cards2 = Anything()
