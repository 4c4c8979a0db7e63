"""What Jupyter hears of a cell that failed, and of those that wait behind it.

One kernel serves all tests; what is asked of it leaves nothing behind that another could see.
"""

import hashlib
import os

import pytest
import zmq
from jupyter_client import KernelManager

from kernel.folders import JUPYTER, ROOT, folder
from kernel.relay import Cell


def warm_files():
    """A digest of each file of the warm folder, of which kernels share most."""
    files = [file for file in (folder() / "warm").rglob("*") if file.is_file()]
    return {file: hashlib.sha256(file.read_bytes()).digest() for file in files}


@pytest.fixture(scope="module")
def kernel():
    os.environ.update(JUPYTER)
    before = warm_files()
    assert len(before) > 500
    manager = KernelManager(kernel_name="rust")
    manager.start_kernel(cwd=str(ROOT / "notebooks"))
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=180)
    yield manager, client
    manager.shutdown_kernel(now=True)
    assert warm_files() == before, "a kernel has changed what it shares with others"


@pytest.fixture
def run(kernel):
    """Runs a cell: its status, and what was said about it, from the first word to the last."""

    def run(code):
        said = []
        reply = kernel[1].execute_interactive(code, timeout=120, output_hook=said.append)
        states = [message["content"].get("execution_state") for message in said]
        assert states[0] == "busy" and states[-1] == "idle", "the end of a cell is its last word"
        told = [m["content"] for m in said if m["msg_type"] in ("stream", "error", "execute_result")]
        return reply["content"]["status"], told

    return run


@pytest.mark.parametrize("port", ["shell_port", "control_port"])
def test_what_is_no_message_of_jupyters_does_no_harm(kernel, run, port):
    info = kernel[0].get_connection_info()
    stranger = zmq.Context.instance().socket(zmq.DEALER)
    stranger.connect(f"tcp://{info['ip']}:{info[port]}")
    stranger.send_multipart([b"GET / HTTP/1.1"])
    stranger.close(linger=1000)
    assert run('println!("here");') == ("ok", [{"name": "stdout", "text": "here\n"}])


def test_a_cell_that_is_right_passes_unchanged(run):
    status, [line, result] = run('println!("to stdout"); 6 * 7')
    assert (status, line["text"], result["data"]) == ("ok", "to stdout\n", {"text/plain": "42"})


def test_a_panic_is_an_error_in_its_own_words(run):
    status, [error] = run('// assert!(true);\nassert_eq!(2 + 2, 5, "it is four");')
    assert status == "error"
    assert error["ename"] == "panic"
    assert error["evalue"] == "assertion `left == right` failed: it is four\n  left: 4\n right: 5"
    said = "\n".join(error["traceback"])
    assert 'in line 2 of this cell: assert_eq!(2 + 2, 5, "it is four");' in said
    assert "lib.rs" not in said and "BACKTRACE" not in said


def test_a_stub_says_what_is_to_do_and_keeps_quiet_about_its_variables(run):
    status, [error] = run("fn twice(n: i32) -> i32 {\n    let m = n;\n    todo!()\n}\ntwice(3)")
    assert (status, error["evalue"]) == ("error", "not yet implemented")
    assert "in line 3 of this cell: todo!()" in error["traceback"]
    status, [error] = run('let n: u8 = "x";')
    assert (status, error["evalue"]) == ("error", "mismatched types"), "nothing about unused variables"


def test_variables_outlive_a_panic(run):
    assert run("let kept = 17;")[0] == "ok"
    assert run("let list: Vec<u8> = vec![]; list[kept]")[0] == "error"
    assert run("kept")[1][0]["data"] == {"text/plain": "17"}


def test_a_failed_question_mark_is_an_error(run):
    status, [error] = run('let n: u8 = "x".parse()?;')
    assert (status, error["evalue"]) == ("error", "invalid digit found in string")


