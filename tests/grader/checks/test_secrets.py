"""What a hidden check holds stays with it: its source, the inputs that it sends, and where it runs."""

from __future__ import annotations

import pytest

from grader.checks.box import REPOSITORY
from grader.engine import Engine
from tests.grader.checks.notebooks import Results, check, hidden, judge, work

SECRET = 31415926
STASH = """
import glob, os, threading, time, pathlib
STASH = []
places = ["/tmp/stash", os.path.expanduser("~/stash"), "/dev/shm/stash", "/var/tmp/stash"]
places += [p + "/stash" for p in glob.glob("/tmp/sfk-*/s")]
handle = display("nothing", display_id="later")

def keep(x):
    STASH.append(x)
    globals()["LAST"] = x
    for place in places:
        try:
            pathlib.Path(place).write_text(repr(x))
        except OSError:
            pass
    print("said", x)
    handle.update(repr(x))
    threading.Thread(target=lambda: [(time.sleep(0.2), print("thread", x)) for _ in range(10)], daemon=True).start()
    if os.fork() == 0:
        time.sleep(0.5)
        print("child", x, flush=True)
        os._exit(0)
    return x + 1
"""
REVEAL = """
time.sleep(1)
print(STASH, globals().get("LAST"))
for place in places:
    if os.path.exists(place):
        print(open(place).read())
raise RuntimeError(repr(STASH))
"""


@pytest.fixture(scope="module")
def revealed(engine: Engine) -> Results:
    return judge(
        engine,
        work(STASH),
        hidden("aim", f"assert keep({SECRET}) == {SECRET + 1}"),
        work(REVEAL),
        work("time.sleep(0.5)\nprint(STASH)"),
        check("last", "assert keep(1) == 2"),
    )


def test_a_hidden_check_is_passed_by_who_stashes_its_input(revealed: Results) -> None:
    assert (revealed["aim"].points, revealed["aim"].sentence) == (2, "")


def test_a_hidden_input_that_was_stashed_is_nowhere_in_the_notebook(revealed: Results) -> None:
    assert str(SECRET) not in revealed.outputs()
    assert str(SECRET) not in revealed.page()


def test_what_a_function_prints_while_it_is_checked_reaches_nobody(revealed: Results) -> None:
    assert "said 1" not in revealed.page()
    assert "said " not in str([cell.get("outputs") for cell in revealed.notebook.cells])


def test_the_input_of_the_very_last_hidden_check_is_nowhere_either(engine: Engine) -> None:
    got = judge(engine, work(STASH), hidden("aim", f"assert keep({SECRET}) == {SECRET + 1}"))
    assert got["aim"].points == 2
    assert str(SECRET) not in got.outputs() + got.page()


OWN = """
import numpy as np, pandas as pd
seen = []
table = pd.DataFrame({"x": np.arange(50.0), "y": ["a", "b"] * 25})
values = np.arange(40)
settings = {"limit": 5, "of": np.arange(3)}
few = (1, 2, 3)
word = "plain"
def look(*things, **named):
    seen.extend([*things, *named.values()])
    return len(things) + len(named)
"""
SENT = {
    "a frame": ("look(table)", True),
    "several": ("look(table, values, settings, look, more=values)", True),
    "a frame that the check changed": ("table.loc[0, 'x'] = 31415926.0; n = look(table); n", False),
    "an array that the check changed": ("values[3] = 31415926; n = look(values); n", False),
    "a part": ("look(table['x'])", False),
    "an equal copy": ("look(table.copy())", False),
    "one that the check made": ("look(__import__('numpy').arange(40))", False),
    "a dict that the check changed": ("settings['limit'] = 31415926; n = look(settings); n", False),
    "a number": ("look(5)", False),
    "a tuple": ("look(few)", False),
    "a text": ("look(word)", False),
    "own things and one of the check's": ("look(table, 31415926)", False),
}


@pytest.mark.parametrize(("source", "at_once"), SENT.values(), ids=SENT)
def test_only_what_the_notebook_sent_itself_goes_back_before_its_last_cell(
    engine: Engine, source: str, at_once: bool
) -> None:
    """Whether the trainee's later cells can see what a hidden check called their function with."""
    *before, last = source.split("; ")
    told = "\n".join([*before, f"assert {last} > 0"])
    got = judge(engine, work(OWN), hidden("aim", told), work("print('seen', len(seen), seen)"), check("end", "look()"))
    assert (got["aim"].points, got["aim"].sentence) == (2, "")
    assert (f"seen {0}" not in got.outputs()) is at_once
    assert str(SECRET) not in got.outputs() + got.page()


SPY = """
import gc, os, pathlib, sys
def spy():
    found = []
    key, block = "".join(["expected_", "answer"]), "".join(["BEGIN HIDDEN", " TESTS"])
    for thing in gc.get_objects():
        try:
            if block in repr(thing) or key in repr(thing):
                found.append(type(thing).__name__)
        except Exception:
            pass
    frame = sys._getframe()
    while frame:
        if key in repr(list(frame.f_locals)) + str(frame.f_code.co_filename):
            found.append("frame")
        frame = frame.f_back
    for path in pathlib.Path("/proc").glob("[0-9]*"):
        for name in ("cmdline", "environ"):
            try:
                text = (path / name).read_text(errors="replace")
            except OSError:
                continue
            if key in text or "checks.zygote" in text:
                found.append(str(path))
    return found
"""


def test_nothing_in_the_kernel_holds_a_checks_source(engine: Engine) -> None:
    got = judge(engine, work(SPY), hidden("aim", "expected_answer = []\nassert spy() == expected_answer, f'{spy()}'"))
    assert (got["aim"].points, got["aim"].sentence) == (2, "")


