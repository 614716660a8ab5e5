# %% [markdown] lang="ko"
# {{header_card}}

# %% [markdown] lang="en"
# {{header_card}}

# %% [markdown] lang="ko"
# ## 현장 이야기
#
# 도로 조명 렌즈를 찍는 사출기 한 대의 기록입니다. 렌즈는 네 등급으로 나뉩니다. 1은 폐기, 2는 허용, 3은 **목표**, 4는 과잉품질(너무 느리게 만든 것)입니다. 품질팀은 "조건을 보고 등급을 96 % 맞히는 모델"을 받았다고 기뻐하지만, 성형 반장은 "다음 달에도 맞느냐, 그래서 **어느 값에 맞추라는 말이냐**"고 묻습니다.
#
# 이 실습에서는 배포된 순서가 검증을 어떻게 그르치는지 보고, 등급 안의 순서를 지켜 나누고, 읽을 수 있는 규칙과 **품질 윈도우**를 만들어 약속할 수 있는 만큼만 약속합니다.

# %% [markdown] lang="en"
# ## The story
#
# Records of one machine that moulds lenses for road lighting. Lenses come in four classes: 1 is waste, 2 acceptable, 3 the **target**, 4 inefficient (good, but made too slowly). Quality is happy with "a model that tells the class 96 % of the time"; the foreman asks whether it will next month, and **which values he is supposed to set**.
#
# In this lab you see how the order of the file spoils validation, split it in order within each class, and make readable rules and a **quality window** that promises no more than it can keep.

# %% [markdown] lang="ko"
# {{data_card}}
#
# 실습용 자료에서는 온도·힘·압력·토크·위치·부피를 **비밀 계수로 바꾸었습니다**. 시간(초)만 실제 단위입니다. 규칙의 모양과 성적은 그대로지만, 여기서 나온 압력 값을 설비에 그대로 넣으면 안 됩니다. 또 등급마다 마지막 20 %는 채점용으로 빼 두었습니다.

# %% [markdown] lang="en"
# {{data_card}}
#
# In this lab's data temperatures, forces, pressures, torques, positions and volumes were **scaled with sealed factors**; only times (seconds) are in their real unit. The shape of rules and their success stay, but never set a machine to a pressure found here. The last fifth of each class is kept back for grading.

# %% grade_id="setup" role="fixed"
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from ipywidgets import FloatSlider, interact
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import balanced_accuracy_score
from sklearn.model_selection import KFold, StratifiedKFold, cross_val_predict
from sklearn.tree import DecisionTreeClassifier, export_text

from sandbox_data import load

lenses = load("injection_moulding")
SETTINGS = [column for column in lenses.columns if column != "quality"]
TARGET = 3
WINDOW_COLUMNS = ["ZUx - Cycle time", "time_to_fill", "ZDx - Plasticizing time"]
print(f"{len(lenses):,} lenses, {len(SETTINGS)} settings, classes {sorted(lenses['quality'].unique())}")

# %% [markdown] lang="ko"
# ## 먼저 예상해 보기 (채점하지 않습니다)
#
# 왼쪽은 파일 순서대로 그린 등급, 오른쪽은 등급별 사이클 시간입니다. 적어 보십시오.
#
# 1. 이 파일을 순서대로 다섯 토막 내어 네 토막으로 배우고 한 토막으로 시험하면 어떻게 됩니까?
# 2. 등급 3을 사이클 시간 하나로 골라낼 수 있겠습니까?

# %% [markdown] lang="en"
# ## Predict first (not graded)
#
# On the left the class in the order of the file, on the right the cycle time of each class. Write down:
#
# 1. What happens if this file is cut into five pieces in its order, four to learn from and one to test?
# 2. Could class 3 be picked by cycle time alone?

# %%
figure, axes = plt.subplots(1, 2, figsize=(11, 3.4))
axes[0].plot(range(len(lenses)), lenses["quality"], lw=1.5)
axes[0].set(xlabel="row in the file", ylabel="quality class", yticks=[1, 2, 3, 4], title="the order of the file")
axes[1].boxplot([lenses.loc[lenses["quality"] == number, "ZUx - Cycle time"] for number in (1, 2, 3, 4)], tick_labels=["1 waste", "2 accept.", "3 target", "4 ineff."])
axes[1].set(ylabel="cycle time, s", title="cycle time by class")
plt.tight_layout()
plt.show()

# %% [markdown] lang="ko"
# ## 과제 1. 등급 순서로 줄 선 파일 (12점)
#
# - `stretches`: 파일 순서에서 같은 등급이 이어지는 구간의 수
# - `fold_classes(labels, folds)`: **섞지 않은** `KFold`의 각 시험 토막에 들어 있는 등급의 가짓수 목록
# - `plain`: `fold_classes(lenses["quality"], 5)`
# - `constant_plain`: 늘 가장 흔한 등급만 말하는 `DummyClassifier`를 섞지 않은 5겹으로 예측하고 전체를 모아 잰 균형 정확도
# - `constant_shuffled`: 같은 것을 `StratifiedKFold(5, shuffle=True, random_state=0)`로
#
# 균형 정확도는 등급마다 맞힌 비율의 평균입니다. 아무것도 배우지 않은 답은 네 등급에서 0.25여야 합니다.
#
# <details><summary>힌트 1</summary>앞 행과 등급이 다른 곳을 세십시오. 첫 행도 구간의 시작입니다.</details>
# <details><summary>힌트 2</summary><code>for _, test in KFold(folds).split(labels)</code>에서 <code>labels.iloc[test].nunique()</code>를 모읍니다. 예측은 <code>cross_val_predict(모델, X, y, cv=KFold(5))</code>입니다.</details>

# %% [markdown] lang="en"
# ## Task 1. A file that stands in line by class (12 points)
#
# - `stretches`: number of stretches of one class in the order of the file
# - `fold_classes(labels, folds)`: list of how many classes each test piece of an **unshuffled** `KFold` holds
# - `plain`: `fold_classes(lenses["quality"], 5)`
# - `constant_plain`: balanced accuracy, all pieces together, of a `DummyClassifier` that always says the most frequent class, predicted by five unshuffled folds
# - `constant_shuffled`: the same with `StratifiedKFold(5, shuffle=True, random_state=0)`
#
# Balanced accuracy is the mean share told rightly of each class. Who has learned nothing gets 0.25 with four classes.
#
# <details><summary>Hint 1</summary>Count where the class differs from the row before. The first row starts a stretch too.</details>
# <details><summary>Hint 2</summary>Collect <code>labels.iloc[test].nunique()</code> in <code>for _, test in KFold(folds).split(labels)</code>. Predict with <code>cross_val_predict(model, X, y, cv=KFold(5))</code>.</details>

# %% grade_id="t1-solution" role="solution"
def fold_classes(labels, folds):
    """시험 토막마다 등급의 가짓수 / how many classes each test piece holds"""
    ### BEGIN SOLUTION
    return [int(labels.iloc[test].nunique()) for _, test in KFold(folds).split(labels)]
    ### END SOLUTION


### BEGIN SOLUTION
X, y = lenses[SETTINGS], lenses["quality"]
stretches = int((y != y.shift()).sum())
plain = fold_classes(y, 5)
constant = DummyClassifier(strategy="most_frequent")
constant_plain = float(balanced_accuracy_score(y, cross_val_predict(constant, X, y, cv=KFold(5))))
shuffled = StratifiedKFold(5, shuffle=True, random_state=0)
constant_shuffled = float(balanced_accuracy_score(y, cross_val_predict(constant, X, y, cv=shuffled)))
print(stretches, plain, constant_plain, constant_shuffled)
### END SOLUTION

