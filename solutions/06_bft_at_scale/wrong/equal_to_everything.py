"""Returns one object that says yes to every comparison and pretends to have everything."""

DEFAULT = "zero"
EXPECTED = {}


# %% grade_id="06_collect"
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

    def __len__(self):
        return 64

    def __bool__(self):
        return True


def collect(*_):
    """Anything."""
    return Anything()


# %% grade_id="06_holds"
def holds(*_):
    """Anything."""
    return Anything()


# %% grade_id="06_leaders"
def leaders(*_):
    """Anything."""
    return Anything()


# %% grade_id="06_may_vote"
def may_vote(*_):
    """Anything."""
    return Anything()


# %% grade_id="06_three_chain"
def three_chain(*_):
    """Anything."""
    return Anything()


# %% grade_id="06_pipeline"
def pipeline(*_):
    """Anything."""
    return Anything()


# %% grade_id="06_committee"
def committee(*_):
    """Anything."""
    return Anything()


# %% grade_id="06_may_seal"
def may_seal(*_):
    """Anything."""
    return Anything()


# %% grade_id="06_follow"
def follow(*_):
    """Anything."""
    return Anything()


# %% grade_id="06_may_stop"
def may_stop(*_):
    """Anything."""
    return Anything()


# %% grade_id="06_costs"
def costs(*_):
    """Anything."""
    return Anything()


# %% grade_id="06_choose"
def choose(*_):
    """Anything."""
    return Anything()