LOOK = """
import os, pathlib, json
sees = {
    "uid": os.getuid(),
    "processes": sorted(p.name for p in pathlib.Path("/proc").glob("[0-9]*")),
    "commands": [(p / "cmdline").read_bytes().decode() for p in pathlib.Path("/proc").glob("[0-9]*")],
    "ours": sorted(p.name for p in pathlib.Path("/opt/shopfloor/grader").rglob("*.py")),
    "sockets": pathlib.Path("/proc/net/unix").read_text().count("sfk-"),
}
"""


def test_the_kernel_sees_neither_the_checks_process_nor_its_code(engine: Engine) -> None:
    got = judge(
        engine,
        work(LOOK),
        check(
            "aim",
            "import os\n"
            "assert sees['uid'] != os.getuid(), sees\n"
            "assert not [c for c in sees['commands'] if 'checks.zygote' in c], sees\n"
            "assert not {'cell.py', 'zygote.py', 'proxy.py', 'session.py', 'box.py'} & set(sees['ours']), sees",
        ),
    )
    assert (got["aim"].points, got["aim"].sentence) == (2, "")


def test_the_checks_process_sees_no_folder_of_anybodys_and_no_network(engine: Engine) -> None:
    source = """
import os, pathlib, socket
assert not pathlib.Path('/root').exists() and not pathlib.Path('/home').exists()
assert not list(pathlib.Path('REPOSITORY').glob('*.toml'))
assert len(pathlib.Path('/proc/net/route').read_text().splitlines()) <= 1
assert not list(pathlib.Path('/tmp').glob('sfk-*'))
assert os.getuid() != 0
try:
    pathlib.Path('/usr/x').write_text('x')
except OSError:
    pass
else:
    raise AssertionError('the system can be written to')
import resource
assert resource.getrlimit(resource.RLIMIT_AS)[0] < 8 << 30
"""
    got = judge(engine, work("n = 1"), check("aim", source.replace("REPOSITORY", str(REPOSITORY))))
    assert (got["aim"].points, got["aim"].sentence) == (2, "")


def test_two_checks_processes_can_not_look_into_each_other(engine: Engine) -> None:
    source = """
import os, pathlib
others = [p for p in pathlib.Path('/proc').glob('[0-9]*') if p.name not in ('1', str(os.getpid()))]
for other in others:
    try:
        (other / 'mem').open('rb')
    except OSError:
        continue
    raise AssertionError(f'{other} can be read')
assert others
"""
    got = judge(engine, work("n = 1"), check("aim", source))
    assert (got["aim"].points, got["aim"].sentence) == (2, "")


# --- what the page of a failed check tells ----------------------------------------------------------------------------

FAILING = """
def name_it(x):
    raise ValueError(f"your input was {x}")
def give_it(x):
    return str(x) * 1000
def shape(rows):
    return rows[:-1]
class Odd(Exception):
    pass
def odd(x):
    raise Odd(repr(x))
values = [1.0, 2.0]
"""


@pytest.fixture(scope="module")
def failing(engine: Engine) -> Results:
    return judge(
        engine,
        work(FAILING),
        hidden("error", f"assert name_it({SECRET}) == 1, 'wrong'"),
        hidden("own error", f"assert odd({SECRET}) == 1, 'wrong'"),
        hidden("library", f"import numpy as np\nnp.testing.assert_allclose(values, [{SECRET}, 2.0])"),
        hidden("plain", f"assert values[0] == {SECRET}"),
        hidden("author", "assert values[0] == 7, f'the first value is {values[0]:.1f}, look at the unit'"),
        hidden("raised", "if values[0] != 7: raise AssertionError('not seven / 칠이 아님')"),
        hidden("index", f"limit = {SECRET}\nassert shape([1, 2, 3])[2] == limit"),
        hidden("long", "assert give_it(7) == 'x', f'you gave {give_it(7)}'"),
        hidden("printed", f"print('the limit is {SECRET}')\nassert values[0] == 7, 'not seven'"),
        check("visible", "assert values[0] == 8"),
        check("visible error", "assert name_it(5) == 1, 'wrong'"),
        check("visible print", "print('looked at', values)\nassert values[0] == 1.0"),
    )


def test_a_failed_hidden_check_never_tells_its_inputs_or_its_source(failing: Results) -> None:
    page = failing.page()
    assert str(SECRET) not in page
    assert "name_it(" not in page.replace("def name_it(", "").replace("name_it(…)", "").replace("name_it(5)", "")
    assert "Traceback" not in page
    assert "assert_allclose" not in page


def test_the_instructor_reads_all_of_it(failing: Results) -> None:
    assert str(SECRET) in failing["error"].sentence
    trace = "\n".join(str(cell.get("outputs", "")) for cell in failing.notebook.cells)
    assert f"assert values[0] == {SECRET}" in trace


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("error", "name_it(…), which raised ValueError"),
        ("own error", "odd(…), which raised Odd"),
        ("library", "details are not shown"),
        ("plain", "details are not shown"),
        ("author", "the first value is 1.0, look at the unit"),
        ("raised", "not seven / 칠이 아님"),
        ("index", "The check met IndexError"),
        ("visible", "This does not hold: values[0] == 8"),
        ("visible error", "name_it(…) raised ValueError: your input was 5"),
    ],
)
def test_a_failed_check_teaches(name: str, says: str, failing: Results) -> None:
    assert says in failing[name].shown
    assert says in failing.page().replace("\\'", "'")


def test_a_value_in_a_sentence_is_cut(failing: Results) -> None:
    assert len(failing["long"].shown) <= 700


def test_a_visible_checks_print_is_shown_and_a_hidden_ones_is_not(failing: Results) -> None:
    assert "looked at" in failing.page()
    assert "the limit is" not in failing.page()
