# %% [markdown] lang="ko"
# {{header_card}}

# %% [markdown] lang="en"
# {{header_card}}

# %% [markdown] lang="ko"
# ## 현장 이야기
#
# 증류탑 조정실에 SPC 화면이 들어왔습니다. 1분마다 들어오는 상부 유출 유량으로 개별값 관리도(I-MR)를 그려 주는 화면입니다. 첫날부터 경보가 쏟아졌고, 일주일 뒤 운전원은 스피커 선을 뽑았습니다. 공급업체는 "공정이 불안정하다는 뜻"이라 하고, 운전원은 "저 정도 출렁임은 늘 있는 일"이라고 합니다.
#
# 누구 말이 맞습니까? 이 실습에서는 **손꼽히게 조용했던 하루**에 교과서 관리도를 걸어 보고, 왜 종일 울리는지 숫자로 보입니다. 널리 쓰이는 처방 세 가지를 시험하고, 잔차 관리도를 만든 다음, **그 관리도가 다음 한 주에도 통하는지** 확인합니다. 통하지 않으면 통하지 않는다고 보고합니다.

# %% [markdown] lang="en"
# ## The story
#
# The control room of a distillation column got an SPC screen: a chart of individuals (I-MR) of the distillate flow, a new value every minute. Alarms poured in from the first day; a week later an operator pulled the loudspeaker's plug. The supplier says "your process is unstable", the operators say "it always swings like that".
#
# Who is right? In this lab you put the textbook chart on **one of the quietest days**, and show by numbers why it alarms all day. You test three popular cures, build a chart of residuals, and then check **whether that chart holds in the week after**. Where it doesn't, you say so.

# %% [markdown] lang="ko"
# {{data_card}}

# %% [markdown] lang="en"
# {{data_card}}

# %% grade_id="setup" role="fixed"
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from ipywidgets import FloatSlider, IntSlider, interact
from sklearn.linear_model import LinearRegression

from sandbox_data import load

flow = load("distillate_flow")["Flow"]
MINUTES_A_DAY = 1440


def one_day(series, number):
    """number일차의 1,440분 (첫날이 0일차) / The 1,440 minutes of a day; the first day is number 0."""
    return series.iloc[number * MINUTES_A_DAY : (number + 1) * MINUTES_A_DAY]


reference = one_day(flow, 11)
print(f"{len(flow):,} minutes, {len(flow) / MINUTES_A_DAY:.0f} days; reference day 11: {len(reference):,} minutes")

# %% [markdown] lang="ko"
# ## 먼저 예상해 보기 (채점하지 않습니다)
#
# 왼쪽은 31일 전체, 오른쪽은 기준으로 삼을 11일차 하루입니다(첫날이 0일차). 계산하기 전에 적어 보십시오.
#
# 1. 11일차에 3시그마 개별값 관리도를 걸면 1,440분 중 몇 %가 관리한계를 벗어나겠습니까? 교과서는 0.27 %라고 합니다.
# 2. 5분씩 묶어 평균을 내는 X̄ 관리도로 바꾸면 경보가 줄어들겠습니까?

# %% [markdown] lang="en"
# ## Predict first (not graded)
#
# On the left are all 31 days, on the right day 11, which will be the reference (the first day is day 0). Before you compute anything, write down:
#
# 1. With a 3-sigma chart of individuals on day 11, what share of the 1,440 minutes will be outside the limits? The textbook says 0.27 %.
# 2. If you change to an X-bar chart of 5-minute means, will there be fewer alarms?

# %%
figure, axes = plt.subplots(1, 2, figsize=(12, 3.5))
axes[0].plot(np.arange(len(flow)) / MINUTES_A_DAY, flow, lw=0.5)
axes[0].axvspan(11, 12, color="tab:orange", alpha=0.4, label="day 11")
axes[0].set(xlabel="day", ylabel="flow", title="31 days")
axes[0].legend()
axes[1].plot(np.arange(len(reference)) / 60, reference, lw=0.8)
axes[1].set(xlabel="hour", ylabel="flow", title="day 11")
plt.tight_layout()
plt.show()

# %% [markdown] lang="ko"
# ## 과제 1. 0과 1000은 무슨 뜻인가 (10점)
#
# 유량이 정확히 0인 분이 있고 정확히 1000인 분이 있습니다. 결측 코드라면 지워야 하고, 실제 값이라면 지우면 안 됩니다. **앞뒤 값을 보고** 판단하십시오.
#
# - `stop_table(flow)`: 유량이 0인 분이 이어진 구간마다 한 줄인 표. 열은 `start`(그 구간 첫 분의 index), `minutes`(길이, 분), `before`(0이 되기 바로 앞 1분의 유량. 앞이 없으면 빈 값)
# - `stops`: `stop_table(flow)`의 결과
# - `mean_all`: 모든 분의 평균, `mean_running`: 0인 분과 1000인 분을 **모두 뺀** 평균
# - `zero_means`: 0의 뜻. `"A"`: 통신이 끊겨 들어간 결측 코드, `"B"`: 유출이 실제로 멈춘 시간
#
# `before`의 중앙값이 판단의 근거입니다. 결측 코드라면 0 바로 앞도 평소와 같은 값이어야 합니다.
#
# <details><summary>힌트 1</summary>0인지 아닌지가 앞 행과 달라질 때마다 번호가 하나씩 늘게 하면(<code>(stopped != stopped.shift()).cumsum()</code>) 이어진 구간이 같은 번호를 갖습니다.</details>
# <details><summary>힌트 2</summary>0인 행만 남겨 그 번호로 <code>groupby</code>하면 구간마다 index의 첫 값과 개수를 얻습니다. 앞 1분의 값은 <code>flow.shift()</code>에 있습니다.</details>

# %% [markdown] lang="en"
# ## Task 1. What 0 and 1000 mean (10 points)
#
# Some minutes have a flow of exactly 0, some of exactly 1000. A code for "missing" has to go; a real value has to stay. **Judge by the values around them.**
#
# - `stop_table(flow)`: one row for each run of minutes with flow 0. Columns: `start` (index of its first minute), `minutes` (length), `before` (flow in the minute just before; empty if there is none)
# - `stops`: what `stop_table(flow)` gives
# - `mean_all`: mean of all minutes; `mean_running`: mean **without** the minutes at 0 and without those at 1000
# - `zero_means`: `"A"`: a code for missing values, `"B"`: the flow really stopped
#
# The median of `before` is your evidence. If 0 were a code, the value just before would look like any other.
#
# <details><summary>Hint 1</summary>Let a number go up whenever "is it 0?" differs from the row before: <code>(stopped != stopped.shift()).cumsum()</code>. All minutes of a run then share one number.</details>
# <details><summary>Hint 2</summary>Keep the rows at 0 and <code>groupby</code> that number: first index and count of every run. The value of the minute before is in <code>flow.shift()</code>.</details>

# %% grade_id="t1-solution" role="solution"
def stop_table(flow):
    """정지 구간 표 (start, minutes, before) / One row a stop."""
    stopped = flow == 0
    run = (stopped != stopped.shift()).cumsum()
    ### BEGIN SOLUTION
    rows = pd.DataFrame({"start": flow.index, "run": run})[stopped]
    table = rows.groupby("run").agg(start=("start", "first"), minutes=("start", "size"))
    table["before"] = flow.shift().loc[table["start"]].to_numpy()
    return table.reset_index(drop=True)
    ### END SOLUTION


### BEGIN SOLUTION
stops = stop_table(flow)
mean_all = float(flow.mean())
mean_running = float(flow[(flow != 0) & (flow != 1000)].mean())
zero_means = "B"
print(stops)
print(f"before: median {stops['before'].median():.2f}; mean {mean_all:.2f} -> {mean_running:.2f}")
### END SOLUTION

# %% grade_id="t1-visible" role="check" points=4
assert "zero_means" in globals(), "[미작성 · not attempted] 과제 1의 이름들이 아직 없습니다. 0의 뜻을 모르면 평균부터 틀립니다. stop_table을 완성하고 네 이름을 만드십시오. / The names of task 1 do not exist yet. Without knowing what 0 means even the mean is wrong. Complete stop_table and make the four names."
assert isinstance(stops, pd.DataFrame), f"stops의 형식이 {type(stops).__name__}입니다. 구간마다 한 줄인 표가 있어야 정지를 하나씩 확인합니다. return을 확인하십시오. / stops is a {type(stops).__name__}; stops are looked at one by one in a table. Check the return line."
_absent = sorted({"start", "minutes", "before"} - set(stops.columns))
assert not _absent, f"stops에 열 {_absent}이(가) 없습니다. 언제, 얼마나, 어떤 값에서 멈췄는지 알 수 없습니다. 열 이름을 확인하십시오. / stops lacks {_absent}, so nobody sees when, how long and from what value. Check the names."
assert int(stops["minutes"].sum()) == int((flow == 0).sum()), f"정지 시간의 합이 {int(stops['minutes'].sum()):,}분인데 유량이 0인 분은 {int((flow == 0).sum()):,}분입니다. 빠지거나 겹친 구간이 있으면 가동 시간이 틀립니다. 구간을 나누는 번호를 확인하십시오. / Your stops add up to {int(stops['minutes'].sum()):,} minutes, the flow is 0 in {int((flow == 0).sum()):,}. Runs left out or counted twice falsify running time. Check the numbering."
assert mean_running > mean_all, f"mean_running이 {mean_running:.2f}, mean_all이 {mean_all:.2f}입니다. 멈춘 시간을 뺐는데 평균이 커지지 않았습니다. 뺀 조건을 확인하십시오. / mean_running is {mean_running:.2f}, mean_all {mean_all:.2f}. Leaving out stops must raise the mean; check what you leave out."
assert zero_means in ("A", "B"), f"zero_means가 {zero_means!r}입니다. 뜻을 정해야 지울지 남길지 정해집니다. \"A\"나 \"B\"로 적으십시오. / zero_means is {zero_means!r}; whether to drop the zeros follows from it. Write \"A\" or \"B\"."
print("OK")

