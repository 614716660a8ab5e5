# %% [markdown] lang="ko"
# {{header_card}}

# %% [markdown] lang="en"
# {{header_card}}

# %% [markdown] lang="ko"
# ## 현장 이야기
#
# 가공반장은 공구를 정해진 개수마다 갑니다. 아직 쓸 만한 공구를 버릴 때도 있고, 무뎌진 공구로 불량을 낼 때도 있습니다. 어느 업체가 "컨트롤러 신호만으로 마모를 **93 %** 맞힌다"며 모델을 가져왔습니다. 시험해 보니 정말 93 %가 나옵니다. 공장장은 계약서에 도장을 찍으려 합니다.
#
# 이 실습에서는 그 93 %가 어디서 왔는지 끝까지 캐묻습니다. 결론이 "이 자료로는 알 수 없다"일 수도 있습니다. 그 결론을 **증거와 함께** 말하는 것도 분석가의 일입니다.

# %% [markdown] lang="en"
# ## The story
#
# The machining foreman changes tools after a fixed count. Sometimes a good tool is thrown away, sometimes a dull one makes scrap. A vendor brings a model that "tells wear **93 %** of the time from the controller's signals alone". Tried out, it does reach 93 %. The plant manager is about to sign.
#
# In this lab you ask where that 93 % comes from until nothing is left to ask. The conclusion may be "this data can't tell". Saying so **with evidence** is an analyst's work too.

# %% [markdown] lang="ko"
# {{data_card}}
#
# 실험마다 공구 하나가 새것(`unworn`)이거나 마모된 것(`worn`)입니다. 한 실험 안에서는 라벨이 바뀌지 않습니다.

# %% [markdown] lang="en"
# {{data_card}}
#
# In every run the tool is either `unworn` or `worn`; within a run the label never changes.

# %% grade_id="setup" role="fixed"
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from ipywidgets import IntSlider, interact
from scipy.stats import binom
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import balanced_accuracy_score
from sklearn.model_selection import LeaveOneGroupOut, StratifiedKFold, cross_val_predict

from sandbox_data import load

cnc = load("cnc_tool_wear")
CONSTANT = ["Z1_CurrentFeedback", "Z1_DCBusVoltage", "Z1_OutputCurrent", "Z1_OutputVoltage", "S1_SystemInertia"]
SIGNALS = [column for column in cnc.columns if column[:3] in ("X1_", "Y1_", "Z1_", "S1_") and column not in CONSTANT]
FOREST = RandomForestClassifier(n_estimators=20, random_state=0, n_jobs=1)
print(f"{len(cnc):,} rows, {cnc['experiment'].nunique()} runs, {len(SIGNALS)} signals that vary")

# %% [markdown] lang="ko"
# ## 먼저 예상해 보기 (채점하지 않습니다)
#
# 왼쪽은 실험마다 행의 수, 오른쪽은 절삭 중 주축 전류의 분포입니다. 적어 보십시오.
#
# 1. 마모 여부를 가르는 데 쓸 수 있는 **독립된 관찰**은 몇 개입니까? 25,286개입니까, 18개입니까?
# 2. 주축 전류만 보고 어느 실험이 마모 공구였는지 말할 수 있겠습니까?

# %% [markdown] lang="en"
# ## Predict first (not graded)
#
# On the left the rows of each run, on the right the spindle current while cutting. Write down:
#
# 1. How many **independent observations** of wear are there: 25,286 or 18?
# 2. Could you say from the spindle current which runs had a worn tool?

# %%
label = cnc.groupby("experiment")["tool_condition"].first()
colours = ["tab:red" if condition == "worn" else "tab:green" for condition in label]
figure, axes = plt.subplots(1, 2, figsize=(12, 3.4))
axes[0].bar(label.index, cnc.groupby("experiment").size(), color=colours)
axes[0].set(xlabel="run (red: worn)", ylabel="rows", xticks=range(1, 19), title="18 runs")
shown = cnc[cnc["Machining_Process"].str.startswith("Layer")]
drawn = axes[1].boxplot([shown.loc[shown["experiment"] == run, "S1_CurrentFeedback"] for run in label.index], showfliers=False, patch_artist=True)
for box, colour in zip(drawn["boxes"], colours):
    box.set_facecolor(colour)
axes[1].set(xlabel="run", ylabel="spindle current, A", title="while cutting")
plt.tight_layout()
plt.show()

# %% [markdown] lang="ko"
# ## 과제 1. 행이 아니라 실험을 세기 (12점)
#
# - `runs`: 실험 번호를 index로 하는 표. 열은 `tool_condition`(그 실험의 라벨)과 `rows`(행의 수)
# - `cutting(table)`: 실제로 깎는 행만 남긴 표. `Machining_Process`가 `Layer`로 시작하는 행입니다.
# - `majority`: 모든 실험을 `worn`이라고만 말할 때 맞히는 **실험의 수**
# - `independent`: 마모 여부에 대한 독립된 관찰의 수
#
# <details><summary>힌트 1</summary><code>groupby("experiment").agg(tool_condition=("tool_condition", "first"), rows=(…, "size"))</code></details>
# <details><summary>힌트 2</summary>글자 열은 <code>.str.startswith("Layer")</code>로 고릅니다. 라벨은 실험마다 하나뿐입니다.</details>

# %% [markdown] lang="en"
# ## Task 1. Count runs, not rows (12 points)
#
# - `runs`: a table with the run's number as index and the columns `tool_condition` (its label) and `rows` (number of rows)
# - `cutting(table)`: the rows that really cut: those with a `Machining_Process` that starts with `Layer`
# - `majority`: **number of runs** told rightly by always saying `worn`
# - `independent`: number of independent observations of wear
#
# <details><summary>Hint 1</summary><code>groupby("experiment").agg(tool_condition=("tool_condition", "first"), rows=(…, "size"))</code></details>
# <details><summary>Hint 2</summary>Pick by <code>.str.startswith("Layer")</code>. A run has one label.</details>

# %% grade_id="t1-solution" role="solution"
def cutting(table):
    """깎는 행만 / the rows that cut"""
    ### BEGIN SOLUTION
    return table[table["Machining_Process"].str.startswith("Layer")]
    ### END SOLUTION


# runs = cnc.groupby("experiment").agg(tool_condition=("tool_condition", "____"), rows=("feedrate", "____"))
# majority = int((runs["tool_condition"] == "____").sum())
# independent = ____
### BEGIN SOLUTION
runs = cnc.groupby("experiment").agg(tool_condition=("tool_condition", "first"), rows=("feedrate", "size"))
majority = int((runs["tool_condition"] == "worn").sum())
independent = len(runs)
print(runs.T, majority, independent, sep="\n")
### END SOLUTION

# %% grade_id="t1-visible" role="check" points=4
assert "independent" in globals(), "[미작성 · not attempted] 과제 1의 independent가 아직 없습니다. 몇 번 관찰했는지 모르면 몇 % 맞혔다는 말에 뜻이 없습니다. 네 이름을 모두 만드십시오. / independent does not exist yet; a percentage means nothing without the number of observations. Make all four names."
assert isinstance(runs, pd.DataFrame) and {"tool_condition", "rows"} <= set(runs.columns), f"runs의 열이 {list(getattr(runs, 'columns', []))}입니다. 실험마다 라벨과 행의 수가 있어야 합니다. 열 이름을 확인하십시오. / runs has the columns {list(getattr(runs, 'columns', []))}; each run needs its label and its number of rows. Check the names."
assert 0 < len(cutting(cnc)) < len(cnc), f"cutting(cnc)가 {len(cutting(cnc)):,}행입니다. 준비와 이동에는 공구가 닿지 않습니다. 깎는 단계만 골랐는지 보십시오. / cutting(cnc) has {len(cutting(cnc)):,} rows. While preparing and moving the tool touches nothing; did you pick the cutting stages?"
print("OK")

