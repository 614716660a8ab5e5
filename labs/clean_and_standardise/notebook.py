# %% [markdown] lang="ko"
# {{header_card}}

# %% [markdown] lang="en"
# {{header_card}}

# %% [markdown] lang="ko"
# ## 현장 이야기
#
# 어느 공장이 에너지 관리 업체에 1년 치 전력 기록을 보냈습니다. 업체에서 전화가 옵니다. "받은 파일로 그래프를 그리면 밤 12시마다 선이 뒤로 접힙니다. 자정 값은 어느 날 것입니까? 그리고 이 숫자는 kWh입니까, kW입니까?" 담당자가 답해 주면 업체 직원이 값을 손으로 고쳐 넣습니다. 다음 달 파일이 오면 같은 전화가 또 옵니다.
#
# 이 실습에서는 잘못 찍힌 시각을 **한 행도 잃지 않고** 바로잡고, 단위를 맞추고, 상대가 전화하지 않아도 되도록 **데이터 계약서**를 씁니다. 파일만으로 정할 수 없는 것은 지어내지 않고 '물어볼 것'으로 남깁니다.

# %% [markdown] lang="en"
# ## The story
#
# A plant sent a year of energy records to an energy-management company. The company calls: "When we plot your file, the line folds back at every midnight. Which day does the midnight value belong to? And is this kWh or kW?" Somebody answers, and a clerk over there corrects the values by hand. Next month's file brings the same call.
#
# In this lab you repair the wrong time stamps **without losing a row**, settle the unit, and write a **data contract**, so that nobody needs to call. What the file alone can't decide you don't invent: it stays on the list of questions.

# %% [markdown] lang="ko"
# {{data_card}}

# %% [markdown] lang="en"
# {{data_card}}

# %% [markdown] lang="ko"
# ## 파이썬이 처음이라면
#
# - 회색 칸이 코드입니다. 칸을 누르고 **Shift + Enter**를 치면 실행됩니다. 위에서부터 차례로 실행하십시오.
# - 과제 칸에는 `# backwards = step < ____`처럼 **빈칸 `____`** 이 있는 줄이 있습니다. 빈칸을 채우고, 줄 맨 앞의 `# `을 지우고, `raise NotImplementedError()` 줄을 지우십시오. `#`으로 시작하는 줄은 설명일 뿐 실행되지 않습니다.
# - `raw["date"]`는 표 `raw`의 `date` 열이라는 뜻입니다. `=`는 왼쪽 이름에 오른쪽 값을 담는다는 뜻이고, `==`는 같은지 묻는 것입니다.
# - 과제 아래의 검사 칸을 실행해 `OK`가 나오면 다음으로 가십시오. 오류가 나와도 고장이 아닙니다. 마지막 줄에 무엇을 볼지 적혀 있습니다.

# %% [markdown] lang="en"
# ## If Python is new to you
#
# - Grey boxes are code. Click into one and press **Shift + Enter** to run it. Run them from top to bottom.
# - Task boxes hold lines with a **blank `____`**, such as `# backwards = step < ____`. Fill in the blank, take away the `# ` at the start of the line, and delete the line `raise NotImplementedError()`. Lines that begin with `#` are remarks and don't run.
# - `raw["date"]` is the column `date` of the table `raw`. `=` puts the value on the right into the name on the left; `==` asks whether two things are equal.
# - Run the check box below a task; at `OK` go on. An error breaks nothing: its last line says where to look.

# %% grade_id="setup" role="fixed"
import json
import re

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from ipywidgets import IntSlider, interact

from sandbox_data import load

raw = load("steel_energy")
print(f"{len(raw):,} rows, {raw.shape[1]} columns, {raw['Usage_kWh'].sum():,.2f} kWh")

# %% [markdown] lang="ko"
# ## 먼저 예상해 보기 (채점하지 않습니다)
#
# 아래는 파일에 적힌 **순서 그대로** 그린 처음 사흘입니다. 왼쪽은 각 행에 찍힌 시각, 오른쪽은 찍힌 시각을 가로축으로 한 사용량입니다. 계산하기 전에 적어 보십시오.
#
# 1. `date` 순서로 정렬하면 이 파일은 고쳐집니까?
# 2. 고쳐졌는지 무엇으로 확인하겠습니까? 행 수, 합계, 시각 순서 말고 하나를 더 적으십시오.

# %% [markdown] lang="en"
# ## Predict first (not graded)
#
# Below are the first three days, drawn **in the order of the file**: on the left the stamp of every row, on the right the energy over the stamp. Before you compute anything, write down:
#
# 1. Would sorting by `date` repair this file?
# 2. How would you know that it is repaired? Name one thing besides the number of rows, the total and the order of the stamps.

# %%
first = raw.head(288)
figure, axes = plt.subplots(1, 2, figsize=(11, 3.6))
axes[0].plot(range(len(first)), first["date"], lw=1.5)
axes[0].set(xlabel="row in the file", ylabel="stamp", title="stamp of each row")
axes[0].tick_params(axis="y", labelsize=8)
axes[1].plot(first["date"], first["Usage_kWh"], lw=1)
axes[1].set(xlabel="stamp", ylabel="kWh in 15 min", title="energy over the stamp, in file order")
axes[1].tick_params(axis="x", rotation=30, labelsize=8)
plt.tight_layout()
plt.show()

# %%
raw[["date", "Usage_kWh", "NSM", "Day_of_week"]].iloc[93:99]

# %% [markdown] lang="ko"
# ## 과제 1. 시각이 거꾸로 가는 행 찾기 (15점)
#
# 바로 앞 행보다 시각이 **이른** 행이 몇 개인지, 그 행들은 하루 중 몇 시에 찍혔는지 찾으십시오. 바로 위 표의 가운데 행이 그런 행입니다.
#
# - `backwards`: 행마다 참·거짓(True/False). 앞 행보다 시각이 이르면 True
# - `n_backwards`: 그런 행의 수
# - `clock_times`: 그 행들에 찍힌 시각(시:분)의 목록. 겹치는 것은 한 번만
# - `midnight_means`: 위 표에서 `2018-01-01 00:00`으로 찍힌 행이 실제로 뜻하는 것을 `"A"`나 `"B"`로 적으십시오.
#   - A: 1월 1일이 **시작될** 때의 값이다. 줄의 위치가 잘못되었을 뿐이다.
#   - B: 1월 1일의 **마지막 15분**(23:45~24:00) 값이다. 찍힌 날짜가 하루 모자란다.
#
# <details><summary>힌트 1</summary><code>step</code>은 앞 행에서 지난 시간입니다. 제대로면 늘 15분이고, 거꾸로 갔다면 0분보다 작습니다.</details>
# <details><summary>힌트 2</summary>참(True)은 1로 세므로 <code>sum</code>이 개수가 됩니다. A와 B는 그 행의 요일(Day_of_week), 앞뒤 행의 시각, 데이터 카드의 <code>date</code> 설명을 함께 보고 고르십시오.</details>

# %% [markdown] lang="en"
# ## Task 1. Find the rows that go back in time (15 points)
#
# How many rows carry a stamp **earlier** than the row before, and at what time of day are they stamped? The row in the middle of the table above is one of them.
#
# - `backwards`: True or False for every row; True if the stamp is earlier than that of the row before
# - `n_backwards`: how many there are
# - `clock_times`: list of the times (hour:minute) stamped on them, each once
# - `midnight_means`: what the row stamped `2018-01-01 00:00` really is, `"A"` or `"B"`:
#   - A: the value at the **start** of 1 January; only its place in the file is wrong.
#   - B: the **last 15 minutes** of 1 January (23:45 to 24:00); the stamped date is one day short.
#
# <details><summary>Hint 1</summary><code>step</code> is the time since the row before. It should always be 15 minutes; it is below 0 minutes where time goes back.</details>
# <details><summary>Hint 2</summary>True counts as 1, so <code>sum</code> counts. For A or B look at the row's weekday, at the rows around it, and at what the data card says of <code>date</code>.</details>

# %% grade_id="t1-solution" role="solution"
# 앞 행에서 지난 시간 / time since the row before
step = raw["date"].diff()

# 빈칸 ____ 을 채우고 줄 앞의 "# "을 지우십시오 / fill in the blanks and take away the leading "# "
# backwards = step < pd.Timedelta(minutes=____)
# n_backwards = int(backwards.____())
# clock_times = sorted(raw.loc[____, "date"].dt.strftime("%H:%M").unique())
# midnight_means = "____"
### BEGIN SOLUTION
backwards = step < pd.Timedelta(minutes=0)
n_backwards = int(backwards.sum())
clock_times = sorted(raw.loc[backwards, "date"].dt.strftime("%H:%M").unique())
midnight_means = "B"
### END SOLUTION
print(n_backwards, clock_times, midnight_means)

