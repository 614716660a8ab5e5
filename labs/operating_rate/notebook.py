# %% [markdown] lang="ko"
# {{header_card}}

# %% [markdown] lang="en"
# {{header_card}}

# %% [markdown] lang="ko"
# ## 현장 이야기
#
# 중소기업 생산설비 세 대에 센서를 달아 3주 동안 기록했습니다. 정부 사업 보고서에는 "설비가동률 몇 %"를 적어야 합니다. 생산팀장은 87 %라고 하고, 현장 반장은 "2호기는 반도 안 돈다"고 하고, 전력계를 단 업체는 28 %라고 합니다. 셋 다 같은 파일을 보고 한 말입니다.
#
# 이 실습에서는 가동률을 **시간으로** 재고, 관찰하지 못한 시간을 밝히고, 어디에서 시간을 잃는지 찾습니다. 종합효율(OEE)에서 이 자료로 계산할 수 없는 것은 지어내지 않고 **"계산할 수 없음"** 이라고 적습니다.

# %% [markdown] lang="en"
# ## The story
#
# Three machines of a small manufacturer were fitted with sensors and recorded for three weeks. The programme's report wants "operating rate, %". The production manager says 87 %, the foreman says number 2 runs less than half the time, and the company that installed the power meters says 28 %. All three looked at the same file.
#
# In this lab you measure the operating rate **in time**, say what nobody observed, and find where the time is lost. What of OEE this data can't give you don't invent: you write that it **can't be computed**.

# %% [markdown] lang="ko"
# {{data_card}}
#
# 가동률의 정의: **자동(상태 2)으로 관찰된 시간 ÷ 관찰된 시간**. 한 행은 5분마다 **최대 60초**만 본 기록이므로, 행마다 본 시간(`status_time`)이 다릅니다.

# %% [markdown] lang="en"
# {{data_card}}
#
# Operating rate here is **time observed in automatic (status 2) ÷ time observed**. A row is a look of **at most 60 seconds** every 5 minutes, so rows cover different times (`status_time`).

# %% [markdown] lang="ko"
# ## 파이썬이 처음이라면
#
# - 회색 칸이 코드입니다. 칸을 누르고 **Shift + Enter**를 치면 실행됩니다. 위에서부터 차례로 실행하십시오.
# - 과제 칸에는 `# running = ... ____`처럼 **빈칸 `____`** 이 있는 줄이 있습니다. 빈칸을 채우고, 줄 맨 앞의 `# `을 지우고, `raise NotImplementedError()` 줄을 지우십시오.
# - `raw["status"]`는 표 `raw`의 `status` 열입니다. `==`는 "같은가?"를 묻고, `=`는 왼쪽 이름에 값을 담습니다.
# - `groupby(table["asset"])`는 "설비별로 묶어라", 뒤의 `.sum()`은 "묶음마다 더하라"입니다.
# - 과제 아래의 검사 칸에서 `OK`가 나오면 다음으로 가십시오. 오류가 나와도 고장이 아닙니다. 마지막 줄에 무엇을 볼지 적혀 있습니다.

# %% [markdown] lang="en"
# ## If Python is new to you
#
# - Grey boxes are code. Click into one and press **Shift + Enter** to run it. Run them from top to bottom.
# - Task boxes hold lines with a **blank `____`**. Fill in the blank, take away the `# ` at the start of the line, and delete the line `raise NotImplementedError()`.
# - `raw["status"]` is the column `status` of the table `raw`. `==` asks whether two things are equal, `=` puts a value into the name on the left.
# - `groupby(table["asset"])` means "by machine", `.sum()` after it "add up each group".
# - Run the check box below a task; at `OK` go on. An error breaks nothing: its last line says where to look.

# %% grade_id="setup" role="fixed"
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from ipywidgets import FloatSlider, interact

from sandbox_data import load

raw = load("sme_machines")
AUTOMATIC, MANUAL, ALARM = 2, 1, 3
MACHINES = [0, 1, 2]
print(f"{len(raw):,} rows, machines {MACHINES}, {raw['status_time'].sum() / 3600:.1f} h observed")

# %% [markdown] lang="ko"
# ## 먼저 예상해 보기 (채점하지 않습니다)
#
# 아래 그림은 설비마다 관찰된 시각에 점을 찍은 것입니다. 계산하기 전에 적어 보십시오.
#
# 1. 가동률이 가장 높은 설비와 가장 낮은 설비는 어느 것입니까? 몇 %쯤입니까?
# 2. 0호기에는 점이 없는 구간이 있습니다. 그때 설비는 서 있었습니까?

# %% [markdown] lang="en"
# ## Predict first (not graded)
#
# Below there is a point for every observation of each machine. Before you compute anything, write down:
#
# 1. Which machine runs most, which least, and about how many percent?
# 2. Machine 0 has stretches without points. Was it standing still then?

# %%
figure, axis = plt.subplots(figsize=(12, 3.2))
for status, colour, label in ((2, "tab:green", "automatic"), (1, "tab:orange", "manual"), (3, "tab:red", "alarm")):
    seen_so = raw[raw["status"] == status]
    axis.plot(seen_so["ts"], seen_so["asset"] + 0.2 * (2 - status), "|", ms=12, c=colour, label=label)
axis.set(yticks=MACHINES, ylabel="machine", title="every observation, three weeks")
axis.legend(loc="center left", bbox_to_anchor=(1, 0.5))
plt.tight_layout()
plt.show()

# %%
raw[raw["asset"] == 2].head(6)

# %% [markdown] lang="ko"
# ## 과제 1. 행이 아니라 시간으로 재는 가동률 (15점)
#
# 행의 수로 세면 5초를 본 행과 60초를 본 행이 같은 무게가 됩니다. 시간으로 재십시오.
#
# - `availability(table)`: 설비별 가동률. 자동(상태 2)인 `status_time`의 합 ÷ 전체 `status_time`의 합
# - `rate`: `availability(raw)`
# - `row_share`: 비교를 위한 값. 설비별로 **행 수**로 센 자동의 비율
#
# <details><summary>힌트 1</summary><code>where(조건, 0)</code>은 '조건에 맞으면 그대로, 아니면 0'이라는 뜻입니다. 자동의 번호는 데이터 카드의 status에 있습니다.</details>
# <details><summary>힌트 2</summary>분모도 시간이어야 합니다. 참·거짓의 평균(<code>mean</code>)은 행 수로 센 비율입니다.</details>

# %% [markdown] lang="en"
# ## Task 1. An operating rate in time, not in rows (15 points)
#
# Counted in rows, a look of 5 seconds weighs as much as one of 60. Measure in time.
#
# - `availability(table)`: the operating rate by machine: the sum of `status_time` in automatic (status 2) ÷ the sum of all `status_time`
# - `rate`: `availability(raw)`
# - `row_share`: for comparison, the share of automatic counted in **rows**, by machine
#
# <details><summary>Hint 1</summary><code>where(condition, 0)</code> means "as it is where the condition holds, else 0". The number of automatic is on the data card, at status.</details>
# <details><summary>Hint 2</summary>What you divide by must be time too. The mean of True and False is a share of rows.</details>

# %% grade_id="t1-solution" role="solution"
def availability(table):
    """설비별 가동률 (0~1) / share of the observed time in automatic, by machine"""
    # running = table["status_time"].where(table["status"] == ____, 0)
    # observed = table["____"]
    # return running.groupby(table["asset"]).sum() / observed.groupby(table["asset"]).____()
    ### BEGIN SOLUTION
    running = table["status_time"].where(table["status"] == AUTOMATIC, 0)
    observed = table["status_time"]
    return running.groupby(table["asset"]).sum() / observed.groupby(table["asset"]).sum()
    ### END SOLUTION


# row_share = (raw["status"] == AUTOMATIC).groupby(raw["asset"]).____()
# rate = availability(____)
### BEGIN SOLUTION
row_share = (raw["status"] == AUTOMATIC).groupby(raw["asset"]).mean()
rate = availability(raw)
### END SOLUTION
print(pd.DataFrame({"time": rate, "rows": row_share}).round(3))

