"""Every figure of the report with its definition, in one sentence that a plant manager understands."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox_data.text import LocalizedText


@dataclass(frozen=True)
class Definition:
    """A figure's name and its one sentence."""

    name: LocalizedText
    sentence: LocalizedText


def _defined(ko: str, en: str, sentence_ko: str, sentence_en: str) -> Definition:
    return Definition(LocalizedText(ko=ko, en=en), LocalizedText(ko=sentence_ko, en=sentence_en))


DEFINITIONS: dict[str, Definition] = {
    "k": _defined(
        "k (가장 작은 집단)",
        "k (smallest group)",
        "바깥사람이 알 만한 열이 똑같은 행이 적어도 k개여서, 한 사람을 k명 안에서만 짐작할 수 있습니다.",
        "At least k rows look the same in what an outsider may know, so a person can only be narrowed down to k.",
    ),
    "l": _defined(
        "l (민감 값의 종류)",
        "l (different sensitive values)",
        "그런 집단마다 민감한 값이 적어도 l가지여서, 집단을 알아도 그 사람의 값을 단정하지 못합니다.",
        "Each such group has at least l different sensitive values, so the group does not tell a person's value.",
    ),
    "t": _defined(
        "t (분포 차이)",
        "t (difference of distributions)",
        "한 집단의 민감 값 분포가 전체와 가장 많이 다른 정도이며, 0이면 집단이 아무것도 더 알려 주지 않습니다.",
        "The most that any group's sensitive values differ from everybody's; at 0 a group tells nothing more.",
    ),
    "unique_rows": _defined(
        "유일한 행",
        "unique rows",
        "같은 조합을 가진 다른 행이 없어서 곧바로 지목되는 행의 수입니다.",
        "Rows whose combination no other row has, which can be pointed at straight away.",
    ),
    "expected_hits": _defined(
        "지목될 행의 기댓값",
        "rows expected to be pointed at",
        "바깥사람이 모든 사람의 조합을 알고 집단 안에서 아무나 고를 때 평균적으로 맞히는 행의 수입니다.",
        "Rows that somebody who knows everybody's combination and picks at random in each group gets right on average.",
    ),
    "linkage": _defined(
        "연결 공격",
        "linkage attack",
        "원본 일부를 가진 공격자가 실제로 맞힌 수를, 자료를 보지 않고 찍어서 맞히는 수와 나란히 보입니다.",
        "What an attacker who holds part of the original really got right, beside what pure guessing gets right.",
    ),
    "entities_behind": _defined(
        "한 행 뒤의 대상 수",
        "entities behind a row",
        "공개된 한 줄이 서로 다른 설비나 사업장 몇 곳을 합친 값인지, 가장 적은 경우입니다.",
        "How many different machines or sites the released row that stands on the fewest is made of.",
    ),
    "recovery": _defined(
        "봉인 값 복원",
        "recovery of sealed values",
        "원본 몇 행으로 비밀 계수를 풀어 나머지 행의 원래 값을 맞힌 수를, 한 값으로 찍은 수와 나란히 보입니다.",
        "Original values of other rows that a holder of some works out, beside what a constant guess gets right.",
    ),
    "survival": _defined(
        "남은 원래 값",
        "surviving values",
        "봉인한 열의 공개 값 가운데 원본에 있던 값과 똑같은 값의 수이며, 0이어야 합니다.",
        "Released values of a sealed column that equal a value of the original; it must be 0.",
    ),
    "names_found": _defined(
        "찾아 지운 이름",
        "names found",
        "사람이 읽고 표시한 이름 가운데 공개된 글에 더는 남아 있지 않은 수입니다.",
        "Of the names that people marked while reading, those that no longer stand in the released texts.",
    ),
    "precision": _defined(
        "지운 말 중 이름",
        "names among words taken out",
        "이름으로 여겨 지운 말 가운데 사람이 읽고 실제 이름이라고 표시한 수입니다.",
        "Of the words taken out as names, those that people had marked as names.",
    ),
    "rank_correlation": _defined(
        "순위 상관",
        "rank correlation",
        "값의 크고 작은 순서가 얼마나 그대로인지이며, 1이면 순서가 하나도 바뀌지 않았습니다.",
        "How well the order from small to large is kept; at 1 no two values have changed places.",
    ),
    "largest_gap": _defined(
        "분포의 가장 큰 틈 (KS)",
        "largest gap between distributions (KS)",
        "어떤 값 이하인 행의 비율이 원본과 공개본 사이에서 가장 크게 벌어진 정도이며, 0이면 분포가 같습니다.",
        "The most that the share of rows up to some value differs between original and release; at 0 they are alike.",
    ),
    "moved": _defined(
        "값이 옮겨 간 거리 (Wasserstein)",
        "distance moved (Wasserstein)",
        "원본의 분포를 공개본의 분포로 만들려면 값을 평균 얼마나 옮겨야 하는지를 표준편차 단위로 잰 값입니다.",
        "How far values must be moved on average to turn one distribution into the other, in standard deviations.",
    ),
    "utility_loss": _defined(
        "쓸모의 손실",
        "loss of utility",
        "같은 기준 모델의 점수가 공개본에서 원본보다 나빠진 비율이며, 0보다 작으면 나빠지지 않았습니다.",
        "By what share a reference model does worse on the release than on the original; below 0 it does not.",
    ),
}