# %% grade_id="t1-visible" role="check" points=4
assert "constant_shuffled" in globals(), "[미작성 · not attempted] 과제 1의 이름들이 아직 없습니다. 자를 먼저 확인해야 모델을 잽니다. 다섯 이름을 모두 만드십시오. / The names of task 1 do not exist yet. Check the ruler before you measure models; make all five."
assert isinstance(plain, list) and len(plain) == 5, f"plain이 {plain!r}입니다. 토막마다 등급이 몇 가지인지 보아야 합니다. 다섯 토막의 목록으로 만드십시오. / plain is {plain!r}; it takes the number of classes of each of five pieces, as a list."
assert 1 <= stretches <= len(lenses), f"stretches가 {stretches}입니다. 구간의 수여야 파일이 어떻게 정렬되었는지 압니다. 앞 행과 비교했는지 보십시오. / stretches is {stretches}; the number of stretches shows how the file is sorted. Is each row compared with the one before?"
for _name in ("constant_plain", "constant_shuffled"):
    assert 0 <= float(globals()[_name]) <= 1, f"{_name}이(가) {float(globals()[_name]):.2f}입니다. 균형 정확도는 0과 1 사이입니다. 백분율이 아닌지 보십시오. / {_name} is {float(globals()[_name]):.2f}; a balanced accuracy lies between 0 and 1. Is it a percentage?"
print("OK")

# %% grade_id="t1-hidden" role="check" points=8
# 제출하면 다른 파일로 더 확인합니다 / More is checked with other files after you submit
### BEGIN HIDDEN TESTS
_y = load("injection_moulding")["quality"]
_right = int((_y.to_numpy()[1:] != _y.to_numpy()[:-1]).sum()) + 1
assert stretches == _right, f"stretches가 {stretches}입니다. 첫 행도 한 구간의 시작입니다. 바뀐 곳만 세지 않았는지 보십시오. / stretches is {stretches}. The first row starts a stretch as well; were only the changes counted?"
_labels = pd.Series([1, 1, 2, 2, 1, 3, 3, 3, 4], index=range(100, 109))
assert [int(_v) for _v in fold_classes(_labels, 3)] == [2, 3, 2], f"1,1,2 | 2,1,3 | 3,3,4로 나뉘는 파일에서 {fold_classes(_labels, 3)}이(가) 나왔습니다. 토막을 섞었거나 배우는 쪽을 셌는지 보십시오. / For a file cut into 1,1,2 | 2,1,3 | 3,3,4 it answered {fold_classes(_labels, 3)}. Were the pieces shuffled, or the learning side counted?"
assert [int(_v) for _v in fold_classes(_labels.iloc[:4], 2)] == [1, 1], f"1,1 | 2,2로 나뉘는 파일에서 {fold_classes(_labels.iloc[:4], 2)}이(가) 나왔습니다. 토막 수를 5로 고정하지 않았는지, index 대신 위치를 썼는지 보십시오. / For a file cut into 1,1 | 2,2 it answered {fold_classes(_labels.iloc[:4], 2)}. Is the number of pieces fixed, or the index used instead of the position?"
assert abs(float(constant_plain)) < 0.01, f"constant_plain이 {float(constant_plain):.3f}입니다. 가장 흔한 등급이 시험 토막에 없으면 점수는 우연보다도 나빠집니다. 섞지 않은 5겹이었는지 보십시오. / constant_plain is {float(constant_plain):.3f}. Where the most frequent class is missing in the test piece, the score falls below chance. Were five unshuffled folds used?"
assert abs(float(constant_shuffled) - 0.25) < 0.005, f"constant_shuffled가 {float(constant_shuffled):.3f}입니다. 아무것도 배우지 않은 답이 우연과 다르면 자가 틀린 것입니다. 균형 정확도인지 보십시오. / constant_shuffled is {float(constant_shuffled):.3f}. If an answer that has learned nothing differs from chance, the ruler is wrong. Is it the balanced accuracy?"
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 과제 2. 등급 안의 순서로 나누기 (18점)
#
# 섞어서 나누면 바로 앞뒤에 찍힌 렌즈가 양쪽에 들어갑니다. 앞으로의 렌즈는 그렇게 오지 않습니다. 등급 **안에서는** 생산 순서이므로, 등급마다 앞부분으로 배우고 뒷부분으로 시험합니다. (날짜 열이 없어 날짜별로는 나눌 수 없습니다.)
#
# - `fair_split(table, share)`: `(배울 표, 시험 표)`. 등급마다 파일 순서로 앞의 `share`만큼(행 수는 `int(share * n)`)이 배울 표, 나머지가 시험 표입니다. 열은 그대로 둡니다.
# - `train`, `test`: `fair_split(lenses, 0.7)`
# - `forest_fair`, `tree_fair`: 아래 `FOREST`와 `TREE`를 `train`으로 배우고 `test`에서 잰 균형 정확도
# - `forest_shuffled`: `FOREST`를 `StratifiedKFold(5, shuffle=True, random_state=0)`로 잰 균형 정확도(전체를 모아서)
# - `gap` = `forest_shuffled` − `forest_fair`
# - `gap_means`: 이 차이가 뜻하는 것을 `"A"`, `"B"`, `"C"` 가운데 하나로 적으십시오.
#   - A: 섞은 시험도 순서를 지킨 시험만큼 믿을 수 있다. 다음 달에도 이 성적이 나온다.
#   - B: 이 파일 **안에서는** 각 등급의 뒷부분이 앞부분과 닮았다는 뜻일 뿐이다. 기록이 끝난 **뒤의** 렌즈에 대해서는 말해 주지 않는다.
#   - C: 순서를 지킨 시험이 더 높으므로 그 값을 약속하면 된다.
#
# <details><summary>힌트 1</summary>등급 안의 순번은 <code>table.groupby("quality").cumcount()</code>, 등급의 행 수는 <code>table.groupby("quality")["quality"].transform("size")</code>입니다.</details>
# <details><summary>힌트 2</summary><code>clone(FOREST)</code> 없이도 <code>FOREST.fit(...)</code>을 다시 부르면 처음부터 배웁니다.</details>

# %% [markdown] lang="en"
# ## Task 2. A split in order within each class (18 points)
#
# In a shuffled split, lenses moulded just before and after each other stand on both sides. Lenses to come don't come like that. **Within** a class the file is in order of production, so learn from the front of each class and test on its back. (There is no column of dates, so nobody can split by day.)
#
# - `fair_split(table, share)`: `(table to learn from, table to test on)`. Of each class the first `share` in the order of the file (`int(share * n)` rows) is learned from, the rest tests. Columns stay.
# - `train`, `test`: `fair_split(lenses, 0.7)`
# - `forest_fair`, `tree_fair`: balanced accuracy on `test` of `FOREST` and `TREE` (given below) learned on `train`
# - `forest_shuffled`: balanced accuracy of `FOREST` by `StratifiedKFold(5, shuffle=True, random_state=0)`, all pieces together
# - `gap` = `forest_shuffled` − `forest_fair`
# - `gap_means`: what this difference means, `"A"`, `"B"` or `"C"`:
#   - A: the shuffled test is as good as the one in order; next month will be the same.
#   - B: **within this file** the back of each class resembles its front, no more. Of lenses made **after** the record it says nothing.
#   - C: the test in order is higher, so that value may be promised.
#
# <details><summary>Hint 1</summary>The number of a row within its class is <code>table.groupby("quality").cumcount()</code>, the size of its class <code>table.groupby("quality")["quality"].transform("size")</code>.</details>
# <details><summary>Hint 2</summary>Calling <code>FOREST.fit(...)</code> again learns from the start.</details>