# %% grade_id="t1-visible" role="check" points=5
assert "rate" in globals(), "[미작성 · not attempted] 과제 1의 rate가 아직 없습니다. 가동률이 있어야 나머지를 잽니다. 빈칸을 채우고 raise 줄을 지웠는지 보십시오. / rate does not exist yet, and everything else builds on it. Fill in the blanks and delete the raise line."
assert isinstance(rate, pd.Series) and sorted(rate.index) == MACHINES, f"rate가 {type(rate).__name__}이고 설비가 {list(getattr(rate, 'index', []))}입니다. 설비마다 값이 하나씩 있어야 어느 설비를 볼지 정합니다. asset으로 묶었는지 보십시오. / rate is a {type(rate).__name__} for {list(getattr(rate, 'index', []))}; one value a machine tells where to look. Did you group by asset?"
assert ((rate > 0) & (rate < 1)).all(), f"rate가 {[round(float(v), 3) for v in rate]}입니다. 가동률은 0과 1 사이의 비율입니다. 퍼센트로 적었거나 나누는 순서가 바뀌지 않았는지 보십시오. / rate is {[round(float(v), 3) for v in rate]}; an operating rate is a share between 0 and 1. Are these percent, or is the division upside down?"
assert isinstance(row_share, pd.Series) and len(row_share) == len(MACHINES), f"row_share의 길이가 {np.size(row_share)}입니다. 두 방법을 설비마다 견주어야 차이가 보입니다. asset으로 묶어 평균을 냈는지 보십시오. / row_share has {np.size(row_share)} entries; the two ways compare machine by machine. Did you group by asset and take the mean?"
print("OK")

# %% grade_id="t1-hidden" role="check" points=10
# 제출하면 다른 설비의 기록으로 더 확인합니다 / More is checked with records of other machines after you submit
### BEGIN HIDDEN TESTS
_raw = load("sme_machines")
_time = _raw.groupby("asset")["status_time"].sum()
_right = _raw[_raw["status"] == 2].groupby("asset")["status_time"].sum() / _time
for _m in (1, 2):
    assert abs(float(rate.loc[_m]) - float(_right.loc[_m])) < 0.005, f"{_m}호기의 가동률이 {float(rate.loc[_m]):.3f}입니다. 본 시간이 서로 다른 행을 똑같이 세면 보고서의 숫자가 달라집니다. 행 수가 아니라 status_time을 더했는지 보십시오. / Machine {_m} comes out at {float(rate.loc[_m]):.3f}. Rows cover different times, and counting them alike changes the report. Did you add up status_time instead of rows?"
_share = (_raw["status"] == 2).groupby(_raw["asset"]).mean()
assert np.allclose([float(row_share.loc[_m]) for _m in MACHINES], [float(_share.loc[_m]) for _m in MACHINES], atol=1e-6), f"row_share가 {[round(float(v), 3) for v in row_share]}입니다. 견줄 값이 틀리면 차이를 설명할 수 없습니다. 자동인 행의 수를 전체 행의 수로 나누십시오. / row_share is {[round(float(v), 3) for v in row_share]}; with a wrong rival the difference explains nothing. Divide the number of rows in automatic by the number of rows."
_small = pd.DataFrame({"asset": [7, 5, 7, 5, 7, 5], "status": [2, 2, 1, 3, 3, 2], "status_time": [10, 60, 60, 30, 30, 0], "items": [0] * 6, "power_avg": [0] * 6}, index=[9, 4, 2, 0, 1, 3])
_mine = availability(_small)
assert sorted(int(_i) for _i in _mine.index) == [5, 7], f"5번과 7번 설비의 기록을 넣었더니 {list(_mine.index)}이(가) 나왔습니다. 다른 공장에서도 쓰려면 설비 번호를 고정하면 안 됩니다. 받은 표의 asset으로 묶으십시오. / Given machines 5 and 7 it answered {list(_mine.index)}. For another plant no machine number may be fixed; group by the asset of the table given."
assert abs(float(_mine.loc[7]) - 0.1) < 1e-9, f"자동 10초, 수동 60초, 알람 30초를 본 설비의 가동률이 {float(_mine.loc[7]):.3f}으로 나왔습니다. 알람 시간도 관찰한 시간입니다. 분모를 확인하십시오. / 10 s automatic, 60 s manual and 30 s alarm gave {float(_mine.loc[7]):.3f}. Time in alarm was observed too; check what you divide by."
assert abs(float(_mine.loc[5]) - 60 / 90) < 1e-9, f"자동 60초와 0초, 알람 30초를 본 설비의 가동률이 {float(_mine.loc[5]):.3f}으로 나왔습니다. 알람은 가동이 아닙니다. 상태 번호를 확인하십시오. / 60 s and 0 s automatic with 30 s alarm gave {float(_mine.loc[5]):.3f}. An alarm is not running; check the status number."
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 과제 2. 관찰하지 못한 시간 (15점)
#
# 가동률은 **관찰한 시간**의 비율입니다. 보지 못한 시간이 길면 "3주 동안 87 %"라고 말할 수 없습니다.
#
# - `coverage(table)`: 설비별로, 첫 관찰부터 마지막 관찰까지의 **5분 칸** 가운데 관찰이 있는 칸의 비율. 한 칸에 행이 둘이어도 칸은 하나입니다.
# - `seen`: `coverage(raw)`
# - `gap_hours`: 설비별로, 이웃한 두 관찰 사이의 가장 긴 간격(시간 단위)
# - `not_judged`: `seen`이 0.9보다 작은 설비 번호의 목록. 달력 시간의 가동률을 말할 수 없는 설비입니다.
# - `gap_means`: 점이 없는 구간의 뜻을 `"A"`, `"B"`, `"C"` 가운데 하나로 적으십시오.
#   - A: 설비가 서 있었다. 가동률에서 0으로 넣어야 한다.
#   - B: 설비가 돌았는지 섰는지 **이 파일로는 모른다**. 관찰한 시간에 대해서만 말한다.
#   - C: 앞뒤와 똑같이 돌았다. 앞뒤 값으로 채우면 된다.
#
# <details><summary>힌트 1</summary><code>dt.floor("5min")</code>은 시각을 5분 칸의 시작으로 내립니다. 첫 칸과 마지막 칸이 같아도 칸은 1개입니다.</details>
# <details><summary>힌트 2</summary>간격은 <b>설비마다</b> 시각 순서로 놓고 앞 행과의 차이를 내야 합니다. 설비가 섞인 채로 빼면 늘 몇 초입니다.</details>

# %% [markdown] lang="en"
# ## Task 2. The time that nobody observed (15 points)
#
# The rate is a share of the **observed** time. With long stretches unseen nobody can say "87 % over three weeks".
#
# - `coverage(table)`: by machine, the share of **five-minute slots** with an observation, among the slots from its first to its last observation. Two rows in a slot are one slot.
# - `seen`: `coverage(raw)`
# - `gap_hours`: by machine, the longest time between two neighbouring observations, in hours
# - `not_judged`: list of the machines with `seen` below 0.9, for which nothing can be said about calendar time
# - `gap_means`: what a stretch without points means, `"A"`, `"B"` or `"C"`:
#   - A: the machine stood still; it counts as 0 in the rate.
#   - B: whether it ran or stood **this file does not tell**; we speak of the observed time only.
#   - C: it ran as before and after; fill in those values.
#
# <details><summary>Hint 1</summary><code>dt.floor("5min")</code> takes a time down to the start of its slot. If the first and the last slot are the same, that is 1 slot.</details>
# <details><summary>Hint 2</summary>For gaps take the difference to the row before <b>within each machine</b>, in order of time. With machines mixed it is always a few seconds.</details>

# %% grade_id="t2-solution" role="solution"
def coverage(table):
    """관찰이 있는 5분 칸의 비율, 설비별 / share of five-minute slots with an observation, by machine"""
    # slots = table["ts"].dt.floor("____")
    # by_machine = slots.groupby(table["asset"])
    # expected = (by_machine.max() - by_machine.____()) / pd.Timedelta(minutes=5) + ____
    # return by_machine.____() / expected
    ### BEGIN SOLUTION
    slots = table["ts"].dt.floor("5min")
    by_machine = slots.groupby(table["asset"])
    expected = (by_machine.max() - by_machine.min()) / pd.Timedelta(minutes=5) + 1
    return by_machine.nunique() / expected
    ### END SOLUTION


# seen = coverage(raw)
# ordered = raw.sort_values("ts")
# step = ordered.groupby("____")["ts"].diff()
# gap_hours = step.groupby(ordered["asset"]).____() / pd.Timedelta(hours=1)
# not_judged = [machine for machine in MACHINES if seen[machine] < ____]
# gap_means = "____"
### BEGIN SOLUTION
seen = coverage(raw)
ordered = raw.sort_values("ts")
step = ordered.groupby("asset")["ts"].diff()
gap_hours = step.groupby(ordered["asset"]).max() / pd.Timedelta(hours=1)
not_judged = [machine for machine in MACHINES if seen[machine] < 0.9]
gap_means = "B"
### END SOLUTION
print(pd.DataFrame({"seen": seen, "longest gap, h": gap_hours}).round(2), not_judged, gap_means)

