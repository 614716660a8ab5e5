# %% [markdown] lang="ko"
# {{header_card}}

# %% [markdown] lang="en"
# {{header_card}}

# %% [markdown] lang="ko"
# ## 현장 이야기
#
# 대형 설비의 내부 온도를 5분마다 기록하고 있습니다. 지난겨울 설비가 크게 멈춘 뒤로 보전팀장이 묻습니다. "이 온도만 보고도 미리 알 수 있었던 것 아닙니까? AI 업체는 이상감지 모델을 넣자고 하고, 반장은 예전에 그런 것을 넣었다가 밤마다 울려서 껐다고 합니다."
#
# 경보는 두 가지로 망합니다. 울려야 할 때 안 울리거나, 안 울려야 할 때 울려서 아무도 안 믿거나. 이 실습에서는 **단순한 하한 경보**와 **아이솔레이션 포레스트**를 같은 자로 재서 어느 쪽을 걸지 정합니다. 단순한 쪽이 이기면 그렇게 보고하는 것이 정답입니다.

# %% [markdown] lang="en"
# ## The story
#
# The temperature inside a large machine is recorded every 5 minutes. Since the big stop last winter the head of maintenance asks: "Couldn't we have known from this temperature alone? A vendor offers an anomaly model; the foreman says they had one once, it went off every night, and they switched it off."
#
# Alarms fail in two ways: silent when they should sound, or sounding when they shouldn't until nobody believes them. In this lab you measure **a simple lower limit** and **an isolation forest** with the same ruler and decide which goes live. If the simple one wins, saying so is the right answer.

# %% [markdown] lang="ko"
# {{data_card}}
#
# `window`는 배포자가 표시한 이상 구간의 번호입니다. **경보 함수는 이 열을 보지 못합니다.** 현장에서는 고장이 난 뒤에야 알 수 있는 것이기 때문입니다. 채점(과제 4)에만 씁니다.
#
# 배포자의 설명에 따르면 이상 가운데 **하나는 계획 정지**였고, 하나는 알아채기 어려웠으며 그것이 큰 고장으로 이어졌습니다. 설명은 3건, 표시된 구간은 4개라서 어느 구간이 계획 정지인지는 알 수 없습니다.

# %% [markdown] lang="en"
# {{data_card}}
#
# `window` numbers the periods that the publisher marked. **Your alarm does not get to see this column**: on the floor it is known only after the failure. It serves for scoring (task 4) alone.
#
# According to the publisher **one of the anomalies was a planned shutdown**, and one was hard to detect and led to a catastrophic failure. The description speaks of three, the marks are four, so which of them was planned is not known.

# %% grade_id="setup" role="fixed"
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from ipywidgets import IntSlider, interact
from sklearn.ensemble import IsolationForest

from sandbox_data import load

raw = load("nab_machine_temperature")
TRAIN_END = pd.Timestamp("2013-12-09 21:15")  # the first 7 days are for learning, the rest is judged
TRAINING_ENDS = ("2013-12-07", "2013-12-08", "2013-12-09", "2013-12-10")
MIN_WINDOWS = 3
MAX_FALSE_BLOCKS = 20
print(f"{len(raw):,} rows, {raw['timestamp'].min()} to {raw['timestamp'].max()}")

# %% [markdown] lang="ko"
# ## 먼저 예상해 보기 (채점하지 않습니다)
#
# 아래는 80일의 온도입니다. 표시된 이상 구간은 아직 보여 드리지 않습니다. 적어 보십시오.
#
# 1. 이상 구간은 4개입니다. 그림에서 어디라고 보십니까?
# 2. 온도 하한 하나로 4개 가운데 몇 개를 알아챌 수 있겠습니까? 11주 동안 헛경보는 몇 번이나 울리겠습니까?

# %% [markdown] lang="en"
# ## Predict first (not graded)
#
# Below are the 80 days. The marked periods are not shown yet. Write down:
#
# 1. There are four. Where do you see them?
# 2. How many of the four would a single lower limit notice? How often would it sound for nothing in 11 weeks?

# %%
figure, axis = plt.subplots(figsize=(12, 3.4))
axis.plot(raw["timestamp"], raw["value"], lw=0.6)
axis.axvspan(raw["timestamp"].min(), TRAIN_END, color="tab:green", alpha=0.15, label="learning: first 7 days")
axis.set(ylabel="temperature (unit not published)", title="80 days, every 5 minutes")
axis.legend(loc="lower right")
plt.tight_layout()
plt.show()

# %% [markdown] lang="ko"
# ## 과제 1. 되돌아간 시계 정리하기 (10점)
#
# 경보 함수는 "30분 동안 이어졌는가"를 행 수로 셉니다. 시각이 겹치거나 거꾸로 가면 30분이 30분이 아니게 됩니다.
#
# - `n_back`: 바로 앞 행보다 시각이 이른 행의 수
# - `n_repeated`: 앞에서 이미 나온 시각이 다시 나온 행의 수
# - `clean(table)`: 시각 순서로 놓고, 같은 시각이 둘이면 **먼저 들어온 행**만 남긴 표. 열은 모두 그대로, index는 0부터. 받은 표는 고치지 않습니다.
# - `machine`: `clean(raw)`
# - `cold_hours`: `machine`에서 60 미만이었던 시간(시간 단위, 한 행은 5분)
#
# 두 값 가운데 어느 쪽이 맞는지는 알 수 없습니다. 먼저 들어온 값으로 이미 경보를 판단했을 것이므로 먼저 들어온 것을 남깁니다.
#
# <details><summary>힌트 1</summary><code>diff()</code>는 앞 행과의 시간 차이이고, <code>duplicated()</code>는 앞에서 이미 나온 값이면 True입니다.</details>
# <details><summary>힌트 2</summary>먼저 <code>drop_duplicates("timestamp")</code>로 겹친 행을 빼고, 그다음에 정렬하십시오. 정렬을 먼저 하면 같은 시각끼리의 순서를 보장하기 어렵습니다.</details>

# %% [markdown] lang="en"
# ## Task 1. The clock that went back (10 points)
#
# The alarm will count rows to know whether something has lasted 30 minutes. If times repeat or go back, 30 minutes are no longer 30 minutes.
#
# - `n_back`: number of rows whose time is earlier than that of the row before
# - `n_repeated`: number of rows whose time occurred before
# - `clean(table)`: the table in order of time, and of two rows with the same time only **the one that came first**. All columns stay, the index starts at 0, the given table is not changed.
# - `machine`: `clean(raw)`
# - `cold_hours`: how long `machine` was below 60, in hours (a row is 5 minutes)
#
# Which of the two values is right nobody knows. An alarm would already have judged the first, so the first stays.
#
# <details><summary>Hint 1</summary><code>diff()</code> is the time since the row before; <code>duplicated()</code> is True where a value occurred already.</details>
# <details><summary>Hint 2</summary>First <code>drop_duplicates("timestamp")</code>, then sort. If you sort first, the order of equal times is hard to rely on.</details>

# %% grade_id="t1-solution" role="solution"
def clean(table):
    """시각이 겹치지 않고 순서대로인 표 / The table in order, one row a time."""
    ### BEGIN SOLUTION
    return table.drop_duplicates("timestamp").sort_values("timestamp").reset_index(drop=True)
    ### END SOLUTION


### BEGIN SOLUTION
n_back = int((raw["timestamp"].diff().dt.days < 0).sum())
n_repeated = int(raw["timestamp"].duplicated().sum())
machine = clean(raw)
cold_hours = float((machine["value"] < 60).sum() * 5 / 60)
print(n_back, n_repeated, f"{len(machine):,} rows, below 60 for {cold_hours} h")
### END SOLUTION

# %% grade_id="t1-visible" role="check" points=4
assert "cold_hours" in globals(), "[미작성 · not attempted] 과제 1의 cold_hours가 아직 없습니다. 시각이 바르지 않으면 지속 시간을 잴 수 없습니다. clean과 네 이름을 완성하십시오. / cold_hours does not exist yet. Without proper times no duration can be measured; complete clean and the four names."
assert isinstance(machine, pd.DataFrame) and {"timestamp", "value", "window"} <= set(machine.columns), f"machine이 {type(machine).__name__}이거나 열이 빠졌습니다. 다음 과제가 세 열을 모두 씁니다. return을 확인하십시오. / machine is a {type(machine).__name__} or lacks columns; later tasks use all three. Check the return line."
_step = machine["timestamp"].diff().dropna()
assert (_step > pd.Timedelta(0)).all(), f"machine에 앞 행보다 늦지 않은 행이 {int((_step <= pd.Timedelta(0)).sum())}개 남아 있습니다. 지속 시간이 부풀려져 헛경보가 됩니다. 겹친 시각을 빼고 정렬했는지 보십시오. / {int((_step <= pd.Timedelta(0)).sum())} rows of machine are not later than the row before. Durations are inflated into false alarms. Did you drop repeated times and sort?"
assert (_step == pd.Timedelta(minutes=5)).all(), f"machine에 5분이 아닌 간격이 {int((_step != pd.Timedelta(minutes=5)).sum())}개 있습니다(가장 긴 것: {_step.max()}). 겹친 두 행을 모두 지우면 빈 시간이 생깁니다. 하나는 남기십시오. / {int((_step != pd.Timedelta(minutes=5)).sum())} steps of machine are not 5 minutes (longest: {_step.max()}). Dropping both of two equal times leaves a hole; keep one."
print("OK")