# %% grade_id="t1-hidden" role="check" points=6
# 제출하면 다른 구간으로 더 확인합니다 / More is checked on other stretches after you submit
### BEGIN HIDDEN TESTS
_flow = load("distillate_flow")["Flow"]
assert len(stops) == 11, f"정지가 {len(stops)}건으로 나왔습니다. 이어진 0은 몇 분이든 한 건입니다. 구간 번호로 묶었는지 보십시오. / {len(stops)} stops came out; a run of zeros is one stop however long. Did you group by the run's number?"
_part = _flow.iloc[34900:38400]
_table = stop_table(_part).reset_index(drop=True)
_zero = (_part == 0).to_numpy()
_first = np.flatnonzero(_zero & ~np.r_[False, _zero[:-1]])
_last = np.flatnonzero(_zero & ~np.r_[_zero[1:], False])
assert len(_table) == len(_first), f"24일차 밤부터의 일부만 넣었더니 정지가 {len(_table)}건 나왔습니다. 어느 기간을 넣어도 같은 규칙이어야 합니다. flow 대신 함수가 받은 값을 쓰는지 보십시오. / On a part of the record {len(_table)} stops came out; the rule must hold for any period. Does the function use what it is given?"
assert np.array_equal(_table["start"].to_numpy(dtype=float), _part.index.to_numpy()[_first].astype(float)), f"정지가 시작된 행이 {list(_table['start'][:3])}…으로 나왔습니다. 한 행만 밀려도 다른 시각을 조사하게 됩니다. 0이 된 첫 분의 index인지 보십시오. / Stops start at rows {list(_table['start'][:3])}…; one row off, and another moment is looked into. Is it the index of the first minute at 0?"
assert np.array_equal(_table["minutes"].to_numpy(dtype=float), (_last - _first + 1).astype(float)), f"정지 길이가 {list(_table['minutes'][:3])}…분으로 나왔습니다. 첫 분과 끝 분을 모두 세는지 확인하십시오. 가동 시간 집계가 달라집니다. / Stops last {list(_table['minutes'][:3])}… minutes. Are both the first and the last minute counted? Running time depends on it."
_right = np.where(_first > 0, _part.to_numpy()[_first - 1], np.nan)
assert np.allclose(_table["before"].to_numpy(dtype=float), _right, equal_nan=True), f"before가 {[round(float(v), 2) for v in _table['before'][:3]]}…으로 나왔습니다. 0이 되기 바로 앞 1분의 값이 아니면 0의 뜻을 잘못 읽습니다. 한 행 앞(shift)인지 보십시오. / before is {[round(float(v), 2) for v in _table['before'][:3]]}…, not the value one minute earlier, and zeros get misread. Is it one row back (shift)?"
assert abs(mean_running - 82.05) < 0.1, f"mean_running이 {mean_running:.2f}입니다. 멈춘 시간이나 계기 상한에 붙은 시간이 섞이면 '평소 유량'이 아닙니다. 두 조건을 모두 뺐는지 보십시오. / mean_running is {mean_running:.2f}. With stops or minutes at the instrument's limit in it, it is not the usual flow. Did you leave out both?"
assert abs(mean_all - float(_flow.mean())) < 0.01, f"mean_all이 {mean_all:.2f}입니다. 모든 분의 평균이 아닙니다. 원래 flow에서 구했는지 보십시오. / mean_all is {mean_all:.2f}, not the mean of every minute. Is it taken from flow as it is?"
assert zero_means == "B", f"zero_means를 {zero_means!r}로 골랐습니다. 0 바로 앞의 유량은 중앙값 {float(stops['before'].median()):.2f}이고 평소는 {mean_running:.0f} 안팎입니다. 통신이 끊겼다면 앞의 값이 이렇게 서서히 줄지 않습니다. 지우면 실제로 멈춘 시간이 기록에서 사라집니다. / You chose {zero_means!r}. Just before the zeros the flow is {float(stops['before'].median()):.2f} (median), usually it is about {mean_running:.0f}. A lost signal does not glide down like that, and deleting the zeros deletes real stops."
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# 0이 된 것은 유출이 멈춘 시간입니다. 다만 **탑이 멈췄는지, 유출만 끊고 전환류로 돌렸는지**는 이 파일에 없습니다. 그래서 이 실습에서는 가동률을 계산하지 않습니다. 1000은 6분뿐이고 앞뒤 값이 961~985이므로 계기의 측정 상한에 붙은 것으로 봅니다. 실제 유량은 그보다 컸을 수 있습니다.
#
# 이제부터는 정지가 한 번도 없었던 11일차를 기준으로 씁니다.

# %% [markdown] lang="en"
# At 0 the distillate really stopped. But **whether the column stood still or ran on total reflux** this file doesn't say, so this lab computes no operating rate. At 1000 there are six minutes only, with 961 to 985 on both sides: the instrument was at its upper limit, and the real flow may have been higher.
#
# From here on the reference is day 11, which has no stop.

# %% [markdown] lang="ko"
# ## 과제 2. 교과서 관리도는 왜 종일 울리는가 (20점)
#
# 개별값 관리도의 시그마는 **이웃한 두 값의 차이(이동범위, MR)** 의 평균을 1.128로 나누어 구합니다. 이웃한 값이 서로 독립일 때 맞는 계산입니다.
#
# $$\hat\sigma = \overline{MR}/1.128, \qquad \text{한계} = \bar x \pm 3\hat\sigma$$
#
# - `lag_correlation(x, lag)`: `lag`분 전 값과의 상관계수(자기상관)
# - `imr_limits(x)`: `{"lower": …, "centre": …, "upper": …}`
# - `outside(x, limits)`: 분마다 참·거짓. 한계를 **넘어야** True이고, 한계와 같은 값은 False
# - `rho1`: 11일차의 1분 자기상관
# - `imr_share`: 11일차에서 한계를 벗어난 분의 비율(0~1)
# - `shuffled_share`: **같은 1,440개 값을 무작위로 섞어** 관리도를 다시 만들었을 때의 비율
#
# 마지막 두 숫자를 비교하십시오. 값은 똑같고 순서만 다릅니다.
#
# <details><summary>힌트 1</summary>이동범위는 <code>x.diff().abs()</code>입니다. 첫 값은 비어 있고 <code>mean()</code>이 알아서 건너뜁니다. 자기상관은 <code>x</code>와 <code>x.shift(lag)</code>의 상관계수입니다.</details>
# <details><summary>힌트 2</summary>섞기: <code>pd.Series(np.random.default_rng(7).permutation(reference))</code>. 섞은 값에서 <code>imr_limits</code>부터 다시 구하십시오.</details>

# %% [markdown] lang="en"
# ## Task 2. Why the textbook chart alarms all day (20 points)
#
# A chart of individuals takes its sigma from the mean **difference of neighbours (moving range, MR)**, divided by 1.128. That is right when neighbours are independent.
#
# $$\hat\sigma = \overline{MR}/1.128, \qquad \text{limits} = \bar x \pm 3\hat\sigma$$
#
# - `lag_correlation(x, lag)`: correlation with the value `lag` minutes earlier (autocorrelation)
# - `imr_limits(x)`: `{"lower": …, "centre": …, "upper": …}`
# - `outside(x, limits)`: True or False for each minute. True only **beyond** a limit; a value on the limit is False
# - `rho1`: autocorrelation of day 11 at 1 minute
# - `imr_share`: share of the minutes of day 11 outside the limits (0 to 1)
# - `shuffled_share`: the same when **the same 1,440 values are shuffled** and the chart is made anew
#
# Compare the last two. The values are the same; only their order differs.
#
# <details><summary>Hint 1</summary>The moving range is <code>x.diff().abs()</code>; the first value is empty and <code>mean()</code> skips it. Autocorrelation is the correlation of <code>x</code> with <code>x.shift(lag)</code>.</details>
# <details><summary>Hint 2</summary>To shuffle: <code>pd.Series(np.random.default_rng(7).permutation(reference))</code>. Start again from <code>imr_limits</code> of the shuffled values.</details>

# %% grade_id="t2-solution" role="solution"
def lag_correlation(x, lag):
    """lag분 전 값과의 상관계수 / correlation with the value lag minutes earlier"""
    ### BEGIN SOLUTION
    return float(x.corr(x.shift(lag)))
    ### END SOLUTION


def imr_limits(x):
    """I-MR 관리도의 lower, centre, upper / limits of a chart of individuals"""
    ### BEGIN SOLUTION
    sigma = float(x.diff().abs().mean()) / 1.128
    centre = float(x.mean())
    return {"lower": centre - 3 * sigma, "centre": centre, "upper": centre + 3 * sigma}
    ### END SOLUTION


def outside(x, limits):
    """한계를 넘었는가 / beyond a limit?"""
    ### BEGIN SOLUTION
    return (x < limits["lower"]) | (x > limits["upper"])
    ### END SOLUTION


### BEGIN SOLUTION
rho1 = lag_correlation(reference, 1)
imr_share = float(outside(reference, imr_limits(reference)).mean())
shuffled = pd.Series(np.random.default_rng(7).permutation(reference))
shuffled_share = float(outside(shuffled, imr_limits(shuffled)).mean())
print(f"rho1 {rho1:.3f}, I-MR {imr_share:.1%}, shuffled {shuffled_share:.1%}")
### END SOLUTION

# %% grade_id="t2-visible" role="check" points=6
assert "shuffled_share" in globals(), "[미작성 · not attempted] 과제 2의 shuffled_share가 아직 없습니다. 경보의 원인이 값인지 순서인지는 섞어 보아야 압니다. 세 함수와 세 숫자를 완성하십시오. / shuffled_share does not exist yet. Only shuffling tells whether values or their order raise the alarms. Complete three functions and three numbers."
_limits = imr_limits(reference)
assert {"lower", "centre", "upper"} <= set(_limits), f"imr_limits의 키가 {sorted(_limits)}입니다. 다음 과제들이 이 이름으로 한계를 읽습니다. 키 세 개를 확인하십시오. / imr_limits has the keys {sorted(_limits)}; later tasks read the limits by name. Check the three keys."
assert abs((_limits["upper"] + _limits["lower"]) / 2 - float(reference.mean())) < 0.01, f"두 한계의 가운데가 {(_limits['upper'] + _limits['lower']) / 2:.2f}입니다. 중심선은 그날의 평균이고 한계는 위아래로 같은 거리여야 합니다. 식을 확인하십시오. / The middle of your limits is {(_limits['upper'] + _limits['lower']) / 2:.2f}. The centre line is the day's mean, and the limits lie equally far from it. Check the formula."
_climbing, _jumping = pd.Series([1.0, 2, 3, 4, 5, 6]), pd.Series([1.0, 6, 2, 5, 3, 4])
_widths = [imr_limits(_s)["upper"] - imr_limits(_s)["lower"] for _s in (_climbing, _jumping)]
assert _widths[1] > 1.5 * _widths[0], f"차례로 오르는 1~6과 뒤섞인 1~6에서 한계 폭이 {_widths[0]:.2f}, {_widths[1]:.2f}입니다. 이동범위로 구했다면 순서에 따라 크게 달라져야 합니다. 전체 표준편차를 쓰지 않았는지 보십시오. 전체 표준편차는 하루의 흐름까지 한계 안에 넣어 버립니다. / For 1 to 6 in order and mixed up your limits are {_widths[0]:.2f} and {_widths[1]:.2f} wide. Moving ranges depend on the order. Did you take the overall standard deviation? It puts the day's drift inside the limits."
_edge = outside(pd.Series([1.0, 2.0, 3.0, 3.1, 0.9]), {"lower": 1.0, "centre": 2.0, "upper": 3.0})
assert list(np.asarray(_edge, dtype=bool)) == [False, False, False, True, True], f"한계가 1과 3일 때 1, 2, 3, 3.1, 0.9의 판정이 {list(np.asarray(_edge, dtype=bool))}입니다. 한쪽만 보거나 한계와 같은 값을 경보로 치면 경보 수가 달라집니다. 부등호를 확인하십시오. / With limits 1 and 3 you judge 1, 2, 3, 3.1, 0.9 as {list(np.asarray(_edge, dtype=bool))}. One side left out, or a value on the limit counted, changes the number of alarms. Check the comparisons."
for _name in ("imr_share", "shuffled_share"):
    _share = float(globals()[_name])
    assert 0 <= _share <= 1, f"{_name}이(가) {_share:.2f}입니다. 비율은 0~1입니다. 분의 수나 백분율이 아닌지 보십시오. / {_name} is {_share:.2f}; a share lies between 0 and 1. Is it a count or a percentage?"