# %% grade_id="t2-visible" role="check" points=5
assert "gap_means" in globals(), "[미작성 · not attempted] 과제 2의 이름 네 개가 아직 없습니다. 얼마나 보았는지 모르면 가동률을 믿을 수 없습니다. 빈칸을 모두 채우십시오. / The four names of task 2 do not exist yet. A rate is worth as much as what was observed; fill in all blanks."
assert isinstance(seen, pd.Series) and ((seen > 0) & (seen <= 1)).all(), f"seen이 {[round(float(v), 3) for v in np.ravel(seen)]}입니다. 본 칸이 있어야 할 칸보다 많을 수는 없습니다. 행이 아니라 서로 다른 칸을 셌는지, 칸 수에 1을 더했는지 보십시오. / seen is {[round(float(v), 3) for v in np.ravel(seen)]}; no more slots can be seen than there are. Did you count different slots instead of rows, and add 1?"
assert isinstance(gap_hours, pd.Series) and sorted(gap_hours.index) == MACHINES, "gap_hours가 설비마다 하나씩 있지 않습니다. 어느 설비의 기록이 비었는지 알아야 합니다. asset으로 묶었는지 보십시오. / gap_hours does not have one value a machine; whose record is missing matters. Did you group by asset?"
assert isinstance(not_judged, list) and set(not_judged) <= set(MACHINES), f"not_judged가 {not_judged!r}입니다. 설비 번호의 목록이어야 보고서에 그대로 옮깁니다. 대괄호 안을 확인하십시오. / not_judged is {not_judged!r}; the report takes a list of machine numbers. Check what is in the brackets."
assert gap_means in ("A", "B", "C"), f"gap_means가 {gap_means!r}입니다. 뜻을 정해야 보고할 말이 정해집니다. \"A\", \"B\", \"C\" 가운데 하나로 적으십시오. / gap_means is {gap_means!r}; what you report follows from it. Write \"A\", \"B\" or \"C\"."
print("OK")

# %% grade_id="t2-hidden" role="check" points=7
# 제출하면 다른 기록으로 더 확인합니다 / More is checked with other records after you submit
### BEGIN HIDDEN TESTS
_at = pd.Timestamp("2020-03-02 08:00", tz="UTC")
_minutes = [0, 1, 5, 31, 59, 2, 12]
_small = pd.DataFrame({"asset": [4, 4, 4, 4, 4, 6, 6], "ts": [_at + pd.Timedelta(minutes=_m) for _m in _minutes], "status": [2] * 7, "status_time": [60] * 7, "items": [1] * 7, "power_avg": [1] * 7}).iloc[::-1]
_mine = coverage(_small)
assert abs(float(_mine.loc[4]) - 4 / 12) < 1e-9, f"08:00, 08:01, 08:05, 08:31, 08:59에 본 설비의 비율이 {float(_mine.loc[4]):.3f}입니다. 한 시간에는 5분 칸이 12개 있고, 같은 칸을 두 번 보아도 하나입니다. 서로 다른 칸을 셌는지 보십시오. / Seen at 08:00, 08:01, 08:05, 08:31 and 08:59, a machine got {float(_mine.loc[4]):.3f}. An hour has 12 slots, and a slot seen twice is one. Did you count different slots?"
assert abs(float(_mine.loc[6]) - 2 / 3) < 1e-9, f"08:02와 08:12에 본 설비의 비율이 {float(_mine.loc[6]):.3f}입니다. 첫 칸과 마지막 칸도 칸입니다. 마지막에 1을 더했는지 보십시오. / Seen at 08:02 and 08:12, a machine got {float(_mine.loc[6]):.3f}. The first and the last slot count as well; is the 1 added?"
_raw = load("sme_machines")
_gap = _raw.sort_values("ts").groupby("asset")["ts"].diff().groupby(_raw.sort_values("ts")["asset"]).max() / pd.Timedelta(hours=1)
for _m in MACHINES:
    assert abs(float(gap_hours.loc[_m]) - float(_gap.loc[_m])) < 0.01, f"{_m}호기의 가장 긴 간격이 {float(gap_hours.loc[_m]):.2f}시간으로 나왔습니다. 설비가 섞인 채로 빼면 빈 구간이 숨습니다. 설비마다 차이를 내고 시간 단위로 나눴는지 보십시오. / The longest gap of machine {_m} came out as {float(gap_hours.loc[_m]):.2f} h. With machines mixed the gap hides. Is the difference taken within each machine, and are these hours?"
_few = [_m for _m in MACHINES if float(seen.loc[_m]) < 0.9]
assert not_judged == _few, f"not_judged가 {not_judged}입니다. 여러분의 seen은 {[round(float(seen.loc[_m]), 2) for _m in MACHINES]}입니다. 판단할 수 없는 설비를 빼먹으면 없는 근거로 보고하게 됩니다. 0.9보다 작은 것을 고르십시오. / not_judged is {not_judged}, with {[round(float(seen.loc[_m]), 2) for _m in MACHINES]} seen. Leaving one out means reporting without ground; take those below 0.9."
### END HIDDEN TESTS

# %% grade_id="t2-meaning" role="check" points=3
# 제출하면 확인합니다 / Checked after you submit
### BEGIN HIDDEN TESTS
assert gap_means == "B", f"gap_means를 {gap_means!r}로 골랐습니다. 그 뜻을 뒷받침하는 행이 파일에 한 줄도 없습니다. 센서가 꺼졌을 수도, 설비가 돌았을 수도 있습니다. 보지 못한 것을 0이나 앞뒤 값으로 채우면 누군가 그 숫자로 결정합니다. / You chose {gap_means!r}, and not one row in the file supports it: the sensor may have been off while the machine ran. Whoever fills in zeros or neighbours makes others decide on them."
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 과제 3. 전력계만으로 가동률을 재면 (15점)
#
# 상태 신호가 없는 설비에는 흔히 전력계를 답니다. "1 kW 이상이면 가동"이라는 **하나의 기준**으로 세 대를 모두 재면 어떻게 됩니까?
#
# - `availability_by_power(table, kw)`: 설비별로, `power_avg`가 `kw` **이상**인 시간의 비율(시간은 `status_time`)
# - `by_power`: `availability_by_power(raw, 1)`
# - `error`: `by_power` − `rate` (설비별)
# - `agree_power`, `agree_items`: 아래에 준비된 `agreement`로 "1 kW 이상"과 "생산 개수 1개 이상" 두 규칙을 잰 값. 1이면 상태 신호와 늘 같고, 0.5면 동전 던지기입니다.
# - `unfit`: `agree_power`가 0.75보다 작은 설비 번호의 목록
# - `better_rule`: 세 설비 **모두**에서 더 잘 맞는 규칙, `"power"` 또는 `"items"`
#
# <details><summary>힌트 1</summary>과제 1의 <code>where</code> 줄에서 조건만 바뀝니다. '이상'은 <code>&gt;=</code>입니다.</details>
# <details><summary>힌트 2</summary><code>agreement(raw["items"] &gt; 0, raw)</code>처럼 행마다 참·거짓인 규칙을 넣습니다.</details>

# %% [markdown] lang="en"
# ## Task 3. The operating rate by power meter alone (15 points)
#
# Machines without a status signal often get a power meter. What if **one** threshold, "running means at least 1 kW", is used for all three?
#
# - `availability_by_power(table, kw)`: by machine, the share of time with `power_avg` **at least** `kw` (time is `status_time`)
# - `by_power`: `availability_by_power(raw, 1)`
# - `error`: `by_power` − `rate`, by machine
# - `agree_power`, `agree_items`: what `agreement` (given below) says of the rules "at least 1 kW" and "at least one item". 1 is always the same as the status signal, 0.5 is a coin.
# - `unfit`: list of the machines with `agree_power` below 0.75
# - `better_rule`: the rule that agrees better on **all** three machines, `"power"` or `"items"`
#
# <details><summary>Hint 1</summary>Only the condition in the <code>where</code> line of task 1 changes. "At least" is <code>&gt;=</code>.</details>
# <details><summary>Hint 2</summary>Give <code>agreement</code> a rule that is True or False for every row, such as <code>raw["items"] &gt; 0</code>.</details>

# %% grade_id="agreement" role="fixed"
def agreement(rule, table):
    """설비별: 가동 중인 행과 아닌 행을 각각 맞힌 비율의 평균 / mean of the shares of running and of other rows told rightly"""
    running = table["status"] == 2
    hits = (rule == running).groupby([table["asset"], running]).mean()
    return hits.groupby(level=0).mean()