def test_words_on_stderr_are_no_errors(run):
    status, [said] = run('let n: u8 = dbg!("7".parse()?);')
    assert status == "ok" and said["text"].endswith("= 7\n")
    status, [said] = run('eprintln!("here?"); let n: u8 = "7".parse()?;')
    assert (status, said["text"]) == ("ok", "here?\n")


def test_what_was_said_before_a_panic_stands_before_it(run):
    status, [said, error] = run('eprintln!("on the way"); panic!("oh");')
    assert (status, said["text"], error["evalue"]) == ("error", "on the way\n", "oh")


def statuses(client, cells):
    asked = [client.execute(cell) for cell in cells]
    replies = {}
    while len(replies) < len(asked):
        reply = client.get_shell_msg(timeout=60)
        replies[reply["parent_header"]["msg_id"]] = reply["content"]["status"]
    return [replies[one] for one in asked]


def test_cells_that_wait_are_given_up_when_one_fails(kernel, run):
    cells = ["1", 'panic!("here");', 'std::fs::remove_file("never").unwrap();', "2"]
    assert statuses(kernel[1], cells) == ["ok", "error", "aborted", "aborted"]
    assert run("3")[0] == "ok", "what is asked later is run"


@pytest.mark.parametrize(
    "cell, name, said",
    [
        ('println!("begun"); loop {}', "interrupted", "Interrupted."),
        ('println!("begun"); std::process::exit(3)', "ended", "has ended (exit status: 3)"),
    ],
)
def test_a_program_that_ended_says_that_its_variables_are_gone(kernel, run, cell, name, said):
    manager, client = kernel
    assert run('let lost = 17; fn stays() -> u8 { 4 }')[0] == "ok"
    asked, errors = client.execute(cell), []
    while True:
        message = client.get_iopub_msg(timeout=60)
        if message["parent_header"].get("msg_id") != asked:
            continue
        if message["content"].get("text") == "begun\n" and name == "interrupted":
            manager.interrupt_kernel()
        if message["msg_type"] == "error":
            errors.append(message["content"])
        if message["content"].get("execution_state") == "idle":
            break
    assert client.get_shell_msg(timeout=60)["content"]["status"] == "error"
    [error] = errors
    assert error["ename"] == name and said in error["evalue"] and "variables are gone" in error["evalue"]
    assert run("lost")[0] == "error"
    assert run("stays()")[1][0]["data"] == {"text/plain": "4"}
    assert run('panic!("as before");')[1][0]["evalue"] == "as before", "stderr is ours again"


def test_what_is_done_is_what_was_right_when_it_was_run_last(run):
    for cell in ['println!("✓ one");', 'println!("✓ two");', 'println!("✓ two"); panic!("oh");']:
        run(cell)
    status, [said] = run(":done one; two; exercise 3")
    assert status == "ok"
    assert said["text"] == "1 of 3 done\n✓ one\n– two         not yet\n– exercise 3  not yet\n"


def test_a_notebook_in_chinese_hears_chinese(monkeypatch):
    from kernel import relay

    assert "Interrupted" in relay.words()["interrupted"]
    monkeypatch.setenv("JPY_SESSION_NAME", "workbook/01_perceptron.zh.ipynb")
    assert "已中断" in relay.words()["interrupted"]


@pytest.mark.parametrize(
    "code, panic, line",
    [
        ("a();\nassert!(x > 2);\nassert!(y > 2);", "assertion failed: y > 2", 3),
        ("assert!(\n    x\n    > 2\n);", "assertion failed: x > 2", 1),
        ("assert!(x);\nassert!(y);", "assertion failed: z", None),
        ("let list = [1];\nlist[i]", "index out of bounds: the len is 1 but the index is 1", None),
        ("fn a() { todo!() }\nfn b() { todo!() }", "not yet implemented", None),
    ],
)
def test_a_place_is_named_where_only_one_can_be_meant(code, panic, line):
    request = {"header": {"msg_id": "1"}, "content": {"code": code}}
    found = Cell([], request).line_of(panic)
    assert (found and found[0]) == line