# %% grade_id="t1-hidden" role="check" points=8
# 제출하면 다른 표로 더 확인합니다 / More is checked with other tables after you submit
### BEGIN HIDDEN TESTS
_cnc = load("cnc_tool_wear")
_size = _cnc.groupby("experiment").size()
assert sorted(int(_v) for _v in runs.index) == [int(_v) for _v in _size.index], f"runs의 실험 번호가 {sorted(int(_v) for _v in runs.index)}입니다. 한 행이 실험 하나여야 합니다. experiment로 묶었는지 보십시오. / runs holds the runs {sorted(int(_v) for _v in runs.index)}; one row is one run. Did you group by experiment?"
assert [int(runs["rows"].loc[_r]) for _r in _size.index] == [int(_v) for _v in _size], f"runs의 rows가 {[int(_v) for _v in runs['rows']]}입니다. 실험마다 행의 수를 다시 세면 다릅니다. size로 세었는지 보십시오. / rows of runs is {[int(_v) for _v in runs['rows']]}; counted again it is different. Did you count with size?"
_stages = ["Prep", "Layer 1 Up", "Repositioning", "Layer 9 Down", "end", "Starting"]
_small = pd.DataFrame({"Machining_Process": _stages, "at": [0, 1, 2, 3, 4, 5]}, index=[5, 4, 3, 2, 1, 0])
assert [int(_v) for _v in cutting(_small)["at"]] == [1, 3], f"{_stages}에서 cutting이 {[int(_v) for _v in cutting(_small)['at']]}번째를 골랐습니다. 'Layer'로 시작하는 단계는 번호가 달라도 모두 절삭입니다. / Of {_stages} cutting picks number {[int(_v) for _v in cutting(_small)['at']]}. Every stage that starts with 'Layer' cuts, whatever its number."
_worn = int((_cnc.groupby("experiment")["tool_condition"].first() == "worn").sum())
assert int(majority) == _worn, f"majority가 {majority}입니다. 늘 worn이라고 말해도 맞는 실험의 수가 출발선입니다. 행이 아니라 실험을 세었는지 보십시오. / majority is {majority}. The runs that 'always worn' tells rightly are where the race starts; did you count runs instead of rows?"
assert int(independent) == len(_size), f"independent가 {int(independent):,}입니다. 한 실험의 행들은 같은 공구를 되풀이해 본 것입니다. 라벨이 몇 번 새로 정해졌는지 세십시오. / independent is {int(independent):,}. The rows of a run look at one tool again and again. How many times was a label decided?"
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 과제 2. 섞은 시험과 실험을 빼는 시험 (17점)
#
# 업체처럼 먼저 행을 섞어 시험하고, 다음으로 **실험 하나를 통째로 빼고** 나머지로 배워 그 실험을 맞혀 봅니다.
#
# - `sample`: `cutting(cnc)`에서 첫 행부터 20행마다 하나 (`iloc[::20]`)
# - `random_accuracy(table, columns)`: `FOREST`를 `StratifiedKFold(5, shuffle=True, random_state=0)`로 예측한 균형 정확도
# - `run_prediction(table, columns)`: 실험을 하나씩 뺀 예측 (`LeaveOneGroupOut`). 표의 행 순서대로
# - `runs_right(predicted, table)`: 행의 **절반을 넘게** 맞힌 실험의 수
# - `random_all`, `grouped_all`, `right_all`: `sample`과 `SIGNALS`로 잰 섞은 균형 정확도, 실험을 뺀 균형 정확도, 맞힌 실험의 수
#
# <details><summary>힌트 1</summary><code>cross_val_predict(FOREST, table[columns], table["tool_condition"], cv=LeaveOneGroupOut(), groups=table["experiment"])</code></details>
# <details><summary>힌트 2</summary>맞았는지(True·False)를 실험별로 평균 내면 맞힌 행의 비율입니다.</details>

# %% [markdown] lang="en"
# ## Task 2. A shuffled test, and one that leaves a run out (17 points)
#
# Test first as the vendor did, with rows shuffled; then **leave one whole run out**, learn from the rest and tell that run.
#
# - `sample`: of `cutting(cnc)` every twentieth row from the first on (`iloc[::20]`)
# - `random_accuracy(table, columns)`: balanced accuracy of `FOREST` predicted by `StratifiedKFold(5, shuffle=True, random_state=0)`
# - `run_prediction(table, columns)`: predictions with one run left out at a time (`LeaveOneGroupOut`), in the order of the rows
# - `runs_right(predicted, table)`: number of runs with **more than half** of their rows told rightly
# - `random_all`, `grouped_all`, `right_all`: with `sample` and `SIGNALS` the shuffled balanced accuracy, the one with runs left out, and the runs told rightly
#
# <details><summary>Hint 1</summary><code>cross_val_predict(FOREST, table[columns], table["tool_condition"], cv=LeaveOneGroupOut(), groups=table["experiment"])</code></details>
# <details><summary>Hint 2</summary>The mean by run of True and False is the share of rows told rightly.</details>

# %% grade_id="t2-solution" role="solution"
def random_accuracy(table, columns):
    """섞은 5겹의 균형 정확도 / balanced accuracy by five shuffled folds"""
    ### BEGIN SOLUTION
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    predicted = cross_val_predict(FOREST, table[columns], table["tool_condition"], cv=folds)
    return float(balanced_accuracy_score(table["tool_condition"], predicted))
    ### END SOLUTION


def run_prediction(table, columns):
    """실험을 하나씩 뺀 예측 / predictions with one run left out at a time"""
    ### BEGIN SOLUTION
    return cross_val_predict(FOREST, table[columns], table["tool_condition"], cv=LeaveOneGroupOut(), groups=table["experiment"])
    ### END SOLUTION


def runs_right(predicted, table):
    """행의 절반을 넘게 맞힌 실험의 수 / number of runs with more than half of their rows right"""
    ### BEGIN SOLUTION
    right = pd.Series(np.asarray(predicted) == table["tool_condition"].to_numpy(), index=table.index)
    return int((right.groupby(table["experiment"]).mean() > 0.5).sum())
    ### END SOLUTION


### BEGIN SOLUTION
sample = cutting(cnc).iloc[::20]
random_all = random_accuracy(sample, SIGNALS)
told = run_prediction(sample, SIGNALS)
grouped_all = float(balanced_accuracy_score(sample["tool_condition"], told))
right_all = runs_right(told, sample)
print(f"shuffled {random_all:.3f}, runs left out {grouped_all:.3f}, {right_all} of {len(runs)} runs")
### END SOLUTION

# %% grade_id="t2-visible" role="check" points=4
assert "right_all" in globals(), "[미작성 · not attempted] 과제 2의 right_all이 아직 없습니다. 새 실험을 맞히는지 보아야 새 공구에 쓸 수 있습니다. 세 함수부터 완성하십시오. / right_all does not exist yet; only who tells a new run can be used on a new tool. Start with the three functions."
for _name in ("random_all", "grouped_all"):
    assert 0 <= float(globals()[_name]) <= 1, f"{_name}이(가) {float(globals()[_name]):.2f}입니다. 균형 정확도는 0과 1 사이입니다. 백분율이 아닌지 보십시오. / {_name} is {float(globals()[_name]):.2f}; a balanced accuracy lies between 0 and 1. Is it a percentage?"
assert 0 <= int(right_all) <= 18 and float(right_all) == int(right_all), f"right_all이 {right_all}입니다. 18개 실험 가운데 맞힌 개수여야 합니다. 비율이나 행의 수가 아닌지 보십시오. / right_all is {right_all}; it is a number of the 18 runs. Is it a share, or a number of rows?"
print("OK")