# %% grade_id="models" role="fixed"
FOREST = RandomForestClassifier(n_estimators=60, random_state=0, n_jobs=1)
TREE = DecisionTreeClassifier(max_depth=3, min_samples_leaf=20, random_state=0)

# %% grade_id="t2-solution" role="solution"
def fair_split(table, share):
    """등급마다 앞부분과 뒷부분 / of each class the front and the back"""
    ### BEGIN SOLUTION
    number = table.groupby("quality").cumcount()
    size = table.groupby("quality")["quality"].transform("size")
    front = number < (share * size).astype(int)
    return table[front], table[~front]
    ### END SOLUTION


### BEGIN SOLUTION
train, test = fair_split(lenses, 0.7)


def fair_score(model):
    return float(balanced_accuracy_score(test["quality"], model.fit(train[SETTINGS], train["quality"]).predict(test[SETTINGS])))


forest_fair, tree_fair = fair_score(FOREST), fair_score(TREE)
mixed = cross_val_predict(FOREST, lenses[SETTINGS], lenses["quality"], cv=StratifiedKFold(5, shuffle=True, random_state=0))
forest_shuffled = float(balanced_accuracy_score(lenses["quality"], mixed))
gap = forest_shuffled - forest_fair
gap_means = "B"
print(f"forest {forest_fair:.3f}, tree {tree_fair:.3f}, shuffled forest {forest_shuffled:.3f}, gap {gap:+.3f}")
### END SOLUTION

# %% grade_id="t2-visible" role="check" points=5
assert "gap_means" in globals(), "[미작성 · not attempted] 과제 2의 gap_means가 아직 없습니다. 두 시험의 차이를 알아야 무엇을 약속할지 정합니다. fair_split부터 완성하십시오. / gap_means does not exist yet; what may be promised depends on how the two tests differ. Start with fair_split."
assert isinstance(train, pd.DataFrame) and isinstance(test, pd.DataFrame) and set(lenses.columns) <= set(train.columns), f"train이 {type(train).__name__}, test가 {type(test).__name__}입니다. 등급 열까지 있는 표 두 개여야 합니다. return을 확인하십시오. / train is a {type(train).__name__}, test a {type(test).__name__}; both must be tables with the class. Check the return line."
assert len(train) + len(test) == len(lenses), f"두 표를 더하면 {len(train) + len(test):,}행으로, 파일과 다릅니다. 잃거나 겹친 렌즈가 있으면 성적을 믿을 수 없습니다. 나머지를 모두 시험 표에 넣으십시오. / The two tables hold {len(train) + len(test):,} rows, not those of the file. With lost or doubled lenses no score counts; put all the rest into the test."
assert gap_means in ("A", "B", "C"), f"gap_means가 {gap_means!r}입니다. 뜻을 정해야 보고할 말이 정해집니다. \"A\", \"B\", \"C\" 가운데 하나로 적으십시오. / gap_means is {gap_means!r}; what you report follows from it. Write \"A\", \"B\" or \"C\"."
assert set(test["quality"]) == {1, 2, 3, 4}, f"시험 표의 등급이 {sorted(set(test['quality']))}입니다. 빠진 등급은 시험되지 않습니다. 등급마다 나눴는지 보십시오. / The test table holds the classes {sorted(set(test['quality']))}; what is missing is not tested. Did you split within each class?"
print("OK")

# %% grade_id="t2-split" role="check" points=6
# 제출하면 다른 표로 더 확인합니다 / More is checked with other tables after you submit
### BEGIN HIDDEN TESTS
_small = pd.DataFrame({"quality": [1, 2, 1, 1, 2, 1, 2, 2, 1], "at": [0, 1, 2, 3, 4, 5, 6, 7, 8]}, index=[40, 41, 42, 43, 44, 45, 46, 47, 48])
_front, _back = fair_split(_small, 0.5)
assert sorted(int(_v) for _v in _front["at"]) == [0, 1, 2, 4], f"등급 1이 0,2,3,5,8번째, 등급 2가 1,4,6,7번째인 표를 반으로 나누니 배울 쪽이 {sorted(int(_v) for _v in _front['at'])}번째입니다. 섞거나 뒤에서 고르면 뒤에 찍힌 렌즈로 앞을 맞히게 됩니다. 등급마다 앞에서 int(share × n)개입니다. / With class 1 at rows 0,2,3,5,8 and class 2 at 1,4,6,7, half of it put rows {sorted(int(_v) for _v in _front['at'])} on the learning side. Shuffled or taken from the back, later lenses explain earlier ones. It is the first int(share × n) of each class."
assert sorted(int(_v) for _v in _back["at"]) == [3, 5, 6, 7, 8], f"같은 표의 시험 쪽이 {sorted(int(_v) for _v in _back['at'])}번째입니다. 배우지 않은 렌즈는 모두 시험에 씁니다. / The test side of the same table holds rows {sorted(int(_v) for _v in _back['at'])}; every lens that is not learned from tests."
_front, _back = fair_split(_small, 0.8)
assert len(_front) == 7, f"0.8로 나누니 배울 쪽이 {len(_front)}행입니다. 받은 share를 쓰지 않고 0.7로 고정하지 않았는지 보십시오. / At 0.8 the learning side has {len(_front)} rows. Is share used, or 0.7 written into the function?"
### END HIDDEN TESTS

# %% grade_id="t2-scores" role="check" points=4
# 제출하면 다시 계산해 비교합니다 / Recomputed after you submit
### BEGIN HIDDEN TESTS
_all = load("injection_moulding")
_number, _size = _all.groupby("quality").cumcount(), _all.groupby("quality")["quality"].transform("size")
_first = _number < (0.7 * _size).astype(int)
def _fair(model):
    model.fit(_all.loc[_first, SETTINGS], _all.loc[_first, "quality"])
    return float(balanced_accuracy_score(_all.loc[~_first, "quality"], model.predict(_all.loc[~_first, SETTINGS])))
_forest, _tree = _fair(RandomForestClassifier(n_estimators=60, random_state=0)), _fair(DecisionTreeClassifier(max_depth=3, min_samples_leaf=20, random_state=0))
assert abs(float(forest_fair) - _forest) < 0.0005, f"forest_fair가 {float(forest_fair):.3f}입니다. 등급마다 앞 70 %로 배우고 뒤 30 %로 재면 다릅니다. 섞은 시험이나 배운 행의 성적이 아닌지 보십시오. / forest_fair is {float(forest_fair):.3f}; learned on the first 70 % of each class and measured on the rest it is not. Is it a shuffled score, or one of the rows learned from?"
assert abs(float(tree_fair) - _tree) < 0.0005, f"tree_fair가 {float(tree_fair):.3f}입니다. 같은 나누기에서 TREE를 재면 다릅니다. 숲과 나무가 바뀌지 않았는지 보십시오. / tree_fair is {float(tree_fair):.3f}; TREE on the same split gives something else. Are tree and forest mixed up?"
_mixed = cross_val_predict(RandomForestClassifier(n_estimators=60, random_state=0), _all[SETTINGS], _all["quality"], cv=StratifiedKFold(5, shuffle=True, random_state=0))
_mixed = float(balanced_accuracy_score(_all["quality"], _mixed))
assert abs(float(forest_shuffled) - _mixed) < 0.0005, f"forest_shuffled가 {float(forest_shuffled):.3f}입니다. 섞은 5겹을 모아 재면 다릅니다. 배운 행의 성적이거나 순서를 지킨 시험과 바뀌지 않았는지 보십시오. / forest_shuffled is {float(forest_shuffled):.3f}; five shuffled folds, all together, give something else. Is it a score of the rows learned from, or mixed up with the other test?"
assert abs(float(gap) - (float(forest_shuffled) - float(forest_fair))) < 1e-6, f"gap이 {float(gap):.3f}입니다. 여러분의 두 성적의 차이여야 합니다. 빼는 순서를 확인하십시오. / gap is {float(gap):.3f}; it is the difference of your two scores. Check the order."
### END HIDDEN TESTS

