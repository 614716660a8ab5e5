# %% [markdown] lang="ko"
# {{header_card}}

# %% [markdown] lang="en"
# {{header_card}}

# %% [markdown] lang="ko"
# ## 현장 이야기
#
# 공장장이 전기요금 고지서를 들고 옵니다. "기본요금은 가장 많이 쓴 15분 하나로 정해진다면서요? AI로 내일 피크를 미리 알려 주면, 그 시간 작업을 조금 옮기면 되지 않습니까?" 어느 업체는 이미 제안서를 냈습니다. "저희 모델은 오차가 1 kWh도 안 됩니다."
#
# 그 오차가 진짜인지부터 봅니다. 그다음 **하루 전에 알 수 있는 것만으로** 예측하고, 어제 값을 그대로 쓰는 방법과 견주고, 최대수요가 나온 날에 정말 경보가 울렸을지 따집니다. 마지막에는 지킬 수 있는 금액만 보고합니다.

# %% [markdown] lang="en"
# ## The story
#
# The plant manager comes with the electricity bill. "They say the demand charge is set by the single highest 15 minutes. If AI told us tomorrow's peak, couldn't we move a little work out of that hour?" One supplier has already made an offer: "Our model's error is below 1 kWh."
#
# First you look whether that error is real. Then you forecast **with nothing but what is known a day ahead**, hold it against simply repeating yesterday, and ask whether the alarm would have sounded on the days that set the peak. At the end you report only the amount that will hold.

# %% [markdown] lang="ko"
# {{data_card}}

# %% [markdown] lang="en"
# {{data_card}}

# %% [markdown] lang="ko"
# 아래 칸은 표를 15분 구간의 **시작 시각**을 index로 하는 `energy`로 만듭니다. 이 파일은 적힌 순서가 곧 시간 순서이므로(자정 행의 날짜만 잘못 찍혀 있습니다) 순서대로 시각을 매겼습니다.

# %% [markdown] lang="en"
# The next box makes `energy`, indexed by the **start** of every 15-minute interval. In this file the order of the rows is the order of time (only the midnight rows carry a wrong date), so the times are given by position.

# %% grade_id="setup" role="fixed"
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from ipywidgets import IntSlider, interact
from sklearn.ensemble import HistGradientBoostingRegressor

from sandbox_data import load

energy = load("steel_energy").drop(columns="date")
energy.index = pd.date_range("2018-01-01", periods=len(energy), freq="15min")
KW_PER_KWH = 4  # 15분에 1 kWh는 4 kW / 1 kWh in 15 minutes is 4 kW
print(f"{energy.index[0]} ~ {energy.index[-1]}, {len(energy):,} rows, peak {energy['Usage_kWh'].max() * KW_PER_KWH:.2f} kW")

# %% [markdown] lang="ko"
# ## 먼저 예상해 보기 (채점하지 않습니다)
#
# 아래는 최대수요가 나온 주와 그 전 주입니다. 계산하기 전에 적어 보십시오.
#
# 1. 11월 22일의 하루 최대수요를 21일 밤에 예측했다면 몇 kW쯤 빗나갔겠습니까?
# 2. 1년에 며칠의 피크를 미리 알아야 최대수요를 10 % 낮출 수 있겠습니까? 그 가운데 며칠을 하루 전에 알 수 있겠습니까?

# %% [markdown] lang="en"
# ## Predict first (not graded)
#
# Below are the week of the year's peak and the week before it. Before you compute anything, write down:
#
# 1. On the night of 21 November, by how many kW would you have missed the peak of the 22nd?
# 2. The peaks of how many days a year must be known to bring the annual peak down by 10 %? How many of them can be known a day ahead?

# %%
figure, axis = plt.subplots(figsize=(11, 3.6))
for monday, colour in (("2018-11-12", "tab:gray"), ("2018-11-19", "tab:blue")):
    week = energy["Usage_kWh"].loc[monday:].head(7 * 96) * KW_PER_KWH
    axis.plot(np.arange(len(week)) / 96, week.to_numpy(), c=colour, lw=1, label=f"week of {monday}")
axis.set(xticks=range(8), xlabel="days since Monday 00:00", ylabel="demand (kW)", title="peak week and the week before")
axis.legend()
plt.tight_layout()
plt.show()

# %% [markdown] lang="ko"
# ## 과제 1. 정답이 새어 나오는 열 찾기 (15점)
#
# 업체의 "오차 1 kWh"를 따라 해 봅니다. `quick_mae(열 목록)`은 1~11월로 학습한 모델의 12월 평균절대오차(MAE, kWh/15분)를 돌려줍니다. 같은 시각의 열을 그대로 넣습니다.
#
# - `leak_test`: `quick_mae` 값 세 개. `"calendar"`는 `CALENDAR`만, `"with_co2"`는 `CALENDAR`와 CO2, `"without_co2"`는 `CALENDAR`와 **CO2를 뺀** 나머지 계측 열 네 개
# - `known`: 열 아홉 개(`Usage_kWh` 제외)를 **내일 그 시각의 값을 오늘 알 수 있는가**로 나눈 dict. 알 수 있으면 `"ahead"`, 그 시각이 지나 계량해야 알면 `"after"`, 파일만으로 정할 수 없으면 `"ask"`
# - `weekend_kwh`: 토·일요일 가운데 종일 `Light_Load`인 날(`"light"`)과 아닌 날(`"other"`)의 하루 평균 전력량(kWh)
# - `load_type_argument`: `Load_Type`을 예측에 써도 되는지, 된다면 무엇을 확인해야 하는지 한 문장 이상. 데이터 카드는 요금 시간대로 추정합니다. `weekend_kwh`도 그 추정과 맞습니까?
#
# <details><summary>힌트 1</summary>상관이 높은 열 하나를 빼는 것으로는 모자랍니다. 무효전력과 역률은 무엇으로 계산합니까?</details>
# <details><summary>힌트 2</summary>요금 시간대라면 쉬는 주말과 일하는 주말이 같은 값이어야 합니다. 종일 경부하인 날에 공장이 돌았는지 보십시오.</details>

# %% [markdown] lang="en"
# ## Task 1. Spot the columns that leak the answer (15 points)
#
# Try the supplier's "error of 1 kWh" yourself. `quick_mae(columns)` returns the mean absolute error of December (MAE, kWh per 15 min) of a model fitted on January to November. The columns of the same moment go in as they are.
#
# - `leak_test`: three values of `quick_mae`: `"calendar"` with `CALENDAR` only, `"with_co2"` with `CALENDAR` and CO2, `"without_co2"` with `CALENDAR` and the four other metered columns **without CO2**
# - `known`: a dict that says of the nine columns (all but `Usage_kWh`) **whether tomorrow's value is known today**: `"ahead"` if it is, `"after"` if it has to be metered first, `"ask"` if the file can't tell
# - `weekend_kwh`: mean energy a day (kWh) of those Saturdays and Sundays that are `Light_Load` all day (`"light"`), and of the others (`"other"`)
# - `load_type_argument`: a sentence or more on whether `Load_Type` may be used for the forecast, and what has to be confirmed first. The data card supposes tariff hours. Does `weekend_kwh` agree?
#
# <details><summary>Hint 1</summary>Dropping the one column with the high correlation is not enough. What are reactive power and power factor computed from?</details>
# <details><summary>Hint 2</summary>If it were tariff hours, a weekend of rest and a weekend of work would have the same values. Did the plant run on days that are light all day?</details>

# %% grade_id="quick" role="fixed"
CALENDAR = ["NSM", "WeekStatus", "Day_of_week"]
METERED = [
    "Lagging_Current_Reactive_Power_kVarh",
    "Leading_Current_Reactive_Power_kVarh",
    "CO2(tCO2)",
    "Lagging_Current_Power_Factor",
    "Leading_Current_Power_Factor",
]


def quick_mae(columns):
    """December MAE (kWh per 15 min) of a model that sees `columns` of the same moment."""
    table = energy[columns].copy()
    for name in table.columns.intersection(["WeekStatus", "Day_of_week", "Load_Type"]):
        table[name] = pd.factorize(table[name])[0]
    december = table.index >= pd.Timestamp("2018-12-01")
    model = HistGradientBoostingRegressor(loss="absolute_error", early_stopping=False)
    model.fit(table[~december], energy.loc[~december, "Usage_kWh"])
    return float(np.abs(model.predict(table[december]) - energy.loc[december, "Usage_kWh"]).mean())


# %% grade_id="t1-solution" role="solution"
day_kwh = energy["Usage_kWh"].resample("D").sum()
light_all_day = (energy["Load_Type"] == "Light_Load").resample("D").mean() == 1
weekend = day_kwh.index.day_of_week >= 5
### BEGIN SOLUTION
leak_test = {
    "calendar": quick_mae(CALENDAR),
    "with_co2": quick_mae([*CALENDAR, "CO2(tCO2)"]),
    "without_co2": quick_mae(CALENDAR + [name for name in METERED if name != "CO2(tCO2)"]),
}
known = dict.fromkeys(CALENDAR, "ahead") | dict.fromkeys(METERED, "after") | {"Load_Type": "ask"}
weekend_kwh = {
    "light": float(day_kwh[weekend & light_all_day].mean()),
    "other": float(day_kwh[weekend & ~light_all_day].mean()),
}
load_type_argument = (
    "종일 경부하인 주말은 공장이 쉰 날이어서 요금 시간대보다는 작업 달력으로 보인다. "
    "전날 정해지는 값인지, 실적을 보고 나중에 적은 값인지 확인한 뒤에만 쓴다."
)
### END SOLUTION
print(leak_test, weekend_kwh)