# %% grade_id="t2-functions" role="check" points=8
# 제출하면 다른 실험으로 확인합니다 / Checked with other runs after you submit
### BEGIN HIDDEN TESTS
_four = pd.DataFrame({"experiment": np.repeat([1, 2, 3, 4], 12), "tool_condition": np.repeat(["unworn", "worn", "unworn", "worn"], 12), "force": np.repeat([1.0, 2.0, 3.0, 4.0], 12), "dull": np.repeat([0.0, 1.0, 0.0, 1.0], 12)})
_seen = float(random_accuracy(_four, ["force"]))
assert _seen > 0.99, f"실험마다 값이 하나씩 정해진 표를 섞어 시험하니 {_seen:.2f}입니다. 섞은 시험은 실험을 외우므로 모두 맞혀야 합니다. 섞은 5겹인지, columns를 쓰는지 보십시오. / On a table where each run has one value of its own the shuffled test gives {_seen:.2f}. It knows every run, so it should tell all; are these five shuffled folds on columns?"
_flat = _four.assign(tool_condition=np.repeat(["worn", "worn", "unworn", "worn"], 12), force=1.0)
_blind = float(random_accuracy(_flat, ["force"]))
assert abs(_blind - 0.5) < 1e-9, f"아무것도 알려 주지 않는 열로 random_accuracy가 {_blind:.2f}입니다. 늘 worn이라고 말하면 균형 정확도는 0.5여야 합니다. 정확도를 쓰거나 정답과 예측의 자리를 바꾸지 않았는지 보십시오. / With a column that tells nothing random_accuracy is {_blind:.2f}. Always saying worn has a balanced accuracy of 0.5; is it plain accuracy, or are truth and prediction swapped?"
_told = list(run_prediction(_four, ["force"]))
assert all(_p != _t for _p, _t in zip(_told, _four["tool_condition"])), "같은 표에서 실험을 통째로 빼면 이웃 실험의 라벨만 남아 모두 틀려야 합니다. 맞힌 행이 있습니다. groups에 experiment를 주었는지 보십시오. / With whole runs left out, that table leaves only the neighbours' labels, and all must be wrong; some are right. Did you pass experiment as groups?"
_told = list(run_prediction(_four, ["dull"]))
assert all(_p == _t for _p, _t in zip(_told, _four["tool_condition"])), "마모를 그대로 적은 열을 주었는데도 빼낸 실험을 틀렸습니다. 받은 columns가 아닌 열을 쓰거나 행의 순서가 바뀌지 않았는지 보십시오. / Given a column that states the wear it still fails on runs left out. Does it use other columns than those given, or mix up the rows?"
_votes = pd.DataFrame({"experiment": [8, 9, 8, 9, 8, 7], "tool_condition": ["worn", "worn", "worn", "worn", "worn", "unworn"]}, index=[3, 1, 4, 0, 5, 9])
_count = int(runs_right(["worn", "worn", "unworn", "unworn", "worn", "worn"], _votes))
assert _count == 1, f"셋 중 둘, 둘 중 하나, 하나 중 없음을 맞힌 세 실험에서 runs_right가 {_count}입니다. 절반은 넘은 것이 아닙니다. 실험별 평균과 0.5를 견주는지 보십시오. / With two of three, one of two and none of one row right, runs_right says {_count}. Half is not more than half; compare the mean of each run with 0.5."
### END HIDDEN TESTS

# %% grade_id="t2-scores" role="check" points=5
# 제출하면 다시 계산해 비교합니다 / Recomputed after you submit
### BEGIN HIDDEN TESTS
_cnc = load("cnc_tool_wear")
_rows = _cnc[_cnc["Machining_Process"].astype(str).str.startswith("Layer")].iloc[::20]
_y = _rows["tool_condition"].astype(str)
def _predict(cv, groups=None):
    return cross_val_predict(RandomForestClassifier(n_estimators=20, random_state=0), _rows[SIGNALS], _y, cv=cv, groups=groups)
_mixed = float(balanced_accuracy_score(_y, _predict(StratifiedKFold(5, shuffle=True, random_state=0))))
assert abs(float(random_all) - _mixed) < 0.002, f"random_all이 {float(random_all):.3f}입니다. 20행마다 고른 절삭 행을 섞어 재면 다릅니다. 배운 행의 성적이 아닌지, sample을 썼는지 보십시오. / random_all is {float(random_all):.3f}; every twentieth cutting row, shuffled, gives something else. Is it the score of rows learned from, or of other rows?"
_out = _predict(LeaveOneGroupOut(), _rows["experiment"])
assert abs(float(grouped_all) - float(balanced_accuracy_score(_y, _out))) < 0.002, f"grouped_all이 {float(grouped_all):.3f}입니다. 실험을 하나씩 빼고 다시 재면 다릅니다. 섞은 시험과 바뀌지 않았는지 보십시오. / grouped_all is {float(grouped_all):.3f}; with one run left out at a time it is not. Is it mixed up with the shuffled test?"
_votes = pd.Series(np.asarray(_out) == _y.to_numpy()).groupby(_rows["experiment"].to_numpy()).mean()
assert int(right_all) == int((_votes > 0.5).sum()), f"right_all이 {int(right_all)}입니다. 실험을 뺀 예측으로 세어야 합니다. 섞은 예측을 넣지 않았는지 보십시오. / right_all is {int(right_all)}; it is counted on the predictions with runs left out. Were the shuffled ones used?"
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 과제 3. 누설 찾기 (18점)
#
# 실험을 빼도 잘 맞습니다. 그런데 **신호가 마모를 알 리 없는 곳**이 섞여 있다면 어떻습니까? Z축 **지령** 위치를 보십시오. 지령은 깎기 전에 정해집니다.
#
# - `lowest_z(table)`: 실험별로 절삭 중(`cutting`) `Z1_CommandPosition`의 가장 작은 값 (Series, mm)
# - `tenths(values)`: 소수 첫째 자리 숫자 (정수의 Series). 27.5 → 5
# - `leak_right`: "소수 첫째 자리가 7이면 `worn`"이라는 규칙이 맞힌 실험의 수
# - `why`: 이 숫자가 마모를 맞히는 까닭
#   - A: 공구가 닳으면 컨트롤러가 지령 깊이를 0.2 mm 바꾼다. 그러므로 마모의 증거로 쓸 수 있다.
#   - B: 지령 위치는 깎기 전 **준비할 때** 정해진다. 이 숫자는 그 실험을 어떻게 준비했는지를 말할 뿐, 다른 공구에는 통하지 않는다.
#   - C: 열여덟 번 가운데 열여덟 번은 우연히도 흔히 나온다.
# - `allowed(columns)`: 받은 이름 가운데 **써도 되는 신호**의 목록. `X1_`, `Y1_`, `Z1_`, `S1_`로 시작하고 이름에 `Position`이 없는 것만(받은 순서대로). `M1_`(프로그램 번호·줄 번호)과 실험 조건은 실험의 이름표와 같으므로 뺍니다.
#
# <details><summary>힌트 1</summary><code>(값 * 10).round()</code>을 정수로 바꾸고 10으로 나눈 나머지(<code>% 10</code>)가 소수 첫째 자리입니다.</details>
# <details><summary>힌트 2</summary>규칙이 말하는 것과 <code>runs["tool_condition"]</code>이 같은 실험을 세십시오.</details>

# %% [markdown] lang="en"
# ## Task 3. Hunt the leak (18 points)
#
# Even with runs left out it does well. But what if there are **places that can't know of wear** among the signals? Look at the **commanded** position of the Z axis: a command is fixed before anything is cut.
#
# - `lowest_z(table)`: by run, the smallest `Z1_CommandPosition` while cutting (`cutting`), a Series in mm
# - `tenths(values)`: the first digit after the point (a Series of integers), 27.5 → 5
# - `leak_right`: runs told rightly by the rule "digit 7 means `worn`"
# - `why`: why this digit tells the wear
#   - A: when a tool wears, the controller changes the commanded depth by 0.2 mm, so it is evidence of wear.
#   - B: the command is fixed **when the run is set up**, before cutting. The digit tells how that run was prepared; it says nothing of another tool.
#   - C: eighteen out of eighteen happens easily by chance.
# - `allowed(columns)`: of the names given, the **signals that may be used**: those that start with `X1_`, `Y1_`, `Z1_` or `S1_` and have no `Position` in their name (in the order given). `M1_` (numbers of programs and lines) and the settings of a run are as good as its name, so they go.
#
# <details><summary>Hint 1</summary><code>(values * 10).round()</code> as an integer, and the rest after division by 10 (<code>% 10</code>).</details>
# <details><summary>Hint 2</summary>Count the runs where what the rule says equals <code>runs["tool_condition"]</code>.</details>