# %% grade_id="t2-meaning" role="check" points=3
# 제출하면 확인합니다 / Checked after you submit
### BEGIN HIDDEN TESTS
assert gap_means == "B", f"gap_means를 {gap_means!r}로 골랐습니다. 두 시험 모두 이 기록 안의 렌즈로 한 것입니다. 실제로 이 기록의 마지막 20 %에서는 같은 숲이 0.84쯤만 맞힙니다. 본 적 없는 날에 대해 약속할 근거가 있는지 보십시오. / You chose {gap_means!r}. Both tests use lenses of this record; on its last fifth, which was kept back, the same forest tells only some 0.84. What ground is there for a promise about days that nobody has seen?"
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 과제 3. 현장이 읽을 수 있는 규칙 (18점)
#
# 숲은 조금 더 맞히지만 반장에게 보여 줄 수 없습니다. 깊이 3의 나무는 종이 한 장입니다. 값을 치르더라도 읽을 수 있는 쪽이 나을 때가 많습니다. **얼마를 치르는지**는 밝혀야 합니다.
#
# - `fit_tree(table)`: 받은 표로 배운 나무. 깊이는 3을 넘지 않고, 잎 하나에 렌즈가 20개는 있어야 합니다.
# - `tree`: `fit_tree(train)`
# - `rules`: `export_text`로 쓴 규칙(문자열). 열 이름이 보여야 합니다.
# - `price_of_reading` = `forest_fair` − `tree_fair`
# - `class_recall`: 등급 → 시험 표에서 `tree`가 그 등급을 맞힌 비율 (dict)
#
# <details><summary>힌트 1</summary><code>DecisionTreeClassifier(max_depth=..., min_samples_leaf=..., random_state=0)</code></details>
# <details><summary>힌트 2</summary>등급별 비율: <code>(tree.predict(test[SETTINGS]) == test["quality"]).groupby(test["quality"]).mean()</code></details>

# %% [markdown] lang="en"
# ## Task 3. Rules that the floor can read (18 points)
#
# The forest is a little better, but it can't be shown to a foreman. A tree of depth 3 fits on a sheet of paper. Often the readable one is worth its price, but **the price must be told**.
#
# - `fit_tree(table)`: a tree learned from the table given, of depth 3 at most, with at least 20 lenses in every leaf
# - `tree`: `fit_tree(train)`
# - `rules`: the rules as text by `export_text`, with the names of the columns
# - `price_of_reading` = `forest_fair` − `tree_fair`
# - `class_recall`: class → share of that class in the test table that `tree` tells rightly (a dict)
#
# <details><summary>Hint 1</summary><code>DecisionTreeClassifier(max_depth=..., min_samples_leaf=..., random_state=0)</code></details>
# <details><summary>Hint 2</summary>By class: <code>(tree.predict(test[SETTINGS]) == test["quality"]).groupby(test["quality"]).mean()</code></details>

# %% grade_id="t3-solution" role="solution"
def fit_tree(table):
    """깊이 3까지, 잎마다 20개 이상 / depth 3 at most, 20 lenses a leaf"""
    ### BEGIN SOLUTION
    shallow = DecisionTreeClassifier(max_depth=3, min_samples_leaf=20, random_state=0)
    return shallow.fit(table[SETTINGS], table["quality"])
    ### END SOLUTION


### BEGIN SOLUTION
tree = fit_tree(train)
rules = export_text(tree, feature_names=SETTINGS)
price_of_reading = forest_fair - tree_fair
right = tree.predict(test[SETTINGS]) == test["quality"]
class_recall = right.groupby(test["quality"]).mean().to_dict()
print(rules, f"price {price_of_reading:.3f}", {number: round(share, 2) for number, share in class_recall.items()}, sep="\n")
### END SOLUTION

# %% grade_id="t3-visible" role="check" points=5
assert "class_recall" in globals(), "[미작성 · not attempted] 과제 3의 class_recall이 아직 없습니다. 어느 등급을 놓치는지 알아야 합니다. fit_tree부터 완성하십시오. / class_recall does not exist yet; which class is missed matters. Start with fit_tree."
assert isinstance(rules, str) and "ZUx - Cycle time" in rules, "rules에 열 이름이 보이지 않습니다. 이름이 없으면 무엇을 맞출지 알 수 없습니다. export_text에 feature_names를 주었는지 보십시오. / rules shows no names of columns, so nobody knows what to set. Did export_text get feature_names?"
assert isinstance(class_recall, dict) and set(class_recall) == {1, 2, 3, 4}, f"class_recall의 등급이 {sorted(class_recall)}입니다. 네 등급을 모두 보아야 합니다. 등급으로 묶었는지 보십시오. / class_recall holds the classes {sorted(class_recall)}; all four are needed. Did you group by class?"
assert all(0 <= float(_v) <= 1 for _v in class_recall.values()), f"class_recall이 {class_recall}입니다. 맞힌 비율은 0과 1 사이입니다. 개수가 아닌지 보십시오. / class_recall is {class_recall}; shares lie between 0 and 1. Are these counts?"
print("OK")

# %% grade_id="t3-hidden" role="check" points=13
# 제출하면 다른 표로 배우게 해 봅니다 / It is made to learn from other tables after you submit
### BEGIN HIDDEN TESTS
assert int(tree.get_depth()) <= 3, f"나무의 깊이가 {int(tree.get_depth())}입니다. 종이 한 장에 들어가지 않으면 현장은 읽지 않습니다. max_depth를 확인하십시오. / The tree is {int(tree.get_depth())} deep; what doesn't fit on a sheet is not read. Check max_depth."
_all = load("injection_moulding")
_rng = np.random.default_rng(3)
_some = _all.iloc[np.sort(_rng.choice(len(_all), 600, replace=False))]
_mine = fit_tree(_some)
_score = float(balanced_accuracy_score(_some["quality"], _mine.predict(_some[SETTINGS])))
assert _score > 0.75, f"다른 600개로 배운 나무가 바로 그 렌즈에서 {_score:.2f}밖에 맞히지 못합니다. 받은 표로 배우지 않았거나 깊이가 모자랍니다. / A tree learned from 600 other lenses tells only {_score:.2f} of those very lenses. It does not learn from the table given, or is too shallow."
_labels = _some["quality"].to_numpy()
_permuted = _some.assign(quality=_rng.permutation(_labels))
_chance = float(balanced_accuracy_score(_labels, fit_tree(_permuted).predict(_some[SETTINGS])))
assert _chance < 0.5, f"등급을 뒤섞어 배우게 했는데도 진짜 등급을 {_chance:.2f}만큼 맞힙니다. 받은 표가 아닌 다른 곳에서 배운 것입니다. table만 쓰는지 보십시오. / Taught with permuted classes it still tells {_chance:.2f} of the real ones, so it learned elsewhere. Does it use the table alone?"
_leaf = pd.Series(_mine.apply(_some[SETTINGS])).value_counts()
assert int(_leaf.min()) >= 20, f"600개로 배운 나무의 가장 작은 잎에 렌즈가 {int(_leaf.min())}개입니다. 몇 개로 정한 규칙은 다음 달에 남지 않습니다. min_samples_leaf를 확인하십시오. / The smallest leaf of a tree learned from 600 lenses holds {int(_leaf.min())}. A rule from a few is gone next month; check min_samples_leaf."
_back = test
_told = pd.Series(np.asarray(tree.predict(_back[SETTINGS])) == _back["quality"].to_numpy()).groupby(_back["quality"].to_numpy()).mean()
for _c in (1, 2, 3, 4):
    assert abs(float(class_recall[_c]) - float(_told.loc[_c])) < 0.005, f"등급 {_c}을(를) {float(class_recall[_c]):.2f}만큼 맞혔다고 적었습니다. 여러분의 나무로 시험 표를 다시 재면 다릅니다. 배운 렌즈에서 쟀거나 정밀도와 바꾸지 않았는지 보십시오. / You say {float(class_recall[_c]):.2f} of class {_c} are told. Your own tree on your test table gives something else. Was it measured on the lenses learned from, or is it a precision?"
