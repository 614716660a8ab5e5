"""Every output of a reference course, cold against warm: equal byte for byte, the process id being the only excuse."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from grader.engine import Engine
from grader.limits import GradingLimits
from labs import answers, catalogue
from labs.releasing import release
from sandbox_data.building import build
from tests.grader.executing import LAB_ENVIRONMENT

# Every kind of output that a lab produces, and what libraries decide when they are imported.
GALLERY = [
    "1 + 1",
    "print('표준 출력'); import sys; print('stderr', file=sys.stderr); 'both'",
    # What another process prints arrives when it arrives: a second later it has.
    "import os, time\nprint('from a child', flush=True); e = os.system('echo from the shell')\ntime.sleep(1); e",
    "1 / 0",
    "def outer(x):\n    return inner(x)\n\ndef inner(x):\n    values = [x, None]\n    return values['key']\n\nouter(3)",
    "try:\n    {}['a']\nexcept KeyError as error:\n    raise ValueError('chained') from error",
    "def broken(:\n    pass",
    "  indented = 1\n wrong",
    "for i in range(3)\n    print(i)",
    "undefined_name",
    "import no_such_module",
    "assert 1 == 2, '값이 다릅니다'",
    "raise SystemExit('quietly')",
    "class Own(Exception):\n    pass\n\nraise Own('mine', 3)",
    "input('?')",
    "import warnings\nwarnings.warn('careful')\nwarnings.warn('old', DeprecationWarning)",
    "import numpy as np\nnp.array([1.0]) / 0",
    "np.log(np.array([-1.0, 0.0, 1.0]))",
    "np.array([1, 2]) @ np.array([1, 2, 3])",
    "np.set_printoptions(precision=3); np.linspace(0, 1, 7)",
    "import pandas as pd\nframe = pd.DataFrame({'온도': [1.5, None, 3], 'lot': list('abc'), "
    "'t': pd.date_range('2026-01-01', periods=3)})\nframe",
    "frame.info()",
    "print(frame)\nframe.describe()",
    "pd.DataFrame(np.arange(900).reshape(30, 30))",
    "pd.DataFrame(np.arange(200).reshape(100, 2))",
    "frame['missing']",
    "frame.groupby('lot')['온도'].mean()",
    "from IPython.display import HTML, Markdown, Latex, JSON, display\n"
    "HTML(frame.style.highlight_max(subset=['온도']).set_uuid('fixed').to_html())",
    "pd.options.display.max_columns, pd.options.display.width, pd.options.mode.copy_on_write",
    "copied = frame[frame['온도'] > 1]\ncopied['x'] = 1\ncopied",
    "pd.to_datetime(['01/02/2026', 'not a date'])",
    "display(HTML('<b>굵게</b>'), Markdown('*m*'))",
    "display(Latex('$x^2$'), JSON({'a': 1}))",
    "handle = display('first', display_id='one'); handle.update('second')",
    "from IPython.display import clear_output\nprint('gone'); clear_output(wait=True); print('kept')",
    "import matplotlib.pyplot as plt\nplt.plot([1, 2, 3], [3, 1, 2], label='센서')\n"
    "plt.legend(); plt.title('$\\\\sigma$');",
    "fig, ax = plt.subplots(1, 2, figsize=(6, 2))\nax[0].hist(np.arange(100) % 7); ax[1].bar(['a', 'b'], [1, 2]);",
    "fig, ax = plt.subplots(); ax.scatter([1, 2], [1, 2]); plt.show()",
    "fig",
    "plt.figure(); plt.get_fignums()",
    "plt.get_backend(), plt.isinteractive(), plt.rcParams['figure.dpi'], plt.rcParams['figure.facecolor']",
    "plt.plot([1, 2], [1])",
    "%matplotlib inline\nplt.imshow(np.eye(3)); plt.colorbar();",
    "frame.plot(x='lot', y='온도', kind='bar', title='bar');",
    "from sklearn.linear_model import LogisticRegression\nX = np.arange(40.0).reshape(20, 2); y = np.arange(20) % 2\n"
    "model = LogisticRegression(max_iter=1).fit(X, y)",
    "print(model)\nround(model.score(X, y), 6)",
    "LogisticRegression().predict(X)",
    "from sklearn.ensemble import RandomForestClassifier\n"
    "RandomForestClassifier(n_estimators=5, random_state=0).fit(X, y).predict_proba(X)[:3]",
    "from sklearn.model_selection import cross_val_score\ncross_val_score(LogisticRegression(), X, y, cv=3)",
    "import scipy.stats\nscipy.stats.ttest_ind([1, 2, 3], [2, 3, 4])",
    "import statsmodels.api as sm\nprint(sm.OLS(y, sm.add_constant(X[:, :1])).fit().params.round(6))",
    "np.random.seed(3); np.random.rand(2), np.random.default_rng(3).random(2)",
    "import random; random.seed(1); random.random()",
    "%timeit -n 1 -r 1 -o -q pass\nNone",
    "%%capture kept\nprint('captured')",
    "kept.stdout",
    "!echo shell; exit 3",
    "_exit_code",
    "%who_ls",
    "In[1], Out[1], _",
    "?len",
    "from pathlib import Path\nPath.home(), os.getcwd(), sys.executable, sys.flags.optimize",
    "sorted(os.environ.items())",
    "sys.path, sys.argv[1:2], [name for name in vars(sys.modules['__main__']) if name == '__file__']",
    "__name__, __doc__, type(get_ipython()).__name__, get_ipython().user_module.__name__",
    "sorted(os.listdir('/')), [n for n in os.listdir('/tmp') if n[:2] != 'sf'], os.getuid(), os.getppid()",
    "import resource\n"
    "[resource.getrlimit(n) for n in (resource.RLIMIT_AS, resource.RLIMIT_NPROC, resource.RLIMIT_NOFILE)]",
    "import signal, threading\nsignal.getsignal(signal.SIGINT).__name__, threading.main_thread().name, os.umask(0o022)",
    "import logging\nlogging.getLogger().warning('logged'); logging.getLogger('x').handlers, logging.root.level",
    "import locale, time, datetime\nlocale.getlocale(), time.tzname, sys.getdefaultencoding(), sys.stdout.encoding",
    "sys.getrecursionlimit(), sys.gettrace(), len(warnings.filters), sorted(map(str, warnings.filters))",
    "def deep(n):\n    return deep(n + 1)\n\ntry:\n    deep(0)\nexcept RecursionError as error:\n    print(error)",
    # It tells the kernel of itself when it is imported.
    "targets = get_ipython().kernel.comm_manager.targets\nsorted(targets)",
    "import importlib.util\nimportlib.util.find_spec('ipywidgets').name",
    "from ipywidgets import FloatSlider, interact\nimport ipywidgets\nsorted(targets), targets['jupyter.widget']",
    "ipywidgets.widgets.interaction.interact is interact, ipywidgets.comm, ipywidgets.__spec__.origin",
    "type(ipywidgets.__loader__).__name__, ipywidgets.__spec__.loader is ipywidgets.__loader__",
    "FloatSlider(2.0)",
    "interact(lambda n=3: print('n', n));",
    "any('grader' in type(finder).__module__ for finder in sys.meta_path)",
    "importlib.reload(ipywidgets) is ipywidgets",
    "import matplotlib, sklearn\nmatplotlib.get_cachedir(), matplotlib.get_configdir(), matplotlib.matplotlib_fname()",
]
PID = re.compile(r"ipykernel_\d+|\(pid=\d+\)")


@pytest.fixture(scope="module")
def dryer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    build("dryer", data_folder=folder)
    (folder / "released").chmod(0o755)
    return folder / "released"


@pytest.fixture(scope="module")
def engines(dryer: Path) -> Iterator[tuple[Engine, Engine]]:
    cold = Engine(LAB_ENVIRONMENT, dryer, GradingLimits())
    warm = cold.warmed()
    yield cold, warm
    warm.close()


def golden_batch(folder: Path) -> NotebookNode:
    """The reference answer with its checks, as a trainee who got everything right hands it in."""
    lab = catalogue.lab("golden_batch")
    released = nbformat.read(release(lab, "ko", folder / "course"), as_version=4)
    return answers.solve(released, lab)


def gallery(_folder: Path) -> NotebookNode:
    return new_notebook(cells=[new_code_cell(source) for source in GALLERY])


def told(executed: NotebookNode) -> list[str]:
    """Outputs and execution counts of every code cell, as text, without process ids."""
    cells = [cell for cell in executed.cells if cell.cell_type == "code"]
    return [
        PID.sub("PID", json.dumps([cell.execution_count, _joined(cell.outputs)], ensure_ascii=False, sort_keys=True))
        for cell in cells
    ]


def _joined(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """A kernel sends what is printed every 0.2 s: where one message ends and the next begins is the clock's choice."""
    joined: list[NotebookNode] = []
    for output in outputs:
        if joined and output.output_type == "stream" == joined[-1].output_type and output.name == joined[-1].name:
            joined[-1].text += output.text
        else:
            joined.append(output)
    return joined


@pytest.mark.parametrize("course", [golden_batch, gallery], ids=["golden_batch", "gallery"])
def test_every_output_is_the_same_cold_and_warm(engines: tuple[Engine, Engine], course, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    cold, warm = (told(engine.execute(course(tmp_path / str(n)), 0)) for n, engine in enumerate(engines))
    assert len(cold) == len(warm) > 5
    assert [pair for pair in zip(cold, warm, strict=True) if pair[0] != pair[1]] == []


def test_the_warm_kernel_of_this_comparison_was_really_warm(engines: tuple[Engine, Engine]) -> None:
    look = new_notebook(cells=[new_code_cell("import sys; print('sklearn.ensemble' in sys.modules)")])
    said = [engine.execute(nbformat.from_dict(look), 0).cells[0].outputs[0].text for engine in engines]
    assert said == ["False\n", "True\n"]