# %% grade_id="t1-visible" role="check" points=5
assert "midnight_means" in globals(), "[미작성 · not attempted] 과제 1의 이름 네 개가 아직 없습니다. 어느 행이 틀렸는지 알아야 고칩니다. 빈칸을 채우고 raise 줄을 지웠는지 보십시오. / The four names of task 1 do not exist yet. Only known faults can be repaired. Fill in the blanks and delete the raise line."
assert len(backwards) == len(raw), f"backwards의 길이가 {len(backwards):,}입니다. 행마다 참·거짓이 하나씩 있어야 어느 행인지 짚을 수 있습니다. step과 0분을 비교했는지 보십시오. / backwards has {len(backwards):,} entries; each row needs its own True or False. Is step compared with 0 minutes?"
assert 0 < n_backwards < 3504, f"거꾸로 간 행이 {n_backwards:,}개로 나왔습니다. 그림에서 선이 접히는 것은 하루에 한 번입니다. 비교 부호의 방향을 보십시오. / {n_backwards:,} rows go back, but the line in the plot folds once a day. Check the direction of the comparison."
assert isinstance(clock_times, list) and all(isinstance(t, str) and len(t) == 5 for t in clock_times), f"clock_times가 {clock_times}입니다. '07:30'처럼 시:분으로 적은 목록이어야 원인을 알아볼 수 있습니다. strftime의 형식을 보십시오. / clock_times is {clock_times}; a list of times such as '07:30' shows the cause. Check the format in strftime."
assert midnight_means in ("A", "B"), f"midnight_means가 {midnight_means!r}입니다. 뜻을 정해야 고칠 방향이 정해집니다. \"A\"나 \"B\"로 적으십시오. / midnight_means is {midnight_means!r}; the repair follows from the meaning. Write \"A\" or \"B\"."
print("OK")

# %% grade_id="t1-hidden" role="check" points=6
# 제출하면 행을 하나하나 확인합니다 / Row by row, after you submit
### BEGIN HIDDEN TESTS
_date = load("steel_energy")["date"]
_right = np.zeros(len(_date), dtype=bool)
_right[1:] = _date.to_numpy()[1:] < _date.to_numpy()[:-1]
_mine = np.asarray(backwards, dtype=bool)
_off = int((_mine != _right).sum())
assert _off == 0, f"{_off}개 행에서 판정이 다릅니다(처음 다른 행: {int(np.argmax(_mine != _right))}번째). 한 칸만 밀려도 멀쩡한 행을 고치게 됩니다. 앞 행과의 차이인지, 뒤 행과의 차이인지 보십시오. / {_off} rows are judged differently (first: row {int(np.argmax(_mine != _right))}). One row off, and healthy rows get repaired. Is it the difference to the row before or to the row after?"
assert n_backwards == int(_right.sum()), f"n_backwards가 {n_backwards:,}개입니다. backwards의 참 개수와 달라 보고가 서로 어긋납니다. sum으로 세었는지 보십시오. / n_backwards is {n_backwards:,}, not the number of True in backwards. Did you count with sum?"
_clock = sorted({str(t)[11:16] for t in _date[_right]})
assert clock_times == _clock, f"clock_times가 {clock_times}입니다. 시각이 여럿이면 원인도 여럿이라는 뜻이 됩니다. 거꾸로 간 행만 골랐는지 보십시오. / clock_times is {clock_times}; many times would mean many causes. Did you pick only the rows that go back?"
### END HIDDEN TESTS

# %% grade_id="t1-meaning" role="check" points=4
# 제출하면 확인합니다 / Checked after you submit
### BEGIN HIDDEN TESTS
assert midnight_means == "B", f"midnight_means를 {midnight_means!r}로 골랐습니다. 그 뜻이라면 고친 뒤 1월 1일의 첫 구간이 마지막 구간과 뒤바뀝니다. 앞 행이 23:45, 뒤 행이 1월 2일 00:15인 것과 카드의 '구간의 끝'을 함께 보십시오. / You chose {midnight_means!r}: the first and the last interval of 1 January would change places. The row before is 23:45, the next is 00:15 of 2 January, and the card says \"end of the interval\"."
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 과제 2. 한 행도 잃지 않고 바로잡기 (25점)
#
# 표를 받아 바로잡은 표를 돌려주는 `repair`를 완성하십시오. 같은 함수를 다음 달 파일에도 그대로 쓸 것이므로, 이 파일의 행 번호나 개수에 기대면 안 됩니다.
#
# - `end`: 구간이 **끝나는** 바른 시각. 자정으로 찍힌 행만 고칩니다.
# - `start`: 구간이 **시작하는** 시각. `end`보다 15분 이릅니다.
# - 원래 열은 `date`까지 모두 그대로 둡니다. 무엇을 고쳤는지 나중에 추적할 수 있어야 합니다.
# - 행은 `end` 순서로 놓습니다. 파일이 뒤섞여 와도 결과는 같아야 합니다.
# - 받은 표 자체는 고치지 않습니다. 원본은 원본으로 남깁니다.
#
# <details><summary>힌트 1</summary><code>where(~midnight, …)</code>는 '자정이 아니면 그대로, 자정이면 쉼표 뒤의 값'이라는 뜻입니다. 자정 행의 날짜를 며칠 옮겨야 합니까?</details>
# <details><summary>힌트 2</summary>정렬은 바로잡은 열로 합니다. 고치기 전의 열로 정렬하면 행 수도 합계도 맞지만 자정 값이 엉뚱한 자리에 앉습니다.</details>

# %% [markdown] lang="en"
# ## Task 2. Repair them without losing a row (25 points)
#
# Complete `repair`: it takes a table and returns the repaired one. The same function will read next month's file, so it must not rely on this file's row numbers or counts.
#
# - `end`: the right time at which the interval **ends**. Only rows stamped at midnight change.
# - `start`: the time at which the interval **starts**, 15 minutes before `end`.
# - Every original column stays, `date` too: what was changed must remain traceable.
# - Rows are in the order of `end`. A file that arrives shuffled gives the same result.
# - The table that you are given is not changed. The original stays the original.
#
# <details><summary>Hint 1</summary><code>where(~midnight, …)</code> means "as it is if not midnight, else the value after the comma". By how many days does a midnight row move?</details>
# <details><summary>Hint 2</summary>Sort by the repaired column. Sorted by the column before the repair, the number of rows and the total are right, but the midnight values sit in the wrong place.</details>

# %% grade_id="t2-solution" role="solution"
def repair(table):
    """자정 행을 바로잡아 end, start 열을 더한 표 / The table with repaired end and start."""
    fixed = table.copy()
    # midnight = fixed["date"].dt.strftime("%H:%M") == "____"
    # fixed["end"] = fixed["date"].where(~midnight, fixed["date"] + pd.Timedelta(days=____))
    # fixed["start"] = fixed["end"] - pd.Timedelta(minutes=____)
    # return fixed.sort_values("____").reset_index(drop=True)
    ### BEGIN SOLUTION
    midnight = fixed["date"].dt.strftime("%H:%M") == "00:00"
    fixed["end"] = fixed["date"].where(~midnight, fixed["date"] + pd.Timedelta(days=1))
    fixed["start"] = fixed["end"] - pd.Timedelta(minutes=15)
    return fixed.sort_values("end").reset_index(drop=True)
    ### END SOLUTION


repaired = repair(raw)
repaired[["date", "start", "end", "Usage_kWh", "Day_of_week"]].iloc[93:99]

# %% grade_id="t2-visible" role="check" points=8
assert "repaired" in globals(), "[미작성 · not attempted] 과제 2의 repaired가 아직 없습니다. 뒤의 과제가 모두 바로잡은 표를 씁니다. repair의 네 줄을 완성하십시오. / repaired does not exist yet, and every later task needs it. Complete the four lines of repair."
assert isinstance(repaired, pd.DataFrame), f"repair가 {type(repaired).__name__}을(를) 돌려주었습니다. 표가 있어야 다음으로 갑니다. return 줄을 확인하십시오. / repair returned a {type(repaired).__name__}, not a table. Check the return line."
_absent = sorted((set(raw.columns) | {"start", "end"}) - set(repaired.columns))
assert not _absent, f"열 {_absent}이(가) 없습니다. 원래 열이 없으면 무엇을 고쳤는지 되짚을 수 없습니다. table.copy()에서 시작했는지 보십시오. / Columns {_absent} are missing; without the original ones nobody can trace the repair. Did you start from table.copy()?"
assert len(repaired) == 35040, f"행이 {len(repaired):,}개입니다. 1년은 15분 구간 35,040개입니다. 빠진 구간의 전력량은 요금에서도 사라집니다. 행을 지우지 말고 시각만 고치십시오. / {len(repaired):,} rows; a year has 35,040 intervals of 15 minutes. The energy of a lost row is lost from the bill. Change stamps, don't delete rows."
assert abs(float(repaired["Usage_kWh"].sum()) - 959640.31) <= 0.5, f"연간 합계가 {float(repaired['Usage_kWh'].sum()):,.2f} kWh로, 고치기 전과 다릅니다. 시각을 고치는 일이 사용량을 바꾸면 안 됩니다. Usage_kWh를 건드렸는지 보십시오. / The year adds up to {float(repaired['Usage_kWh'].sum()):,.2f} kWh, not what it was. Repairing stamps must not change energy. Was Usage_kWh touched?"
_end = pd.to_datetime(repaired["end"]).to_numpy()
_back = int((_end[1:] <= _end[:-1]).sum())
assert _back == 0, f"end가 아직 {_back}번 거꾸로 가거나 제자리에 있습니다. 상대 시스템의 그래프가 여전히 접힙니다. 자정 행을 고친 뒤 정렬했는지 보십시오. / end still goes back or stands still {_back} times, and the other side's plot still folds. Did you repair the midnight rows and then sort?"
assert (raw["date"].to_numpy() == load("steel_energy")["date"].to_numpy()).all(), "원본 raw의 시각이 바뀌었습니다. 원본이 남아 있어야 언제든 다시 확인합니다. repair 안에서 table.copy()를 고치십시오. / The stamps of raw itself were changed. The original is the evidence; change table.copy() inside repair."
print("OK")

