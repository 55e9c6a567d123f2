"""What a click is to do is done to its end, also when the next click is here already.

Streamlit looks for a newer request at every look into the session, and breaks off for it what it
is doing. It does so in a callback as well, and never begins that callback again: what was chosen a
moment before is then on the screen and nowhere else (docs/decisions/0022).
"""

from functools import wraps

from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner

_LOOK = "_maybe_handle_execution_control_request"


def let_callbacks_end() -> None:
    """Let no newer request break off a callback; it is met once all of them have run.

    Holds for all sessions of this process, and is done once.
    """
    look_for_newer = getattr(ScriptRunner, _LOOK)
    if hasattr(look_for_newer, "__wrapped__"):
        return

    @wraps(look_for_newer)
    def look_once_begun(runner: ScriptRunner) -> None:
        run = get_script_run_ctx(suppress_warning=True)
        # Callbacks come before the script begins.
        if run is None or run.has_script_started:
            look_for_newer(runner)

    setattr(ScriptRunner, _LOOK, look_once_begun)
