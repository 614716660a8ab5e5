# %% [markdown] lang="ko"
# {{header_card}}

# %% [markdown] lang="en"
# {{header_card}}

# %% [markdown] lang="ko"
# ## 현장 이야기
#
# 안전팀에는 사고와 아차사고 보고문이 쌓여 있습니다. 읽을 사람이 없어 "인공지능이 위험한 것만 골라 주면 좋겠다"고 합니다. 공장장은 "이번 달에 무엇부터 고치느냐"고 묻고, 노동조합은 "보고문에 적힌 이름이 돌아다니지 않느냐"고 묻습니다.
#
# 이 실습에서는 먼저 사람을 지우고, 글에서 **배울 수 있는 것**과 **운에 달린 것**을 가르고, 열에 아홉을 놓치지 않으려면 얼마나 읽어야 하는지 잽니다. 목숨을 몇 구했다고 말하지 않습니다. 읽을 순서와 고칠 순서를 말합니다.

# %% [markdown] lang="en"
# ## The story
#
# The safety team has piles of reports on accidents and near misses, and nobody to read them. "Let AI pick the dangerous ones." The plant manager asks what to fix first this month; the union asks whether the names in those reports are going round.
#
# In this lab you take people out first, tell **what can be learned** from **what is luck**, and measure how much has to be read to miss no more than one in ten. Nobody claims lives saved: the result is an order of reading and an order of fixing.

# %% [markdown] lang="ko"
# {{data_card}}
#
# 실제 사고 보고문입니다. 이름과 회사, 날짜, 장비 번호는 `[NAME]`처럼 지웠고, 사업장과 나라는 뺐으며, 날짜는 반기까지만 남겼습니다. 잠재 등급은 "가장 나빴다면 어디까지 갔을까"를 안전 담당자가 매긴 것입니다.

# %% [markdown] lang="en"
# {{data_card}}
#
# These are real accident reports. Names, companies, dates and plates were taken out (`[NAME]`), sites and countries dropped, and dates kept to the half-year. The potential level is a safety officer's judgement of how bad it could have been.

# %% grade_id="setup" role="fixed"
import re

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from ipywidgets import FloatSlider, interact
from sklearn.dummy import DummyClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

from sandbox_data import load

raw = load("safety_reports").reset_index(drop=True)
LEVELS = ["I", "II", "III", "IV", "V", "VI"]
SEVERE = ["IV", "V", "VI"]
MODELS = {
    "text": make_pipeline(TfidfVectorizer(min_df=2, sublinear_tf=True), LogisticRegression(class_weight="balanced", max_iter=1000)),
    "level": make_pipeline(OneHotEncoder(handle_unknown="ignore"), LogisticRegression(class_weight="balanced")),
    "constant": DummyClassifier(strategy="most_frequent"),
}
print(f"{len(raw)} reports, {raw['Potential Accident Level'].isin(SEVERE).mean():.0%} with a potential of level IV or worse")

# %% [markdown] lang="ko"
# ## 먼저 예상해 보기 (채점하지 않습니다)
#
# 왼쪽은 실제 등급, 오른쪽은 잠재 등급입니다. 보고문 하나도 읽어 보십시오. 그리고 적어 보십시오.
#
# 1. 글만 읽고 **실제로** 얼마나 다쳤는지 맞힐 수 있겠습니까? **얼마나 나빴을 수 있었는지**는요?
# 2. "정확도 74 %"인 모델은 쓸 만합니까?

# %% [markdown] lang="en"
# ## Predict first (not graded)
#
# On the left the actual level, on the right the potential one. Read one report too, and write down:
#
# 1. Could you tell from the text how badly somebody **was** hurt? And how bad it **could have been**?
# 2. Is a model with "74 % accuracy" of any use?

# %%
figure, axes = plt.subplots(1, 2, figsize=(10, 3), sharey=True)
for axis, column in zip(axes, ("Accident Level", "Potential Accident Level")):
    raw[column].value_counts().reindex(LEVELS, fill_value=0).plot.bar(ax=axis, rot=0, color="tab:blue")
    axis.set(xlabel=column, ylabel="reports", title="")
plt.tight_layout()
plt.show()
print(raw["Description"].iloc[3])

# %% [markdown] lang="ko"
# ## 과제 1. 같은 글을 두 번 세지 않기 (10점)
#
# - `unique_texts(table)`: `Description`이 앞에 나온 적이 있는 행을 빼고 index를 0부터 새로 매긴 표
# - `reports`: `unique_texts(raw)`
# - `contradicted(table, column)`: 글은 같은데 `column`의 값이 서로 다른 **글의 수**
#
# <details><summary>힌트 1</summary><code>drop_duplicates("Description")</code></details>
# <details><summary>힌트 2</summary>글로 묶어 <code>nunique()</code>가 1보다 큰 것을 세십시오. 사람도 같은 글에 다른 등급을 매깁니다.</details>

# %% [markdown] lang="en"
# ## Task 1. No text counted twice (10 points)
#
# - `unique_texts(table)`: the table without rows whose `Description` stands in an earlier row, with an index numbered anew from 0
# - `reports`: `unique_texts(raw)`
# - `contradicted(table, column)`: **number of texts** that occur with different values of `column`
#
# <details><summary>Hint 1</summary><code>drop_duplicates("Description")</code></details>
# <details><summary>Hint 2</summary>Group by text and count where <code>nunique()</code> is more than 1. People too give one text different levels.</details>

# %% grade_id="t1-solution" role="solution"
def unique_texts(table):
    """글마다 한 행 / one row a text"""
    ### BEGIN SOLUTION
    return table.drop_duplicates("Description").reset_index(drop=True)
    ### END SOLUTION


def contradicted(table, column):
    """글은 같고 값이 다른 글의 수 / texts with different values"""
    ### BEGIN SOLUTION
    return int((table.groupby("Description")[column].nunique() > 1).sum())
    ### END SOLUTION


### BEGIN SOLUTION
reports = unique_texts(raw)
print(len(raw), len(reports), contradicted(raw, "Potential Accident Level"), contradicted(raw, "Accident Level"))
### END SOLUTION

# %% grade_id="t1-visible" role="check" points=3
assert "reports" in globals(), "[미작성 · not attempted] 과제 1의 reports가 아직 없습니다. 같은 글이 배우는 쪽과 시험하는 쪽에 함께 있으면 성적이 부풀려집니다. unique_texts부터 완성하십시오. / reports does not exist yet; a text on both sides of a test blows the score up. Start with unique_texts."
assert isinstance(reports, pd.DataFrame) and 0 < len(reports) < len(raw), f"reports가 {len(reports)}행입니다. 되풀이된 글을 뺐으면 줄어야 합니다. / reports has {len(reports)} rows; without repeated texts there are fewer."
print("OK")