# %% grade_id="t1-visible" role="check" points=5
assert "load_type_argument" in globals(), "[미작성 · not attempted] 과제 1의 이름 네 개가 아직 없습니다. 새는 열을 모르면 어떤 오차도 믿을 수 없습니다. leak_test, known, weekend_kwh, load_type_argument를 만드십시오. / The four names of task 1 do not exist yet. No error can be trusted while a column leaks. Make leak_test, known, weekend_kwh and load_type_argument."
assert set(leak_test) == {"calendar", "with_co2", "without_co2"}, f"leak_test의 항목이 {sorted(leak_test)}입니다. 세 경우를 나란히 놓아야 무엇이 새는지 보입니다. 이름을 확인하십시오. / leak_test holds {sorted(leak_test)}; the leak shows only side by side. Check the names."
_nine = ["NSM", "WeekStatus", "Day_of_week", "Load_Type", "CO2(tCO2)", "Lagging_Current_Reactive_Power_kVarh", "Leading_Current_Reactive_Power_kVarh", "Lagging_Current_Power_Factor", "Leading_Current_Power_Factor"]
_unclear = [name for name in _nine if known.get(name) not in ("ahead", "after", "ask")]
assert not _unclear, f"{_unclear}이(가) 정해지지 않았습니다. 한 열이라도 애매하면 그 열로 정답이 새어 듭니다. \"ahead\", \"after\", \"ask\" 가운데 하나로 적으십시오. / {_unclear} are undecided, and a leak enters by one column. Write \"ahead\", \"after\" or \"ask\"."
assert set(weekend_kwh) == {"light", "other"}, f"weekend_kwh의 항목이 {sorted(weekend_kwh)}입니다. 두 주말을 견주어야 Load_Type의 정체가 보입니다. 이름을 확인하십시오. / weekend_kwh holds {sorted(weekend_kwh)}; comparing both kinds of weekends shows what Load_Type is. Check the names."
assert len(str(load_type_argument)) >= 20, f"load_type_argument가 {len(str(load_type_argument))}자입니다. 써도 되는 까닭이나 확인할 것을 적지 않으면 다음 사람이 그냥 씁니다. 한 문장 이상 적으십시오. / load_type_argument has {len(str(load_type_argument))} characters; without a reason the next person just uses the column. Write a sentence or more."
print("OK")

# %% grade_id="t1-hidden" role="check" points=6
# 제출하면 열의 구분을 확인합니다 / The classes are checked after you submit
### BEGIN HIDDEN TESTS
_metered = ["CO2(tCO2)", "Lagging_Current_Reactive_Power_kVarh", "Leading_Current_Reactive_Power_kVarh", "Lagging_Current_Power_Factor", "Leading_Current_Power_Factor"]
_wrong = [name for name in _metered if known[name] != "after"]
assert not _wrong, f"{_wrong}을(를) {[known[name] for name in _wrong]}(으)로 적었습니다. 사용량과 같은 계량기에서 같은 순간에 나오는 값입니다. 넣으면 오차는 작아지지만 내일 값은 내일이 되어야 압니다. 무엇으로 계산되는 값인지 보십시오. / You call {_wrong} {[known[name] for name in _wrong]}. They come from the same meter at the same moment as the energy. Errors get small, but tomorrow's value is there tomorrow. What are they computed from?"
_wrong = [name for name in ("NSM", "WeekStatus", "Day_of_week") if known[name] != "ahead"]
assert not _wrong, f"{_wrong}을(를) {[known[name] for name in _wrong]}(으)로 적었습니다. 쓸 수 있는 정보까지 버리면 예측이 나빠집니다. 내일의 시각과 요일은 언제 압니까? / You call {_wrong} {[known[name] for name in _wrong]}. Throwing away what is known makes forecasts worse. When do you know tomorrow's time and weekday?"
### END HIDDEN TESTS

# %% grade_id="t1-numbers" role="check" points=4
# 제출하면 숫자를 다시 계산합니다 / The numbers are recomputed after you submit
### BEGIN HIDDEN TESTS
assert 8.0 <= leak_test["calendar"] <= 11.5, f"달력만으로 잰 12월 오차가 {leak_test['calendar']:.2f} kWh입니다. 시각과 요일만으로 나올 오차가 아닙니다. CALENDAR만 넣었는지 보십시오. / With the calendar alone you get {leak_test['calendar']:.2f} kWh in December, which time and weekday can't give. Did you pass CALENDAR only?"
assert 1.2 <= leak_test["with_co2"] <= 3.0, f"CO2를 더한 오차가 {leak_test['with_co2']:.2f} kWh입니다. CO2 하나가 얼마나 새는지 재려면 달력과 CO2만 넣어야 합니다. 열 목록을 보십시오. / With CO2 you get {leak_test['with_co2']:.2f} kWh. To see what CO2 alone leaks, pass the calendar and CO2. Check the list."
assert 0.2 <= leak_test["without_co2"] <= 1.1, f"CO2를 뺀 계측 열의 오차가 {leak_test['without_co2']:.2f} kWh입니다. 무효전력과 역률 네 열이 모두 들어갔는지, CO2는 빠졌는지 보십시오. CO2만 의심하다 놓치는 누설입니다. / Without CO2 you get {leak_test['without_co2']:.2f} kWh. Are all four columns of reactive power and power factor in, and CO2 out? This leak is missed by those who suspect CO2 only."
_usage = energy["Usage_kWh"].resample("D").sum()
_light = (energy["Load_Type"].astype(str) == "Light_Load").resample("D").mean() == 1
_free = _usage.index.day_of_week >= 5
for _name, _days in (("light", _free & _light), ("other", _free & ~_light)):
    _right, _mine = float(_usage[_days].mean()), float(weekend_kwh[_name])
    assert abs(_mine - _right) <= 0.01 * _right, f"weekend_kwh의 {_name}이(가) 하루 {_mine:,.0f} kWh입니다. 토·일요일만, 하루 합계로 구한 값과 다릅니다. 평일이 섞였거나 15분 값을 평균하지 않았는지 보십시오. / weekend_kwh[{_name!r}] is {_mine:,.0f} kWh a day, not the mean of daily totals of Saturdays and Sundays. Are weekdays mixed in, or quarters averaged?"
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# `Load_Type`은 데이터 카드의 추정과 달리 **공장이 일한 날**을 담고 있습니다. 공휴일이라도 공장이 돈 날(10월 9일)에는 경부하가 아니고, 공휴일이 아닌 8월 1~3일과 12월 31일은 종일 경부하입니다. 전날 정해지는 작업 달력이면 써도 되고, 실적을 보고 나중에 적은 것이면 누설입니다. 이 파일은 어느 쪽인지 말해 주지 않습니다. 아래 과제에서는 쓰지 않아도 기준을 넘을 수 있습니다.

# %% [markdown] lang="en"
# Other than the data card supposes, `Load_Type` holds **whether the plant worked**. On a public holiday on which it ran (9 October) the day is not light; 1 to 3 August and 31 December, no public holidays, are light all day. If it is a work calendar that is fixed the day before, it may be used; if it was written afterwards, it leaks. The file doesn't say which. The tasks below can be passed without it.

# %% [markdown] lang="ko"
# ## 과제 2. 넘어야 할 기준: 어제와 지난주 (10점)
#
# 모델이 이겨야 할 상대는 0이 아니라 **아무나 할 수 있는 예측**입니다. 15분 값이므로 하루는 96칸입니다.
#
# - `daily_naive(usage)`: 어제 같은 시각의 값
# - `weekly_naive(usage)`: 지난주 같은 요일, 같은 시각의 값
# - `month_mae(usage, forecast, month)`: `month`(예: `"2018-12"`)의 평균절대오차(kWh/15분)
# - `baseline`: 12월의 `"daily"`, `"weekly"`, 그리고 두 예측을 **평균한** `"mean"`의 오차
#
# <details><summary>힌트 1</summary><code>usage.shift(n)</code>은 n칸 전의 값을 지금 자리로 가져옵니다. 15분 자료에서 일주일은 몇 칸입니까?</details>
# <details><summary>힌트 2</summary>index가 시각이므로 <code>series.loc["2018-12"]</code>이 12월 전체입니다.</details>

# %% [markdown] lang="en"
# ## Task 2. The baseline to beat: yesterday and last week (10 points)
#
# A model's rival is not zero but **a forecast that anybody can make**. With 15-minute values a day has 96 steps.
#
# - `daily_naive(usage)`: the value of yesterday at the same time
# - `weekly_naive(usage)`: the value of last week, same weekday and time
# - `month_mae(usage, forecast, month)`: mean absolute error (kWh per 15 min) of a `month` such as `"2018-12"`
# - `baseline`: the errors of December for `"daily"`, `"weekly"`, and `"mean"`, the **mean of both forecasts**
#
# <details><summary>Hint 1</summary><code>usage.shift(n)</code> brings the value of n steps ago to now. How many steps of 15 minutes are a week?</details>
# <details><summary>Hint 2</summary>The index is time, so <code>series.loc["2018-12"]</code> is the whole of December.</details>

# %% grade_id="t2-solution" role="solution"
def daily_naive(usage):
    """어제 같은 시각 / yesterday, same time"""
    ### BEGIN SOLUTION
    return usage.shift(96)
    ### END SOLUTION


def weekly_naive(usage):
    """지난주 같은 요일 같은 시각 / last week, same weekday and time"""
    ### BEGIN SOLUTION
    return usage.shift(7 * 96)
    ### END SOLUTION


def month_mae(usage, forecast, month):
    """한 달의 평균절대오차 / mean absolute error of a month"""
    ### BEGIN SOLUTION
    return float((forecast - usage).abs().loc[month].mean())
    ### END SOLUTION


usage = energy["Usage_kWh"]
### BEGIN SOLUTION
rivals = {"daily": daily_naive(usage), "weekly": weekly_naive(usage)}
rivals["mean"] = (rivals["daily"] + rivals["weekly"]) / 2
baseline = {name: month_mae(usage, rival, "2018-12") for name, rival in rivals.items()}
### END SOLUTION
print(baseline)