# %% grade_id="t1-hidden" role="check" points=6
# 제출하면 다른 표로 더 확인합니다 / More is checked with other tables after you submit
### BEGIN HIDDEN TESTS
_raw = load("nab_machine_temperature")
assert n_back == 1, f"n_back이 {n_back}입니다. 시계가 몇 번 되돌아갔는지 모르면 원인을 찾을 수 없습니다. 앞 행과의 차이가 0보다 작은 행을 세십시오. / n_back is {n_back}. How often the clock went back leads to the cause; count rows with a negative step."
assert n_repeated == int(_raw["timestamp"].duplicated().sum()), f"n_repeated가 {n_repeated}입니다. 겹친 두 행 가운데 나중 것만 셉니다. 처음 나온 행까지 세지 않았는지 보십시오. / n_repeated is {n_repeated}. Only the later of two equal times counts; did you count the first ones too?"
_at = pd.date_range("2020-03-01 10:00", periods=4, freq="5min")
_small = pd.DataFrame({"timestamp": [_at[0], _at[1], _at[2], _at[1], _at[2], _at[3]], "value": [1.0, 2.0, 3.0, 20.0, 30.0, 4.0], "window": [0, 1, 2, 3, 4, 0]})
_before = _small.copy()
_mine = clean(_small)
assert list(_mine["timestamp"]) == list(_at), f"10:00, 10:05, 10:10, 10:05, 10:10, 10:15로 들어온 표를 정리했더니 시각이 {[str(_t)[11:16] for _t in _mine['timestamp']]}입니다. 시각마다 한 행, 시각 순서여야 합니다. 두 단계를 확인하십시오. / A table that came in as 10:00, 10:05, 10:10, 10:05, 10:10, 10:15 became {[str(_t)[11:16] for _t in _mine['timestamp']]}. One row a time, in order of time: check both steps."
assert [float(_v) for _v in _mine["value"]] == [1.0, 2.0, 3.0, 4.0], f"같은 시각에 2 다음 20, 3 다음 30이 들어왔는데 {[float(_v) for _v in _mine['value']]}이(가) 남았습니다. 이미 판단에 쓴 첫 값이 바뀌면 그때의 경보를 설명할 수 없습니다. 먼저 들어온 행을 남기십시오. / 20 came after 2, 30 after 3 at the same times, and {[float(_v) for _v in _mine['value']]} is left. If the first value changes, yesterday's alarm can't be explained. Keep the row that came first."
assert list(_mine.columns) == ["timestamp", "value", "window"], f"정리한 표의 열이 {list(_mine.columns)}입니다. 열이 늘거나 줄면 다음 사람의 코드가 멈춥니다. reset_index에서 drop을 확인하십시오. / The cleaned table has the columns {list(_mine.columns)}. One more or less stops the next program; check drop in reset_index."
assert list(_mine.index) == [0, 1, 2, 3], f"정리한 표의 index가 {list(_mine.index)}입니다. 행을 세어 시간을 재므로 0부터 이어져야 합니다. reset_index를 확인하십시오. / The index of the cleaned table is {list(_mine.index)}; rows are counted as time, so it must run from 0. Check reset_index."
assert _small.equals(_before), "clean이 받은 표를 고쳤습니다. 원본이 있어야 나중에 되짚습니다. 새 표를 만들어 돌려주십시오. / clean changed the table it was given. The original is the evidence; return a new table."
_right = float((machine["value"] < 60).sum()) / 12
assert abs(cold_hours - _right) < 0.1, f"cold_hours가 {cold_hours:.2f}시간입니다. machine에서 60 미만인 행을 세어 5분씩 더하면 다릅니다. 행 수나 분을 시간으로 적지 않았는지 보십시오. / cold_hours is {cold_hours:.2f}; rows of machine below 60 at 5 minutes each give something else. Are these rows or minutes instead of hours?"
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 과제 2. 학습 기간에 흔들리지 않는 한계 (15점)
#
# 정상 온도의 하한을 **학습 기간의 값만으로** 정합니다. 두 규칙을 비교하십시오.
#
# - `limit_sigma3(values)`: 평균 − 3 × 표준편차
# - `limit_mad5(values)`: 중앙값 − 5 × 1.4826 × MAD. MAD는 중앙값에서 떨어진 거리들의 중앙값입니다. '이상값에 강한' 규칙으로 알려져 있습니다.
#
# 학습을 하루 일찍 끝내거나 늦게 끝냈다고 한계가 크게 달라지면, 그 한계의 성적은 운입니다. 학습 종료일을 네 가지로 바꾸어 확인하십시오(`TRAINING_ENDS`, 그 시각 **이전** 행으로 학습).
#
# - `limits`: 행이 `TRAINING_ENDS`의 날짜, 열이 `sigma3`와 `mad5`인 표
# - `stable_rule`: 네 값의 폭(최대 − 최소)이 작은 규칙의 이름
# - `limit`: 그 규칙으로, `TRAIN_END` **이전** 값에서 정한 하한. 앞으로 바꾸지 않습니다.
#
# <details><summary>힌트 1</summary>MAD: <code>(values - values.median()).abs().median()</code></details>
# <details><summary>힌트 2</summary>날짜 하나의 학습 값은 <code>machine.loc[machine["timestamp"] &lt; end, "value"]</code>입니다. 네 번 되풀이해 표로 모으십시오.</details>

# %% [markdown] lang="en"
# ## Task 2. A limit that does not hang on the training end (15 points)
#
# The lower limit of normal temperature comes from **the values of the learning period alone**. Compare two rules:
#
# - `limit_sigma3(values)`: mean − 3 × standard deviation
# - `limit_mad5(values)`: median − 5 × 1.4826 × MAD. MAD is the median of the distances from the median; the rule is known as "robust".
#
# If the limit moves a lot when learning ends a day earlier or later, its success is luck. Try four training ends (`TRAINING_ENDS`; learn from rows **before** that time).
#
# - `limits`: a table with the dates of `TRAINING_ENDS` as rows and the columns `sigma3` and `mad5`
# - `stable_rule`: name of the rule whose four values spread less (largest − smallest)
# - `limit`: that rule's limit from the values **before** `TRAIN_END`. It stays as it is from here on.
#
# <details><summary>Hint 1</summary>MAD: <code>(values - values.median()).abs().median()</code></details>
# <details><summary>Hint 2</summary>The values to learn from, for one date: <code>machine.loc[machine["timestamp"] &lt; end, "value"]</code>. Repeat four times and collect the results in a table.</details>

# %% grade_id="t2-solution" role="solution"
def limit_sigma3(values):
    """평균 - 3 x 표준편차 / mean minus 3 standard deviations"""
    ### BEGIN SOLUTION
    return float(values.mean() - 3 * values.std())
    ### END SOLUTION


def limit_mad5(values):
    """중앙값 - 5 x 1.4826 x MAD / median minus 5 scaled MADs"""
    ### BEGIN SOLUTION
    mad = (values - values.median()).abs().median()
    return float(values.median() - 5 * 1.4826 * mad)
    ### END SOLUTION


### BEGIN SOLUTION
rows = {}
for end in TRAINING_ENDS:
    values = machine.loc[machine["timestamp"] < end, "value"]
    rows[end] = {"sigma3": limit_sigma3(values), "mad5": limit_mad5(values)}
limits = pd.DataFrame(rows).T
stable_rule = "sigma3"
limit = limit_sigma3(machine.loc[machine["timestamp"] < TRAIN_END, "value"])
print(limits.round(1), f"\nlimit {limit:.2f}")
### END SOLUTION

# %% grade_id="t2-visible" role="check" points=5
assert "limit" in globals(), "[미작성 · not attempted] 과제 2의 limit이 아직 없습니다. 한계가 있어야 경보를 만듭니다. 두 규칙과 표를 먼저 완성하십시오. / limit does not exist yet, and no alarm without it. Complete the two rules and the table first."
assert isinstance(limits, pd.DataFrame) and {"sigma3", "mad5"} <= set(limits.columns), f"limits가 {type(limits).__name__}이거나 두 열이 없습니다. 규칙을 나란히 두어야 폭을 견줄 수 있습니다. 열 이름을 확인하십시오. / limits is a {type(limits).__name__} or lacks a column; spreads compare side by side. Check the names."
assert len(limits) == 4, f"limits가 {len(limits)}행입니다. 학습 종료일이 넷이어야 흔들림이 보입니다. TRAINING_ENDS를 모두 돌았는지 보십시오. / limits has {len(limits)} rows; four training ends show how it moves. Did you go through all TRAINING_ENDS?"
assert stable_rule in ("sigma3", "mad5"), f"stable_rule이 {stable_rule!r}입니다. 규칙 이름이어야 다음 사람이 같은 한계를 만듭니다. \"sigma3\"나 \"mad5\"로 적으십시오. / stable_rule is {stable_rule!r}; with the rule's name others can make the same limit. Write \"sigma3\" or \"mad5\"."
_train = machine.loc[machine["timestamp"] < TRAIN_END, "value"]
assert float(_train.min()) - 30 < float(limit) < float(_train.median()), f"limit이 {float(limit):.1f}입니다. 학습 기간의 온도는 {float(_train.min()):.1f}~{float(_train.max()):.1f}이고, 하한은 평소 온도보다 낮아야 종일 울리지 않습니다. 빼는 방향을 확인하십시오. / limit is {float(limit):.1f}. Temperatures of the learning period run from {float(_train.min()):.1f} to {float(_train.max()):.1f}; a lower limit lies below the usual, or it sounds all day. Check the sign."
print("OK")

# %% grade_id="t2-hidden" role="check" points=7
# 제출하면 다른 값으로 더 확인합니다 / More is checked with other values after you submit
### BEGIN HIDDEN TESTS
_machine = load("nab_machine_temperature").drop_duplicates("timestamp").sort_values("timestamp").reset_index(drop=True)
for _from, _to in ((0, 1440), (5000, 9000), (15000, 15700)):
    _values = _machine["value"].iloc[_from:_to]
    _right = float(_values.mean() - 3 * _values.std())
    _mine = float(limit_sigma3(_values))
    assert abs(_mine - _right) < 0.05, f"{_from}~{_to}행에서 3시그마 하한이 {_mine:.2f}로 나왔습니다. 함수에 준 값만으로 계산하면 다릅니다. 표준편차의 배수와 쓰는 값을 확인하십시오. 하한이 어긋나면 경보 수가 몇 배 달라집니다. / On rows {_from} to {_to} the 3-sigma limit is {_mine:.2f}, not what the given values yield. Check the factor and which values are used; a shifted limit multiplies alarms."
    _mad = float((_values - _values.median()).abs().median())
    _right, _mine = float(_values.median()) - 5 * 1.4826 * _mad, float(limit_mad5(_values))
    assert abs(_mine - _right) < 0.1, f"{_from}~{_to}행에서 MAD 하한이 {_mine:.2f}로 나왔습니다. 거리의 평균이 아니라 중앙값인지, 1.4826을 곱했는지 확인하십시오. 배수가 빠지면 두 규칙을 견줄 수 없습니다. / On rows {_from} to {_to} the MAD limit is {_mine:.2f}. Is it the median of distances, not their mean, and times 1.4826? Without the factor the rules don't compare."
