# %% [markdown] lang="ko"
# {{header_card}}

# %% [markdown] lang="en"
# {{header_card}}

# %% [markdown] lang="ko"
# ## 현장 이야기
#
# 다이캐스팅 라인에서 샷(한 번 찍은 것)마다 조건 28가지와 불량 26가지를 기록했습니다. 다섯 번에 한 번꼴로 불량이 납니다. 본사 분석팀은 "불량 예측 모델의 성적이 좋으니 중요도 1위인 조건부터 바꾸라"고 합니다. 주조반장은 "그 조건은 어제도 오늘도 그대로인데 불량은 왔다 갔다 한다"고 합니다.
#
# 이 실습에서는 성적이 왜 좋아 보였는지 찾고, 파일만으로 **원인을 말해도 되는지** 따지고, 원인을 몰라도 돈을 아끼는 검사 방법을 비용으로 정합니다.

# %% [markdown] lang="en"
# ## The story
#
# A die-casting line recorded 28 conditions and 26 kinds of defect for every shot (one casting). About one in five is bad. Headquarters says: "The model predicts defects well, so change the condition that ranks first in importance." The foreman says: "That one is the same every day, and the defects come and go."
#
# In this lab you find out why the score looked so good, ask whether the file alone **may name a cause**, and let cost decide on an inspection that saves money although nobody knows the cause.

# %% [markdown] lang="ko"
# {{data_card}}
#
# 이 실습의 자료에서는 주조 조건을 **비밀 계수로 바꾸고** 제품과 샷 번호를 가명으로 바꾸었습니다. 행은 생산 순서이며, 마지막 20 %는 빼 두었습니다.

# %% [markdown] lang="en"
# {{data_card}}
#
# In this lab's data the casting conditions were **scaled with sealed factors**, and products and shot numbers are pseudonyms. Rows are in the order of production; the last fifth is kept back.

# %% grade_id="setup" role="fixed"
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from ipywidgets import IntSlider, interact
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import average_precision_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from sandbox_data import load

castings = load("die_casting")
KINDS = ["Short_Shot", "Bubble", "Exfoliation", "Blow_Hole", "Stain", "Dent", "Deformation", "Contamination", "Impurity", "Crack", "Scratch", "Buring_Mark", "Inclusions"]
DEFECTS = [f"{kind}_{number}" for number in (1, 2) for kind in KINDS]
castings["bad"] = castings[DEFECTS].any(axis=1)
FOREST = RandomForestClassifier(n_estimators=20, min_samples_leaf=3, random_state=0, n_jobs=1)
print(f"{len(castings):,} rows, {castings['bad'].mean():.1%} with a defect")

# %% [markdown] lang="ko"
# ## 먼저 예상해 보기 (채점하지 않습니다)
#
# 아래는 생산 순서대로 100행마다의 불량률입니다. 점선은 제품이 바뀐 곳입니다. 적어 보십시오.
#
# 1. 불량률은 고르게 흩어져 있습니까, 몰려 있습니까?
# 2. 행을 섞어 시험하면, 몰려 있다는 사실이 성적을 올립니까 내립니까?

# %% [markdown] lang="en"
# ## Predict first (not graded)
#
# The share of bad rows, for every 100 rows in the order of production; the dashed line is where the product changes. Write down:
#
# 1. Are defects spread evenly, or in clusters?
# 2. If rows are shuffled for a test, do clusters raise the score or lower it?

# %%
hundreds = np.arange(len(castings)) // 100
figure, axis = plt.subplots(figsize=(11, 3.2))
axis.step(100 * np.arange(hundreds[-1] + 1), castings["bad"].groupby(hundreds).mean(), where="post", c="tab:red")
for place in np.flatnonzero((castings["Product_Type"] != castings["Product_Type"].shift()).to_numpy())[1:]:
    axis.axvline(place, c="black", ls="--", lw=1)
axis.set(xlabel="row, in the order of production", ylabel="share of bad rows", ylim=(0, 1), title="defects come in clusters")
plt.tight_layout()
plt.show()

# %% [markdown] lang="ko"
# ## 과제 1. 쌍둥이 행 (14점)
#
# 앞 행과 **모든 열이 같은** 행이 많습니다. 조건도, 불량도, 샷 번호도 같으니 새 샷이 아닙니다. 그대로 섞으면 쌍둥이 한쪽으로 다른 쪽을 맞히게 됩니다.
#
# - `repeats(table)`: 바로 앞 행과 모든 열이 같으면 True인 Series (첫 행은 False)
# - `shots`: `repeats(castings)`가 False인 행만 남기고 index를 0부터 새로 매긴 표
# - `bad_rows`, `bad_shots`: `castings`와 `shots`의 불량 비율
#
# <details><summary>힌트 1</summary><code>table.shift()</code>는 한 행씩 아래로 민 표입니다.</details>
# <details><summary>힌트 2</summary>열마다 견준 참·거짓을 <code>.all(axis=1)</code>로 모읍니다. 파일 전체의 <code>duplicated()</code>는 멀리 떨어진 행까지 찾으므로 뜻이 다릅니다.</details>

# %% [markdown] lang="en"
# ## Task 1. Twin rows (14 points)
#
# Many rows equal the row before in **every column**: conditions, defects and shot number. That is no new shot. Shuffled, one twin tells the other.
#
# - `repeats(table)`: a Series that is True where a row equals the row right before it in every column (the first row: False)
# - `shots`: the rows where `repeats(castings)` is False, with an index numbered anew from 0
# - `bad_rows`, `bad_shots`: share of bad in `castings` and in `shots`
#
# <details><summary>Hint 1</summary><code>table.shift()</code> is the table moved down by one row.</details>
# <details><summary>Hint 2</summary>Gather the comparisons of all columns with <code>.all(axis=1)</code>. <code>duplicated()</code> looks for equal rows far away too, which is something else.</details>

# %% grade_id="t1-solution" role="solution"
def repeats(table):
    """앞 행과 모두 같은 행 / rows that equal the row before"""
    # return (table == table.____()).____(axis=1)
    ### BEGIN SOLUTION
    return (table == table.shift()).all(axis=1)
    ### END SOLUTION


# shots = castings[~repeats(castings)].reset_index(drop=____)
# bad_rows, bad_shots = castings["bad"].mean(), ____
### BEGIN SOLUTION
shots = castings[~repeats(castings)].reset_index(drop=True)
bad_rows, bad_shots = float(castings["bad"].mean()), float(shots["bad"].mean())
print(f"{len(castings):,} rows, {len(shots):,} shots; bad {bad_rows:.3f} and {bad_shots:.3f}")
### END SOLUTION

# %% grade_id="t1-visible" role="check" points=4
assert "bad_shots" in globals(), "[미작성 · not attempted] 과제 1의 bad_shots가 아직 없습니다. 샷을 바로 세어야 불량률을 말할 수 있습니다. repeats부터 완성하십시오. / bad_shots does not exist yet; without counting shots rightly there is no defect rate. Start with repeats."
_found = repeats(castings)
assert isinstance(_found, pd.Series) and len(_found) == len(castings), f"repeats(castings)가 {type(_found).__name__}이고 길이가 {np.size(_found):,}입니다. 행마다 참이나 거짓이 하나씩이어야 합니다. 열 방향으로 모았는지 보십시오. / repeats(castings) is a {type(_found).__name__} of length {np.size(_found):,}; each row takes one True or False. Did you gather across columns?"
assert 0 < len(shots) < len(castings), f"shots가 {len(shots):,}행입니다. 쌍둥이를 뺐으면 줄어야 합니다. ~를 붙였는지 보십시오. / shots has {len(shots):,} rows; without the twins there are fewer. Is the ~ there?"
print("OK")