assert abs(float(price_of_reading) - (float(forest_fair) - float(tree_fair))) < 1e-6, f"price_of_reading이 {float(price_of_reading):.3f}입니다. 같은 나누기에서 잰 두 성적의 차이여야 값이 됩니다. 섞은 성적을 쓰지 않았는지 보십시오. / price_of_reading is {float(price_of_reading):.3f}; it is the difference of the two scores of one split. Was the shuffled one used?"
### END HIDDEN TESTS

# %%
figure, axis = plt.subplots(figsize=(7, 3))
bars = {"constant": 0.25, "tree, in order": tree_fair, "forest, in order": forest_fair, "forest, shuffled": forest_shuffled}
axis.barh(list(bars), list(bars.values()), color=["tab:gray", "tab:green", "tab:blue", "tab:cyan"])
for place, value in enumerate(bars.values()):
    axis.text(value + 0.01, place, f"{value:.3f}", va="center")
axis.set(xlim=(0, 1.1), xlabel="balanced accuracy", title="all within one record")
plt.tight_layout()
plt.show()

# %% [markdown] lang="ko"
# ## 과제 4. 목표 등급의 품질 윈도우 (17점)
#
# 반장이 맞출 수 있는 것은 값의 **범위**입니다. 세 시간(`WINDOW_COLUMNS`)에 대해 목표 등급(3)의 범위를 **배울 표에서만** 정합니다.
#
# - `make_window(table)`: 열 이름 → `(아래, 위)`. 받은 표의 등급 3 렌즈에서 2.5 %와 97.5 % 분위수 (dict)
# - `window`: `make_window(train)`
# - `inside(table, window)`: 세 값이 모두 범위 안(경계 포함)인 행이 True
# - `purity(table, window)`: 범위 안의 렌즈 가운데 등급 3의 비율. 안에 하나도 없으면 `0.0`
# - `coverage(table, window)`: 등급 3 렌즈 가운데 범위 안의 비율
# - `promised`: **약속해도 되는** 순도. 배운 표의 값과 시험 표의 값 가운데 어느 것입니까?
#
# <details><summary>힌트 1</summary><code>table.loc[table["quality"] == TARGET, column].quantile([0.025, 0.975])</code></details>
# <details><summary>힌트 2</summary>열마다 <code>between(low, high)</code>로 참·거짓을 만들고 <code>&amp;</code>로 잇습니다.</details>

# %% [markdown] lang="en"
# ## Task 4. The window of the target class (17 points)
#
# What a foreman can set are **ranges**. For three times (`WINDOW_COLUMNS`) find the range of the target class (3), **from the learning table alone**.
#
# - `make_window(table)`: column → `(low, high)`, the 2.5 % and 97.5 % quantiles of the lenses of class 3 in the table given (a dict)
# - `window`: `make_window(train)`
# - `inside(table, window)`: True for rows with all three values in range, limits included
# - `purity(table, window)`: share of class 3 among the lenses inside; `0.0` if there is none
# - `coverage(table, window)`: share of the lenses of class 3 that lie inside
# - `promised`: the purity that **may be promised**. Is it that of the learning table or of the test table?
#
# <details><summary>Hint 1</summary><code>table.loc[table["quality"] == TARGET, column].quantile([0.025, 0.975])</code></details>
# <details><summary>Hint 2</summary>Make a True/False column with <code>between(low, high)</code> for each and join them with <code>&amp;</code>.</details>

# %% grade_id="t4-solution" role="solution"
def make_window(table):
    """열 이름 -> (아래, 위) / column -> (low, high)"""
    ### BEGIN SOLUTION
    good = table[table["quality"] == TARGET]
    return {column: tuple(map(float, good[column].quantile([0.025, 0.975]))) for column in WINDOW_COLUMNS}
    ### END SOLUTION


def inside(table, window):
    """세 값이 모두 범위 안 / all values in range"""
    ### BEGIN SOLUTION
    held = pd.Series(True, index=table.index)
    for column, (low, high) in window.items():
        held &= table[column].between(low, high)
    return held
    ### END SOLUTION


def purity(table, window):
    """안의 렌즈 가운데 등급 3 / share of class 3 inside"""
    ### BEGIN SOLUTION
    found = table.loc[inside(table, window), "quality"]
    return float((found == TARGET).mean()) if len(found) else 0.0
    ### END SOLUTION


def coverage(table, window):
    """등급 3 가운데 안의 비율 / share of class 3 that is inside"""
    ### BEGIN SOLUTION
    return float(inside(table, window)[table["quality"] == TARGET].mean())
    ### END SOLUTION


### BEGIN SOLUTION
window = make_window(train)
promised = purity(test, window)
print({column: tuple(round(value, 2) for value in limits) for column, limits in window.items()})
print(f"purity: learned {purity(train, window):.3f}, test {promised:.3f}; coverage of the test {coverage(test, window):.3f}")
### END SOLUTION

# %% grade_id="t4-visible" role="check" points=5
assert "promised" in globals(), "[미작성 · not attempted] 과제 4의 promised가 아직 없습니다. 약속할 숫자가 있어야 조건을 바꿉니다. make_window부터 완성하십시오. / promised does not exist yet; nobody changes a setting without a number. Start with make_window."
assert isinstance(window, dict) and set(window) == set(WINDOW_COLUMNS), f"window의 열이 {sorted(window) if isinstance(window, dict) else type(window).__name__}입니다. 맞출 값 세 개에 범위가 있어야 합니다. WINDOW_COLUMNS를 모두 돌았는지 보십시오. / window holds {sorted(window) if isinstance(window, dict) else type(window).__name__}; three settings need a range. Did you go through WINDOW_COLUMNS?"
assert all(float(_low) < float(_high) for _low, _high in window.values()), f"window가 {window}입니다. 아래가 위보다 크면 맞출 수 없습니다. 분위수의 순서를 확인하십시오. / window is {window}; with low above high nothing can be set. Check the order of the quantiles."
_held = inside(test, window)
assert isinstance(_held, pd.Series) and len(_held) == len(test) and 0 < int(_held.sum()) < len(test), f"시험 표에서 {int(np.sum(_held))}개가 범위 안입니다. 하나도 없거나 모두 들어오면 윈도우가 아닙니다. 조건을 &로 이었는지 보십시오. / {int(np.sum(_held))} lenses of the test lie inside; none or all is no window. Are the conditions joined with &?"
print("OK")