print("OK")

# %% grade_id="t2-limits" role="check" points=7
# 제출하면 다른 날로 더 확인합니다 / More is checked on other days after you submit
### BEGIN HIDDEN TESTS
_reference = one_day(load("distillate_flow")["Flow"], 11)
for _number in (3, 16, 22):
    _day = one_day(load("distillate_flow")["Flow"], _number)
    _sigma = float(np.abs(np.diff(_day.to_numpy())).mean()) / 1.128
    _mine = imr_limits(_day)
    _half = (_mine["upper"] - _mine["lower"]) / 2
    assert abs(_half / (3 * _sigma) - 1) < 0.01, f"{_number}일차의 한계가 중심에서 ±{_half:.2f}로 나왔습니다. 한계가 {_half / (3 * _sigma):.2f}배이면 경보 수를 다른 공장과 비교할 수 없습니다. 이동범위의 평균, 1.128, 3을 차례로 확인하십시오. / On day {_number} your limits are {_half:.2f} from the centre, {_half / (3 * _sigma):.2f} times what the rule gives, so alarm counts compare with nobody's. Check the mean moving range, 1.128 and 3."
    assert abs(_mine["centre"] - float(_day.mean())) < 0.01, f"{_number}일차의 중심선이 {_mine['centre']:.2f}입니다. 함수에 준 날의 평균이 아닙니다. 다른 날의 값이 섞이지 않는지 보십시오. / The centre line of day {_number} is {_mine['centre']:.2f}, not that day's mean. Do other days leak into it?"
_hour = imr_limits(_reference * 60)
assert abs(_hour["upper"] - 60 * imr_limits(_reference)["upper"]) < 0.01, f"단위를 60배로 바꾸었더니 상한이 {_hour['upper']:.1f}로 나왔습니다. 단위가 바뀌면 한계도 같은 배로 바뀌어야 합니다. 숫자를 박아 넣지 않았는지 보십시오. / With the unit changed 60-fold the upper limit is {_hour['upper']:.1f}; limits must follow the unit. Is a number written into the code?"
### END HIDDEN TESTS

# %% grade_id="t2-shares" role="check" points=7
# 제출하면 비율과 자기상관을 더 확인합니다 / Shares and autocorrelation are checked after you submit
### BEGIN HIDDEN TESTS
_reference = one_day(load("distillate_flow")["Flow"], 11)
_x = _reference.to_numpy()
assert abs(rho1 - 0.958) < 0.003, f"rho1이 {rho1:.3f}입니다. 11일차의 값과 1분 전 값의 상관이 아닙니다. 하루만 썼는지, 한 칸만 밀었는지 보십시오. / rho1 is {rho1:.3f}, not the correlation of day 11 with itself one minute earlier. One day only, shifted by one?"
for _lag in (5, 60):
    _right = float(np.corrcoef(_x[:-_lag], _x[_lag:])[0, 1])
    _mine = float(lag_correlation(_reference, _lag))
    assert abs(_mine - _right) < 0.02, f"{_lag}분 자기상관이 {_mine:.3f}으로 나왔습니다. 기억이 얼마나 오래가는지 알아야 처방을 고릅니다. lag만큼 밀어서 비교하는지 보십시오. / Autocorrelation at {_lag} minutes came out as {_mine:.3f}. How long the process remembers decides on the cure. Do you shift by lag?"
_own = float(np.asarray(outside(_reference, imr_limits(_reference)), dtype=bool).mean())
assert abs(imr_share - _own) < 0.005, f"imr_share가 {imr_share:.3f}인데, 여러분의 한계로 11일차를 다시 세면 {_own:.3f}입니다. 보고한 숫자가 관리도와 다르면 아무도 믿지 않습니다. 다른 날을 세지 않았는지 보십시오. / imr_share is {imr_share:.3f}, but your own limits give {_own:.3f} on day 11. A number that differs from the chart convinces nobody. Did you count another day?"
_mixed = pd.Series(np.random.default_rng(5).permutation(_x))
_own = float(np.asarray(outside(_mixed, imr_limits(_mixed)), dtype=bool).mean())
assert abs(shuffled_share - _own) < 0.01, f"shuffled_share가 {shuffled_share:.3f}입니다. 섞은 값으로 한계부터 다시 구하면 다르게 나옵니다. 원래 순서의 한계를 쓰지 않았는지 보십시오. / shuffled_share is {shuffled_share:.3f}; limits made anew from shuffled values give something else. Did you keep the limits of the original order?"
### END HIDDEN TESTS

# %%
figure, axes = plt.subplots(1, 2, figsize=(12, 3.6), sharey=True)
for axis, series, title in (
    (axes[0], reference.reset_index(drop=True), "in the order of time"),
    (axes[1], pd.Series(np.random.default_rng(7).permutation(reference)), "same values, shuffled"),
):
    band = imr_limits(series)
    out = outside(series, band)
    axis.plot(series.index / 60, series, lw=0.5, c="tab:gray")
    axis.plot(series.index[out] / 60, series[out], ".", ms=2, c="tab:red")
    for line in ("lower", "centre", "upper"):
        axis.axhline(band[line], ls="--", c="tab:blue", lw=1)
    axis.set(xlabel="hour", title=f"{title}: {out.mean():.1%} outside")
axes[0].set_ylabel("flow")
plt.tight_layout()
plt.show()

# %% [markdown] lang="ko"
# 값은 그대로인데 순서만 섞었더니 경보가 사라집니다. 유별난 값이 있어서가 아니라, **이웃한 값이 서로 닮은 공정에 '서로 독립'이라는 가정을 썼기 때문**에 울린 것입니다. 이웃한 차이는 작은데 하루 동안의 흐름은 커서, 이동범위로 정한 한계가 지나치게 좁습니다. 오후에 유량이 65에서 73으로 오른 것이 의도한 운전인지 이상인지는 목표값이 없는 이 파일로는 알 수 없습니다. 종일 울리는 관리도로는 그것을 물어볼 수도 없습니다.

# %% [markdown] lang="en"
# With the same values in another order the alarms are gone. It is not odd values that alarm: **a rule for independent values was put on a process whose neighbours are alike**. Neighbours differ little, the day drifts a lot, so limits made from moving ranges are far too tight. Whether the climb from 65 to 73 in the afternoon was meant or a fault, this file can't say: it holds no target. A chart that alarms all day doesn't even let you ask.

# %% [markdown] lang="ko"
# ## 과제 3. 흔한 처방 세 가지를 시험하기 (15점)
#
# 현장에서 자주 듣는 처방입니다. 11일차에 하나씩 시험하십시오.
#
# 1. **5개씩 묶은 X̄ 관리도**: 연속한 5분을 한 부분군으로 묶습니다. 한계는 부분군 평균의 평균 ± 0.577 × (부분군 범위의 평균)입니다.
# 2. **60분에 하나만 쓰기**: 60번째 값마다 하나씩 골라(0, 60, 120, …) I-MR 관리도를 다시 만듭니다.
# 3. **전체 표준편차로 한계 정하기**: 평균 ± 3 × 하루 전체의 표준편차입니다.
#
# - `xbar_share(x)`: 한계를 벗어난 **부분군**의 비율
# - `thinned_share(x, step)`: `step`분마다 하나씩 골랐을 때 벗어난 비율
# - `overall_limits(x)`: `lower`, `centre`, `upper`
# - `cures`: `{"xbar_5": …, "thinned_60": …, "overall_sd": …}` 11일차의 비율
# - `caught_overall`: 아래 `caught`로 구한, 처방 3의 관리도가 **시험 신호를 알아챈 비율**. 크기는 5입니다.
# - `cure_that_works`: 경보는 적고 신호는 알아채는 처방의 이름. 없으면 `"none"`
#
# 시험 신호는 계기를 교정할 때 기준 신호를 넣어 보는 것과 같습니다. `caught`는 11일차의 44곳에 차례로 +5를 30분 동안 더해 보고, 관리도가 그 30분 안에 울린 비율을 돌려줍니다. **경보가 0인 관리도가 좋은 관리도가 아니라, 울려야 할 때 울리는 관리도가 좋은 관리도입니다.**
#
# <details><summary>힌트 1</summary>1,440분은 <code>x.to_numpy().reshape(-1, 5)</code>로 288개 부분군이 됩니다. 부분군의 평균은 <code>.mean(axis=1)</code>, 범위는 <code>np.ptp(…, axis=1)</code>입니다. 골라내기는 <code>x.iloc[::step]</code>입니다.</details>
# <details><summary>힌트 2</summary><code>caught</code>에는 하루를 받아 분마다 참·거짓을 돌려주는 함수를 줍니다: <code>caught(lambda day: outside(day, overall_limits(reference)), reference, 5)</code>.</details>

# %% [markdown] lang="en"
# ## Task 3. Three common cures, put to the test (15 points)
#
# These are the cures one hears most. Try each on day 11.
#
# 1. **X-bar chart of subgroups of 5**: five minutes in a row make a subgroup. Limits: mean of the subgroup means ± 0.577 × (mean of the subgroup ranges).
# 2. **One value an hour**: take every 60th value (0, 60, 120, …) and make the I-MR chart anew.
# 3. **Limits from the overall standard deviation**: mean ± 3 × standard deviation of the whole day.
#
# - `xbar_share(x)`: share of the **subgroups** outside
# - `thinned_share(x, step)`: share outside when one value in `step` minutes is kept
# - `overall_limits(x)`: `lower`, `centre`, `upper`
# - `cures`: `{"xbar_5": …, "thinned_60": …, "overall_sd": …}`, shares of day 11
# - `caught_overall`: share of **test signals that the chart of cure 3 notices**, from `caught` below; their size is 5
# - `cure_that_works`: name of the cure with few alarms that still notices signals; `"none"` if there is none
#
# A test signal is what one feeds an instrument when calibrating it. `caught` adds +5 for 30 minutes at 44 places of day 11, one after the other, and returns how often the chart alarmed within those 30 minutes. **A good chart is not one with 0 alarms, but one that alarms when it should.**
#
# <details><summary>Hint 1</summary><code>x.to_numpy().reshape(-1, 5)</code> turns 1,440 minutes into 288 subgroups. Their means are <code>.mean(axis=1)</code>, their ranges <code>np.ptp(…, axis=1)</code>. To thin: <code>x.iloc[::step]</code>.</details>
# <details><summary>Hint 2</summary>Give <code>caught</code> a function that takes a day and returns True or False for each minute: <code>caught(lambda day: outside(day, overall_limits(reference)), reference, 5)</code>.</details>

# %% grade_id="test-signal" role="fixed"
SIGNAL_STARTS = range(60, 1380, 30)


