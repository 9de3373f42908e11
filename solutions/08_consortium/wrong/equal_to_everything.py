"""Returns one object that says yes to every comparison and pretends to have everything."""

DEFAULT = "zero"
EXPECTED = {}


# %% grade_id="08_members_after"
class Anything(dict):
    """Equal to all, contains all, of the asked-for type if one looks carelessly."""

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

    def __bool__(self):
        return True


def members_after(*_):
    """Anything."""
    return Anything()


# %% grade_id="08_vouchers"
def vouchers(*_):
    """Anything."""
    return Anything()


# %% grade_id="08_satisfied"
def satisfied(*_):
    """Anything."""
    return Anything()


# %% grade_id="08_only_out_of"
def only_out_of(*_):
    """Anything."""
    return Anything()


# %% grade_id="08_examine"
def examine(*_):
    """Anything."""
    return Anything()


# %% grade_id="08_veto"
def veto(*_):
    """Anything."""
    return Anything()


# %% grade_id="08_goes_through"
def goes_through(*_):
    """Anything."""
    return Anything()


# %% grade_id="08_hidden"
def hidden(*_):
    """Anything."""
    return Anything()


# %% grade_id="08_guess_price"
def guess_price(*_):
    """Anything."""
    return Anything()


# %% grade_id="08_sees"
def sees(*_):
    """Anything."""
    return Anything()


# %% grade_id="08_liars"
def liars(*_):
    """Anything."""
    return Anything()


# %% grade_id="08_suitable"
def suitable(*_):
    """Anything."""
    return Anything()