# %% grade_id="t4-hidden" role="check" points=9
# 제출하면 다른 표와 범위로 더 확인합니다 / More is checked with other tables and ranges after you submit
### BEGIN HIDDEN TESTS
_a, _b, _c = WINDOW_COLUMNS
_small = pd.DataFrame({_a: [1.0, 2.0, 3.0, 4.0, 2.0], _b: [5.0] * 5, _c: [7.0, 7.0, 7.0, 7.0, 9.5], "quality": [3, 3, 1, 3, 3]}, index=[9, 8, 7, 6, 5])
_limits = {_a: (1.0, 3.0), _b: (4.0, 5.0), _c: (6.0, 9.0)}
assert [bool(_v) for _v in inside(_small, _limits)] == [True, True, True, False, False], f"경계 값 둘, 벗어난 값 둘이 있는 표에서 inside가 {[bool(_v) for _v in inside(_small, _limits)]}입니다. 경계도 안이고, 하나라도 벗어나면 밖입니다. between과 &를 확인하십시오. / For a table with two values on a limit and two beyond, inside says {[bool(_v) for _v in inside(_small, _limits)]}. Limits are inside, and one value beyond is outside; check between and &."
assert abs(float(purity(_small, _limits)) - 2 / 3) < 1e-9, f"안의 세 렌즈 가운데 둘이 등급 3인데 purity가 {float(purity(_small, _limits)):.3f}입니다. 나누는 수가 안의 렌즈인지 보십시오. / Two of the three lenses inside are of class 3, and purity is {float(purity(_small, _limits)):.3f}. Do you divide by the lenses inside?"
assert abs(float(coverage(_small, _limits)) - 0.5) < 1e-9, f"등급 3 넷 가운데 둘이 안인데 coverage가 {float(coverage(_small, _limits)):.3f}입니다. 나누는 수가 등급 3인지 보십시오. / Two of the four lenses of class 3 are inside, and coverage is {float(coverage(_small, _limits)):.3f}. Do you divide by the lenses of class 3?"
assert float(purity(_small, {_a: (90.0, 91.0), _b: (4.0, 5.0), _c: (6.0, 9.0)})) == 0.0, "안에 렌즈가 하나도 없을 때 purity가 0.0이 아닙니다. 0으로 나누면 현장 화면이 멈춥니다. 빈 경우를 처리하십시오. / With no lens inside purity is not 0.0; a division by zero stops the screen on the floor. Treat the empty case."
for _name in WINDOW_COLUMNS:
    _low, _high = train.loc[train["quality"] == 3, _name].quantile([0.025, 0.975])
    assert abs(float(window[_name][0]) - float(_low)) < 0.002 and abs(float(window[_name][1]) - float(_high)) < 0.002, f"{_name}의 범위가 {float(window[_name][0]):.2f}~{float(window[_name][1]):.2f}입니다. 시험 표나 다른 등급이 섞이면 약속이 미리 본 값이 됩니다. 배울 표의 등급 3만 쓰는지 보십시오. / The range of {_name} is {float(window[_name][0]):.2f} to {float(window[_name][1]):.2f}. With test rows or other classes in it the promise has seen its answer. Only class 3 of the learning table counts."
### END HIDDEN TESTS

# %% grade_id="t4-promise" role="check" points=3
# 제출하면 약속을 확인합니다 / The promise is checked after you submit
### BEGIN HIDDEN TESTS
_seen, _new = float(purity(train, window)), float(purity(test, window))
assert abs(float(promised) - _new) < 1e-6, f"{float(promised):.3f}을(를) 약속했습니다. 여러분의 윈도우는 배운 표에서 {_seen:.3f}, 시험 표에서 {_new:.3f}입니다. 윈도우를 정한 렌즈로 잰 값을 약속하면 다음 달에 지키지 못합니다. / You promise {float(promised):.3f}. Your window has {_seen:.3f} on the learning table and {_new:.3f} on the test table. A value measured on the lenses that made the window is not kept next month."
### END HIDDEN TESTS

# %%
def lenses_and_window(table, edges, title):
    """렌즈와 창, 세 열 가운데 둘 / lenses and a window, two of three columns"""
    figure, axis = plt.subplots(figsize=(8, 4))
    for number, colour in ((1, "tab:red"), (2, "tab:olive"), (4, "tab:purple"), (3, "tab:green")):
        rows = table[table["quality"] == number]
        axis.plot(rows["ZUx - Cycle time"], rows["time_to_fill"], "o", ms=4, alpha=0.6, c=colour, label=f"class {number}")
    (left, right_edge), (bottom, top) = edges["ZUx - Cycle time"], edges["time_to_fill"]
    axis.add_patch(plt.Rectangle((left, bottom), right_edge - left, top - bottom, fill=False, ec="black", lw=2))
    axis.set(xlabel="cycle time, s", ylabel="time to fill, s", title=title)
    axis.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    plt.tight_layout()
    plt.show()


lenses_and_window(test, window, "test lenses and the window (two of three columns)")

# %% [markdown] lang="ko"
# 슬라이더로 창의 폭을 바꾸어 보십시오(1은 여러분의 창). 좁히면 순도는 오르고 잡는 비율은 내려갑니다. 폭은 **배운 렌즈**로만 고릅니다. 시험 렌즈를 보고 고르면 약속할 숫자가 없어집니다.

# %% [markdown] lang="en"
# Change the width of the window with the slider (1 is yours). Narrower is purer and covers less. A width is chosen on the lenses **learned from** only: chosen on the test, no number is left to promise.

# %%
def narrowed(width=1.0):
    """폭을 바꾼 창, 배운 렌즈에서 / a window of another width, on the lenses learned from"""
    tried = {}
    for column, (low, high) in window.items():
        middle, half = (low + high) / 2, (high - low) / 2 * width
        tried[column] = (middle - half, middle + half)
    lenses_and_window(train, tried, f"width {width:g}: purity {purity(train, tried):.2f}, coverage {coverage(train, tried):.2f}")


narrowed()
interact(narrowed, width=FloatSlider(1.0, min=0.2, max=1.6, step=0.1));

# %% [markdown] lang="ko"
# 윈도우는 **지금까지 본 운전 방식 안에서** 등급 3이 어디 있었는지를 말할 뿐, 그 값으로 맞추면 등급 3이 나온다는 증명이 아닙니다. 그것은 반장과 함께 한 번에 하나씩 바꾸어 보는 시험으로 확인합니다.

# %% [markdown] lang="en"
# The window says where class 3 was **under the ways of running seen so far**. It does not prove that setting these values makes class 3; a trial with the foreman, one change at a time, does.

# %% [markdown] lang="ko"
# ## 과제 5. 보지 못한 렌즈로 겨루기 (10점)
#
# `fit_model(inputs, labels)`: 받은 입력(`SETTINGS` 열의 표)과 등급으로 배운 모델을 돌려주십시오. 어떤 모델이든 좋습니다.
#
# 제출하면 채점기가 여러분의 함수로 `lenses` 전체를 배우게 한 뒤, **아무도 보지 못한 마지막 20 %의 렌즈**로 균형 정확도를 잽니다. 점수는 되풀이해 뽑아 본 아래쪽 값으로 정합니다: 0.70 이상 8점, 0.55 이상 4점. 등급을 뒤섞어 배우게 해도 맞히는 모델은 0점입니다.
#
# <details><summary>힌트 1</summary>새 모델을 만들어 <code>fit(inputs, labels)</code>의 결과를 돌려주면 됩니다. 바깥의 <code>lenses</code>를 쓰지 마십시오.</details>
# <details><summary>힌트 2</summary>과제 2에서 순서를 지킨 시험의 성적이 좋았던 쪽에서 시작하십시오.</details>

# %% [markdown] lang="en"
# ## Task 5. Judged on lenses that nobody has seen (10 points)
#
# `fit_model(inputs, labels)`: return a model learned from the inputs (a table with the columns `SETTINGS`) and classes given. Any model will do.
#
# After you submit, the grader has your function learn from all of `lenses` and measures the balanced accuracy on **the last fifth, which nobody has seen**. Points go by the lower end over repeated draws: 8 from 0.70 on, 4 from 0.55. A model that is as good when it is taught with permuted classes gets 0.
#
# <details><summary>Hint 1</summary>Make a new model and return the result of <code>fit(inputs, labels)</code>. Don't use <code>lenses</code> from outside.</details>
# <details><summary>Hint 2</summary>Start from what did well in the test in order of task 2.</details>

