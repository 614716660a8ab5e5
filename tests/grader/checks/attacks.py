# ruff: noqa: E501 - attacks stand here as they would be submitted
"""Attacks on separate checks, each with the check that it aims at and an honest twin that must keep full marks.

The trainee's cell may do to its own kernel whatever it likes: what is tested is that no point is gained and that the
checks' process survives or is replaced. `alone`: the attack ruins its own notebook, so it gets one for itself.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Attack:
    hostile: str
    honest: str
    check: str
    alone: bool = False


# Speaks past our own serving code, for names that begin with `raw_`.
RAW = """
import json, os, socket, struct, sys, time, threading
import grader.checks.serve as S
from grader.checks.wire import WireError

RAW = {}

def frame(header, *blobs):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    lengths = b"".join(struct.pack(">Q", len(b)) for b in blobs)
    return b"SFC1" + struct.pack(">II", len(text), len(blobs)) + lengths + text + b"".join(blobs)

def value(tree, *blobs):
    return lambda sock: sock.sendall(frame({"value": tree}, *blobs))

_answer = S._Session._answer
def answer(self, message):
    parts = message.header.get("parts") or [None]
    if message.header.get("op") == "get" and parts[0] in RAW:
        RAW[parts[0]](self.channel._socket)
        raise WireError("done")
    return _answer(self, message)
S._Session._answer = answer

def object_tree(number=1, kinds=(("builtins", "object"),), flags=()):
    return ["object", number, [list(kind) for kind in kinds], list(flags)]
