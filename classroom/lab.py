"""Opens JupyterLab on the workbook, with all that it keeps of its own in .venv.

`make lab` runs this with the Python of .venv. EDITION=read opens the notebooks as they are.
LANGUAGE=zh or LANGUAGE=en says in which language the workbook is; else the system's language does.
"""

import os
import socket
import sys
import webbrowser
from pathlib import Path

from classroom.handout import WORKBOOK, hand_out_all
from classroom.workbook import NOTEBOOKS
from kernel.folders import JUPYTER

EDITIONS = {"workbook": WORKBOOK, "read": NOTEBOOKS}


def language():
    """The language of the workbook: Chinese where it is asked for or the system's, else English."""
    # Many systems set LANGUAGE themselves, to a list such as zh_CN:zh.
    settings = map(os.environ.get, ["LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"])
    chosen = next(filter(None, settings), "en")
    return "zh" if chosen.startswith("zh") else "en"


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
    edition = os.environ.get("EDITION", "workbook")
    if edition not in EDITIONS:
        choice = "workbook is the one you write in, read the finished one"
        sys.exit(f"There is no EDITION={edition}: {choice}.")
    if edition == "workbook":
        hand_out_all(language())
    flags, advice = options()
    for line in advice:
        print(line, flush=True)
    command = [sys.executable, "-m", "jupyterlab", str(EDITIONS[edition]), *flags]
    os.execve(sys.executable, command + sys.argv[1:], os.environ | JUPYTER)


if __name__ == "__main__":
    main()