# %% grade_id="t1-hidden" role="check" points=10
# 제출하면 다른 표로 더 확인합니다 / More is checked with other tables after you submit
### BEGIN HIDDEN TESTS
_small = pd.DataFrame({"Shot": ["a", "a", "a", "b", "b", "a"], "x": [1.0, 1.0, 2.0, 2.0, 2.0, 1.0], "bad": [False, False, False, False, True, False]}, index=[7, 3, 9, 1, 0, 5])
_told = [bool(_v) for _v in repeats(_small)]
assert _told == [False, True, False, False, False, False], f"(a,1) (a,1) (a,2) (b,2) (b,2,불량) (a,1)에서 repeats가 {_told}입니다. 모든 열이 바로 앞 행과 같은 것은 두 번째뿐입니다. 마지막 (a,1)은 멀리 떨어진 새 샷입니다. / Of (a,1) (a,1) (a,2) (b,2) (b,2,bad) (a,1) repeats says {_told}. Only the second equals the row before in every column; the last (a,1) is a shot of its own, far away."
_raw = load("die_casting")
_twin = (_raw == _raw.shift()).all(axis=1)
assert len(shots) == int((~_twin).sum()), f"shots가 {len(shots):,}행입니다. 바로 앞 행과 모두 같은 행만 빼면 다릅니다. / shots has {len(shots):,} rows; without the rows that equal the row before it is another number."
assert [int(_v) for _v in list(shots.index)[:3]] == [0, 1, 2] and int(list(shots.index)[-1]) == len(shots) - 1, "shots의 index가 0부터 이어지지 않습니다. 뒤의 과제는 샷의 순서를 셉니다. reset_index를 확인하십시오. / The index of shots does not run from 0; later tasks count shots in order. Check reset_index."
_bad = _raw[DEFECTS].any(axis=1)
assert abs(float(bad_rows) - float(_bad.mean())) < 1e-6, f"bad_rows가 {float(bad_rows):.4f}입니다. castings 전체에서 bad의 비율이어야 합니다. / bad_rows is {float(bad_rows):.4f}; it is the share of bad in all of castings."
assert abs(float(bad_shots) - float(_bad[~_twin].mean())) < 1e-6, f"bad_shots가 {float(bad_shots):.4f}입니다. 쌍둥이를 뺀 샷으로 다시 세면 다릅니다. 행으로 세지 않았는지 보십시오. / bad_shots is {float(bad_shots):.4f}; counted on shots without twins it is different. Were rows counted?"
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 과제 2. 무엇이, 어느 제품에서, 언제 (12점)
#
# - `pareto(table)`: 불량마다 샷의 수를 많은 순서로 (Series, `DEFECTS` 가운데 한 번도 없는 것은 뺍니다)
# - `top_defect(table)`: 제품(`Product_Type`) → 가장 많은 불량의 이름 (Series 또는 dict)
# - `block_rates(table, blocks)`: 표를 순서대로 `blocks`개로 나눈 토막의 불량률 목록. 토막 번호는 `np.arange(행 수) * blocks // 행 수`
# - `tenths`: `block_rates(shots, 10)`
#
# <details><summary>힌트 1</summary><code>table[DEFECTS].sum().sort_values(ascending=False)</code></details>
# <details><summary>힌트 2</summary>제품으로 묶어 더한 표에서 <code>.idxmax(axis=1)</code>이 가장 큰 열의 이름입니다.</details>

# %% [markdown] lang="en"
# ## Task 2. What, on which product, and when (12 points)
#
# - `pareto(table)`: number of shots with each defect, most frequent first (a Series, without those of `DEFECTS` that never occur)
# - `top_defect(table)`: product (`Product_Type`) → name of its most frequent defect (Series or dict)
# - `block_rates(table, blocks)`: list of the share of bad in each of `blocks` pieces of the table in its order. The number of a piece is `np.arange(rows) * blocks // rows`
# - `tenths`: `block_rates(shots, 10)`
#
# <details><summary>Hint 1</summary><code>table[DEFECTS].sum().sort_values(ascending=False)</code></details>
# <details><summary>Hint 2</summary>Summed by product, <code>.idxmax(axis=1)</code> is the name of the largest column.</details>

# %% grade_id="t2-solution" role="solution"
def pareto(table):
    """불량마다 샷의 수 / number of shots with each defect"""
    ### BEGIN SOLUTION
    counts = table[DEFECTS].sum().sort_values(ascending=False)
    return counts[counts > 0]
    ### END SOLUTION


def top_defect(table):
    """제품마다 가장 많은 불량 / the most frequent defect of each product"""
    ### BEGIN SOLUTION
    return table.groupby("Product_Type")[DEFECTS].sum().idxmax(axis=1)
    ### END SOLUTION


def block_rates(table, blocks):
    """토막마다 불량률 / share of bad in each piece"""
    ### BEGIN SOLUTION
    number = np.arange(len(table)) * blocks // len(table)
    return [float(rate) for rate in table["bad"].groupby(number).mean()]
    ### END SOLUTION


### BEGIN SOLUTION
tenths = block_rates(shots, 10)
print(pareto(shots).head(6), top_defect(shots), [round(rate, 2) for rate in tenths], sep="\n")
### END SOLUTION

# %% grade_id="t2-visible" role="check" points=3
assert "tenths" in globals(), "[미작성 · not attempted] 과제 2의 tenths가 아직 없습니다. 언제 불량이 몰렸는지 모르면 시험을 잘못 짭니다. 세 함수부터 완성하십시오. / tenths does not exist yet; without knowing when defects cluster the test is set up wrong. Start with the three functions."
assert isinstance(tenths, list) and len(tenths) == 10 and all(0 <= float(_v) <= 1 for _v in tenths), f"tenths가 {tenths!r}입니다. 토막마다 0과 1 사이의 비율 열 개여야 합니다. / tenths is {tenths!r}; it takes ten shares between 0 and 1."
assert isinstance(pareto(shots), pd.Series) and len(pareto(shots)) <= len(DEFECTS), f"pareto(shots)가 {type(pareto(shots)).__name__}입니다. 불량 이름을 index로 하는 Series여야 순서를 봅니다. / pareto(shots) is a {type(pareto(shots)).__name__}; a Series with the defects as index shows the order."
print("OK")

