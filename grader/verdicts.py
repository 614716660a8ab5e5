"""What a trainee reads in a cell when a limit ended it. Names are codes, sentences are Korean and English."""

from __future__ import annotations

from nbformat import NotebookNode
from nbformat.v4 import new_output

SENTENCES = {
    "CellTimeLimit": (
        "이 셀이 제한 시간 {seconds}초를 넘어 중단되었습니다.",
        "This cell was stopped: it ran longer than its limit of {seconds} s.",
    ),
    "NotebookTimeLimit": (
        "노트북 전체 실행 시간이 제한 {seconds}초를 넘었습니다. 이후 셀은 실행되지 않았습니다.",
        "The whole notebook ran longer than its limit of {seconds} s. Later cells were not run.",
    ),
    "OutputLimit": (
        "출력이 제한 {megabytes}MB를 넘어 커널을 중단했습니다. 이후 셀은 실행되지 않았습니다.",
        "The notebook printed more than its limit of {megabytes} MB; the kernel was stopped. Later cells were not run.",
    ),
    "MemoryLimit": (
        "메모리가 제한 {memory}MB를 넘어 커널을 중단했습니다. 이후 셀은 실행되지 않았습니다.",
        "The notebook used more than its limit of {memory} MB of memory; the kernel was stopped. "
        "Later cells were not run.",
    ),
    "KernelDied": (
        "이 셀에서 커널이 종료되었습니다. 이후 셀은 실행되지 않았습니다.",
        "The kernel ended in this cell. Later cells were not run.",
    ),
    "NotRun": (
        "커널이 앞에서 중단되어 이 셀은 실행되지 않았습니다.",
        "This cell was not run: the kernel was stopped before it.",
    ),
}


def error_output(name: str, **values: object) -> NotebookNode:
    """An error output that names the limit, in both languages."""
    sentence = " / ".join(SENTENCES[name]).format(**values)
    return new_output("error", ename=name, evalue=sentence, traceback=[f"\x1b[0;31m{name}\x1b[0m: {sentence}"])
