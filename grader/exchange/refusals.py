"""Refusals: every way in which the exchange says no, in Korean and English, each with its remedy."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import BaseModel, Field

from sandbox_data.errors import ShopfloorError


class RefusalBody(BaseModel):
    """What a refused request gets."""

    code: str = Field(description="Stable code, e.g. `closed`.")
    message_ko: str
    message_en: str
    message: str = Field(description="The message in the caller's language.")


@dataclass(frozen=True)
class Wording:
    status: int
    ko: str
    en: str


WORDINGS: dict[str, Wording] = {
    "unauthenticated": Wording(
        401,
        "로그인 정보가 없거나 만료되었습니다. 서버를 중지했다가 다시 시작하거나 다시 로그인하세요.",
        "The sign-in token is missing or no longer valid. Stop and start your server, or sign in again.",
    ),
    "no-account": Wording(
        403,
        "사용할 수 없는 계정입니다. 소속 지역 AI 센터의 담당자에게 문의하세요.",
        "This account can't be used. Please ask your centre's administrator.",
    ),
    "hub-unreachable": Wording(
        503,
        "지금은 로그인 정보를 확인할 수 없습니다. 잠시 후 다시 시도하세요.",
        "Your sign-in can't be checked right now. Please try again in a moment.",
    ),
    "busy": Wording(
        503,
        "지금은 요청이 많아 처리하지 못했습니다. 잠시 후 다시 시도하세요.",
        "The exchange is too busy right now. Please try again in a moment.",
    ),
    "invalid-request": Wording(
        422,
        "요청 형식이 올바르지 않습니다: {reason}. 페이지를 새로 고친 뒤 다시 시도하세요.",
        "The request is not valid: {reason}. Reload the page and try again.",
    ),
    "too-many-events": Wording(
        429, "활동 기록이 너무 많습니다. 1분 뒤에 다시 시도하세요.", "Too many events. Try again in a minute."
    ),
    "not-enrolled": Wording(
        403,
        "이 과정({run})에 교육생으로 등록되어 있지 않습니다. 소속 지역 AI 센터의 담당자에게 문의하세요.",
        "You are not enrolled in this course ({run}). Please ask your centre's administrator.",
    ),
    "not-instructor": Wording(
        403,
        "이 과정({run})의 강사만 할 수 있습니다. 소속 지역 AI 센터의 담당자에게 문의하세요.",
        "Only an instructor of this course ({run}) may do this. Please ask your centre's administrator.",
    ),
    "unknown-lab": Wording(
        404,
        "이 과정({run})에는 '{lab}' 과제가 없습니다. 과제 목록을 새로 고침하세요.",
        "There is no lab '{lab}' in this course ({run}). Refresh the assignment list.",
    ),
    "not-offered": Wording(
        409,
        "'{lab}' 과제는 지금 제공되지 않습니다. 담당 강사에게 문의하세요.",
        "The lab '{lab}' is not offered at present. Please ask your instructor.",
    ),
    "not-released": Wording(
        404,
        "'{lab}' 과제는 아직 배포되지 않았습니다. 담당 강사에게 문의하세요.",
        "The lab '{lab}' has not been released yet. Please ask your instructor.",
    ),
    "closed": Wording(
        409,
        "이 과제는 {closed_at}에 마감되었습니다. 담당 강사에게 문의하세요.",
        "This lab closed at {closed_at} (Korean time). Please ask your instructor.",
    ),
    "too-large": Wording(
        413,
        "노트북이 너무 큽니다 (최대 {limit}). 큰 출력을 지우고 저장한 뒤 다시 제출하세요.",
        "The notebook is too large (at most {limit}). Clear large outputs, save, and submit again.",
    ),
    "not-a-notebook": Wording(
        422,
        "올바른 노트북(.ipynb) 파일이 아닙니다: {reason}. 파일을 열어 저장한 뒤 다시 제출하거나, "
        "과제를 다시 가져와 답을 옮겨 적으세요.",
        "This is not a valid notebook (.ipynb): {reason}. Open and save the file and submit again, "
        "or fetch the lab anew and copy your answers over.",
    ),
    "no-submission": Wording(
        404,
        "그런 제출물이 없습니다. 목록을 새로 고침하세요.",
        "There is no such submission. Refresh the list.",
    ),
    "no-feedback": Wording(
        404,
        "아직 피드백이 없습니다. 채점이 끝난 뒤 다시 시도하세요.",
        "There is no feedback yet. Try again when the submission has been graded.",
    ),
    "unknown-execution": Wording(
        404,
        "그런 실행 요청이 없습니다. 자동 채점을 다시 시작하세요.",
        "There is no such execution. Start autograding again.",
    ),
}

# Why a file is no notebook: what stands for {reason} above.
NOTEBOOK_REASONS: dict[str, tuple[str, str]] = {
    "empty": ("비어 있는 파일", "the file is empty"),
    "not-text": ("UTF-8 텍스트가 아님", "it is not UTF-8 text"),
    "not-json": ("JSON이 아님", "it is not JSON"),
    "too-deep": ("구조가 너무 복잡함", "its structure is too complex"),
    "no-cells": ("셀 목록이 없음", "it has no list of cells"),
    "old-format": ("노트북 형식 4가 아님", "it is not of notebook format 4"),
    "too-many-cells": ("셀이 너무 많음", "it has too many cells"),
    "bad-cell": ("형식에 맞지 않는 셀이 있음", "it has a cell that breaks the notebook format"),
    "bad-text": ("저장할 수 없는 문자가 있음", "it has characters that can't be stored"),
}


class Refusal(ShopfloorError):
    """The exchange says no: `code` is one of WORDINGS, the messages carry the remedy."""

    def __init__(self, code: str, *, reason: tuple[str, str] = ("", ""), **facts: str) -> None:
        wording = WORDINGS[code]
        self.code = code
        self.status = wording.status
        self.message_ko = wording.ko.format(reason=reason[0], **facts)
        self.message_en = wording.en.format(reason=reason[1], **facts)
        super().__init__(self.message_en)

    def body(self, language: str) -> RefusalBody:
        message = self.message_en if language == "en" else self.message_ko
        return RefusalBody(code=self.code, message_ko=self.message_ko, message_en=self.message_en, message=message)


def not_a_notebook(reason: str) -> Refusal:
    """The refusal of a file that is no notebook; `reason` is one of NOTEBOOK_REASONS."""
    return Refusal("not-a-notebook", reason=NOTEBOOK_REASONS[reason])


def invalid(reason_ko: str, reason_en: str) -> Refusal:
    return Refusal("invalid-request", reason=(reason_ko, reason_en))


def size_text(size_bytes: int) -> str:
    """`10 MB`, `1.5 MB` or `300 KB`."""
    if size_bytes >= 1024 * 1024:
        return f"{size_bytes / (1024 * 1024):.3g} MB"
    return f"{size_bytes / 1024:.3g} KB"