# %% grade_id="t3-solution" role="solution"
def availability_by_power(table, kw):
    """설비별로 전력이 kw 이상인 시간의 비율 / share of time with at least kw kilowatts, by machine"""
    # running = table["status_time"].where(table["power_avg"] ____ kw, 0)
    # return running.groupby(table["asset"]).sum() / table["status_time"].groupby(table["asset"]).sum()
    ### BEGIN SOLUTION
    running = table["status_time"].where(table["power_avg"] >= kw, 0)
    return running.groupby(table["asset"]).sum() / table["status_time"].groupby(table["asset"]).sum()
    ### END SOLUTION


# by_power = availability_by_power(raw, ____)
# error = by_power - ____
# agree_power = agreement(raw["power_avg"] >= 1, raw)
# agree_items = agreement(raw["____"] > 0, raw)
# unfit = [machine for machine in MACHINES if agree_power[machine] < ____]
# better_rule = "____"
### BEGIN SOLUTION
by_power = availability_by_power(raw, 1)
error = by_power - rate
agree_power = agreement(raw["power_avg"] >= 1, raw)
agree_items = agreement(raw["items"] > 0, raw)
unfit = [machine for machine in MACHINES if agree_power[machine] < 0.75]
better_rule = "items"
### END SOLUTION
print(pd.DataFrame({"status": rate, "power": by_power, "error": error, "power agrees": agree_power, "items agree": agree_items}).round(3))

# %% grade_id="t3-visible" role="check" points=4
assert "better_rule" in globals(), "[미작성 · not attempted] 과제 3의 이름 여섯 개가 아직 없습니다. 전력계를 더 달기 전에 확인해야 할 일입니다. 빈칸을 모두 채우십시오. / The six names of task 3 do not exist yet. This is to be known before more meters are bought; fill in all blanks."
assert isinstance(by_power, pd.Series) and ((by_power >= 0) & (by_power <= 1)).all(), f"by_power가 {[round(float(v), 3) for v in np.ravel(by_power)]}입니다. 시간의 비율이므로 0과 1 사이입니다. 나누는 값을 확인하십시오. / by_power is {[round(float(v), 3) for v in np.ravel(by_power)]}; a share of time lies between 0 and 1. Check the division."
assert isinstance(error, pd.Series) and np.allclose(error.loc[MACHINES], by_power.loc[MACHINES] - rate.loc[MACHINES]), f"error가 {[round(float(v), 3) for v in np.ravel(error)]}입니다. 부호를 보아야 부풀렸는지 깎았는지 압니다. by_power에서 rate를 빼십시오. / error is {[round(float(v), 3) for v in np.ravel(error)]}; its sign tells whether the meter flatters. Take rate from by_power."
assert isinstance(unfit, list) and better_rule in ("power", "items"), f"unfit이 {unfit!r}, better_rule이 {better_rule!r}입니다. 목록과 규칙 이름이 있어야 무엇을 달지 정합니다. 적는 형식을 확인하십시오. / unfit is {unfit!r} and better_rule {better_rule!r}; a list and a rule's name decide what is installed. Check how they are written."
print("OK")

# %% grade_id="t3-hidden" role="check" points=8
# 제출하면 다른 기준과 기록으로 더 확인합니다 / More is checked with other thresholds and records after you submit
### BEGIN HIDDEN TESTS
_small = pd.DataFrame({"asset": [8, 8, 8, 9, 9], "power_avg": [3, 2, 0, 2, 1], "status_time": [20, 20, 60, 30, 10], "status": [2, 1, 2, 2, 1], "items": [0] * 5})
_mine = availability_by_power(_small, 2)
assert abs(float(_mine.loc[8]) - 0.4) < 1e-9, f"3 kW 20초, 2 kW 20초, 0 kW 60초인 설비를 2 kW 기준으로 재니 {float(_mine.loc[8]):.3f}입니다. 기준과 같은 값도 '이상'이며, 시간으로 무게를 둡니다. 조건을 확인하십시오. / 20 s at 3 kW, 20 s at 2 kW and 60 s at 0 kW, judged at 2 kW, gave {float(_mine.loc[8]):.3f}. \"At least\" includes the threshold, and time is the weight; check the condition."
assert abs(float(_mine.loc[9]) - 0.75) < 1e-9, f"2 kW 30초, 1 kW 10초인 설비를 2 kW 기준으로 재니 {float(_mine.loc[9]):.3f}입니다. 받은 kw를 쓰지 않고 1로 고정하지 않았는지 보십시오. / 30 s at 2 kW and 10 s at 1 kW, judged at 2 kW, gave {float(_mine.loc[9]):.3f}. Is kw used, or is 1 written into the function?"
_raw = load("sme_machines")
_time = _raw.groupby("asset")["status_time"].sum()
_power = _raw[_raw["power_avg"] >= 1].groupby("asset")["status_time"].sum() / _time
assert np.allclose([float(by_power.loc[_m]) for _m in MACHINES], [float(_power.loc[_m]) for _m in MACHINES], atol=0.002), f"by_power가 {[round(float(by_power.loc[_m]), 3) for _m in MACHINES]}입니다. 1 kW 이상인 시간을 다시 더하면 다릅니다. 기준과 시간을 확인하십시오. / by_power is {[round(float(by_power.loc[_m]), 3) for _m in MACHINES]}; the time at 1 kW or more adds up to something else. Check threshold and time."
for _name, _got, _rule in (("agree_power", agree_power, _raw["power_avg"] >= 1), ("agree_items", agree_items, _raw["items"] > 0)):
    _want = agreement(_rule, _raw)
    assert np.allclose([float(_got.loc[_m]) for _m in MACHINES], [float(_want.loc[_m]) for _m in MACHINES], atol=0.002), f"{_name}이(가) {[round(float(_got.loc[_m]), 3) for _m in MACHINES]}입니다. 두 규칙을 같은 자로 재야 고를 수 있습니다. agreement에 넣은 규칙을 확인하십시오. / {_name} is {[round(float(_got.loc[_m]), 3) for _m in MACHINES]}; only one ruler for both lets you choose. Check the rule that you gave to agreement."
_low = [_m for _m in MACHINES if float(agree_power.loc[_m]) < 0.75]
assert unfit == _low, f"unfit이 {unfit}입니다. 여러분의 agree_power는 {[round(float(agree_power.loc[_m]), 2) for _m in MACHINES]}입니다. 맞지 않는 설비에 전력계를 달면 잘못된 가동률이 매일 쌓입니다. 0.75보다 작은 것을 고르십시오. / unfit is {unfit}, with {[round(float(agree_power.loc[_m]), 2) for _m in MACHINES]} in agree_power. A meter on an unfit machine gathers wrong rates every day; take those below 0.75."
### END HIDDEN TESTS

# %% grade_id="t3-verdict" role="check" points=3
# 제출하면 판단을 확인합니다 / The verdict is checked after you submit
### BEGIN HIDDEN TESTS
_better = "items" if all(float(agree_items.loc[_m]) > float(agree_power.loc[_m]) for _m in MACHINES) else "power"
assert better_rule == _better, f"better_rule을 {better_rule!r}로 골랐습니다. 여러분의 표는 전력 {[round(float(agree_power.loc[_m]), 2) for _m in MACHINES]}, 개수 {[round(float(agree_items.loc[_m]), 2) for _m in MACHINES]}입니다. 비싼 센서가 아니라 맞는 센서를 고르십시오. / You chose {better_rule!r}; your table says power {[round(float(agree_power.loc[_m]), 2) for _m in MACHINES]} and items {[round(float(agree_items.loc[_m]), 2) for _m in MACHINES]}. Choose the sensor that agrees, not the dearer one."
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# 슬라이더로 전력 기준을 바꾸어 보십시오. 세 설비 모두를 상태 신호와 맞게 하는 기준이 하나라도 있습니까?

# %% [markdown] lang="en"
# Move the power threshold with the slider. Is there a single one that agrees with the status signal on all three machines?

# %%
def three_answers(kw=1.0):
    """전력 기준에 따른 세 가지 가동률 / three operating rates, with a power threshold in kW"""
    figure, axis = plt.subplots(figsize=(8, 3.2))
    place = np.arange(len(MACHINES))
    answers = {"status, by time": rate, "rows": row_share, f"power ≥ {kw:g} kW": availability_by_power(raw, kw)}
    for offset, (label, values) in enumerate(answers.items()):
        axis.bar(place + 0.27 * (offset - 1), values.loc[MACHINES], width=0.25, label=label)
    axis.set(xticks=place, xticklabels=[f"machine {machine}" for machine in MACHINES], ylabel="operating rate", ylim=(0, 1), title="one file, three answers")
    axis.legend()
    plt.tight_layout()
    plt.show()