# %% grade_id="t2-visible" role="check" points=4
assert "baseline" in globals(), "[미작성 · not attempted] 과제 2의 baseline이 아직 없습니다. 기준이 없으면 모델이 좋은지 말할 수 없습니다. 함수 세 개와 baseline을 완성하십시오. / baseline does not exist yet, and without one no model is good or bad. Complete the three functions and baseline."
assert set(baseline) == {"daily", "weekly", "mean"}, f"baseline의 항목이 {sorted(baseline)}입니다. 세 기준을 모두 견주어야 가장 쉬운 상대를 고르지 않습니다. 이름을 확인하십시오. / baseline holds {sorted(baseline)}; with all three nobody picks the weakest rival. Check the names."
_counted = pd.Series(np.arange(2000.0), index=pd.date_range("2020-03-02", periods=2000, freq="15min"))
_step = float(_counted.iloc[1500] - daily_naive(_counted).iloc[1500])
assert _step == 96, f"daily_naive가 {_step:.0f}칸 전의 값을 가져옵니다. 15분에 한 칸입니다. 하루가 몇 칸인지 세어 보십시오. / daily_naive takes the value of {_step:.0f} steps ago, and a step is 15 minutes. Count the steps of a day."
assert all(np.isfinite(value) and value > 0 for value in baseline.values()), f"baseline에 {baseline}이(가) 들어 있습니다. 오차는 0보다 큰 수입니다. 빈 값이 섞였는지 보십시오. / baseline holds {baseline}; errors are numbers above 0. Are empty values mixed in?"
print("OK")

# %% grade_id="t2-hidden" role="check" points=6
# 제출하면 다른 달로 더 확인합니다 / More with other months, after you submit
### BEGIN HIDDEN TESTS
_usage = energy["Usage_kWh"]
_counted = pd.Series(np.arange(3000.0), index=pd.date_range("2020-03-02", periods=3000, freq="15min"))
_step = float(_counted.iloc[2900] - weekly_naive(_counted).iloc[2900])
assert _step == 672, f"weekly_naive가 {_step:.0f}칸 전의 값을 가져옵니다. 요일이 어긋나면 일요일로 월요일을 예측하게 됩니다. 일주일이 15분으로 몇 칸인지 세어 보십시오. / weekly_naive takes the value of {_step:.0f} steps ago. A wrong weekday forecasts Monday from Sunday. Count the 15-minute steps of a week."
for _month in ("2018-06", "2018-12"):
    _right = float((_usage.shift(96) - _usage).abs().loc[_month].mean())
    _mine = float(month_mae(_usage, _usage.shift(96), _month))
    assert abs(_mine - _right) < 0.02, f"{_month}의 오차가 {_mine:.2f} kWh로 나왔습니다. 그 달의 절대오차 평균과 다릅니다. 절댓값을 취했는지, 그 달만 골랐는지 보십시오. / The error of {_month} came out as {_mine:.2f} kWh, not the mean absolute error of that month. Absolute values, and that month only?"
for _name, _right in (("daily", 12.049), ("weekly", 10.560), ("mean", 9.822)):
    assert abs(float(baseline[_name]) - _right) <= 0.02, f"12월의 {_name} 오차가 {float(baseline[_name]):.2f} kWh입니다. 기준이 틀리면 모델의 승패도 뒤바뀝니다. 예측을 먼저 만든 뒤 오차를 쟀는지, 오차끼리 평균하지 않았는지 보십시오. / The {_name} error of December is {float(baseline[_name]):.2f} kWh. A wrong baseline turns victory into defeat. Did you make the forecast first and then its error, not average errors?"
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 과제 3. 하루 전에 아는 것만으로 예측하기 (25점)
#
# 각 15분 구간을 **24시간 전까지의 기록**과 달력만으로 예측합니다. 12월이 오기 전에 학습을 마칩니다.
#
# - `make_features(energy)`: 같은 index의 특징 표. 각 행은 24시간 전(96칸 전) 또는 그 이전의 계량 값과 달력만 씁니다. 표의 뒷부분을 잘라 내도 앞부분의 특징은 그대로여야 합니다.
# - `forecast_month(energy, first)`: `first`(그 달의 1일) **이전** 자료로 학습해 그 달 전체를 예측한 Series. 날짜를 나눠 시간 순서를 지키고, 무작위로 나누지 않습니다.
# - `forecast`: 12월 예측
#
# 채점 기준은 12월 MAE입니다. 지난주 기준(weekly)보다 나으면 합격, **9.8 kWh 이하**면 만점입니다. 5 kWh보다 작으면 누설로 보고 점수를 주지 않습니다.
#
# 기본 설정의 함정 두 가지: 제곱오차는 드물게 큰 값에 끌려가므로 `loss="absolute_error"`를, 조기 종료는 시간 순서를 무시하고 검증 자료를 뽑으므로 `early_stopping=False`를 쓰십시오. 학습한 적 없는 달 번호(12)를 특징으로 넣으면 어떻게 될지도 생각해 보십시오.
#
# <details><summary>힌트 1</summary>특징은 네댓 개면 충분합니다. 시각(<code>NSM</code>)과 요일은 넣어 두었으니 어제·지난주 같은 시각의 값을 <code>features.assign(이름=값)</code>으로 더하십시오.</details>
# <details><summary>힌트 2</summary>이동평균을 쓰려면 먼저 96칸 밀고 나서 <code>rolling</code>을 하십시오. 순서가 바뀌면 오늘 값이 섞입니다.</details>

# %% [markdown] lang="en"
# ## Task 3. Forecast with what is known a day ahead (25 points)
#
# Forecast every 15-minute interval from **records up to 24 hours before it** and the calendar. Fitting is over before December begins.
#
# - `make_features(energy)`: a table of features with the same index. Every row uses metered values of 24 hours (96 steps) ago or earlier, and the calendar. Cutting off the end of the table must not change the features before it.
# - `forecast_month(energy, first)`: fit on what lies **before** `first` (the 1st of a month) and forecast that whole month, as a Series. Split by date, in the order of time, never at random.
# - `forecast`: the forecast of December
#
# What counts is the MAE of December: better than last week's value (weekly) passes, **9.8 kWh or less** gets full points. Below 5 kWh it is taken for a leak and gets none.
#
# Two traps of the defaults: squared error is drawn to rare large values, so use `loss="absolute_error"`; early stopping draws its validation rows regardless of time, so use `early_stopping=False`. And think what happens to the number of a month (12) that was never fitted on.
#
# <details><summary>Hint 1</summary>Four or five features will do. Time (<code>NSM</code>) and weekday are there; add the values of yesterday and of last week at the same time with <code>features.assign(name=value)</code>.</details>
# <details><summary>Hint 2</summary>For a moving average shift by 96 steps first, then <code>rolling</code>. The other way round today's values are in it.</details>

# %% grade_id="t3-solution" role="solution"
def make_features(energy):
    """하루 전에 아는 것만으로 만든 특징 표 / features known a day ahead"""
    usage = energy["Usage_kWh"]
    features = pd.DataFrame({"time": energy["NSM"], "weekday": energy.index.day_of_week}, index=energy.index)
    ### BEGIN SOLUTION
    return features.assign(yesterday=daily_naive(usage), last_week=weekly_naive(usage))
    ### END SOLUTION


def forecast_month(energy, first):
    """first 이전 자료로 학습해 그 달을 예측 / fit before `first`, forecast that month"""
    features = make_features(energy)
    first = pd.Timestamp(first)
    ahead = (features.index >= first) & (features.index < first + pd.DateOffset(months=1))
    ### BEGIN SOLUTION
    past = (features.index < first) & features.notna().all(axis=1)
    model = HistGradientBoostingRegressor(loss="absolute_error", early_stopping=False, random_state=0)
    model.fit(features[past], energy.loc[past, "Usage_kWh"])
    return pd.Series(model.predict(features[ahead]), index=features.index[ahead])
    ### END SOLUTION


forecast = forecast_month(energy, "2018-12-01")
print(f"December MAE {(forecast - energy['Usage_kWh']).abs().mean():.2f} kWh per 15 min")

# %% grade_id="t3-visible" role="check" points=5
assert "forecast" in globals(), "[미작성 · not attempted] 과제 3의 forecast가 아직 없습니다. 예측이 있어야 어제 값과 견줍니다. make_features와 forecast_month를 완성하십시오. / forecast does not exist yet; only then it can be held against yesterday. Complete make_features and forecast_month."
assert isinstance(forecast, pd.Series), f"forecast의 형식이 {type(forecast).__name__}입니다. 시각이 붙어 있어야 실제와 짝이 맞습니다. pd.Series로 돌려주십시오. / forecast is a {type(forecast).__name__}; it needs its times to be paired with what happened. Return a pd.Series."
assert len(forecast) == 31 * 96 and forecast.index[0] == pd.Timestamp("2018-12-01"), f"예측이 {len(forecast):,}칸이고 {forecast.index[0]}에 시작합니다. 12월은 2,976칸입니다. 빠진 시간에는 피크를 모르는 채 지나갑니다. ahead를 그대로 썼는지 보십시오. / The forecast has {len(forecast):,} steps and starts at {forecast.index[0]}; December has 2,976. In missing hours peaks pass unseen. Did you use ahead as it is?"
assert np.isfinite(forecast.to_numpy(dtype=float)).all(), f"예측에 빈 값이 {int(forecast.isna().sum())}개 있습니다. 빈 칸의 작업은 계획할 수 없습니다. 특징의 빈 값을 어떻게 다루었는지 보십시오. / {int(forecast.isna().sum())} forecasts are empty; nothing can be planned there. How are empty features treated?"
_table = make_features(energy)
assert len(_table) == len(energy), f"특징 표가 {len(_table):,}행입니다. 행을 지우면 시각이 어긋날 수 있습니다. 빈 값이 있는 행도 표에는 남기십시오. / The feature table has {len(_table):,} rows; dropping rows may shift times. Keep rows with empty values in the table."
print("OK")