# %% grade_id="t2-order" role="check" points=9
# 제출하면 값이 제자리에 있는지 확인합니다 / After you submit: are the values in their places?
### BEGIN HIDDEN TESTS
_raw = load("steel_energy")
_first, _true = float(repaired["Usage_kWh"].iloc[0]), float(_raw["Usage_kWh"].iloc[0])
assert _first == _true, f"맨 앞 행의 사용량이 {_first:.2f} kWh입니다. 1월 1일 00:15에 끝난 첫 구간의 값이 아닙니다. 행 수와 합계가 맞아도 자정 값이 하루 앞에 앉으면 하루의 시작과 끝이 뒤바뀝니다. 고치기 전의 시각으로 정렬하지 않았는지 보십시오. / The first row has {_first:.2f} kWh, not the interval that ended at 00:15 on 1 January. Count and total can be right while midnight sits a day early. Did you sort by the stamp before the repair?"
_jump = float(np.abs(np.diff(repaired["Usage_kWh"].to_numpy(dtype=float))).mean())
assert abs(_jump - 6.310) < 0.005, f"이웃한 15분 사이의 평균 변화가 {_jump:.3f} kWh로, 계량된 순서일 때와 다릅니다. 제자리에 있지 않은 값이 있으면 이웃과의 차이가 커집니다. 자정 행의 앞뒤를 눈으로 확인하십시오. / Neighbouring quarters differ by {_jump:.3f} kWh on average, not as in the order of metering. Misplaced values differ from their neighbours; look at the rows around midnight."
_day = pd.to_datetime(repaired["start"]).dt.day_name().to_numpy().astype(str)
_wrong = int((_day != repaired["Day_of_week"].to_numpy().astype(str)).sum())
assert _wrong == 0, f"{_wrong:,}개 행에서 start의 요일이 Day_of_week와 다릅니다. 구간이 다른 날로 집계됩니다. end와 start를 몇 분, 며칠 옮겼는지 보십시오. / In {_wrong:,} rows the weekday of start is not Day_of_week, so they are counted to another day. By how many minutes and days did you move end and start?"
_gap = (pd.to_datetime(repaired["end"]) - pd.to_datetime(repaired["start"])).dt.total_seconds() / 60
assert (_gap == 15).all(), f"구간 길이가 {_gap.min():.0f}~{_gap.max():.0f}분입니다. 15분 계량인데 길이가 다르면 전력(kW)이 틀어집니다. start를 end에서 빼서 만드십시오. / Intervals are {_gap.min():.0f} to {_gap.max():.0f} minutes long; on 15-minute metering that spoils the power. Make start from end."
### END HIDDEN TESTS

# %% grade_id="t2-unseen" role="check" points=8
# 제출하면 다른 파일로 확인합니다 / With other files, after you submit
### BEGIN HIDDEN TESTS
_raw = load("steel_energy")
_part = _raw.iloc[2000:2400]
_right = _part["date"] + pd.to_timedelta((_part["NSM"] == 0).astype(int), unit="D")
_mine = repair(_part)
assert len(_mine) == len(_part), f"다른 기간의 {len(_part)}행을 넣었더니 {len(_mine)}행이 나왔습니다. 다음 달 파일에서 행이 사라집니다. 행을 지우거나 더하지 않는지 보십시오. / {len(_part)} rows of another period came back as {len(_mine)}; next month's file would lose rows. Does repair drop or add any?"
assert (pd.to_datetime(_mine["end"]).to_numpy() == np.sort(_right.to_numpy())).all(), f"1월 하순부터의 400행을 넣었더니 첫 end가 {_mine['end'].iloc[0]}입니다. 이 파일에만 맞는 방법으로는 다음 달 파일을 읽지 못합니다. 행의 위치가 아니라 찍힌 시각에서 end를 만드는지 보십시오. / With 400 rows from late January the first end is {_mine['end'].iloc[0]}. A method that fits only this file can't read the next. Is end made from the stamp, not from the row's position?"
_mixed = repair(_part.sample(frac=1, random_state=4))
assert (_mixed["Usage_kWh"].to_numpy() == _part["Usage_kWh"].to_numpy()).all(), "행 순서를 섞어 넣었더니 사용량의 순서가 달라졌습니다. 파일은 순서대로 오지 않을 수 있습니다. 고친 시각으로 정렬하는지 보십시오. / Shuffled rows changed the order of the energy; files do not always arrive in order. Do you sort by the repaired time?"
_next = _part.copy()
_next["date"] = _next["date"] + pd.Timedelta(days=365)
_mine = repair(_next)
_right = np.sort((_right + pd.Timedelta(days=365)).to_numpy())
assert (pd.to_datetime(_mine["end"]).to_numpy() == _right).all(), f"1년 뒤의 시각을 넣었더니 첫 end가 {_mine['end'].iloc[0]}입니다. 내년 파일도 읽어야 합니다. 날짜를 숫자로 박아 넣었는지 보십시오. / With stamps a year later the first end is {_mine['end'].iloc[0]}; next year's file must work too. Is a date written into the code?"
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# 슬라이더로 날짜를 바꾸어, 다른 자정에서도 같은 일이 벌어지는지 보십시오.

# %% [markdown] lang="en"
# Change the day with the slider: does the same happen at other midnights?

# %%
def two_midnights(day=291):
    """자정 두 번의 앞뒤 / around two midnights; day 0 is the first of January"""
    night = pd.Timestamp("2018-01-01") + pd.Timedelta(days=day)
    begin, finish = night - pd.Timedelta(hours=6), night + pd.Timedelta(hours=30)
    naive = raw.sort_values("date")
    naive = naive[(naive["date"] >= begin) & (naive["date"] <= finish)]
    around = repaired[(repaired["end"] >= begin) & (repaired["end"] <= finish)]
    figure, axis = plt.subplots(figsize=(11, 3.6))
    axis.plot(naive["date"], naive["Usage_kWh"], c="tab:red", lw=1, ls="--", marker="x", ms=5, label="sorted by the raw stamp")
    axis.plot(around["end"], around["Usage_kWh"], c="tab:blue", lw=1.5, label="your repair")
    for midnight in (night, night + pd.Timedelta(days=1)):
        axis.axvline(midnight, c="gray", ls=":")
    axis.set(ylabel="kWh in 15 min", title=f"two midnights (dotted) from {night.date()}: where does the midnight value sit?")
    axis.legend()
    plt.tight_layout()
    plt.show()


two_midnights()
interact(two_midnights, day=IntSlider(291, 1, 362));

# %% [markdown] lang="ko"
# 빨간 점선은 파일을 `date` 순서로 정렬하기만 한 것입니다. 행 수, 합계, 시각 순서를 모두 통과하지만 자정 값이 24시간 이른 자리에 앉습니다. 거의 멈춰 있던 10월 19일 0시에 347 kW를 쓴 것처럼 보이고, 다음 날 밤 한창 돌던 중에는 값이 푹 꺼집니다. 이웃한 값과 견주어 보지 않으면 아무도 모릅니다.

# %% [markdown] lang="en"
# The dashed red line is the file merely sorted by `date`. It passes the number of rows, the total and the order of the stamps, and still every midnight value sits 24 hours early: a plant that hardly ran seems to draw 347 kW at 0:00 on 19 October, and in the next night, while it was running, the line drops. Nobody notices without a look at the neighbouring values.