for _end in TRAINING_ENDS:
    _values = _machine.loc[_machine["timestamp"] < _end, "value"]
    for _rule, _right in (("sigma3", float(limit_sigma3(_values))), ("mad5", float(limit_mad5(_values)))):
        _mine = float(limits[_rule].iloc[TRAINING_ENDS.index(_end)])
        assert abs(_mine - _right) < 0.15, f"{_end}까지 학습한 {_rule} 하한을 {_mine:.2f}로 적었습니다. 그 시각 이전의 행만 쓰면 다르게 나옵니다. 나중 값이 섞이면 현장에서는 만들 수 없는 한계가 됩니다. / For learning up to {_end} you give {_mine:.2f} ({_rule}). Rows before that time yield something else; with later values in it the limit could not have been made on the floor."
_values = _machine.loc[_machine["timestamp"] < TRAIN_END, "value"]
_right = float(limit_sigma3(_values)) if stable_rule == "sigma3" else float(limit_mad5(_values))
assert abs(float(limit) - _right) < 0.15, f"limit이 {float(limit):.2f}입니다. 여러분이 고른 규칙({stable_rule})을 학습 기간 값에 적용하면 다르게 나옵니다. 80일 전체로 정하면 고장 난 날의 온도까지 '정상'이 됩니다. TRAIN_END 이전만 썼는지 보십시오. / limit is {float(limit):.2f}. The rule you chose ({stable_rule}) on the learning period yields something else. From all 80 days even the failures' temperatures become normal. Did you use values before TRAIN_END only?"
### END HIDDEN TESTS

# %% grade_id="t2-verdict" role="check" points=3
# 제출하면 판단을 확인합니다 / The verdict is checked after you submit
### BEGIN HIDDEN TESTS
_spread = {_rule: float(limits[_rule].max() - limits[_rule].min()) for _rule in ("sigma3", "mad5")}
_own = min(_spread, key=_spread.get)
assert stable_rule == _own, f"stable_rule을 {stable_rule!r}로 골랐습니다. 여러분의 표에서 폭은 sigma3 {_spread['sigma3']:.1f}, mad5 {_spread['mad5']:.1f}입니다. '강건하다'는 이름이 아니라 이 설비의 자료로 고르십시오. 하루 차이로 한계가 크게 움직이면 성적은 운입니다. / You chose {stable_rule!r}. In your table the spreads are {_spread['sigma3']:.1f} (sigma3) and {_spread['mad5']:.1f} (mad5). Choose by this machine's data, not by the word \"robust\": where one day moves the limit, success is luck."
### END HIDDEN TESTS

# %%
figure, axes = plt.subplots(1, 2, figsize=(12, 3.5))
limits.plot(ax=axes[0], marker="o", xlabel="learning ends", ylabel="lower limit", title="which limit hangs on the training end?")
learning = machine[machine["timestamp"] < TRAIN_END]
axes[1].hist(learning["value"], bins=60, color="tab:gray")
axes[1].axvline(limit, c="tab:red", ls="--", label=f"limit {limit:.1f}")
axes[1].set(xlabel="temperature", ylabel="rows", title="the first 7 days")
axes[1].legend()
plt.tight_layout()
plt.show()

# %% [markdown] lang="ko"
# ## 과제 3. 앞날을 보지 않는 경보 함수 (22점)
#
# 한 점이 잠깐 한계를 넘을 때마다 울리면 아무도 믿지 않습니다. **조건이 일정 시간 이어졌을 때** 울리게 합니다.
#
# - `held(condition, minutes)`: 행마다 참·거짓인 `condition`이 **지금 행까지** `minutes`분 동안 이어졌으면 True. 한 행이 5분이므로 30분이면 지금 행을 포함해 6행이 모두 True여야 합니다. 0분과 5분은 그 행만 봅니다. 앞에 행이 모자라면 False입니다.
# - `hold_minutes`: 여러분이 정한 지속 시간(분)
# - `alarms(df)`: `timestamp`와 `value`가 있는 표를 받아, 온도가 `limit` **미만**으로 `hold_minutes`분 이어진 행에서 True인 Series(index는 df와 같음). 값이 빈 행은 미만으로 치지 않습니다.
#
# 지켜야 할 것: 그 시각까지의 값만 씁니다(나중 행을 잘라 내도 앞의 경보가 그대로여야 합니다). `window` 열을 쓰지 않습니다. 받은 표에서 평균이나 한계를 다시 구하지 않습니다.
#
# 합격 기준은 `TRAIN_END` 이후 이상 구간 4개 가운데 3개 이상(`MIN_WINDOWS`)에서 울리고, 구간 밖의 6시간 칸 261개 가운데 20개 이하(`MAX_FALSE_BLOCKS`)에서만 헛울리는 것입니다.
#
# <details><summary>힌트 1</summary>참을 1로 바꾸어 <code>rolling(n).sum()</code>을 구하면 최근 n행 가운데 참이 몇 개인지 나옵니다. n개 모두 참이면 이어진 것입니다.</details>
# <details><summary>힌트 2</summary>지속 시간이 길수록 헛경보는 줄지만 짧은 이상을 놓치고 늦게 울립니다. 0, 30, 60, 120분을 넣어 아래 그림으로 비교해 보십시오.</details>

# %% [markdown] lang="en"
# ## Task 3. An alarm that never sees the future (22 points)
#
# If it sounds whenever a single point crosses the limit, nobody believes it. Let it sound **when the condition has lasted**.
#
# - `held(condition, minutes)`: True where `condition` (True or False for each row) has lasted `minutes` minutes **up to the present row**. A row is 5 minutes, so 30 minutes are 6 rows that are all True, the present one included. With 0 or 5 minutes only the row itself counts. Where too few rows came before: False.
# - `hold_minutes`: the duration that you decide on
# - `alarms(df)`: takes a table with `timestamp` and `value`; a Series with the index of df, True where the temperature has been **below** `limit` for `hold_minutes`. An empty value is not below.
#
# Rules: use values up to that moment only (cutting off later rows must not change earlier alarms). Don't use the column `window`. Don't compute means or limits from the table that you are given.
#
# To pass: after `TRAIN_END` it sounds in at least 3 of the 4 windows (`MIN_WINDOWS`), and for nothing in at most 20 (`MAX_FALSE_BLOCKS`) of the 261 blocks of 6 hours outside them.
#
# <details><summary>Hint 1</summary>With True as 1, <code>rolling(n).sum()</code> says how many of the last n rows are True. If all n are, it has lasted.</details>
# <details><summary>Hint 2</summary>The longer it must last, the fewer false alarms; but short anomalies are missed and the alarm comes later. Try 0, 30, 60 and 120 minutes in the plot below.</details>

