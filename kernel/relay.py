"""Stands between Jupyter and evcxr, and says of a cell what Jupyter expects to hear.

evcxr answers "ok" to a cell that panicked or in which a `?` failed, and forwards what the cell wrote
to stderr when it gets to it, perhaps under the next cell. So *Run All* runs on past a `todo!()`,
and whoever runs notebooks cannot tell what went wrong where. Here

- what a cell writes to stderr comes over a pipe of our own, which is empty before the end of the
  cell is passed on,
- a panic and a failed `?` are errors, told in the panic's own words and without a place in a file
  that evcxr made up; the variables are kept all the same,
- cells that wait when one fails are given up, as Jupyter's own kernels do,
- a program that was interrupted or ended by itself says that its variables are gone with it,
- `:done a; b` says which of what is named was right so far, by the lines `✓ a` that cells print.

All else passes unchanged. The messages: "Messaging in Jupyter", in the documentation of
jupyter_client.
"""

import json
import os
import re
from collections import deque

import zmq
from jupyter_client.session import DELIM, Session

START = """\
#![allow(unused_variables, unreachable_code)]
let warmed_up: bool = "true".parse()?;
unsafe {{ std::env::set_var("RUST_BACKTRACE", "0") }};
unsafe {{
    unsafe extern "C" {{ fn dup2(from: i32, to: i32) -> i32; }}
    dup2({pipe}, 2);
}}
"""
"""What the program runs first. A stub that was run is full of unused variables: evcxr would warn of
them, in red, at each later mistake. The first variable lets evcxr load its code analyser, which
takes seconds, and the first `?` makes it compile a cell anew, and a chart that such a cell ends with
is not shown. evcxr sets RUST_BACKTRACE: below a failed assert stood a dozen lines about evcxr's own
functions. The last lines turn stderr into our pipe."""

PANICKED = r"^thread '.*' .*panicked at .*:\n"
PANIC = re.compile(PANICKED + r"(.*?)(?=^note: |^\nthread '|\Z)", re.DOTALL | re.MULTILINE)
PANICS = re.compile(r"^thread '.*' .*panicked at ")
DEBUG = re.compile(r"^\[.*?:\d+:\d+\] ")
"""How a line of `dbg!` begins."""
TICK = re.compile(r"^✓ (.*)$", re.MULTILINE)
DONE = re.compile(r":done\s+(.*)\s*")
ENDED = re.compile(r"Subprocess terminated with status: (.*)")

WORDS = {
    "en": {
        "todo": "Still to write: your code comes in the place of `todo!()`.",
        "done": "{} of {} done",
        "open": "not yet",
        "line": "in line {} of this cell: {}",
        "interrupted": "Interrupted. The program that ran the cells was ended, and its variables are"
        " gone: run the cells above once more. Functions and types are still there.",
        "ended": "The program that ran the cells has ended ({}), and its variables are gone: run the"
        " cells above once more. Functions and types are still there.",
    },
    "zh": {
        "todo": "还没写：把 `todo!()` 换成你的代码。",
        "done": "完成了 {} 个，共 {} 个",
        "open": "还没有",
        "line": "在这个单元格的第 {} 行：{}",
        "interrupted": "已中断。运行单元格的程序被结束了，变量也随之没有了：请把上面的单元格再运行一遍。"
        "函数和类型还在。",
        "ended": "运行单元格的程序结束了（{}），变量也随之没有了：请把上面的单元格再运行一遍。函数和类型还在。",
    },
}


CHANNELS = [("shell", zmq.ROUTER), ("control", zmq.ROUTER), ("stdin", zmq.ROUTER), ("iopub", zmq.PUB)]
OTHER_END = {zmq.ROUTER: zmq.DEALER, zmq.PUB: zmq.SUB}


def address(connection, channel):
    between = "-" if connection["transport"] == "ipc" else ":"
    return f"{connection['transport']}://{connection['ip']}{between}{connection[f'{channel}_port']}"


def words():
    """What is said here, in the language of the notebook, which Jupyter names."""
    return WORDS["zh" if ".zh." in os.environ.get("JPY_SESSION_NAME", "") else "en"]