three_answers()
interact(three_answers, kw=FloatSlider(1.0, min=0.1, max=5.0, step=0.1));

# %% [markdown] lang="ko"
# 2호기의 전력은 **kW 정수로 반올림**되어 있어, 자동으로 도는 행의 절반이 0 kW로 적혀 있습니다. 0호기는 대기 중에도 1 kW를 넘게 씁니다. 기준 하나로 세 대를 잴 수 없는 까닭입니다.

# %% [markdown] lang="en"
# Power is **rounded to whole kilowatts**: half of machine 2's automatic rows read 0 kW. Machine 0 draws more than 1 kW while it waits. That is why one threshold can't serve all three.

# %% [markdown] lang="ko"
# ## 과제 4. 어디에서 시간을 잃는가 (15점)
#
# 자동으로 물건을 만들지 않은 시간을 세 가지로 나눕니다.
#
# - `losses(table)`: 행이 설비, 열이 `manual`(상태 1), `alarm`(상태 3), `no_item`(자동인데 `items`가 0)인 표. 값은 **관찰된 시간에서 차지하는 비율**입니다.
# - `lost`: `losses(raw)`
# - `first_loss`: 설비 번호 → 가장 큰 손실의 열 이름 (dict)
# - `lost_hours`: `lost`에 `PLANNED_HOURS`를 곱한 표. 한 주에 잃는 시간의 **추정값**입니다.
#
# 행 하나에 5분을 곱하면 안 됩니다. 60초 동안 본 것을 5분으로 늘리면 보지 않은 4분을 지어내는 것입니다. 비율은 그대로 쓸 수 있습니다.
#
# <details><summary>힌트 1</summary>세 손실 모두 과제 1과 같은 모양입니다. 조건만 다릅니다. 두 조건을 함께 걸 때는 <code>(조건1) &amp; (조건2)</code>로 씁니다.</details>
# <details><summary>힌트 2</summary>행마다 가장 큰 열의 이름은 <code>lost.idxmax(axis=1)</code>이고, 뒤에 <code>.to_dict()</code>를 붙이면 dict가 됩니다.</details>

# %% [markdown] lang="en"
# ## Task 4. Where the time is lost (15 points)
#
# Time in which nothing was made automatically, in three kinds:
#
# - `losses(table)`: a table with machines as rows and the columns `manual` (status 1), `alarm` (status 3) and `no_item` (automatic, but `items` is 0), as **shares of the observed time**
# - `lost`: `losses(raw)`
# - `first_loss`: machine number → name of its largest loss (a dict)
# - `lost_hours`: `lost` times `PLANNED_HOURS`, an **estimate** of what is lost in a week
#
# Don't multiply a row by 5 minutes: stretching 60 seconds to 5 minutes invents four that nobody saw. Shares carry over.
#
# <details><summary>Hint 1</summary>All three have the shape of task 1 with another condition. Two conditions at once: <code>(one) &amp; (other)</code>.</details>
# <details><summary>Hint 2</summary><code>lost.idxmax(axis=1)</code> names the largest column of each row; <code>.to_dict()</code> makes a dict of it.</details>

# %% grade_id="planned" role="fixed"
PLANNED_HOURS = 80  # hours a week that a machine is planned to run: an assumption of this lab


def share(condition, table):
    """설비별로 조건에 맞는 시간의 비율 / share of the observed time in which the condition holds, by machine"""
    held = table["status_time"].where(condition, 0)
    return held.groupby(table["asset"]).sum() / table["status_time"].groupby(table["asset"]).sum()


# %% grade_id="t4-solution" role="solution"
def losses(table):
    """손실의 비율: 행은 설비, 열은 manual, alarm, no_item / shares lost: machines by kind"""
    # return pd.DataFrame({
    #     "manual": share(table["status"] == ____, table),
    #     "alarm": share(table["status"] == ____, table),
    #     "no_item": share((table["status"] == ____) & (table["items"] == ____), table),
    # })
    ### BEGIN SOLUTION
    return pd.DataFrame(
        {
            "manual": share(table["status"] == MANUAL, table),
            "alarm": share(table["status"] == ALARM, table),
            "no_item": share((table["status"] == AUTOMATIC) & (table["items"] == 0), table),
        }
    )
    ### END SOLUTION


# lost = losses(raw)
# first_loss = lost.____(axis=1).to_dict()
# lost_hours = lost * ____
### BEGIN SOLUTION
lost = losses(raw)
first_loss = lost.idxmax(axis=1).to_dict()
lost_hours = lost * PLANNED_HOURS
### END SOLUTION
print(lost.round(3), first_loss, sep="\n")

# %% grade_id="t4-visible" role="check" points=5
assert "lost_hours" in globals(), "[미작성 · not attempted] 과제 4의 lost_hours가 아직 없습니다. 잃은 시간을 알아야 먼저 손댈 곳을 정합니다. losses부터 완성하십시오. / lost_hours does not exist yet; what is lost decides where to begin. Start with losses."
assert isinstance(lost, pd.DataFrame) and {"manual", "alarm", "no_item"} <= set(lost.columns), f"lost의 열이 {list(getattr(lost, 'columns', []))}입니다. 손실의 이름이 같아야 설비끼리 견줍니다. 과제에 적힌 세 이름을 쓰십시오. / lost has the columns {list(getattr(lost, 'columns', []))}; machines compare under the same names. Use the three of the task."
assert ((lost >= 0) & (lost <= 1)).all().all(), f"lost의 가장 큰 값이 {float(lost.max().max()):.2f}입니다. 관찰한 시간의 비율이므로 1을 넘지 않습니다. 초나 분으로 적지 않았는지 보십시오. / The largest value of lost is {float(lost.max().max()):.2f}; a share of the observed time is at most 1. Are these seconds or minutes?"
assert isinstance(first_loss, dict) and set(first_loss) == set(MACHINES), f"first_loss가 {first_loss!r}입니다. 설비마다 하나를 골라야 담당자를 정합니다. idxmax와 to_dict를 확인하십시오. / first_loss is {first_loss!r}; one for each machine names who is to act. Check idxmax and to_dict."
print("OK")

# %% grade_id="t4-hidden" role="check" points=10
# 제출하면 다른 기록으로 더 확인합니다 / More is checked with other records after you submit
### BEGIN HIDDEN TESTS
_small = pd.DataFrame({"asset": [3, 3, 3, 3, 3], "status": [1, 3, 2, 2, 1], "items": [0, 0, 0, 4, 2], "status_time": [10, 20, 35, 20, 15], "power_avg": [0] * 5})
_mine = losses(_small).loc[3]
assert abs(float(_mine["manual"]) - 0.25) < 1e-9, f"100초 가운데 수동이 10초와 15초인 설비에서 manual이 {float(_mine['manual']):.3f}입니다. 물건이 나왔어도 수동은 수동입니다. 상태 번호와 시간을 확인하십시오. / Of 100 s, 10 and 15 were manual, and manual is {float(_mine['manual']):.3f}. Manual stays manual though items came out; check the status number and the time."
assert abs(float(_mine["alarm"]) - 0.2) < 1e-9, f"100초 가운데 알람이 20초인 설비에서 alarm이 {float(_mine['alarm']):.3f}입니다. 알람의 상태 번호를 확인하십시오. / Of 100 s, 20 were in alarm, and alarm is {float(_mine['alarm']):.3f}; check the status number of alarms."
assert abs(float(_mine["no_item"]) - 0.35) < 1e-9, f"자동 35초 동안 0개, 20초 동안 4개를 만든 설비에서 no_item이 {float(_mine['no_item']):.3f}입니다. 자동이면서 개수가 0인 시간만 셉니다. 두 조건을 함께 걸었는지 보십시오. / 35 s automatic without items and 20 s with 4 gave {float(_mine['no_item']):.3f} as no_item. Only automatic time without items counts; are both conditions there?"
_raw = load("sme_machines")
_time = _raw.groupby("asset")["status_time"].sum()
_manual = _raw[_raw["status"] == 1].groupby("asset")["status_time"].sum() / _time
for _m in MACHINES:
    assert abs(float(lost.loc[_m, "manual"]) - float(_manual.loc[_m])) < 0.002, f"{_m}호기의 manual이 {float(lost.loc[_m, 'manual']):.3f}입니다. 전체 기록에서 다시 더하면 다릅니다. raw 전체를 넣었는지 보십시오. / manual of machine {_m} is {float(lost.loc[_m, 'manual']):.3f}; the whole record adds up to something else. Was all of raw given?"
    assert abs(float(lost_hours.loc[_m, "manual"]) - float(_manual.loc[_m]) * PLANNED_HOURS) < 0.2, f"{_m}호기가 한 주에 수동으로 잃는 시간이 {float(lost_hours.loc[_m, 'manual']):.1f}시간으로 나왔습니다. 계획한 {PLANNED_HOURS}시간에 비율을 곱한 추정이어야 합니다. 관찰한 초나 5분을 곱하지 않았는지 보십시오. / Machine {_m} loses {float(lost_hours.loc[_m, 'manual']):.1f} h a week to manual in your table. It is the share of {PLANNED_HOURS} planned hours; was it multiplied by seconds or by 5 minutes?"
    assert first_loss[_m] == lost.loc[_m, ["manual", "alarm", "no_item"]].astype(float).idxmax(), f"{_m}호기의 첫 손실을 {first_loss[_m]!r}로 적었습니다. 여러분의 표에서는 다른 열이 더 큽니다. 가장 큰 열을 고르십시오. / For machine {_m} you name {first_loss[_m]!r}, but another column of your table is larger. Take the largest."