def caught(judge, day, size, minutes=30):
    """시험 신호를 알아챈 비율 / Share of test signals (size added for some minutes) within which the chart alarms."""
    noticed = []
    for start in SIGNAL_STARTS:
        tried = day.copy()
        tried.iloc[start : start + minutes] += size
        noticed.append(bool(np.asarray(judge(tried), dtype=bool)[start : start + minutes].any()))
    return float(np.mean(noticed))

# %% grade_id="t3-solution" role="solution"
### BEGIN SOLUTION
def xbar_share(x):
    groups = x.to_numpy().reshape(-1, 5)
    means = groups.mean(axis=1)
    half = 0.577 * np.ptp(groups, axis=1).mean()
    return float((np.abs(means - means.mean()) > half).mean())


def thinned_share(x, step):
    kept = x.iloc[::step]
    return float(outside(kept, imr_limits(kept)).mean())


def overall_limits(x):
    centre, half = float(x.mean()), 3 * float(x.std())
    return {"lower": centre - half, "centre": centre, "upper": centre + half}


band = overall_limits(reference)
cures = {
    "xbar_5": xbar_share(reference),
    "thinned_60": thinned_share(reference, 60),
    "overall_sd": float(outside(reference, band).mean()),
}
caught_overall = caught(lambda day: outside(day, band), reference, 5)
cure_that_works = "none"
print(cures, f"overall limits notice {caught_overall:.0%} of the signals")
### END SOLUTION

# %% grade_id="t3-visible" role="check" points=5
assert "cure_that_works" in globals(), "[미작성 · not attempted] 과제 3의 cure_that_works가 아직 없습니다. 처방은 시험해 본 뒤에 고릅니다. 함수 셋, cures, caught_overall을 먼저 만드십시오. / cure_that_works does not exist yet. A cure is chosen after the test; make the three functions, cures and caught_overall first."
assert set(cures) == {"xbar_5", "thinned_60", "overall_sd"}, f"cures의 키가 {sorted(cures)}입니다. 세 처방을 나란히 두어야 비교됩니다. 이름을 확인하십시오. / cures has the keys {sorted(cures)}; three cures side by side can be compared. Check the names."
for _name, _share in cures.items():
    assert 0 <= float(_share) <= 1, f"cures[{_name!r}]가 {float(_share):.2f}입니다. 비율은 0~1입니다. 개수나 백분율이 아닌지 보십시오. / cures[{_name!r}] is {float(_share):.2f}; a share lies between 0 and 1. Is it a count or a percentage?"
assert 0 <= caught_overall <= 1, f"caught_overall이 {caught_overall}입니다. 알아챈 비율은 0~1입니다. caught가 돌려준 값을 그대로 쓰십시오. / caught_overall is {caught_overall}; use what caught returns, a share between 0 and 1."
assert cure_that_works in (*cures, "none"), f"cure_that_works가 {cure_that_works!r}입니다. 처방 이름 셋이나 \"none\" 가운데 하나여야 보고서에 옮길 수 있습니다. 철자를 확인하십시오. / cure_that_works is {cure_that_works!r}; the report needs one of the three names or \"none\". Check the spelling."
print("OK")

# %% grade_id="t3-hidden" role="check" points=6
# 제출하면 다른 날로 더 확인합니다 / More is checked on other days after you submit
### BEGIN HIDDEN TESTS
_reference = one_day(load("distillate_flow")["Flow"], 11)
for _number in (11, 16, 22):
    _day = one_day(load("distillate_flow")["Flow"], _number)
    _groups = _day.to_numpy().reshape(288, 5)
    _means, _half = _groups.mean(axis=1), 0.577 * np.ptp(_groups, axis=1).mean()
    _right = float((np.abs(_means - _means.mean()) > _half).mean())
    _mine = float(xbar_share(_day))
    assert abs(_mine - _right) < 0.01, f"{_number}일차의 X̄ 관리도에서 부분군 {_mine:.1%}가 벗어난 것으로 나왔습니다. 이어진 5분을 한 부분군으로 묶어야 같은 관리도입니다. 범위의 평균, 0.577, 나누는 수(부분군 수)를 확인하십시오. / On day {_number} {_mine:.1%} of the subgroups are outside. A subgroup is five minutes in a row. Check the mean range, 0.577, and that you divide by the number of subgroups."
    _mine, _right = overall_limits(_day), float(_day.std())
    assert abs((_mine["upper"] - _mine["lower"]) / (6 * _right) - 1) < 0.01, f"{_number}일차의 전체 표준편차 한계 폭이 {_mine['upper'] - _mine['lower']:.2f}입니다. 위아래 3배씩이어야 다른 관리도와 견줄 수 있습니다. 표준편차와 배수를 확인하십시오. / On day {_number} the overall limits are {_mine['upper'] - _mine['lower']:.2f} wide; 3 on each side make it comparable. Check the standard deviation and the factor."
    assert abs((_mine["upper"] + _mine["lower"]) / 2 - float(_day.mean())) < 0.01, f"{_number}일차 한계의 가운데가 {(_mine['upper'] + _mine['lower']) / 2:.2f}로, 그날의 평균이 아닙니다. 한쪽으로 치우친 한계는 한쪽 이상을 놓칩니다. 식을 확인하십시오. / The middle of day {_number}'s limits is {(_mine['upper'] + _mine['lower']) / 2:.2f}, not its mean; lopsided limits miss one side. Check the formula."
for _step in (15, 60):
    _kept = _reference.iloc[::_step]
    _right = float(np.asarray(outside(_kept, imr_limits(_kept)), dtype=bool).mean())
    _mine = float(thinned_share(_reference, _step))
    assert abs(_mine - _right) < 0.01, f"{_step}분에 하나씩 골랐을 때 비율이 {_mine:.1%}로 나왔습니다. 고른 값으로 한계부터 다시 구해야 그 관리도의 비율입니다. 고르는 간격과 한계를 확인하십시오. / One value in {_step} minutes gives {_mine:.1%} in your function. Limits must be made from the kept values. Check the step and the limits."
_right = {"xbar_5": xbar_share(_reference), "thinned_60": thinned_share(_reference, 60)}
for _name, _share in _right.items():
    assert abs(float(cures[_name]) - float(_share)) < 0.005, f"cures[{_name!r}]가 {float(cures[_name]):.3f}인데 여러분의 함수로 11일차를 다시 구하면 다릅니다. 다른 날의 값을 적지 않았는지 보십시오. 처방은 같은 날에서 비교해야 합니다. / cures[{_name!r}] is {float(cures[_name]):.3f}, which your own function does not give on day 11. Cures compare on one day only."
_band = overall_limits(_reference)
assert abs(float(cures["overall_sd"]) - float(np.asarray(outside(_reference, _band), dtype=bool).mean())) < 0.005, f"cures['overall_sd']가 {float(cures['overall_sd']):.3f}입니다. 11일차에 여러분의 한계를 걸어 다시 세면 다릅니다. 어느 날, 어느 한계인지 보십시오. / cures['overall_sd'] is {float(cures['overall_sd']):.3f}, not what your limits give on day 11. Which day, which limits?"
_noticed = float(np.mean([bool(((_reference.iloc[_s : _s + 30] + 5 > _band["upper"]) | (_reference.iloc[_s : _s + 30] + 5 < _band["lower"])).any()) for _s in SIGNAL_STARTS]))
assert abs(caught_overall - _noticed) < 0.03, f"caught_overall이 {caught_overall:.2f}입니다. 신호를 더하기 **전의** 11일차로 정한 한계에 크기 5인 신호를 넣으면 다르게 나옵니다. 한계를 고정했는지, 크기가 맞는지 보십시오. / caught_overall is {caught_overall:.2f}. Signals of size 5 against limits fixed on day 11 **before** a signal give something else. Are the limits fixed, and is the size right?"
### END HIDDEN TESTS

# %% grade_id="t3-verdict" role="check" points=4
# 제출하면 판단을 확인합니다 / The verdict is checked after you submit
### BEGIN HIDDEN TESTS
_share = {"none": 1.0, **{_name: float(_value) for _name, _value in cures.items()}}[cure_that_works]
assert cure_that_works == "none", f"{cure_that_works!r}를 골랐습니다. 이 처방의 경보 비율은 {_share:.1%}이고, 전체 표준편차 한계는 시험 신호의 {caught_overall:.0%}만 알아챕니다. 종일 울리거나, 울려야 할 때 울리지 않으면 처방이 아닙니다. 두 숫자를 함께 보십시오. / You chose {cure_that_works!r}. Its alarm share is {_share:.1%}, and limits from the overall deviation notice {caught_overall:.0%} of the signals. Alarming all day, or not when it should, is no cure. Look at both numbers."
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 과제 4. 잔차 관리도 만들기 (20점)
#
# 이웃한 값이 닮았다면, **닮은 만큼을 먼저 예측하고 예측에서 벗어난 정도(잔차)를 감시**하면 됩니다. 바로 앞 두 값으로 다음 값을 예측하는 자기회귀 모델 AR(2)를 씁니다.
#
# $$\hat x_t = c + \phi_1 x_{t-1} + \phi_2 x_{t-2}, \qquad e_t = x_t - \hat x_t$$
#
# - `fit_ar2(day)`: 최소제곱으로 맞춘 `{"c": …, "phi1": …, "phi2": …, "lower": …, "upper": …}`. `lower`와 `upper`는 그날 **잔차의 0.135 %와 99.865 % 분위수**입니다.
# - `residuals(model, x)`: `x`와 index가 같은 잔차. 앞 값 둘이 없는 첫 두 분은 빈 값(NaN)
# - `residual_alarm(model, x)`: 분마다 참·거짓. 빈 값은 False
# - `share_3sd`: 11일차 잔차가 ±3 × (잔차의 표준편차)를 벗어난 비율
# - `share_empirical`: 11일차에서 `residual_alarm`이 울린 비율
# - `caught_residual`: 크기 5인 시험 신호를 알아챈 비율(과제 3의 `caught`)
#
# 한계를 3시그마가 아니라 분위수로 정하는 까닭은 `share_3sd`를 보면 압니다. 잔차가 정규분포라면 0.27 %여야 합니다.
#
# <details><summary>힌트 1</summary>입력은 <code>pd.DataFrame({"x1": x.shift(1), "x2": x.shift(2)})</code>입니다. 처음 두 행을 빼고 <code>LinearRegression().fit(입력, 값)</code>으로 맞추면 <code>coef_</code>와 <code>intercept_</code>가 나옵니다.</details>
# <details><summary>힌트 2</summary>먼저 c, phi1, phi2만 담은 dict로 <code>residuals</code>를 부르고, 그 결과의 <code>quantile(0.00135)</code>와 <code>quantile(0.99865)</code>를 dict에 더하십시오.</details>