# %% [markdown] lang="ko"
# ## 과제 3. 15분 전력량(kWh)을 전력(kW)으로 (10점)
#
# 요금제와 변압기는 kW로 말하고 계량 파일은 kWh로 적습니다. 1시간 동안 10 kW를 쓰면 10 kWh입니다. 그러면 **15분 동안 10 kWh**를 썼다면 몇 kW입니까?
#
# - `to_kw(kwh, minutes)`: `minutes`분 동안의 전력량 `kwh`를 평균 전력(kW)으로 바꿉니다. 5분, 60분 계량에도 맞아야 합니다.
# - `demand_kw`: 모든 구간의 전력
# - `peak_kw`, `peak_start`: 최대수요(kW)와 그 구간이 **시작한** 시각
# - `daily_kwh`: 날짜별 전력량. 구간이 **시작한** 날로 묶습니다. 끝나는 시각으로 묶으면 하루의 마지막 15분이 다음 날로 넘어갑니다.
#
# <details><summary>힌트 1</summary>전력 = 전력량 ÷ 시간입니다. 15분은 몇 시간입니까? 1시간은 60분이므로 <code>minutes / 60</code>시간입니다.</details>
# <details><summary>힌트 2</summary>최댓값은 <code>max</code>, 최댓값이 있는 행의 번호는 <code>idxmax</code>입니다. 날짜는 <code>.dt.date</code>로 꺼냅니다.</details>

# %% [markdown] lang="en"
# ## Task 3. From kWh in 15 minutes to kW (10 points)
#
# Tariffs and transformers speak of kW, the metering file of kWh. 10 kW for one hour are 10 kWh. So **10 kWh in 15 minutes** are how many kW?
#
# - `to_kw(kwh, minutes)`: turns the energy `kwh` of `minutes` minutes into mean power (kW). It must hold for 5- and 60-minute metering too.
# - `demand_kw`: the power of every interval
# - `peak_kw`, `peak_start`: the largest demand (kW) and the time at which its interval **starts**
# - `daily_kwh`: energy by date. Group by the day on which the interval **starts**; by its end the last 15 minutes of a day would move to the next.
#
# <details><summary>Hint 1</summary>Power is energy divided by time. How many hours are 15 minutes? An hour has 60 minutes, so it is <code>minutes / 60</code>.</details>
# <details><summary>Hint 2</summary><code>max</code> is the largest value, <code>idxmax</code> the number of its row. <code>.dt.date</code> takes the date.</details>

# %% grade_id="t3-solution" role="solution"
def to_kw(kwh, minutes):
    """평균 전력(kW) / mean power in kW"""
    # return kwh / (____ / 60)
    ### BEGIN SOLUTION
    return kwh / (minutes / 60)
    ### END SOLUTION


# demand_kw = to_kw(repaired["Usage_kWh"], ____)
# peak_kw = float(demand_kw.____())
# peak_start = repaired.loc[demand_kw.idxmax(), "____"]
# daily_kwh = repaired.groupby(repaired["____"].dt.date)["Usage_kWh"].sum()
### BEGIN SOLUTION
demand_kw = to_kw(repaired["Usage_kWh"], 15)
peak_kw = float(demand_kw.max())
peak_start = repaired.loc[demand_kw.idxmax(), "start"]
daily_kwh = repaired.groupby(repaired["start"].dt.date)["Usage_kWh"].sum()
### END SOLUTION
print(f"{peak_kw:.2f} kW, {peak_start}, {len(daily_kwh)} days")

# %% grade_id="t3-visible" role="check" points=4
assert "daily_kwh" in globals(), "[미작성 · not attempted] 과제 3의 daily_kwh가 아직 없습니다. 단위가 정해져야 계약서를 씁니다. to_kw와 네 줄을 완성하십시오. / daily_kwh does not exist yet. The contract needs the unit; complete to_kw and the four lines."
_hour = float(to_kw(10.0, 60))
assert abs(_hour - 10) < 1e-9, f"1시간(60분) 동안 10 kWh를 썼는데 {_hour:.3f} kW로 나왔습니다. 1시간 계량에서는 두 수가 같아야 합니다. 분을 시간으로 바꾸어 나누었는지 보십시오. / 10 kWh in an hour (60 minutes) came out as {_hour:.3f} kW; over one hour both numbers are equal. Did you turn minutes into hours before dividing?"
assert len(demand_kw) == len(repaired), f"demand_kw가 {len(demand_kw):,}개입니다. 구간마다 값이 하나씩 있어야 최대수요를 놓치지 않습니다. 열 전체를 넣었는지 보십시오. / demand_kw has {len(demand_kw):,} values; each interval needs one, or the peak may be missed. Did you pass the whole column?"
assert abs(float(daily_kwh.sum()) - float(repaired["Usage_kWh"].sum())) < 0.5, f"날짜별 전력량의 합이 {float(daily_kwh.sum()):,.1f} kWh입니다. 날로 나누어도 합계는 그대로여야 합니다. kW가 아니라 kWh를 더했는지 보십시오. / The days add up to {float(daily_kwh.sum()):,.1f} kWh; dividing into days must not change the total. Did you add kWh, not kW?"
print("OK")

# %% grade_id="t3-hidden" role="check" points=6
# 제출하면 다른 계량 주기로 더 확인합니다 / More with other metering periods, after you submit
### BEGIN HIDDEN TESTS
for _kwh, _minutes, _right in ((30.0, 30, 60.0), (1.5, 5, 18.0), (2.5, 15, 10.0)):
    _mine = float(to_kw(_kwh, _minutes))
    assert abs(_mine - _right) < 1e-6, f"{_minutes}분 동안의 {_kwh:g} kWh가 {_mine:.2f} kW로 나왔습니다. 최대수요가 몇 배 틀리면 계약전력을 잘못 정합니다. 나눈 시간이 minutes에서 나오는지 보십시오. / {_kwh:g} kWh in {_minutes} minutes came out as {_mine:.2f} kW; a demand that is several times off leads to the wrong contract. Does the time you divide by come from minutes?"
_usage = repaired["Usage_kWh"].reset_index(drop=True)
_right = float(_usage.max()) * 4
assert abs(peak_kw - _right) < 0.05, f"최대수요가 {peak_kw:.2f} kW로 나왔습니다. 바로잡은 표의 15분 값에서 구한 것과 다릅니다. 15분을 시간으로 바꾸었는지 보십시오. / The peak is {peak_kw:.2f} kW, which does not follow from the 15-minute values. Were 15 minutes turned into hours?"
_start = pd.Timestamp(repaired["start"].iloc[int(np.argmax(_usage.to_numpy()))])
assert pd.Timestamp(peak_start) == _start, f"최대수요 시각을 {peak_start}(으)로 적었습니다. 시각이 15분 어긋나면 그때 돌던 설비를 잘못 짚습니다. start 열에서 읽었는지 보십시오. / You give {peak_start} as the time of the peak; 15 minutes off, and another machine gets the blame. Do you read it from start?"
_own = repaired.groupby(pd.to_datetime(repaired["start"]).dt.date)["Usage_kWh"].sum()
assert len(daily_kwh) == len(_own), f"날이 {len(daily_kwh)}개로 나뉘었습니다. 끝나는 시각으로 묶으면 하루의 마지막 15분이 다음 날, 12월 31일의 것은 다음 해로 넘어갑니다. 무엇으로 묶었는지 보십시오. / There are {len(daily_kwh)} days. Grouped by the end, the last quarter of each day moves on, that of 31 December into the next year. By what did you group?"
assert np.allclose(np.asarray(daily_kwh, dtype=float), _own.to_numpy()), f"첫날의 전력량이 {float(daily_kwh.iloc[0]):,.2f} kWh입니다. 구간이 시작한 날로 묶은 값과 다릅니다. 묶은 열을 확인하십시오. / The first day has {float(daily_kwh.iloc[0]):,.2f} kWh, not the sum by the day on which intervals start. Check the column you group by."
### END HIDDEN TESTS

# %%
clock = repaired["start"].dt.hour + repaired["start"].dt.minute / 60
profile = demand_kw.groupby([repaired["WeekStatus"], clock], observed=True).mean().unstack(0)
figure, axes = plt.subplots(1, 2, figsize=(12, 3.6))
profile.plot(ax=axes[0], xlabel="hour of the day (interval start)", ylabel="mean demand (kW)", title="a mean day")
axes[1].plot(pd.to_datetime(daily_kwh.index), daily_kwh / 1000, lw=1)
axes[1].set(ylabel="MWh a day", title="energy by day")
axes[1].tick_params(axis="x", rotation=30, labelsize=8)
plt.tight_layout()
plt.show()