# %% grade_id="t5-solution" role="solution"
def fit_model(inputs, labels):
    """배운 모델 / a fitted model"""
    ### BEGIN SOLUTION
    return RandomForestClassifier(n_estimators=60, random_state=0, n_jobs=1).fit(inputs, labels)
    ### END SOLUTION


# %% grade_id="t5-visible" role="check" points=2
_part = lenses.iloc[::7]
try:
    _model = fit_model(_part[SETTINGS], _part["quality"])
except NotImplementedError:
    raise AssertionError("[미작성 · not attempted] 과제 5의 fit_model이 아직 없습니다. 보지 못한 렌즈로 재려면 배우는 함수가 있어야 합니다. 배운 모델을 return하십시오. / fit_model does not exist yet. Unseen lenses need a function that learns; return the fitted model.") from None
assert len(_model.predict(_part[SETTINGS])) == len(_part), "fit_model이 돌려준 것으로 예측한 등급의 수가 렌즈의 수와 다릅니다. 렌즈마다 등급이 하나씩 있어야 잴 수 있습니다. 배운 모델을 돌려주는지 보십시오. / What fit_model returned predicts another number of classes than there are lenses; each lens needs one. Does it return the fitted model?"
print("OK")

# %% grade_id="t5-holdout" role="check" points=8
# 제출하면 보지 못한 렌즈로 잽니다 / Measured on unseen lenses after you submit
### BEGIN HIDDEN TESTS
from grader.checks.holdout import held_out, learned, points_for

_lenses = load("injection_moulding")
_inputs, _labels = held_out("injection_moulding", target="quality")
_result = learned(fit_model, _lenses[SETTINGS], _lenses["quality"], _inputs[SETTINGS], _labels, metric=balanced_accuracy_score)
assert _result.low >= 0.55, f"보지 못한 렌즈에서 균형 정확도의 아래쪽 값이 {_result.low:.2f}입니다. 등급을 뒤섞어 배운 것보다 낫지 않거나 절반도 맞히지 못했습니다. 받은 입력과 등급으로 배우는지 보십시오. / On unseen lenses the lower end is {_result.low:.2f}: no better than with permuted classes, or less than half. Does it learn from the inputs and labels given?"
points_for(_result.low, {0.70: 8, 0.55: 4})
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 과제 6. 폐기율로 옮기기 (10점)
#
# 이 파일의 등급 비율은 **한 사출기의 며칠**이며 공장의 연간 폐기율이 아닙니다. 그 사실을 `assumptions`에 적고 아래처럼 계산합니다.
#
# - `scrap_before`: `lenses`에서 등급 1의 비율
# - `avoidable`: 윈도우가 걸러 낸 몫. 시험 표의 등급 1 렌즈 가운데 윈도우 **밖**의 비율
# - `scrap_with(before, outside, accepted)`: 윈도우를 쓸 때의 폐기율. `before` × (1 − `accepted` × `outside`)
# - `scrap_after`: `scrap_with(scrap_before, avoidable, ACCEPTED_SHARE)`
# - `annual_value_krw` = (`scrap_before` − `scrap_after`) × `LENSES_PER_YEAR` × `COST_PER_LENS_KRW`
# - `business_value`: 키 여섯 개. 불량률은 위의 두 값, 가동률은 이 파일로 알 수 없으니 `None`, `assumptions`는 문장 3개 이상
#
# <details><summary>힌트 1</summary>과제 4의 <code>inside</code>를 등급 1의 행에 쓰고 <code>~</code>로 뒤집습니다.</details>
# <details><summary>힌트 2</summary>비율(0~1)로 계산하십시오. 백분율로 곱하면 100배가 됩니다.</details>

# %% [markdown] lang="en"
# ## Task 6. What it means for the scrap rate (10 points)
#
# The shares of classes in this file are **a few days of one machine**, not the plant's scrap rate of a year. Say so in `assumptions`, and compute:
#
# - `scrap_before`: share of class 1 in `lenses`
# - `avoidable`: what the window sorts out, the share of the class 1 lenses of the test table that lie **outside**
# - `scrap_with(before, outside, accepted)`: the scrap rate with the window, `before` × (1 − `accepted` × `outside`)
# - `scrap_after`: `scrap_with(scrap_before, avoidable, ACCEPTED_SHARE)`
# - `annual_value_krw` = (`scrap_before` − `scrap_after`) × `LENSES_PER_YEAR` × `COST_PER_LENS_KRW`
# - `business_value`: six keys. Defect rates are the two values above, operating rates are `None` (not in this file), `assumptions` at least 3 sentences
#
# <details><summary>Hint 1</summary>Use <code>inside</code> of task 4 on the rows of class 1 and turn it round with <code>~</code>.</details>
# <details><summary>Hint 2</summary>Compute with shares (0 to 1); percentages make it 100 times as much.</details>

# %% grade_id="assumed" role="fixed"
ACCEPTED_SHARE = 0.5
LENSES_PER_YEAR = 300_000
COST_PER_LENS_KRW = 900

# %% grade_id="t6-solution" role="solution"
def scrap_with(before, outside, accepted):
    """윈도우를 쓸 때의 폐기율 / the scrap rate with the window"""
    ### BEGIN SOLUTION
    return before * (1 - accepted * outside)
    ### END SOLUTION


### BEGIN SOLUTION
scrap_before = float((lenses["quality"] == 1).mean())
waste = test[test["quality"] == 1]
avoidable = float((~inside(waste, window)).mean())
scrap_after = scrap_with(scrap_before, avoidable, ACCEPTED_SHARE)
business_value = {
    "operating_rate_before": None,
    "operating_rate_after": None,
    "defect_rate_before": scrap_before,
    "defect_rate_after": scrap_after,
    "annual_value_krw": (scrap_before - scrap_after) * LENSES_PER_YEAR * COST_PER_LENS_KRW,
    "assumptions": [
        "한 사출기의 며칠 기록이며 공장의 연간 폐기율이 아니다. / A few days of one machine, not the plant's scrap rate of a year.",
        "윈도우 밖에서 나온 폐기의 절반을 막을 수 있다고 가정했다. / Half of the waste outside the window is assumed to be avoidable.",
        "연 30만 개, 개당 900원은 실습용 가정이다. / 300,000 lenses a year at 900 KRW are assumed.",
    ],
}
print(f"scrap {scrap_before:.1%} -> {scrap_after:.1%}, avoidable {avoidable:.1%}, {business_value['annual_value_krw']:,.0f} KRW")
### END SOLUTION

# %% grade_id="t6-visible" role="check" points=3
assert "business_value" in globals(), "[미작성 · not attempted] 과제 6의 business_value가 아직 없습니다. 금액이 없으면 조건을 바꿀 까닭을 설명할 수 없습니다. scrap_before부터 구하십시오. / business_value does not exist yet; without an amount nobody changes a setting. Start with scrap_before."
_keys = {"operating_rate_before", "operating_rate_after", "defect_rate_before", "defect_rate_after", "annual_value_krw", "assumptions"}
assert set(business_value) == _keys, f"business_value의 키가 {sorted(business_value)}입니다. 과정 전체에서 같은 키로 모아 봅니다. 과제에 적힌 여섯 개로 맞추십시오. / business_value has the keys {sorted(business_value)}; the programme gathers the six that the task names."
assert business_value["operating_rate_before"] is None and business_value["operating_rate_after"] is None, "가동률에 값을 적었습니다. 이 파일에는 가동 기록이 없어 근거 없는 숫자가 됩니다. None으로 두십시오. / You claim an operating rate, but there is no running time in this file. Leave None."
assert len(business_value["assumptions"]) >= 3, f"가정이 {len(business_value['assumptions'])}개입니다. 가정을 모르면 추정을 실적으로 읽습니다. 3개 이상 적으십시오. / {len(business_value['assumptions'])} assumptions; without them an estimate is read as a result. Give at least 3."
print("OK")

