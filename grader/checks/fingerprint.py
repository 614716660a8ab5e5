"""The trainee's side of compatible mode: what of the interpreter, of IPython and of test helpers is not as it came.

Where checks run beside a trainee's code nothing that is asked there can be trusted: this finds what is done carelessly,
no more. That is why such scores stay provisional.
"""

from __future__ import annotations

import builtins
import hashlib
import json
import sys
from types import ModuleType
from typing import Any

HELPERS = {
    "math": ("isclose",),
    "numpy": ("allclose", "array_equal", "isclose"),
    "numpy.testing": ("assert_allclose", "assert_almost_equal", "assert_array_equal", "assert_equal"),
    "pandas.testing": ("assert_frame_equal", "assert_series_equal", "assert_index_equal"),
    "pandas": ("testing",),
}
# Libraries register callbacks of their own when they are imported.
_LIBRARIES = {"IPython", "ipykernel", "matplotlib", "matplotlib_inline"}
_CASE = ("assertEqual", "assertTrue", "assertRaises", "assertAlmostEqual", "fail")


def fingerprint() -> str:
    """What can be changed to make checks pass, as JSON: names to texts that change when the thing does."""
    seen = {f"builtins.{name}": _text(value) for name, value in vars(builtins).items() if not name.startswith("_")}
    seen |= {f"builtins.{name}": _text(getattr(builtins, name)) for name in ("__import__", "__build_class__")}
    seen |= _helpers() | _shell()
    return json.dumps(seen)


def _helpers() -> dict[str, str]:
    seen: dict[str, str] = {}
    for module, names in HELPERS.items():
        found = sys.modules.get(module)
        if isinstance(found, ModuleType):
            seen |= {f"{module}.{name}": _text(getattr(found, name, None)) for name in names}
    case = sys.modules.get("unittest.case")
    if isinstance(case, ModuleType):
        seen |= {f"unittest.{name}": _text(vars(case.TestCase).get(name)) for name in _CASE}
    return seen


def _shell() -> dict[str, str]:
    from IPython.core.getipython import get_ipython

    shell: Any = get_ipython()
    if shell is None:
        return {}
    events = {
        f"events.{name}": _list(filter(_foreign, callbacks)) for name, callbacks in shell.events.callbacks.items()
    }
    manager = shell.input_transformer_manager
    return events | {
        "ast_transformers": _list(shell.ast_transformers),
        "input_transformers": _list([*manager.cleanup_transforms, *manager.line_transforms]),
        "token_transformers": _list(manager.token_transformers),
        "input_transformers_post": _list(shell.input_transformers_post),
        "run_cell": _text(type(shell).run_cell) + _text(shell.run_cell),
        "showtraceback": _text(shell.showtraceback),
        "display_formatter": _text(type(shell.display_formatter.format)),
        "trace": _text(sys.gettrace()) + _text(sys.getprofile()),
    }


def _foreign(callback: Any) -> bool:
    return str(getattr(callback, "__module__", "")).partition(".")[0] not in _LIBRARIES


def _list(things: Any) -> str:
    return "|".join(map(_text, things))


def _text(thing: Any) -> str:
    """A function by its name and its code; anything else by its class and name."""
    function = getattr(thing, "__func__", thing)
    code = getattr(function, "__code__", None)
    name = f"{getattr(function, '__module__', '')}.{getattr(function, '__qualname__', type(thing).__qualname__)}"
    if code is None:
        return f"{type(thing).__name__} {name}"
    return f"{name} {hashlib.sha256(code.co_code + repr(code.co_names).encode()).hexdigest()[:16]}"
