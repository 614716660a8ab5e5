"""The look and the words of the report's page."""

from __future__ import annotations

from sandbox_data.text import LocalizedText

CSS = """
body{font-family:"Noto Sans KR","Malgun Gothic",system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;
line-height:1.5;color:#1c2733}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem;border-bottom:1px solid #d5dbe1}
table{border-collapse:collapse;margin:.5rem 0;font-size:.9rem}th,td{border:1px solid #d5dbe1;padding:.25rem .6rem;
text-align:left}td.n{text-align:right;font-variant-numeric:tabular-nums}
.passed{background:#e3f4e8;border-left:6px solid #2e8b57}.failed{background:#fbe6e3;border-left:6px solid #c0392b}
.passed,.failed,.warning{padding:.6rem 1rem;margin:1rem 0}.warning{background:#fff5dc;border-left:6px solid #d99a1c}
p.definition{color:#55626f;font-size:.9rem;margin:.2rem 0 .6rem}svg{max-width:100%;height:auto}
"""
WORDS = {
    "persons": LocalizedText(ko="사람", en="persons"),
    "sites": LocalizedText(ko="사업장", en="sites"),
    "machines": LocalizedText(ko="설비", en="machines"),
    "plant": LocalizedText(ko="공장", en="plant"),
    "recipe": LocalizedText(ko="레시피", en="recipe"),
    "order": LocalizedText(ko="주문", en="orders"),
    "nothing": LocalizedText(ko="없음", en="nothing"),
    "person": LocalizedText(ko="사람 이름", en="names of persons"),
    "company": LocalizedText(ko="회사", en="companies"),
    "place": LocalizedText(ko="지명", en="places"),
    "same time": LocalizedText(ko="같은 시각 비교", en="same time"),
    "shifted time": LocalizedText(ko="옮긴 시각 찾기", en="shifted time"),
    "profile": LocalizedText(ko="분포 비교", en="profile"),
    "nearest rows": LocalizedText(ko="가장 비슷한 행들", en="nearest rows"),
    "nearest row": LocalizedText(ko="가장 비슷한 행", en="nearest row"),
    "classifier": LocalizedText(ko="분류 모델", en="classifier"),
    "aggregate": LocalizedText(ko="집계본 (맞출 행이 없음)", en="aggregate (no rows to assign)"),
    "balanced accuracy": LocalizedText(ko="균형 정확도", en="balanced accuracy"),
    "average precision": LocalizedText(ko="평균 정밀도", en="average precision"),
    "macro F1": LocalizedText(ko="매크로 F1", en="macro F1"),
    "mean absolute error": LocalizedText(ko="평균 절대 오차", en="mean absolute error"),
    "share": LocalizedText(ko="비율", en="share"),
}