# %% grade_id="t3-solution" role="solution"
def held(condition, minutes):
    """조건이 지금까지 minutes분 이어졌는가 / Has the condition lasted for minutes up to now?"""
    ### BEGIN SOLUTION
    rows = max(1, minutes // 5)
    return condition.astype(int).rolling(rows).sum() == rows
    ### END SOLUTION


def alarms(df):
    """행마다 경보 여부 / Alarm or not, for each row."""
    ### BEGIN SOLUTION
    return held(df["value"] < limit, hold_minutes)
    ### END SOLUTION


### BEGIN SOLUTION
hold_minutes = 30
print(f"{int(alarms(machine).sum()):,} rows in alarm")
### END SOLUTION

# %% grade_id="t3-visible" role="check" points=5
assert "hold_minutes" in globals(), "[미작성 · not attempted] 과제 3의 hold_minutes가 아직 없습니다. 지속 시간이 없으면 잠깐의 흔들림에도 울립니다. held와 alarms를 먼저 완성하십시오. / hold_minutes does not exist yet. Without a duration every flicker sounds; complete held and alarms first."
_plain = machine[["timestamp", "value"]]
_mine = alarms(_plain)
assert len(_mine) == len(_plain), f"alarms가 {len(_mine):,}개를 돌려주었습니다. 행마다 하나씩이어야 언제 울렸는지 압니다. 빈 값을 지우지 않았는지 보십시오. / alarms returned {len(_mine):,} values; one a row says when it sounded. Did you drop empty ones?"
assert set(np.unique(np.asarray(_mine))) <= {False, True}, f"alarms의 값이 {sorted(set(np.asarray(_mine).tolist()))[:4]}입니다. 울리거나 안 울리거나 둘 중 하나여야 합니다. 참·거짓으로 바꾸십시오. / alarms holds {sorted(set(np.asarray(_mine).tolist()))[:4]}; it sounds or it doesn't. Make it True or False."
_three = held(pd.Series([True, True, False, True, True, True, True]), 15)
assert list(np.asarray(_three, dtype=bool)) == [False, False, False, False, False, True, True], f"참·참·거짓·참·참·참·참에서 15분(3행) 이어진 곳이 {[int(_i) for _i in np.flatnonzero(np.asarray(_three, dtype=bool))]}행으로 나왔습니다. 한 행이라도 앞당겨지거나 늦어지면 지속 시간이 달라집니다. 지금 행을 포함해 3행인지 보십시오. / For T T F T T T T the places where it has lasted 15 minutes (3 rows) came out as rows {[int(_i) for _i in np.flatnonzero(np.asarray(_three, dtype=bool))]}. One row early or late changes the duration. Is it 3 rows, the present one included?"
assert float(hold_minutes) % 5 == 0, f"hold_minutes가 {hold_minutes}분입니다. 한 행이 5분이라 그 사이의 분은 지켜지지 않습니다. 5의 배수로 정하십시오. / hold_minutes is {hold_minutes}; a row is 5 minutes, so minutes in between can't be kept. Choose a multiple of 5."
assert 0 <= float(hold_minutes) <= 360, f"hold_minutes가 {hold_minutes}분입니다. 여섯 시간을 넘기면 교대가 바뀐 뒤에 울립니다. 단위가 분인지 보십시오. / hold_minutes is {hold_minutes}; beyond six hours the alarm comes after the shift has changed. Is the unit minutes?"
print("OK")

# %% grade_id="t3-causal" role="check" points=10
# 제출하면 앞날을 자르고 바꾸어 확인합니다 / Checked with the future cut off and changed after you submit
### BEGIN HIDDEN TESTS
_machine = load("nab_machine_temperature").drop_duplicates("timestamp").sort_values("timestamp").reset_index(drop=True)
_plain = _machine[["timestamp", "value"]]
_all = np.asarray(alarms(_plain), dtype=bool)
_cold = np.flatnonzero(_machine["value"].to_numpy() < float(limit))
_cuts = [int(_c) + 1 for _c in _cold[:: max(1, len(_cold) // 12)]] or [9000]
for _cut in [*_cuts, 9000]:
    _short = np.asarray(alarms(_plain.iloc[:_cut]), dtype=bool)
    assert np.array_equal(_all[:_cut], _short), f"{_machine['timestamp'].iloc[_cut - 1]} 뒤를 잘라 냈더니 그 전의 판정 {int((_all[:_cut] != _short).sum())}개가 달라졌습니다. 현장의 경보는 아직 오지 않은 값을 볼 수 없으므로, 이 성적은 현장에서 다시 나오지 않습니다. 뒤의 행이나 전체 평균을 쓰는지 보십시오. / Cutting off everything after {_machine['timestamp'].iloc[_cut - 1]} changed {int((_all[:_cut] != _short).sum())} earlier verdicts. An alarm on the floor can't see values to come, so this result would not repeat. Do you use later rows, or a mean of everything?"
_hot = _plain.copy()
_hot.loc[_hot.index >= 4200, "value"] = 10.0
_after = np.asarray(alarms(_hot), dtype=bool)
assert np.array_equal(_all[:4200], _after[:4200]), f"{_machine['timestamp'].iloc[4200]}부터의 온도를 바꾸었더니 그 전의 판정 {int((_all[:4200] != _after[:4200]).sum())}개가 달라졌습니다. 나중 값이 앞의 경보에 섞이고 있습니다. 그 시각까지의 값만 쓰십시오. / Changing temperatures from {_machine['timestamp'].iloc[4200]} on changed {int((_all[:4200] != _after[:4200]).sum())} earlier verdicts: later values leak in. Use values up to that moment only."
_wait = max(1, int(float(hold_minutes) // 5))
_late = np.asarray(alarms(_plain.iloc[10000:].reset_index(drop=True)), dtype=bool)
assert np.array_equal(_all[10000 + _wait :], _late[_wait:]), f"2014년 1월부터의 표만 넣었더니 판정 {int((_all[10000 + _wait :] != _late[_wait:]).sum())}개가 달라졌습니다. 받은 표에서 한계를 다시 구하면 고장이 길수록 고장이 '정상'이 됩니다. 과제 2의 limit을 그대로 쓰십시오. / With the table from January 2014 alone {int((_all[10000 + _wait :] != _late[_wait:]).sum())} verdicts differ. A limit made anew from the given table takes long failures for normal. Use the limit of task 2 as it is."
_labelled = _machine.copy()
_labelled["window"] = np.roll(_machine["window"].to_numpy(), 3000)
assert np.array_equal(_all, np.asarray(alarms(_labelled), dtype=bool)), "window 열의 번호를 다른 곳으로 옮겼더니 경보가 달라졌습니다. 현장에서는 고장이 난 뒤에야 아는 표시입니다. timestamp와 value만 쓰십시오. / Moving the numbers in window elsewhere changed the alarms. On the floor that mark exists only after the failure. Use timestamp and value only."
_gap = pd.DataFrame({"timestamp": pd.date_range("2020-01-01", periods=60, freq="5min"), "value": [float(limit) - 5.0] * 60})
_gap.loc[40, "value"] = np.nan
_mine = np.asarray(alarms(_gap), dtype=bool)
_right = np.array([_i >= _wait - 1 and not (_i - _wait < 40 <= _i) for _i in range(60)])
assert np.array_equal(_mine, _right), f"한계보다 5도 낮은 온도가 이어지다 40번째 행이 빈 값일 때, 경보가 울린 행이 {int(_mine.sum())}개입니다. 값이 없는 동안 '이어졌다'고 볼 수 없고, 채워지면 다시 세어야 합니다. 빈 값과 지속 시간의 처리를 확인하십시오. / With temperatures 5 below the limit and row 40 empty, {int(_mine.sum())} rows alarm. A missing value doesn't last; after it counting starts again. Check empty values and durations."
for _minutes in (0, 5):
    _flags = [True, False, True, True]
    _now = np.asarray(held(pd.Series(_flags), _minutes), dtype=bool)
    assert list(_now) == _flags, f"참·거짓·참·참에 {_minutes}분을 걸었더니 {[int(_i) for _i in np.flatnonzero(_now)]}행에서만 참입니다. 0분과 5분은 그 행만 봅니다. 행 수의 최솟값을 확인하십시오. 기다림이 없는 경보를 견줄 수 없게 됩니다. / T F T T held for {_minutes} minutes is true on rows {[int(_i) for _i in np.flatnonzero(_now)]} only. 0 and 5 minutes look at the row alone; check the smallest number of rows, or nothing compares with no waiting."
_edge = _gap.copy()
_edge["value"] = float(limit)
assert not np.asarray(alarms(_edge), dtype=bool).any(), f"온도가 한계와 같을 때({float(limit):.2f}) 울렸습니다. 과제의 규칙은 '미만'입니다. 부등호를 확인하십시오. 경계에서 떨리는 경보가 됩니다. / It sounds at the limit itself ({float(limit):.2f}); the rule says below. Check the comparison, or it flickers at the edge."
### END HIDDEN TESTS

# %% grade_id="t3-floor" role="check" points=7
# 제출하면 합격 기준으로 확인합니다 / Held to the pass marks after you submit
### BEGIN HIDDEN TESTS
_machine = load("nab_machine_temperature").drop_duplicates("timestamp").sort_values("timestamp").reset_index(drop=True)
_train = _machine.loc[_machine["timestamp"] < TRAIN_END, "value"]
_on = np.asarray(held(_machine["value"] < float(_train.mean() - 3 * _train.std()), hold_minutes), dtype=bool)
_rows = (_machine["timestamp"] >= TRAIN_END).to_numpy()
_window = _machine["window"].to_numpy()
_hits = sum(bool((_on & _rows & (_window == _n)).any()) for _n in (1, 2, 3, 4))
_false = int(_machine["timestamp"].dt.floor("6h")[_on & _rows & (_window == 0)].nunique())
assert _hits >= MIN_WINDOWS, f"3시그마 하한에 여러분의 held와 {hold_minutes}분을 걸면 이상 구간 {_hits}개에서만 울립니다. 오래 기다릴수록 짧은 이상을 놓칩니다. 지속 시간을 줄여 보십시오. / With the 3-sigma limit, your held and {hold_minutes} minutes it sounds in {_hits} windows only. The longer it waits, the more short anomalies it misses; try a shorter duration."
assert _false <= MAX_FALSE_BLOCKS, f"3시그마 하한에 여러분의 held와 {hold_minutes}분을 걸면 헛경보 칸이 {_false}개입니다. 현장은 경보를 끕니다. held가 참·거짓을 뒤집지 않았는지 보십시오. / With the 3-sigma limit, your held and {hold_minutes} minutes, {_false} blocks are false alarms, and the floor turns it off. Does held turn True and False around?"
_own = np.asarray(held(_machine["value"] < float(limit), hold_minutes), dtype=bool)
assert np.array_equal(np.asarray(alarms(_machine[["timestamp", "value"]]), dtype=bool), _own), f"alarms가 {int(np.asarray(alarms(_machine[['timestamp', 'value']]), dtype=bool).sum()):,}행에서 울리는데, limit과 hold_minutes를 held에 넣으면 {int(_own.sum()):,}행입니다. 적어 둔 숫자와 다른 경보는 아무도 설명할 수 없습니다. alarms가 그 둘을 쓰는지 보십시오. / alarms sounds on {int(np.asarray(alarms(_machine[['timestamp', 'value']]), dtype=bool).sum()):,} rows, held with your limit and hold_minutes on {int(_own.sum()):,}. Nobody can explain an alarm that differs from its own numbers. Does alarms use both?"
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# 슬라이더로 기간을 옮겨, 여러분의 경보가 다른 닷새에는 어떻게 울리는지 보십시오. 한계를 여기에 맞추어 고치지는 마십시오. 이 기간은 판정하는 데 씁니다.

# %% [markdown] lang="en"
# Move the slider to see how your alarm sounds in any other five days. Don't tune the limit to what you see: this period is what it is judged on.

# %%
def five_days(day=12):
    """기록의 어느 닷새든 / any five days of the record; day 0 is its first"""
    first = machine["timestamp"].min().normalize() + pd.Timedelta(days=day)
    shown = machine[(machine["timestamp"] >= first) & (machine["timestamp"] < first + pd.Timedelta(days=5))]
    sounding = alarms(shown)
    figure, axis = plt.subplots(figsize=(12, 3))
    axis.plot(shown["timestamp"], shown["value"], lw=0.8, c="tab:gray")
    axis.plot(shown.loc[sounding, "timestamp"], shown.loc[sounding, "value"], ".", ms=3, c="tab:red", label="alarm")
    axis.axhline(limit, ls="--", c="tab:blue", lw=1)
    axis.set(ylabel="temperature", ylim=(0, 115), title=f"{first.date()}: limit {limit:.1f} for {hold_minutes} min")
    axis.legend(loc="lower right")
    plt.tight_layout()
    plt.show()


five_days(12)
five_days(54)
interact(five_days, day=IntSlider(12, 0, 75));

# %% [markdown] lang="ko"
# ## 과제 4. 경보를 채점하는 법 (15점)
#
# 이제 처음으로 `window`를 씁니다. 11주 동안의 행 하나하나를 맞혔는지 세는 것은 현장의 관심이 아닙니다. 현장은 **이상마다 한 번이라도 알려 주었는가**, **헛걸음을 몇 번 시켰는가**, **얼마나 미리 알려 주었는가**를 봅니다.
#
# `score(alarm, table)`: 경보(행마다 참·거짓)와 같은 행의 표를 받아 다음 dict를 돌려줍니다.
#
# - `windows_hit`: 안에서 한 번이라도 울린 이상 구간의 수
# - `false_blocks`: 시각을 6시간 칸(0, 6, 12, 18시 시작)으로 나눌 때, **구간 밖(window 0)에서** 한 번이라도 울린 칸의 수
# - `blocks`: 구간 밖 행이 하나라도 있는 칸의 수
# - `lead_hours`: `{구간 번호: 시간}`. 그 구간 안의 **첫 경보부터 그 구간에서 온도가 가장 낮았던 시각까지**의 시간. 울리지 않은 구간은 넣지 않습니다. 바닥을 친 뒤에 울렸으면 음수입니다.
#
# 이어서 `TRAIN_END` 이후 행만으로 두 가지를 채점하십시오.
#
# - `own_score`: 여러분의 `alarms`
# - `random_score`: 행의 1 %를 **무작위로** 고른 경보(`np.random.default_rng(7).random(행 수) < 0.01`)
#
# <details><summary>힌트 1</summary>칸은 <code>table["timestamp"].dt.floor("6h")</code>입니다. 조건에 맞는 행만 남기고 <code>nunique()</code>로 세십시오.</details>
# <details><summary>힌트 2</summary>구간마다 행을 골라, 온도가 가장 낮은 행은 <code>idxmin()</code>, 첫 경보는 골라낸 시각의 <code>min()</code>입니다. 시간 차이를 <code>pd.Timedelta("1h")</code>로 나누면 시간 수가 됩니다.</details>

# %% [markdown] lang="en"
# ## Task 4. How to score an alarm (15 points)
#
# Now `window` is used for the first time. Counting every row right or wrong is not what the floor asks. It asks: **was each anomaly announced at all, how often were we sent for nothing, and how far ahead did we know?**
#
# `score(alarm, table)` takes an alarm (True or False for each row) and the table of the same rows, and returns a dict:
#
# - `windows_hit`: number of marked windows in which it sounded at all
# - `false_blocks`: divide time into blocks of 6 hours (from 0, 6, 12, 18 o'clock); the number of blocks in which it sounded **outside the windows** (window 0)
# - `blocks`: number of blocks that have any row outside the windows
# - `lead_hours`: `{window: hours}`, from **the first alarm inside the window to the moment of that window's lowest temperature**. Windows without an alarm are left out; an alarm after the bottom is negative.
#
# Then score two alarms on the rows from `TRAIN_END` on:
#
# - `own_score`: your `alarms`
# - `random_score`: an alarm on 1 % of the rows, chosen **at random** (`np.random.default_rng(7).random(rows) < 0.01`)
#
# <details><summary>Hint 1</summary>The block is <code>table["timestamp"].dt.floor("6h")</code>. Keep the rows that qualify and count with <code>nunique()</code>.</details>
# <details><summary>Hint 2</summary>For each window pick its rows: <code>idxmin()</code> finds the lowest temperature, <code>min()</code> of the alarm's times the first alarm. A difference of times divided by <code>pd.Timedelta("1h")</code> is a number of hours.</details>

# %% grade_id="t4-solution" role="solution"
def score(alarm, table):
    """windows_hit, false_blocks, blocks, lead_hours"""
    ### BEGIN SOLUTION
    on = pd.Series(np.asarray(alarm, dtype=bool), index=table.index)
    block = table["timestamp"].dt.floor("6h")
    outside = table["window"] == 0
    lead_hours = {}
    for number in sorted(set(table["window"]) - {0}):
        inside = table[table["window"] == number]
        sounded = inside.loc[on[inside.index], "timestamp"]
        if len(sounded) > 0:
            bottom = inside.loc[inside["value"].idxmin(), "timestamp"]
            lead_hours[int(number)] = (bottom - sounded.min()) / pd.Timedelta("1h")
    return {
        "windows_hit": len(lead_hours),
        "false_blocks": int(block[on & outside].nunique()),
        "blocks": int(block[outside].nunique()),
        "lead_hours": lead_hours,
    }
    ### END SOLUTION


### BEGIN SOLUTION
judged = machine[machine["timestamp"] >= TRAIN_END]
own_score = score(alarms(judged), judged)
random_score = score(np.random.default_rng(7).random(len(judged)) < 0.01, judged)
print(own_score)
print(random_score)
### END SOLUTION

# %% grade_id="t4-visible" role="check" points=5
assert "random_score" in globals(), "[미작성 · not attempted] 과제 4의 random_score가 아직 없습니다. 아무렇게나 울린 경보와 견주어야 성적의 뜻을 압니다. score를 완성하고 둘을 채점하십시오. / random_score does not exist yet. Only beside a random alarm does a score mean anything; complete score and apply it twice."
for _name in ("own_score", "random_score"):
    _absent = sorted({"windows_hit", "false_blocks", "blocks", "lead_hours"} - set(globals()[_name]))
    assert not _absent, f"{_name}에 {_absent}이(가) 없습니다. 세 물음에 모두 답해야 걸지 말지 정합니다. score가 돌려주는 키를 확인하십시오. / {_name} lacks {_absent}; all three questions decide. Check the keys that score returns."
_nothing = score(np.zeros(len(machine), dtype=bool), machine)
assert _nothing["windows_hit"] == 0 and _nothing["false_blocks"] == 0, f"한 번도 울리지 않은 경보가 구간 {_nothing['windows_hit']}개를 맞히고 헛경보 {_nothing['false_blocks']}칸을 냈습니다. 경보와 표의 행이 어긋났는지 보십시오. 성적표가 거꾸로면 나쁜 경보를 겁니다. / An alarm that never sounds hits {_nothing['windows_hit']} windows with {_nothing['false_blocks']} false blocks. Are alarm and rows out of step? A wrong ruler puts a bad alarm live."
_always = score(np.ones(len(machine), dtype=bool), machine)
assert _always["windows_hit"] == 4 and _always["false_blocks"] == _always["blocks"], f"늘 울리는 경보가 구간 {_always['windows_hit']}개, 헛경보 {_always['false_blocks']}/{_always['blocks']}칸입니다. 네 구간을 모두 맞히고 모든 칸에서 헛울려야 합니다. 행이 아니라 칸을 세는지 보십시오. / An alarm that always sounds hits {_always['windows_hit']} windows with {_always['false_blocks']} of {_always['blocks']} false blocks; it hits all and is false everywhere. Do you count blocks, not rows?"
print("OK")

# %% grade_id="t4-hidden" role="check" points=10
# 제출하면 다른 경보로 더 확인합니다 / More is checked with other alarms after you submit
### BEGIN HIDDEN TESTS
_machine = load("nab_machine_temperature").drop_duplicates("timestamp").sort_values("timestamp").reset_index(drop=True)
_rows = _machine[_machine["timestamp"] >= TRAIN_END].reset_index(drop=True)


def _scored(on, rows):
    window, at = rows["window"].to_numpy(), rows["timestamp"]
    leads = {}
    for number in (1, 2, 3, 4):
        inside = np.flatnonzero(window == number)
        sounded = inside[on[inside]]
        if len(sounded):
            bottom = inside[int(np.argmin(rows["value"].to_numpy()[inside]))]
            leads[number] = (at.iloc[bottom] - at.iloc[sounded[0]]) / pd.Timedelta("1h")
    block = at.dt.floor("6h")
    return len(leads), int(block[on & (window == 0)].nunique()), int(block[window == 0].nunique()), leads


_tries = {
    "60": (_rows["value"] < 60).to_numpy(),
    "50": (_rows["value"] < 50).to_numpy(),
    "noon": (_rows["timestamp"].dt.hour == 12).to_numpy(),
    "random": np.random.default_rng(3).random(len(_rows)) < 0.004,
}
for _name, _on in _tries.items():
    _hits, _false, _blocks, _leads = _scored(_on, _rows)
    _mine = score(pd.Series(_on), _rows)
    assert _mine["windows_hit"] == _hits, f"시험용 경보({_name})가 맞힌 구간을 {_mine['windows_hit']}개로 셌습니다. 한 번이라도 울린 구간을 셉니다. 구간 안의 행을 고르는 조건을 확인하십시오. 놓친 이상을 맞혔다고 보고하게 됩니다. / You count {_mine['windows_hit']} windows hit by the test alarm ({_name}). A window with any alarm counts. Check how its rows are picked, or a missed anomaly is reported as found."
    assert _mine["false_blocks"] == _false, f"시험용 경보({_name})의 헛경보 칸을 {_mine['false_blocks']}개로 셌습니다. 구간 밖에서 울린 6시간 칸의 수여야 출동 횟수와 비슷해집니다. 구간 안의 행을 뺐는지, 같은 칸을 한 번만 세는지 보십시오. / You count {_mine['false_blocks']} false blocks of the test alarm ({_name}). Blocks of 6 hours with an alarm outside the windows come near to call-outs. Are rows inside left out, is each block counted once?"
    assert _mine["blocks"] == _blocks, f"blocks가 {_mine['blocks']}입니다. 구간 밖 행이 있는 칸을 모두 세어야 비율을 말할 수 있습니다. 조건을 확인하십시오. / blocks is {_mine['blocks']}; every block with a row outside the windows belongs to it, or no rate can be stated. Check the condition."
    assert set(_mine["lead_hours"]) == set(_leads), f"시험용 경보({_name})의 lead_hours에 구간 {sorted(_mine['lead_hours'])}이(가) 있습니다. 울린 구간만 넣어야 '미리 알았다'는 말이 참이 됩니다. / lead_hours of the test alarm ({_name}) holds windows {sorted(_mine['lead_hours'])}; only those in which it sounded can have been known ahead."
    for _number, _right in _leads.items():
        _lead = float(_mine["lead_hours"][_number])
        assert abs(_lead - _right) < 0.1, f"{_number}번 구간에서 시험용 경보({_name})의 여유 시간이 {_lead:.1f}시간으로 나왔습니다. 첫 경보에서 온도의 바닥까지가 아니라 구간 끝까지 재면 늦은 경보도 이른 것처럼 보입니다. 두 시각과 빼는 방향을 확인하십시오. / In window {_number} the test alarm ({_name}) has a lead of {_lead:.1f} h. Measured to the window's end instead of the bottom even late alarms look early. Check both moments and the sign."
_on = np.asarray(alarms(_rows), dtype=bool)
_hits, _false, _blocks, _leads = _scored(_on, _rows)
assert own_score["windows_hit"] == _hits and own_score["false_blocks"] == _false, f"own_score가 구간 {own_score['windows_hit']}개, 헛경보 {own_score['false_blocks']}칸입니다. 여러분의 경보를 TRAIN_END 이후 행에서 채점하면 다르게 나옵니다. 학습 기간까지 채점하지 않았는지 보십시오. / own_score has {own_score['windows_hit']} windows and {own_score['false_blocks']} false blocks. Your alarm scored on rows from TRAIN_END on gives something else. Is the learning period in it?"
assert random_score["windows_hit"] >= 3 and 90 <= random_score["false_blocks"] <= 165, f"random_score가 구간 {random_score['windows_hit']}개, 헛경보 {random_score['false_blocks']}칸입니다. TRAIN_END 이후 행의 1 %를 무작위로 고른 것으로 보기 어렵습니다. 비율과 행을 확인하십시오. / random_score has {random_score['windows_hit']} windows and {random_score['false_blocks']} false blocks, hardly 1 % of the rows from TRAIN_END on. Check the share and the rows."
### END HIDDEN TESTS

# %%
figure, axis = plt.subplots(figsize=(12, 3.4))
axis.plot(judged["timestamp"], judged["value"], lw=0.5, c="tab:gray")
for number in (1, 2, 3, 4):
    period = judged.loc[judged["window"] == number, "timestamp"]
    axis.axvspan(period.min(), period.max(), color="tab:orange", alpha=0.3)
sounding = alarms(judged)
axis.plot(judged.loc[sounding, "timestamp"], judged.loc[sounding, "value"], ".", ms=3, c="tab:red")
axis.axhline(limit, ls="--", c="tab:blue", lw=1)
axis.set(ylabel="temperature", title=f"orange: marked windows; red: alarm ({own_score['windows_hit']} windows, {own_score['false_blocks']} false blocks)")
plt.tight_layout()
plt.show()

# %% [markdown] lang="ko"
# **아무렇게나 울린 경보도 네 구간을 거의 다 맞힙니다.** 이상 구간이 이틀씩으로 길기 때문입니다. '몇 건을 맞혔다'는 말만으로는 아무것도 알 수 없고, 헛경보를 함께 적어야 성적이 됩니다.
#
# 여유 시간도 그대로 읽으십시오. 하한 경보는 온도가 **이미 내려간 뒤에** 울립니다. 고장을 예언하는 것이 아니라, 사람이 보지 않는 시간에 일어난 일을 알려 주는 것입니다.

# %% [markdown] lang="en"
# **Even a random alarm hits nearly all four windows**, because each is two days long. "It found so many" says nothing; with the false alarms beside it, it becomes a result.
#
# Read the lead times as they are. A lower limit sounds **after** the temperature has fallen. It foretells no failure; it tells what happens while nobody is looking.

# %% [markdown] lang="ko"
# ## 과제 5. 아이솔레이션 포레스트와 겨루기 (13점)
#
# 같은 학습 기간, 같은 채점으로 겨룹니다. 아이솔레이션 포레스트는 온도 말고도 변화량, 1시간 평균과 흔들림, 하루 중앙값과의 차이까지 다섯 특징을 봅니다(`features`는 만들어 두었습니다. 지나간 값만 씁니다).
#
# - `forest_alarm(df, seed)`: `machine`의 `TRAIN_END` **이전** 행의 특징으로 `IsolationForest(contamination=0.01, random_state=seed)`를 맞추고, `df`의 행마다 이상(−1)이면 True
# - `forest_false_blocks`: seed 0, 1, 2에서의 헛경보 칸 수(목록 3개). `TRAIN_END` 이후 행으로 채점합니다.
# - `comparison`: 행이 `limit`, `forest`, `forest_held`, `random`, 열이 `windows_hit`, `false_blocks`인 표. `forest`는 seed 0, `forest_held`는 거기에 여러분과 **같은 지속 시간**(`held`)을 건 것입니다. 한쪽에만 지속 시간을 걸면 공정하지 않습니다.
# - `winner`: `"limit"`, `"forest"`, `"forest_held"`, `"none"` 가운데 하나. 합격 기준(3개 이상, 20칸 이하)을 지킨 것 가운데 헛경보가 가장 적은 것. 아무것도 지키지 못하면 `"none"`
#
# <details><summary>힌트 1</summary>특징은 <code>machine</code> 전체에서 구하고, 경보를 만든 다음에 <code>TRAIN_END</code> 이후 행만 골라 채점하십시오. 잘라 낸 표에서 특징을 구하면 처음 하루의 중앙값이 달라집니다.</details>
# <details><summary>힌트 2</summary><code>forest.predict(features(df)) == -1</code>이 경보입니다. <code>contamination</code>을 0.1로 바꾸고 싶어지면, 이상이 10 %라는 것을 학습 때 알 수 있었는지 생각해 보십시오.</details>

# %% [markdown] lang="en"
# ## Task 5. Against the isolation forest (13 points)
#
# The same learning period, the same score. The isolation forest sees five features: temperature, its change, mean and unrest of the last hour, distance from the day's median (`features` is given and uses past values only).
#
# - `forest_alarm(df, seed)`: fits `IsolationForest(contamination=0.01, random_state=seed)` on the features of the rows of `machine` **before** `TRAIN_END`; True for each row of `df` that it calls an anomaly (−1)
# - `forest_false_blocks`: list of the false blocks with seeds 0, 1 and 2, scored on rows from `TRAIN_END` on
# - `comparison`: a table with the rows `limit`, `forest`, `forest_held`, `random` and the columns `windows_hit`, `false_blocks`. `forest` has seed 0; `forest_held` is the same with **your own duration** (`held`) on top. Giving only one side a duration would not be fair.
# - `winner`: one of `"limit"`, `"forest"`, `"forest_held"`, `"none"`: among those that pass (3 windows or more, 20 blocks or fewer) the one with the fewest false blocks; `"none"` if nothing passes
#
# <details><summary>Hint 1</summary>Make features and alarm on the whole of <code>machine</code>, then pick the rows from <code>TRAIN_END</code> on for scoring. On a table cut before, the first day's median differs.</details>
# <details><summary>Hint 2</summary>The alarm is <code>forest.predict(features(df)) == -1</code>. If you feel like setting <code>contamination</code> to 0.1, ask whether anybody knew at the time that 10 % would be anomalies.</details>

# %% grade_id="features" role="fixed"
def features(df):
    """지나간 값만 쓰는 다섯 특징 / Five features that use past values only."""
    value = df["value"]
    hour, day = value.rolling(12, min_periods=1), value.rolling(288, min_periods=1)
    return pd.DataFrame(
        {
            "value": value,
            "change": value.diff().fillna(0),
            "hour_mean": hour.mean(),
            "hour_unrest": hour.std().fillna(0),
            "from_day_median": value - day.median(),
        }
    )


# %% grade_id="t5-solution" role="solution"
### BEGIN SOLUTION
def forest_alarm(df, seed):
    learning = features(machine)[machine["timestamp"] < TRAIN_END]
    forest = IsolationForest(contamination=0.01, random_state=seed).fit(learning)
    return pd.Series(forest.predict(features(df)) == -1, index=df.index)


later = machine["timestamp"] >= TRAIN_END


def later_score(alarm):
    return score(alarm[later], machine[later])


forest_false_blocks = [later_score(forest_alarm(machine, number))["false_blocks"] for number in (0, 1, 2)]
forest = forest_alarm(machine, 0)
found = {
    "limit": later_score(alarms(machine)),
    "forest": later_score(forest),
    "forest_held": later_score(held(forest, hold_minutes)),
    "random": random_score,
}
comparison = pd.DataFrame(found).T[["windows_hit", "false_blocks"]].astype(int)
passed = comparison.query("windows_hit >= @MIN_WINDOWS and false_blocks <= @MAX_FALSE_BLOCKS")
winner = passed["false_blocks"].idxmin() if len(passed) else "none"
print(comparison, forest_false_blocks, winner)
### END SOLUTION

# %% grade_id="t5-visible" role="check" points=4
assert "winner" in globals(), "[미작성 · not attempted] 과제 5의 winner가 아직 없습니다. 같은 자로 재기 전에는 어느 쪽을 걸지 정할 수 없습니다. forest_alarm과 comparison을 먼저 만드십시오. / winner does not exist yet. Nothing is chosen before both are measured with one ruler; make forest_alarm and comparison first."
assert isinstance(comparison, pd.DataFrame) and {"limit", "forest", "forest_held", "random"} <= set(comparison.index) and {"windows_hit", "false_blocks"} <= set(comparison.columns), f"comparison이 {type(comparison).__name__}이거나 행·열이 빠졌습니다. 네 경보를 나란히 두어야 비교됩니다. 이름을 확인하십시오. / comparison is a {type(comparison).__name__} or lacks rows or columns; four alarms compare side by side. Check the names."
assert len(forest_false_blocks) == 3, f"forest_false_blocks가 {len(forest_false_blocks)}개입니다. 씨앗 하나의 성적은 운일 수 있습니다. 0, 1, 2를 모두 넣으십시오. / forest_false_blocks has {len(forest_false_blocks)} values; one seed may be luck. Use 0, 1 and 2."
assert winner in ("limit", "forest", "forest_held", "none"), f"winner가 {winner!r}입니다. 걸 수 있는 것의 이름이어야 합니다. 보기 가운데 고르십시오. / winner is {winner!r}; it must name something that can go live. Choose among those given."
print("OK")

# %% grade_id="t5-hidden" role="check" points=6
# 제출하면 포레스트를 더 확인합니다 / The forest is checked further after you submit
### BEGIN HIDDEN TESTS
_machine = load("nab_machine_temperature").drop_duplicates("timestamp").sort_values("timestamp").reset_index(drop=True)
_late = (_machine["timestamp"] >= TRAIN_END).to_numpy()
_mine = np.asarray(forest_alarm(_machine, 5), dtype=bool)
_share = float(_mine[~_late].mean())
assert abs(_share - 0.01) < 0.004, f"학습 기간의 {_share:.1%}를 이상으로 봅니다. contamination 0.01로 학습 기간에 맞추면 1 % 안팎이어야 합니다. 80일 전체로 맞추거나 0.1을 쓰면 고장을 미리 알고 만든 셈이 됩니다. / It calls {_share:.1%} of the learning period anomalies; fitted on that period with contamination 0.01 it must be about 1 %. Fitted on all 80 days, or with 0.1, it was made knowing the failures."
_again = np.asarray(forest_alarm(_machine, 5), dtype=bool)
assert np.array_equal(_mine, _again), "같은 seed로 두 번 돌렸더니 경보가 다릅니다. 다시 나오지 않는 경보로는 설비를 세울 수 없습니다. random_state에 seed를 넣었는지 보십시오. / The same seed gave two alarms; nobody stops a machine on that. Is seed given to random_state?"
assert not np.array_equal(_mine, np.asarray(forest_alarm(_machine, 6), dtype=bool)), "seed를 바꾸어도 경보가 같습니다. 씨앗에 따라 얼마나 흔들리는지 볼 수 없습니다. random_state에 seed를 넣었는지 보십시오. / Another seed gives the same alarm, so nobody sees how much it varies. Is seed given to random_state?"
_short = np.asarray(forest_alarm(_machine.iloc[:9000], 5), dtype=bool)
assert np.array_equal(_mine[:9000], _short), f"뒤를 잘라 냈더니 앞의 판정 {int((_mine[:9000] != _short).sum())}개가 달라졌습니다. 받은 표로 다시 맞추면 나중 값이 앞의 경보에 섞입니다. machine의 학습 기간으로만 맞추십시오. / Cutting off the end changed {int((_mine[:9000] != _short).sum())} earlier verdicts. Fitted anew on the given table, later values leak into earlier alarms. Fit on machine's learning period only."
_block = _machine["timestamp"].dt.floor("6h")


def _counted(on):
    window = _machine["window"].to_numpy()
    hits = sum(bool((on & _late & (window == number)).any()) for number in (1, 2, 3, 4))
    return hits, int(_block[on & _late & (window == 0)].nunique())


for _number in (0, 1, 2):
    _right = _counted(np.asarray(forest_alarm(_machine, _number), dtype=bool))[1]
    assert abs(int(forest_false_blocks[_number]) - _right) <= 2, f"seed {_number}의 헛경보를 {int(forest_false_blocks[_number])}칸으로 적었습니다. 여러분의 포레스트를 TRAIN_END 이후 행에서 채점하면 다릅니다. 학습 기간까지 세지 않았는지 보십시오. / For seed {_number} you give {int(forest_false_blocks[_number])} false blocks. Your forest scored from TRAIN_END on gives something else. Is the learning period counted?"
_forest = pd.Series(np.asarray(forest_alarm(_machine, 0), dtype=bool))
_all = {
    "limit": np.asarray(alarms(_machine[["timestamp", "value"]]), dtype=bool),
    "forest": _forest.to_numpy(),
    "forest_held": np.asarray(held(_forest, hold_minutes), dtype=bool),
}
for _name, _on in _all.items():
    _hits, _false = _counted(_on)
    _seen = (int(comparison.loc[_name, "windows_hit"]), int(comparison.loc[_name, "false_blocks"]))
    assert _seen[0] == _hits and abs(_seen[1] - _false) <= 2, f"comparison의 {_name}이(가) 구간 {_seen[0]}개, 헛경보 {_seen[1]}칸입니다. 같은 경보를 같은 행에서 다시 채점하면 다릅니다. 지속 시간과 채점한 행을 확인하십시오. 자가 다르면 비교가 아닙니다. / {_name} in comparison has {_seen[0]} windows and {_seen[1]} false blocks; the same alarm on the same rows gives something else. Check the duration and the rows. With two rulers nothing is compared."
### END HIDDEN TESTS

# %% grade_id="t5-verdict" role="check" points=3
# 제출하면 판단을 확인합니다 / The verdict is checked after you submit
### BEGIN HIDDEN TESTS
_rivals = {_n: (int(comparison.loc[_n, "windows_hit"]), int(comparison.loc[_n, "false_blocks"])) for _n in ("limit", "forest", "forest_held")}
_pass = {_n: _f for _n, (_h, _f) in _rivals.items() if _h >= MIN_WINDOWS and _f <= MAX_FALSE_BLOCKS}
_own = min(_pass, key=_pass.get) if _pass else "none"
assert winner == _own, f"winner를 {winner!r}로 골랐습니다. 여러분의 표(구간, 헛경보 칸)는 {_rivals}입니다. 맞힌 구간 수만 보면 무작위 경보도 이깁니다. 합격한 것 가운데 헛경보가 적은 쪽을 고르십시오. 복잡한 모델이 이겨야 할 까닭은 없습니다. / You chose {winner!r}. Your table (windows, false blocks) says {_rivals}. By windows alone a random alarm wins too. Among those that pass, take the fewest false blocks; the complex model need not win."
### END HIDDEN TESTS

# %%
figure, axis = plt.subplots(figsize=(8, 3.4))
bars = comparison.loc[["limit", "forest_held", "forest", "random"]]
axis.barh(bars.index, bars["false_blocks"], color=["tab:blue", "tab:orange", "tab:orange", "tab:gray"])
for place, (name, row) in enumerate(bars.iterrows()):
    axis.text(row["false_blocks"] + 1, place, f"{int(row['false_blocks'])} false, {int(row['windows_hit'])} of 4 windows", va="center")
axis.axvline(MAX_FALSE_BLOCKS, ls="--", c="tab:red", lw=1)
axis.set(xlabel="false 6-hour blocks of 261", xlim=(0, 190), title=f"{hold_minutes} min held; dashed: what the floor accepts")
plt.tight_layout()
plt.show()

# %% [markdown] lang="ko"
# 공정하게 말하면 포레스트에도 좋은 점이 있습니다. 급한 변화를 특징으로 보기 때문에 2번 구간에서는 하한보다 먼저 울립니다. 하지만 그 대가로 헛경보가 몇 배이고, 씨앗을 바꾸면 수가 달라지며, 왜 울렸는지 반장에게 설명하기 어렵습니다.

# %% [markdown] lang="en"
# To be fair, the forest has its merit: it sees sudden changes, so in window 2 it sounds before the limit does. The price is several times the false alarms, numbers that move with the seed, and an alarm that is hard to explain to a foreman.

# %% [markdown] lang="ko"
# ## 과제 6. 가동률로 옮기기 (10점)
#
# 경보가 가동률을 얼마나 올릴 수 있는지 **가정을 세워** 계산합니다. 이 파일에는 정지 시간이 없으므로 아래 가동률은 측정값이 아니라 **모의값**이며, 그 사실을 `assumptions`에 적어야 합니다.
#
# - `hours`: 채점한 기간(`TRAIN_END` 이후 행, 한 행 5분)의 시간 수
# - `useful`: `own_score`에서 여유 시간이 `NEEDED_LEAD_HOURS` 이상인 구간의 수. 그보다 늦은 경보로는 손쓸 시간이 없습니다.
# - `avoided_hours` = `PREVENTABLE_SHARE` × max(`useful` − `PLANNED_STOPS`, 0) × `STOP_HOURS`. 계획 정지는 경보로 막을 수 없는데, 어느 구간인지 모르므로 하나를 뺍니다.
# - `operating_rate_before` = 1 − 구간 4개 × `STOP_HOURS` / `hours`
# - `operating_rate_after` = 1 − (구간 4개 × `STOP_HOURS` − `avoided_hours`) / `hours`
# - `gain_points`: 오른 폭(**%포인트**), `gain_relative`: 처음 값에 견준 증가율(**%**). 둘은 다릅니다.
# - `annual_value_krw` = (`avoided_hours` × `VALUE_PER_HOUR_KRW` − 헛경보 칸 수 × `CHECK_COST_KRW`) × 8,760 / `hours`
#
# `business_value`의 키: `operating_rate_before`, `operating_rate_after`, `defect_rate_before`, `defect_rate_after`, `annual_value_krw`, `assumptions`. 불량은 이 파일로 말할 수 없으니 `None`입니다. `assumptions`는 문장 3개 이상.
#
# <details><summary>힌트 1</summary>가동률이 60 %에서 75 %로 오르면 15 %포인트, 증가율로는 25 %입니다.</details>
# <details><summary>힌트 2</summary><code>sum(lead &gt;= NEEDED_LEAD_HOURS for lead in own_score["lead_hours"].values())</code></details>

# %% [markdown] lang="en"
# ## Task 6. From alarms to operating rate (10 points)
#
# How much could the alarm raise the operating rate, **under assumptions**? The file holds no downtime, so the rates below are not measured but **simulated**, and `assumptions` must say so.
#
# - `hours`: length of the judged period (rows from `TRAIN_END` on, 5 minutes each)
# - `useful`: number of windows in `own_score` with a lead of at least `NEEDED_LEAD_HOURS`; a later alarm leaves no time to act
# - `avoided_hours` = `PREVENTABLE_SHARE` × max(`useful` − `PLANNED_STOPS`, 0) × `STOP_HOURS`. An alarm prevents no planned stop; which window that was is unknown, so one is taken off.
# - `operating_rate_before` = 1 − 4 windows × `STOP_HOURS` / `hours`
# - `operating_rate_after` = 1 − (4 windows × `STOP_HOURS` − `avoided_hours`) / `hours`
# - `gain_points`: the rise in **percentage points**; `gain_relative`: the rise relative to the rate before, in **percent**. They differ.
# - `annual_value_krw` = (`avoided_hours` × `VALUE_PER_HOUR_KRW` − false blocks × `CHECK_COST_KRW`) × 8,760 / `hours`
#
# Keys of `business_value`: `operating_rate_before`, `operating_rate_after`, `defect_rate_before`, `defect_rate_after`, `annual_value_krw`, `assumptions`. About defects this file says nothing: `None`. `assumptions`: at least 3 sentences.
#
# <details><summary>Hint 1</summary>From 60 % to 75 % is 15 percentage points, and 25 % in relative terms.</details>
# <details><summary>Hint 2</summary><code>sum(lead &gt;= NEEDED_LEAD_HOURS for lead in own_score["lead_hours"].values())</code></details>

# %% grade_id="assumed" role="fixed"
STOP_HOURS = 24
PLANNED_STOPS = 1
NEEDED_LEAD_HOURS = 4
PREVENTABLE_SHARE = 0.5
VALUE_PER_HOUR_KRW = 800_000
CHECK_COST_KRW = 60_000

# %% grade_id="t6-solution" role="solution"
### BEGIN SOLUTION
hours = len(judged) * 5 / 60
useful = sum(lead >= NEEDED_LEAD_HOURS for lead in own_score["lead_hours"].values())
avoided_hours = PREVENTABLE_SHARE * (useful - PLANNED_STOPS) * STOP_HOURS
rate_before = 1 - 4 * STOP_HOURS / hours
rate_after = 1 - (4 * STOP_HOURS - avoided_hours) / hours
gain_points = (rate_after - rate_before) * 100
gain_relative = (rate_after / rate_before - 1) * 100
saved = avoided_hours * VALUE_PER_HOUR_KRW - own_score["false_blocks"] * CHECK_COST_KRW
business_value = {
    "operating_rate_before": rate_before,
    "operating_rate_after": rate_after,
    "defect_rate_before": None,
    "defect_rate_after": None,
    "annual_value_krw": saved * 8760 / hours,
    "assumptions": [
        "정지 시간은 파일에 없어 이상 1건에 24시간으로 가정한 모의 가동률이다. / No downtime in the file: 24 h per anomaly is assumed, the rates are simulated.",
        "이상 4건 가운데 하나는 계획 정지로 보아 막을 수 없다. / One of the four was planned and can't be prevented.",
        "4시간 이상 미리 안 것의 절반을 막을 수 있다고 본다. / Half of what is known 4 hours ahead can be prevented.",
    ],
}
print(f"{hours:.1f} h, useful {useful}, {rate_before:.1%} -> {rate_after:.1%}: +{gain_points:.2f} points, +{gain_relative:.2f} %")
### END SOLUTION

# %% grade_id="t6-visible" role="check" points=3
assert "business_value" in globals(), "[미작성 · not attempted] 과제 6의 business_value가 아직 없습니다. 가동률로 옮겨야 투자를 견줄 수 있습니다. hours부터 차례로 구하십시오. / business_value does not exist yet. Only as an operating rate can it be weighed against its cost; start with hours."
_keys = {"operating_rate_before", "operating_rate_after", "defect_rate_before", "defect_rate_after", "annual_value_krw", "assumptions"}
assert set(business_value) == _keys, f"business_value의 키가 {sorted(business_value)}입니다. 과정 전체에서 같은 키로 모아 봅니다. 과제에 적힌 여섯 개로 맞추십시오. / business_value has the keys {sorted(business_value)}; the programme gathers the six that the task names."
assert business_value["defect_rate_before"] is None and business_value["defect_rate_after"] is None, "불량률에 값을 적었습니다. 이 파일에는 품질 기록이 없어 근거 없는 숫자가 됩니다. None으로 두십시오. / You claim a defect rate, but there are no quality records in this file. Leave None."
for _key in ("operating_rate_before", "operating_rate_after"):
    assert 0 < float(business_value[_key]) <= 1, f"{_key}가 {float(business_value[_key]):.2f}입니다. 가동률은 0~1의 비율입니다. 백분율로 적지 않았는지 보십시오. / {_key} is {float(business_value[_key]):.2f}; an operating rate is a share between 0 and 1. Is it a percentage?"
assert len(business_value["assumptions"]) >= 3, f"가정이 {len(business_value['assumptions'])}개입니다. 가정을 모르면 모의값을 실적으로 읽습니다. 3개 이상 적으십시오. / {len(business_value['assumptions'])} assumptions; without them a simulation is read as a result. Give at least 3."
print("OK")

# %% grade_id="t6-hidden" role="check" points=7
# 제출하면 다시 계산해 비교합니다 / Recomputed after you submit
### BEGIN HIDDEN TESTS
_machine = load("nab_machine_temperature").drop_duplicates("timestamp")
_hours = int((_machine["timestamp"] >= TRAIN_END).sum()) * 5 / 60
assert abs(hours - _hours) < 3, f"hours가 {hours:,.1f}시간입니다. 채점한 기간의 행은 5분씩입니다. 학습 기간을 넣었거나 분으로 적지 않았는지 보십시오. / hours is {hours:,.1f}. Rows of the judged period are 5 minutes each. Is the learning period in it, or are these minutes?"
_useful = sum(float(_lead) >= NEEDED_LEAD_HOURS for _lead in own_score["lead_hours"].values())
assert useful == _useful, f"useful이 {useful}개인데, 여러분의 여유 시간 {[round(float(_l), 1) for _l in own_score['lead_hours'].values()]}에서 {NEEDED_LEAD_HOURS}시간 이상을 세면 다릅니다. 손쓸 시간이 없는 경보는 정지를 막지 못합니다. / useful is {useful}, but of your leads {[round(float(_l), 1) for _l in own_score['lead_hours'].values()]} another number reaches {NEEDED_LEAD_HOURS} h. An alarm without time to act prevents nothing."
_avoided = PREVENTABLE_SHARE * max(_useful - PLANNED_STOPS, 0) * STOP_HOURS
assert abs(avoided_hours - _avoided) < 0.01, f"avoided_hours가 {avoided_hours:.1f}시간입니다. 계획 정지까지 막았다고 셈하면 효과가 부풀려집니다. 식의 각 항을 확인하십시오. / avoided_hours is {avoided_hours:.1f}. Counting planned stops as prevented inflates the effect. Check each term."
_before, _after = 1 - 4 * STOP_HOURS / _hours, 1 - (4 * STOP_HOURS - _avoided) / _hours
for _key, _right in (("operating_rate_before", _before), ("operating_rate_after", _after)):
    assert abs(float(business_value[_key]) - _right) < 0.001, f"{_key}가 {float(business_value[_key]):.4f}입니다. 여러분의 avoided_hours와 기간으로 다시 계산하면 맞지 않습니다. 기준 공장의 +25 %를 가져다 쓰지 않았는지 보십시오. / {_key} is {float(business_value[_key]):.4f}, which does not follow from your own hours. Was another plant's +25 % borrowed?"
assert abs(gain_points - (_after - _before) * 100) < 0.005, f"gain_points가 {gain_points:.3f}%포인트입니다. 두 비율의 차이를 100배 한 값이어야 합니다. 나눗셈과 섞이지 않았는지 보십시오. / gain_points is {gain_points:.3f} percentage points; it is the difference of the two rates times 100. Is it mixed up with a ratio?"
assert abs(gain_relative - (_after / _before - 1) * 100) < 0.005, f"gain_relative가 {gain_relative:.3f}%입니다. 처음 가동률에 견준 증가율이어야 다른 공장의 '+25 %'와 같은 말이 됩니다. 나눈 값을 확인하십시오. / gain_relative is {gain_relative:.3f} %; only relative to the rate before it means the same as another plant's \"+25 %\". Check what you divide by."
_right = (_avoided * VALUE_PER_HOUR_KRW - int(own_score["false_blocks"]) * CHECK_COST_KRW) * 8760 / _hours
_mine = float(business_value["annual_value_krw"])
assert abs(_mine - _right) <= 0.01 * abs(_right) + 1, f"연간 효과가 {_mine:,.0f}원입니다. 여러분의 막은 시간과 헛경보로 다시 계산하면 맞지 않습니다. 헛경보 비용을 뺐는지, 1년으로 늘렸는지 확인하십시오. / The annual value is {_mine:,.0f} KRW, which does not follow from your own hours and false blocks. Is the cost of false alarms taken off, and is it scaled to a year?"
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 과제 7. 공장장에게 보내는 메시지 (15점, 강사 채점)
#
# 어느 경보를 걸지 공장장이 바로 결정할 수 있도록 3~5문장으로 쓰십시오.
#
# | 채점 기준 | 5점 | 3점 | 0점 |
# |---|---|---|---|
# | 사실 | 두 방법의 성적(맞힌 구간과 헛경보)을 숫자로 견주었다 | 한쪽 숫자만 적었다 | 근거 없는 주장이다 |
# | 정직함 | 여유 시간이 짧거나 없는 구간, 계획 정지, 모의 가동률이라는 점 가운데 둘 이상을 밝혔다 | 하나만 밝혔다 | "고장을 예측한다"고 부풀렸다 |
# | 행동 | 누가 무엇을 언제 할지 한 가지를 제안했다 | 제안이 막연하다 | 제안이 없다 |

# %% [markdown] lang="en"
# ## Task 7. A message to the plant manager (15 points, graded by the instructor)
#
# In 3 to 5 sentences, so that the plant manager can decide which alarm goes live.
#
# | Criterion | 5 points | 3 points | 0 points |
# |---|---|---|---|
# | Facts | Both methods compared in numbers (windows and false alarms) | Numbers of one only | Claims without ground |
# | Honesty | At least two of: windows with little or no lead, the planned stop, the simulated operating rate | One of them | Inflated ("predicts failures") |
# | Action | One proposal: who does what, by when | A vague proposal | None |

# %% [markdown] grade_id="t7-written" role="written" points=15 lang="ko"
# ### BEGIN SOLUTION
# 온도가 53.6 아래로 30분 이어지면 울리는 단순한 하한 경보가 11주 동안 이상 구간 4개를 모두 알렸고 헛경보는 261칸 가운데 5칸이었습니다. 같은 자료에서 아이솔레이션 포레스트는 헛경보가 28칸 이상이어서 합격하지 못했고, 같은 지속 시간을 걸어도 하한보다 많이 헛울렸습니다. 다만 이 경보는 고장을 예언하지 못합니다. 손쓸 시간이 4시간 넘게 남은 것은 4개 가운데 2개뿐이고 하나는 바닥과 거의 동시에 울렸으며, 이상 하나는 계획 정지였습니다. 가동률 0.7 %포인트 상승은 이상 1건에 24시간 정지를 가정한 모의값입니다. 이번 주에 보전팀이 하한 경보를 걸고 한 달 동안 울릴 때마다 원인과 실제 정지 시간을 적으면, 그 기록으로 효과를 다시 계산하겠습니다.
# ### END SOLUTION

# %% [markdown] grade_id="t7-written" role="written" points=15 lang="en"
# ### BEGIN SOLUTION
# A simple lower limit that sounds when the temperature has been below 53.6 for 30 minutes announced all four marked windows in 11 weeks, with 5 false blocks of 261. The isolation forest had at least 28 false blocks on the same data and fails; with the same duration it still sounded for nothing more often than the limit. The alarm foretells no failure: in only two of four windows more than 4 hours were left to act, in one it sounded almost at the bottom, and one of the anomalies was a planned shutdown. The gain of 0.7 percentage points in operating rate is simulated with 24 hours of downtime for each anomaly. Let maintenance put the limit live this week and log cause and real downtime of every alarm for a month; from that log we compute the effect again.
# ### END SOLUTION

# %% [markdown] lang="ko"
# ## 정리
#
# 이제 다음을 할 수 있습니다.
#
# - 겹치고 되돌아간 시각을 규칙을 정해 정리합니다.
# - 학습 기간만으로 한계를 정하고, 학습 종료일을 바꾸어 한계가 흔들리는지 확인합니다.
# - 앞날과 라벨을 보지 않는 경보 함수를 만듭니다.
# - 맞힌 구간, 헛경보 칸, 여유 시간으로 경보를 채점하고, 무작위 경보와 견줍니다.
# - 가동률의 %포인트와 증가율을 구별하고, 모의값을 모의값이라고 적습니다.
#
# **1분 설문(채점하지 않습니다):** 이 실습은 현장에 ① 바로 쓸 수 있다 ② 고쳐서 쓸 수 있다 ③ 쓰기 어렵다. 가장 막힌 과제는 몇 번이었습니까? 먼저 예상한 헛경보 수와 실제는 얼마나 달랐습니까?

# %% [markdown] lang="en"
# ## Recap
#
# You can now
#
# - put repeated and reversed times in order by a stated rule;
# - set a limit from the learning period alone, and test whether it hangs on the day that learning ends;
# - write an alarm that sees neither the future nor the labels;
# - score alarms by windows hit, false blocks and lead time, beside a random alarm;
# - tell percentage points from percent, and call a simulation a simulation.
#
# **One-minute survey (not graded):** on your floor this lab is ① usable as it is ② usable with changes ③ hard to use. Which task held you up most? How far was the number of false alarms you predicted from the real one?
