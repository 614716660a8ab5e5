"""Modules that do something to the kernel that imports them: loaded ahead with all that they load, run once more there.

ipywidgets, for one, tells the kernel which messages of the browser's are its own.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType


class OnceMore(MetaPathFinder, Loader):
    """A finder that gives a module which was loaded before, for its code to run in it again at its first import."""

    def __init__(self, names: Sequence[str]) -> None:
        self._modules = {name: sys.modules.pop(name) for name in names if name in sys.modules}
        if self._modules:
            sys.meta_path.insert(0, self)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        module = self._modules.get(fullname)
        if module is None or module.__spec__ is None:
            return None
        return ModuleSpec(fullname, self, origin=module.__spec__.origin, loader_state=module.__spec__, is_package=True)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return self._modules[spec.name]

    def exec_module(self, module: ModuleType) -> None:
        """As its own loader would; from here on nobody can tell."""
        assert module.__spec__ is not None  # noqa: S101 - the import system has just set it
        module.__spec__ = module.__spec__.loader_state
        del self._modules[module.__name__]
        if not self._modules:
            sys.meta_path.remove(self)
        assert module.__spec__.loader is not None  # noqa: S101 - it was loaded by it
        module.__spec__.loader.exec_module(module)