# %% [markdown] lang="en"
# ## Task 4. A chart of residuals (20 points)
#
# If neighbours are alike, **predict that likeness first, and watch what departs from the prediction (the residual)**. The model AR(2) predicts the next value from the last two.
#
# $$\hat x_t = c + \phi_1 x_{t-1} + \phi_2 x_{t-2}, \qquad e_t = x_t - \hat x_t$$
#
# - `fit_ar2(day)`: fitted by least squares, `{"c": …, "phi1": …, "phi2": …, "lower": …, "upper": …}`; `lower` and `upper` are the **0.135 % and 99.865 % quantiles of that day's residuals**
# - `residuals(model, x)`: residuals with the index of `x`; the first two minutes, which have no two predecessors, are empty (NaN)
# - `residual_alarm(model, x)`: True or False for each minute; an empty one is False
# - `share_3sd`: share of day 11's residuals beyond ±3 × (their standard deviation)
# - `share_empirical`: share of day 11 in which `residual_alarm` is True
# - `caught_residual`: share of test signals of size 5 that it notices (`caught` of task 3)
#
# Why quantiles and not 3 sigma? Look at `share_3sd`: with normal residuals it would be 0.27 %.
#
# <details><summary>Hint 1</summary>Inputs: <code>pd.DataFrame({"x1": x.shift(1), "x2": x.shift(2)})</code>. Leave out the first two rows; <code>LinearRegression().fit(inputs, values)</code> then has <code>coef_</code> and <code>intercept_</code>.</details>
# <details><summary>Hint 2</summary>First call <code>residuals</code> with a dict of c, phi1 and phi2 only, then add its <code>quantile(0.00135)</code> and <code>quantile(0.99865)</code>.</details>

# %% grade_id="t4-solution" role="solution"
### BEGIN SOLUTION
def residuals(model, x):
    return x - (model["c"] + model["phi1"] * x.shift(1) + model["phi2"] * x.shift(2))


def fit_ar2(day):
    inputs = pd.DataFrame({"x1": day.shift(1), "x2": day.shift(2)}).iloc[2:]
    fitted = LinearRegression().fit(inputs, day.iloc[2:])
    model = {"c": float(fitted.intercept_), "phi1": float(fitted.coef_[0]), "phi2": float(fitted.coef_[1])}
    left = residuals(model, day)
    model["lower"], model["upper"] = float(left.quantile(0.00135)), float(left.quantile(0.99865))
    return model


def residual_alarm(model, x):
    left = residuals(model, x)
    return (left < model["lower"]) | (left > model["upper"])


model = fit_ar2(reference)
left = residuals(model, reference)
share_3sd = float((left.abs() > 3 * left.std()).mean())
share_empirical = float(residual_alarm(model, reference).mean())
caught_residual = caught(lambda day: residual_alarm(model, day), reference, 5)
print(f"3 sd {share_3sd:.2%}, quantiles {share_empirical:.2%}, signals noticed {caught_residual:.0%}")
### END SOLUTION

# %% grade_id="t4-visible" role="check" points=5
assert "caught_residual" in globals(), "[미작성 · not attempted] 과제 4의 caught_residual이 아직 없습니다. 알아채는지 시험하지 않은 관리도는 걸 수 없습니다. 함수 셋과 숫자 셋을 완성하십시오. / caught_residual does not exist yet. A chart goes live only after its test; complete three functions and three numbers."
_model = fit_ar2(reference)
assert {"c", "phi1", "phi2", "lower", "upper"} <= set(_model), f"fit_ar2의 키가 {sorted(_model)}입니다. 다음 과제가 이 이름으로 읽습니다. 키 다섯 개를 확인하십시오. / fit_ar2 has the keys {sorted(_model)}; the next task reads them by name. Check the five keys."
assert _model["lower"] < 0 < _model["upper"], f"잔차 한계가 {_model['lower']:.2f}, {_model['upper']:.2f}입니다. 예측에서 위아래로 벗어난 정도이므로 0을 사이에 두어야 합니다. 값이 아니라 잔차의 분위수인지 보십시오. / Residual limits are {_model['lower']:.2f} and {_model['upper']:.2f}; departures up and down have 0 between them. Are they quantiles of residuals, not of values?"
_left = residuals(_model, reference)
assert len(_left) == len(reference), f"잔차가 {len(_left):,}개입니다. 분마다 하나씩이어야 어느 분의 경보인지 압니다. 빈 값을 지우지 말고 남겨 두십시오. / There are {len(_left):,} residuals; one a minute says which minute alarmed. Keep the empty ones."
assert int(np.isnan(np.asarray(_left, dtype=float)).sum()) == 2, f"잔차에 빈 값이 {int(np.isnan(np.asarray(_left, dtype=float)).sum())}개입니다. 앞 값 둘이 없는 것은 첫 두 분뿐입니다. 앞의 값만 써서 예측하는지 보십시오. / {int(np.isnan(np.asarray(_left, dtype=float)).sum())} residuals are empty; only the first two minutes lack two predecessors. Does the prediction use earlier values only?"
assert share_empirical < share_3sd, f"share_empirical이 {share_empirical:.2%}, share_3sd가 {share_3sd:.2%}입니다. 분위수로 정한 한계가 3시그마보다 더 울립니다. 두 한계를 바꾸어 쓰지 않았는지 보십시오. 현장에서는 경보가 열 배 차이 납니다. / share_empirical is {share_empirical:.2%}, share_3sd {share_3sd:.2%}: your quantile limits alarm no less than 3 sigma. Are the two mixed up? On the floor that is ten times the alarms."
print("OK")

# %% grade_id="t4-fit" role="check" points=8
# 제출하면 다른 날로 더 확인합니다 / More is checked on other days after you submit
### BEGIN HIDDEN TESTS
_reference = one_day(load("distillate_flow")["Flow"], 11)
for _number in (11, 16, 19):
    _day = one_day(load("distillate_flow")["Flow"], _number)
    _x = _day.to_numpy()
    _inputs = np.column_stack([np.ones(len(_x) - 2), _x[1:-1], _x[:-2]])
    _right = np.linalg.lstsq(_inputs, _x[2:], rcond=None)[0]
    _mine = fit_ar2(_day)
    assert abs(_mine["phi1"] - _right[1]) < 0.02 and abs(_mine["phi2"] - _right[2]) < 0.02, f"{_number}일차의 계수가 phi1 {_mine['phi1']:.3f}, phi2 {_mine['phi2']:.3f}로 나왔습니다. 바로 앞 값과 그 앞 값의 순서가 바뀌면 예측이 어긋납니다. 입력 열의 순서와 맞춘 구간을 확인하십시오. / On day {_number} phi1 is {_mine['phi1']:.3f} and phi2 {_mine['phi2']:.3f}. With last and last-but-one swapped the prediction is off. Check the order of the inputs and the rows you fit on."
    _e = _x[2:] - _inputs @ _right
    _left = np.asarray(residuals(_mine, _day), dtype=float)[2:]
    assert np.allclose(_left, _e, atol=0.02 * _e.std()), f"{_number}일차 잔차의 평균 크기가 {float(np.nanmean(np.abs(_left))):.3f}입니다. 예측식대로 계산하면 다르게 나옵니다. 절편 c와 두 항을 모두 뺐는지 보십시오. / On day {_number} residuals average {float(np.nanmean(np.abs(_left))):.3f} in size; the prediction gives something else. Are c and both terms subtracted?"
    _low, _high = np.quantile(_e, [0.00135, 0.99865])
    assert abs(_mine["lower"] / _low - 1) < 0.05 and abs(_mine["upper"] / _high - 1) < 0.05, f"{_number}일차의 잔차 한계가 {_mine['lower']:.2f}, {_mine['upper']:.2f}로 나왔습니다. 꼬리가 두꺼운 잔차에 3시그마를 쓰면 경보가 약속의 몇 배가 됩니다. 0.135 %와 99.865 % 분위수인지 보십시오. / On day {_number} the residual limits are {_mine['lower']:.2f} and {_mine['upper']:.2f}. With heavy tails 3 sigma alarms many times as often as promised. Are they the 0.135 % and 99.865 % quantiles?"
_left = np.asarray(residuals(fit_ar2(_reference), _reference), dtype=float)
_right = float((np.abs(_left[2:]) > 3 * _left[2:].std()).sum()) / len(_left)
assert abs(share_3sd - _right) < 0.003, f"share_3sd가 {share_3sd:.2%}입니다. 11일차 잔차를 그 표준편차의 3배와 비교하면 다르게 나옵니다. 유량의 표준편차를 쓰지 않았는지 보십시오. / share_3sd is {share_3sd:.2%}; day 11's residuals against 3 of their own standard deviations give something else. Did you take the flow's deviation?"
### END HIDDEN TESTS

# %% grade_id="t4-causal" role="check" points=7
# 제출하면 앞으로 올 값을 바꾸어 확인합니다 / Checked with a changed future after you submit
### BEGIN HIDDEN TESTS
_reference = one_day(load("distillate_flow")["Flow"], 11)
_flow = load("distillate_flow")["Flow"]
_model = fit_ar2(one_day(_flow, 16))
_two = _flow.iloc[17 * 1440 : 19 * 1440]
_all = np.asarray(residual_alarm(_model, _two), dtype=bool)
_short = np.asarray(residual_alarm(_model, _two.iloc[:1000]), dtype=bool)
assert np.array_equal(_all[:1000], _short), f"뒤의 값을 잘라 냈더니 앞선 1,000분 가운데 {int((_all[:1000] != _short).sum())}분의 판정이 달라졌습니다. 현장의 관리도는 아직 오지 않은 값을 볼 수 없습니다. 뒤의 값(shift(-1))이나 전체 평균을 쓰는지 보십시오. / Cutting off what comes later changed {int((_all[:1000] != _short).sum())} of the first 1,000 verdicts. A chart on the floor can't see values to come. Do you use later values (shift(-1)) or a mean of everything?"
_changed = _two.copy()
_changed.iloc[1000:] = 500.0
_after = np.asarray(residual_alarm(_model, _changed), dtype=bool)
assert np.array_equal(_all[:1000], _after[:1000]), f"1,000분 뒤의 값을 바꾸었더니 그 전 {int((_all[:1000] != _after[:1000]).sum())}분의 판정이 달라졌습니다. 미래를 보는 관리도는 현장에서 다시 나오지 않는 성적을 냅니다. 앞의 값만 쓰십시오. / Changing values after minute 1,000 changed {int((_all[:1000] != _after[:1000]).sum())} of the 1,000 verdicts before it. A chart that sees the future does well only on paper. Use earlier values only."
_left = np.asarray(residuals(_model, _two), dtype=float)[2:]
_right = (_left < _model["lower"]) | (_left > _model["upper"])
assert np.array_equal(_all[2:], _right), f"17~18일차에서 경보가 {int(_all.sum())}분 울렸는데, 여러분의 잔차와 한계로 세면 {int(_right.sum())}분입니다. 위아래를 모두 보는지, 한계를 모델에서 읽는지 확인하십시오. / On days 17 and 18 the alarm is on for {int(_all.sum())} minutes, your residuals and limits give {int(_right.sum())}. Are both sides judged, by the model's own limits?"
_edge = np.asarray(residual_alarm({"c": 0.0, "phi1": 1.0, "phi2": 0.0, "lower": -1.0, "upper": 1.0}, pd.Series([5.0, 5, 6, 5, 7, 5])), dtype=bool)
assert list(_edge) == [False, False, False, False, True, True], f"한계가 -1과 1일 때 잔차 1, -1, 2, -2의 판정이 {list(_edge[2:])}입니다. 한계와 같은 값까지 경보로 치거나 한쪽만 보면 관리도끼리 경보 수가 맞지 않습니다. 부등호를 확인하십시오. / With limits -1 and 1 you judge residuals 1, -1, 2, -2 as {list(_edge[2:])}. With a value on the limit counted, or one side left out, charts no longer compare. Check the comparisons."
_own = float(np.asarray(residual_alarm(fit_ar2(_reference), _reference), dtype=bool).mean())
assert abs(share_empirical - _own) < 0.0005, f"share_empirical이 {share_empirical:.3%}인데 여러분의 함수로 11일차를 다시 세면 {_own:.3%}입니다. 어느 날을 세었는지 보십시오. / share_empirical is {share_empirical:.3%}, your own function gives {_own:.3%} on day 11. Which day did you count?"
_fitted = fit_ar2(_reference)
_own = caught(lambda day: residual_alarm(_fitted, day), _reference, 5)
assert abs(caught_residual - _own) < 0.03, f"caught_residual이 {caught_residual:.2f}인데 크기 5인 신호로 다시 시험하면 {_own:.2f}입니다. 과제 3과 같은 크기라야 비교됩니다. 크기와 관리도를 확인하십시오. / caught_residual is {caught_residual:.2f}, a test with signals of size 5 gives {_own:.2f}. It compares with task 3 only at the same size. Check size and chart."
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# 슬라이더로 30분짜리 시험 신호의 크기와 시각을 바꾸어 보십시오. 잔차 관리도는 신호의 어느 순간에 울립니까?