# %% grade_id="t3-causal" role="check" points=8
# 제출하면 미래를 잘라 내고 다시 확인합니다 / The future is cut off and all is checked again after you submit
### BEGIN HIDDEN TESTS
_metered = ["Usage_kWh", "CO2(tCO2)", "Lagging_Current_Reactive_Power_kVarh", "Leading_Current_Reactive_Power_kVarh", "Lagging_Current_Power_Factor", "Leading_Current_Power_Factor"]
_table = make_features(energy)
for _k in (20011, 31234):
    _other = energy.copy()
    _other.loc[_other.index[_k:], _metered] = _other.loc[_other.index[_k:], _metered].to_numpy()[::-1] * 0.5 + 40.0
    _changed = make_features(_other)
    _seen = [name for name in _table.columns if not _table[name].iloc[_k : _k + 96].reset_index(drop=True).equals(_changed[name].iloc[_k : _k + 96].reset_index(drop=True))]
    assert not _seen, f"특징 {_seen}이(가) 아직 오지 않은 24시간의 계량 값에 따라 달라집니다. 시험에서는 잘 맞아도 내일 아침에는 그 값이 없어 예측을 내지 못합니다. 96칸 이상 밀었는지, 같은 시각의 계측 열을 넣지 않았는지 보십시오. / Features {_seen} change with metered values of the 24 hours to come. They do well in a test and are not there tomorrow morning. Shifted by 96 steps or more, no metered column of the same moment?"
    _cut = make_features(energy.iloc[:_k])
    _seen = [name for name in _table.columns if not _table[name].iloc[:_k].reset_index(drop=True).equals(_cut[name].reset_index(drop=True))]
    assert not _seen, f"표의 뒷부분을 잘라 내니 앞부분의 특징 {_seen}이(가) 달라졌습니다. 나중 자료로 만든 평균이 과거로 흘러든 것입니다. 표 전체로 구한 값을 넣지 않았는지 보십시오. / With the end of the table cut off, earlier features {_seen} changed: averages of later data flow into the past. Is anything computed from the whole table?"
### END HIDDEN TESTS

# %% grade_id="t3-error" role="check" points=7
# 제출하면 12월의 값을 지우고 다시 예측해 견줍니다 / December is blotted out and forecast again after you submit
### BEGIN HIDDEN TESTS
_metered = ["Usage_kWh", "CO2(tCO2)", "Lagging_Current_Reactive_Power_kVarh", "Leading_Current_Reactive_Power_kVarh", "Lagging_Current_Power_Factor", "Leading_Current_Power_Factor"]
_actual = energy["Usage_kWh"].loc["2018-12"]
_error = float((forecast - _actual).abs().mean())
assert _error >= 5, f"12월 오차가 {_error:.2f} kWh입니다. 하루 전에 아는 것만으로는 이렇게 작아지지 않습니다. 이 숫자를 믿고 계약하면 현장에서는 몇 배로 빗나갑니다. 예측할 시각의 값이 특징이나 학습에 들어갔는지 보십시오. / The error of December is {_error:.2f} kWh. What is known a day ahead can't do that; on the floor it will miss by several times as much. Did values of the forecast hours get into features or fitting?"
_blank = energy.copy()
_blank.loc[_blank.index >= pd.Timestamp("2018-12-01"), _metered] = 40.0
_again = forecast_month(_blank, "2018-12-01")
_moved = float(np.abs(np.asarray(_again, dtype=float)[:96] - np.asarray(forecast, dtype=float)[:96]).mean())
assert _moved < 0.5, f"12월의 계량 값을 지우고 다시 예측하니 첫날 예측이 평균 {_moved:.1f} kWh 달라졌습니다. 학습이나 특징이 12월을 미리 본 것이어서 {_error:.2f} kWh라는 오차는 현장에서 나오지 않습니다. first 이전 자료로만 학습하는지 보십시오. / With December's metered values blotted out the forecast of its first day moved by {_moved:.1f} kWh on average. Fitting or features saw December, so the error of {_error:.2f} kWh won't come true. Do you fit only on what lies before first?"
assert _error <= 10.56, f"12월 오차가 {_error:.2f} kWh로, 지난주 값을 그대로 쓰는 것보다 낫지 않습니다. 더 복잡하고 더 나쁜 것을 현장에 걸 까닭이 없습니다. 손실함수, 조기 종료, 달 번호 특징을 살펴보십시오. / The error of December is {_error:.2f} kWh, no better than repeating last week. Nobody needs something more complicated and worse. Look at loss, early stopping, and the month as a feature."
### END HIDDEN TESTS

# %% grade_id="t3-full" role="check" points=5
# 제출하면 다른 달로도 확인합니다 / Another month, after you submit
### BEGIN HIDDEN TESTS
_metered = ["Usage_kWh", "CO2(tCO2)", "Lagging_Current_Reactive_Power_kVarh", "Leading_Current_Reactive_Power_kVarh", "Lagging_Current_Power_Factor", "Leading_Current_Power_Factor"]
_usage = energy["Usage_kWh"]
_error = float((forecast - _usage.loc["2018-12"]).abs().mean())
assert 5 <= _error <= 9.8, f"12월 오차가 {_error:.2f} kWh입니다. 어제와 지난주를 평균하기만 해도 9.82입니다. 그보다 나아야 모델을 유지할 값이 있고, 5보다 작으면 누설입니다. 특징과 손실함수를 다시 보십시오. / The error of December is {_error:.2f} kWh. The mere mean of yesterday and last week gets 9.82; a model must be better to be worth its upkeep, and below 5 it leaks. Look at features and loss again."
_past = energy[energy.index < pd.Timestamp("2018-12-01")]
_blank = _past.copy()
_blank.loc[_blank.index >= pd.Timestamp("2018-11-01"), _metered] = 40.0
_november = forecast_month(_past, "2018-11-01")
_moved = float(np.abs(np.asarray(forecast_month(_blank, "2018-11-01"), dtype=float)[:96] - np.asarray(_november, dtype=float)[:96]).mean())
assert _moved < 0.5, f"11월의 계량 값을 지우니 11월 첫날 예측이 평균 {_moved:.1f} kWh 달라졌습니다. 예측할 달을 미리 본 것입니다. first에서 학습을 끊었는지 보십시오. / With November's metered values blotted out the forecast of its first day moved by {_moved:.1f} kWh. The month was seen before it was forecast; does fitting end at first?"
_mine = float((_november - _usage.loc["2018-11"]).abs().mean())
_weekly = float((_usage.shift(672) - _usage).abs().loc["2018-11"].mean())
assert _mine <= 0.9 * _weekly, f"11월 오차가 {_mine:.2f} kWh로, 지난주 값({_weekly:.2f} kWh)보다 10 % 이상 낫지 않습니다. 한 달에만 맞춘 모델은 다음 달에 무너집니다. 12월에만 맞게 고른 설정이 있는지 보십시오. / The error of November is {_mine:.2f} kWh, not 10 % better than last week's value ({_weekly:.2f} kWh). What fits one month breaks in the next. Was anything tuned to December?"
### END HIDDEN TESTS

# %%
days = slice("2018-12-17", "2018-12-21")
figure, axis = plt.subplots(figsize=(11, 3.6))
axis.plot(usage.loc[days] * KW_PER_KWH, c="black", lw=1, label="metered")
axis.plot(forecast.loc[days] * KW_PER_KWH, c="tab:blue", lw=1.5, label="forecast a day ahead")
axis.plot(weekly_naive(usage).loc[days] * KW_PER_KWH, c="tab:orange", lw=0.8, label="last week")
axis.set(ylabel="demand (kW)", title="five days of December: level yes, peaks no")
axis.legend()
plt.tight_layout()
plt.show()

# %% [markdown] lang="ko"
# ## 과제 4. 최대수요가 나온 날, 그리고 상한 예측 (15점)
#
# 평균 오차가 작아도 피크는 놓칠 수 있습니다. 위 그림에서 예측선은 뾰족한 끝까지 올라가지 않습니다. 그래서 "피크가 걱정이면 95 % 상한을 예측하면 된다"는 말을 시험해 봅니다.
#
# - `daily_peak_kw`: 날짜별 최대수요(**kW**, 365일)
# - `cap_kw`: 목표 상한 = 연간 최대수요의 90 %
# - `peak_days`: `cap_kw`를 넘은 날의 목록. `"2018-11-22"` 같은 글자로, 날짜순
# - `forecast_upper(energy, first)`: `forecast_month`처럼 `first` 이전으로만 학습해 그 달의 95 % 상한(kWh/15분)을 예측합니다. 특징은 같고 `loss="quantile", quantile=0.95`입니다.
# - `upper`: 12월의 상한 예측(Series)
# - `coverage`: 실제 값이 `upper` 이하인 구간의 비율(0~1)
# - `peak_gap_kw`: 12월에서 **실제 최대수요가 나온 구간**의 실제 값에서 상한을 뺀 것(kW). 0보다 크면 상한이 뚫린 것입니다.
# - `upper_holds_peak`: 이 상한을 최대수요 관리에 써도 되는지 True나 False로 판단하십시오.
#
# <details><summary>힌트 1</summary><code>resample("D").max()</code>가 하루 최댓값입니다. kWh를 kW로 바꾸는 것을 잊지 마십시오.</details>
# <details><summary>힌트 2</summary>요금을 정하는 것은 2,976칸 가운데 한 칸입니다. 95 %가 맞는다는 말은 149칸이 틀려도 된다는 말입니다. 틀린 칸이 어느 칸인지 보십시오.</details>

# %% [markdown] lang="en"
# ## Task 4. Peak days, and a forecast of the upper limit (15 points)
#
# A small mean error can still miss the peaks: in the plot above the forecast never climbs to the tips. So put this to the test: "if peaks worry you, forecast the 95 % upper limit".
#
# - `daily_peak_kw`: the largest demand of each day (**kW**, 365 days)
# - `cap_kw`: the target, 90 % of the year's largest demand
# - `peak_days`: list of the days above `cap_kw`, as text such as `"2018-11-22"`, in order
# - `forecast_upper(energy, first)`: like `forecast_month`, fitted only on what lies before `first`, forecasts the 95 % upper limit (kWh per 15 min) of that month: same features, `loss="quantile", quantile=0.95`
# - `upper`: the upper limit of December (Series)
# - `coverage`: share of intervals (0 to 1) in which the metered value is at most `upper`
# - `peak_gap_kw`: metered value minus upper limit (kW) in the interval of December in which **the real peak** occurred. Above 0 the limit was broken.
# - `upper_holds_peak`: True or False: may this limit be relied on to manage the peak?
#
# <details><summary>Hint 1</summary><code>resample("D").max()</code> is the largest value of a day. Don't forget kWh to kW.</details>
# <details><summary>Hint 2</summary>One step of 2,976 sets the bill. Right in 95 % means that 149 steps may be wrong. Look which ones they are.</details>