# %% [markdown] lang="ko"
# ## 과제 4. 데이터 계약서 쓰기 (20점)
#
# 계약서는 열마다 **이름, 단위, 뜻, 받아들일 범위, 의미 식별자**를 적은 표입니다. 상대 시스템은 행이 올 때마다 계약서와 대조해 어긋나면 되돌려 보냅니다. 아래 `column(...)`이 한 줄, `violations(row, contract)`가 대조하는 기능입니다(이미 만들어 두었으니 읽지 않아도 됩니다).
#
# 범위를 정하는 규칙:
#
# - **작년에 본 최솟값·최댓값을 그대로 한계로 쓰지 마십시오.** 올해의 정상값이 되돌아옵니다. 있을 수 없는 값을 막는 것이 목적입니다.
# - 전력량·무효전력량·CO2: 최솟값 0, 최댓값은 관측 최댓값의 **1.2배에서 5배 사이**. kWh가 Wh로 바뀌어 오면(1,000배) 걸려야 합니다.
# - 역률: 비율의 정의대로 0~100 %.
# - 글자 열: 관측된 값의 목록(`values`). 철자와 대소문자까지 그대로.
# - **단위가 서로 다르게 적혀 있어 확정할 수 없으면 `None`**. 데이터 카드의 '알려진 한계'를 보십시오.
# - `semantic_id`는 ECLASS나 IEC CDD 같은 국제 사전의 번호입니다. 이 파일과 카드에는 없습니다. **지어내지 말고 `None`** 으로 두십시오. 잘못된 번호는 빈칸보다 나쁩니다.
#
# 시간 열과 요일 열은 예로 채워 두었습니다.
#
# <details><summary>힌트 1</summary>단위와 관측 범위는 바로 아래 칸이 출력하는 표와 데이터 카드에 있습니다.</details>
# <details><summary>힌트 2</summary>한 열을 다 적으면 이렇게 됩니다: <code>column("number", "℃", "냉각수 온도", minimum=0, maximum=100)</code>. 글자 열은 <code>column("text", None, "교대", values=["주간", "야간"])</code>.</details>

# %% [markdown] lang="en"
# ## Task 4. Write the data contract (20 points)
#
# A contract states for every column its **name, unit, meaning, accepted range and semantic id**. The other system holds every row against it and returns what doesn't fit. `column(...)` below makes one line, `violations(row, contract)` does the comparing (both are there already; you need not read them).
#
# How to set the range:
#
# - **Don't take last year's smallest and largest value as limits.** This year's good values would come back. The aim is to stop what can't be.
# - Energy, reactive energy, CO2: minimum 0, maximum **between 1.2 and 5 times** the largest value seen. If kWh arrive as Wh (1,000 times), they must be stopped.
# - Power factor: 0 to 100 %, by definition of a share.
# - Text columns: the list of the values seen (`values`), to the letter, upper and lower case too.
# - **A unit that is stated in two ways and can't be settled is `None`.** See the known defects on the data card.
# - `semantic_id` is a number from an international dictionary such as ECLASS or IEC CDD. File and card state none. **Don't invent one: `None`.** A wrong number is worse than a blank.
#
# The time column and the weekday are filled in as examples.
#
# <details><summary>Hint 1</summary>Units and the ranges seen are in the table that the next box prints, and on the data card.</details>
# <details><summary>Hint 2</summary>A finished column looks like this: <code>column("number", "degC", "coolant temperature", minimum=0, maximum=100)</code>; a text column like <code>column("text", None, "shift", values=["day", "night"])</code>.</details>

# %% grade_id="contract-tools" role="fixed"
STANDARD_NAMES = {
    "Usage_kWh": "energy_kwh",
    "Lagging_Current_Reactive_Power_kVarh": "reactive_lagging_kvarh",
    "Leading_Current_Reactive_Power_kVarh": "reactive_leading_kvarh",
    "CO2(tCO2)": "co2",
    "Lagging_Current_Power_Factor": "power_factor_lagging",
    "Leading_Current_Power_Factor": "power_factor_leading",
    "WeekStatus": "week_status",
    "Day_of_week": "weekday",
    "Load_Type": "load_type",
}
WHOLE_QUARTER = r"\d{4}-\d{2}-\d{2}T\d{2}:(00|15|30|45):00\+09:00"


def column(kind, unit, meaning, minimum=None, maximum=None, values=None, semantic_id=None):
    """계약서의 한 줄 / one line of the contract; kind: "number", "text" or "time" """
    return {
        "kind": kind,
        "unit": unit,
        "meaning": meaning,
        "minimum": minimum,
        "maximum": maximum,
        "values": values,
        "semantic_id": semantic_id,
    }


def violations(row, contract):
    """계약을 어긴 점의 목록, 비어 있으면 통과 / what breaks the contract; empty if nothing does"""
    found = [f"{name}: not in the contract" for name in row if name not in contract]
    for name, rule in contract.items():
        value, low, high = row.get(name), rule["minimum"], rule["maximum"]
        if value is None:
            found.append(f"{name}: missing")
        elif rule["kind"] == "number" and not isinstance(value, int | float):
            found.append(f"{name}: not a number: {value}")
        elif rule["kind"] == "number" and ((low is not None and value < low) or (high is not None and value > high)):
            found.append(f"{name}: {value} is outside {low} to {high}")
        elif rule["kind"] == "text" and rule["values"] is not None and value not in rule["values"]:
            found.append(f"{name}: '{value}' is not one of {rule['values']}")
        elif rule["kind"] == "time" and not re.fullmatch(WHOLE_QUARTER, str(value)):
            found.append(f"{name}: '{value}' is not like 2018-01-01T00:15:00+09:00")
    return found


seen = raw.rename(columns=STANDARD_NAMES)
for name in ("week_status", "weekday", "load_type"):
    print(f"{name}: {', '.join(seen[name].astype(str).unique())}")
seen.select_dtypes("number").drop(columns="NSM").agg(["min", "max"]).T

