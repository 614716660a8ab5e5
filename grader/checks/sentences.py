"""What a trainee reads when a check could not get what it needs. Codes are error names; Korean first, then English."""

from __future__ import annotations

SENTENCES = {
    "Missing": (
        "{name}이(가) 아직 없습니다. 이 이름을 만드는 셀을 완성했는지, 그 셀이 오류 없이 끝까지 실행되는지 보십시오.",
        "{name} does not exist yet. Complete the cell that makes it, and see that it runs to its end without an error.",
    ),
    "NotPlain": (
        "이 검사는 숫자, 글자, 표 같은 값만 비교합니다. 받은 것은 {kind} 객체입니다. "
        "셀이나 함수가 과제에 적힌 형식의 값을 돌려주는지 보십시오.",
        "This check compares values only, such as numbers, texts and tables; it got a {kind} object. "
        "Does your cell or function give what the task asks for?",
    ),
    "TraineeError": (
        "{call}을(를) 실행하다가 {kind} 오류가 났습니다: {said}",
        "{call} raised {kind}: {said}",
    ),
    "TraineeErrorHidden": (
        "제출 후 검사에서 {call}을(를) 실행하다가 {kind} 오류가 났습니다. 다른 입력으로도 실행해 보십시오.",
        "A check after you submit ran {call}, which raised {kind}. Try it with other inputs.",
    ),
    "CheckError": (
        "검사하는 중에 {kind} 오류가 났습니다. 값의 형식(종류, 크기, 열 이름)이 과제에 적힌 것과 같은지 보십시오.",
        "The check met {kind}. Are kind, size and column names of your values those that the task asks for?",
    ),
    "NotTrue": (
        "검사식이 참이 아닙니다: {said}",
        "This does not hold: {said}",
    ),
    "CheckFailed": (
        "이 셀의 검사를 통과하지 못했습니다. 자세한 내용은 공개되지 않습니다.",
        "A check of this cell did not pass; its details are not shown.",
    ),
    "CheckTimeLimit": (
        "검사가 제한 시간 {seconds}초 안에 끝나지 않았습니다. 함수가 끝나는지, 같은 계산을 되풀이하지 않는지 보십시오.",
        "The check did not end within its limit of {seconds} s. Does your function end?",
    ),
    "ValueTooLarge": (
        "검사하기에는 값이 너무 큽니다({said}). 과제가 묻는 것만 돌려주는지 보십시오.",
        "A value is too large to be checked ({said}). Does it hold only what the task asks for?",
    ),
    "NoAnswer": (
        "노트북이 검사에 답하지 않았거나 잘못된 답을 보냈습니다({said}). "
        "커널을 끝내거나 파이썬의 기본 기능을 바꾸는 코드가 없는지 보십시오.",
        "The notebook did not answer the check, or answered something else ({said}). "
        "Does any code end the kernel or replace Python's own functions?",
    ),
}


def sentence(code: str, **values: object) -> str:
    """The text of a code in both languages."""
    korean, english = SENTENCES[code]
    return f"{korean.format(**values)} / {english.format(**values)}"