# %% grade_id="t2-hidden" role="check" points=9
# 제출하면 다른 표로 더 확인합니다 / More is checked with other tables after you submit
### BEGIN HIDDEN TESTS
_small = pd.DataFrame(0, index=[5, 4, 3, 2, 1, 0, 9], columns=DEFECTS)
_small["Product_Type"] = ["P", "P", "P", "Q", "Q", "Q", "Q"]
_small.loc[[5, 4], "Bubble_1"] = 1
_small.loc[[3, 2, 1], "Stain_2"] = 1
_small.loc[[2], "Crack_1"] = 1
_small["bad"] = [True, True, True, True, True, False, False]
_counts = pareto(_small)
assert [str(_v) for _v in _counts.index] == ["Stain_2", "Bubble_1", "Crack_1"] and [int(_v) for _v in _counts] == [3, 2, 1], f"Stain_2가 3개, Bubble_1이 2개, Crack_1이 1개인 표에서 pareto가 {dict(zip([str(_v) for _v in _counts.index], [int(_v) for _v in _counts]))}입니다. 많은 순서로, 없는 불량은 빼십시오. / For a table with 3 Stain_2, 2 Bubble_1 and 1 Crack_1 pareto says {dict(zip([str(_v) for _v in _counts.index], [int(_v) for _v in _counts]))}. Most frequent first, without those that never occur."
_tops = top_defect(_small)
assert [str(_tops["P"]), str(_tops["Q"])] == ["Bubble_1", "Stain_2"], f"제품 P의 불량은 Bubble_1 둘과 Stain_2 하나, Q는 Stain_2 둘인데 top_defect가 {[str(_tops['P']), str(_tops['Q'])]}입니다. 제품마다 따로 세었는지 보십시오. / Product P has two Bubble_1 and one Stain_2, Q two Stain_2, and top_defect says {[str(_tops['P']), str(_tops['Q'])]}. Did you count each product by itself?"
_rates = [round(float(_v), 3) for _v in block_rates(_small, 3)]
assert _rates == [1.0, 1.0, 0.0], f"일곱 샷을 세 토막(3, 2, 2개)으로 나누니 block_rates가 {_rates}입니다. 섞거나 index로 나누면 순서가 사라집니다. 위치로 나누십시오. / Seven shots in three pieces (3, 2 and 2) give {_rates}. Shuffled, or cut by the index, the order is lost; cut by position."
_n = len(shots)
_right = [float(_v) for _v in shots["bad"].groupby(np.arange(_n) * 10 // _n).mean()]
assert np.allclose([float(_v) for _v in tenths], _right, atol=1e-9), f"tenths가 {[round(float(_v), 2) for _v in tenths]}입니다. 여러분의 shots로 다시 나누면 다릅니다. 행이 아니라 샷으로 나눴는지 보십시오. / tenths is {[round(float(_v), 2) for _v in tenths]}; your own shots give something else. Were rows cut instead of shots?"
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 과제 3. 같은 모델, 세 가지 시험 (18점)
#
# 성적은 평균 정밀도(AP)로 잽니다. 아무것도 모르는 모델의 AP는 **불량 비율**(base rate)과 같으므로, 그 값과 함께 말해야 뜻이 있습니다.
#
# - `inputs(table)`: 써도 되는 열의 목록. `DEFECTS`, `bad`, `Shot`, `Product_Type`을 빼고, 값이 하나뿐인 열도 뺍니다.
# - `shuffled_ap(table, columns)`: `FOREST`를 `StratifiedKFold(5, shuffle=True, random_state=0)`로 예측한 불량 확률의 AP (전체를 모아서)
# - `time_ap(table, columns, share)`: 앞의 `int(share * 행 수)`개로 배우고 나머지로 잰 AP
# - `ap_rows` = `castings`를 섞은 AP, `ap_shots` = `shots`를 섞은 AP, `ap_time` = `shots`를 0.7로 나눈 AP (열은 모두 `inputs(shots)`)
# - `base`: `shots`의 뒤 30 %의 불량 비율
# - `lift` = `ap_time` ÷ `base`
#
# <details><summary>힌트 1</summary><code>cross_val_predict(…, method="predict_proba")[:, 1]</code>이 불량일 확률입니다.</details>
# <details><summary>힌트 2</summary><code>FOREST.fit(앞 입력, 앞 bad).predict_proba(뒤 입력)[:, 1]</code>. 나누기는 <code>iloc</code>으로 합니다.</details>

# %% [markdown] lang="en"
# ## Task 3. One model, three tests (18 points)
#
# Scores are average precision (AP). A model that knows nothing has an AP equal to the **share of bad** (base rate), so an AP means nothing without it.
#
# - `inputs(table)`: list of the columns that may be used: without `DEFECTS`, `bad`, `Shot` and `Product_Type`, and without columns that have one value only
# - `shuffled_ap(table, columns)`: AP, all pieces together, of the probability of bad that `FOREST` predicts by `StratifiedKFold(5, shuffle=True, random_state=0)`
# - `time_ap(table, columns, share)`: AP on the rest after learning from the first `int(share * rows)`
# - `ap_rows` = AP of `castings` shuffled, `ap_shots` = AP of `shots` shuffled, `ap_time` = AP of `shots` split at 0.7 (columns always `inputs(shots)`)
# - `base`: share of bad in the last 30 % of `shots`
# - `lift` = `ap_time` ÷ `base`
#
# <details><summary>Hint 1</summary><code>cross_val_predict(…, method="predict_proba")[:, 1]</code> is the probability of bad.</details>
# <details><summary>Hint 2</summary><code>FOREST.fit(front inputs, front bad).predict_proba(back inputs)[:, 1]</code>; split with <code>iloc</code>.</details>

# %% grade_id="t3-solution" role="solution"
def inputs(table):
    """써도 되는 열 / the columns that may be used"""
    ### BEGIN SOLUTION
    banned = {*DEFECTS, "bad", "Shot", "Product_Type"}
    return [column for column in table.columns if column not in banned and table[column].nunique() > 1]
    ### END SOLUTION


def shuffled_ap(table, columns):
    """섞은 5겹의 AP / AP by five shuffled folds"""
    ### BEGIN SOLUTION
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    chance = cross_val_predict(FOREST, table[columns], table["bad"], cv=folds, method="predict_proba")[:, 1]
    return float(average_precision_score(table["bad"], chance))
    ### END SOLUTION


def time_ap(table, columns, share):
    """앞으로 배우고 뒤로 잰 AP / AP on the back after learning from the front"""
    ### BEGIN SOLUTION
    cut = int(share * len(table))
    front, back = table.iloc[:cut], table.iloc[cut:]
    chance = FOREST.fit(front[columns], front["bad"]).predict_proba(back[columns])[:, 1]
    return float(average_precision_score(back["bad"], chance))
    ### END SOLUTION


### BEGIN SOLUTION
X = inputs(shots)
ap_rows, ap_shots = shuffled_ap(castings, X), shuffled_ap(shots, X)
ap_time = time_ap(shots, X, 0.7)
base = float(shots["bad"].iloc[int(0.7 * len(shots)):].mean())
lift = ap_time / base
print(f"rows shuffled {ap_rows:.3f}, shots shuffled {ap_shots:.3f}, in order {ap_time:.3f}; base {base:.3f}, lift {lift:.2f}")
### END SOLUTION

# %% grade_id="t3-visible" role="check" points=4
assert "lift" in globals(), "[미작성 · not attempted] 과제 3의 lift가 아직 없습니다. 앞날을 맞히는지 모르고 조건을 바꿀 수는 없습니다. 세 함수부터 완성하십시오. / lift does not exist yet; nobody changes a setting without knowing whether the future is told. Start with the three functions."
for _name in ("ap_rows", "ap_shots", "ap_time", "base"):
    assert 0 <= float(globals()[_name]) <= 1, f"{_name}이(가) {float(globals()[_name]):.2f}입니다. 0과 1 사이여야 합니다. 백분율이 아닌지 보십시오. / {_name} is {float(globals()[_name]):.2f}; it lies between 0 and 1. Is it a percentage?"
_leaks = [_c for _c in inputs(shots) if _c in DEFECTS or _c in ("bad", "Shot", "Product_Type")]
assert not _leaks, f"inputs(shots)에 {_leaks}이(가) 있습니다. 불량은 검사한 뒤에야 알므로 예측에 쓸 수 없습니다. / inputs(shots) holds {_leaks}. Defects are known after inspection only and can't predict."
print("OK")

# %% grade_id="t3-functions" role="check" points=8
# 제출하면 다른 표로 확인합니다 / Checked with other tables after you submit
### BEGIN HIDDEN TESTS
_k = np.arange(80)
_small = pd.DataFrame({"bad": _k % 4 == 0, "turns": np.where(_k < 60, _k % 4 == 0, _k % 4 != 0).astype(float), "tells": (_k % 4 == 0).astype(float), "still": 1.0, "Shot": "s", "Product_Type": "p", "Stain_1": (_k % 4 == 0).astype(int)}, index=_k[::-1])
assert [str(_v) for _v in inputs(_small)] == ["turns", "tells"], f"변하는 열이 turns와 tells뿐인 표에서 inputs가 {[str(_v) for _v in inputs(_small)]}입니다. 불량과 번호, 그리고 값이 하나뿐인 열을 빼십시오. / Of a table where only turns and tells vary, inputs gives {[str(_v) for _v in inputs(_small)]}. Leave out defects, numbers, and columns with a single value."
_sure = float(time_ap(_small, ["tells"], 0.25))
assert _sure > 0.99, f"불량을 그대로 적은 열로 앞 4분의 1을 배운 time_ap가 {_sure:.2f}입니다. 받은 columns와 share를 쓰는지, 불량일 확률(뒤쪽 열)인지 보십시오. / With a column that states what is bad, learned on the first quarter, time_ap is {_sure:.2f}. Does it use columns and share, and the probability of bad (the last column)?"
_late = float(time_ap(_small, ["turns"], 0.75))
assert _late < 0.3, f"뒤의 4분의 1에서 뜻이 거꾸로가 되는 열로 time_ap가 {_late:.2f}입니다. 뒤의 행을 배우면 이렇게 높습니다. 앞에서 배우고 뒤에서 재십시오. / With a column that means the opposite in the last quarter, time_ap is {_late:.2f}; so much comes from learning later rows. Learn from the front, measure on the back."
_mixed = float(shuffled_ap(_small, ["tells"]))
assert _mixed > 0.99, f"불량을 그대로 적은 열로 shuffled_ap가 {_mixed:.2f}입니다. 확률의 열과 AP의 인자 순서를 확인하십시오. / With a column that states what is bad, shuffled_ap is {_mixed:.2f}. Check the column of the probability and the order of AP's arguments."
### END HIDDEN TESTS

# %% grade_id="t3-scores" role="check" points=6
# 제출하면 다시 계산해 비교합니다 / Recomputed after you submit
### BEGIN HIDDEN TESTS
_raw = load("die_casting")
_raw["bad"] = _raw[DEFECTS].any(axis=1)
_shots = _raw[~(_raw == _raw.shift()).all(axis=1)].reset_index(drop=True)
_x = [_c for _c in _shots.columns if _c not in {*DEFECTS, "bad", "Shot", "Product_Type"} and _shots[_c].nunique() > 1]
def _forest():
    return RandomForestClassifier(n_estimators=20, min_samples_leaf=3, random_state=0)
def _mixed(table):
    _p = cross_val_predict(_forest(), table[_x], table["bad"], cv=StratifiedKFold(5, shuffle=True, random_state=0), method="predict_proba")[:, 1]
    return float(average_precision_score(table["bad"], _p))
_right = _mixed(_raw)
assert abs(float(ap_rows) - _right) < 0.02, f"ap_rows가 {float(ap_rows):.3f}입니다. 쌍둥이가 있는 castings를 섞어 재면 다릅니다. 어느 표를 썼는지 보십시오. / ap_rows is {float(ap_rows):.3f}; castings with its twins, shuffled, gives something else. Which table was used?"
_right = _mixed(_shots)
assert abs(float(ap_shots) - _right) < 0.03, f"ap_shots가 {float(ap_shots):.3f}입니다. 쌍둥이를 뺀 샷을 섞어 재면 다릅니다. / ap_shots is {float(ap_shots):.3f}; shots without twins, shuffled, give something else."
_cut = int(0.7 * len(_shots))
_p = _forest().fit(_shots[_x][:_cut], _shots["bad"][:_cut]).predict_proba(_shots[_x][_cut:])[:, 1]
_right = float(average_precision_score(_shots["bad"][_cut:], _p))
assert abs(float(ap_time) - _right) < 0.03, f"ap_time이 {float(ap_time):.3f}입니다. 앞 70 %의 샷으로 배우고 뒤 30 %로 재면 다릅니다. 섞은 값이 아닌지 보십시오. / ap_time is {float(ap_time):.3f}; learned on the first 70 % of shots and measured on the rest it is not. Is it a shuffled value?"
assert abs(float(base) - float(_shots["bad"][_cut:].mean())) < 0.002, f"base가 {float(base):.3f}입니다. 시험한 뒤 30 %의 불량 비율이어야 견줄 수 있습니다. 전체의 비율이 아닌지 보십시오. / base is {float(base):.3f}; it has to be the share of bad in the last 30 %, which was tested. Is it that of all?"
assert abs(float(lift) - float(ap_time) / float(base)) < 1e-6, f"lift가 {float(lift):.2f}입니다. ap_time을 base로 나누십시오. 1보다 작으면 모르는 것만 못합니다. / lift is {float(lift):.2f}; divide ap_time by base. Below 1 it is worse than knowing nothing."
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 과제 4. 원인인가 달력인가 (14점)
#
# 모델은 늘 "중요도 1위"를 내놓습니다. 앞날을 맞히지 못하는 모델의 1위도 1위입니다. 시간을 열 토막으로 나누어, 보지 못한 토막을 얼마나 맞히는지 봅니다.
#
# - `top_three(table, columns)`: `FOREST`를 받은 표로 배운 뒤 중요도가 큰 열 이름 세 개의 목록
# - `block_lifts(table, columns, blocks)`: 토막 하나를 빼고 배워 그 토막의 AP ÷ 그 토막의 불량 비율. 토막 순서의 목록 (토막은 과제 2와 같이 나눕니다)
# - `named`: `top_three(shots, inputs(shots))`
# - `lifts`: `block_lifts(shots, inputs(shots), 10)`
# - `may_claim`: 공장장에게 말해도 되는 것
#   - A: 중요도 1위가 불량의 원인이다. 그 조건부터 바꾼다.
#   - B: 보지 못한 기간에서 이 조건들은 불량 샷을 거의 가려내지 못했다. 이 파일로는 원인을 말할 수 없고, 조건을 **일부러 바꿔 보는 시험**이 필요하다.
#   - C: 공장의 온습도가 위에 나오므로 냉난방을 고치면 불량이 준다.
#
# <details><summary>힌트 1</summary><code>pd.Series(FOREST.feature_importances_, index=columns).nlargest(3)</code></details>
# <details><summary>힌트 2</summary>토막 번호가 <code>block</code>인 행을 시험, 나머지를 배움으로 씁니다. 1.0은 "모르는 것과 같다"입니다.</details>

# %% [markdown] lang="en"
# ## Task 4. A cause, or the calendar? (14 points)
#
# A model always has a "first in importance", even one that can't tell the future. Cut time into ten pieces and see how well an unseen piece is told.
#
# - `top_three(table, columns)`: the names of the three columns with the largest importance after `FOREST` learned from the table given (a list)
# - `block_lifts(table, columns, blocks)`: learn without one piece; AP of that piece ÷ its share of bad. A list in the order of the pieces (cut as in task 2)
# - `named`: `top_three(shots, inputs(shots))`
# - `lifts`: `block_lifts(shots, inputs(shots), 10)`
# - `may_claim`: what the plant manager may be told
#   - A: the first in importance is the cause of defects; change it first.
#   - B: in unseen stretches of time these conditions hardly tell bad shots; this file can't name a cause, and a **trial that changes conditions on purpose** is needed.
#   - C: the factory's climate ranks high, so better air conditioning means fewer defects.
#
# <details><summary>Hint 1</summary><code>pd.Series(FOREST.feature_importances_, index=columns).nlargest(3)</code></details>
# <details><summary>Hint 2</summary>Rows with the number <code>block</code> are the test, all others are learned from. 1.0 means "as good as knowing nothing".</details>

# %% grade_id="t4-solution" role="solution"
def top_three(table, columns):
    """중요도가 큰 열 세 개 / the three columns with the largest importance"""
    ### BEGIN SOLUTION
    FOREST.fit(table[columns], table["bad"])
    return list(pd.Series(FOREST.feature_importances_, index=columns).nlargest(3).index)
    ### END SOLUTION


def block_lifts(table, columns, blocks):
    """보지 못한 토막의 AP ÷ 불량 비율 / AP of an unseen piece ÷ its share of bad"""
    ### BEGIN SOLUTION
    number = np.arange(len(table)) * blocks // len(table)
    found = []
    for block in range(blocks):
        learn, test = table[number != block], table[number == block]
        chance = FOREST.fit(learn[columns], learn["bad"]).predict_proba(test[columns])[:, 1]
        found.append(float(average_precision_score(test["bad"], chance) / test["bad"].mean()))
    return found
    ### END SOLUTION


### BEGIN SOLUTION
named = top_three(shots, inputs(shots))
lifts = block_lifts(shots, inputs(shots), 10)
may_claim = "B"
print(named, [round(value, 2) for value in lifts], f"mean {np.mean(lifts):.2f}", sep="\n")
### END SOLUTION

# %% grade_id="t4-visible" role="check" points=4
assert "may_claim" in globals(), "[미작성 · not attempted] 과제 4의 may_claim이 아직 없습니다. 원인이라는 말 한마디로 설비를 바꿉니다. 두 함수부터 완성하십시오. / may_claim does not exist yet; equipment is changed on the word 'cause'. Start with the two functions."
assert isinstance(named, list) and len(named) == 3, f"named가 {named!r}입니다. 열 이름 세 개의 목록이어야 합니다. / named is {named!r}; it takes a list of three names."
assert isinstance(lifts, list) and len(lifts) == 10, f"lifts가 {np.size(lifts)}개입니다. 토막마다 하나씩 열 개여야 시간에 따라 어떤지 봅니다. / lifts holds {np.size(lifts)} values; ten, one a piece, show how it goes over time."
assert may_claim in ("A", "B", "C"), f"may_claim이 {may_claim!r}입니다. \"A\", \"B\", \"C\" 가운데 하나로 적으십시오. 보고할 말이 여기서 정해집니다. / may_claim is {may_claim!r}; write \"A\", \"B\" or \"C\", which decides what is reported."
print("OK")

# %% grade_id="t4-hidden" role="check" points=7
# 제출하면 다른 표로 확인합니다 / Checked with other tables after you submit
### BEGIN HIDDEN TESTS
_k = np.arange(120)
_small = pd.DataFrame({"bad": (_k % 3 == 0) & (_k < 60) | (_k % 4 == 0) & (_k >= 60), "calendar": (_k // 40).astype(float), "tells": 0.0, "still": 5.0}, index=_k + 7)
_small["tells"] = _small["bad"].astype(float)
_even = [round(float(_v), 6) for _v in block_lifts(_small, ["calendar"], 3)]
assert _even == [1.0, 1.0, 1.0], f"토막 번호만 적힌 열로는 토막 안을 가려낼 수 없는데 block_lifts가 {_even}입니다. 시험할 토막을 배우는 쪽에서 뺐는지, 그 토막의 불량 비율로 나눴는지 보십시오. / A column that holds only the number of the piece can't tell anything within it, and block_lifts says {_even}. Is the tested piece left out of learning, and its own share of bad divided by?"
_full = [round(float(_v), 3) for _v in block_lifts(_small, ["tells"], 2)]
assert _full == [3.0, 4.0], f"불량을 그대로 적은 열이면 불량 비율이 3분의 1과 4분의 1인 두 토막에서 lift가 3과 4여야 하는데 {_full}입니다. 받은 columns와 blocks를 쓰는지 보십시오. / With a column that states what is bad the lifts of two pieces with a third and a quarter bad are 3 and 4; it says {_full}. Does it use columns and blocks?"
_tops = [str(_v) for _v in top_three(_small, ["still", "calendar", "tells"])]
assert _tops[0] == "tells", f"불량을 그대로 적은 tells가 있는데 top_three가 {_tops}입니다. 중요도가 큰 것부터인지 보십시오. / With tells, which states what is bad, top_three says {_tops}. Are the largest first?"
_told = [str(_v) for _v in top_three(shots, inputs(shots))]
assert [str(_v) for _v in named] == _told, f"named가 {[str(_v) for _v in named]}입니다. 여러분의 함수로 shots를 다시 배우면 다릅니다. / named is {[str(_v) for _v in named]}; your own function on shots gives something else."
_n = len(shots)
_number = np.arange(_n) * 10 // _n
_x, _bad = shots[inputs(shots)], shots["bad"]
for _block in (2, 7):
    _t = _number == _block
    _p = RandomForestClassifier(n_estimators=20, min_samples_leaf=3, random_state=0).fit(_x[~_t], _bad[~_t]).predict_proba(_x[_t])[:, 1]
    _lift = float(average_precision_score(_bad[_t], _p) / _bad[_t].mean())
    assert abs(float(lifts[_block]) - _lift) < 0.15, f"lifts의 {_block + 1}번째 값이 {float(lifts[_block]):.2f}입니다. 여러분의 shots로 그 토막을 빼고 다시 재면 다릅니다. / Number {_block + 1} of lifts is {float(lifts[_block]):.2f}; your own shots without that piece give something else."
### END HIDDEN TESTS

# %% grade_id="t4-claim" role="check" points=3
# 제출하면 확인합니다 / Checked after you submit
### BEGIN HIDDEN TESTS
assert may_claim == "B", f"may_claim을 {may_claim!r}로 골랐습니다. 보지 못한 토막의 lift는 평균 {float(np.mean([float(_v) for _v in lifts])):.2f}, 뒤 30 %의 lift는 {float(lift):.2f}입니다. 앞날을 모르는 모델의 순위로 설비를 바꿔도 되는지, 온습도가 달력을 대신 적은 것은 아닌지 보십시오. / You chose {may_claim!r}. The lift of unseen pieces is {float(np.mean([float(_v) for _v in lifts])):.2f} on average, that of the last 30 % {float(lift):.2f}. May equipment be changed on the ranking of a model that can't tell the future, and is the climate more than a calendar?"
### END HIDDEN TESTS

# %%
figure, axes = plt.subplots(1, 2, figsize=(12, 3.2))
bars = {"rows shuffled": ap_rows, "shots shuffled": ap_shots, "shots in order": ap_time, "knowing nothing": base}
axes[0].barh(list(bars), list(bars.values()), color=["tab:red", "tab:orange", "tab:green", "tab:gray"])
for place, value in enumerate(bars.values()):
    axes[0].text(value + 0.01, place, f"{value:.2f}", va="center")
axes[0].set(xlim=(0, 1), xlabel="average precision")
axes[0].invert_yaxis()
axes[1].bar(range(1, 11), lifts, color="tab:green")
axes[1].axhline(1, c="black", ls="--", lw=1)
axes[1].set(xlabel="unseen piece of time", ylabel="lift", xticks=range(1, 11), title="dashed: knowing nothing")
plt.tight_layout()
plt.show()

# %% [markdown] lang="ko"
# ## 과제 5. 모델 대신 최근 샷 (14점)
#
# 불량은 몰려서 옵니다. 그러니 **최근에 불량이 많았는가**만 보는 규칙을 만들어 모델과 겨룹니다. 검사 결과는 바로 나오지 않으므로 10샷 전까지만 압니다.
#
# - `recent_bad(bad, lag, window)`: 샷마다, `lag`샷 전에 끝나는 `window`샷 가운데 불량의 수 (정수의 Series, `bad`와 같은 index). 앞부분에서는 있는 만큼만 셉니다(없으면 0). **앞날의 샷이 들어가면 안 됩니다.**
# - `recent`: `recent_bad(shots["bad"], LAG, WINDOW)`
# - `ap_recent`: 뒤 30 %의 샷에서 `recent`를 점수로 본 AP
# - `winner`: AP가 가장 높은 쪽. `"model"`, `"recent"`, `"nothing"`(= base)
#
# <details><summary>힌트 1</summary><code>bad.astype(int).shift(lag)</code>는 <code>lag</code>샷 전의 값입니다. 빈 곳은 0으로 채웁니다.</details>
# <details><summary>힌트 2</summary><code>rolling(window, min_periods=1).sum()</code></details>

# %% [markdown] lang="en"
# ## Task 5. The last shots instead of a model (14 points)
#
# Defects come in clusters. So make a rule that only asks **how many of the last shots were bad**, and let it compete. Inspection takes time: results are known up to 10 shots ago.
#
# - `recent_bad(bad, lag, window)`: for every shot the number of bad ones among the `window` shots that ended `lag` shots before it (a Series of integers with the index of `bad`). At the beginning count as many as there are (0 if none). **No later shot may enter.**
# - `recent`: `recent_bad(shots["bad"], LAG, WINDOW)`
# - `ap_recent`: AP of `recent` as a score on the last 30 % of the shots
# - `winner`: the highest AP: `"model"`, `"recent"` or `"nothing"` (= base)
#
# <details><summary>Hint 1</summary><code>bad.astype(int).shift(lag)</code> is the value <code>lag</code> shots before. Fill the gaps with 0.</details>
# <details><summary>Hint 2</summary><code>rolling(window, min_periods=1).sum()</code></details>

# %% grade_id="rule" role="fixed"
LAG = 10
WINDOW = 20

# %% grade_id="t5-solution" role="solution"
def recent_bad(bad, lag, window):
    """최근 샷의 불량 수 / number of bad among the last shots"""
    ### BEGIN SOLUTION
    known = bad.astype(int).shift(lag).fillna(0)
    return known.rolling(window, min_periods=1).sum().astype(int)
    ### END SOLUTION


### BEGIN SOLUTION
recent = recent_bad(shots["bad"], LAG, WINDOW)
start = int(0.7 * len(shots))
ap_recent = float(average_precision_score(shots["bad"].iloc[start:], recent.iloc[start:]))
scores = {"model": ap_time, "recent": ap_recent, "nothing": base}
winner = max(scores, key=scores.get)
print({name: round(value, 3) for name, value in scores.items()}, winner)
### END SOLUTION

# %% grade_id="t5-visible" role="check" points=4
assert "winner" in globals(), "[미작성 · not attempted] 과제 5의 winner가 아직 없습니다. 어느 쪽이 앞날을 더 잘 맞히는지 보아야 검사에 씁니다. recent_bad부터 완성하십시오. / winner does not exist yet; which one tells the future decides what inspection uses. Start with recent_bad."
assert isinstance(recent, pd.Series) and len(recent) == len(shots), f"recent가 {type(recent).__name__}이고 길이가 {np.size(recent):,}입니다. 샷마다 수가 하나씩 있어야 합니다. / recent is a {type(recent).__name__} of length {np.size(recent):,}; each shot takes a number."
assert winner in ("model", "recent", "nothing"), f"winner가 {winner!r}입니다. \"model\", \"recent\", \"nothing\" 가운데 하나여야 합니다. / winner is {winner!r}; it is \"model\", \"recent\" or \"nothing\"."
print("OK")

# %% grade_id="t5-hidden" role="check" points=10
# 제출하면 다른 샷으로 확인합니다 / Checked with other shots after you submit
### BEGIN HIDDEN TESTS
_bad = pd.Series([True, False, True, True, False, False, True, False], index=[20, 21, 22, 23, 24, 25, 26, 27])
_mine = [int(_v) for _v in recent_bad(_bad, 2, 3)]
assert _mine == [0, 0, 1, 1, 2, 2, 2, 1], f"불량이 1·3·4·7번째인 여덟 샷에서 2샷 전까지의 3샷을 세니 {_mine}입니다. 몇 샷 전에서 끝나는지, 몇 샷을 세는지 확인하십시오. / For eight shots with number 1, 3, 4 and 7 bad, counting 3 shots that end 2 before gives {_mine}. Check where the count ends and how many it takes."
_one = [int(_v) for _v in recent_bad(_bad, 1, 1)]
assert _one == [0, 1, 0, 1, 1, 0, 0, 1], f"바로 앞 샷 하나만 보면 {_one}이(가) 나옵니다. lag이나 window를 고정하지 않았는지, 지금 샷이 들어가지 않았는지 보십시오. / Looking at the one shot before gives {_one}. Are lag and window fixed, or does the present shot enter?"
_later = _bad.copy()
_later.iloc[5:] = True
assert [int(_v) for _v in recent_bad(_later, 2, 3)][:7] == _mine[:7], "나중 샷의 판정을 바꾸니 앞 샷의 값이 달라졌습니다. 현장에는 앞날의 검사 결과가 없습니다. / With later results changed, earlier values changed too; on the floor nobody has results of the future."
_cut = int(0.7 * len(shots))
_right = shots["bad"].astype(int).shift(10).fillna(0).rolling(20, min_periods=1).sum()
_ap = float(average_precision_score(shots["bad"].iloc[_cut:], _right.iloc[_cut:]))
assert abs(float(ap_recent) - _ap) < 0.005, f"ap_recent가 {float(ap_recent):.3f}입니다. 뒤 30 %의 샷에서 LAG 10, WINDOW 20으로 다시 재면 다릅니다. 전체로 재지 않았는지 보십시오. / ap_recent is {float(ap_recent):.3f}; on the last 30 % of shots with LAG 10 and WINDOW 20 it is different. Was it measured on all?"
_scores = {"model": float(ap_time), "recent": float(ap_recent), "nothing": float(base)}
assert _scores[winner] == max(_scores.values()), f"winner를 {winner!r}로 적었지만 여러분의 세 값은 {dict((_k, round(_v, 3)) for _k, _v in _scores.items())}입니다. 단순한 규칙이 이기면 그렇게 보고하는 것이 옳습니다. / You name {winner!r}, but your three values are {dict((_k, round(_v, 3)) for _k, _v in _scores.items())}. Where the simple rule wins, saying so is right."
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 과제 6. 비용으로 정하는 검사 (13점)
#
# 검사 한 번의 비용을 1이라 하면, 놓친 불량 하나의 비용은 `miss`입니다. `recent`가 **기준 이상**인 샷만 검사합니다.
#
# - `inspection_cost(bad, inspected, miss)`: 검사한 샷의 수 + `miss` × 검사하지 않은 불량의 수
# - `best_threshold(recent, bad, miss)`: 0부터 `WINDOW + 1`까지의 기준 가운데 비용이 가장 작은 것 (같으면 작은 쪽)
# - `plan`: `miss`가 3, 5, 10일 때 → 뒤 30 %의 비용 세 가지의 dict. `{"recent": …, "all": …, "none": …}`. 기준은 **50–70 % 구간**의 샷(위치 `int(0.5 * n)`부터 `int(0.7 * n)` 앞까지)에서 고릅니다. `"all"`은 모두 검사, `"none"`은 검사하지 않음
# - `choice`: `miss` → 비용이 가장 작은 쪽의 이름
# - `business_value`: `defect_rate_before`는 뒤 30 %의 불량 비율(검사하지 않으면 모두 나갑니다), `defect_rate_after`는 `miss`가 5일 때 규칙이 **놓친** 불량 ÷ 뒤 30 %의 샷 수, `annual_value_krw` = (`all`과 `none` 가운데 작은 것 − `recent`) ÷ 뒤 30 %의 샷 수 × `SHOTS_PER_YEAR` × `INSPECTION_KRW` (`miss`는 5), 가동률은 `None`, `assumptions`는 문장 3개 이상
#
# <details><summary>힌트 1</summary>기준이 0이면 모두, <code>WINDOW + 1</code>이면 아무것도 검사하지 않습니다.</details>
# <details><summary>힌트 2</summary>뒤 30 %로 기준까지 고르면, 그 30 %에서만 맞는 기준이 됩니다.</details>

# %% [markdown] lang="en"
# ## Task 6. Inspection by cost (13 points)
#
# With 1 the cost of an inspection, a bad shot that is missed costs `miss`. Only shots with `recent` **at or above** a threshold are inspected.
#
# - `inspection_cost(bad, inspected, miss)`: number of inspected shots + `miss` × number of bad ones not inspected
# - `best_threshold(recent, bad, miss)`: of the thresholds 0 to `WINDOW + 1` the one with the smallest cost (the smaller one if equal)
# - `plan`: for `miss` 3, 5 and 10 → a dict of three costs on the last 30 %: `{"recent": …, "all": …, "none": …}`. The threshold is chosen on the shots from **50 to 70 %** (positions `int(0.5 * n)` up to before `int(0.7 * n)`). `"all"` inspects every shot, `"none"` none
# - `choice`: `miss` → name of the cheapest
# - `business_value`: `defect_rate_before` is the share of bad in the last 30 % (uninspected, all leave), `defect_rate_after` the bad shots that the rule **misses** at `miss` 5 ÷ the shots in the last 30 %, `annual_value_krw` = (the smaller of `all` and `none` − `recent`) ÷ shots in the last 30 % × `SHOTS_PER_YEAR` × `INSPECTION_KRW` (at `miss` 5), operating rates `None`, `assumptions` at least 3 sentences
#
# <details><summary>Hint 1</summary>Threshold 0 inspects all, <code>WINDOW + 1</code> none.</details>
# <details><summary>Hint 2</summary>A threshold chosen on the last 30 % itself fits that 30 % only.</details>

# %% grade_id="assumed" role="fixed"
SHOTS_PER_YEAR = 250_000
INSPECTION_KRW = 400

# %% grade_id="t6-solution" role="solution"
def inspection_cost(bad, inspected, miss):
    """검사한 수 + miss × 놓친 불량 / inspected + miss × bad ones missed"""
    ### BEGIN SOLUTION
    return int(inspected.sum()) + miss * int((bad & ~inspected).sum())
    ### END SOLUTION


def best_threshold(recent, bad, miss):
    """비용이 가장 작은 기준 / the threshold with the smallest cost"""
    ### BEGIN SOLUTION
    return min(range(WINDOW + 2), key=lambda threshold: inspection_cost(bad, recent >= threshold, miss))
    ### END SOLUTION


### BEGIN SOLUTION
middle = slice(int(0.5 * len(shots)), int(0.7 * len(shots)))
bad_late, recent_late = shots["bad"].iloc[start:], recent.iloc[start:]
thresholds = {miss: best_threshold(recent.iloc[middle], shots["bad"].iloc[middle], miss) for miss in (3, 5, 10)}
plan = {}
for miss, threshold in thresholds.items():
    rule = inspection_cost(bad_late, recent_late >= threshold, miss)
    plan[miss] = {"recent": rule, "all": len(bad_late), "none": miss * int(bad_late.sum())}
choice = {miss: min(costs, key=costs.get) for miss, costs in plan.items()}
missed = int((bad_late & (recent_late < thresholds[5])).sum())
saved = min(plan[5]["all"], plan[5]["none"]) - plan[5]["recent"]
business_value = {
    "operating_rate_before": None,
    "operating_rate_after": None,
    "defect_rate_before": float(bad_late.mean()),
    "defect_rate_after": missed / len(bad_late),
    "annual_value_krw": saved / len(bad_late) * SHOTS_PER_YEAR * INSPECTION_KRW,
    "assumptions": [
        "규칙은 최근 샷의 판정을 모두 안다고 본다. 검사하지 않은 샷은 표본으로라도 판정해야 한다. / The rule takes all recent results as known; uninspected shots need at least a sample.",
        "불량이 지금처럼 몰려서 온다고 가정했다. / Defects are assumed to go on coming in clusters.",
        "연 25만 샷, 검사 400원, 놓친 불량은 그 다섯 배라고 가정했다. / 250,000 shots a year, 400 KRW an inspection, five times that a miss.",
    ],
}
print(thresholds, plan, choice, f"{business_value['annual_value_krw']:,.0f} KRW", sep="\n")
### END SOLUTION

# %% grade_id="t6-visible" role="check" points=3
assert "business_value" in globals(), "[미작성 · not attempted] 과제 6의 business_value가 아직 없습니다. 비용을 모르면 검사를 줄일 수도 늘릴 수도 없습니다. inspection_cost부터 완성하십시오. / business_value does not exist yet; without costs inspection can be neither cut nor raised. Start with inspection_cost."
assert sorted(plan) == [3, 5, 10] and all(set(_v) == {"recent", "all", "none"} for _v in plan.values()), f"plan이 {plan!r}입니다. 3, 5, 10마다 recent, all, none의 비용이 있어야 견줍니다. / plan is {plan!r}; for 3, 5 and 10 it takes the costs of recent, all and none."
_keys = {"operating_rate_before", "operating_rate_after", "defect_rate_before", "defect_rate_after", "annual_value_krw", "assumptions"}
assert set(business_value) == _keys, f"business_value의 키가 {sorted(business_value)}입니다. 과정 전체에서 같은 키로 모아 봅니다. 과제에 적힌 여섯 개로 맞추십시오. / business_value has the keys {sorted(business_value)}; the programme gathers the six that the task names."
assert business_value["operating_rate_before"] is None and business_value["operating_rate_after"] is None, "가동률에 값을 적었습니다. 이 파일에는 가동 시간이 없어 근거 없는 숫자가 됩니다. None으로 두십시오. / You claim an operating rate, but this file holds no running time. Leave None."
assert len(business_value["assumptions"]) >= 3, f"가정이 {len(business_value['assumptions'])}개입니다. 가정을 모르면 추정을 실적으로 읽습니다. 3개 이상 적으십시오. / {len(business_value['assumptions'])} assumptions; without them an estimate is read as a result. Give at least 3."
print("OK")

# %% grade_id="t6-functions" role="check" points=5
# 제출하면 다른 샷으로 확인합니다 / Checked with other shots after you submit
### BEGIN HIDDEN TESTS
_bad = pd.Series([True, True, False, False, True, False])
_cost = float(inspection_cost(_bad, pd.Series([True, False, True, False, False, False]), 7))
assert _cost == 16, f"둘을 검사하고 불량 둘을 놓쳤을 때(miss 7) 비용이 {_cost:.0f}입니다. 검사한 것은 모두 1씩, 놓친 불량만 7씩입니다. / Two inspected and two bad ones missed at 7 cost {_cost:.0f}. Each inspection counts 1, only a bad one missed counts 7."
_recent = pd.Series([0, 3, 3, 1, 5, 0])
_best = [int(best_threshold(_recent, _bad, _m)) for _m in (0.4, 1.5, 9)]
assert _best == [6, 4, 0], f"놓친 불량이 0.4, 1.5, 9일 때 best_threshold가 {_best}입니다. 싸면 검사하지 않고 비싸면 모두 검사해야 합니다. 기준 이상(>=)인지, 0부터 WINDOW + 1까지 보는지 확인하십시오. / With a miss at 0.4, 1.5 and 9 best_threshold says {_best}. Cheap misses mean no inspection, dear ones inspect all. Is it at or above (>=), from 0 to WINDOW + 1?"
### END HIDDEN TESTS

# %% grade_id="t6-plan" role="check" points=5
# 제출하면 여러분의 샷으로 다시 계산합니다 / Recomputed from your own shots after you submit
### BEGIN HIDDEN TESTS
_n = len(shots)
_a, _b = int(0.5 * _n), int(0.7 * _n)
_flag = shots["bad"].to_numpy().astype(bool)
_seen = recent.to_numpy().astype(int)
def _spent(lo, hi, threshold, miss):
    _look = _seen[lo:hi] >= threshold
    return int(_look.sum()) + miss * int((_flag[lo:hi] & ~_look).sum())
_limits = {_m: min(range(22), key=lambda _t: _spent(_a, _b, _t, _m)) for _m in (3, 5, 10)}
for _m in (3, 5, 10):
    assert int(plan[_m]["all"]) == _n - _b and int(plan[_m]["none"]) == _m * int(_flag[_b:].sum()), f"miss {_m}의 all이 {int(plan[_m]['all'])}, none이 {int(plan[_m]['none'])}입니다. 뒤 30 %에서 모두 검사하면 샷의 수만큼, 검사하지 않으면 불량마다 {_m}입니다. / At miss {_m} all is {int(plan[_m]['all'])} and none {int(plan[_m]['none'])}. On the last 30 % all costs one a shot, none costs {_m} a bad shot."
    _right = _spent(_b, _n, _limits[_m], _m)
    assert int(plan[_m]["recent"]) == _right, f"miss {_m}의 규칙 비용이 {int(plan[_m]['recent'])}입니다. 50–70 % 구간에서 고른 기준으로 뒤 30 %를 다시 재면 다릅니다. 시험할 샷으로 기준을 고르면 약속보다 비싸집니다. / At miss {_m} the rule costs {int(plan[_m]['recent'])}; with a threshold chosen from 50 to 70 % the last 30 % gives something else. A threshold chosen on the shots it is tested on costs more than promised."
    assert plan[_m][choice[_m]] == min(plan[_m].values()), f"miss {_m}에서 {choice[_m]!r}을(를) 골랐지만 비용은 {dict((_k, int(_v)) for _k, _v in plan[_m].items())}입니다. 모두 검사하는 쪽이 싸면 그것이 답입니다. / At miss {_m} you choose {choice[_m]!r}, but the costs are {dict((_k, int(_v)) for _k, _v in plan[_m].items())}. Where inspecting all is cheapest, that is the answer."
assert abs(float(business_value["defect_rate_before"]) - float(_flag[_b:].mean())) < 0.001, f"defect_rate_before가 {float(business_value['defect_rate_before']):.3f}입니다. 뒤 30 %의 불량 비율이어야 합니다. / defect_rate_before is {float(business_value['defect_rate_before']):.3f}; it is the share of bad in the last 30 %."
_gone = int((_flag[_b:] & (_seen[_b:] < _limits[5])).sum()) / (_n - _b)
assert abs(float(business_value["defect_rate_after"]) - _gone) < 0.001, f"defect_rate_after가 {float(business_value['defect_rate_after']):.3f}입니다. miss 5의 기준이 놓친 불량을 뒤 30 %의 샷 수로 나누십시오. / defect_rate_after is {float(business_value['defect_rate_after']):.3f}; divide the bad shots missed at miss 5 by the shots of the last 30 %."
_value = (min(int(plan[5]["all"]), int(plan[5]["none"])) - int(plan[5]["recent"])) / (_n - _b) * SHOTS_PER_YEAR * INSPECTION_KRW
assert abs(float(business_value["annual_value_krw"]) - _value) <= 0.01 * abs(_value) + 1, f"연간 효과가 {float(business_value['annual_value_krw']):,.0f}원입니다. 여러분의 plan으로 다시 계산하면 맞지 않습니다. 가장 싼 기존 방법과 견주었는지 보십시오. / The annual value is {float(business_value['annual_value_krw']):,.0f} KRW, which does not follow from your plan. Was it compared with the cheapest way without the rule?"
### END HIDDEN TESTS

# %%
def costs_at(threshold=5, miss=5):
    """기준과 비용 / threshold and cost"""
    late = slice(int(0.7 * len(shots)), None)
    bad, seen = shots["bad"].iloc[late], recent.iloc[late]
    spent = [inspection_cost(bad, seen >= limit, miss) for limit in range(WINDOW + 2)]
    figure, axis = plt.subplots(figsize=(8, 3))
    axis.plot(range(WINDOW + 2), spent, "o-", c="tab:blue", label="rule")
    axis.axhline(len(bad), c="tab:gray", ls="--", label="inspect all")
    axis.axhline(miss * bad.sum(), c="tab:red", ls="--", label="inspect none")
    axis.axvline(threshold, c="black", lw=1)
    axis.set(xlabel="inspect from this many bad among the last 20", ylabel="cost", title=f"{spent[threshold]:,} at {threshold}, a miss costs {miss}")
    axis.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    plt.tight_layout()
    plt.show()


costs_at()
interact(costs_at, threshold=IntSlider(5, 0, 21), miss=IntSlider(5, 1, 15));

# %% [markdown] lang="ko"
# ## 과제 7. 공장장에게 보내는 메시지 (15점, 강사 채점)
#
# 검사 인원을 정해야 하는 공장장에게 3~5문장으로 쓰십시오.
#
# | 채점 기준 | 5점 | 3점 | 0점 |
# |---|---|---|---|
# | 사실 | 검사 방법마다의 비용과, 어느 비용에서 어느 쪽이 싼지를 숫자로 적었다 | 한쪽만 적었다 | 섞은 성적을 그대로 옮겼다 |
# | 정직함 | 원인을 말할 수 없는 까닭과, 규칙에 최근 판정이 필요함을 밝혔다 | 하나만 밝혔다 | 중요도 1위를 원인이라고 했다 |
# | 행동 | 누가 언제 무엇을 바꿔 볼지 한 가지 시험을 제안했다 | 제안이 막연하다 | 제안이 없다 |

# %% [markdown] lang="en"
# ## Task 7. A message to the plant manager (15 points, graded by the instructor)
#
# In 3 to 5 sentences, to somebody who has to staff the inspection.
#
# | Criterion | 5 points | 3 points | 0 points |
# |---|---|---|---|
# | Facts | Costs of each way, and which is cheapest at which price, in numbers | One of them | A shuffled score passed on |
# | Honesty | Why no cause can be named, and that the rule needs recent results | One of them | First in importance called the cause |
# | Action | One trial: who changes what, by when | A vague proposal | None |

# %% [markdown] grade_id="t7-written" role="written" points=15 lang="ko"
# ### BEGIN SOLUTION
# 불량 예측 모델의 0.7은 같은 샷이 두 번 적힌 행을 섞은 성적이고, 앞으로 배워 뒤를 맞히면 아무것도 모르는 것보다 낫지 않았습니다. 그래서 이 파일로는 어느 조건이 원인인지 말할 수 없습니다. 반면 불량은 몰려서 오므로 최근 20샷의 불량 수만 보는 규칙이 훨씬 낫습니다. 놓친 불량이 검사 다섯 번 값이면 이 규칙이 전수검사보다 20 %쯤 싸고, 열 번 값이면 모두 검사하는 것과 비슷하므로 고객 불만 비용부터 정해야 합니다. 규칙을 쓰려면 검사하지 않는 때에도 몇 샷은 판정해야 합니다. 다음 주에 주조반장이 불량이 몰린 날 용탕 온도와 스프레이 시간을 번갈아 바꾸며 50샷씩 찍고, 품질팀이 판정하게 합시다.
# ### END SOLUTION

# %% [markdown] grade_id="t7-written" role="written" points=15 lang="en"
# ### BEGIN SOLUTION
# The model's 0.7 comes from shuffling rows that hold the same shot twice; learning from the past and telling the future it is no better than knowing nothing. So this file can't say which condition is the cause. Defects do come in clusters, and a rule that only counts bad ones among the last 20 shots is far better. If a miss costs as much as five inspections, the rule is some 20 % cheaper than inspecting all; at ten it is about the same, so the price of a complaint has to be settled first. The rule needs some shots judged even in good times. Next week the foreman should cast 50 shots each with melt temperature and spray time changed in turn on a day with clusters, and quality should judge them.
# ### END SOLUTION

# %% [markdown] lang="ko"
# ## 정리
#
# 이제 다음을 할 수 있습니다.
#
# - 되풀이된 행을 찾아 빼고, 샷으로 불량률을 셉니다.
# - 섞은 성적과 시간 순서의 성적을 불량 비율과 함께 견줍니다.
# - 앞날을 맞히지 못하는 모델의 중요도로 원인을 말하지 않습니다.
# - 앞날을 훔쳐보지 않는 규칙을 만들고, 단순한 규칙이 이기면 그렇게 보고합니다.
# - 검사 기준을 비용으로 정하고, 시험할 자료와 기준을 고를 자료를 나눕니다.
#
# **1분 설문(채점하지 않습니다):** 이 실습은 현장에 ① 바로 쓸 수 있다 ② 고쳐서 쓸 수 있다 ③ 쓰기 어렵다. 가장 막힌 과제는 몇 번이었습니까?

# %% [markdown] lang="en"
# ## Recap
#
# You can now
#
# - find repeated rows and count a defect rate in shots;
# - compare shuffled scores with scores in the order of time, beside the base rate;
# - refuse to name a cause by the importance of a model that can't tell the future;
# - make a rule that never peeks ahead, and say so where the simple rule wins;
# - set an inspection threshold by cost, with separate data to choose and to test it.
#
# **One-minute survey (not graded):** on your floor this lab is ① usable as it is ② usable with changes ③ hard to use. Which task held you up most?