### END HIDDEN TESTS

# %%
figure, axis = plt.subplots(figsize=(8, 3))
left = np.zeros(len(MACHINES))
for kind, colour in (("manual", "tab:orange"), ("no_item", "tab:olive"), ("alarm", "tab:red")):
    axis.barh([f"machine {machine}" for machine in MACHINES], lost_hours.loc[MACHINES, kind], left=left, color=colour, label=kind)
    left = left + lost_hours.loc[MACHINES, kind].to_numpy()
axis.set(xlabel=f"hours lost of {PLANNED_HOURS} planned a week (estimate)", title="where the time goes")
axis.legend()
plt.tight_layout()
plt.show()

# %% [markdown] lang="ko"
# '수동'에는 조정과 교체도 있고 아무도 없는 일요일도 있습니다. 이 파일에는 **계획 정지표가 없어** 둘을 나눌 수 없습니다. 그래서 "수동 시간을 모두 되찾을 수 있다"고 말하면 안 됩니다.

# %% [markdown] lang="en"
# "Manual" holds setting-up and changeovers, and also Sundays with nobody there. The file has **no plan of stops**, so the two can't be told apart. That is why nobody may promise to win back all manual time.

# %% [markdown] lang="ko"
# ## 과제 5. 종합효율에서 계산할 수 있는 것과 없는 것 (15점)
#
# 종합효율(OEE) = 시간가동률 × 성능 × 양품률입니다. 성능은 "자동으로 도는 동안 만든 개수 ÷ 이상적인 속도로 만들 수 있었던 개수"인데, **이상적인 속도는 파일에 없습니다.** 여기서는 60초를 꽉 채워 본 자동 행의 개수에서 설비·제품별 90 % 분위수를 씁니다. (설정값은 아래 `ideal_per_minute`에 준비되어 있습니다.)
#
# - `performance(table, ideal)`: 설비별로, 자동인 행의 `items` 합 ÷ 자동인 행의 (이상 속도 × `status_time` / 60)의 합
# - `pace`: `performance(raw, ideal_per_minute)`
# - `above_one`: `pace`가 1보다 큰 설비의 목록. 이상 속도를 잘못 잡았다는 신호입니다. 숨기지 말고 적으십시오.
# - `kpi`: 설비 번호 → `{"availability", "performance", "quality", "oee"}`. 성능은 **1을 넘으면 1로** 자르고, 계산할 수 없는 것은 `None`으로 둡니다.
#
# <details><summary>힌트 1</summary>양품률에는 불량 수가 필요합니다. 데이터 카드의 열 목록에 있습니까? 셋 가운데 하나가 없으면 곱도 없습니다.</details>
# <details><summary>힌트 2</summary><code>min(float(pace[machine]), 1.0)</code>은 둘 가운데 작은 값입니다.</details>

# %% [markdown] lang="en"
# ## Task 5. What of OEE can be computed, and what can't (15 points)
#
# OEE = availability × performance × quality. Performance is "items made while running automatically ÷ items that the ideal pace would have made", but **the ideal pace is not in the file**. Here it is the 90 % quantile, by machine and product, of the items in automatic rows that were watched for the full 60 seconds (given below as `ideal_per_minute`).
#
# - `performance(table, ideal)`: by machine, the sum of `items` of automatic rows ÷ the sum over automatic rows of (ideal pace × `status_time` / 60)
# - `pace`: `performance(raw, ideal_per_minute)`
# - `above_one`: list of the machines with `pace` above 1, a sign that the ideal is wrong. Say so instead of hiding it.
# - `kpi`: machine number → `{"availability", "performance", "quality", "oee"}`. Performance is **cut off at 1**; what can't be computed is `None`.
#
# <details><summary>Hint 1</summary>Quality needs a number of rejects. Is there one in the data card's list of columns? If one of three factors is missing, so is the product.</details>
# <details><summary>Hint 2</summary><code>min(float(pace[machine]), 1.0)</code> is the smaller of the two.</details>

# %% grade_id="ideal" role="fixed"
full = raw[(raw["status"] == 2) & (raw["status_time"] == 60)]
ideal_per_minute = full.groupby(["asset", "product"])["items"].quantile(0.9).rename("ideal")
print(ideal_per_minute.groupby("asset").describe()[["count", "min", "max"]])

# %% grade_id="t5-solution" role="solution"
def performance(table, ideal):
    """설비별 성능: 만든 개수 / 이상 속도라면 만들 개수 / items made over items at the ideal pace, by machine"""
    # running = table[table["status"] == ____].join(ideal, on=["asset", "product"])
    # possible = running["ideal"] * running["____"] / ____
    # return running["items"].groupby(running["asset"]).sum() / possible.groupby(running["asset"]).sum()
    ### BEGIN SOLUTION
    running = table[table["status"] == AUTOMATIC].join(ideal, on=["asset", "product"])
    possible = running["ideal"] * running["status_time"] / 60
    return running["items"].groupby(running["asset"]).sum() / possible.groupby(running["asset"]).sum()
    ### END SOLUTION


# pace = performance(raw, ideal_per_minute)
# above_one = [machine for machine in MACHINES if pace[machine] > ____]
# kpi = {}
# for machine in MACHINES:
#     kpi[machine] = {
#         "availability": float(rate[machine]),
#         "performance": min(float(pace[machine]), ____),
#         "quality": ____,
#         "oee": ____,
#     }
### BEGIN SOLUTION
pace = performance(raw, ideal_per_minute)
above_one = [machine for machine in MACHINES if pace[machine] > 1]
kpi = {}
for machine in MACHINES:
    kpi[machine] = {
        "availability": float(rate[machine]),
        "performance": min(float(pace[machine]), 1.0),
        "quality": None,
        "oee": None,
    }
### END SOLUTION
print(pace.round(3).to_dict(), above_one, kpi, sep="\n")

# %% grade_id="t5-visible" role="check" points=4
assert "kpi" in globals(), "[미작성 · not attempted] 과제 5의 kpi가 아직 없습니다. 보고서의 표가 됩니다. performance부터 완성하십시오. / kpi does not exist yet; it becomes the table of the report. Start with performance."
assert isinstance(pace, pd.Series) and sorted(pace.index) == MACHINES and pace.notna().all(), f"pace가 {[round(float(v), 3) for v in np.ravel(pace)]}입니다. 빈 값이 있으면 그 설비의 성능을 말할 수 없습니다. join의 두 열을 확인하십시오. / pace is {[round(float(v), 3) for v in np.ravel(pace)]}; without a value a machine's performance can't be told. Check the two columns of the join."
assert isinstance(kpi, dict) and set(kpi) == set(MACHINES), f"kpi의 설비가 {sorted(kpi)}입니다. 세 대가 모두 있어야 견줍니다. for 줄을 확인하십시오. / kpi holds the machines {sorted(kpi)}; all three are compared. Check the for line."
for _m in MACHINES:
    assert set(kpi[_m]) == {"availability", "performance", "quality", "oee"}, f"{_m}호기의 항목이 {sorted(kpi[_m])}입니다. 이름이 같아야 다른 공장과 모읍니다. 네 이름을 쓰십시오. / Machine {_m} has the entries {sorted(kpi[_m])}; plants are gathered under the same names. Use the four."
print("OK")