# %% grade_id="t1-hidden" role="check" points=7
# 제출하면 다른 표로 확인합니다 / Checked with other tables after you submit
### BEGIN HIDDEN TESTS
_small = pd.DataFrame({"Description": ["a", "b", "a", "c", "b", "a"], "Accident Level": ["I", "II", "I", "I", "III", "II"], "x": [0, 1, 2, 3, 4, 5]}, index=[9, 8, 7, 6, 5, 4])
_kept = unique_texts(_small)
assert [int(_v) for _v in _kept["x"]] == [0, 1, 3] and [int(_v) for _v in _kept.index] == [0, 1, 2] and list(_kept.columns) == list(_small.columns), f"a, b, a, c, b, a에서 남은 행이 {[int(_v) for _v in _kept['x']]}번째, index가 {[int(_v) for _v in _kept.index]}입니다. 글이 처음 나온 행만 남기고 index를 새로 매기되 열은 늘리지 마십시오. / Of a, b, a, c, b, a the rows {[int(_v) for _v in _kept['x']]} are kept, with the index {[int(_v) for _v in _kept.index]}. Keep the first row of each text, and number the index anew without adding a column."
_count = int(contradicted(_small, "Accident Level"))
assert _count == 2, f"a와 b의 등급이 서로 다른 표에서 contradicted가 {_count}입니다. 행이 아니라 글을 세십시오. / In a table where a and b have different levels contradicted is {_count}. Count texts, not rows."
assert int(contradicted(_small, "x")) == 2 and int(contradicted(_small.iloc[:4], "Accident Level")) == 0, "다른 열이나 어긋남이 없는 표에서 contradicted가 틀립니다. 받은 column을 쓰는지 보십시오. / contradicted is wrong for another column, or where nothing differs. Does it use the column given?"
_right = load("safety_reports")["Description"].nunique()
assert len(reports) == int(_right), f"reports가 {len(reports)}행입니다. 서로 다른 글의 수와 다릅니다. / reports has {len(reports)} rows, which is not the number of different texts."
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 과제 2. 우리 공장 보고문에서 사람 지우기 (20점)
#
# 받은 자료는 이미 지웠지만, 내일 우리 공장에서 올라올 보고문은 아닙니다. 분석하기 **전에** 지워야 합니다. `scrub(text)`는 아래를 바꾼 글을 돌려줍니다.
#
# | 무엇 | 모양 | 바꿀 말 |
# |---|---|---|
# | 전자우편 | 이름@회사 주소 | `[MAIL]` |
# | 주민등록번호 | 숫자 6개, `-`, 숫자 7개 (`-` 앞뒤에 빈칸이 있을 수 있음) | `[RRN]` |
# | 전화 | `0`이나 `+82`로 시작. 사이는 `-`, `.`, 빈칸, 또는 붙여 씀 | `[PHONE]` |
# | 사번 | `사번`이나 `EMP-` 뒤의 숫자 4–6개 | `[BADGE]` |
# | 한글 이름 | `FAMILY`의 성 + 한글 1–2자, 바로 뒤나 한 칸 뒤에 `TITLES`의 직함 | `[NAME]` (직함은 남김) |
# | 영문 이름 | `Mr` `Ms` `Mrs`(점이 있거나 없음) 뒤의 대문자로 시작하는 이름 한두 마디 | `[NAME]` |
#
# 사고를 알려 주는 숫자(레벨 3300, 12.5 m, 220 V)는 **그대로** 두어야 합니다.
#
# <details><summary>힌트 1</summary><code>re.sub(r"(?&lt;!\d)\d{6}\s?-\s?\d{7}(?!\d)", "[RRN]", text)</code>처럼 하나씩 바꿉니다. <code>(?&lt;!\d)</code>는 '앞이 숫자가 아님'입니다. 주민등록번호를 전화보다 먼저 지우십시오.</details>
# <details><summary>힌트 2</summary>직함을 남기려면 <code>(?=…)</code>로 '뒤에 직함이 오면'이라고만 확인합니다. <code>"|".join(TITLES)</code>가 여러 직함 가운데 하나입니다.</details>

# %% [markdown] lang="en"
# ## Task 2. Take people out of our own reports (20 points)
#
# The data given to you is clean, but tomorrow's reports of our own plant are not. People go **before** any analysis. `scrub(text)` returns the text with these replaced:
#
# | What | Form | By |
# |---|---|---|
# | e-mail | name@company address | `[MAIL]` |
# | resident registration number | 6 digits, `-`, 7 digits (there may be a space around `-`) | `[RRN]` |
# | telephone | starts with `0` or `+82`; joined by `-`, `.`, a space or nothing | `[PHONE]` |
# | badge | 4–6 digits after `EMP-` or the Korean word given in `BADGE_WORD` | `[BADGE]` |
# | Korean name | a family name of `FAMILY` with 1–2 syllables, followed at once or after a space by one of `TITLES` | `[NAME]` (the title stays) |
# | English name | one or two capitalised words after `Mr`, `Ms` or `Mrs` (with or without a full stop) | `[NAME]` |
#
# Numbers that tell of the accident (level 3300, 12.5 m, 220 V) must **stay**.
#
# <details><summary>Hint 1</summary>Replace one after the other, as in <code>re.sub(r"(?&lt;!\d)\d{6}\s?-\s?\d{7}(?!\d)", "[RRN]", text)</code>; <code>(?&lt;!\d)</code> means "no digit before". Take the registration number before the telephone.</details>
# <details><summary>Hint 2</summary>To leave the title, only look ahead for it with <code>(?=…)</code>. <code>"|".join(TITLES)</code> is any of the titles.</details>

# %% grade_id="people" role="fixed"
FAMILY = "김이박최정강조윤장임한오서신권황안송류홍"
TITLES = ["반장", "과장", "대리", "부장", "기사", "주임", "사원", "씨"]
BADGE_WORD = "사번"
# 지어낸 예문입니다 / made-up examples
EXAMPLES = [
    "김하늘 반장(사번 20391)이 레벨 3300에서 미끄러짐. 연락처 010-1234-5678",
    "Mr. Ola Example reported a leak at 12.5 m, mail ola@example.com",
]