# %% [markdown] lang="en"
# Change size and hour of a test signal of 30 minutes with the sliders. At which moment of the signal does the residual chart alarm?

# %%
def residual_chart(size=0.0, hour=10):
    """11일차에 시험 신호를 더한 잔차 / residuals of day 11 with a test signal added at an hour"""
    day = reference.copy()
    day.iloc[hour * 60 : hour * 60 + 30] += size
    left = residuals(model, day).reset_index(drop=True)
    alarm = residual_alarm(model, day).to_numpy()
    figure, axis = plt.subplots(figsize=(12, 3.2))
    axis.plot(left.index / 60, left, lw=0.5, c="tab:gray")
    axis.plot(left.index[alarm] / 60, left[alarm], "o", ms=4, c="tab:red")
    for line in ("lower", "upper"):
        axis.axhline(model[line], ls="--", c="tab:blue", lw=1)
    axis.set(xlabel="hour", ylabel="residual", title=f"day 11, residuals of AR(2): {alarm.mean():.2%} outside")
    plt.tight_layout()
    plt.show()


residual_chart()
interact(residual_chart, size=FloatSlider(0.0, min=-10.0, max=10.0, step=0.5), hour=IntSlider(10, 1, 22));

# %% [markdown] lang="ko"
# ## 과제 5. 다음 한 주에도 통하는가 (12점)
#
# 11일차는 한계를 **정한** 날(1단계)입니다. 0.27 % 안팎이 나온 것은 그렇게 정했기 때문이지 성적이 아닙니다. 한계를 **고정한 채** 12~18일차(2단계)를 판정하십시오.
#
# 비교할 상대가 하나 있습니다. "다음 값은 지금 값과 같다"는 **지속 예측**입니다. 그 잔차는 바로 앞 값과의 차이이고, 11일차 차이의 0.135 %, 99.865 % 분위수를 한계로 쓰면 **차분 관리도**가 됩니다.
#
# - `difference_limits(day)`: `{"lower": …, "upper": …}`
# - `difference_alarm(limits, x)`: 분마다 참·거짓. 첫 분은 False
# - `phase2`: 12~18일차가 행(index), 열이 `ar2`와 `persistence`인 경보 비율 표. 두 관리도 모두 **11일차에서 정한 것**을 씁니다.
# - `mae`: `{"ar2": …, "persistence": …}` 12~18일차 한 분 앞 예측의 평균 절대 오차
# - `winner`: 2단계에서 나은 쪽. `"ar2"`나 `"persistence"`
# - `promised_share`: 공장장에게 약속할 경보 비율(0~1). 이긴 관리도의 어느 숫자를 써야 하는지 판단하십시오.
# - `action`: 경보 비율이 갈수록 커진 날이 있습니다. 어떻게 하겠습니까?
#   - `"A"` 경보가 0.27 %가 될 때까지 한계를 넓힌다.
#   - `"B"` 매일 밤 그날 자료로 한계를 자동으로 다시 정한다.
#   - `"C"` 한계는 그대로 두고, 무엇이 바뀌었는지 운전팀에 확인한 뒤에 새 기준을 정한다.
#
# <details><summary>힌트 1</summary>경보를 <code>flow</code> 전체에서 구한 다음 <code>one_day(경보, number).mean()</code>으로 날마다 자르면 하루의 첫 분도 앞 값이 있습니다.</details>
# <details><summary>힌트 2</summary>12~18일차는 <code>flow.iloc[12 * 1440 : 19 * 1440]</code>입니다. 지속 예측의 오차는 <code>flow.diff().abs()</code>입니다. 11일차에서는 AR(2)가 이기지만, 그날은 AR(2)를 맞춘 날입니다.</details>

# %% [markdown] lang="en"
# ## Task 5. Does it hold in the week after? (12 points)
#
# Day 11 is the day the limits were **made from** (phase I). Some 0.27 % came out because they were made so; that is no achievement. Keep them **fixed** and judge days 12 to 18 (phase II).
#
# There is one competitor: **persistence**, "the next value is the one we have". Its residual is the difference to the value before; with the 0.135 % and 99.865 % quantiles of day 11's differences as limits it makes a **chart of differences**.
#
# - `difference_limits(day)`: `{"lower": …, "upper": …}`
# - `difference_alarm(limits, x)`: True or False for each minute; the first is False
# - `phase2`: table of alarm shares with days 12 to 18 as rows (index) and the columns `ar2` and `persistence`; both charts **as made on day 11**
# - `mae`: `{"ar2": …, "persistence": …}`, mean absolute error of the forecast one minute ahead on days 12 to 18
# - `winner`: the better one in phase II, `"ar2"` or `"persistence"`
# - `promised_share`: the alarm share (0 to 1) that you promise the plant manager. Decide which number of the winner's chart that is.
# - `action`: on some days the share has grown a lot. What do you do?
#   - `"A"` Widen the limits until the share is 0.27 %.
#   - `"B"` Make the limits anew every night from that day's data, automatically.
#   - `"C"` Leave the limits, ask the operators what changed, and set a new reference after that.
#
# <details><summary>Hint 1</summary>Find the alarms of the whole <code>flow</code> and cut days out of them with <code>one_day(alarms, number).mean()</code>: then the first minute of a day has its predecessors too.</details>
# <details><summary>Hint 2</summary>Days 12 to 18 are <code>flow.iloc[12 * 1440 : 19 * 1440]</code>. Persistence errs by <code>flow.diff().abs()</code>. On day 11 AR(2) wins, but it was fitted on that day.</details>

# %% grade_id="t5-solution" role="solution"
### BEGIN SOLUTION
def difference_limits(day):
    change = day.diff()
    return {"lower": float(change.quantile(0.00135)), "upper": float(change.quantile(0.99865))}


def difference_alarm(limits, x):
    change = x.diff()
    return (change < limits["lower"]) | (change > limits["upper"])


fixed_limits = difference_limits(reference)
alarms = pd.DataFrame({"ar2": residual_alarm(model, flow), "persistence": difference_alarm(fixed_limits, flow)})
phase2 = pd.DataFrame({number: one_day(alarms, number).mean() for number in range(12, 19)}).T
week = slice(12 * MINUTES_A_DAY, 19 * MINUTES_A_DAY)
mae = {
    "ar2": float(residuals(model, flow).iloc[week].abs().mean()),
    "persistence": float(flow.diff().iloc[week].abs().mean()),
}
winner = "persistence"
promised_share = float(phase2["persistence"].mean())
action = "C"
print(phase2.round(3))
print({name: round(error, 3) for name, error in mae.items()}, f"promised {promised_share:.1%}")
### END SOLUTION

# %% grade_id="t5-visible" role="check" points=3
assert "action" in globals(), "[미작성 · not attempted] 과제 5의 action이 아직 없습니다. 한계를 정한 날의 성적만으로는 걸 수 없습니다. 함수 둘, phase2, mae와 판단 셋을 완성하십시오. / action does not exist yet. The day the limits came from proves nothing; complete two functions, phase2, mae and three judgements."
assert isinstance(phase2, pd.DataFrame) and {"ar2", "persistence"} <= set(phase2.columns), f"phase2가 {type(phase2).__name__}이거나 두 열이 없습니다. 두 관리도를 나란히 두어야 비교됩니다. 열 이름을 확인하십시오. / phase2 is a {type(phase2).__name__} or lacks a column; two charts compare side by side. Check the names."
assert [int(number) for number in phase2.index] == list(range(12, 19)), f"phase2의 행이 {list(phase2.index)}입니다. 한계를 정한 11일차 다음의 12~18일차여야 2단계입니다. index를 확인하십시오. / phase2 has the rows {list(phase2.index)}; phase II is days 12 to 18, after the day the limits came from. Check the index."
assert winner in ("ar2", "persistence") and action in ("A", "B", "C"), f"winner가 {winner!r}, action이 {action!r}입니다. 적힌 보기 가운데 골라야 보고서에 옮길 수 있습니다. 철자를 확인하십시오. / winner is {winner!r}, action {action!r}; choose among those given. Check the spelling."
print("OK")

# %% grade_id="t5-hidden" role="check" points=6
# 제출하면 다시 계산해 비교합니다 / Recomputed after you submit
### BEGIN HIDDEN TESTS
_reference = one_day(load("distillate_flow")["Flow"], 11)
_flow = load("distillate_flow")["Flow"]
for _number in (11, 20):
    _change = np.diff(one_day(_flow, _number).to_numpy())
    _mine = difference_limits(one_day(_flow, _number))
    _low, _high = np.quantile(_change, [0.00135, 0.99865])
    assert abs(_mine["lower"] / _low - 1) < 0.03 and abs(_mine["upper"] / _high - 1) < 0.03, f"{_number}일차의 차분 한계가 {_mine['lower']:.2f}, {_mine['upper']:.2f}로 나왔습니다. 같은 분위수여야 두 관리도가 공정하게 비교됩니다. 바로 앞 값과의 차이에서 구했는지 보십시오. / On day {_number} the limits of differences are {_mine['lower']:.2f} and {_mine['upper']:.2f}. Only equal quantiles compare fairly. Are they taken from differences to the value before?"