class Cell:
    """A cell that is to be run, and what has come back."""

    def __init__(self, frames, request, idents=None):
        """The message as it goes to evcxr, and what is in it; `idents` is who asked for it, nobody
        but this relay if None."""
        self.frames, self.request, self.idents = frames, request, idents
        self.id = request["header"]["msg_id"]
        self.code = request["content"].get("code", "")
        self.reply = self.idle = None
        self.failed = False
        self.ticks = set()
        """What it says is right."""
        self.said = ""
        """What it wrote to stderr and nobody was told yet."""

    @property
    def is_ours(self):
        return self.idents is None

    def is_error(self, text):
        """Whether what came on stderr is that of a failed `?`: all that a cell with one says there,
        unless it writes there itself."""
        return text.strip() and "?" in self.code and not re.search(r"eprint|dbg!", self.code)

    def may_be_told(self):
        """Takes from what was said all that is neither a panic nor a failed `?`."""
        told, kept = "", ""
        for line in self.said.splitlines(keepends=True):
            is_whole = line.endswith("\n")
            is_judged = not line.strip() or PANICS.match(line) or self.is_error(line)
            if kept or not is_whole or (is_judged and not DEBUG.match(line)):
                kept += line
            else:
                told += line
        self.said = kept
        return told

    def line_of(self, panic):
        """Which line of the cell a panic speaks of, if one and only one may be meant."""
        tight = lambda text: re.sub(r"\s", "", text)  # noqa: E731
        lines = [(i, line.strip()) for i, line in enumerate(self.code.splitlines(), 1)]
        lines = [(i, line) for i, line in lines if not line.startswith("//")]
        if panic.startswith("not yet implemented"):
            found = [line for line in lines if "todo!(" in line[1]]
        elif panic.startswith("assertion"):
            asserts = [line for line in lines if "assert" in line[1]]
            wanted = tight(re.sub(r"^assertion failed: |^assertion .*? failed:? ?|\n.*", "", panic))
            named = [line for line in asserts if wanted and wanted in tight(line[1])]
            found = named or asserts
        else:
            found = []
        return found[0] if len(found) == 1 else None


