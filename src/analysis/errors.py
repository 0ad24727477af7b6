"""The exceptions that a user is meant to read."""


class UserError(Exception):
    """A mistake in an input, a cycle file or a command, told in one sentence.

    The message names the file, sheet, row, column or key at fault and says what to do.
    The command line prints it without a traceback and exits with code 2.
    """


class StageError(Exception):
    """A notebook failed by a defect of the software. The message holds no value of the data, for it may be logged."""


def is_user_error(name: str) -> bool:
    """Tell whether an exception's name, all that a notebook says of it, is that of a user's mistake of any kind."""
    kinds = [UserError]
    for kind in kinds:
        kinds += kind.__subclasses__()
    return name in {kind.__name__ for kind in kinds}