# %% grade_id="t2-solution" role="solution"
def scrub(text):
    """사람을 알아볼 수 있는 말을 지운 글 / the text without what tells a person"""
    ### BEGIN SOLUTION
    text = re.sub(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", "[MAIL]", text)
    text = re.sub(r"(?<!\d)\d{6}\s?-\s?\d{7}(?!\d)", "[RRN]", text)
    text = re.sub(r"(?<!\d)(?:\+82[-. ]?|0)\d{1,2}[-. ]?\d{3,4}[-. ]?\d{4}(?!\d)", "[PHONE]", text)
    text = re.sub(rf"(?:{BADGE_WORD}\s?|EMP-)\d{{4,6}}(?!\d)", "[BADGE]", text)
    text = re.sub(rf"(?<![가-힣])[{FAMILY}][가-힣]{{1,2}}(?=\s?(?:{'|'.join(TITLES)}))", "[NAME]", text)
    return re.sub(r"\b(?:Mrs|Mr|Ms)\.? [A-Z][a-z]+(?: [A-Z][a-z]+)?", "[NAME]", text)
    ### END SOLUTION


### BEGIN SOLUTION
for example in EXAMPLES:
    print(scrub(example))
### END SOLUTION

# %% grade_id="t2-visible" role="check" points=4
try:
    _clean = [scrub(_text) for _text in EXAMPLES]
except NotImplementedError:
    raise AssertionError("[미작성 · not attempted] 과제 2의 scrub이 아직 없습니다. 이름이 남은 글은 나눌 수 없습니다. 한 가지씩 바꾸고 글을 return하십시오. / scrub does not exist yet; texts with names can't be shared. Replace one thing after the other and return the text.") from None
assert all(isinstance(_text, str) for _text in _clean), f"scrub이 {type(_clean[0]).__name__}을(를) 돌려주었습니다. 글(str)이어야 합니다. return을 확인하십시오. / scrub returned a {type(_clean[0]).__name__}; it has to be a text. Check the return line."
assert "하늘" not in _clean[0] and "5678" not in _clean[0] and "ola@" not in _clean[1], f"예문에 사람이 남았습니다: {_clean} / A person is left in the examples: {_clean}"
print("OK")

# %% grade_id="t2-contacts" role="check" points=8
# 제출하면 다른 보고문으로 확인합니다 / Checked with other reports after you submit
### BEGIN HIDDEN TESTS
_texts = {
    "a.b+c@plant-2.co.kr로 알림": ("a.b+c@plant-2.co.kr", "[MAIL]"),
    "생년 포함 번호 880214 - 2345678 확인": ("2345678", "[RRN]"),
    "등록번호는 991231-1234567.": ("991231", "[RRN]"),
    "전화 02-345-6789": ("6789", "[PHONE]"),
    "call +82 10 2345 6789 now": ("2345", "[PHONE]"),
    "01098765432로 문자": ("01098765432", "[PHONE]"),
    "051.234.5678 사무실": ("5678", "[PHONE]"),
    "작업자 사번12345 투입": ("12345", "[BADGE]"),
    "badge EMP-907731 at gate": ("907731", "[BADGE]"),
}
_missed = [_text for _text, (_secret, _mark) in _texts.items() if _secret in scrub(_text) or _mark not in scrub(_text)]
assert not _missed, f"{len(_texts)}개 가운데 {len(_missed)}개에서 사람이 남거나 다른 말로 바뀌었습니다. 이를테면 '{_missed[0]}'입니다. 표의 모양을 모두 다루는지 보십시오. / In {len(_missed)} of {len(_texts)} a person is left or marked by another word, for instance '{_missed[0]}'. Does it treat every form in the table?"
### END HIDDEN TESTS

# %% grade_id="t2-names" role="check" points=4
# 제출하면 다른 이름으로 확인합니다 / Checked with other names after you submit
### BEGIN HIDDEN TESTS
_names = {"박가온씨가 넘어짐": "[NAME]씨가 넘어짐", "이솔 대리와 최다온 과장": "[NAME] 대리와 [NAME] 과장", "Ms Nova Sample slipped": "[NAME] slipped", "Mrs. Probe saw it": "[NAME] saw it"}
_wrong = [(_text, scrub(_text)) for _text, _right in _names.items() if scrub(_text) != _right]
assert not _wrong, f"'{_wrong[0][0]}'이(가) '{_wrong[0][1]}'이(가) 되었습니다. 한두 글자 이름과 붙여 쓴 직함을 모두 다루고, 직함은 남기십시오. / '{_wrong[0][0]}' became '{_wrong[0][1]}'. Treat names of one and two syllables and titles without a space, and leave the title."
### END HIDDEN TESTS

# %% grade_id="t2-keeps" role="check" points=4
# 제출하면 지우지 말아야 할 것을 확인합니다 / What must stay is checked after you submit
### BEGIN HIDDEN TESTS
_stay = ["레벨 3300에서 12.5 m 아래, 220 V, 2,500 kg", "Pump 4012 ran at 1450 rpm for 0.75 h at 06:30", "현장 반장이 12345678호 설비를 확인", "The Mrk valve 010 was open, 5 cm"]
_changed = [(_text, scrub(_text)) for _text in _stay if scrub(_text) != _text]
assert not _changed, f"'{_changed[0][0]}'이(가) '{_changed[0][1]}'이(가) 되었습니다. 깊이, 전압, 설비 번호가 사라지면 무엇을 고칠지 알 수 없습니다. / '{_changed[0][0]}' became '{_changed[0][1]}'. Without depths, voltages and machine numbers nobody knows what to fix."
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 과제 3. 배울 수 있는 것과 운 (17점)
#
# 실제로 얼마나 다쳤는지는 운에 크게 달렸습니다. 얼마나 나쁠 수 있었는지는 글에 남습니다. 성적은 **매크로 F1**(등급마다의 F1을 평균)로 잽니다.
#
# - `severe`: `reports`의 잠재 등급이 `SEVERE` 가운데 하나이면 True인 Series
# - `cv_f1(inputs, labels, name)`: 모델 `MODELS[name]`을 `StratifiedKFold(5, shuffle=True, random_state=0)`로 예측한 매크로 F1
# - `f1`: `{"severe": …, "severe constant": …, "actual": …, "actual constant": …}`. 글(`Description`)로 `severe`와 실제 등급(`Accident Level`, 다섯 등급)을 `"text"`와 `"constant"`로
# - `accuracy_constant`: 실제 등급을 늘 가장 흔한 것으로 말할 때의 **정확도**
# - `learnable`: A 실제 등급을 맞힌다, 정확도가 70 %를 넘는다 · B 잠재적으로 심각한지는 글에서 어느 만큼 배울 수 있고, 실제 등급은 거의 못 배운다 · C 둘 다 배울 수 없다
#
# <details><summary>힌트 1</summary><code>f1_score(labels, 예측, average="macro")</code></details>
# <details><summary>힌트 2</summary>늘 같은 답의 정확도는 가장 흔한 등급의 비율입니다.</details>

# %% [markdown] lang="en"
# ## Task 3. What can be learned, and luck (17 points)
#
# How badly somebody was hurt is largely luck. How bad it could have been is in the text. Scores are **macro F1** (the mean of each class's F1).
#
# - `severe`: True where the potential level in `reports` is one of `SEVERE` (a Series)
# - `cv_f1(inputs, labels, name)`: macro F1 of the model `MODELS[name]`, predicted by `StratifiedKFold(5, shuffle=True, random_state=0)`
# - `f1`: `{"severe": …, "severe constant": …, "actual": …, "actual constant": …}` for `severe` and for the actual level (`Accident Level`, five classes), from the text (`Description`) by `"text"` and by `"constant"`
# - `accuracy_constant`: the **accuracy** of always saying the most frequent actual level
# - `learnable`: A the actual level, with more than 70 % accuracy · B to some degree whether it could have been severe; hardly the actual level · C neither
#
# <details><summary>Hint 1</summary><code>f1_score(labels, predicted, average="macro")</code></details>
# <details><summary>Hint 2</summary>The accuracy of one answer is the share of the most frequent level.</details>

# %% grade_id="t3-solution" role="solution"
def cv_f1(inputs, labels, name):
    """섞은 5겹의 매크로 F1 / macro F1 by five shuffled folds"""
    ### BEGIN SOLUTION
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    return float(f1_score(labels, cross_val_predict(MODELS[name], inputs, labels, cv=folds), average="macro"))
    ### END SOLUTION


### BEGIN SOLUTION
severe = reports["Potential Accident Level"].isin(SEVERE)
actual, texts = reports["Accident Level"], reports["Description"]
f1 = {
    "severe": cv_f1(texts, severe, "text"),
    "severe constant": cv_f1(texts, severe, "constant"),
    "actual": cv_f1(texts, actual, "text"),
    "actual constant": cv_f1(texts, actual, "constant"),
}
accuracy_constant = float((actual == actual.mode()[0]).mean())
learnable = "B"
print({name: round(value, 3) for name, value in f1.items()}, f"accuracy of one answer {accuracy_constant:.2f}")
### END SOLUTION

# %% grade_id="t3-visible" role="check" points=4
assert "learnable" in globals(), "[미작성 · not attempted] 과제 3의 learnable이 아직 없습니다. 운을 맞히려는 모델은 현장을 속입니다. cv_f1부터 완성하십시오. / learnable does not exist yet; a model that predicts luck deceives the floor. Start with cv_f1."
assert set(f1) == {"severe", "severe constant", "actual", "actual constant"}, f"f1의 이름이 {sorted(f1)}입니다. 모델과 늘 같은 답을 둘 다 재야 견줍니다. / f1 holds {sorted(f1)}; the model and the one answer are both needed."
assert all(0 <= float(_v) <= 1 for _v in f1.values()) and 0 <= float(accuracy_constant) <= 1, f"f1이 {f1}, accuracy_constant가 {accuracy_constant}입니다. 0과 1 사이여야 합니다. / f1 is {f1} and accuracy_constant {accuracy_constant}; they lie between 0 and 1."
assert learnable in ("A", "B", "C"), f"learnable이 {learnable!r}입니다. \"A\", \"B\", \"C\" 가운데 하나여야 합니다. / learnable is {learnable!r}; it is \"A\", \"B\" or \"C\"."
print("OK")

# %% grade_id="t3-hidden" role="check" points=10
# 제출하면 다시 계산해 비교합니다 / Recomputed after you submit
### BEGIN HIDDEN TESTS
_words = pd.Series(["fall height"] * 10 + ["cut hand"] * 30)
_marks = pd.Series([True] * 10 + [False] * 30)
_known = float(cv_f1(_words, _marks, "text"))
assert _known > 0.99, f"말이 등급마다 정해진 글 마흔 개에서 cv_f1이 {_known:.2f}입니다. 받은 inputs와 labels로 배우는지 보십시오. / On forty texts whose words tell the class cv_f1 is {_known:.2f}. Does it learn from the inputs and labels given?"
_one = float(cv_f1(_words, _marks, "constant"))
assert abs(_one - 0.42857) < 0.001, f"늘 같은 답을 말하는 모델의 cv_f1이 {_one:.3f}입니다. 등급이 둘이고 4분의 3이 한쪽이면 매크로 F1은 0.43입니다. 정확도나 다른 평균을 쓰지 않았는지, 받은 name의 모델인지 보십시오. / For a model with one answer cv_f1 is {_one:.3f}. With two classes, three quarters on one side, macro F1 is 0.43. Is it accuracy, another average, or another model?"
_u = load("safety_reports").drop_duplicates("Description").reset_index(drop=True)
assert len(reports) == len(_u), f"reports가 {len(reports)}행인데, 되풀이된 글을 빼면 {len(_u)}행입니다. 같은 글이 배울 때와 시험할 때 모두 나오면 성적을 믿을 수 없습니다. 과제 1부터 고치십시오. / reports has {len(reports)} rows, but {len(_u)} without repeated texts. With one text on both sides no score can be trusted. Mend task 1 first."
_s, _a = _u["Potential Accident Level"].isin(["IV", "V", "VI"]), _u["Accident Level"]
def _again(labels, kind):
    _m = make_pipeline(TfidfVectorizer(min_df=2, sublinear_tf=True), LogisticRegression(class_weight="balanced", max_iter=1000)) if kind else DummyClassifier(strategy="most_frequent")
    return float(f1_score(labels, cross_val_predict(_m, _u["Description"], labels, cv=StratifiedKFold(5, shuffle=True, random_state=0)), average="macro"))
for _name, _right in {"severe": _again(_s, True), "severe constant": _again(_s, False), "actual": _again(_a, True), "actual constant": _again(_a, False)}.items():
    assert abs(float(f1[_name]) - _right) < 0.01, f"{_name}의 F1이 {float(f1[_name]):.3f}입니다. 되풀이된 글을 뺀 reports로 다시 재면 다릅니다. 등급과 모델이 바뀌지 않았는지, SEVERE를 썼는지 보십시오. / F1 of {_name} is {float(f1[_name]):.3f}; on reports without repeated texts it is different. Are labels or models mixed up, and is SEVERE used?"
_share = float(_a.value_counts(normalize=True).iloc[0])
assert abs(float(accuracy_constant) - _share) < 0.001, f"accuracy_constant가 {float(accuracy_constant):.3f}입니다. 가장 흔한 실제 등급의 비율이어야 합니다. / accuracy_constant is {float(accuracy_constant):.3f}; it is the share of the most frequent actual level."
### END HIDDEN TESTS

# %% grade_id="t3-learnable" role="check" points=3
# 제출하면 확인합니다 / Checked after you submit
### BEGIN HIDDEN TESTS
assert learnable == "B", f"learnable을 {learnable!r}로 골랐습니다. 심각한지의 F1은 {float(f1['severe']):.2f}(늘 같은 답 {float(f1['severe constant']):.2f}), 실제 등급은 {float(f1['actual']):.2f}({float(f1['actual constant']):.2f})입니다. 아무것도 배우지 않은 답의 정확도가 {float(accuracy_constant):.2f}라는 것도 보십시오. / You chose {learnable!r}. F1 for severe is {float(f1['severe']):.2f} (one answer {float(f1['severe constant']):.2f}), for the actual level {float(f1['actual']):.2f} ({float(f1['actual constant']):.2f}); and an answer that learned nothing has an accuracy of {float(accuracy_constant):.2f}."
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 과제 4. 답을 알려 주는 열 (13점)
#
# 어떤 팀은 실제 등급을 입력에 넣어 성적을 올렸습니다. 두 등급은 같은 사람이 같은 날 매깁니다.
#
# - `never_above(table)`: 실제 등급이 잠재 등급보다 **높은** 행의 수 (등급의 순서는 `LEVELS`)
# - `leak_f1`: 글 없이 `reports[["Accident Level"]]`만으로 `"level"`이 `severe`를 맞힌 매크로 F1 (`cv_f1`로)
# - `why_banned`: A 값이 몇 가지뿐이라 쓸모없다 · B 성적은 오르지만, 글을 읽기 전에는 없는 값이고 답과 함께 매긴 것이다. 새 보고문에는 쓸 수 없다 · C 개인정보이므로
#
# <details><summary>힌트 1</summary><code>LEVELS.index(level)</code>이 순서입니다. <code>map</code>으로 바꾸십시오.</details>
# <details><summary>힌트 2</summary><code>cv_f1(reports[["Accident Level"]], severe, "level")</code></details>

# %% [markdown] lang="en"
# ## Task 4. A column that tells the answer (13 points)
#
# A team raised its score by adding the actual level to the inputs. Both levels are given by one person on one day.
#
# - `never_above(table)`: number of rows with the actual level **above** the potential one (in the order of `LEVELS`)
# - `leak_f1`: macro F1 (by `cv_f1`) of `"level"` for `severe` from `reports[["Accident Level"]]` alone, without any text
# - `why_banned`: A it has few values and is useless · B it raises the score, but exists only after the report was judged, together with the answer; a new report has none · C because it is personal data
#
# <details><summary>Hint 1</summary><code>LEVELS.index(level)</code> is the order; use it with <code>map</code>.</details>
# <details><summary>Hint 2</summary><code>cv_f1(reports[["Accident Level"]], severe, "level")</code></details>

# %% grade_id="t4-solution" role="solution"
def never_above(table):
    """실제 등급이 잠재 등급보다 높은 행의 수 / rows with the actual level above the potential one"""
    ### BEGIN SOLUTION
    actual, potential = (table[column].map(LEVELS.index) for column in ("Accident Level", "Potential Accident Level"))
    return int((actual > potential).sum())
    ### END SOLUTION


### BEGIN SOLUTION
leak_f1 = cv_f1(reports[["Accident Level"]], severe, "level")
why_banned = "B"
print(never_above(reports), round(leak_f1, 3))
### END SOLUTION

# %% grade_id="t4-visible" role="check" points=4
assert "why_banned" in globals(), "[미작성 · not attempted] 과제 4의 why_banned가 아직 없습니다. 뺄 까닭을 말하지 못하면 다음 팀이 다시 넣습니다. never_above부터 완성하십시오. / why_banned does not exist yet; without a reason the next team puts it back. Start with never_above."
assert 0 <= float(leak_f1) <= 1, f"leak_f1이 {float(leak_f1):.2f}입니다. 0과 1 사이여야 합니다. / leak_f1 is {float(leak_f1):.2f}; it lies between 0 and 1."
assert why_banned in ("A", "B", "C"), f"why_banned가 {why_banned!r}입니다. \"A\", \"B\", \"C\" 가운데 하나여야 합니다. / why_banned is {why_banned!r}; it is \"A\", \"B\" or \"C\"."
print("OK")

# %% grade_id="t4-hidden" role="check" points=6
# 제출하면 다른 표로 확인합니다 / Checked with other tables after you submit
### BEGIN HIDDEN TESTS
_small = pd.DataFrame({"Accident Level": ["I", "IV", "V", "III", "II", "I"], "Potential Accident Level": ["II", "III", "IV", "III", "VI", "III"]}, index=[5, 4, 3, 2, 1, 0])
_above = int(never_above(_small))
assert _above == 2, f"IV가 III보다, V가 IV보다 높은 두 행이 있는 표에서 never_above가 {_above}입니다. 방향을 확인하고, 같은 것은 빼고 세십시오. / In a table with two rows above (IV over III, V over IV) never_above is {_above}. Check the direction, and don't count equal ones."
_u = load("safety_reports").drop_duplicates("Description").reset_index(drop=True)
_m = make_pipeline(OneHotEncoder(handle_unknown="ignore"), LogisticRegression(class_weight="balanced"))
_s = _u["Potential Accident Level"].isin(["IV", "V", "VI"])
_right = float(f1_score(_s, cross_val_predict(_m, _u[["Accident Level"]], _s, cv=StratifiedKFold(5, shuffle=True, random_state=0)), average="macro"))
assert abs(float(leak_f1) - _right) < 0.01, f"leak_f1이 {float(leak_f1):.3f}입니다. 실제 등급만으로 다시 재면 다릅니다. 글이나 잠재 등급이 들어가지 않았는지 보십시오. / leak_f1 is {float(leak_f1):.3f}; from the actual level alone it is different. Is text or the potential level in it?"
### END HIDDEN TESTS

# %% grade_id="t4-why" role="check" points=3
# 제출하면 확인합니다 / Checked after you submit
### BEGIN HIDDEN TESTS
assert why_banned == "B", f"why_banned를 {why_banned!r}로 골랐습니다. 실제 등급만으로 F1이 {float(leak_f1):.2f}로, 글로 잰 {float(f1['severe']):.2f}와 견주어 보십시오. 내일 올라올 보고문에 그 열이 언제 채워지는지 생각해 보십시오. / You chose {why_banned!r}. The actual level alone gives an F1 of {float(leak_f1):.2f} beside {float(f1['severe']):.2f} from the text. When is that column filled in for tomorrow's report?"
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 과제 5. 열에 아홉을 놓치지 않으려면 (15점)
#
# 심각할 수 있었던 보고문의 **90 %** 를 사람이 읽게 하려면 점수가 얼마 이상인 것을 읽어야 합니까?
#
# - `score`: `MODELS["text"]`의 심각할 확률. `cross_val_predict(…, method="predict_proba")[:, 1]`, 겹은 과제 3과 같이
# - `threshold_for(score, truth, recall)`: 점수가 그 이상인 것을 읽으면 참인 것의 `recall` 이상을 읽게 되는 기준 가운데 **가장 큰** 것. 기준은 점수 가운데 하나입니다.
# - `limit`: `threshold_for(score, severe, 0.9)`
# - `flagged`: 읽어야 하는 보고문의 비율
# - `hit_rate`: 읽은 것 가운데 정말 심각한 것의 비율 (정밀도)
#
# <details><summary>힌트 1</summary>참인 것의 점수를 큰 순서로 놓으면, 90 %째 점수가 기준입니다. 개수는 올림(<code>np.ceil</code>)합니다.</details>
# <details><summary>힌트 2</summary>기준과 <b>같은</b> 점수도 읽습니다(<code>&gt;=</code>).</details>

# %% [markdown] lang="en"
# ## Task 5. To miss no more than one in ten (15 points)
#
# If people are to read **90 %** of the reports that could have been severe, from which score on must they read?
#
# - `score`: the probability of severe by `MODELS["text"]`: `cross_val_predict(…, method="predict_proba")[:, 1]`, with the folds of task 3
# - `threshold_for(score, truth, recall)`: the **largest** threshold with which reading scores at or above it covers at least `recall` of the true ones. It is one of the scores.
# - `limit`: `threshold_for(score, severe, 0.9)`
# - `flagged`: share of reports to be read
# - `hit_rate`: share of severe ones among those read (precision)
#
# <details><summary>Hint 1</summary>With the scores of the true ones from large to small, the threshold is the one at 90 %. Round the count up (<code>np.ceil</code>).</details>
# <details><summary>Hint 2</summary>A score <b>equal</b> to the threshold is read too (<code>&gt;=</code>).</details>

# %% grade_id="t5-solution" role="solution"
def threshold_for(score, truth, recall):
    """recall을 지키는 가장 큰 기준 / the largest threshold that keeps recall"""
    ### BEGIN SOLUTION
    found = np.sort(np.asarray(score)[np.asarray(truth)])[::-1]
    return float(found[int(np.ceil(recall * len(found))) - 1])
    ### END SOLUTION


### BEGIN SOLUTION
folds = StratifiedKFold(5, shuffle=True, random_state=0)
score = cross_val_predict(MODELS["text"], reports["Description"], severe, cv=folds, method="predict_proba")[:, 1]
limit = threshold_for(score, severe, 0.9)
flagged = float((score >= limit).mean())
hit_rate = float(severe[score >= limit].mean())
print(f"read from {limit:.3f} on: {flagged:.0%} of the reports, {hit_rate:.0%} of them severe")
### END SOLUTION

# %% grade_id="t5-visible" role="check" points=4
assert "hit_rate" in globals(), "[미작성 · not attempted] 과제 5의 hit_rate가 아직 없습니다. 얼마나 읽어야 하는지 모르면 사람을 정할 수 없습니다. threshold_for부터 완성하십시오. / hit_rate does not exist yet; without knowing how much to read nobody can be assigned. Start with threshold_for."
assert len(score) == len(reports), f"score가 {len(score)}개로 보고문의 수와 다릅니다. 보고문마다 하나씩이어야 합니다. / score holds {len(score)} values, one for each report is needed."
assert 0 < float(flagged) <= 1 and 0 <= float(hit_rate) <= 1, f"flagged가 {float(flagged):.2f}, hit_rate가 {float(hit_rate):.2f}입니다. 0과 1 사이여야 합니다. / flagged is {float(flagged):.2f} and hit_rate {float(hit_rate):.2f}; they lie between 0 and 1."
print("OK")

# %% grade_id="t5-hidden" role="check" points=11
# 제출하면 다른 점수로 확인합니다 / Checked with other scores after you submit
### BEGIN HIDDEN TESTS
_p = np.array([0.9, 0.1, 0.6, 0.4, 0.8, 0.3, 0.7, 0.2])
_t = np.array([True, False, True, True, False, True, True, False])
_mine = [round(float(threshold_for(_p, _t, _r)), 6) for _r in (0.4, 0.6, 0.8, 1.0, 0.5)]
assert _mine == [0.7, 0.6, 0.4, 0.3, 0.6], f"심각한 것의 점수가 0.9, 0.7, 0.6, 0.4, 0.3일 때 recall 0.4, 0.6, 0.8, 1.0, 0.5의 기준이 {_mine}입니다. 참인 것의 점수로 정하는지, 개수를 올림하는지 보십시오. / With true scores of 0.9, 0.7, 0.6, 0.4 and 0.3 the thresholds for recall 0.4, 0.6, 0.8, 1.0 and 0.5 are {_mine}. Are they chosen among the scores of true ones, with the count rounded up?"
_u = load("safety_reports").drop_duplicates("Description").reset_index(drop=True)
_s = _u["Potential Accident Level"].isin(["IV", "V", "VI"]).to_numpy()
_m = make_pipeline(TfidfVectorizer(min_df=2, sublinear_tf=True), LogisticRegression(class_weight="balanced", max_iter=1000))
_right = cross_val_predict(_m, _u["Description"], _s, cv=StratifiedKFold(5, shuffle=True, random_state=0), method="predict_proba")[:, 1]
_mine = np.asarray(score, dtype=float)
assert float(np.abs(_mine - _right).mean()) < 0.02, f"score의 평균이 {float(_mine.mean()):.2f}입니다. 보지 못한 겹에서 예측한 심각할 확률과 다릅니다. 배운 글의 확률이거나 열이 바뀌지 않았는지 보십시오. / The mean of score is {float(_mine.mean()):.2f}; it is not the probability of severe predicted for texts left out. Is it that of texts learned from, or the other column?"
_limit = float(threshold_for(_mine, _s, 0.9))
assert abs(float(limit) - _limit) < 1e-6, f"limit이 {float(limit):.3f}입니다. 여러분의 함수에 여러분의 score와 recall 0.9를 넣으면 다릅니다. / limit is {float(limit):.3f}; your own function with your score and recall 0.9 gives something else."
assert abs(float(flagged) - float((_mine >= _limit).mean())) < 0.0005, f"flagged가 {float(flagged):.3f}입니다. 기준 이상인 보고문의 비율이어야 합니다. 심각한 것만 세지 않았는지 보십시오. / flagged is {float(flagged):.3f}; it is the share of reports at or above the threshold. Were only severe ones counted?"
assert abs(float(hit_rate) - float(_s[_mine >= _limit].mean())) < 0.0005, f"hit_rate가 {float(hit_rate):.3f}입니다. 읽은 것 가운데 심각한 것의 비율이어야 합니다. 재현율과 바뀌지 않았는지 보십시오. / hit_rate is {float(hit_rate):.3f}; it is the share of severe ones among those read. Is it the recall?"
### END HIDDEN TESTS

# %%
def trade(recall=0.9):
    """놓치지 않을 비율과 읽을 양 / what is not missed, and how much is read"""
    wanted = np.linspace(0.5, 1.0, 11)
    read = [(score >= threshold_for(score, severe, value)).mean() for value in wanted]
    figure, axis = plt.subplots(figsize=(8, 3))
    axis.plot(wanted, read, "o-", c="tab:blue")
    now = (score >= threshold_for(score, severe, recall)).mean()
    axis.plot([recall], [now], "o", ms=12, c="tab:red")
    axis.plot([0.5, 1], [0.5, 1], "--", c="gray", label="reading at random")
    axis.set(xlabel="share of severe reports that are read", ylabel="share of all reports to read", title=f"{recall:.0%} of the severe ones: read {now:.0%} of all")
    axis.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    plt.tight_layout()
    plt.show()


trade()
interact(trade, recall=FloatSlider(0.9, min=0.5, max=1.0, step=0.05));

# %% [markdown] lang="ko"
# ## 과제 6. 무엇부터, 그리고 읽는 시간 (10점)
#
# - `hazard_ranking(table)`: 위험 분류(`Critical Risk`) → 잠재적으로 심각한 보고문의 수, 많은 순서 (Series). `Others`는 빼고, 하나도 없는 것도 뺍니다.
# - `others_share`: `reports`에서 `Others`의 비율. 이만큼은 무엇이 위험했는지 분류하지 않은 것입니다.
# - `reading_value(flagged)`: 모두 읽을 때와 견주어 한 해에 아끼는 금액(원). (1 − `flagged`) × `REPORTS_PER_YEAR` × `MINUTES_EACH` ÷ 60 × `WAGE_KRW`
# - `business_value`: 키 여섯 개. 가동률과 불량률은 `None`, `annual_value_krw`는 `reading_value(flagged)`, `assumptions`는 문장 3개 이상. 놓치는 10 %를 꼭 적으십시오.
#
# <details><summary>힌트 1</summary>심각한 것만 골라 <code>value_counts()</code>를 씁니다. 분류 이름의 앞뒤 줄바꿈은 그대로 두십시오.</details>
# <details><summary>힌트 2</summary>사람 목숨이나 막은 사고의 수를 금액으로 바꾸지 마십시오. 여기서 말할 수 있는 것은 읽는 시간뿐입니다.</details>

# %% [markdown] lang="en"
# ## Task 6. What first, and the time for reading (10 points)
#
# - `hazard_ranking(table)`: hazard (`Critical Risk`) → number of reports that could have been severe, most first (a Series), without `Others` and without those that have none
# - `others_share`: share of `Others` in `reports`: nobody classified what was dangerous there
# - `reading_value(flagged)`: KRW saved a year compared with reading all: (1 − `flagged`) × `REPORTS_PER_YEAR` × `MINUTES_EACH` ÷ 60 × `WAGE_KRW`
# - `business_value`: six keys. Operating and defect rates are `None`, `annual_value_krw` is `reading_value(flagged)`, `assumptions` at least 3 sentences, with the 10 % that are missed
#
# <details><summary>Hint 1</summary>Take the severe ones and use <code>value_counts()</code>. Leave line breaks in the names as they are.</details>
# <details><summary>Hint 2</summary>Don't turn lives or prevented accidents into money. All that can be told here is the time for reading.</details>

# %% grade_id="assumed" role="fixed"
REPORTS_PER_YEAR = 2_400
MINUTES_EACH = 6
WAGE_KRW = 38_000

# %% grade_id="t6-solution" role="solution"
def hazard_ranking(table):
    """위험마다 심각할 수 있었던 보고문의 수 / reports that could have been severe, by hazard"""
    ### BEGIN SOLUTION
    chosen = table[table["Potential Accident Level"].isin(SEVERE) & (table["Critical Risk"] != "Others")]
    return chosen["Critical Risk"].astype(str).value_counts()
    ### END SOLUTION


def reading_value(flagged):
    """아끼는 읽기 시간 (원) / reading time saved, KRW"""
    ### BEGIN SOLUTION
    return (1 - flagged) * REPORTS_PER_YEAR * MINUTES_EACH / 60 * WAGE_KRW
    ### END SOLUTION


### BEGIN SOLUTION
others_share = float((reports["Critical Risk"] == "Others").mean())
business_value = {
    "operating_rate_before": None,
    "operating_rate_after": None,
    "defect_rate_before": None,
    "defect_rate_after": None,
    "annual_value_krw": reading_value(flagged),
    "assumptions": [
        "심각할 수 있었던 보고문의 10 %는 읽지 않고 지나간다. / One in ten reports that could have been severe goes unread.",
        "광산과 금속 사업장의 영어 보고문이라 우리 공장의 한국어 글에서는 다시 재야 한다. / English reports of mines and metal plants; Korean texts of ours have to be measured anew.",
        "연 2,400건, 한 건 6분, 시간당 38,000원은 실습용 가정이다. / 2,400 reports a year, 6 minutes each and 38,000 KRW an hour are assumed.",
    ],
}
print(hazard_ranking(reports).head(6), f"Others {others_share:.0%}; {business_value['annual_value_krw']:,.0f} KRW a year", sep="\n")
### END SOLUTION

# %% grade_id="t6-visible" role="check" points=3
assert "business_value" in globals(), "[미작성 · not attempted] 과제 6의 business_value가 아직 없습니다. 고칠 순서와 읽는 시간이 있어야 회의를 합니다. hazard_ranking부터 완성하십시오. / business_value does not exist yet; the meeting needs an order of fixing and the time for reading. Start with hazard_ranking."
_keys = {"operating_rate_before", "operating_rate_after", "defect_rate_before", "defect_rate_after", "annual_value_krw", "assumptions"}
assert set(business_value) == _keys, f"business_value의 키가 {sorted(business_value)}입니다. 과정 전체에서 같은 키로 모아 봅니다. 과제에 적힌 여섯 개로 맞추십시오. / business_value has the keys {sorted(business_value)}; the programme gathers the six that the task names."
assert all(business_value[_k] is None for _k in _keys if "rate" in _k), "가동률이나 불량률에 값을 적었습니다. 사고 보고문에는 근거가 없습니다. None으로 두십시오. / You claim operating or defect rates that accident reports can't support. Leave None."
assert len(business_value["assumptions"]) >= 3, f"가정이 {len(business_value['assumptions'])}개입니다. 가정을 모르면 추정을 실적으로 읽습니다. 3개 이상 적으십시오. / {len(business_value['assumptions'])} assumptions; without them an estimate is read as a result. Give at least 3."
print("OK")

# %% grade_id="t6-hidden" role="check" points=7
# 제출하면 다른 표로 확인합니다 / Checked with other tables after you submit
### BEGIN HIDDEN TESTS
_small = pd.DataFrame({"Critical Risk": ["Fall", "Others", "Cut", "Fall", "Cut", "Bees", "Fall", "Others"], "Potential Accident Level": ["IV", "V", "VI", "V", "II", "III", "I", "IV"]}, index=[7, 6, 5, 4, 3, 2, 1, 0])
_rank = hazard_ranking(_small)
assert [str(_v) for _v in _rank.index] == ["Fall", "Cut"] and [int(_v) for _v in _rank] == [2, 1], f"심각한 Fall 둘, Cut 하나, Others 둘인 표에서 hazard_ranking이 {dict(zip([str(_v) for _v in _rank.index], [int(_v) for _v in _rank]))}입니다. 심각한 것만 세고 Others와 없는 것은 빼십시오. / With two severe Fall, one Cut and two Others hazard_ranking says {dict(zip([str(_v) for _v in _rank.index], [int(_v) for _v in _rank]))}. Count severe ones only, without Others and without those that have none."
_share = float((load("safety_reports").drop_duplicates("Description")["Critical Risk"].astype(str) == "Others").mean())
assert abs(float(others_share) - _share) < 0.002, f"others_share가 {float(others_share):.3f}입니다. reports에서 Others의 비율이어야 합니다. / others_share is {float(others_share):.3f}; it is the share of Others in reports."
_saved = float(reading_value(0.75))
assert abs(_saved - 0.25 * REPORTS_PER_YEAR * MINUTES_EACH / 60 * WAGE_KRW) < 1, f"네 건 가운데 세 건을 읽을 때 reading_value가 {_saved:,.0f}원입니다. 읽지 않는 몫과 분·시간의 단위를 확인하십시오. / Reading three of four, reading_value is {_saved:,.0f} KRW. Check the share that is not read, and minutes against hours."
_value = float(reading_value(float(flagged)))
assert abs(float(business_value["annual_value_krw"]) - _value) <= 1, f"연간 효과가 {float(business_value['annual_value_krw']):,.0f}원입니다. 여러분의 flagged로 다시 계산하면 맞지 않습니다. / The annual value is {float(business_value['annual_value_krw']):,.0f} KRW, which does not follow from your flagged."
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 과제 7. 예방 대책표 (15점, 강사 채점)
#
# 위험 세 가지에 대해 표를 쓰고, 그 아래에 공장장에게 보내는 2–3문장을 붙이십시오. 산업안전보건공단의 말로 위험을 옮기십시오(끼임, 떨어짐, 부딪힘, 맞음, 베임, 넘어짐).
#
# | 채점 기준 | 5점 | 3점 | 0점 |
# |---|---|---|---|
# | 사실 | 위험 셋과 그 수, 읽어야 하는 양을 숫자로 적었다 | 일부만 적었다 | 숫자가 없다 |
# | 정직함 | 절반이 분류되지 않았고 열에 하나를 놓침을 밝혔다 | 하나만 밝혔다 | 막은 사고나 구한 목숨을 주장했다 |
# | 행동 | 위험마다 설비를 바꾸는 대책, 누가, 언제 | 교육이나 주의만 적었다 | 대책이 없다 |

# %% [markdown] lang="en"
# ## Task 7. A table of preventive action (15 points, graded by the instructor)
#
# A table for three hazards, and 2–3 sentences to the plant manager below it. Name hazards by the usual types (caught, fall from height, struck by, hit, cut, slip).
#
# | Criterion | 5 points | 3 points | 0 points |
# |---|---|---|---|
# | Facts | Three hazards with their numbers, and how much has to be read | Some of them | No numbers |
# | Honesty | That half was never classified, and that one in ten is missed | One of them | Accidents prevented or lives saved claimed |
# | Action | For each hazard a change of equipment, who, by when | Training or "be careful" only | None |

# %% [markdown] grade_id="t7-written" role="written" points=15 lang="ko"
# ### BEGIN SOLUTION
# | 위험 | 심각할 수 있었던 보고 | 대책 | 누가, 언제 |
# |---|---|---|---|
# | 끼임 (Pressed) | 8건 | 회전부 덮개와 열면 멈추는 스위치 | 설비팀, 2주 |
# | 맞음 (Projection) | 8건 | 투사 구역 칸막이 | 생산팀, 1달 |
# | 부딪힘 (Vehicles) | 6건 | 보행 통로 분리와 후진 경보 | 물류팀, 1달 |
#
# 보고문의 절반 이상이 분류되지 않아 이 순서는 분류된 것만의 순서입니다. 모델로 고르면 네 건 가운데 세 건은 여전히 읽어야 하고 심각한 열 건 가운데 한 건은 놓치므로, 당분간 모두 읽고 모델은 읽는 순서를 정하는 데에만 쓰겠습니다.
# ### END SOLUTION

# %% [markdown] grade_id="t7-written" role="written" points=15 lang="en"
# ### BEGIN SOLUTION
# | Hazard | Could have been severe | Action | Who, when |
# |---|---|---|---|
# | Caught (Pressed) | 8 | Covers with switches that stop the machine | Maintenance, 2 weeks |
# | Hit (Projection) | 8 | Screens round the zone | Production, 1 month |
# | Struck (Vehicles) | 6 | Separate walkways, reversing alarm | Logistics, 1 month |
#
# More than half of the reports were never classified, so this is an order among the classified ones. With the model three of four reports still have to be read and one severe in ten is missed; for now we read all, and use the model for the order of reading only.
# ### END SOLUTION

# %% [markdown] lang="ko"
# ## 정리
#
# 이제 다음을 할 수 있습니다.
#
# - 되풀이된 글과 서로 어긋난 등급을 찾습니다.
# - 분석하기 전에 보고문에서 사람을 지우고, 사고를 알려 주는 숫자는 남깁니다.
# - 배울 수 있는 것과 운을 가르고, 정확도만으로 말하지 않습니다.
# - 답과 함께 매긴 열을 빼고, 그 까닭을 말합니다.
# - 놓치지 않을 비율로 기준을 정하고, 읽을 양을 약속합니다.
#
# **1분 설문(채점하지 않습니다):** 이 실습은 현장에 ① 바로 쓸 수 있다 ② 고쳐서 쓸 수 있다 ③ 쓰기 어렵다. 가장 막힌 과제는 몇 번이었습니까?

# %% [markdown] lang="en"
# ## Recap
#
# You can now
#
# - find repeated texts, and levels that contradict each other;
# - take people out of reports before any analysis, and leave the numbers that tell of the accident;
# - tell what can be learned from luck, and not by accuracy alone;
# - leave out a column that was filled in together with the answer, and say why;
# - set a threshold by what must not be missed, and promise how much has to be read.
#
# **One-minute survey (not graded):** on your floor this lab is ① usable as it is ② usable with changes ③ hard to use. Which task held you up most?