# %% grade_id="t4-solution" role="solution"
### BEGIN SOLUTION
daily_peak_kw = usage.resample("D").max() * KW_PER_KWH
cap_kw = 0.9 * float(daily_peak_kw.max())
peak_days = [str(day.date()) for day in daily_peak_kw.index[daily_peak_kw > cap_kw]]


def forecast_upper(energy, first):
    features = make_features(energy)
    first = pd.Timestamp(first)
    past = (features.index < first) & features.notna().all(axis=1)
    ahead = (features.index >= first) & (features.index < first + pd.DateOffset(months=1))
    model = HistGradientBoostingRegressor(loss="quantile", quantile=0.95, early_stopping=False, random_state=0)
    model.fit(features[past], energy.loc[past, "Usage_kWh"])
    return pd.Series(model.predict(features[ahead]), index=features.index[ahead])


upper = forecast_upper(energy, "2018-12-01")
actual = usage.loc["2018-12"]
coverage = float((actual <= upper).mean())
peak_gap_kw = float(actual.max() - upper[actual.idxmax()]) * KW_PER_KWH
upper_holds_peak = False
### END SOLUTION
print(len(peak_days), f"days above {cap_kw:.1f} kW; coverage {coverage:.1%}, gap at the peak {peak_gap_kw:.1f} kW")

# %% grade_id="t4-visible" role="check" points=4
assert "upper_holds_peak" in globals(), "[미작성 · not attempted] 과제 4의 이름들이 아직 없습니다. 피크가 나온 날을 알아야 옮길 것이 정해집니다. daily_peak_kw부터 upper_holds_peak까지 만드십시오. / The names of task 4 do not exist yet. What to move follows from the days of the peaks. Make daily_peak_kw to upper_holds_peak."
assert len(daily_peak_kw) == 365, f"daily_peak_kw가 {len(daily_peak_kw)}일입니다. 하루라도 빠지면 그날이 최대수요일 수 있습니다. 날짜별로 묶었는지 보십시오. / daily_peak_kw has {len(daily_peak_kw)} days; the one left out may hold the peak. Is it by date?"
assert len(upper) == 2976, f"upper가 {len(upper):,}칸입니다. 12월은 2,976칸입니다. 빠진 칸에 피크가 있을 수 있습니다. 12월 전체를 예측했는지 보십시오. / upper has {len(upper):,} steps; December has 2,976, and the peak may be in a missing one. Is it the whole month?"
assert 0 <= coverage <= 1, f"coverage가 {coverage:.2f}입니다. 비율은 0~1이어야 다른 달과 견줄 수 있습니다. 개수나 백분율이 아닌지 보십시오. / coverage is {coverage:.2f}; a share is 0 to 1. Is it a count or a percentage?"
assert isinstance(peak_days, list) and all(isinstance(day, str) and len(day) == 10 for day in peak_days), f"peak_days의 앞부분이 {list(peak_days)[:2]}입니다. 작업반에 넘길 목록이므로 \"2018-11-22\"처럼 적은 list여야 합니다. 날짜를 글자로 바꾸었는지 보십시오. / peak_days begins {list(peak_days)[:2]}; the shifts need a list such as \"2018-11-22\". Did you turn dates into text?"
print("OK")

# %% grade_id="t4-days" role="check" points=5
# 제출하면 피크 날짜를 확인합니다 / The days are checked after you submit
### BEGIN HIDDEN TESTS
_peak = energy["Usage_kWh"].resample("D").max() * 4
_gap = float(np.abs(np.asarray(daily_peak_kw, dtype=float) - _peak.to_numpy()).max())
assert _gap < 0.5, f"하루 최대수요의 최댓값이 {float(np.max(np.asarray(daily_peak_kw, dtype=float))):.2f}입니다. 15분 전력량에서 구한 kW와 최대 {_gap:.1f} 다릅니다. 단위가 틀리면 계약전력과 견줄 수 없습니다. kWh를 kW로 바꾸었는지, 하루의 합이 아닌 최댓값인지 보십시오. / The largest daily peak is {float(np.max(np.asarray(daily_peak_kw, dtype=float))):.2f}; it differs from the kW of 15-minute energy by up to {_gap:.1f}. In a wrong unit it can't be held against the contract. kWh turned into kW, the largest of the day and not its sum?"
assert abs(float(cap_kw) - 0.9 * float(_peak.max())) < 0.5, f"cap_kw가 {float(cap_kw):.1f} kW입니다. 목표가 다르면 옮길 날도 달라집니다. 연간 최대수요의 90 %인지 보십시오. / cap_kw is {float(cap_kw):.1f} kW; another target moves other days. Is it 90 % of the year's peak?"
_days = [str(day.date()) for day in _peak.index[_peak > 0.9 * _peak.max()]]
assert list(peak_days) == _days, f"peak_days가 {len(peak_days)}일입니다. 빠진 날 {[day for day in _days if day not in peak_days][:3]}, 남는 날 {[day for day in peak_days if day not in _days][:3]}. 하루만 빠져도 그날이 요금을 정합니다. 넘은 날만, 날짜순인지 보십시오. / peak_days has {len(peak_days)} days; missing {[day for day in _days if day not in peak_days][:3]}, extra {[day for day in peak_days if day not in _days][:3]}. One day missed sets the bill. Only days above, in order?"
### END HIDDEN TESTS

# %% grade_id="t4-upper" role="check" points=6
# 제출하면 상한 예측을 확인합니다 / The upper limit is checked after you submit
### BEGIN HIDDEN TESTS
_actual = energy["Usage_kWh"].loc["2018-12"].to_numpy()
_upper = np.asarray(upper, dtype=float)
_right = float((_actual <= _upper).mean())
assert abs(coverage - _right) < 0.005, f"coverage가 {coverage:.1%}입니다. 여러분의 upper로 다시 세면 다르게 나옵니다. 실제가 상한 이하인 칸을 세었는지 보십시오. / coverage is {coverage:.1%}, not what your upper gives. Did you count steps in which the metered value is at most the limit?"
assert 0.85 <= _right <= 0.985, f"upper가 12월의 {_right:.1%}를 덮습니다. 95 % 상한이라고 부르기 어렵습니다. quantile 값과, 12월 이전으로만 학습했는지 보십시오. / upper covers {_right:.1%} of December, hardly a 95 % limit. Check the quantile, and that fitting ends before December."
_metered = ["Usage_kWh", "CO2(tCO2)", "Lagging_Current_Reactive_Power_kVarh", "Leading_Current_Reactive_Power_kVarh", "Lagging_Current_Power_Factor", "Leading_Current_Power_Factor"]
_short = forecast_upper(energy.iloc[-9000:], "2018-11-01")
assert len(_short) == 2880, f"11월의 상한을 예측하게 했더니 {len(_short):,}칸이 나왔습니다. 11월은 2,880칸입니다. 다른 달의 칸이 섞이면 어느 날의 상한인지 알 수 없습니다. 그 달의 시작과 끝을 확인하십시오. / The limit of November came out with {len(_short):,} steps; November has 2,880. With steps of another month nobody knows whose limit it is. Check where the month begins and ends."
_blank = energy.copy()
_blank.loc[_blank.index >= pd.Timestamp("2018-12-01"), _metered] = 40.0
_again = np.asarray(forecast_upper(_blank, "2018-12-01"), dtype=float)
_moved = float(np.abs(_again[:96] - _upper[:96]).mean())
_day = slice(334 * 96, 335 * 96)
_same = make_features(_blank).iloc[_day].reset_index(drop=True).equals(make_features(energy).iloc[_day].reset_index(drop=True))
assert _moved < 1.0 or not _same, f"12월의 계량 값을 지우고 다시 예측하니 12월 첫날의 상한이 평균 {_moved:.1f} kWh 달라졌습니다. 12월을 보고 정한 상한은 12월에 지켜질 수밖에 없습니다. first 이전으로만 학습하는지 보십시오. / With December's metered values blotted out the limit of its first day moved by {_moved:.1f} kWh on average. A limit that has seen December is bound to hold in December. Do you fit only on what lies before first?"
_top = int(_actual.argmax())
_gap = float(_actual[_top] - _upper[_top]) * 4
assert abs(peak_gap_kw - _gap) < 1, f"peak_gap_kw가 {peak_gap_kw:.1f} kW입니다. 실제 최대수요가 나온 그 칸에서 다시 재면 다릅니다. 두 최댓값끼리 빼지 않았는지, kW로 바꾸었는지 보십시오. / peak_gap_kw is {peak_gap_kw:.1f} kW, not the gap in the very step of the real peak. Did you subtract two maxima, and is it in kW?"
assert bool(upper_holds_peak) == (_gap <= 0), f"upper_holds_peak를 {upper_holds_peak}(으)로 판단했지만 최대수요 칸에서 실제가 상한보다 {_gap:.0f} kW 큽니다. 전체의 {_right:.0%}를 덮어도 요금을 정하는 그 한 칸에서 뚫리면 소용이 없습니다. 피크가 나온 칸을 보고 다시 판단하십시오. / You judge upper_holds_peak {upper_holds_peak}, but at the peak the metered value is {_gap:.0f} kW above the limit. Covering {_right:.0%} of all steps is of no use if the one that sets the bill breaks through. Judge again by that step."
### END HIDDEN TESTS