class Relay:
    """The sockets to Jupyter (`front`) and to evcxr (`back`), and the cells between them."""

    def __init__(self, connection):
        """Takes the places where Jupyter will knock, as its `connection` says."""
        self.session = Session(
            key=connection["key"].encode(), signature_scheme=connection["signature_scheme"]
        )
        self.context = zmq.Context.instance()
        self.front, self.back = {}, {}
        for name, kind in [*CHANNELS, ("hb", zmq.REP)]:
            self.front[name] = socket = self.context.socket(kind)
            socket.linger = 1000
            socket.bind(address(connection, name))
        self.waiting, self.running = deque(), None
        self.interrupted = False
        self.done = set()
        """What was right when it was run last."""

    def connect(self, connection, stderr, start, started):
        """Turns to evcxr: `connection` is what it was given, `stderr` the end of the pipe to read from,
        `start` what is to run first, unless it has `started` so by itself."""
        ident = b"relay" + os.urandom(8)  # evcxr asks on stdin whoever asked it on shell
        for name, kind in CHANNELS:
            self.back[name] = socket = self.context.socket(OTHER_END[kind])
            if name == "iopub":
                socket.subscribe("")
            else:
                socket.identity = ident
            socket.connect(address(connection, name))
        self.stderr, self.start, self.started = stderr, start, started
        os.set_blocking(stderr, False)

    def run(self, process):
        """Passes messages on until the process of evcxr has ended."""
        poller, front, back = zmq.Poller(), self.front, self.back
        take = {
            front["hb"]: lambda socket: socket.send(socket.recv()),
            front["shell"]: self.from_front_shell,
            front["control"]: self.from_front_control,
            front["stdin"]: pass_on(back["stdin"]),
            back["shell"]: self.from_back_shell,
            back["control"]: pass_on(front["control"]),
            back["stdin"]: pass_on(front["stdin"]),
            back["iopub"]: self.from_back_iopub,
            self.stderr: lambda _: self.listen(),
        }
        for source in take:
            poller.register(source, zmq.POLLIN)
        while process.poll() is None:
            for source, _ in poller.poll(500):
                take[source](source)
        # What it said last: the answer to the request that ended it.
        poller.unregister(self.stderr)
        while ready := poller.poll(100):
            for source, _ in ready:
                take[source](source)
        return process.returncode

    def from_front_control(self, socket):
        frames = socket.recv_multipart()
        if DELIM not in frames:
            return  # no message of Jupyter's: somebody tried a port
        if kind(frames) == "interrupt_request":
            self.interrupted = self.running is not None
        self.back["control"].send_multipart(frames)

    def from_front_shell(self, socket):
        frames = socket.recv_multipart()
        if DELIM not in frames:
            return
        if kind(frames) != "execute_request":
            return self.back["shell"].send_multipart(frames)
        idents, signed = self.session.feed_identities(frames)
        try:
            request = self.session.deserialize(signed)
        except ValueError:
            return  # not signed: not from this kernel's Jupyter
        self.waiting.append(Cell(frames, request, idents))
        self.next()

    def next(self):
        """Hands evcxr the next cell, or, in a program that has just begun, what comes before all."""
        if self.running or not self.waiting:
            return
        asked = DONE.fullmatch(self.waiting[0].code)
        if asked:
            self.say_done(self.waiting.popleft(), re.split(r";\s*", asked[1]))
            return self.next()
        if self.started:
            self.running = self.waiting.popleft()
        else:
            self.started = True
            content = {"code": self.start, "silent": False, "store_history": False}
            request = self.session.msg("execute_request", content)
            self.running = Cell(self.session.serialize(request), request)
        self.back["shell"].send_multipart(self.running.frames)

    def say_done(self, cell, names):
        """Answers for evcxr: how many of these are done, and which."""
        marks = [("✓", name, "") if name in self.done else ("–", name, words()["open"]) for name in names]
        width = max(map(len, names))
        lines = [words()["done"].format(sum(mark[0] == "✓" for mark in marks), len(names))]
        lines += [f"{mark} {name:{width}}  {more}".rstrip() for mark, name, more in marks]
        self.publish(cell, "status", {"execution_state": "busy"})
        self.publish(cell, "stream", {"name": "stdout", "text": "\n".join(lines) + "\n"})
        self.publish(cell, "status", {"execution_state": "idle"})
        self.answer(cell, {"status": "ok", "execution_count": 0, "user_expressions": {}, "payload": []})

    def from_back_shell(self, socket):
        frames = socket.recv_multipart()
        if self.running and parent(frames) == self.running.id:
            self.running.reply = frames
            return self.end_if_done()
        self.front["shell"].send_multipart(frames)

    def from_back_iopub(self, socket):
        frames = socket.recv_multipart()
        cell = self.running
        if not cell or parent(frames) != cell.id:
            return self.front["iopub"].send_multipart(frames)
        message = kind(frames)
        if message == "status" and content(frames)["execution_state"] == "idle":
            cell.idle = frames
            return self.end_if_done()
        if message == "stream":
            cell.ticks.update(TICK.findall(content(frames)["text"]))
        if message == "error":
            cell.failed = True
            ended = ENDED.search(content(frames)["evalue"])
            if ended:
                self.started = False
                why = "interrupted" if self.interrupted else "ended"
                return self.tell_error(cell, why, words()[why].format(ended[1]))
        if not cell.is_ours:
            self.front["iopub"].send_multipart(frames)

    def listen(self):
        """Takes in what has come on stderr, and passes on what needs no judgement."""
        try:
            while piece := os.read(self.stderr, 1 << 16):
                if self.running:
                    self.running.said += piece.decode(errors="replace")
        except BlockingIOError:
            pass
        if self.running:
            self.tell(self.running, self.running.may_be_told())

    def tell(self, cell, text):
        if text and not cell.is_ours:
            self.publish(cell, "stream", {"name": "stderr", "text": text})

    def tell_error(self, cell, name, what, more=""):
        cell.failed = True
        lines = f"{what}\n{more}".rstrip().split("\n")
        self.publish(cell, "error", {"ename": name, "evalue": what, "traceback": lines})

    def publish(self, cell, kind, content):
        self.session.send(self.front["iopub"], kind, content, cell.request, kind.encode())

    def end_if_done(self):
        """Ends the running cell once evcxr has said all about it, and begins the next."""
        cell = self.running
        if cell.reply is None or cell.idle is None:
            return
        self.listen()
        self.judge(cell)
        self.done = self.done - cell.ticks if cell.failed else self.done | cell.ticks
        if not cell.is_ours:
            self.front["iopub"].send_multipart(cell.idle)
            if cell.failed:
                self.answer(cell, content(cell.reply) | {"status": "error"})
            else:
                self.front["shell"].send_multipart(cell.reply)
            if cell.failed and cell.request["content"].get("stop_on_error", True):
                self.give_up_waiting()
        self.running, self.interrupted = None, False
        self.next()

    def judge(self, cell):
        """Says what a cell wrote to stderr at its end: the words of a panic, the error of a `?`."""
        text, cell.said = cell.said, ""
        panics = list(PANIC.finditer(text))
        if panics:
            self.tell(cell, text[: panics[0].start()].lstrip("\n"))
            said = panics[-1][1].strip()
            place = cell.line_of(said)
            more = [words()["todo"]] if said.startswith("not yet implemented") else []
            more += [words()["line"].format(*place)] if place else []
            self.tell_error(cell, "panic", said, "\n".join(["", *more] if more else []))
        elif cell.is_error(text):
            self.tell_error(cell, "Err", text.strip())
        else:
            self.tell(cell, text)

    def answer(self, cell, content):
        self.session.send(self.front["shell"], "execute_reply", content, cell.request, cell.idents)

    def give_up_waiting(self):
        while self.waiting:
            cell = self.waiting.popleft()
            for state in ["busy", "idle"]:
                self.publish(cell, "status", {"execution_state": state})
            self.answer(cell, {"status": "aborted"})


def pass_on(other):
    return lambda socket: other.send_multipart(socket.recv_multipart())


def parts(frames):
    """Header, parent header, metadata and content of a message, behind whom it is to and its
    signature."""
    return frames[frames.index(DELIM) + 2 :]


def kind(frames):
    return json.loads(parts(frames)[0])["msg_type"]


def parent(frames):
    return json.loads(parts(frames)[1]).get("msg_id")


def content(frames):
    return json.loads(parts(frames)[3])