# %% grade_id="t4-solution" role="solution"
# contract = {
#     "interval_start": column("time", "ISO 8601", "15분 구간의 시작, 한국 시각 / start of the interval, Korean time"),
#     "energy_kwh": column("number", "____", "____", minimum=____, maximum=____),
#     "reactive_lagging_kvarh": column("number", "____", "____", minimum=____, maximum=____),
#     "reactive_leading_kvarh": column("number", "____", "____", minimum=____, maximum=____),
#     "co2": column("number", ____, "____", minimum=____, maximum=____),
#     "power_factor_lagging": column("number", "____", "____", minimum=____, maximum=____),
#     "power_factor_leading": column("number", "____", "____", minimum=____, maximum=____),
#     "week_status": column("text", None, "____", values=[____]),
#     "weekday": column("text", None, "요일 / day of the week", values=["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]),
#     "load_type": column("text", None, "____", values=[____]),
# }
### BEGIN SOLUTION
contract = {
    "interval_start": column("time", "ISO 8601", "15분 구간의 시작, 한국 시각 / start of the interval, Korean time"),
    "energy_kwh": column("number", "kWh", "15분 전력 사용량 / energy used in 15 minutes", minimum=0, maximum=400),
    "reactive_lagging_kvarh": column("number", "kVarh", "지상 무효전력량 / lagging", minimum=0, maximum=250),
    "reactive_leading_kvarh": column("number", "kVarh", "진상 무효전력량 / leading", minimum=0, maximum=80),
    "co2": column("number", None, "이산화탄소 배출량, 단위 확인 필요 / unit open", minimum=0, maximum=0.2),
    "power_factor_lagging": column("number", "%", "지상 역률 / lagging power factor", minimum=0, maximum=100),
    "power_factor_leading": column("number", "%", "진상 역률 / leading power factor", minimum=0, maximum=100),
    "week_status": column("text", None, "평일·주말 / weekday or weekend", values=["Weekday", "Weekend"]),
    "weekday": column(
        "text",
        None,
        "요일 / day of the week",
        values=["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    ),
    "load_type": column("text", None, "부하 구분 / load type", values=["Light_Load", "Medium_Load", "Maximum_Load"]),
}
### END SOLUTION
print(json.dumps(contract, ensure_ascii=False, indent=1)[:600])

# %% grade_id="t4-visible" role="check" points=4
assert "contract" in globals(), "[미작성 · not attempted] 과제 4의 contract가 아직 없습니다. 계약서가 없으면 상대는 또 전화합니다. 빈칸을 채우고 줄 앞의 #을 지우십시오. / contract does not exist yet, and without one they call again. Fill in the blanks and take the # away."
_names = ["interval_start", "energy_kwh", "reactive_lagging_kvarh", "reactive_leading_kvarh", "co2", "power_factor_lagging", "power_factor_leading", "week_status", "weekday", "load_type"]
_absent = [name for name in _names if name not in contract]
assert not _absent, f"계약서에 {_absent}이(가) 없습니다. 적지 않은 열은 상대가 받지 않습니다. 열 열 개를 모두 적으십시오. / {_absent} missing in the contract; a column that is not stated is not accepted. State all ten."
_poor = [name for name in _names if len(str(contract[name].get("meaning") or "").strip("_ ")) < 2]
assert not _poor, f"{_poor}의 뜻이 비어 있습니다. 이름만으로 뜻을 짐작하게 하면 전화가 옵니다. meaning을 적으십시오. / {_poor} have no meaning stated; guessing from a name ends in a phone call. Fill in meaning."
_open = [name for name in _names[1:7] if contract[name].get("minimum") is None or contract[name].get("maximum") is None]
assert not _open, f"{_open}의 범위가 비어 있습니다. 범위가 없으면 단위가 바뀌어 와도 그대로 들어갑니다. minimum과 maximum을 정하십시오. / {_open} have no range, so a changed unit slips in. Set minimum and maximum."
_open = [name for name in _names[7:] if not contract[name].get("values")]
assert not _open, f"{_open}에 값의 목록이 없습니다. 목록이 없으면 철자가 다른 값이 새 종류로 집계됩니다. values를 적으십시오. / {_open} list no values; a misspelt one would count as a new kind. Fill in values."
print("OK")

# %% grade_id="t4-units" role="check" points=4
# 제출하면 단위와 의미 식별자를 확인합니다 / Units and semantic ids, after you submit
### BEGIN HIDDEN TESTS
for _name, _unit in (("energy_kwh", "kwh"), ("reactive_lagging_kvarh", "kvarh"), ("reactive_leading_kvarh", "kvarh"), ("power_factor_lagging", "%"), ("power_factor_leading", "%")):
    _mine = contract[_name]["unit"]
    assert str(_mine).strip().lower() == _unit, f"{_name}의 단위를 {_mine!r}로 적었습니다. 파일의 값과 맞지 않는 단위는 상대가 그대로 믿고 계산합니다. 데이터 카드의 단위 칸을 보십시오. / The unit of {_name} is {_mine!r}; the other side will compute with it. See the unit on the data card."
assert contract["co2"]["unit"] is None, f"CO2의 단위를 {contract['co2']['unit']!r}로 확정했습니다. 두 곳에 서로 다르게 적힌 단위를 하나로 적으면 배출량이 통째로 틀릴 수 있습니다. 카드의 '알려진 한계'를 보고 확인될 때까지 None으로 두십시오. / You settled the unit of CO2 as {contract['co2']['unit']!r}, though two places state it differently; emissions may be wrong altogether. Read the known defects and leave None until it is confirmed."
_made = {name: rule["semantic_id"] for name, rule in contract.items() if rule["semantic_id"] is not None}
assert not _made, f"의미 식별자 {_made}을(를) 적었습니다. 파일과 카드에 없는 번호입니다. 사전에서 확인하지 않은 번호는 다른 물리량으로 읽힐 수 있습니다. None으로 두고 물어볼 것에 넣으십시오. / Semantic ids {_made} are stated neither in the file nor on the card. A number nobody looked up may be read as another quantity. Leave None and put it on the list of questions."
### END HIDDEN TESTS

# %% grade_id="t4-accepts" role="check" points=6
# 제출하면 정상 행이 통과하는지 확인합니다 / After you submit: do good rows pass?
### BEGIN HIDDEN TESTS
def _violations(row):
    found = []
    for name, rule in contract.items():
        value = row.get(name)
        if value is None or (rule["kind"] == "number" and not isinstance(value, int | float)):
            found.append((name, value))
        elif rule["kind"] == "number":
            low, high = rule["minimum"], rule["maximum"]
            if (low is not None and value < low) or (high is not None and value > high):
                found.append((name, value))
        elif rule["kind"] == "text" and rule["values"] is not None and value not in list(rule["values"]):
            found.append((name, value))
    return found


_raw = load("steel_energy")
_renamed = {"Usage_kWh": "energy_kwh", "Lagging_Current_Reactive_Power_kVarh": "reactive_lagging_kvarh", "Leading_Current_Reactive_Power_kVarh": "reactive_leading_kvarh", "CO2(tCO2)": "co2", "Lagging_Current_Power_Factor": "power_factor_lagging", "Leading_Current_Power_Factor": "power_factor_leading", "WeekStatus": "week_status", "Day_of_week": "weekday", "Load_Type": "load_type"}
_places = [0, 95, int(_raw["Usage_kWh"].argmax()), int(_raw["Usage_kWh"].argmin()), int(_raw["Lagging_Current_Power_Factor"].argmin()), int(_raw["Leading_Current_Power_Factor"].argmin()), int(_raw["Lagging_Current_Reactive_Power_kVarh"].argmax()), int(_raw["Leading_Current_Reactive_Power_kVarh"].argmax()), int(_raw["CO2(tCO2)"].argmax()), *range(500, 35040, 1711)]
_good = []
for _place in _places:
    _row = _raw.iloc[_place]
    _good.append({new: (float(_row[old]) if old not in ("WeekStatus", "Day_of_week", "Load_Type") else str(_row[old])) for old, new in _renamed.items()})
    _good[-1]["interval_start"] = "2018-05-05T09:15:00+09:00"
_busy = dict(_good[2])
for _name in ("energy_kwh", "reactive_lagging_kvarh", "reactive_leading_kvarh", "co2"):
    _busy[_name] = round(1.15 * max(row[_name] for row in _good), 3)
_outage = {**_good[0], "energy_kwh": 0.0, "reactive_lagging_kvarh": 0.0, "reactive_leading_kvarh": 0.0, "co2": 0.0, "power_factor_lagging": 0.0, "power_factor_leading": 0.0}
_ideal = {**_good[0], "power_factor_lagging": 100.0, "power_factor_leading": 100.0}
for _row in [*_good, _busy, _outage, _ideal]:
    _found = _violations(_row)
    assert not _found, f"정상인 행을 돌려보냈습니다: {_found[0][0]} = {_found[0][1]}(허용 {contract[_found[0][0]]['minimum']}~{contract[_found[0][0]]['maximum']}, 목록 {contract[_found[0][0]]['values']}). 정상 행이 자꾸 돌아오면 현장은 검사를 꺼 버립니다. 작년에 본 값만 허용한 것은 아닌지, 철자가 맞는지 보십시오. / A good row was returned: {_found[0][0]} = {_found[0][1]} (allowed {contract[_found[0][0]]['minimum']} to {contract[_found[0][0]]['maximum']}, values {contract[_found[0][0]]['values']}). If good rows keep coming back, the check gets turned off. Do you allow only what last year showed, and is the spelling right?"
### END HIDDEN TESTS

# %% grade_id="t4-rejects" role="check" points=6
# 제출하면 고장 난 행이 걸리는지 확인합니다 / After you submit: are spoilt rows stopped?
### BEGIN HIDDEN TESTS
def _violations(row):
    found = []
    for name, rule in contract.items():
        value = row.get(name)
        if value is None or (rule["kind"] == "number" and not isinstance(value, int | float)):
            found.append((name, value))
        elif rule["kind"] == "number":
            low, high = rule["minimum"], rule["maximum"]
            if (low is not None and value < low) or (high is not None and value > high):
                found.append((name, value))
        elif rule["kind"] == "text" and rule["values"] is not None and value not in list(rule["values"]):
            found.append((name, value))
        elif rule["kind"] == "time" and not re.fullmatch(r"\d{4}-\d{2}-\d{2}T\d{2}:(00|15|30|45):00\+09:00", str(value)):
            found.append((name, value))
    return found


_row = {"interval_start": "2018-01-08T09:15:00+09:00", "energy_kwh": 62.03, "reactive_lagging_kvarh": 21.4, "reactive_leading_kvarh": 5.2, "co2": 0.03, "power_factor_lagging": 94.5, "power_factor_leading": 99.1, "week_status": "Weekday", "weekday": "Monday", "load_type": "Medium_Load"}
_spoilt = [
    ("interval_start", "2018-01-08 09:15"), ("interval_start", "2018-01-08T09:07:00+09:00"),
    ("energy_kwh", -3.17), ("energy_kwh", 62030.0), ("energy_kwh", "62,03"), ("energy_kwh", None),
    ("reactive_lagging_kvarh", -0.4), ("reactive_lagging_kvarh", 21400.0),
    ("reactive_leading_kvarh", -0.4), ("reactive_leading_kvarh", 5200.0),
    ("co2", -0.01), ("co2", 412.0),
    ("power_factor_lagging", 100.4), ("power_factor_lagging", -0.4), ("power_factor_leading", 100.4), ("power_factor_leading", -0.4),
    ("week_status", "weekday"), ("weekday", "월"), ("load_type", "Peak_Load"),
]
for _name, _value in _spoilt:
    _found = _violations({**_row, _name: _value})
    assert any(name == _name for name, _ in _found), f"잘못된 값이 통과했습니다: {_name} = {_value!r}(허용 {contract[_name]['minimum']}~{contract[_name]['maximum']}). 한 번 들어간 값은 월말 보고까지 따라갑니다. 음수, 단위가 바뀐 값, 철자가 다른 값이 걸리는지 보십시오. / A spoilt value passed: {_name} = {_value!r} (allowed {contract[_name]['minimum']} to {contract[_name]['maximum']}). Once inside, it goes into the monthly report. Are negative values, changed units and other spellings stopped?"
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# 아래 칸은 여러분의 표에서 한 행을 표준 형식으로 내보내고 계약서와 대조합니다. `[]`이 나오면 어긋난 점이 없다는 뜻입니다. 상대 시스템은 이 한 줄과 계약서만 있으면 됩니다.

# %% [markdown] lang="en"
# The next box exports one row of your table in standard form and holds it against the contract. `[]` means that nothing is wrong. This line and the contract are all that the other system needs.

# %%
exported = repaired.rename(columns=STANDARD_NAMES)[list(STANDARD_NAMES.values())].iloc[95].to_dict()
exported["interval_start"] = repaired["start"].iloc[95].strftime("%Y-%m-%dT%H:%M:%S+09:00")
print(json.dumps(exported))
print(violations(exported, contract))

# %% [markdown] lang="ko"
# ## 과제 5. 파일만으로 정할 수 없는 것, 그리고 효과 (15점)
#
# 아래 열 가지를 **파일과 데이터 카드만으로 정할 수 있으면 `"file"`**, 공장이나 계량 담당자에게 **물어봐야 하면 `"ask"`** 로 적으십시오.
#
# | 이름 | 무엇을 정하는가 |
# |---|---|
# | `midnight_date` | 자정으로 찍힌 행의 바른 날짜 |
# | `interval_side` | 찍힌 시각이 구간의 시작인지 끝인지 |
# | `energy_unit` | 사용량의 단위 |
# | `weekday` | 각 구간의 요일 |
# | `nsm` | `NSM` 열을 시각에서 다시 계산할 수 있는지 |
# | `co2_unit` | CO2의 단위 |
# | `contract_power` | 이 공장의 계약전력(kW) |
# | `meter_id` | 어느 계량기, 어느 설비를 잰 값인지 |
# | `semantic_id` | 국제 사전의 의미 식별자 |
# | `load_type_rule` | `Load_Type`이 어느 요금제의 어느 규정을 따른 것인지 |
#
# 그다음 `hours_saved`(1년에 아끼는 시간)와 `business_value`를 만드십시오. 시간과 임금은 실습용 **가정**입니다(실제 공장의 값이 아닙니다).
#
# > 아끼는 시간(시간/년) = 거꾸로 간 행 수 × 한 행을 손으로 고치는 분 ÷ 60 + 연간 파일 전달 횟수 × 한 번에 드는 시간 − 계약서를 유지하는 시간
# >
# > 연간 효과(원) = 아끼는 시간 × 시간당 인건비
#
# - 키: `operating_rate_before`, `operating_rate_after`, `defect_rate_before`, `defect_rate_after`, `annual_value_krw`, `assumptions`
# - **이 자료로 말할 수 없는 항목은 `None`** 으로 두십시오.
# - `assumptions`에는 가정을 문장으로 3개 이상 적으십시오.
#
# <details><summary>힌트 1</summary>'그럴듯하다'와 '적혀 있다'는 다릅니다. 파일의 두 곳이 서로 다르게 말하거나 아예 말하지 않으면 물어봐야 합니다.</details>
# <details><summary>힌트 2</summary>행 수는 과제 1의 <code>n_backwards</code>입니다. 분을 60으로 나누어 시간으로 바꾼 뒤 더하십시오.</details>

# %% [markdown] lang="en"
# ## Task 5. What the file alone can't decide, and the value (15 points)
#
# For each of the ten write **`"file"` if file and data card are enough** to decide it, **`"ask"` if the plant or the metering engineer has to be asked**.
#
# | Name | What is decided |
# |---|---|
# | `midnight_date` | the right date of the rows stamped at midnight |
# | `interval_side` | whether a stamp is the start or the end of its interval |
# | `energy_unit` | the unit of the energy |
# | `weekday` | the weekday of every interval |
# | `nsm` | whether the column `NSM` can be computed again from the stamp |
# | `co2_unit` | the unit of CO2 |
# | `contract_power` | this plant's contracted power (kW) |
# | `meter_id` | which meter and which equipment was measured |
# | `semantic_id` | the semantic id in an international dictionary |
# | `load_type_rule` | which rule of which tariff `Load_Type` follows |
#
# Then make `hours_saved` (hours a year) and `business_value`. Times and wage are **assumptions** for this exercise, not a real plant's figures.
#
# > hours saved (a year) = rows that go back × minutes to correct one by hand ÷ 60 + files handed over a year × hours for each − hours to keep the contract up
# >
# > annual value (KRW) = hours saved × labour cost per hour
#
# - Keys: `operating_rate_before`, `operating_rate_after`, `defect_rate_before`, `defect_rate_after`, `annual_value_krw`, `assumptions`
# - **Leave `None` where this data can't say anything.**
# - `assumptions`: at least 3 sentences.
#
# <details><summary>Hint 1</summary>"Plausible" and "stated" are different things. Where two places disagree, or nothing is said, somebody has to be asked.</details>
# <details><summary>Hint 2</summary>The number of rows is <code>n_backwards</code> of task 1. Divide minutes by 60 to get hours, then add.</details>

# %% grade_id="assumed" role="fixed"
MINUTES_PER_ROW = 3
FILES_PER_YEAR = 12
HOURS_PER_FILE = 2.0
CONTRACT_HOURS_PER_YEAR = 10.0
WAGE_KRW_PER_HOUR = 30_000

# %% grade_id="t5-solution" role="solution"
# decided_by = {
#     "midnight_date": "____",
#     "interval_side": "____",
#     "energy_unit": "____",
#     "weekday": "____",
#     "nsm": "____",
#     "co2_unit": "____",
#     "contract_power": "____",
#     "meter_id": "____",
#     "semantic_id": "____",
#     "load_type_rule": "____",
# }
### BEGIN SOLUTION
decided_by = {
    "midnight_date": "file",
    "interval_side": "file",
    "energy_unit": "file",
    "weekday": "file",
    "nsm": "file",
    "co2_unit": "ask",
    "contract_power": "ask",
    "meter_id": "ask",
    "semantic_id": "ask",
    "load_type_rule": "ask",
}
### END SOLUTION
print(decided_by)

# %% grade_id="t5-sources" role="check" points=5
assert "decided_by" in globals(), "[미작성 · not attempted] 과제 5의 decided_by가 아직 없습니다. 물어볼 것을 모르면 언젠가 누군가 지어냅니다. 열 줄을 채우십시오. / decided_by does not exist yet. If nobody knows what to ask, somebody will invent it. Fill in the ten lines."
_items = ["midnight_date", "interval_side", "energy_unit", "weekday", "nsm", "co2_unit", "contract_power", "meter_id", "semantic_id", "load_type_rule"]
_unclear = [name for name in _items if decided_by.get(name) not in ("file", "ask")]
assert not _unclear, f"{_unclear}이(가) 정해지지 않았습니다. \"file\"이나 \"ask\" 가운데 하나로 적어야 질문 목록이 됩니다. / {_unclear} are undecided; \"file\" or \"ask\" makes it a list of questions."
### BEGIN HIDDEN TESTS
_guessed = [name for name in _items[5:] if decided_by[name] == "file"]
assert not _guessed, f"{_guessed}을(를) 파일만으로 정했습니다. 파일과 카드에 적혀 있지 않거나 두 가지로 적힌 것입니다. 지어낸 값은 다음 시스템이 사실로 읽습니다. 어느 열, 어느 줄에서 읽었는지 다시 확인하십시오. / You decided {_guessed} from the file alone, where it is not stated or stated in two ways. The next system reads inventions as facts. In which column or line did you read it?"
_asked = [name for name in _items[:5] if decided_by[name] == "ask"]
assert not _asked, f"{_asked}을(를) 물어보겠다고 했습니다. 앞 과제에서 파일만으로 정한 것을 다시 물으면 전화가 줄지 않습니다. 과제 1~3에서 무엇을 보고 정했는지 떠올리십시오. / You would ask about {_asked}. What the file settled in tasks 1 to 3 needs no call. What did you decide it from?"
### END HIDDEN TESTS

# %% grade_id="t5-value-solution" role="solution"
# hours_saved = ____ * MINUTES_PER_ROW / ____ + FILES_PER_YEAR * ____ - ____
# business_value = {
#     "operating_rate_before": ____,
#     "operating_rate_after": ____,
#     "defect_rate_before": ____,
#     "defect_rate_after": ____,
#     "annual_value_krw": hours_saved * ____,
#     "assumptions": ["____", "____", "____"],
# }
### BEGIN SOLUTION
hours_saved = n_backwards * MINUTES_PER_ROW / 60 + FILES_PER_YEAR * HOURS_PER_FILE - CONTRACT_HOURS_PER_YEAR
business_value = {
    "operating_rate_before": None,
    "operating_rate_after": None,
    "defect_rate_before": None,
    "defect_rate_after": None,
    "annual_value_krw": hours_saved * WAGE_KRW_PER_HOUR,
    "assumptions": [
        "한 행을 손으로 고치는 데 3분, 파일 한 번 전달에 2시간이 든다는 것은 실습용 가정이다. / 3 minutes a row and 2 hours a file are assumed.",
        "시간당 인건비 3만 원은 가정이다. / A labour cost of 30,000 KRW an hour is assumed.",
        "다음 해에도 같은 결함이 같은 수만큼 온다고 본다. / The same faults come next year, as many as this year.",
    ],
}
### END SOLUTION
print(f"{hours_saved:.1f} h a year, {business_value['annual_value_krw']:,.0f} KRW")

# %% grade_id="t5-value" role="check" points=5
assert "business_value" in globals(), "[미작성 · not attempted] business_value가 아직 없습니다. 금액이 없으면 누구도 시간을 내주지 않습니다. 빈칸을 채우십시오. / business_value does not exist yet; without an amount nobody gives time. Fill in the blanks."
_keys = {"operating_rate_before", "operating_rate_after", "defect_rate_before", "defect_rate_after", "annual_value_krw", "assumptions"}
assert set(business_value) == _keys, f"business_value의 키가 {sorted(business_value)}입니다. 과정 전체에서 같은 키로 모아 봅니다. 과제에 적힌 여섯 개로 맞추십시오. / business_value has the keys {sorted(business_value)}; the programme gathers the six that the task names."
_claimed = [key for key in sorted(_keys) if "rate" in key and business_value[key] is not None]
assert not _claimed, f"{_claimed}에 값을 적었습니다. 전력 기록에는 가동 여부도 품질 판정도 없어 근거 없는 숫자가 됩니다. None으로 두십시오. / You claim {_claimed}, but energy records hold neither running time nor quality results. Leave None."
_said = [text for text in business_value["assumptions"] if len(str(text).strip("_ ")) >= 5]
assert len(_said) >= 3, f"가정이 {len(_said)}개입니다. 가정을 모르면 금액을 믿을 수 없습니다. 문장으로 3개 이상 적으십시오. / {len(_said)} assumptions; an amount is worth what is known of them. Give at least 3 sentences."
print("OK")

# %% grade_id="t5-amount" role="check" points=5
# 제출하면 금액을 다시 계산해 비교합니다 / The amount is recomputed after you submit
### BEGIN HIDDEN TESTS
_hours = n_backwards * MINUTES_PER_ROW / 60 + FILES_PER_YEAR * HOURS_PER_FILE - CONTRACT_HOURS_PER_YEAR
assert abs(float(hours_saved) - _hours) <= 0.05, f"아끼는 시간이 연 {float(hours_saved):,.1f}시간입니다. 여러분이 찾은 행 수로 다시 계산하면 맞지 않습니다. 분을 시간으로 바꾸었는지, 유지 시간을 뺐는지 보십시오. / {float(hours_saved):,.1f} hours a year do not follow from the rows that you found. Are minutes turned into hours, and is the upkeep subtracted?"
_right = _hours * WAGE_KRW_PER_HOUR
_mine = float(business_value["annual_value_krw"])
assert abs(_mine - _right) <= 0.01 * abs(_right), f"연간 효과가 {_mine:,.0f}원입니다. 아끼는 시간과 시간당 인건비로 다시 계산하면 맞지 않습니다. 월이 아니라 1년인지, 단위가 원인지 보십시오. / The annual value is {_mine:,.0f} KRW, which does not follow from hours and labour cost. Is it a year, not a month, and in KRW?"
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# 금액이 생각보다 작습니까? 그것이 정직한 답입니다. 손으로 고치는 시간만 따지면 정제는 큰돈이 되지 않습니다. 표준화의 값은 이 표를 **다음 시스템이 그대로 쓰는 데서** 나오고, 그것은 그 시스템에서 재야 합니다.

# %% [markdown] lang="en"
# Smaller than you thought? That is the honest answer. Counted in hours of manual work alone, cleaning earns little. Standardised data earns **in the next system that uses it as it is**, and has to be measured there.

# %% [markdown] lang="ko"
# ## 과제 6. 공장장에게 보내는 메시지 (15점, 강사 채점)
#
# 데이터를 모르는 공장장이 읽고 바로 결정할 수 있도록 3~5문장으로 쓰십시오.
#
# | 채점 기준 | 5점 | 3점 | 0점 |
# |---|---|---|---|
# | 사실 | 무엇이 몇 건 잘못되어 있었고 어떻게 잃지 않고 고쳤는지 숫자로 적었다 | 숫자나 방법 중 하나만 적었다 | 근거 없는 주장이다 |
# | 정직함 | 파일만으로 정할 수 없는 것과, 금액이 가정에서 나온 것임을 밝혔다 | 둘 중 하나만 밝혔다 | "데이터가 완벽해졌다"처럼 부풀렸다 |
# | 행동 | 누가 누구에게 무엇을 언제까지 확인할지 한 가지를 제안했다 | 제안이 막연하다 | 제안이 없다 |

# %% [markdown] lang="en"
# ## Task 6. A message to the plant manager (15 points, graded by the instructor)
#
# In 3 to 5 sentences, for a manager who knows nothing of data and has to decide.
#
# | Criterion | 5 points | 3 points | 0 points |
# |---|---|---|---|
# | Facts | What was wrong, how often, and how it was repaired without loss, in numbers | Only numbers or only the method | Claims without ground |
# | Honesty | What the file can't decide, and that the amount rests on assumptions | One of the two | Inflated ("our data is perfect now") |
# | Action | One proposal: who confirms what with whom, by when | A vague proposal | None |

# %% [markdown] grade_id="t6-written" role="written" points=15 lang="ko"
# ### BEGIN SOLUTION
# 작년 전력 기록 35,040행 가운데 자정 365행의 날짜가 하루씩 빠르게 찍혀 있었고, 한 행도 지우지 않고 바로잡아 연간 합계 959,640 kWh를 그대로 지켰습니다. 최대수요는 11월 22일 09:30의 628.72 kW입니다. 다만 CO2의 단위, 계약전력, 계량기 번호는 파일에 없어 비워 두었고, 손으로 고치던 시간을 아끼는 효과 연 97만 원가량은 시간과 인건비를 가정한 값입니다. 전기팀이 다음 주 금요일까지 계량 업체에 CO2 단위와 계량기 번호를 확인해 주시면 계약서를 확정해 에너지 관리 업체에 보내겠습니다.
# ### END SOLUTION

# %% [markdown] grade_id="t6-written" role="written" points=15 lang="en"
# ### BEGIN SOLUTION
# Of last year's 35,040 energy records the 365 at midnight were dated a day early; they are repaired without losing a row, and the year still adds up to 959,640 kWh. The largest demand was 628.72 kW on 22 November at 09:30. The unit of CO2, the contracted power and the meter's number are not in the file and stay open, and the saving of about 0.97 M KRW a year rests on assumed hours and wages. Please let the electrical team confirm the CO2 unit and the meter's number with the metering company by Friday next week; then I send the final contract to the energy-management company.
# ### END SOLUTION

# %% [markdown] lang="ko"
# ## 정리
#
# 이제 다음을 할 수 있습니다.
#
# - 시각이 거꾸로 가는 행을 찾고, 그 값이 어느 구간의 것인지 근거를 들어 정합니다.
# - 행과 합계를 잃지 않고 바로잡고, **값이 제자리에 있는지**까지 확인합니다.
# - 15분 전력량을 전력으로 바꾸고, 구간이 시작한 날로 집계합니다.
# - 다른 시스템이 전화 없이 읽을 수 있는 계약서를 쓰고, 모르는 것은 비워 두고 물어봅니다.
#
# **1분 설문(채점하지 않습니다):** 이 실습은 현장에 ① 바로 쓸 수 있다 ② 고쳐서 쓸 수 있다 ③ 쓰기 어렵다. 가장 막힌 과제는 몇 번이었습니까? 여러분 공장의 파일에서 자정은 어느 날로 찍힙니까?

# %% [markdown] lang="en"
# ## Recap
#
# You can now
#
# - find rows that go back in time, and say on what ground a value belongs to which interval;
# - repair them without losing rows or energy, and check that **the values are in their places**;
# - turn energy in 15 minutes into power, and add up by the day on which an interval starts;
# - write a contract that another system reads without a call, and leave open, and ask, what is not known.
#
# **One-minute survey (not graded):** on your floor this lab is ① usable as it is ② usable with changes ③ hard to use. Which task held you up most? To which day does midnight belong in your plant's files?