# %% grade_id="t6-hidden" role="check" points=7
# 제출하면 다시 계산해 비교합니다 / Recomputed after you submit
### BEGIN HIDDEN TESTS
_quality = load("injection_moulding")["quality"]
_before = float((_quality == 1).mean())
assert abs(float(business_value["defect_rate_before"]) - _before) < 0.002, f"defect_rate_before가 {float(business_value['defect_rate_before']):.3f}입니다. 등급 1만 폐기입니다. 다른 등급을 넣었거나 시험 표만 세지 않았는지 보십시오. / defect_rate_before is {float(business_value['defect_rate_before']):.3f}. Only class 1 is waste; are other classes in it, or is it the test table alone?"
_waste = test[test["quality"] == 1]
_out = float(np.mean([not bool(_v) for _v in inside(_waste, window)]))
assert abs(float(avoidable) - _out) < 0.005, f"avoidable이 {float(avoidable):.3f}입니다. 시험 표의 등급 1을 여러분의 윈도우로 다시 재면 다릅니다. 안과 밖이 바뀌지 않았는지 보십시오. / avoidable is {float(avoidable):.3f}; class 1 of the test table through your own window gives something else. Are inside and outside mixed up?"
assert abs(float(scrap_with(0.2, 0.5, 0.4)) - 0.16) < 1e-9, f"폐기율 20 %, 윈도우 밖 50 %, 그 가운데 40 %를 막는다고 하니 scrap_with가 {float(scrap_with(0.2, 0.5, 0.4)):.3f}입니다. 받은 세 값만 쓰는지, 곱하는 순서를 확인하십시오. / At 20 % scrap, 50 % of it outside, 40 % of that prevented, scrap_with says {float(scrap_with(0.2, 0.5, 0.4)):.3f}. Does it use the three values given? Check the terms."
_after = _before * (1 - ACCEPTED_SHARE * _out)
assert abs(float(business_value["defect_rate_after"]) - _after) < 0.002, f"defect_rate_after가 {float(business_value['defect_rate_after']):.3f}입니다. 걸러 낸 것을 모두 막았다고 셈하지 않았는지, 다른 공장의 절반을 옮기지 않았는지 보십시오. / defect_rate_after is {float(business_value['defect_rate_after']):.3f}. Was all that was sorted out counted as prevented, or another plant's half borrowed?"
_value = (_before - _after) * LENSES_PER_YEAR * COST_PER_LENS_KRW
assert abs(float(business_value["annual_value_krw"]) - _value) <= 0.01 * _value, f"연간 효과가 {float(business_value['annual_value_krw']):,.0f}원입니다. 여러분의 두 폐기율로 다시 계산하면 맞지 않습니다. 백분율로 곱하지 않았는지 보십시오. / The annual value is {float(business_value['annual_value_krw']):,.0f} KRW, which does not follow from your two rates. Were percentages multiplied?"
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 과제 7. 공장장에게 보내는 메시지 (15점, 강사 채점)
#
# 어느 범위로 시험 생산을 할지 공장장이 결정할 수 있도록 3~5문장으로 쓰십시오.
#
# | 채점 기준 | 5점 | 3점 | 0점 |
# |---|---|---|---|
# | 사실 | 순서를 지킨 성적과 윈도우의 순도를 숫자로 적었다 | 한쪽만 적었다 | 다음 달에도 96 %라고 약속했다 |
# | 정직함 | 며칠·한 대의 자료, 날짜 열이 없음, 윈도우가 원인의 증명이 아님 가운데 둘 이상을 밝혔다 | 하나만 밝혔다 | "이 값이면 목표 등급이 나온다"고 단정했다 |
# | 행동 | 누가 무엇을 언제 시험할지 한 가지를 제안했다 | 제안이 막연하다 | 제안이 없다 |

# %% [markdown] lang="en"
# ## Task 7. A message to the plant manager (15 points, graded by the instructor)
#
# In 3 to 5 sentences, so that the plant manager can decide on a trial.
#
# | Criterion | 5 points | 3 points | 0 points |
# |---|---|---|---|
# | Facts | The score in order and the purity of the window, in numbers | One of them | 96 % promised for next month |
# | Honesty | At least two of: a few days of one machine, no dates, the window proves no cause | One of them | "These values make the target class" |
# | Action | One trial: who, what, by when | A vague proposal | None |

# %% [markdown] grade_id="t7-written" role="written" points=15 lang="ko"
# ### BEGIN SOLUTION
# 등급 안의 순서를 지켜 뒷부분 30 %로 시험하니 깊이 3의 나무가 등급을 95 %, 숲이 98 % 맞혔습니다. 다만 한 사출기의 며칠 기록이고 날짜 열이 없어, 기록에 없는 날에는 더 낮을 수 있습니다. 사이클 시간 75.1–75.8초, 충전 시간 6.2–6.3초, 가소화 시간 3.3–5.0초 안에 든 시험 렌즈는 97 %가 목표 등급이었고, 목표 등급의 79 %가 이 안에 있었습니다. 이 범위는 목표 등급이 있던 곳일 뿐 원인이라는 증명은 아닙니다. 다음 주에 성형 반장이 이 범위로 200개를 시험 생산하고, 품질팀이 등급을 따로 판정해 같은 숫자가 나오는지 확인하면 좋겠습니다.
# ### END SOLUTION

# %% [markdown] grade_id="t7-written" role="written" points=15 lang="en"
# ### BEGIN SOLUTION
# Tested in order on the last 30 % of each class, a tree of depth 3 tells 95 % of the classes and a forest 98 %. It is a few days of one machine without dates; on days that are not in the record it may be less. Of the test lenses with a cycle time of 75.1 to 75.8 s, a time to fill of 6.2 to 6.3 s and a plasticizing time of 3.3 to 5.0 s, 97 % were of the target class, and 79 % of the target class lay in there. The window says where the target class was; it proves no cause. Next week the foreman should mould 200 lenses in this window, and quality judge them independently, to see whether the number holds.
# ### END SOLUTION

# %% [markdown] lang="ko"
# ## 정리
#
# 이제 다음을 할 수 있습니다.
#
# - 정렬된 파일이 교차검증을 어떻게 그르치는지 알아보고, 배우지 않은 답으로 자를 확인합니다.
# - 등급 안의 순서를 지켜 나누고, 한 기록 안의 성적이 기록 밖을 말해 주지 않는다는 것을 압니다.
# - 읽을 수 있는 나무와 숲의 차이를 값으로 말합니다.
# - 배운 표에서 품질 윈도우를 만들고, 시험 표의 순도만 약속합니다.
# - 며칠의 자료로 낸 폐기율을 며칠의 자료라고 적습니다.
#
# **1분 설문(채점하지 않습니다):** 이 실습은 현장에 ① 바로 쓸 수 있다 ② 고쳐서 쓸 수 있다 ③ 쓰기 어렵다. 가장 막힌 과제는 몇 번이었습니까?

# %% [markdown] lang="en"
# ## Recap
#
# You can now
#
# - see how a sorted file spoils cross-validation, and check the ruler with an answer that has learned nothing;
# - split in order within each class, and know that a score within one record tells nothing of the time after it;
# - tell the price of a readable tree beside a forest;
# - make a quality window from the learning table, and promise the purity of the test table only;
# - call a scrap rate from a few days what it is.
#
# **One-minute survey (not graded):** on your floor this lab is ① usable as it is ② usable with changes ③ hard to use. Which task held you up most?