# %%
top_day = str(actual.idxmax().date())
figure, axes = plt.subplots(1, 2, figsize=(12, 3.6), width_ratios=(1, 1.4))
axes[0].plot(usage.loc[top_day].to_numpy() * KW_PER_KWH, c="black", lw=1, label="metered")
axes[0].plot(upper.loc[top_day].to_numpy() * KW_PER_KWH, c="tab:red", lw=1.5, label="95 % limit")
axes[0].plot(forecast.loc[top_day].to_numpy() * KW_PER_KWH, c="tab:blue", lw=1, label="forecast")
axes[0].set(xlabel="quarter of the day", ylabel="demand (kW)", title=f"peak day of December, {top_day}")
axes[0].legend(fontsize=8)
axes[1].plot(daily_peak_kw, c="gray", lw=0.8)
hot = daily_peak_kw[daily_peak_kw > cap_kw]
axes[1].scatter(hot.index, hot, c="tab:red", s=18, label="above the cap")
axes[1].axhline(cap_kw, ls="--", c="tab:red", lw=1)
axes[1].set(ylabel="daily peak (kW)", title="peaks of the year and the cap")
axes[1].tick_params(axis="x", rotation=30, labelsize=8)
axes[1].legend(fontsize=8)
plt.tight_layout()
plt.show()

# %% [markdown] lang="ko"
# ## 과제 5. 피크 이동 계획과 그 값 (20점)
#
# 상한을 넘는 전력량을 같은 날의 다른 구간으로 옮기는 계획을 세웁니다. 현장의 제약은 다음과 같습니다.
#
# - `shift_plan(day_kwh, cap_kwh)`: 하루 96칸의 전력량(kWh)을 받아 옮긴 뒤의 96칸을 돌려줍니다.
#   - 하루 **합계는 그대로**입니다. 일을 없애는 것이 아니라 옮기는 것입니다.
#   - 모든 칸이 `cap_kwh` 이하입니다. 넘은 칸은 정확히 `cap_kwh`까지만 내리고, 다른 칸에서는 덜어 내지 않습니다.
#   - **이미 돌고 있는 칸**(`RUNNING_KWH` 이상)에만 옮겨 담습니다. 아무도 없는 새벽으로는 옮길 수 없습니다.
#   - 한 칸에서 `MOVABLE_SHARE`(20 %)보다 많이 덜어 내야 하거나 담을 자리가 모자라면 **`ValueError`를 일으킵니다.** 지킬 수 없는 계획은 내지 않습니다.
#
# 값은 '모든 피크를 미리 안다면'이 아니라 **하루 전 경보가 실제로 울린 날**로 계산합니다. 경보는 어제·지난주 같은 시각 값 가운데 큰 쪽의 하루 최대가 `ALARM_KW` 이상이면 울립니다(아래 칸의 `alarm_days`).
#
# - `caught_days`: `peak_days` 가운데 경보가 울린 날
# - `moved_kwh`: `caught_days`에 옮긴 전력량의 합(kWh). 하루에 옮긴 양은 상한을 넘은 양의 합입니다.
# - `peak_after_kw`: 경보가 울린 피크일에만 계획대로 옮겼을 때의 연간 최대수요(kW). 놓친 날은 그대로 남습니다.
# - `value_if_all_known_krw`: 피크일을 **하루도 빠짐없이 미리 안다면** 아꼈을 기본요금(원/년). 경보·이동 비용은 빼지 않습니다.
# - `business_value`: 아래 식으로 `annual_value_krw`를 구합니다. 금액은 모두 실습용 **가정**입니다(실제 요금표가 아닙니다).
#
# > 연간 효과(원) = (지금의 최대수요 − `peak_after_kw`) × 기본요금 단가 × 12 − 경보 수 × 경보 1건 비용 − `moved_kwh` × 이동 비용
#
# - 키: `operating_rate_before`, `operating_rate_after`, `defect_rate_before`, `defect_rate_after`, `annual_value_krw`, `assumptions`. **이 자료로 말할 수 없는 항목은 `None`**, `assumptions`는 문장 3개 이상
#
# <details><summary>힌트 1</summary>넘은 양은 <code>(day - cap_kwh).clip(0)</code>, 담을 자리는 돌고 있는 칸의 <code>cap_kwh - day</code>입니다. 자리에 비례해 나누면 상한을 넘지 않습니다.</details>
# <details><summary>힌트 2</summary>요금을 정하는 것은 남은 날 가운데 가장 높은 하루입니다. 다른 날을 모두 낮춰도 놓친 하루가 그대로면 최대수요는 그날 것입니다.</details>

# %% [markdown] lang="en"
# ## Task 5. A peak-shift plan and its value (20 points)
#
# Plan how the energy above the cap moves to other intervals of the same day. The floor sets these constraints:
#
# - `shift_plan(day_kwh, cap_kwh)`: takes the 96 values of a day (kWh) and returns the 96 values after moving.
#   - The day's **total stays**. Work is moved, not dropped.
#   - Every step is at most `cap_kwh`. Steps above come down to exactly `cap_kwh`; nothing is taken from others.
#   - Energy moves only into steps in which the plant **already runs** (`RUNNING_KWH` or more). Nobody is there before dawn.
#   - If more than `MOVABLE_SHARE` (20 %) of a step would have to move, or there is too little room, **raise `ValueError`**. A plan that can't be kept is not made.
#
# The value is not computed "as if all peaks were known" but for the days on which **the alarm of the day before really sounded**. It sounds if the larger of yesterday's and last week's value at the same time reaches `ALARM_KW` at any time of the day (`alarm_days` in the next box).
#
# - `caught_days`: those of `peak_days` on which the alarm sounded
# - `moved_kwh`: energy (kWh) moved on `caught_days` altogether. What moves on a day is the sum of what lies above the cap.
# - `peak_after_kw`: the year's largest demand (kW) if the plan is kept on the peak days with an alarm only. Days that were missed stay as they are.
# - `value_if_all_known_krw`: demand charge saved (KRW a year) **if every peak day were known ahead**, before the costs of alarms and moving.
# - `business_value`: `annual_value_krw` by the formula below. All amounts are **assumptions** for this exercise, not a real tariff.
#
# > annual value (KRW) = (largest demand now − `peak_after_kw`) × demand charge × 12 − alarms × cost of an alarm − `moved_kwh` × cost of moving
#
# - Keys: `operating_rate_before`, `operating_rate_after`, `defect_rate_before`, `defect_rate_after`, `annual_value_krw`, `assumptions`. **`None` where this data can't say anything**, at least 3 sentences of `assumptions`
#
# <details><summary>Hint 1</summary>What lies above is <code>(day - cap_kwh).clip(0)</code>; the room is <code>cap_kwh - day</code> of the running steps. Divided in proportion to the room, nothing exceeds the cap.</details>
# <details><summary>Hint 2</summary>The highest of the remaining days sets the bill. Bring down all the others, and the one that was missed is the peak.</details>

# %% grade_id="assumed" role="fixed"
MOVABLE_SHARE = 0.2
RUNNING_KWH = 10.0
ALARM_KW = 500.0
DEMAND_CHARGE_KRW_PER_KW_MONTH = 8_000
ALARM_COST_KRW = 15_000
MOVE_COST_KRW_PER_KWH = 500

# 하루 전 경보: 어제와 지난주의 같은 시각 가운데 큰 값 / alarm of the day before: the larger of yesterday and last week
expected_kw = np.maximum(daily_naive(usage), weekly_naive(usage)).resample("D").max() * KW_PER_KWH
alarm_days = [str(day.date()) for day in expected_kw.index[expected_kw >= ALARM_KW]]
print(f"{len(alarm_days)} alarms a year")
for share in (0.95, 0.9, 0.85):
    above = (usage - share * usage.max()).clip(lower=0)
    print(f"cap {share:.0%}: {int((above.resample('D').sum() > 0).sum())} days, {above.sum():.0f} kWh to move a year")

# %% grade_id="t5-solution" role="solution"
def shift_plan(day_kwh, cap_kwh):
    """하루의 이동 계획(96칸 kWh), 지킬 수 없으면 ValueError / the day after moving; ValueError if it can't be kept"""
    ### BEGIN SOLUTION
    day = np.array(day_kwh, dtype=float)
    above = (day - cap_kwh).clip(0)
    room = (cap_kwh - day).clip(0) * (day >= RUNNING_KWH)
    if above.sum() == 0:
        return day
    if (above > MOVABLE_SHARE * day).any() or above.sum() > room.sum():
        raise ValueError("this day can't be kept below the cap")
    return day - above + room * above.sum() / room.sum()
    ### END SOLUTION


example = shift_plan(usage.loc["2018-11-22"].to_numpy(), 0.9 * usage.max())
print(f"22 November: {usage.loc['2018-11-22'].max() * KW_PER_KWH:.1f} kW -> {example.max() * KW_PER_KWH:.1f} kW")

# %% grade_id="t5-visible" role="check" points=3
assert "example" in globals(), "[미작성 · not attempted] 과제 5의 shift_plan이 아직 없습니다. 옮길 계획이 없으면 예측은 소식일 뿐입니다. 함수를 완성하십시오. / shift_plan is not there yet. Without a plan a forecast is only news. Complete the function."
assert np.shape(example) == (96,), f"계획의 크기가 {np.shape(example)}입니다. 하루는 96칸입니다. 빠진 칸의 작업은 누구도 모릅니다. 함수가 무엇을 돌려주는지 보십시오. / The plan has the shape {np.shape(example)}; a day has 96 steps, and nobody knows of work in a missing one. What does the function return?"
_high, _aim = float(np.max(np.asarray(example, dtype=float))) * 4, 0.9 * float(energy["Usage_kWh"].max()) * 4
assert _high <= _aim + 0.01, f"11월 22일 계획의 최대가 {_high:.1f} kW로 목표 {_aim:.1f} kW를 넘습니다. 한 칸만 넘어도 그 칸이 요금을 정합니다. 옮겨 담은 칸도 확인하십시오. / The plan of 22 November peaks at {_high:.1f} kW, above the {_aim:.1f} kW aimed at. One step sets the bill; check the steps that receive energy too."
print("OK")

