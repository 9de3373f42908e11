"""Returns one object that says yes to every comparison and pretends to have everything."""

DEFAULT = "zero"
EXPECTED = {}


# %% grade_id="05_elected"
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


def elected(*_):
    """Anything."""
    return Anything()


# %% grade_id="05_grants_vote"
def grants_vote(*_):
    """Anything."""
    return Anything()


# %% grade_id="05_log_matches"
def log_matches(*_):
    """Anything."""
    return Anything()


# %% grade_id="05_store"
def store(*_):
    """Anything."""
    return Anything()


# %% grade_id="05_commit_index"
def commit_index(*_):
    """Anything."""
    return Anything()


# %% grade_id="05_quorum"
def quorum(*_):
    """Anything."""
    return Anything()


# %% grade_id="05_judge"
def judge(*_):
    """Anything."""
    return Anything()


# %% grade_id="05_is_prepared"
def is_prepared(*_):
    """Anything."""
    return Anything()


# %% grade_id="05_is_committed"
def is_committed(*_):
    """Anything."""
    return Anything()


# %% grade_id="05_messages"
def messages(*_):
    """Anything."""
    return Anything()


# %% grade_id="05_equivocators"
def equivocators(*_):
    """Anything."""
    return Anything()


# %% grade_id="05_carry_over"
def carry_over(*_):
    """Anything."""
    return Anything()


# %% grade_id="05_believed"
def believed(*_):
    """Anything."""
    return Anything()