# %% grade_id="t5-hidden" role="check" points=7
# 제출하면 다른 이상 속도로 더 확인합니다 / More is checked with other ideal paces after you submit
### BEGIN HIDDEN TESTS
_small = pd.DataFrame({"asset": [4, 4, 4, 4], "product": ["x", "y", "x", "x"], "status": [2, 2, 1, 2], "items": [6, 2, 50, 0], "status_time": [60, 30, 60, 30], "power_avg": [0] * 4})
_ideal = pd.Series([8.0, 4.0], index=pd.MultiIndex.from_tuples([(4, "x"), (4, "y")], names=["asset", "product"]), name="ideal")
_mine = float(performance(_small, _ideal).loc[4])
assert abs(_mine - 8 / 14) < 1e-9, f"자동 60초에 6개(이상 분당 8개), 30초에 2개(4개), 30초에 0개(8개)를 만든 설비의 성능이 {_mine:.3f}입니다. 수동에서 만든 것은 빼고, 물건이 없던 자동 시간도 넣어야 합니다. 분 단위로 나눴는지 보십시오. / 6 items in 60 s (ideal 8 a minute), 2 in 30 s (4) and none in 30 s (8), all automatic, gave {_mine:.3f}. Items made in manual don't count, automatic time without items does. Is the time in minutes?"
_want = {0: 0.919, 1: 1.070, 2: 0.886}
for _m, _value in _want.items():
    assert abs(float(pace.loc[_m]) - _value) < 0.01, f"{_m}호기의 pace가 {float(pace.loc[_m]):.3f}입니다. 자동으로 돌았던 모든 행에서 개수와 시간을 더하면 다릅니다. 상태와 60을 확인하십시오. / pace of machine {_m} is {float(pace.loc[_m]):.3f}; items and time over all automatic rows give something else. Check the status and the 60."
_over = [_m for _m in MACHINES if float(pace.loc[_m]) > 1]
assert above_one == _over, f"above_one이 {above_one}입니다. 여러분의 pace는 {[round(float(pace.loc[_m]), 2) for _m in MACHINES]}입니다. 100 %를 넘는 성능을 숨기면 이상 속도가 틀렸다는 사실도 숨습니다. / above_one is {above_one}, with {[round(float(pace.loc[_m]), 2) for _m in MACHINES]} as pace. Hiding more than 100 % hides that the ideal is wrong."
for _m in MACHINES:
    assert abs(float(kpi[_m]["performance"]) - min(float(pace.loc[_m]), 1.0)) < 1e-6, f"{_m}호기의 성능을 {float(kpi[_m]['performance']):.3f}으로 적었습니다. 1을 넘는 값은 1로, 나머지는 그대로입니다. min을 확인하십시오. / Performance of machine {_m} reads {float(kpi[_m]['performance']):.3f}. Above 1 it is 1, else as it is; check min."
    assert abs(float(kpi[_m]["availability"]) - float(rate.loc[_m])) < 1e-6, f"{_m}호기의 availability가 {float(kpi[_m]['availability']):.3f}으로, 과제 1의 값과 다릅니다. 한 보고서에 두 가동률이 있으면 아무도 믿지 않습니다. / availability of machine {_m} is {float(kpi[_m]['availability']):.3f}, not that of task 1. Two rates in one report convince nobody."
### END HIDDEN TESTS

# %% grade_id="t5-honest" role="check" points=4
# 제출하면 확인합니다 / Checked after you submit
### BEGIN HIDDEN TESTS
for _key in ("quality", "oee"):
    _claimed = {_m: kpi[_m][_key] for _m in MACHINES if kpi[_m][_key] is not None}
    assert not _claimed, f"{_key}에 {_claimed}을(를) 적었습니다. 이 파일에는 불량 수가 없습니다. 양품률을 100 %로 두고 곱한 OEE는 측정이 아니라 희망입니다. 계산할 수 없는 것은 None으로 두십시오. / You wrote {_claimed} for {_key}. The file has no rejects; an OEE with quality set to 100 % is a hope, not a measurement. Leave None what can't be computed."
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 과제 6. 가동률 향상의 효과 (10점)
#
# 가동률이 가장 낮은 설비의 수동 시간 가운데 일부(`RECOVERABLE_SHARE`)를 자동으로 바꾼다고 **가정**하고 효과를 계산합니다.
#
# - `target`: `rate`가 가장 낮은 설비의 번호
# - `rate_before`: 그 설비의 지금 가동률, `rate_after` = `rate_before` + `RECOVERABLE_SHARE` × 그 설비의 `manual` 비율
# - `gain_points`: 오른 폭(**%포인트**), `gain_relative`: 처음 값에 견준 증가율(**%**). 둘은 다릅니다.
# - `business_value`: 키 여섯 개의 dict. `operating_rate_before`, `operating_rate_after`, `defect_rate_before`, `defect_rate_after`(불량 기록이 없으니 `None`), `annual_value_krw` = (`rate_after` − `rate_before`) × `PLANNED_HOURS` × `WEEKS` × `VALUE_PER_HOUR_KRW`, `assumptions`(문장 3개 이상)
#
# <details><summary>힌트 1</summary>가동률이 60 %에서 75 %로 오르면 15 %포인트, 증가율로는 25 %입니다.</details>
# <details><summary>힌트 2</summary><code>rate.idxmin()</code>은 가장 작은 값의 이름(설비 번호)입니다.</details>

# %% [markdown] lang="en"
# ## Task 6. What a better rate is worth (10 points)
#
# **Assume** that on the machine with the lowest rate a part of the manual time (`RECOVERABLE_SHARE`) becomes automatic.
#
# - `target`: number of the machine with the lowest `rate`
# - `rate_before`: its rate now; `rate_after` = `rate_before` + `RECOVERABLE_SHARE` × its share of `manual`
# - `gain_points`: the rise in **percentage points**; `gain_relative`: the rise relative to the rate before, in **percent**. They differ.
# - `business_value`: a dict with six keys: `operating_rate_before`, `operating_rate_after`, `defect_rate_before`, `defect_rate_after` (no records of defects: `None`), `annual_value_krw` = (`rate_after` − `rate_before`) × `PLANNED_HOURS` × `WEEKS` × `VALUE_PER_HOUR_KRW`, and `assumptions` (at least 3 sentences)
#
# <details><summary>Hint 1</summary>From 60 % to 75 % is 15 percentage points, and 25 % in relative terms.</details>
# <details><summary>Hint 2</summary><code>rate.idxmin()</code> is the name (machine number) of the smallest value.</details>

# %% grade_id="assumed" role="fixed"
RECOVERABLE_SHARE = 0.2
WEEKS = 50
VALUE_PER_HOUR_KRW = 45_000

# %% grade_id="t6-solution" role="solution"
# target = int(rate.____())
# rate_before = float(rate[target])
# rate_after = rate_before + RECOVERABLE_SHARE * float(lost.loc[target, "____"])
# gain_points = (rate_after - rate_before) * ____
# gain_relative = (rate_after / ____ - 1) * 100
# business_value = {
#     "operating_rate_before": rate_before,
#     "operating_rate_after": rate_after,
#     "defect_rate_before": ____,
#     "defect_rate_after": ____,
#     "annual_value_krw": (rate_after - rate_before) * PLANNED_HOURS * ____ * VALUE_PER_HOUR_KRW,
#     "assumptions": ["____", "____", "____"],
# }
### BEGIN SOLUTION
target = int(rate.idxmin())
rate_before = float(rate[target])
rate_after = rate_before + RECOVERABLE_SHARE * float(lost.loc[target, "manual"])
gain_points = (rate_after - rate_before) * 100
gain_relative = (rate_after / rate_before - 1) * 100
business_value = {
    "operating_rate_before": rate_before,
    "operating_rate_after": rate_after,
    "defect_rate_before": None,
    "defect_rate_after": None,
    "annual_value_krw": (rate_after - rate_before) * PLANNED_HOURS * WEEKS * VALUE_PER_HOUR_KRW,
    "assumptions": [
        "수동 시간의 20 %를 자동으로 바꿀 수 있다고 가정했다. 계획 정지표가 없어 확인하지 못했다. / A fifth of the manual time is assumed to become automatic; without a plan of stops this is unchecked.",
        "한 주 80시간, 1년 50주, 한 시간 45,000원은 실습용 가정이다. / 80 h a week, 50 weeks and 45,000 KRW an hour are assumed.",
        "60초씩 본 표본의 비율이 전체와 같다고 본다. / The share in the 60-second samples is taken for the whole.",
    ],
}
### END SOLUTION
print(f"machine {target}: {rate_before:.1%} -> {rate_after:.1%}, +{gain_points:.1f} points, +{gain_relative:.1f} %, {business_value['annual_value_krw']:,.0f} KRW")