# %% grade_id="t5-plan" role="check" points=5
# 제출하면 여러 날로 확인합니다 / Many days, after you submit
### BEGIN HIDDEN TESTS
_usage = energy["Usage_kWh"]
_cap = 0.9 * float(_usage.max())
for _day in ("2018-01-15", "2018-01-18", "2018-03-23", "2018-11-22", "2018-11-27", "2018-12-19", "2018-07-04"):
    _before = _usage.loc[_day].to_numpy()
    _after = np.asarray(shift_plan(_before.copy(), _cap), dtype=float)
    _lost = float(_before.sum() - _after.sum())
    assert abs(_lost) < 1e-6, f"{_day}의 하루 합계가 {_before.sum():,.1f} kWh에서 {_after.sum():,.1f} kWh로 바뀌었습니다. 잘라 낸 전력량은 하지 못한 일입니다. 덜어 낸 만큼 다른 칸에 담았는지 보십시오. / The total of {_day} went from {_before.sum():,.1f} to {_after.sum():,.1f} kWh. Energy cut off is work not done. Is what you take away put elsewhere?"
    assert _after.max() <= _cap + 1e-6, f"{_day} 계획의 최대가 {_after.max() * 4:.1f} kW입니다. 옮겨 담다가 새 피크를 만들었습니다. 담을 자리를 넘지 않는지 보십시오. / The plan of {_day} peaks at {_after.max() * 4:.1f} kW; moving made a new peak. Does any step take more than its room?"
    _taken = _before - _after
    assert (_taken[_before <= _cap] <= 1e-6).all(), f"{_day}에 상한을 넘지 않은 칸에서 {_taken[_before <= _cap].max():.2f} kWh를 덜어 냈습니다. 필요 없는 이동은 현장의 수고일 뿐입니다. 넘은 칸에서만 덜어 내십시오. / On {_day} {_taken[_before <= _cap].max():.2f} kWh were taken from a step below the cap; needless moves only cost effort. Take from steps above only."
    assert np.allclose(_after[_before > _cap], _cap, atol=1e-6), f"{_day}에 상한을 넘던 칸이 {_after[_before > _cap].min() * 4:.1f} kW까지 내려갔습니다. 필요한 만큼만 옮겨야 작업반이 따를 수 있습니다. 상한까지만 내리십시오. / On {_day} steps above the cap went down to {_after[_before > _cap].min() * 4:.1f} kW. Shifts can only follow what is needed; go down to the cap, no further."
    assert (np.abs(_taken[_before < 10]) <= 1e-6).all(), f"{_day}에 공장이 쉬는 칸({_before.min():.1f} kWh)에 작업을 담았습니다. 새벽에는 옮겨 받을 사람이 없습니다. RUNNING_KWH 이상인 칸에만 담으십시오. / On {_day} work was put into steps in which the plant rests ({_before.min():.1f} kWh). Nobody is there at dawn; use steps of RUNNING_KWH or more."
### END HIDDEN TESTS

# %% grade_id="t5-refuses" role="check" points=3
# 제출하면 지킬 수 없는 날로 확인합니다 / Days that can't be kept, after you submit
### BEGIN HIDDEN TESTS
_spike = np.full(96, 30.0)
_spike[40] = 100.0
_full = np.full(96, 9.0)
_full[30:40] = 52.0
_full[40:44] = 60.0
for _kind, _before, _limit in (("20 % 넘게 / more than 20 %", _spike, 60.0), ("자리 부족 / too little room", _full, 52.5)):
    _kept = True
    try:
        shift_plan(_before, _limit)
    except ValueError:
        _kept = False
    assert not _kept, f"지킬 수 없는 날({_kind})에도 계획을 냈습니다. 지키지 못할 계획을 믿고 계약전력을 낮추면 위약금을 뭅니다. 두 조건을 확인하고 ValueError를 일으키십시오. / A plan was made for a day that can't be kept ({_kind}). Whoever lowers the contract on such a plan pays the penalty. Check both conditions and raise ValueError."
_rest = np.full(96, 3.0)
_edge = np.full(96, 9.0)
_edge[30:50], _edge[50:66] = 10.0, 50.0
_tight = np.full(96, 9.0)
_tight[30:34], _tight[34:38] = 60.0, 40.0
for _kind, _before, _limit in (("쉬는 날 / a day of rest", _rest, 100.0), ("딱 20 % / exactly 20 %", np.linspace(5.0, 62.5, 96), 50.0), ("딱 RUNNING_KWH인 칸 / steps of exactly RUNNING_KWH", _edge, 45.0), ("자리가 딱 맞는 날 / just enough room", _tight, 50.0)):
    _refused = False
    try:
        _after = np.asarray(shift_plan(_before.copy(), _limit), dtype=float)
    except ValueError:
        _refused = True
    assert not _refused, f"지킬 수 있는 날({_kind})인데 ValueError를 일으켰습니다. 할 수 있는 날을 포기하면 그날이 요금을 정합니다. 조건의 등호를 보십시오. / ValueError on a day that can be kept ({_kind}). The day that is given up sets the bill. Look at where the conditions hold exactly."
    assert abs(_after.sum() - _before.sum()) < 1e-6 and _after.max() <= _limit + 1e-6, f"{_kind}: 최대 {_after.max():.1f} kWh(상한 {_limit:g}), 합계 차이 {_after.sum() - _before.sum():+.2f} kWh가 나왔습니다. 옮길 것이 없는 날에도, 경계에 딱 걸린 날에도 상한과 합계를 지켜야 합니다. / {_kind}: at most {_after.max():.1f} kWh (cap {_limit:g}), total off by {_after.sum() - _before.sum():+.2f} kWh. Cap and total must hold on days with nothing to move and on days that just fit, too."
### END HIDDEN TESTS

# %% grade_id="t5-value-solution" role="solution"
### BEGIN SOLUTION
caught_days = [day for day in peak_days if day in alarm_days]
above_kwh = (usage - cap_kw / KW_PER_KWH).clip(lower=0).resample("D").sum()
moved_kwh = float(above_kwh.loc[pd.to_datetime(caught_days)].sum())
planned = daily_peak_kw.copy()
planned.loc[pd.to_datetime(caught_days)] = cap_kw
peak_after_kw = float(planned.max())

charge_krw_per_kw = DEMAND_CHARGE_KRW_PER_KW_MONTH * 12
value_if_all_known_krw = (daily_peak_kw.max() - cap_kw) * charge_krw_per_kw
annual = (
    (daily_peak_kw.max() - peak_after_kw) * charge_krw_per_kw
    - len(alarm_days) * ALARM_COST_KRW
    - moved_kwh * MOVE_COST_KRW_PER_KWH
)
business_value = {
    "operating_rate_before": None,
    "operating_rate_after": None,
    "defect_rate_before": None,
    "defect_rate_after": None,
    "annual_value_krw": float(annual),
    "assumptions": [
        "기본요금 단가 8,000원/kW·월, 경보 1건 1만 5천 원, 이동 1 kWh당 500원은 실습용 가정이다. / Charge, alarm and moving costs are assumed.",
        "요금을 정하는 최대수요를 1년 중 가장 높은 15분으로 단순하게 보았다. / The billed demand is simply taken as the year's highest 15 minutes.",
        "경보가 울린 피크일에는 넘는 양을 모두 옮길 수 있다고 본다. / On peak days with an alarm all that lies above the cap can be moved.",
    ],
}
### END SOLUTION
print(f"{len(caught_days)} of {len(peak_days)} caught, {moved_kwh:.0f} kWh moved, {peak_after_kw:.1f} kW left")
print(f"all known {value_if_all_known_krw:,.0f} KRW, with this alarm {business_value['annual_value_krw']:,.0f} KRW")

# %% grade_id="t5-value" role="check" points=4
assert "business_value" in globals(), "[미작성 · not attempted] business_value가 아직 없습니다. 금액이 없으면 투자 결정을 내릴 수 없습니다. caught_days부터 차례로 만드십시오. / business_value does not exist yet; nobody decides without an amount. Make it step by step from caught_days."
_keys = {"operating_rate_before", "operating_rate_after", "defect_rate_before", "defect_rate_after", "annual_value_krw", "assumptions"}
assert set(business_value) == _keys, f"business_value의 키가 {sorted(business_value)}입니다. 과정 전체에서 같은 키로 모아 봅니다. 과제에 적힌 여섯 개로 맞추십시오. / business_value has the keys {sorted(business_value)}; the programme gathers the six that the task names."
_claimed = [key for key in sorted(_keys) if "rate" in key and business_value[key] is not None]
assert not _claimed, f"{_claimed}에 값을 적었습니다. 전력 기록에는 가동 여부도 품질 판정도 없어 근거 없는 숫자가 됩니다. None으로 두십시오. / You claim {_claimed}, but energy records hold neither running time nor quality results. Leave None."
assert len(business_value["assumptions"]) >= 3, f"가정이 {len(business_value['assumptions'])}개입니다. 가정을 모르면 금액을 믿을 수 없습니다. 3개 이상 적으십시오. / {len(business_value['assumptions'])} assumptions; an amount is worth what is known of them. Give at least 3."
print("OK")