_alarm = np.asarray(difference_alarm(difference_limits(_reference), _flow.iloc[17280:20000]), dtype=bool)
_change = np.r_[0.0, np.diff(_flow.iloc[17280:20000].to_numpy())]
_limits = difference_limits(_reference)
assert np.array_equal(_alarm, (_change < _limits["lower"]) | (_change > _limits["upper"])), f"12일차부터의 2,720분에서 차분 관리도가 {int(_alarm.sum())}분 울렸습니다. 여러분의 한계로 차이를 세면 다릅니다. 위아래를 모두 보는지, 앞 값과 비교하는지 확인하십시오. / On 2,720 minutes from day 12 the chart of differences alarms {int(_alarm.sum())} times, which your limits do not give. Are both sides judged, against the value before?"
_edge = np.asarray(difference_alarm({"lower": -1.0, "upper": 1.0}, pd.Series([5.0, 6, 5, 7, 5])), dtype=bool)
assert list(_edge) == [False, False, False, True, True], f"한계가 -1과 1일 때 차이 1, -1, 2, -2의 판정이 {list(_edge[1:])}입니다. 두 관리도의 규칙이 같아야 비교가 공정합니다. 부등호를 확인하십시오. / With limits -1 and 1 you judge differences 1, -1, 2, -2 as {list(_edge[1:])}. Both charts need one rule. Check the comparisons."
_charts = {
    "ar2": np.asarray(residual_alarm(fit_ar2(_reference), _flow), dtype=bool),
    "persistence": np.asarray(difference_alarm(difference_limits(_reference), _flow), dtype=bool),
}
for _name, _alarm in _charts.items():
    for _number in range(12, 19):
        _right, _mine = float(_alarm[_number * 1440 : (_number + 1) * 1440].mean()), float(phase2.loc[_number, _name])
        assert abs(_mine - _right) < 0.003, f"{_number}일차의 {_name} 경보 비율이 {_mine:.1%}로 나왔습니다. 11일차에서 정한 한계를 고정하고 판정하면 다릅니다. 그날 자료로 다시 맞추지 않았는지 보십시오. 다시 맞추면 늘 조용해 보이지만 변화를 알려 주지 못합니다. / On day {_number} the share of {_name} is {_mine:.1%}. With the limits of day 11 kept fixed it differs. Did you fit again on that day? A chart that is always refitted is quiet and tells of no change."
_right = {
    "ar2": float(np.abs(np.asarray(residuals(fit_ar2(_reference), _flow), dtype=float)[12 * 1440 : 19 * 1440]).mean()),
    "persistence": float(np.abs(np.diff(_flow.to_numpy()[12 * 1440 - 1 : 19 * 1440])).mean()),
}
for _name, _error in _right.items():
    assert abs(float(mae[_name]) / _error - 1) < 0.02, f"mae[{_name!r}]가 {float(mae[_name]):.3f}입니다. 12~18일차의 한 분 앞 예측 오차와 다릅니다. 모델을 맞춘 11일차의 오차가 아닌지 보십시오. / mae[{_name!r}] is {float(mae[_name]):.3f}, not the error one minute ahead on days 12 to 18. Is it that of day 11, on which the model was fitted?"
### END HIDDEN TESTS

# %% grade_id="t5-verdict" role="check" points=3
# 제출하면 판단을 확인합니다 / The verdict is checked after you submit
### BEGIN HIDDEN TESTS
_own = "ar2" if float(mae["ar2"]) < float(mae["persistence"]) and float(phase2["ar2"].mean()) < float(phase2["persistence"].mean()) else "persistence"
assert winner == _own, f"winner를 {winner!r}로 골랐습니다. 여러분의 표에서 12~18일차 오차는 ar2 {float(mae['ar2']):.3f}, persistence {float(mae['persistence']):.3f}이고 경보 비율은 {float(phase2['ar2'].mean()):.1%}, {float(phase2['persistence'].mean()):.1%}입니다. 더 복잡한 모델이 이겨야 할 까닭은 없습니다. / You chose {winner!r}. In your own tables the errors of days 12 to 18 are {float(mae['ar2']):.3f} (ar2) and {float(mae['persistence']):.3f} (persistence), the alarm shares {float(phase2['ar2'].mean()):.1%} and {float(phase2['persistence'].mean()):.1%}. The more complex model need not win."
_mine, _own = float(promised_share), float(phase2[winner].mean())
assert abs(_mine - _own) < 0.002, f"경보 비율 {_mine:.2%}를 약속했습니다. 한계를 정한 날에만 맞는 숫자를 약속하면 첫 주에 신뢰를 잃습니다. 한계를 고정하고 판정한 날들의 평균을 쓰십시오. / You promise {_mine:.2%}. A number that holds only on the day the limits came from loses trust within a week. Take the mean of the days judged with fixed limits."
assert action == "C", f"action을 {action!r}로 골랐습니다. 넓히거나 날마다 다시 정하면 경보는 조용해지지만 공정이 바뀌었다는 사실도 함께 사라집니다. 14일차에 무슨 일이 있었는지 누가 압니까? / You chose {action!r}. Wider limits, or new ones every night, make the alarm quiet, and the news that the process changed goes with it. Who knows what happened on day 14?"
### END HIDDEN TESTS

# %%
figure, axes = plt.subplots(1, 2, figsize=(12, 3.6))
(phase2 * 100).plot.bar(ax=axes[0], rot=0)
axes[0].axhline(0.27, ls="--", c="gray", lw=1)
axes[0].set(xlabel="day", ylabel="minutes in alarm (%)", title="limits of day 11, kept fixed (dashed: 0.27 %)")
later = flow.iloc[11 * MINUTES_A_DAY : 19 * MINUTES_A_DAY]
axes[1].plot(later.index / MINUTES_A_DAY, later, lw=0.6)
axes[1].axvspan(11, 12, color="tab:orange", alpha=0.3)
axes[1].set(xlabel="day", ylabel="flow", title="what the process did (orange: day 11)")
plt.tight_layout()
plt.show()

# %% [markdown] lang="ko"
# ### 이 관리도가 못 보는 것
#
# 아래 셀은 11일차의 같은 44곳에 세 가지 신호를 넣어 봅니다. 갑자기 4나 5만큼 뛰는 것과, 한 시간에 걸쳐 **서서히 10만큼 오르는** 것입니다. 기준으로 삼은 날에는 AR(2)가 작은 급변(+4)을 더 잘 봅니다. 단순한 쪽이 모든 면에서 이긴 것은 아닙니다. 그리고 잔차와 차분은 둘 다 느린 표류를 거의 보지 못합니다. 느린 표류를 보려면 목표값이나 규격에 맞춘 다른 감시가 따로 있어야 합니다. 관리도 하나로 다 되지는 않습니다.

# %% [markdown] lang="en"
# ### What these charts don't see
#
# The next cell feeds three signals at the same 44 places of day 11: a sudden jump by 4, one by 5, and a **slow climb by 10 within an hour**. On the reference day AR(2) sees the smaller jump (+4) better: the simple chart does not win everywhere. And both, residuals and differences, hardly see a slow drift. That needs another watch, against a target or a specification. No single chart does it all.

# %%
climb = np.linspace(0, 10, 60)
charts = {
    "overall sd": lambda day: outside(day, overall_limits(reference)),
    "AR(2) residuals": lambda day: residual_alarm(model, day),
    "differences": lambda day: difference_alarm(difference_limits(reference), day),
}
for name, judge in charts.items():
    sudden = "   ".join(f"sudden +{size}: {caught(judge, reference, size):4.0%}" for size in (4, 5))
    print(f"{name:16} {sudden}   slow +10: {caught(judge, reference, climb, 60):4.0%}   no signal: {caught(judge, reference, 0):4.0%}")

# %% [markdown] lang="ko"
# ## 과제 6. 경보 확인에 드는 시간과 금액 (8점)
#
# 조정실은 한 시간에 한 번 경보 목록을 확인합니다. 그 한 시간에 경보가 한 번이라도 있었으면 원인을 확인하고 일지에 적습니다. 그래서 **경보가 있었던 시간 수**가 일의 양입니다.
#
# - `alarm_hours(alarm)`: 분마다 참·거짓인 기록을 받아, 경보가 한 번이라도 있었던 시간(60분 단위, 첫 분부터)이 **하루 평균** 몇 시간인지 돌려줍니다.
# - `hours_before`: 12~18일차에 11일차의 I-MR 한계를 걸었을 때
# - `hours_after`: 12~18일차에 여러분이 고른 `winner`의 관리도를 걸었을 때
# - `business_value`: 키는 `operating_rate_before`, `operating_rate_after`, `defect_rate_before`, `defect_rate_after`, `annual_value_krw`, `assumptions`
#
# > 연간 효과(원) = (`hours_before` − `hours_after`) × 확인 시간(시간) × 인건비(원/시간) × 연간 일수
#
# - 아래 금액은 실습용 **가정**입니다(실제 공장의 값이 아닙니다). `assumptions`에는 가정을 문장으로 3개 이상 적으십시오.
# - **이 자료로 말할 수 없는 항목은 `None`** 으로 두십시오. 유량이 0인 시간이 탑의 정지인지 전환류인지, 계획된 것인지는 파일에 없습니다.
#
# <details><summary>힌트 1</summary><code>alarm.to_numpy().reshape(-1, 60).any(axis=1)</code>은 시간마다 경보가 있었는지 알려 줍니다. 날 수는 길이를 1,440으로 나눈 값입니다.</details>
# <details><summary>힌트 2</summary>확인 시간은 분 단위로 주어져 있습니다. 시간으로 바꾸어 곱하십시오.</details>

# %% [markdown] lang="en"
# ## Task 6. The time and money that alarms cost (8 points)
#
# The control room goes through the alarm list once an hour. If there was any alarm within the hour, somebody finds the cause and writes it into the log. So the work is counted in **hours that had an alarm**.
#
# - `alarm_hours(alarm)`: takes True or False for each minute and returns how many hours **a day on average** (blocks of 60 minutes from the first minute) had at least one alarm
# - `hours_before`: on days 12 to 18 with day 11's I-MR limits
# - `hours_after`: on days 12 to 18 with the chart of your `winner`
# - `business_value`: keys `operating_rate_before`, `operating_rate_after`, `defect_rate_before`, `defect_rate_after`, `annual_value_krw`, `assumptions`
#
# > annual value (KRW) = (`hours_before` − `hours_after`) × time of a check (hours) × cost of labour (KRW an hour) × days a year
#
# - The amounts below are **assumptions** for this exercise, not a real plant's figures. `assumptions`: at least 3 sentences.
# - **Leave `None` where this data can't say anything.** Whether the column stood still at flow 0 or ran on total reflux, and whether that was planned, is not in the file.
#
# <details><summary>Hint 1</summary><code>alarm.to_numpy().reshape(-1, 60).any(axis=1)</code> says for each hour whether it had an alarm. The number of days is the length divided by 1,440.</details>
# <details><summary>Hint 2</summary>The time of a check is given in minutes. Turn it into hours before you multiply.</details>

# %% grade_id="assumed" role="fixed"
CHECK_MINUTES = 6
LABOUR_KRW_PER_HOUR = 35_000
DAYS_PER_YEAR = 330

# %% grade_id="t6-solution" role="solution"
### BEGIN SOLUTION
def alarm_hours(alarm):
    hours = np.asarray(alarm).reshape(-1, 60).any(axis=1)
    return float(hours.sum() / (len(alarm) / MINUTES_A_DAY))