# %% grade_id="t6-visible" role="check" points=3
assert "business_value" in globals(), "[미작성 · not attempted] 과제 6의 business_value가 아직 없습니다. 금액이 없으면 투자를 견줄 수 없습니다. target부터 차례로 구하십시오. / business_value does not exist yet; without an amount nothing can be weighed. Start with target."
_keys = {"operating_rate_before", "operating_rate_after", "defect_rate_before", "defect_rate_after", "annual_value_krw", "assumptions"}
assert set(business_value) == _keys, f"business_value의 키가 {sorted(business_value)}입니다. 과정 전체에서 같은 키로 모아 봅니다. 과제에 적힌 여섯 개로 맞추십시오. / business_value has the keys {sorted(business_value)}; the programme gathers the six that the task names."
assert business_value["defect_rate_before"] is None and business_value["defect_rate_after"] is None, "불량률에 값을 적었습니다. 이 파일에는 불량 기록이 없어 근거 없는 숫자가 됩니다. None으로 두십시오. / You claim a defect rate, but there are no records of defects in this file. Leave None."
assert len(business_value["assumptions"]) >= 3 and all(len(str(_s)) > 10 for _s in business_value["assumptions"]), f"가정이 {len(business_value['assumptions'])}개이거나 빈칸입니다. 가정을 모르면 추정을 실적으로 읽습니다. 문장 3개 이상을 적으십시오. / {len(business_value['assumptions'])} assumptions, or blank ones; without them an estimate is read as a result. Write at least 3 sentences."
print("OK")

# %% grade_id="t6-hidden" role="check" points=7
# 제출하면 다시 계산해 비교합니다 / Recomputed after you submit
### BEGIN HIDDEN TESTS
_low = min(MACHINES, key=lambda _m: float(rate.loc[_m]))
assert int(target) == _low, f"target을 {target}호기로 골랐습니다. 여러분의 rate는 {[round(float(rate.loc[_m]), 3) for _m in MACHINES]}입니다. 가장 낮은 설비에서 되찾을 시간이 가장 많습니다. / You chose machine {target}; your rates are {[round(float(rate.loc[_m]), 3) for _m in MACHINES]}. The lowest has most to win back."
_before = float(rate.loc[_low])
_after = _before + RECOVERABLE_SHARE * float(lost.loc[_low, "manual"])
for _key, _right in (("operating_rate_before", _before), ("operating_rate_after", _after)):
    assert abs(float(business_value[_key]) - _right) < 0.001, f"{_key}가 {float(business_value[_key]):.4f}입니다. 여러분의 rate와 lost에서 다시 계산하면 맞지 않습니다. 다른 공장의 +25 %를 가져다 쓰지 않았는지 보십시오. / {_key} is {float(business_value[_key]):.4f}, which does not follow from your own rate and lost. Was another plant's +25 % borrowed?"
assert abs(float(gain_points) - (_after - _before) * 100) < 0.01, f"gain_points가 {float(gain_points):.2f}입니다. %포인트는 두 비율의 차이에 100을 곱한 값입니다. 나눗셈과 섞이지 않았는지 보십시오. / gain_points is {float(gain_points):.2f}; percentage points are the difference of the two rates times 100. Is it mixed up with a ratio?"
assert abs(float(gain_relative) - (_after / _before - 1) * 100) < 0.01, f"gain_relative가 {float(gain_relative):.2f} %입니다. 처음 가동률에 견준 증가율이어야 다른 공장의 '+25 %'와 같은 말이 됩니다. 나눈 값을 확인하십시오. / gain_relative is {float(gain_relative):.2f} %; only relative to the rate before does it mean the same as another plant's \"+25 %\". Check what you divide by."
_value = (_after - _before) * PLANNED_HOURS * WEEKS * VALUE_PER_HOUR_KRW
assert abs(float(business_value["annual_value_krw"]) - _value) <= 0.005 * _value, f"연간 효과가 {float(business_value['annual_value_krw']):,.0f}원입니다. 여러분의 가동률 차이로 다시 계산하면 맞지 않습니다. 차이(비율)에 한 해의 계획 시간과 시간당 금액을 곱했는지 보십시오. / The annual value is {float(business_value['annual_value_krw']):,.0f} KRW, which does not follow from your rates. It is their difference (a share) times the planned hours of a year and the value of an hour."
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 과제 7. 공장장에게 보내는 메시지 (15점, 강사 채점)
#
# 가동률을 얼마라고 보고하고 무엇부터 할지, 공장장이 바로 결정할 수 있도록 3~5문장으로 쓰십시오.
#
# | 채점 기준 | 5점 | 3점 | 0점 |
# |---|---|---|---|
# | 사실 | 설비별 가동률과 가장 큰 손실을 숫자로 적었다 | 한 설비나 한 숫자만 적었다 | 숫자가 없다 |
# | 정직함 | 관찰하지 못한 시간, 품질·OEE를 계산할 수 없음, 전력계의 한계 가운데 둘 이상을 밝혔다 | 하나만 밝혔다 | OEE를 지어냈거나 세 대를 하나로 뭉쳐 87 %라고 했다 |
# | 행동 | 누가 무엇을 언제 할지 한 가지를 제안했다 | 제안이 막연하다 | 제안이 없다 |

# %% [markdown] lang="en"
# ## Task 7. A message to the plant manager (15 points, graded by the instructor)
#
# In 3 to 5 sentences: which operating rate is reported, and what comes first.
#
# | Criterion | 5 points | 3 points | 0 points |
# |---|---|---|---|
# | Facts | Rates by machine and the largest loss, in numbers | One machine or one number only | No numbers |
# | Honesty | At least two of: time not observed, quality and OEE not computable, limits of the power meter | One of them | An invented OEE, or 87 % for all three machines |
# | Action | One proposal: who does what, by when | A vague proposal | None |

# %% [markdown] grade_id="t7-written" role="written" points=15 lang="ko"
# ### BEGIN SOLUTION
# 관찰한 시간을 기준으로 가동률은 0호기 87 %, 1호기 52 %, 2호기 45 %입니다. 0호기는 기간의 54 %만 관찰되어 3주 전체의 가동률이라고 말할 수 없습니다. 세 대 모두 가장 큰 손실은 수동 시간이며, 2호기는 관찰한 시간의 52 %가 수동이었습니다. 불량 수가 기록되지 않아 양품률과 OEE는 계산할 수 없고, 1 kW 기준의 전력계는 2호기의 가동률을 18 %포인트 낮게 말하므로 쓰지 않겠습니다. 이번 주부터 생산팀이 2호기의 수동 시간마다 이유(교체, 조정, 계획 정지)를 적고, 2주 뒤 그 기록으로 되찾을 수 있는 시간을 다시 계산하겠습니다.
# ### END SOLUTION

# %% [markdown] grade_id="t7-written" role="written" points=15 lang="en"
# ### BEGIN SOLUTION
# Of the time observed, machine 0 ran 87 %, machine 1 52 % and machine 2 45 %. Machine 0 was observed in only 54 % of the period, so nothing can be said about its three weeks as a whole. On all three the largest loss is manual time: 52 % of the observed time on machine 2. Rejects are not recorded, so quality and OEE can't be computed, and a power meter with one threshold of 1 kW reads machine 2 18 points too low, so we don't use it. From this week production notes the reason (changeover, setting, planned stop) of every manual period on machine 2; in two weeks we compute from that what can be won back.
# ### END SOLUTION

# %% [markdown] lang="ko"
# ## 정리
#
# 이제 다음을 할 수 있습니다.
#
# - 가동률을 행이 아니라 시간으로 재고, 두 값이 왜 다른지 설명합니다.
# - 관찰하지 못한 시간을 찾고, 그 시간에 대해 말하지 않습니다.
# - 센서 하나로 정한 규칙을 상태 신호와 견주어 쓸 수 있는지 판단합니다.
# - 손실을 비율로 재어 한 주의 시간으로 옮기고, 먼저 손댈 곳을 정합니다.
# - OEE에서 계산할 수 없는 것을 None으로 남기고, %포인트와 증가율을 구별합니다.
#
# **1분 설문(채점하지 않습니다):** 이 실습은 현장에 ① 바로 쓸 수 있다 ② 고쳐서 쓸 수 있다 ③ 쓰기 어렵다. 가장 막힌 과제는 몇 번이었습니까? 먼저 예상한 가동률과 실제는 얼마나 달랐습니까?

# %% [markdown] lang="en"
# ## Recap
#
# You can now
#
# - measure an operating rate in time instead of rows, and say why the two differ;
# - find the time that nobody observed, and not speak about it;
# - compare a rule from one sensor with the status signal before relying on it;
# - measure losses as shares, turn them into hours of a week, and say what comes first;
# - leave None what of OEE can't be computed, and tell percentage points from percent.
#
# **One-minute survey (not graded):** on your floor this lab is ① usable as it is ② usable with changes ③ hard to use. Which task held you up most? How far were your predicted rates from the real ones?