# %% grade_id="t5-amount" role="check" points=5
# 제출하면 여러분의 목록에서 금액을 다시 계산합니다 / The amount is recomputed from your own lists after you submit
### BEGIN HIDDEN TESTS
_peak = pd.Series(np.asarray(daily_peak_kw, dtype=float), index=[str(day.date()) for day in energy["Usage_kWh"].resample("D").max().index])
_cap = float(cap_kw)
_caught = [day for day in peak_days if day in set(alarm_days)]
assert sorted(caught_days) == sorted(_caught), f"caught_days가 {len(caught_days)}일입니다. 피크일 {len(peak_days)}일 가운데 경보 목록에도 있는 날과 다릅니다. 경보가 없던 날은 아무도 옮기지 않습니다. 두 목록에 모두 있는 날만 골랐는지 보십시오. / caught_days has {len(caught_days)} days, not those of your {len(peak_days)} peak days that are in the list of alarms. Without an alarm nobody moves anything. Only days in both lists?"
_after = float(_peak.where(~_peak.index.isin(_caught), np.minimum(_peak, _cap)).max())
assert abs(float(peak_after_kw) - _after) < 0.5, f"peak_after_kw가 {float(peak_after_kw):.1f} kW입니다. 경보가 울리지 않은 피크일은 그대로 남으므로 다시 계산하면 다릅니다. 놓친 날까지 낮춘 것으로 보지 않았는지 보십시오. / peak_after_kw is {float(peak_after_kw):.1f} kW. Peak days without an alarm stay as they were. Did you bring down the missed ones too?"
_above = (energy["Usage_kWh"] - _cap / 4).clip(lower=0).resample("D").sum()
_moved = float(_above[[str(day.date()) in _caught for day in _above.index]].sum())
assert abs(float(moved_kwh) - _moved) < 0.5, f"moved_kwh가 {float(moved_kwh):.1f} kWh입니다. 경보가 울린 피크일에 상한을 넘은 양의 합과 다릅니다. 모든 피크일을 더하지 않았는지, kW를 더하지 않았는지 보십시오. / moved_kwh is {float(moved_kwh):.1f} kWh, not the sum above the cap on peak days with an alarm. Did you add all peak days, or kW?"
_known = (float(_peak.max()) - _cap) * DEMAND_CHARGE_KRW_PER_KW_MONTH * 12
assert abs(float(value_if_all_known_krw) - _known) <= 0.01 * abs(_known), f"value_if_all_known_krw가 {float(value_if_all_known_krw):,.0f}원입니다. 모두 안다면 최대수요는 상한까지 내려갑니다. 12개월을 곱했는지 보십시오. / value_if_all_known_krw is {float(value_if_all_known_krw):,.0f} KRW. If all is known the peak comes down to the cap. Times 12 months?"
_right = (float(_peak.max()) - _after) * DEMAND_CHARGE_KRW_PER_KW_MONTH * 12 - len(alarm_days) * ALARM_COST_KRW - _moved * MOVE_COST_KRW_PER_KWH
_mine = float(business_value["annual_value_krw"])
assert abs(_mine - _right) <= max(0.01 * abs(_right), 2000), f"연간 효과가 {_mine:,.0f}원입니다. 여러분의 피크일과 경보로 다시 계산하면 맞지 않습니다. 모든 피크를 안다고 본 금액인지, 울린 경보 수만큼 비용을 뺐는지 보십시오. / The annual value is {_mine:,.0f} KRW, which does not follow from your own peak days and alarms. Is it the amount with all peaks known, and is every alarm's cost subtracted?"
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ### 무엇이 값을 정했는가
#
# 아래 칸은 경보 1건에 드는 비용에 따라 연간 효과가 어떻게 바뀌는지 보여 줍니다. 0 아래로 내려가는 곳에서는 **경보를 걸지 않는 것이 정답**입니다. 하루 전 예측이 피크를 놓친다면, 15분 안에 부하를 끊어 주는 실시간 수요제어를 따로 검토하는 편이 낫습니다.

# %% [markdown] lang="en"
# ### What decided the value
#
# The next box shows how the annual value changes with the cost of an alarm. Where it falls below 0, **having no alarm is the right answer**. If a forecast of the day before misses the peaks, a demand controller that sheds load within the 15 minutes is the thing to look into.

# %% [markdown] lang="ko"
# 슬라이더로 기본요금 단가를 움직여 보십시오. 단가가 얼마쯤이면 이 경보가 본전이 됩니까? (가로축은 경보 한 번의 비용)

# %% [markdown] lang="en"
# Move the demand charge with the slider. At which charge does this alarm break even? (The horizontal axis is the cost of one alarm.)

# %%
def value_of_alarms(charge=DEMAND_CHARGE_KRW_PER_KW_MONTH):
    """경보 비용에 따른 효과 / the value over the cost of an alarm, at a demand charge in KRW per kW and month"""
    costs = np.arange(0, 31_000, 1_000)
    saved = (daily_peak_kw.max() - peak_after_kw) * charge * 12
    values = saved - len(alarm_days) * costs - moved_kwh * MOVE_COST_KRW_PER_KWH
    known = value_if_all_known_krw * charge / DEMAND_CHARGE_KRW_PER_KW_MONTH
    figure, axis = plt.subplots(figsize=(8, 3.4))
    axis.plot(costs / 1000, values / 1e6, lw=1.5, label="with this alarm")
    axis.axhline(known / 1e6, ls="--", c="tab:green", label="if every peak were known (before costs)")
    axis.axhline(0, c="gray", lw=0.8)
    axis.set(xlabel="cost of one alarm (thousand KRW, assumed)", ylabel="million KRW a year", title=f"value against the cost of an alarm, at {charge:,} KRW/kW a month")
    axis.legend(fontsize=8)
    plt.tight_layout()
    plt.show()


value_of_alarms()
interact(value_of_alarms, charge=IntSlider(DEMAND_CHARGE_KRW_PER_KW_MONTH, 4_000, 16_000, 500));

# %% [markdown] lang="ko"
# ## 과제 6. 공장장에게 보내는 메시지 (15점, 강사 채점)
#
# 통계를 모르는 공장장이 읽고 바로 결정할 수 있도록 3~5문장으로 쓰십시오.
#
# | 채점 기준 | 5점 | 3점 | 0점 |
# |---|---|---|---|
# | 사실 | 예측 오차를 지난주 기준과 나란히, 최대수요와 피크일 수를 숫자로 적었다 | 오차나 피크 중 하나만 적었다 | 근거 없는 주장이다 |
# | 정직함 | 상한 예측이 최대 피크를 놓쳤다는 것과, 놓친 날 때문에 실제 효과가 작다는 것을 밝혔다 | 둘 중 하나만 밝혔다 | "피크를 예측한다", "오차 1 kWh"처럼 부풀렸다 |
# | 행동 | 누가 무엇을 언제 할지 한 가지를 제안했다(하지 말자는 제안도 좋다) | 제안이 막연하다 | 제안이 없다 |

# %% [markdown] lang="en"
# ## Task 6. A message to the plant manager (15 points, graded by the instructor)
#
# In 3 to 5 sentences, for a manager who knows no statistics and has to decide.
#
# | Criterion | 5 points | 3 points | 0 points |
# |---|---|---|---|
# | Facts | The error beside that of last week's value, the largest demand and the number of peak days, in numbers | Only error or only peaks | Claims without ground |
# | Honesty | That the upper limit missed the largest peak, and that missed days make the real value small | One of the two | Inflated ("we predict peaks", "error of 1 kWh") |
# | Action | One proposal: who does what, by when (not to do it counts too) | A vague proposal | None |

# %% [markdown] grade_id="t6-written" role="written" points=15 lang="ko"
# ### BEGIN SOLUTION
# 하루 전 예측의 12월 오차는 15분당 8.6 kWh로, 지난주 값을 그대로 쓰는 방법의 10.6 kWh보다 낫습니다. 그러나 요금을 정하는 피크는 예측하지 못합니다. 12월 최대수요 597 kW가 나온 순간 95 % 상한 예측이 116 kW나 뚫렸고, 연간 피크일 17일 가운데 하루 전 경보가 울린 날은 10일뿐이어서 최대수요는 628.7 kW에서 606.7 kW로밖에 내려가지 않습니다. 모든 피크를 안다면 기본요금을 연 600만 원가량 아끼지만, 이 경보로는 비용을 빼고 20만 원 남짓(단가는 모두 가정)입니다. 경보 시스템은 지금 사지 말고, 전기팀이 다음 달까지 실시간 수요제어기의 견적과 실제 요금 단가를 확인해 주시면 다시 계산하겠습니다.
# ### END SOLUTION

# %% [markdown] grade_id="t6-written" role="written" points=15 lang="en"
# ### BEGIN SOLUTION
# A day ahead we forecast December within 8.6 kWh per 15 minutes on average, better than the 10.6 kWh of repeating last week. The peaks that set the bill we don't foresee: at December's largest demand of 597 kW the 95 % limit was exceeded by 116 kW, and of 17 peak days the alarm of the day before sounded on 10, so the year's peak would only fall from 628.7 to 606.7 kW. If every peak were known we would save about 6 M KRW a year of demand charge; with this alarm some 0.2 M remain after costs, all prices assumed. I propose not to buy the alarm now; please let the electrical team get a quotation for a real-time demand controller and our true tariff by next month, and I compute it again.
# ### END SOLUTION

# %% [markdown] lang="ko"
# ## 정리
#
# 이제 다음을 할 수 있습니다.
#
# - 지나치게 좋은 오차를 의심하고, 정답이 새는 열을 '언제 알 수 있는가'로 가려냅니다.
# - 누구나 할 수 있는 예측을 기준으로 삼고, 시간 순서를 지켜 모델을 평가합니다.
# - 미래를 잘라 내도 같은 값이 나오는지로 누설을 확인합니다.
# - 평균 오차와 피크를 구별하고, 지킬 수 있는 계획과 금액만 보고합니다.
#
# **1분 설문(채점하지 않습니다):** 이 실습은 현장에 ① 바로 쓸 수 있다 ② 고쳐서 쓸 수 있다 ③ 쓰기 어렵다. 가장 막힌 과제는 몇 번이었습니까? 처음에 예상한 '하루 전에 알 수 있는 피크일 수'와 실제는 얼마나 달랐습니까?

# %% [markdown] lang="en"
# ## Recap
#
# You can now
#
# - distrust an error that is too good, and tell leaking columns by when they are known;
# - take as baseline a forecast that anybody can make, and judge models in the order of time;
# - find leaks by cutting off the future and asking for the same values;
# - tell mean error from peaks, and report only plans and amounts that will hold.
#
# **One-minute survey (not graded):** on your floor this lab is ① usable as it is ② usable with changes ③ hard to use. Which task held you up most? How far was the number of peak days that you thought could be known from the real one?