"""


def _raw(name: str, behaviour: str, check: str = "", honest: str = "3") -> Attack:
    return Attack(
        f"RAW['raw_{name}'] = {behaviour}",
        f"raw_{name} = {honest}",
        check or f"assert raw_{name} == 3, 'it is not three'",
    )


CHANNEL: dict[str, Attack] = {
    "random garbage": _raw("garbage", "lambda sock: sock.sendall(os.urandom(100_000))"),
    "a header of 4 GB": _raw("header", "lambda sock: sock.sendall(b'SFC1' + struct.pack('>II', 2**32 - 1, 0))"),
    "four billion blobs": _raw("blobs", "lambda sock: sock.sendall(b'SFC1' + struct.pack('>II', 10, 2**32 - 1))"),
    "a blob of 2^40 bytes": _raw(
        "blob", "lambda sock: sock.sendall(b'SFC1' + struct.pack('>II', 2, 1) + struct.pack('>Q', 2**40) + b'{}')"
    ),
    "JSON 400,000 deep": _raw("deep", "lambda sock: sock.sendall(frame(b'[' * 400_000 + b']' * 400_000))"),
    "JSON that is no object": _raw("list", "lambda sock: sock.sendall(frame(b'[1]'))"),
    "JSON with NaN": _raw("nan", "lambda sock: sock.sendall(frame(b'{\"value\": NaN}'))"),
    "text that is not UTF-8": _raw("latin", 'lambda sock: sock.sendall(frame(b\'{"value": "\\xff"}\'))'),
    "an empty answer": _raw("empty", "lambda sock: sock.sendall(frame({}))"),
    "two answers at once": _raw("twice", "lambda sock: sock.sendall(frame({'value': 4}) * 2)"),
    "a closed channel": _raw("closed", "lambda sock: sock.close()"),
    "a channel half closed": _raw("half", "lambda sock: sock.shutdown(socket.SHUT_WR)"),
    "an answer byte by byte": _raw(
        "drip", "lambda sock: [(sock.sendall(bytes([b])), time.sleep(0.5)) for b in frame({'value': 3})]"
    ),
    "no answer": _raw("silence", "lambda sock: time.sleep(30)"),
    "a pickle": _raw("pickle", "value(['pickle', 'cos\\nsystem\\n(S\"id\"\\ntR.'])"),
    "an object array": _raw("objects", "value(['array', '|O', [1], 'C', 0], b'12345678')"),
    "a structured dtype": _raw("structured", "value(['array', \"[('a','O')]\", [1], 'C', 0], b'12345678')"),
    "a shape that overflows": _raw("shape", "value(['array', '<f8', [2**33, 2**33], 'C', 0], b'12345678')"),
    "text beyond its blob": _raw("offsets", "value(['texts', 0, 1], struct.pack('<q', 2**40), b'abc')"),
    "an unhashable key": _raw("key", "value(['dict', ['list', ['list']], ['list', 1]])"),
    "a range without end": _raw("range", "value(['range-index', 0, 2**61, 1, None])"),
    "an operating system's class": _raw(
        "class", "value(['class', 'subprocess', 'Popen'])", "assert raw_class('ab') == ['a', 'b']", "list"
    ),
    "an unknown kind": _raw("kind", "value(['eval', '3'])"),
    "a reference of no kind": _raw("kinds", "value(['object', 1, [], []])"),
    "a reference of 10,000 kinds": _raw("many", "value(object_tree(1, [('a', 'b')] * 10_000))"),
    "a class name with a null": _raw(
        "null", "value(object_tree(1, [('a', 'b\\0c')]))", "print(type(raw_null).__name__)"
    ),
    "150,000 references": _raw(
        "references",
        "value(['list', *[object_tree(i) for i in range(150_000)]])",
        "assert len(raw_references) == 3",
        "[1, 2, 3]",
    ),
    "3,000 kinds of objects": _raw(
        "classes",
        "value(['list', *[object_tree(i, [('a', f'k{i}')]) for i in range(3_000)]])",
        "assert len(raw_classes) == 3",
        "[1, 2, 3]",
    ),
    "a function that the check never sent": _raw(
        "callback",
        "lambda sock: sock.sendall(frame({'callback': 7, 'parts': [['list'], ['dict', ['list'], ['list']]]}))",
    ),
    "a call of nothing": _raw("nocall", "lambda sock: sock.sendall(frame({'callback': [], 'parts': 3}))"),
    "an error named SystemExit": _raw(
        "exit",
        "lambda sock: sock.sendall(frame({'error': [['builtins', 'SystemExit']], 'said': 'x', 'arguments': []}))",
    ),
    "an error of the check's own": _raw(
        "stopped",
        "lambda sock: sock.sendall(frame({'error': [['grader.checks.session', 'Deferred']], 'said': '', 'arguments': []}))",
    ),
    "an error without a class": _raw("noclass", "lambda sock: sock.sendall(frame({'error': 3}))"),
    "an error of 100 MB": _raw(
        "longerror",
        "lambda sock: sock.sendall(frame({'error': [['builtins', 'ValueError']], 'said': 'x' * 100_000_000}))",
    ),
    "7 MB of print": _raw("print", "lambda sock: sock.sendall(frame({'value': 4, 'printed': 'x' * 7_000_000}))"),
    "an integer of a million digits": _raw(
        "digits", "lambda sock: sock.sendall(frame(b'{\"value\": ' + b'9' * 10**6 + b'}'))"
    ),
    "a missing name that is none": _raw("missing", "lambda sock: sock.sendall(frame({'missing': ['x']}))"),
}

VALUES: dict[str, Attack] = {
    "1.5 GB of bytes": Attack("huge = bytes(1_500_000_000)", "huge = b'abc'", "assert len(huge) == 3"),
    "8 GB of zeros": Attack(
        "import numpy as np\nzeros = np.broadcast_to(np.float64(0), (10**9,))",
        "import numpy as np\nzeros = np.zeros(3)",
        "assert zeros.shape == (3,)",
    ),
    "a list that holds itself": Attack("loop = []\nloop.append(loop)", "loop = [1]", "assert loop[0] == 1"),
    "lists 100,000 deep": Attack(
        "deep = []\nfor _ in range(100_000): deep = [deep]", "deep = [[]]", "assert deep == [[]]"
    ),
    "a million keys": Attack("keys = dict.fromkeys(range(1_000_000))", "keys = {1: None}", "assert len(keys) == 1"),
    "keys that all collide": Attack(
        "m = 2**61 - 1\nclash = [i * m for i in range(1, 60_000)]",
        "clash = [1, 2]",
        "assert len(set(clash)) == 2",
    ),
    "a name 10 MB long": Attack(
        "import pandas as pd\nwide = pd.DataFrame({'x' * 10_000_000: [1]})",
        "import pandas as pd\nwide = pd.DataFrame({'x': [1]})",
        "assert list(wide.columns) == ['x']",
    ),
    "an int that equals everything": Attack(
        "class Any(int):\n    __eq__ = lambda s, o: True\n    __hash__ = int.__hash__\nanswer = Any(1)",
        "answer = 42",
        "assert answer == 42",
    ),
    "a text that equals everything": Attack(
        "class Any(str):\n    __eq__ = lambda s, o: True\n    __hash__ = str.__hash__\n    lower = strip = lambda s: s\nword = Any('x')",
        "word = 'yes'",
        "assert word.strip().lower() == 'yes'",
    ),
    "a dict that has every key": Attack(
        "class Any(dict):\n    __missing__ = lambda s, k: 1.0\n    __eq__ = lambda s, o: True\n    __contains__ = lambda s, k: True\nkpi = Any()",
        "kpi = {'oee': 1.0}",
        "assert 'oee' in kpi and kpi == {'oee': 1.0}",
    ),
    "a list that holds everything": Attack(
        "class Any(list):\n    __contains__ = lambda s, k: True\nfound = Any()", "found = [7]", "assert 7 in found"
    ),
    "an object that is an array": Attack(
        "import numpy as np\nclass Fake:\n    shape = (3,)\n    dtype = np.dtype(float)\n"
        "    def __array__(self, *a, **k): return np.array([1.0, 2.0, 3.0])\n"
        "    def __len__(self): return 3\n    def __getitem__(self, i): return [1.0, 2.0, 3.0][i]\n"
        "    __eq__ = lambda s, o: True\nfake = Fake()",
        "import numpy as np\nfake = np.array([1.0, 2.0, 3.0])",
        "assert (fake == [1.0, 2.0, 3.0]).all()",
    ),
    "columns that hold everything": Attack(
        "class Cols(list):\n    __contains__ = lambda s, k: True\nclass Frame:\n    columns = Cols()\n    shape = (3, 2)\n"
        "    empty = False\nframe = Frame()",
        "import pandas as pd\nframe = pd.DataFrame({'a': [1, 2, 3], 'b': [1, 2, 3]})",
        "assert 'a' in frame.columns and frame.shape == (3, 2)",
    ),
    "a value that changes with each look": Attack(
        "class Names(dict):\n    pass\nimport grader.checks.serve as S\n_get = S._Session.get\nlooks = []\n"
        "def get(self, name):\n    if name == 'steady':\n        looks.append(1)\n        return len(looks)\n"
        "    return _get(self, name)\nS._OPERATIONS['get'] = get\nsteady = 0",
        "steady = 1.5",
        "first = steady\nassert first == steady\nassert steady != 1 and steady != 2, 'a new value at each look'",
    ),
    "a truth that is none": Attack(
        "class Yes:\n    def __bool__(self): return True\ndone = Yes()", "done = True", "assert done"
    ),
    "a text that a pattern never ends on": Attack(
        "tag = 'a' * 60 + '!'", "tag = 'aaa'", "import re\nassert re.match(r'(a+)+$', tag)"
    ),
    "a regression of its own with a score of one": Attack(
        "class LinearRegression:\n    coef_ = [1.0]\n    def score(self, X, y): return 1.0\n"
        "    def predict(self, X): return [0.0] * len(X)\n"
        "LinearRegression.__module__ = 'sklearn.linear_model._base'\nmodel = LinearRegression()",
        "from sklearn.linear_model import LinearRegression\nmodel = LinearRegression().fit([[1], [2], [3]], [2, 4, 6])",
        "assert model.score([[1], [2], [5]], [2.0, 4.0, 10.0]) > 0.9",
    ),
    "a subclass whose score is one": Attack(
        "from sklearn.linear_model import LinearRegression as L\nclass LinearRegression(L):\n"
        "    def score(self, X, y, sample_weight=None): return 1.0\n    def predict(self, X): return [0.0] * len(X)\n"
        "better = LinearRegression().fit([[1], [2]], [2, 4])",
        "from sklearn.linear_model import LinearRegression\nbetter = LinearRegression().fit([[1], [2]], [2, 4])",
        "assert better.score([[1], [2], [5]], [2.0, 4.0, 10.0]) > 0.9",
    ),
    "an object with a score and nothing else": Attack(
        "class Best:\n    def score(self, X, y): return 1.0\nbest = Best()",
        "from sklearn.linear_model import LinearRegression\nbest = LinearRegression().fit([[1], [2]], [2, 4])",
        "assert best.score([[1], [2], [5]], [2.0, 4.0, 10.0]) > 0.9",
    ),
    "a table of the values that were shown": Attack(
        "def celsius(f):\n    return {32: 0.0, 212: 100.0}[f]",
        "def celsius(f):\n    return (f - 32) * 5 / 9",
        "assert celsius(32) == 0\n### BEGIN HIDDEN TESTS\nassert abs(celsius(50) - 10) < 1e-9\n### END HIDDEN TESTS",
    ),
}

CALLS: dict[str, Attack] = {
    "a function that never returns": Attack(
        "def f(x):\n    while True: pass", "def f(x):\n    return x", "assert f(1) == 1"
    ),
    "a generator without end": Attack(
        "def g():\n    while True: yield 1", "def g():\n    yield 1", "assert sum(g()) == 1"
    ),
    "a function that never stops calling back": Attack(
        "def each(f):\n    while True: f(1)", "def each(f):\n    return f(1)", "assert each(lambda x: x) == 1"
    ),
    "a callback with a giant": Attack(
        "def giant(f):\n    return f(2**60_000)", "def giant(f):\n    return f(3)", "assert giant(lambda x: x * x) == 9"
    ),
    "a callback that calls itself": Attack(
        "def nest(f):\n    return f(nest)", "def nest(f):\n    return 1", "assert nest(lambda g: g(lambda h: 2)) == 1"
    ),
    "SystemExit": Attack("def leave():\n    raise SystemExit(0)", "def leave():\n    return 1", "assert leave() == 1"),
    "KeyboardInterrupt": Attack(
        "def stop():\n    raise KeyboardInterrupt", "def stop():\n    return 1", "assert stop() == 1"
    ),
    "an error whose text fails": Attack(
        "class Odd(Exception):\n    def __str__(self): raise ValueError\n    def __reduce__(self): raise ValueError\n"
        "def odd():\n    raise Odd(object())",
        "def odd():\n    return 1",
        "assert odd() == 1",
    ),
    "50 MB of print": Attack(
        "def shout():\n    print('x' * 50_000_000)\n    return 0", "def shout():\n    return 1", "assert shout() == 1"
    ),
    "an answer by a thread that comes first": Attack(
        "import glob, os, socket, threading, time, json, struct\ntargets = set()\ndef rush():\n    while True:\n"
        "        for path in [f'{folder}/doors/{n}' for folder in glob.glob('/tmp/sfk-*') + glob.glob('/tmp/sfw-*/sfk-*') for n in range(1, 9)]:\n"
        "            try:\n                s = socket.socket(socket.AF_UNIX)\n                s.connect(path)\n"
        "                text = json.dumps({'value': 7}).encode()\n"
        "                s.sendall(b'SFC1' + struct.pack('>II', len(text), 0) + text)\n            except OSError: pass\n"
        "        time.sleep(0.0005)\nthreading.Thread(target=rush, daemon=True).start()\nrushed = 0",
        "rushed = 8",
        "assert rushed == 8",
        alone=True,
    ),
}

ALONE: dict[str, Attack] = {
    "asserts dropped by an AST transformer": Attack(
        "import ast\nclass Drop(ast.NodeTransformer):\n    def visit_Assert(self, node): return ast.Pass()\n"
        "get_ipython().ast_transformers.append(Drop())\ndouble = None",
        "def double(x): return 2 * x",
        "assert double(2) == 4\n### BEGIN HIDDEN TESTS\nassert double(5) == 10\n### END HIDDEN TESTS",
        alone=True,
    ),
    "every cell replaced by its points": Attack(
        "import ast\nclass Points(ast.NodeTransformer):\n"
        "    def visit_Module(self, node): return ast.parse('2.0')\n"
        "get_ipython().ast_transformers.append(Points())",
        "def double(x): return 2 * x",
        "assert double(2) == 4",
        alone=True,
    ),
    "every cell replaced by not-a-number": Attack(
        "import ast\nclass Points(ast.NodeTransformer):\n"
        "    def visit_Module(self, node): return ast.parse(\"float('nan')\")\n"
        "get_ipython().ast_transformers.append(Points())",
        "def share(): return 1.5",
        "share()",
        alone=True,
    ),
    "partial credit that is not a number": Attack(
        "def share(): return float('nan')", "def share(): return 2.0", "share()", alone=True
    ),
    "partial credit below nothing": Attack("def share(): return -3", "def share(): return 2.0", "share()", alone=True),
    "numpy's tests replaced": Attack(
        "import numpy as np\nnp.testing.assert_allclose = np.allclose = np.array_equal = lambda *a, **k: True\n"
        "import builtins\nbuiltins.abs = lambda x: 0\nbuiltins.isinstance = lambda *a: True\nmine = [9.0]",
        "mine = [1.0]",
        "import numpy as np\nnp.testing.assert_allclose(mine, [1.0])\nassert abs(mine[0] - 1) < 1 and np.allclose(mine, [1.0])",
        alone=True,
    ),
    "names of the instructor's replaced": Attack(
        "class np:\n    allclose = staticmethod(lambda *a, **k: True)\nLIMIT = 10**9\ndef near(a, b): return True\nmine = 5.0",
        "mine = 1.0",
        "assert np.allclose(mine, 1.0) and near(mine, 1.0) and mine < LIMIT",
        alone=True,
    ),
    "our serving code replaced": Attack(
        "import grader.checks.serve as S\nS.serve = lambda path, namespace: None\nmine = 0",
        "mine = 1",
        "assert mine == 1",
        alone=True,
    ),
    "the kernel ended": Attack(
        "def leave():\n    import os; os._exit(0)", "def leave():\n    return 1", "assert leave() == 1", alone=True
    ),
    "interrupts swallowed": Attack(
        "def hold():\n    while True:\n        try:\n            while True: pass\n        except BaseException: pass",
        "def hold():\n    return 1",
        "assert hold() == 1",
        alone=True,
    ),
    "a matrix that keeps the check in C": Attack(
        "import numpy as np\nmatrix = np.random.default_rng(1).random((3000, 3000))",
        "import numpy as np\nmatrix = np.eye(3)",
        "import numpy as np\nassert np.linalg.svd(matrix, compute_uv=True)[1].sum() == 3",
        alone=True,
    ),
    "memory of the check's": Attack(
        "import numpy as np\nlong = np.zeros(30_000_000)",
        "import numpy as np\nlong = np.zeros(3)",
        "import numpy as np\nassert np.concatenate([long] * 20).sum() == 0 and len(long) == 3",
        alone=True,
    ),
}
