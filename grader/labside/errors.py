"""Errors inside a lab server: texts that a trainee or an instructor reads."""

from __future__ import annotations


class ExchangeRefused(Exception):
    """The exchange said no; the message is its own, with the remedy."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


class ExchangeUnreachable(Exception):
    """The exchange gave no usable answer."""

    message = (
        "과제 서버에 연결할 수 없습니다. 작성한 내용은 그대로 남아 있으니 잠시 후 다시 시도하세요. "
        "계속되면 담당 강사에게 알려 주세요.\n"
        "The exchange can't be reached. Your work is safe: please try again in a moment, "
        "and tell your instructor if this goes on."
    )

    def __init__(self, reason: str = "") -> None:
        super().__init__(self.message)
        self.reason = reason


class LabFolderError(Exception):
    """Something about the files in the home folder; the message says what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