# %% grade_id="t3-solution" role="solution"
def lowest_z(table):
    """실험별 절삭 중 가장 낮은 Z 지령 (mm) / by run the lowest commanded Z while cutting, mm"""
    ### BEGIN SOLUTION
    return cutting(table).groupby("experiment")["Z1_CommandPosition"].min()
    ### END SOLUTION


def tenths(values):
    """소수 첫째 자리 / the first digit after the point"""
    ### BEGIN SOLUTION
    return (values * 10).round().astype(int) % 10
    ### END SOLUTION


def allowed(columns):
    """써도 되는 신호 / the signals that may be used"""
    ### BEGIN SOLUTION
    return [column for column in columns if column[:3] in ("X1_", "Y1_", "Z1_", "S1_") and "Position" not in column]
    ### END SOLUTION


### BEGIN SOLUTION
digits = tenths(lowest_z(cnc))
leak_right = int(((digits == 7) == (runs["tool_condition"] == "worn")).sum())
why = "B"
print(f"{leak_right} of {len(runs)} runs by one digit; {len(allowed(SIGNALS))} of {len(SIGNALS)} signals may be used")
### END SOLUTION

# %% grade_id="t3-visible" role="check" points=4
assert "why" in globals(), "[미작성 · not attempted] 과제 3의 why가 아직 없습니다. 왜 맞는지 모르는 모델은 언제 틀릴지도 모릅니다. lowest_z부터 완성하십시오. / why does not exist yet; of a model that is right for unknown reasons nobody knows when it is wrong. Start with lowest_z."
_z = lowest_z(cnc)
assert isinstance(_z, pd.Series) and len(_z) == 18, f"lowest_z(cnc)가 {type(_z).__name__}이고 길이가 {np.size(_z)}입니다. 실험마다 값이 하나씩이어야 견줄 수 있습니다. experiment로 묶었는지 보십시오. / lowest_z(cnc) is a {type(_z).__name__} of length {np.size(_z)}; each run takes one value. Did you group by experiment?"
assert why in ("A", "B", "C"), f"why가 {why!r}입니다. 까닭을 정해야 무엇을 뺄지 정합니다. \"A\", \"B\", \"C\" 가운데 하나로 적으십시오. / why is {why!r}; what must go follows from it. Write \"A\", \"B\" or \"C\"."
assert isinstance(allowed(SIGNALS), list) and len(allowed(SIGNALS)) > 0, f"allowed(SIGNALS)가 {type(allowed(SIGNALS)).__name__}입니다. 남은 신호의 목록이 있어야 다시 잽니다. list로 돌려주십시오. / allowed(SIGNALS) is a {type(allowed(SIGNALS)).__name__}; the signals that remain are needed as a list."
print("OK")

# %% grade_id="t3-leak" role="check" points=8
# 제출하면 다른 실험으로 확인합니다 / Checked with other runs after you submit
### BEGIN HIDDEN TESTS
_small = pd.DataFrame({"experiment": [2, 2, 2, 5, 5], "Machining_Process": ["Prep", "Layer 1 Up", "Layer 2 Up", "Layer 1 Up", "Repositioning"], "Z1_CommandPosition": [1.0, 30.3, 29.9, 40.0, 2.0]}, index=[4, 3, 2, 1, 0])
_z = lowest_z(_small)
assert abs(float(_z.loc[2]) - 29.9) < 1e-9 and abs(float(_z.loc[5]) - 40.0) < 1e-9, f"절삭 중 가장 낮은 값이 29.9와 40.0인 두 실험에서 lowest_z가 {[float(_v) for _v in _z]}입니다. 준비나 이동 중의 값을 넣으면 깎은 깊이가 아닙니다. / Of two runs that cut down to 29.9 and 40.0, lowest_z says {[float(_v) for _v in _z]}. Values while preparing or moving are no depth of cut."
_digits = [int(_v) for _v in tenths(pd.Series([27.5, 27.7, 29.699999, 30.0, 8.16]))]
assert _digits == [5, 7, 7, 0, 2], f"27.5, 27.7, 29.699999, 30.0, 8.16에서 tenths가 {_digits}입니다. 컴퓨터의 소수는 조금씩 어긋나므로 잘라 내지 말고 반올림하십시오. / Of 27.5, 27.7, 29.699999, 30.0 and 8.16, tenths says {_digits}. Decimals are never quite exact in a computer: round instead of cutting off."
_cnc = load("cnc_tool_wear")
_cut = _cnc[_cnc["Machining_Process"].astype(str).str.startswith("Layer")]
_rule = (_cut.groupby("experiment")["Z1_CommandPosition"].min() * 10).round().astype(int) % 10 == 7
_right = int((_rule == (_cnc.groupby("experiment")["tool_condition"].first() == "worn")).sum())
assert int(leak_right) == _right, f"leak_right가 {int(leak_right)}입니다. 규칙이 말하는 것과 라벨이 같은 실험을 다시 세면 다릅니다. 한쪽 라벨만 세지 않았는지 보십시오. / leak_right is {int(leak_right)}; counting the runs where rule and label agree gives something else. Was only one of the labels counted?"
### END HIDDEN TESTS

# %% grade_id="t3-allowed" role="check" points=4
# 제출하면 다른 이름들로 확인합니다 / Checked with other names after you submit
### BEGIN HIDDEN TESTS
_names = ["S1_OutputPower", "Z1_CommandPosition", "feedrate", "M1_CURRENT_FEEDRATE", "X1_ActualPosition", "X1_CurrentFeedback", "tool_condition", "experiment", "Y1_CommandVelocity", "passed_visual_inspection"]
_kept = [str(_v) for _v in allowed(_names)]
_leaky = [_n for _n in _kept if "Position" in _n or _n[:3] not in ("X1_", "Y1_", "Z1_", "S1_")]
assert not _leaky, f"allowed가 {_leaky}을(를) 남겼습니다. 위치와 프로그램, 실험 조건은 어느 실험인지를 알려 줍니다. 남기면 누설도 남습니다. / allowed keeps {_leaky}. Positions, programs and settings tell which run it is; with them the leak stays."
assert _kept == ["S1_OutputPower", "X1_CurrentFeedback", "Y1_CommandVelocity"], f"allowed가 {_kept}을(를) 돌려주었습니다. 전류, 전력, 속도처럼 마모에 반응할 수 있는 신호까지 버리면 시험이 되지 않습니다. 조건을 확인하십시오. / allowed returns {_kept}. Without current, power and velocity, which may feel wear, nothing is left to test; check the condition."
### END HIDDEN TESTS

# %% grade_id="t3-why" role="check" points=2
# 제출하면 확인합니다 / Checked after you submit
### BEGIN HIDDEN TESTS
assert why == "B", f"why를 {why!r}로 골랐습니다. 지령은 깎기 전에 프로그램과 공구 길이 보정으로 정해집니다. 그때 공구의 날이 무엇을 알려 줄 수 있는지, 동전 열여덟 개가 모두 앞면일 확률이 얼마인지 생각해 보십시오. / You chose {why!r}. A command is fixed by the program and the tool offset before cutting. What could the edge have told by then, and how often do eighteen coins all show heads?"
### END HIDDEN TESTS

# %%
z = lowest_z(cnc)
figure, axis = plt.subplots(figsize=(9, 3.2))
for condition, colour in (("unworn", "tab:green"), ("worn", "tab:red")):
    chosen = z[runs["tool_condition"] == condition]
    axis.plot(chosen.index, chosen, "o", ms=9, c=colour, label=condition)
axis.set(xlabel="run", xticks=range(1, 19), ylabel="lowest commanded Z, mm", title="0.2 mm that no tool can know")
axis.grid(axis="y", alpha=0.4)
axis.legend(loc="center left", bbox_to_anchor=(1, 0.5))
plt.tight_layout()
plt.show()

