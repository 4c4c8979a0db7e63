"""Opens JupyterLab on the notebooks, with all that it keeps of its own in .venv.

`make lab` runs this with the Python of .venv.
"""

import os
import socket
import sys
import webbrowser
from pathlib import Path

from folders import ROOT

VENV = ROOT / ".venv"


def variables():
    """Where Jupyter finds and keeps its files: nowhere in the user's own folders."""
    return os.environ | {
        "JUPYTER_DATA_DIR": str(VENV / "share" / "jupyter"),
        "JUPYTER_CONFIG_DIR": str(VENV / "etc" / "jupyter"),
        "JUPYTER_RUNTIME_DIR": str(VENV / "var" / "jupyter"),
        "IPYTHONDIR": str(VENV / "var" / "ipython"),
    }


def in_container():
    return any(Path(mark).exists() for mark in ["/.dockerenv", "/run/.containerenv"])


def over_ssh():
    return "SSH_CONNECTION" in os.environ


def has_browser():
    """Whether there is a screen, and a browser to show on it."""
    if over_ssh() or sys.platform == "linux" and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        return False
    try:
        webbrowser.get()
    except webbrowser.Error:
        return False
    return True


def options():
    """What JupyterLab must be told on this machine, and what its user must be told."""
    # Of all that it logs, the address to open and what goes wrong.
    options, advice = ["--log-level=WARN"], []
    if os.geteuid() == 0:
        options.append("--allow-root")
    if not has_browser():
        options.append("--no-browser")
        advice.append("No browser here: open the address with ?token= that JupyterLab prints below.")
    if over_ssh():
        tunnel = f"ssh -N -L 8888:localhost:8888 {socket.gethostname()}"
        advice.append(f"From your own computer, once this runs there: {tunnel}")
        advice.append("(with the port of that address, if it is not 8888).")
    elif in_container():
        # localhost in a container is not the localhost of the machine around it.
        options.append("--ip=0.0.0.0")
        advice.append("From outside of this container: start it with -p 8888:8888.")
    return options, advice


def main():
    os.umask(0o077)  # what is written here is nobody else's to read
    flags, advice = options()
    for line in advice:
        print(line, flush=True)
    command = [sys.executable, "-m", "jupyterlab", str(ROOT / "notebooks"), *flags]
    os.execve(sys.executable, command + sys.argv[1:], variables())


if __name__ == "__main__":
    main()
