"""What everybody who works with a dataset here agrees to, beside the publisher's own terms."""

from __future__ import annotations

import hashlib

from sandbox_data.terms import Terms
from sandbox_data.text import LocalizedText

PLEDGE: tuple[LocalizedText, ...] = (
    LocalizedText(
        ko="이 과정의 실습과 학습에만 씁니다. 과정 밖으로 옮기거나 다른 사람에게 주지 않습니다.",
        en="I use it only for this course's labs and for learning. I don't take it out of the course or pass it on.",
    ),
    LocalizedText(
        ko="사람, 회사, 사업장, 설비가 누구의 것인지 알아내려 하지 않습니다. 다른 자료와 맞추어 보지 않습니다.",
        en="I don't try to find out who or whose anything in it is, and don't match it with other data.",
    ),
    LocalizedText(
        ko="혹시 알아보게 되면 말하지 않고 강사나 데이터 관리자에게 알립니다.",
        en="If I recognise something, I keep it to myself and tell the instructor or the data steward.",
    ),
)
"""Each point is agreed to; whoever changes a word asks everybody anew, because the digest changes."""


def digest(terms: Terms) -> str:
    """SHA-256 over the publisher's terms and the pledge: an agreement holds for the words that were shown."""
    words = "\n".join([terms.digest, *(f"{point.ko}\n{point.en}" for point in PLEDGE)])
    return hashlib.sha256(words.encode()).hexdigest()