# %% [markdown] lang="ko"
# ## 과제 4. 누설 없이 다시 재기 (16점)
#
# 이제 써도 되는 신호만으로 재겠습니다. 한 행(0.1초)보다 **5초 구간**의 평균과 흔들림이 낫습니다.
#
# - `windows(table, length, columns)`: 실험마다 처음부터 `length`행씩 자른 구간의 표. 구간마다 `experiment`, `tool_condition`, 그리고 열마다 `이름_mean`, `이름_std`. 끝에 남는 짧은 구간은 버립니다. index는 0부터 새로 매깁니다.
# - `pieces`: `windows(cutting(cnc), LENGTH, allowed(SIGNALS))`
# - `FEATURES`: `pieces`의 열 가운데 `experiment`와 `tool_condition`을 뺀 목록
# - `random_honest`, `grouped_honest`, `right_honest`: `pieces`와 `FEATURES`로 과제 2처럼 잰 세 값
# - `gap` = `random_honest` − `grouped_honest`
#
# <details><summary>힌트 1</summary>구간 번호는 <code>table.groupby("experiment").cumcount() // length</code>입니다.</details>
# <details><summary>힌트 2</summary><code>groups = table.groupby(["experiment", number])</code>, <code>groups[columns].agg(["mean", "std"])</code>, 구간의 길이는 <code>groups.size()</code></details>

# %% [markdown] lang="en"
# ## Task 4. Measured again without the leak (16 points)
#
# Now with the allowed signals only. Mean and spread over **windows of 5 seconds** tell more than a row of 0.1 s.
#
# - `windows(table, length, columns)`: a table of pieces of `length` rows, cut from the start of each run. Each has `experiment`, `tool_condition`, and for every column `name_mean` and `name_std`. The short rest of a run is dropped; the index is numbered anew from 0.
# - `pieces`: `windows(cutting(cnc), LENGTH, allowed(SIGNALS))`
# - `FEATURES`: the columns of `pieces` without `experiment` and `tool_condition`, as a list
# - `random_honest`, `grouped_honest`, `right_honest`: the three values of task 2 for `pieces` and `FEATURES`
# - `gap` = `random_honest` − `grouped_honest`
#
# <details><summary>Hint 1</summary>The number of a piece is <code>table.groupby("experiment").cumcount() // length</code>.</details>
# <details><summary>Hint 2</summary><code>groups = table.groupby(["experiment", number])</code>, <code>groups[columns].agg(["mean", "std"])</code>; the length of a piece is <code>groups.size()</code>.</details>

# %% grade_id="length" role="fixed"
LENGTH = 50