week = slice(12 * MINUTES_A_DAY, 19 * MINUTES_A_DAY)
hours_before = alarm_hours(outside(flow, imr_limits(reference)).iloc[week])
hours_after = alarm_hours(difference_alarm(difference_limits(reference), flow).iloc[week])
business_value = {
    "operating_rate_before": None,
    "operating_rate_after": None,
    "defect_rate_before": None,
    "defect_rate_after": None,
    "annual_value_krw": (hours_before - hours_after) * CHECK_MINUTES / 60 * LABOUR_KRW_PER_HOUR * DAYS_PER_YEAR,
    "assumptions": [
        "확인 6분, 시간당 35,000원, 연 330일은 실습용 가정이다. / 6 minutes a check, 35,000 KRW an hour and 330 days are assumed.",
        "12~18일차의 경보 시간이 한 해를 대표한다고 본다. / Days 12 to 18 are taken to stand for the year.",
        "경보 가운데 실제 이상이 몇 건인지는 기록이 없어 모른다. / No record says which alarms were real.",
    ],
}
print(f"{hours_before:.1f} -> {hours_after:.1f} hours a day, {business_value['annual_value_krw']:,.0f} KRW a year")
### END SOLUTION

# %% grade_id="t6-visible" role="check" points=3
assert "business_value" in globals(), "[미작성 · not attempted] 과제 6의 business_value가 아직 없습니다. 금액이 없으면 바꿀지 말지 정할 수 없습니다. alarm_hours부터 차례로 만드십시오. / business_value does not exist yet; nobody decides without an amount. Start with alarm_hours."
_keys = {"operating_rate_before", "operating_rate_after", "defect_rate_before", "defect_rate_after", "annual_value_krw", "assumptions"}
assert set(business_value) == _keys, f"business_value의 키가 {sorted(business_value)}입니다. 과정 전체에서 같은 키로 모아 봅니다. 과제에 적힌 여섯 개로 맞추십시오. / business_value has the keys {sorted(business_value)}; the programme gathers the six that the task names."
_claimed = [key for key in sorted(_keys) if "rate" in key and business_value[key] is not None]
assert not _claimed, f"{_claimed}에 값을 적었습니다. 유량이 0이라고 탑이 멈춘 것은 아니고 품질 기록도 없어, 근거 없는 숫자가 됩니다. None으로 두십시오. / You claim {_claimed}, but a flow of 0 is not a stopped column and there are no quality records. Leave None."
assert len(business_value["assumptions"]) >= 3, f"가정이 {len(business_value['assumptions'])}개입니다. 가정을 모르면 금액을 믿을 수 없습니다. 3개 이상 적으십시오. / {len(business_value['assumptions'])} assumptions; an amount is worth what is known of them. Give at least 3."
assert 0 <= hours_after <= 24 and 0 <= hours_before <= 24, f"경보가 있었던 시간이 하루 {hours_before:.1f}, {hours_after:.1f}시간입니다. 하루는 24시간입니다. 날 수로 나누었는지 보십시오. / Hours with an alarm are {hours_before:.1f} and {hours_after:.1f} a day; a day has 24. Did you divide by the number of days?"
print("OK")

# %% grade_id="t6-hidden" role="check" points=5
# 제출하면 다시 계산해 비교합니다 / Recomputed after you submit
### BEGIN HIDDEN TESTS
_reference = one_day(load("distillate_flow")["Flow"], 11)
_alarm = pd.Series(np.zeros(2 * 1440, dtype=bool))
_alarm.iloc[[0, 59, 60, 61, 200, 1500, 2879]] = True
_mine = float(alarm_hours(_alarm))
assert abs(_mine - 2.5) < 1e-6, f"이틀 동안 서로 다른 다섯 시간에 경보가 있었는데 하루 평균 {_mine:.2f}시간으로 나왔습니다. 한 시간에 몇 번 울려도 확인은 한 번입니다. 60분 단위로 묶고 날 수로 나누는지 보십시오. / Five different hours of two days had alarms; you get {_mine:.2f} a day. Many alarms in an hour make one check. Do you group by 60 minutes and divide by days?"
_flow = load("distillate_flow")["Flow"].iloc[: 19 * 1440]
_before = np.asarray(outside(_flow, imr_limits(_reference)), dtype=bool)[12 * 1440 :]
_right = float(_before.reshape(-1, 60).any(axis=1).sum()) / 7
assert abs(hours_before - _right) < 0.15, f"hours_before가 하루 {hours_before:.1f}시간입니다. 11일차의 I-MR 한계를 12~18일차에 걸면 다르게 나옵니다. 한계를 정한 날과 판정한 날을 확인하십시오. / hours_before is {hours_before:.1f} a day. Day 11's I-MR limits on days 12 to 18 give something else. Which day made the limits, which days were judged?"
if winner == "ar2":
    _after = np.asarray(residual_alarm(fit_ar2(_reference), _flow), dtype=bool)[12 * 1440 :]
else:
    _after = np.asarray(difference_alarm(difference_limits(_reference), _flow), dtype=bool)[12 * 1440 :]
_right = float(_after.reshape(-1, 60).any(axis=1).sum()) / 7
assert abs(hours_after - _right) < 0.15, f"hours_after가 하루 {hours_after:.1f}시간입니다. 여러분이 고른 관리도({winner})를 12~18일차에 걸면 다르게 나옵니다. 11일차의 시간이 아닌지 보십시오. / hours_after is {hours_after:.1f} a day. The chart you chose ({winner}) gives something else on days 12 to 18. Are these the hours of day 11?"
_right = (hours_before - hours_after) * CHECK_MINUTES / 60 * LABOUR_KRW_PER_HOUR * DAYS_PER_YEAR
_mine = float(business_value["annual_value_krw"])
assert abs(_mine - _right) <= 0.01 * abs(_right), f"연간 효과가 {_mine:,.0f}원입니다. 여러분이 구한 시간 수로 다시 계산하면 맞지 않습니다. 분을 시간으로 바꾸었는지, 식의 각 항을 확인하십시오. / The annual value is {_mine:,.0f} KRW, which does not follow from your own hours. Were minutes turned into hours? Check each term."
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 과제 7. 공장장에게 보내는 메시지 (15점, 강사 채점)
#
# 통계를 모르는 공장장이 읽고 바로 결정할 수 있도록 3~5문장으로 쓰십시오. 지금 SPC 화면을 그대로 둘 것인지가 결정할 일입니다.
#
# | 채점 기준 | 5점 | 3점 | 0점 |
# |---|---|---|---|
# | 사실 | 지금 관리도가 왜 종일 울리는지와 바꾼 뒤의 경보를 숫자로 적었다 | 둘 중 하나만 적었다 | 근거 없는 주장이다 |
# | 정직함 | 한계를 정하지 않은 날의 경보 비율, 못 보는 것(느린 표류)이나 모르는 것(정지의 이유)을 밝혔다 | 하나만 밝혔다 | "오경보 0.27 %"처럼 부풀렸다 |
# | 행동 | 누가 무엇을 언제 할지 한 가지를 제안했다 | 제안이 막연하다 | 제안이 없다 |

# %% [markdown] lang="en"
# ## Task 7. A message to the plant manager (15 points, graded by the instructor)
#
# In 3 to 5 sentences, for a manager who knows no statistics and has to decide whether the SPC screen stays as it is.
#
# | Criterion | 5 points | 3 points | 0 points |
# |---|---|---|---|
# | Facts | Why the present chart alarms all day, and the alarms after the change, with numbers | One of the two | Claims without ground |
# | Honesty | The alarm share on days that did not make the limits; what the chart doesn't see (slow drift) or what we don't know (why it stopped) | One of the two | Inflated ("0.27 % false alarms") |
# | Action | One proposal: who does what, by when | A vague proposal | None |

# %% [markdown] grade_id="t7-written" role="written" points=15 lang="ko"
# ### BEGIN SOLUTION
# 지금 화면은 조용한 편이었던 11일차에도 하루의 81 %를 경보로 표시했습니다. 1분 전 값과 거의 같은(상관 0.96) 유량에 값들이 서로 독립이라는 계산식을 썼기 때문이며, 이 경보로는 공정이 불안정하다고도 안정하다고도 말할 수 없습니다. 1분 사이의 변화량을 보는 관리도로 바꾸면 다음 한 주의 경보는 전체 시간의 4 % 남짓으로 줄고, 경보를 확인할 시간은 하루 24시간에서 약 14시간으로 줍니다. 다만 14일차처럼 운전 상태가 바뀐 날은 여전히 많이 울리고, 서서히 변하는 표류는 이 관리도로 알 수 없으며, 유출이 멈춘 이유도 기록에 없습니다. 이번 주에 운전팀이 14일차에 무엇을 바꾸었는지 확인해 주시면, 다음 월요일에 새 기준일을 정해 화면을 교체하겠습니다.
# ### END SOLUTION

# %% [markdown] grade_id="t7-written" role="written" points=15 lang="en"
# ### BEGIN SOLUTION
# Even on day 11, a quiet one, the present screen showed 81 % of the minutes as alarms. The flow is almost what it was a minute ago (correlation 0.96), and the screen uses a formula for independent values, so its alarms say neither that the process is unstable nor that it is stable. A chart of the change from minute to minute alarms in about 4 % of the following week, and the hours to be checked fall from 24 to some 14 a day. It still alarms a lot when operation changes, as on day 14, it does not see slow drifts, and nothing says why the flow stopped. Let the operators find out this week what was changed on day 14; next Monday we set a new reference day and replace the screen.
# ### END SOLUTION

# %% [markdown] lang="ko"
# ## 정리
#
# 이제 다음을 할 수 있습니다.
#
# - 0과 상한값이 결측인지 실제인지 앞뒤 값으로 판단합니다.
# - 자기상관을 재고, 교과서 관리도가 종일 울리는 까닭을 값을 섞어서 보입니다.
# - 흔한 처방을 경보 비율과 시험 신호 두 가지로 평가합니다.
# - 잔차·차분 관리도를 만들고, 한계를 정한 날이 아니라 **그다음 날들**로 성적을 보고합니다.
#
# **1분 설문(채점하지 않습니다):** 이 실습은 현장에 ① 바로 쓸 수 있다 ② 고쳐서 쓸 수 있다 ③ 쓰기 어렵다. 가장 막힌 과제는 몇 번이었습니까? 먼저 예상한 경보 비율과 실제는 얼마나 달랐습니까?

# %% [markdown] lang="en"
# ## Recap
#
# You can now
#
# - tell by the values around them whether zeros and upper limits are missing or real;
# - measure autocorrelation, and show by shuffling why a textbook chart alarms all day;
# - judge popular cures by two numbers: alarm share and test signals noticed;
# - build charts of residuals and of differences, and report how they do on **the days after**, not on the day that made the limits.
#
# **One-minute survey (not graded):** on your floor this lab is ① usable as it is ② usable with changes ③ hard to use. Which task held you up most? How far was the alarm share you predicted from the real one?