# %% grade_id="t4-solution" role="solution"
def windows(table, length, columns):
    """구간마다 평균과 흔들림 / mean and spread of every window"""
    ### BEGIN SOLUTION
    number = (table.groupby("experiment").cumcount() // length).rename("number")
    groups = table.groupby(["experiment", number])
    made = groups[columns].agg(["mean", "std"])
    made.columns = ["_".join(pair) for pair in made.columns]
    made["tool_condition"] = groups["tool_condition"].first()
    return made[groups.size() == length].reset_index().drop(columns="number")
    ### END SOLUTION


### BEGIN SOLUTION
pieces = windows(cutting(cnc), LENGTH, allowed(SIGNALS))
FEATURES = [column for column in pieces.columns if column not in ("experiment", "tool_condition")]
random_honest = random_accuracy(pieces, FEATURES)
told = run_prediction(pieces, FEATURES)
grouped_honest = float(balanced_accuracy_score(pieces["tool_condition"], told))
right_honest = runs_right(told, pieces)
gap = random_honest - grouped_honest
print(f"{len(pieces)} windows: shuffled {random_honest:.3f}, runs left out {grouped_honest:.3f}, gap {gap:.3f}, {right_honest} of {len(runs)} runs")
### END SOLUTION

# %% grade_id="t4-visible" role="check" points=4
assert "gap" in globals(), "[미작성 · not attempted] 과제 4의 gap이 아직 없습니다. 누설을 빼고 남는 것이 진짜 실력입니다. windows부터 완성하십시오. / gap does not exist yet; what is left without the leak is the real ability. Start with windows."
assert isinstance(pieces, pd.DataFrame) and {"experiment", "tool_condition", "S1_OutputPower_mean", "S1_OutputPower_std"} <= set(pieces.columns), f"pieces의 열이 {list(getattr(pieces, 'columns', []))[:4]} …입니다. 실험과 라벨, 이름_mean과 이름_std가 있어야 합니다. 열 이름을 확인하십시오. / pieces has the columns {list(getattr(pieces, 'columns', []))[:4]} …; it needs the run, the label, and name_mean and name_std. Check the names."
assert not [_n for _n in FEATURES if "Position" in _n or _n in ("experiment", "tool_condition")], "FEATURES에 위치나 라벨이 남아 있습니다. 답을 알려 주는 열이 있으면 시험이 아닙니다. allowed를 썼는지 보십시오. / FEATURES still holds positions or the label; a column that tells the answer spoils the test. Did you use allowed?"
print("OK")

# %% grade_id="t4-windows" role="check" points=7
# 제출하면 다른 표로 확인합니다 / Checked with other tables after you submit
### BEGIN HIDDEN TESTS
_small = pd.DataFrame({"experiment": [3, 3, 3, 3, 3, 1, 1, 1], "tool_condition": ["worn"] * 5 + ["unworn"] * 3, "p": [1.0, 3.0, 5.0, 9.0, 100.0, 2.0, 2.0, 50.0], "q": [0.0] * 8}, index=[10, 11, 12, 13, 14, 15, 16, 17])
_made = windows(_small, 2, ["p"])
assert len(_made) == 3, f"5행과 3행인 두 실험을 2행씩 자르니 구간이 {len(_made)}개입니다. 두 실험에 걸치거나 끝의 짧은 구간이 남으면 섞인 값이 됩니다. / Two runs of 5 and 3 rows in pieces of 2 make {len(_made)} windows. A piece over two runs, or a short rest, mixes values."
_found = sorted((int(_e), round(float(_m), 3), round(float(_s), 3)) for _e, _m, _s in zip(_made["experiment"], _made["p_mean"], _made["p_std"]))
assert _found == [(1, 2.0, 0.0), (3, 2.0, 1.414), (3, 7.0, 2.828)], f"같은 표의 (실험, 평균, 흔들림)이 {_found}입니다. 표준편차(std)인지, 실험의 첫 행부터 잘랐는지 보십시오. / (run, mean, spread) of the same table is {_found}. Is the spread a standard deviation (std), and does the cut begin at the first row of a run?"
assert "q_mean" not in _made.columns, "columns에 없는 열까지 계산했습니다. 뺀 신호가 되돌아옵니다. 받은 columns만 쓰십시오. / It computes columns that were not asked for, and banned signals come back. Use only the columns given."
assert {(int(_e), str(_c)) for _e, _c in zip(_made["experiment"], _made["tool_condition"])} == {(1, "unworn"), (3, "worn")}, "구간의 라벨이 실험의 라벨과 다릅니다. 라벨이 어긋나면 뒤의 모든 값이 뜻을 잃습니다. / A window's label is not that of its run; with that all that follows means nothing."
### END HIDDEN TESTS

# %% grade_id="t4-scores" role="check" points=5
# 제출하면 여러분의 구간으로 다시 계산합니다 / Recomputed from your own windows after you submit
### BEGIN HIDDEN TESTS
_names = [str(_n) for _n in FEATURES]
_y = pieces["tool_condition"].astype(str)
def _predict(cv, groups=None):
    return cross_val_predict(RandomForestClassifier(n_estimators=20, random_state=0), pieces[_names], _y, cv=cv, groups=groups)
_mixed = float(balanced_accuracy_score(_y, _predict(StratifiedKFold(5, shuffle=True, random_state=0))))
assert abs(float(random_honest) - _mixed) < 0.002, f"random_honest가 {float(random_honest):.3f}입니다. 여러분의 구간을 섞어 다시 재면 다릅니다. 과제 2의 값을 옮기지 않았는지 보십시오. / random_honest is {float(random_honest):.3f}; your own windows, shuffled, give something else. Is it a value of task 2?"
_out = _predict(LeaveOneGroupOut(), pieces["experiment"])
_fair = float(balanced_accuracy_score(_y, _out))
assert abs(float(grouped_honest) - _fair) < 0.002, f"grouped_honest가 {float(grouped_honest):.3f}입니다. 실험을 하나씩 빼고 다시 재면 다릅니다. 섞은 시험의 값이 아닌지 보십시오. / grouped_honest is {float(grouped_honest):.3f}; with one run left out at a time it is not. Is it the shuffled value?"
_votes = int((pd.Series(np.asarray(_out) == _y.to_numpy()).groupby(pieces["experiment"].to_numpy()).mean() > 0.5).sum())
assert int(right_honest) == _votes, f"right_honest가 {int(right_honest)}입니다. 실험을 뺀 예측으로 다시 세면 다릅니다. / right_honest is {int(right_honest)}; counted again with runs left out it is different."
assert abs(float(gap) - (float(random_honest) - float(grouped_honest))) < 1e-6, f"gap이 {float(gap):.3f}입니다. 여러분의 두 값의 차이여야 합니다. 빼는 순서를 확인하십시오. / gap is {float(gap):.3f}; it is the difference of your two values. Check the order."
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 과제 5. 라벨을 바꿔 단 실험 (12점)
#
# 누설을 빼도 섞은 시험은 우연(0.5)보다 높습니다. 마모를 조금은 아는 것일까요? **실험들의 라벨을 서로 바꿔 달아** 봅니다. 이제 라벨은 마모와 아무 상관이 없습니다.
#
# - `permuted(table, seed)`: 실험 번호 순서로 놓은 라벨을 `np.random.default_rng(seed).permutation(...)`으로 바꿔 단 새 표. 한 실험 안에서는 라벨이 같아야 하고, 받은 표는 그대로 둡니다.
# - `permuted_scores`: 씨앗 0, 1, 2로 바꿔 단 `pieces`의 `random_accuracy` 목록
# - `recognises`: 섞은 시험에서 모델이 알아보는 것
#   - A: 마모된 날이 내는 소리
#   - B: **어느 실험인지**. 같은 실험의 이웃 구간을 외운다.
#   - C: 아무것도 아니다. 0.7은 우연이다.
#
# <details><summary>힌트 1</summary><code>labels = table.groupby("experiment")["tool_condition"].first()</code>가 실험 번호 순서의 라벨입니다.</details>
# <details><summary>힌트 2</summary>바꾼 값으로 Series를 만들고 <code>table["experiment"].map(…)</code>을 <code>table.assign(tool_condition=…)</code>에 넣습니다.</details>

# %% [markdown] lang="en"
# ## Task 5. Runs with exchanged labels (12 points)
#
# Without the leak the shuffled test is still above chance (0.5). Does it know something of wear? **Exchange the labels between runs**: now they have nothing to do with wear.
#
# - `permuted(table, seed)`: a new table with the labels, in the order of the runs' numbers, exchanged by `np.random.default_rng(seed).permutation(...)`. Within a run the label stays one; the table given is left alone.
# - `permuted_scores`: list of `random_accuracy` of `pieces` exchanged with the seeds 0, 1, 2
# - `recognises`: what the model recognises in the shuffled test
#   - A: the sound of a worn edge
#   - B: **which run it is**: it has learned neighbouring windows of the same run by heart.
#   - C: nothing; 0.7 is chance.
#
# <details><summary>Hint 1</summary><code>labels = table.groupby("experiment")["tool_condition"].first()</code> is in the order of the runs' numbers.</details>
# <details><summary>Hint 2</summary>Make a Series of the exchanged values and put <code>table["experiment"].map(…)</code> into <code>table.assign(tool_condition=…)</code>.</details>

# %% grade_id="t5-solution" role="solution"
def permuted(table, seed):
    """실험의 라벨을 서로 바꾼 표 / a table with labels exchanged between runs"""
    ### BEGIN SOLUTION
    labels = table.groupby("experiment")["tool_condition"].first()
    mixed = pd.Series(np.random.default_rng(seed).permutation(labels.to_numpy()), index=labels.index)
    return table.assign(tool_condition=table["experiment"].map(mixed))
    ### END SOLUTION


### BEGIN SOLUTION
permuted_scores = [random_accuracy(permuted(pieces, seed), FEATURES) for seed in (0, 1, 2)]
recognises = "B"
print([round(score, 3) for score in permuted_scores])
### END SOLUTION

# %% grade_id="t5-visible" role="check" points=3
assert "recognises" in globals(), "[미작성 · not attempted] 과제 5의 recognises가 아직 없습니다. 모델이 무엇을 알아보는지 알아야 믿을지 정합니다. permuted부터 완성하십시오. / recognises does not exist yet; what the model recognises decides whether to trust it. Start with permuted."
assert isinstance(permuted_scores, list) and len(permuted_scores) == 3, f"permuted_scores가 {permuted_scores!r}입니다. 한 번은 우연일 수 있습니다. 세 씨앗의 목록으로 만드십시오. / permuted_scores is {permuted_scores!r}; once may be chance. Make it a list for three seeds."
assert recognises in ("A", "B", "C"), f"recognises가 {recognises!r}입니다. \"A\", \"B\", \"C\" 가운데 하나여야 보고할 말이 정해집니다. / recognises is {recognises!r}; what you report follows from \"A\", \"B\" or \"C\"."
print("OK")

# %% grade_id="t5-hidden" role="check" points=7
# 제출하면 다른 표로 확인합니다 / Checked with other tables after you submit
### BEGIN HIDDEN TESTS
_small = pd.DataFrame({"experiment": np.repeat([9, 2, 4, 7, 5, 1], 3), "tool_condition": np.repeat(["worn", "unworn", "worn", "unworn", "worn", "unworn"], 3), "p": np.arange(18.0)}, index=np.arange(18) + 50)
_before = [str(_v) for _v in _small["tool_condition"]]
_new = permuted(_small, 4)
_labels = _new.groupby("experiment")["tool_condition"]
assert len(_new) == 18 and int(_labels.nunique().max()) == 1, "한 실험 안에 두 라벨이 생겼습니다. 행마다 섞으면 실험을 외우는지 볼 수 없습니다. 실험의 라벨을 바꾸십시오. / A run has two labels now. Mixed row by row it can't show whether runs are learned by heart; exchange the labels of runs."
_count = int((_labels.first().astype(str) == "worn").sum())
assert _count == 3, f"마모 실험이 3개였는데 바꾼 뒤 {_count}개입니다. 새로 뽑지 말고 있는 라벨을 서로 바꾸어야 합니다. / There were 3 worn runs, and {_count} after the exchange. Labels are exchanged, not drawn anew."
# The call above passes this very seed.
_order = pd.Series(np.random.default_rng(4).permutation(np.array(["unworn", "unworn", "worn", "worn", "unworn", "worn"], dtype=object)), index=[1, 2, 4, 5, 7, 9])  # seed: fixed
assert [str(_v) for _v in _labels.first()] == [str(_v) for _v in _order], f"씨앗 4로 바꾼 라벨이 {[str(_v) for _v in _labels.first()]}입니다. 실험 번호 순서로 놓고 받은 seed로 한 번 섞으십시오. / With seed 4 the labels are {[str(_v) for _v in _labels.first()]}. In the order of the runs' numbers, mix them once with the seed given."
assert [str(_v) for _v in _new["experiment"]] == [str(_v) for _v in _small["experiment"]] and [float(_v) for _v in _new["p"]] == list(range(18)), "라벨이 아닌 열이나 행의 순서가 바뀌었습니다. 라벨만 바뀌어야 신호를 외우는지 알 수 있습니다. / Other columns or the order of rows changed. Only labels may, or it does not show what the signals give away."
_right = [float(random_accuracy(permuted(pieces, _s), FEATURES)) for _s in (0, 1, 2)]
assert np.allclose([float(_v) for _v in permuted_scores], _right, atol=1e-6), f"permuted_scores가 {[round(float(_v), 3) for _v in permuted_scores]}입니다. 여러분의 함수로 다시 재면 {[round(_v, 3) for _v in _right]}입니다. 씨앗 0, 1, 2를 차례로 썼는지 보십시오. / permuted_scores is {[round(float(_v), 3) for _v in permuted_scores]}; your own functions give {[round(_v, 3) for _v in _right]}. Were the seeds 0, 1, 2 used in turn?"
### END HIDDEN TESTS

# %% grade_id="t5-recognises" role="check" points=2
# 제출하면 확인합니다 / Checked after you submit
### BEGIN HIDDEN TESTS
assert recognises == "B", f"recognises를 {recognises!r}로 골랐습니다. 마모와 상관없는 라벨에서도 섞은 시험은 {[round(float(_v), 2) for _v in permuted_scores]}이 나왔습니다. 라벨이 뜻을 잃어도 남는 것이 무엇인지 생각해 보십시오. / You chose {recognises!r}. With labels that have nothing to do with wear the shuffled test still reached {[round(float(_v), 2) for _v in permuted_scores]}. What is left when the labels mean nothing?"
### END HIDDEN TESTS

# %%
figure, axis = plt.subplots(figsize=(8, 3.2))
bars = {"vendor: rows shuffled, all signals": random_all, "shuffled, no positions": random_honest, "shuffled, labels exchanged": float(np.mean(permuted_scores)), "runs left out, no positions": grouped_honest}
axis.barh(list(bars), list(bars.values()), color=["tab:red", "tab:orange", "tab:gray", "tab:green"])
for place, value in enumerate(bars.values()):
    axis.text(value + 0.01, place, f"{value:.2f}", va="center")
axis.axvline(0.5, c="black", ls="--", lw=1)
axis.set(xlim=(0, 1.1), xlabel="balanced accuracy (dashed: chance)")
axis.invert_yaxis()
plt.tight_layout()
plt.show()

# %% [markdown] lang="ko"
# ## 과제 6. 말해도 되는 것과 돈 (10점)
#
# 실험이 18개뿐이면 몇 개를 맞혀야 우연이 아니라고 말할 수 있습니까? 아래 막대를 움직여 보십시오.
#
# - `needed(count, chance, level)`: `count`번 가운데 **그만큼 또는 더 많이** 우연히 맞힐 확률이 `level`보다 작은 가장 작은 수. 다 맞혀도 모자라면 `None`
# - `enough`: `needed(18, majority / 18, 0.05)`
# - `verdict`: A 공구 교체에 바로 쓴다 · B 이 자료로는 새 공구의 마모를 알 수 없다, 시험 가공이 먼저다 · C 신호 38개를 하나씩 써 보고 가장 많이 맞힌(13개) 것을 쓴다
# - `change_value(right, majority, count)`: 늘 가는 것과 견준 한 해의 효과(원). (`right` − `majority`) ÷ `count` × `CHANGES_PER_YEAR` × `COST_OF_WRONG_CALL_KRW`. 손해면 음수입니다.
# - `business_value`: 키 여섯 개. 가동률과 불량률은 `None`, `annual_value_krw`는 `right_honest`로 구한 `change_value`, `assumptions`는 문장 3개 이상
#
# <details><summary>힌트 1</summary>k개 이상 맞힐 확률은 <code>binom.sf(k - 1, count, chance)</code>입니다.</details>
# <details><summary>힌트 2</summary>업체의 값이 아니라 누설을 뺀 <code>right_honest</code>로 계산하십시오.</details>

# %% [markdown] lang="en"
# ## Task 6. What may be claimed, and money (10 points)
#
# With 18 runs, how many must be right before it is more than luck? Move the slider below.
#
# - `needed(count, chance, level)`: the smallest number such that **that many or more** right by luck, out of `count`, is less probable than `level`. `None` if even all right is not enough
# - `enough`: `needed(18, majority / 18, 0.05)`
# - `verdict`: A use it for tool changes now · B this data can't tell the wear of a new tool, a trial comes first · C try 38 signals one by one and use the one with most right (13)
# - `change_value(right, majority, count)`: KRW a year compared with always changing: (`right` − `majority`) ÷ `count` × `CHANGES_PER_YEAR` × `COST_OF_WRONG_CALL_KRW`; a loss is negative
# - `business_value`: six keys. Operating and defect rates are `None`, `annual_value_krw` is `change_value` with `right_honest`, `assumptions` at least 3 sentences
#
# <details><summary>Hint 1</summary>The probability of k or more right is <code>binom.sf(k - 1, count, chance)</code>.</details>
# <details><summary>Hint 2</summary>Compute with <code>right_honest</code>, without the leak, not with the vendor's value.</details>

# %% grade_id="assumed" role="fixed"
CHANGES_PER_YEAR = 1_500
COST_OF_WRONG_CALL_KRW = 60_000

# %%
def luck(right=13):
    """우연히 이만큼 또는 더 맞힐 확률 / the probability of that many or more by luck"""
    chances = [binom.pmf(number, 18, 10 / 18) for number in range(19)]
    figure, axis = plt.subplots(figsize=(8, 2.8))
    axis.bar(range(19), chances, color=["tab:red" if number >= right else "tab:gray" for number in range(19)])
    axis.set(xlabel="runs right by luck, of 18", xticks=range(19), title=f"{right} or more: {binom.sf(right - 1, 18, 10 / 18):.3f}")
    plt.show()


luck()
interact(luck, right=IntSlider(13, 8, 18));

# %% grade_id="t6-solution" role="solution"
def needed(count, chance, level):
    """우연이 아니라고 말할 가장 작은 수 / the smallest number that is more than luck"""
    ### BEGIN SOLUTION
    return next((number for number in range(count + 1) if binom.sf(number - 1, count, chance) < level), None)
    ### END SOLUTION


def change_value(right, majority, count):
    """한 해의 효과 (원) / KRW a year"""
    ### BEGIN SOLUTION
    return (right - majority) / count * CHANGES_PER_YEAR * COST_OF_WRONG_CALL_KRW
    ### END SOLUTION


### BEGIN SOLUTION
enough = needed(18, majority / 18, 0.05)
verdict = "B"
business_value = {
    "operating_rate_before": None,
    "operating_rate_after": None,
    "defect_rate_before": None,
    "defect_rate_after": None,
    "annual_value_krw": change_value(right_honest, majority, len(runs)),
    "assumptions": [
        "왁스를 깎은 대학 실험 18번이며 우리 공장의 소재와 공구가 아니다. / 18 runs of a university that cut wax, not our material and tools.",
        "지금은 늘 제때 간다고 보고, 마모 실험의 비율을 그대로 썼다. / Changing always is what we do now; the share of worn runs is that of the file.",
        "연 1,500번 교체, 잘못된 판단 한 번에 6만 원은 실습용 가정이다. / 1,500 changes a year and 60,000 KRW a wrong call are assumed.",
    ],
}
print(f"{enough} of 18 needed, {right_honest} reached; {business_value['annual_value_krw']:,.0f} KRW a year")
### END SOLUTION

# %% grade_id="t6-visible" role="check" points=3
assert "business_value" in globals(), "[미작성 · not attempted] 과제 6의 business_value가 아직 없습니다. 계약은 금액으로 결정됩니다. needed부터 완성하십시오. / business_value does not exist yet; contracts are decided by amounts. Start with needed."
_keys = {"operating_rate_before", "operating_rate_after", "defect_rate_before", "defect_rate_after", "annual_value_krw", "assumptions"}
assert set(business_value) == _keys, f"business_value의 키가 {sorted(business_value)}입니다. 과정 전체에서 같은 키로 모아 봅니다. 과제에 적힌 여섯 개로 맞추십시오. / business_value has the keys {sorted(business_value)}; the programme gathers the six that the task names."
assert all(business_value[_k] is None for _k in _keys if "rate" in _k), "가동률이나 불량률에 값을 적었습니다. 이 실험에는 생산 기록이 없어 근거 없는 숫자가 됩니다. None으로 두십시오. / You claim operating or defect rates, but these runs are no production. Leave None."
assert len(business_value["assumptions"]) >= 3, f"가정이 {len(business_value['assumptions'])}개입니다. 가정을 모르면 추정을 실적으로 읽습니다. 3개 이상 적으십시오. / {len(business_value['assumptions'])} assumptions; without them an estimate is read as a result. Give at least 3."
print("OK")

# %% grade_id="t6-hidden" role="check" points=5
# 제출하면 다시 계산해 비교합니다 / Recomputed after you submit
### BEGIN HIDDEN TESTS
_got = [needed(18, 10 / 18, 0.05), needed(10, 0.5, 0.05), needed(5, 0.5, 0.05), needed(20, 0.5, 0.01)]
assert [None if _v is None else int(_v) for _v in _got] == [14, 9, 5, 16], f"18번(우연 10÷18), 10번, 5번(우연 반반), 20번(1 %)에서 needed가 {_got}입니다. '그만큼 또는 더 많이'의 확률인지, level보다 작은지 보십시오. / For 18 (chance 10/18), 10 and 5 (even chance) and 20 at 1 %, needed says {_got}. Is it the probability of that many or more, and less than level?"
assert needed(3, 0.5, 0.05) is None, f"세 번은 다 맞혀도 우연일 확률이 12.5 %인데 needed가 {needed(3, 0.5, 0.05)}입니다. 말할 수 없을 때는 None입니다. / Three of three has a probability of 12.5 % by luck, and needed says {needed(3, 0.5, 0.05)}. Where nothing can be claimed it is None."
assert enough == needed(18, int(majority) / 18, 0.05), f"enough가 {enough}입니다. 늘 worn이라고 말하는 쪽이 출발선입니다. chance에 majority를 18로 나눈 값을 넣었는지 보십시오. / enough is {enough}. 'Always worn' is where the race starts; is chance majority divided by 18?"
_some = float(change_value(14, 10, 20))
assert abs(_some - 0.2 * CHANGES_PER_YEAR * COST_OF_WRONG_CALL_KRW) < 1, f"20번 가운데 14번, 늘 가면 10번 맞을 때 change_value가 {_some:,.0f}원입니다. 받은 세 값으로 계산하는지 보십시오. / With 14 of 20 right and 10 by always changing, change_value is {_some:,.0f} KRW. Does it use the three values given?"
_value = (int(right_honest) - int(majority)) / 18 * CHANGES_PER_YEAR * COST_OF_WRONG_CALL_KRW
assert abs(float(business_value["annual_value_krw"]) - _value) < 1, f"연간 효과가 {float(business_value['annual_value_krw']):,.0f}원입니다. 누설을 뺀 여러분의 값으로 다시 계산하면 맞지 않습니다. 업체의 성적으로 돈을 세지 않았는지 보십시오. / The annual value is {float(business_value['annual_value_krw']):,.0f} KRW, which does not follow from your value without the leak. Was the money counted with the vendor's score?"
### END HIDDEN TESTS

# %% grade_id="t6-verdict" role="check" points=2
# 제출하면 확인합니다 / Checked after you submit
### BEGIN HIDDEN TESTS
assert verdict == "B", f"verdict를 {verdict!r}로 골랐습니다. 누설을 빼면 {int(right_honest)}개를 맞혔고 우연이 아니려면 {enough}개가 필요합니다. 여럿을 써 보고 가장 좋은 것을 고르면 그만큼 우연도 커집니다. / You chose {verdict!r}. Without the leak {int(right_honest)} are right, and {enough} are needed. Trying many and picking the best makes room for luck too."
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 과제 7. 공장장에게 보내는 메시지 (15점, 강사 채점)
#
# 계약서에 도장을 찍기 전의 공장장에게 3~5문장으로 쓰십시오.
#
# | 채점 기준 | 5점 | 3점 | 0점 |
# |---|---|---|---|
# | 사실 | 업체의 성적과 누설을 뺀 성적을 실험의 수로 적었다 | 한쪽만 적었다 | 93 %를 그대로 옮겼다 |
# | 정직함 | 무엇이 누설이었는지, 실험이 18번뿐임을 밝혔다 | 하나만 밝혔다 | "AI는 마모를 알 수 없다"처럼 자료보다 크게 말했다 |
# | 행동 | 누가 무엇을 언제 시험할지 한 가지를 제안했다 | 제안이 막연하다 | 제안이 없다 |

# %% [markdown] lang="en"
# ## Task 7. A message to the plant manager (15 points, graded by the instructor)
#
# In 3 to 5 sentences, to somebody about to sign.
#
# | Criterion | 5 points | 3 points | 0 points |
# |---|---|---|---|
# | Facts | The vendor's score and the one without the leak, in runs | One of them | 93 % passed on as it is |
# | Honesty | What the leak was, and that there are only 18 runs | One of them | More than the data says, such as "AI can't see wear" |
# | Action | One trial: who, what, by when | A vague proposal | None |

# %% [markdown] grade_id="t7-written" role="written" points=15 lang="ko"
# ### BEGIN SOLUTION
# 업체의 93 %는 같은 실험의 행을 양쪽에 섞은 시험이고, 실험을 통째로 빼도 18번 가운데 15번이 맞은 것은 Z축 지령 위치 때문이었습니다. 마모 실험은 모두 0.2 mm 다르게 준비되어 있어 소수점 한 자리만 보아도 18번을 다 맞힙니다. 위치를 빼면 18번 가운데 10번을 넘지 못해, 늘 "마모"라고 말하는 것보다 낫지 않고 우연이 아니라고 하려면 14번이 필요합니다. 왁스를 깎은 실험 18번이므로 우리 공장에서 안 된다는 뜻은 아닙니다. 다음 달에 가공반장이 같은 프로그램과 같은 준비로 새 공구와 다 쓴 공구를 스무 번씩 번갈아 깎고 주축 전류를 기록해, 그 자료로 업체가 다시 시험받게 합시다.
# ### END SOLUTION

# %% [markdown] grade_id="t7-written" role="written" points=15 lang="en"
# ### BEGIN SOLUTION
# The vendor's 93 % is a test with rows of the same run on both sides, and that 15 of 18 runs are right with whole runs left out comes from the commanded Z position: all worn runs were set up 0.2 mm differently, and one digit tells 18 of 18. Without positions no more than 10 of 18 are right, which is no better than always saying "worn"; 14 would be needed to rule out luck. These are 18 runs that cut wax, so it does not mean that it can't work here. Next month the foreman should cut with new and used-up tools in turn, twenty times each, with one program and one set-up, and record the spindle current; the vendor may then try again on that data.
# ### END SOLUTION

# %% [markdown] lang="ko"
# ## 정리
#
# 이제 다음을 할 수 있습니다.
#
# - 행의 수와 독립된 관찰의 수를 구별하고, 늘 같은 답을 말하는 쪽을 출발선으로 놓습니다.
# - 실험을 통째로 빼고 시험하며, 그래도 좋은 성적이면 **왜** 좋은지 캐묻습니다.
# - 깎기 전에 정해지는 값처럼 답을 알 리 없는 열을 찾아 뺍니다.
# - 라벨을 바꿔 달아, 모델이 마모가 아니라 실험을 알아보는 것을 보여 줍니다.
# - 18번으로 말해도 되는 것과 안 되는 것을 셈합니다.
#
# **1분 설문(채점하지 않습니다):** 이 실습은 현장에 ① 바로 쓸 수 있다 ② 고쳐서 쓸 수 있다 ③ 쓰기 어렵다. 가장 막힌 과제는 몇 번이었습니까?

# %% [markdown] lang="en"
# ## Recap
#
# You can now
#
# - tell rows from independent observations, and start the race from the answer that is always the same;
# - test with whole runs left out and, if the score is still good, ask **why**;
# - find and leave out columns that can't know the answer, such as values fixed before cutting;
# - show by exchanged labels that a model recognises the run instead of the wear;
# - compute what 18 runs allow you to claim.
#
# **One-minute survey (not graded):** on your floor this lab is ① usable as it is ② usable with changes ③ hard to use. Which task held you up most?
