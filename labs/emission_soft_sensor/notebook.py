# %% [markdown] lang="ko"
# {{header_card}}

# %% [markdown] lang="en"
# {{header_card}}

# %% [markdown] lang="ko"
# ## 현장 이야기
#
# 가스터빈 굴뚝의 질소산화물(NOx)은 분석계로 잽니다. 분석계는 자주 멈추고 하루 뒤에야 확정값이 나옵니다. 그래서 온도와 압력으로 NOx를 계산하는 **소프트센서**를 만들었습니다. 만든 해에는 오차가 2 mg/m³였습니다. 몇 해가 지난 지금 환경팀은 "모델이 늘 높게 말한다"고 하고, 분석팀은 "데이터가 늘었으니 더 큰 모델로 다시 배우자"고 합니다.
#
# 이 실습에서는 모델이 언제부터 어떻게 틀렸는지 재고, 드리프트 지수가 무엇을 말하고 무엇을 말하지 못하는지 보고, **다시 배우기**와 **편향 보정** 가운데 어느 쪽이 나은지 정합니다.

# %% [markdown] lang="en"
# ## The story
#
# An analyser measures nitrogen oxides (NOx) in the stack of a gas turbine. It is often out, and its confirmed value comes a day later. So somebody made a **soft sensor** that computes NOx from temperatures and pressures. In the years it was made in, it was 2 mg/m³ off. Some years later the environment team says "it always reads high", and the analysts say "we have more data, let us train a bigger model".
#
# In this lab you measure when and how it goes wrong, see what a drift index tells and what it doesn't, and decide between **retraining** and **bias correction**.

# %% [markdown] lang="ko"
# {{data_card}}
#
# 한 행은 한 시간이며, 시각 열이 없어 행의 순서를 시간으로 봅니다. 2015년의 뒷부분은 채점용으로 빼 두었습니다.

# %% [markdown] lang="en"
# {{data_card}}
#
# A row is an hour; there are no times, so the order of rows is taken as time. The later part of 2015 is kept back for grading.

# %% grade_id="setup" role="fixed"
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from ipywidgets import IntSlider, interact
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.linear_model import Ridge
from sklearn.model_selection import KFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from sandbox_data import load

turbine = load("gas_turbine").reset_index(drop=True)
MADE_IN = [2011, 2012]
YEARS = [2013, 2014, 2015]
BOOST = HistGradientBoostingRegressor(early_stopping=False, random_state=0)
RIDGE = make_pipeline(StandardScaler(), Ridge())
print(f"{len(turbine):,} hours, years {sorted(turbine['year'].unique())}, NOx {turbine['NOX'].min():.0f} to {turbine['NOX'].max():.0f} mg/m³")

# %% [markdown] lang="ko"
# ## 먼저 예상해 보기 (채점하지 않습니다)
#
# 왼쪽은 500시간마다 NOx의 평균, 오른쪽은 해마다 NOx와 터빈 입구 온도(TIT)의 관계입니다. 적어 보십시오.
#
# 1. 2011–2012년으로 배운 모델은 2014년에 높게 말할까요, 낮게 말할까요?
# 2. 모든 해를 섞어서 시험하면 그것이 보일까요?

# %% [markdown] lang="en"
# ## Predict first (not graded)
#
# On the left the mean NOx of every 500 hours, on the right NOx over turbine inlet temperature (TIT) by year. Write down:
#
# 1. Will a model of 2011 and 2012 read high or low in 2014?
# 2. Would a test with all years shuffled show it?

# %%
figure, axes = plt.subplots(1, 2, figsize=(12, 3.4))
pieces = np.arange(len(turbine)) // 500
axes[0].plot(500 * np.arange(pieces[-1] + 1), turbine["NOX"].groupby(pieces).mean(), c="tab:purple")
for year in YEARS:
    axes[0].axvline(int((turbine["year"] < year).sum()), c="black", ls="--", lw=1)
axes[0].set(xlabel="hour (dashed: 2013, 2014, 2015 begin)", ylabel="NOx, mg/m$^3$", title="mean of 500 hours")
for year, colour in ((2012, "tab:green"), (2014, "tab:red")):
    rows = turbine[turbine["year"] == year].iloc[::10]
    axes[1].plot(rows["TIT"], rows["NOX"], ".", ms=3, c=colour, label=str(year))
axes[1].set(xlabel="turbine inlet temperature, $^\\circ$C", ylabel="NOx, mg/m$^3$")
axes[1].legend(loc="center left", bbox_to_anchor=(1, 0.5))
plt.tight_layout()
plt.show()

# %% [markdown] lang="ko"
# ## 과제 1. 써도 되는 열과 해마다의 수준 (10점)
#
# - `inputs(columns)`: 받은 이름 가운데 모델에 써도 되는 열의 목록(받은 순서대로). `NOX`는 답이고, `CO`는 같은 분석계가 멈추면 함께 멈추고, `year`는 다가올 해를 모르므로 셋을 뺍니다.
# - `yearly`: 해 → NOx의 평균 (Series)
#
# <details><summary>힌트 1</summary><code>[column for column in columns if column not in (...)]</code></details>
# <details><summary>힌트 2</summary><code>turbine.groupby("year")["NOX"].mean()</code></details>

# %% [markdown] lang="en"
# ## Task 1. Columns that may be used, and the level of each year (10 points)
#
# - `inputs(columns)`: of the names given those that a model may use, in their order. `NOX` is the answer, `CO` stops together with the same analyser, and `year` says nothing of years to come: leave the three out.
# - `yearly`: year → mean NOx (a Series)
#
# <details><summary>Hint 1</summary><code>[column for column in columns if column not in (...)]</code></details>
# <details><summary>Hint 2</summary><code>turbine.groupby("year")["NOX"].mean()</code></details>

# %% grade_id="t1-solution" role="solution"
def inputs(columns):
    """써도 되는 열 / the columns that may be used"""
    ### BEGIN SOLUTION
    return [column for column in columns if column not in ("year", "CO", "NOX")]
    ### END SOLUTION


### BEGIN SOLUTION
yearly = turbine.groupby("year")["NOX"].mean()
print(inputs(turbine.columns), yearly.round(1).to_dict(), sep="\n")
### END SOLUTION

# %% grade_id="t1-visible" role="check" points=3
assert "yearly" in globals(), "[미작성 · not attempted] 과제 1의 yearly가 아직 없습니다. 수준이 달라졌는지 모르고는 모델을 믿을 수 없습니다. inputs부터 완성하십시오. / yearly does not exist yet; no model can be trusted without knowing whether the level moved. Start with inputs."
assert isinstance(yearly, pd.Series) and len(yearly) == 5, f"yearly의 길이가 {np.size(yearly)}입니다. 다섯 해의 평균이 있어야 견줍니다. year로 묶었는지 보십시오. / yearly has {np.size(yearly)} entries; five years are compared. Did you group by year?"
print("OK")

# %% grade_id="t1-hidden" role="check" points=7
# 제출하면 다른 이름들로 확인합니다 / Checked with other names after you submit
### BEGIN HIDDEN TESTS
_names = ["TIT", "NOX", "O2", "year", "AT", "CO", "CDP"]
_kept = [str(_v) for _v in inputs(_names)]
_leaks = [_n for _n in _kept if _n in ("NOX", "CO", "year")]
assert not _leaks, f"inputs가 {_leaks}을(를) 남겼습니다. 분석계가 멈춘 시간에는 없는 값이거나 다가올 해에는 뜻이 없는 값입니다. / inputs keeps {_leaks}, which are missing while the analyser is out, or mean nothing in years to come."
assert _kept == ["TIT", "O2", "AT", "CDP"], f"{_names}에서 inputs가 {_kept}입니다. 나머지 열은 받은 순서대로 모두 남기십시오. / Of {_names} inputs gives {_kept}. Keep all other columns, in the order given."
_right = load("gas_turbine").groupby("year")["NOX"].mean()
assert np.allclose([float(yearly.loc[_y]) for _y in _right.index], [float(_v) for _v in _right], atol=1e-6), f"yearly가 {[round(float(_v), 1) for _v in yearly]} mg/m³입니다. 해마다 다시 재면 다릅니다. 평균인지, NOX인지 보십시오. / yearly is {[round(float(_v), 1) for _v in yearly]} mg/m³; computed again it is different. Is it the mean, and of NOX?"
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 과제 2. 만든 해의 성적과 다음 해의 성적 (15점)
#
# 오차는 절대 오차의 평균(MAE, mg/m³)으로 잽니다.
#
# - `mae(measured, told)`: 절대 오차의 평균
# - `old`: 2011–2012년의 행
# - `flattering`: `old`에서 `BOOST`를 `KFold(5, shuffle=True, random_state=0)`로 예측한 MAE
# - `later`: 2013, 2014, 2015 → `{"median": …, "ridge": …, "boost": …}`. 모두 `old`로 배웁니다. `median`은 `old`의 NOx 중앙값을 늘 말하는 것
# - `bias_2014`: 2014년에 `BOOST`의 (예측 − 측정)의 평균. 양수면 높게 말합니다.
#
# <details><summary>힌트 1</summary><code>model.fit(old[X], old["NOX"])</code>은 한 번이면 됩니다. 해마다 <code>predict</code>만 하십시오.</details>
# <details><summary>힌트 2</summary><code>np.full(len(rows), median)</code>이 늘 같은 값을 말하는 예측입니다.</details>

# %% [markdown] lang="en"
# ## Task 2. The score of its own years, and of the years after (15 points)
#
# Errors are mean absolute errors (MAE, mg/m³).
#
# - `mae(measured, told)`: mean absolute error
# - `old`: the rows of 2011 and 2012
# - `flattering`: MAE of `BOOST` on `old`, predicted by `KFold(5, shuffle=True, random_state=0)`
# - `later`: 2013, 2014, 2015 → `{"median": …, "ridge": …, "boost": …}`, all learned on `old`. `median` always says the median NOx of `old`
# - `bias_2014`: mean of (predicted − measured) of `BOOST` in 2014; positive means it reads high
#
# <details><summary>Hint 1</summary><code>model.fit(old[X], old["NOX"])</code> once; then only <code>predict</code> each year.</details>
# <details><summary>Hint 2</summary><code>np.full(len(rows), median)</code> always says the same.</details>

# %% grade_id="t2-solution" role="solution"
def mae(measured, told):
    """절대 오차의 평균 (mg/m³) / mean absolute error, mg/m³"""
    ### BEGIN SOLUTION
    return float(np.abs(np.asarray(measured) - np.asarray(told)).mean())
    ### END SOLUTION


### BEGIN SOLUTION
X = inputs(turbine.columns)
old = turbine[turbine["year"].isin(MADE_IN)]
folds = KFold(5, shuffle=True, random_state=0)
flattering = mae(old["NOX"], cross_val_predict(BOOST, old[X], old["NOX"], cv=folds))
told = BOOST.fit(old[X], old["NOX"]).predict(turbine[X])
line = RIDGE.fit(old[X], old["NOX"]).predict(turbine[X])
constant = np.full(len(turbine), old["NOX"].median())


def mae_in(year, predicted):
    rows = (turbine["year"] == year).to_numpy()
    return mae(turbine["NOX"][rows], predicted[rows])


later = {year: {"median": mae_in(year, constant), "ridge": mae_in(year, line), "boost": mae_in(year, told)} for year in YEARS}
in_2014 = turbine["year"] == 2014
bias_2014 = float((told[in_2014] - turbine.loc[in_2014, "NOX"]).mean())
print(f"own years, shuffled {flattering:.2f}; 2014 reads {bias_2014:+.1f} mg/m³", pd.DataFrame(later).round(2), sep="\n")
### END SOLUTION

# %% grade_id="t2-visible" role="check" points=4
assert "bias_2014" in globals(), "[미작성 · not attempted] 과제 2의 bias_2014가 아직 없습니다. 높게 말하는지 낮게 말하는지 알아야 고칩니다. mae부터 완성하십시오. / bias_2014 does not exist yet; what reads high or low can be corrected. Start with mae."
assert sorted(later) == [2013, 2014, 2015] and all(set(_v) == {"median", "ridge", "boost"} for _v in later.values()), f"later가 {later!r}입니다. 세 해마다 세 값이 있어야 견줍니다. 이름을 확인하십시오. / later is {later!r}; each of three years takes three values. Check the names."
assert 0 < float(flattering) < 50, f"flattering이 {float(flattering):.2f} mg/m³입니다. 오차의 크기로 보기 어렵습니다. 식을 확인하십시오. / flattering is {float(flattering):.2f} mg/m³, which is hardly an error. Check the formula."
print("OK")

# %% grade_id="t2-hidden" role="check" points=11
# 제출하면 다시 계산해 비교합니다 / Recomputed after you submit
### BEGIN HIDDEN TESTS
_small = float(mae(pd.Series([1.0, 2.0, 6.0], index=[2, 1, 0]), np.array([2.0, 2.0, 1.0])))
assert abs(_small - 2.0) < 1e-9, f"오차가 1, 0, 5인 세 시간에서 mae가 {_small:.2f}입니다. 부호를 없애고 평균을 내는지, index로 줄을 맞추지 않았는지 보십시오. / For errors of 1, 0 and 5 mae is {_small:.2f}. Are signs dropped before the mean, and rows compared by position?"
_all = load("gas_turbine").reset_index(drop=True)
_x = [_c for _c in _all.columns if _c not in ("year", "CO", "NOX")]
_first = _all["year"] <= 2012
_model = HistGradientBoostingRegressor(early_stopping=False, random_state=0)
_cv = cross_val_predict(_model, _all.loc[_first, _x], _all.loc[_first, "NOX"], cv=KFold(5, shuffle=True, random_state=0))
_right = float(np.abs(_all.loc[_first, "NOX"] - _cv).mean())
assert abs(float(flattering) - _right) < 0.1, f"flattering이 {float(flattering):.2f} mg/m³입니다. 만든 두 해를 섞은 5겹으로 재면 다릅니다. 배운 행의 오차이거나 다른 해가 섞이지 않았는지 보십시오. / flattering is {float(flattering):.2f} mg/m³; five shuffled folds of the two years give something else. Is it the error of rows learned from, or are other years in it?"
_boost = _model.fit(_all.loc[_first, _x], _all.loc[_first, "NOX"]).predict(_all[_x])
_line = make_pipeline(StandardScaler(), Ridge()).fit(_all.loc[_first, _x], _all.loc[_first, "NOX"]).predict(_all[_x])
_median = float(_all.loc[_first, "NOX"].median())
for _year in (2013, 2014, 2015):
    _in = _all["year"] == _year
    _y = _all.loc[_in, "NOX"]
    _wanted = {"median": float(np.abs(_y - _median).mean()), "ridge": float(np.abs(_y - _line[_in]).mean()), "boost": float(np.abs(_y - _boost[_in]).mean())}
    for _name, _value in _wanted.items():
        assert abs(float(later[_year][_name]) - _value) < 0.15, f"{_year}년 {_name}의 MAE가 {float(later[_year][_name]):.2f} mg/m³입니다. 2011–2012년만으로 배우고 그 해 전체로 재면 다릅니다. 그 해의 값을 미리 보지 않았는지 보십시오. / In {_year} {_name} has an MAE of {float(later[_year][_name]):.2f} mg/m³; learned on 2011 and 2012 alone it is different. Has it seen that year?"
_in = _all["year"] == 2014
_bias = float((_boost[_in] - _all.loc[_in, "NOX"]).mean())
assert abs(float(bias_2014) - _bias) < 0.3, f"bias_2014가 {float(bias_2014):+.1f} mg/m³입니다. 예측에서 측정을 뺀 평균이어야 하고, 양수면 높게 말하는 것입니다. / bias_2014 is {float(bias_2014):+.1f} mg/m³; it is the mean of predicted minus measured, and positive means it reads high."
### END HIDDEN TESTS

# %%
figure, axis = plt.subplots(figsize=(8, 3.2))
pd.DataFrame(later).T.plot.bar(ax=axis, rot=0, color=["tab:gray", "tab:green", "tab:red"])
axis.axhline(flattering, c="black", ls="--", lw=1)
axis.set(ylabel="MAE, mg/m$^3$", title="dashed: what was promised when it was made")
axis.legend(loc="center left", bbox_to_anchor=(1, 0.5))
plt.tight_layout()
plt.show()

# %% [markdown] lang="ko"
# ## 과제 3. 드리프트 지수가 말하는 것 (15점)
#
# PSI(population stability index)는 입력의 분포가 얼마나 달라졌는지 재는 지수입니다. "0.25를 넘으면 경보"라는 규칙이 널리 쓰입니다.
#
# - `psi(reference, new)`: `reference`의 10분위(경계 9개)로 두 자료를 칸에 나눈 비율 p, q에 대해 Σ (q − p) · ln(q ÷ p). 비율이 0.0001보다 작으면 0.0001로 올립니다. 경계와 같은 값은 아래 칸에 넣습니다.
# - `drift_2014`: 입력 열 → 2014년의 PSI (기준은 `old`) (Series 또는 dict)
# - `season_2011`: 입력 열 → 2011년의 **앞 절반을 기준으로 한 뒤 절반**의 PSI. 같은 설비, 같은 모델의 해 안에서 계절만 다릅니다.
# - `alarm_means`: PSI가 0.25를 넘었다는 것의 뜻
#   - A: 모델이 틀리기 시작했다. 다시 배워야 한다.
#   - B: 입력이 기준과 다르다. 계절만 바뀌어도 넘으므로, 모델이 틀렸는지는 **측정값과의 오차**로 확인해야 한다.
#   - C: 센서가 고장 났다.
#
# <details><summary>힌트 1</summary>경계는 <code>np.quantile(reference, np.arange(1, 10) / 10)</code>, 칸 번호는 <code>np.searchsorted(edges, values)</code></details>
# <details><summary>힌트 2</summary>칸마다 개수는 <code>np.bincount(칸 번호, minlength=10)</code>, 작은 값은 <code>np.maximum(p, 1e-4)</code></details>

# %% [markdown] lang="en"
# ## Task 3. What a drift index says (15 points)
#
# PSI (population stability index) measures how far inputs have moved. "Alarm above 0.25" is a common rule.
#
# - `psi(reference, new)`: with p and q the shares of both in the deciles of `reference` (9 edges), Σ (q − p) · ln(q ÷ p). Shares below 0.0001 are raised to 0.0001. A value on an edge belongs to the lower bin.
# - `drift_2014`: input column → PSI of 2014 against `old` (Series or dict)
# - `season_2011`: input column → PSI of the **second half of 2011 against its first half**: the same plant within a year of the model's own, only another season
# - `alarm_means`: what PSI above 0.25 means:
#   - A: the model has begun to fail; retrain it.
#   - B: inputs differ from the reference. A season alone does that, so whether the model fails has to be seen from its **errors against measurements**.
#   - C: a sensor is broken.
#
# <details><summary>Hint 1</summary>Edges: <code>np.quantile(reference, np.arange(1, 10) / 10)</code>, bins: <code>np.searchsorted(edges, values)</code></details>
# <details><summary>Hint 2</summary>Count by <code>np.bincount(bins, minlength=10)</code>; raise small shares by <code>np.maximum(p, 1e-4)</code></details>

# %% grade_id="t3-solution" role="solution"
def psi(reference, new):
    """분포가 달라진 정도 / how far a distribution has moved"""
    ### BEGIN SOLUTION
    edges = np.quantile(reference, np.arange(1, 10) / 10)
    p, q = (np.maximum(np.bincount(np.searchsorted(edges, values), minlength=10) / len(values), 1e-4) for values in (reference, new))
    return float(((q - p) * np.log(q / p)).sum())
    ### END SOLUTION


### BEGIN SOLUTION
new = turbine[turbine["year"] == 2014]
drift_2014 = pd.Series({column: psi(old[column], new[column]) for column in X})
year_2011 = turbine[turbine["year"] == 2011]
half = len(year_2011) // 2
season_2011 = pd.Series({column: psi(year_2011[column].iloc[:half], year_2011[column].iloc[half:]) for column in X})
alarm_means = "B"
print(pd.DataFrame({"2014": drift_2014, "season 2011": season_2011}).round(2).T)
### END SOLUTION

# %% grade_id="t3-visible" role="check" points=4
assert "alarm_means" in globals(), "[미작성 · not attempted] 과제 3의 alarm_means가 아직 없습니다. 경보의 뜻을 모르면 아무도 경보를 믿지 않습니다. psi부터 완성하십시오. / alarm_means does not exist yet; nobody heeds an alarm without a meaning. Start with psi."
assert len(drift_2014) == 9 and len(season_2011) == 9, f"drift_2014가 {len(drift_2014)}개, season_2011이 {len(season_2011)}개입니다. 입력 아홉 개마다 하나씩이어야 합니다. / drift_2014 has {len(drift_2014)} entries and season_2011 {len(season_2011)}; each of nine inputs takes one."
assert alarm_means in ("A", "B", "C"), f"alarm_means가 {alarm_means!r}입니다. \"A\", \"B\", \"C\" 가운데 하나여야 할 일이 정해집니다. / alarm_means is {alarm_means!r}; what to do follows from \"A\", \"B\" or \"C\"."
print("OK")

# %% grade_id="t3-hidden" role="check" points=8
# 제출하면 다른 자료로 확인합니다 / Checked with other data after you submit
### BEGIN HIDDEN TESTS
def _index(a, b):
    _edges = np.quantile(a, np.arange(1, 10) / 10)
    _p = np.maximum(np.bincount(np.searchsorted(_edges, a), minlength=10) / len(a), 1e-4)
    _q = np.maximum(np.bincount(np.searchsorted(_edges, b), minlength=10) / len(b), 1e-4)
    return float(((_q - _p) * np.log(_q / _p)).sum())
_base = pd.Series(np.arange(100.0), index=np.arange(100)[::-1])
_same, _gone = float(psi(_base, _base)), float(psi(_base, _base + 500))
assert abs(_same) < 1e-9, f"같은 자료의 psi가 {_same:.3f}입니다. 달라지지 않았으면 0이어야 합니다. 두 자료를 같은 경계로 나눴는지 보십시오. / psi of the same data is {_same:.3f}; where nothing moved it is 0. Are both cut at the same edges?"
assert abs(_gone - _index(_base, _base + 500)) < 0.01, f"모두 맨 위 칸으로 옮겨 간 자료의 psi가 {_gone:.2f}입니다. 빈 칸의 비율을 0.0001로 올렸는지, ln인지 보십시오. / psi of data that all moved into the top bin is {_gone:.2f}. Are empty bins raised to 0.0001, and is it ln?"
_few = pd.Series([3.0, 55.0, 55.0, 91.0])
assert abs(float(psi(_base, _few)) - _index(_base, _few)) < 0.01, f"네 개뿐인 자료의 psi가 {float(psi(_base, _few)):.2f}입니다. 비율은 각자의 개수로 나누고, 경계는 reference로 정합니다. / psi of data with four values is {float(psi(_base, _few)):.2f}. Shares are divided by each one's own number, and edges come from reference."
_steps = pd.Series([1.0] * 30 + [2.0] * 30 + [3.0] * 40)
assert abs(float(psi(_steps, _steps.iloc[20:])) - _index(_steps, _steps.iloc[20:])) < 0.01, f"같은 값이 많은 자료의 psi가 {float(psi(_steps, _steps.iloc[20:])):.3f}입니다. 경계와 같은 값은 아래 칸입니다. / psi of data with many equal values is {float(psi(_steps, _steps.iloc[20:])):.3f}. A value on an edge belongs to the lower bin."
_all = load("gas_turbine").reset_index(drop=True)
_ref, _now, _one = _all[_all["year"] <= 2012], _all[_all["year"] == 2014], _all[_all["year"] == 2011]
_h = len(_one) // 2
for _c in ("TIT", "AFDP", "AT"):
    assert abs(float(drift_2014[_c]) - _index(_ref[_c], _now[_c])) < 0.01, f"2014년 {_c}의 PSI가 {float(drift_2014[_c]):.2f}입니다. 2011–2012년을 기준으로 다시 재면 다릅니다. 기준과 새 자료가 바뀌지 않았는지 보십시오. / PSI of {_c} in 2014 is {float(drift_2014[_c]):.2f}; against 2011 and 2012 it is different. Are reference and new data mixed up?"
    assert abs(float(season_2011[_c]) - _index(_one[_c].iloc[:_h], _one[_c].iloc[_h:])) < 0.01, f"2011년 {_c}의 계절 PSI가 {float(season_2011[_c]):.2f}입니다. 앞 절반을 기준으로 뒤 절반을 재면 다릅니다. / The seasonal PSI of {_c} in 2011 is {float(season_2011[_c]):.2f}; the second half against the first gives something else."
### END HIDDEN TESTS

# %% grade_id="t3-means" role="check" points=3
# 제출하면 확인합니다 / Checked after you submit
### BEGIN HIDDEN TESTS
assert alarm_means == "B", f"alarm_means를 {alarm_means!r}로 골랐습니다. 모델을 만든 해 안에서도 {int(sum(float(season_2011[_c]) > 0.25 for _c in season_2011.keys()))}개 열이 0.25를 넘습니다. 그때 모델이나 센서가 잘못되었는지 보십시오. / You chose {alarm_means!r}. Within the model's own year {int(sum(float(season_2011[_c]) > 0.25 for _c in season_2011.keys()))} columns are above 0.25; was anything wrong with model or sensors then?"
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 과제 4. 어제까지의 오차로 고치기 (18점)
#
# 분석계의 확정값은 **24시간 뒤**에 나옵니다. 어제까지의 오차가 늘 한쪽이면 그만큼 고쳐 말할 수 있습니다.
#
# - `corrected(predicted, measured, lag, window)`: 시간마다 `predicted` + (측정 − 예측의 **중앙값**). 중앙값은 `lag`시간 전에 끝나는 `window`시간에서 냅니다. 있는 만큼만 쓰고, 하나도 없으면 고치지 않습니다. 측정이 빠진(NaN) 시간은 건너뜁니다. 결과는 `measured`와 같은 index의 Series입니다.
# - `fixed`: `turbine` 전체에 대한 `BOOST`(`old`로 배운 것)의 예측, `turbine`의 index를 가진 Series
# - `steady`: `corrected(fixed, turbine["NOX"], LAG, WINDOW)`
# - `after`: 2013, 2014, 2015 → `steady`의 MAE
#
# <details><summary>힌트 1</summary><code>(measured − predicted).shift(lag).rolling(window, min_periods=1).median()</code></details>
# <details><summary>힌트 2</summary>앞부분의 빈 값은 <code>fillna(0)</code>입니다. <code>rolling</code>의 중앙값은 NaN을 건너뜁니다.</details>

# %% [markdown] lang="en"
# ## Task 4. Corrected by the errors up to yesterday (18 points)
#
# The analyser's confirmed value comes **24 hours later**. If the errors up to yesterday lean to one side, the reading can be moved by as much.
#
# - `corrected(predicted, measured, lag, window)`: for every hour `predicted` + the **median** of (measured − predicted) over the `window` hours that ended `lag` hours before. Use as many as there are; with none, correct nothing. Hours without a measurement (NaN) are passed over. A Series with the index of `measured`.
# - `fixed`: predictions of `BOOST` (learned on `old`) for all of `turbine`, a Series with its index
# - `steady`: `corrected(fixed, turbine["NOX"], LAG, WINDOW)`
# - `after`: 2013, 2014, 2015 → MAE of `steady`
#
# <details><summary>Hint 1</summary><code>(measured − predicted).shift(lag).rolling(window, min_periods=1).median()</code></details>
# <details><summary>Hint 2</summary>Fill the gaps at the beginning by <code>fillna(0)</code>. The median of <code>rolling</code> passes over NaN.</details>

# %% grade_id="correction" role="fixed"
LAG = 24
WINDOW = 168

# %% grade_id="t4-solution" role="solution"
def corrected(predicted, measured, lag, window):
    """어제까지의 오차로 고친 예측 / predictions corrected by the errors known by then"""
    ### BEGIN SOLUTION
    error = measured - np.asarray(predicted)
    lean = error.shift(lag).rolling(window, min_periods=1).median()
    return np.asarray(predicted) + lean.fillna(0)
    ### END SOLUTION


### BEGIN SOLUTION
fixed = pd.Series(BOOST.fit(old[X], old["NOX"]).predict(turbine[X]), index=turbine.index)
steady = corrected(fixed, turbine["NOX"], LAG, WINDOW)
after = {year: mae_in(year, steady) for year in YEARS}
print({year: (round(later[year]["boost"], 2), round(value, 2)) for year, value in after.items()})
### END SOLUTION

# %% grade_id="t4-visible" role="check" points=4
assert "after" in globals(), "[미작성 · not attempted] 과제 4의 after가 아직 없습니다. 고친 뒤를 재어야 고칠 까닭이 생깁니다. corrected부터 완성하십시오. / after does not exist yet; measured afterwards a correction earns its place. Start with corrected."
assert isinstance(steady, pd.Series) and len(steady) == len(turbine) and int(steady.isna().sum()) == 0, f"steady가 {type(steady).__name__}, 길이 {np.size(steady):,}, 빈 값 {int(pd.isna(steady).sum())}개입니다. 시간마다 값이 있어야 굴뚝을 지켜봅니다. 앞부분을 0으로 채웠는지 보십시오. / steady is a {type(steady).__name__} of length {np.size(steady):,} with {int(pd.isna(steady).sum())} gaps; every hour needs a value. Is the beginning filled with 0?"
assert sorted(after) == [2013, 2014, 2015], f"after의 해가 {sorted(after)}입니다. 세 해를 모두 재야 견줍니다. / after holds the years {sorted(after)}; all three are compared."
print("OK")

# %% grade_id="t4-function" role="check" points=9
# 제출하면 다른 기록으로 확인합니다 / Checked with other records after you submit
### BEGIN HIDDEN TESTS
_told = pd.Series([10.0, 10.0, 10.0, 10.0, 10.0, 10.0], index=[30, 31, 32, 33, 34, 35])
_seen = pd.Series([12.0, 11.0, 30.0, 14.0, 9.0, 10.0], index=[30, 31, 32, 33, 34, 35])
_mine = [round(float(_v), 6) for _v in corrected(_told, _seen, 2, 3)]
assert _mine == [10.0, 10.0, 12.0, 11.5, 12.0, 14.0], f"늘 10이라고 하고 측정이 12, 11, 30, 14, 9, 10일 때 2시간 전까지 3시간의 중앙값으로 고치니 {_mine}입니다. 아는 것이 없을 때, lag, window, 중앙값을 차례로 확인하십시오. / Always saying 10 with 12, 11, 30, 14, 9, 10 measured, correction by the median of 3 hours that ended 2 before gives {_mine}. Check, in turn, the case of nothing known, lag, window and median."
_one = [round(float(_v), 6) for _v in corrected(_told, _seen, 1, 1)]
assert _one == [10.0, 12.0, 11.0, 30.0, 14.0, 9.0], f"한 시간 전의 오차만 쓰면 {_one}입니다. lag과 window를 고정하지 않았는지, 더하는 방향이 맞는지 보십시오. / With the error of the hour before alone it is {_one}. Are lag and window fixed, or is the sign wrong?"
_late = _seen.copy()
_late.iloc[4:] = 99.0
assert [round(float(_v), 6) for _v in corrected(_told, _late, 2, 3)] == _mine, "마지막 두 시간의 측정을 바꾸니 그보다 앞의 값이 달라졌습니다. 아직 나오지 않은 분석값을 쓰고 있습니다. / With the last two measurements changed earlier values changed; it uses values that are not known yet."
_gap = _seen.copy()
_gap.iloc[2] = np.nan
_held = [round(float(_v), 6) for _v in corrected(_told, _gap, 1, 2)]
assert _held == [10.0, 12.0, 11.5, 11.0, 14.0, 11.5], f"분석계가 한 시간 멈춘 기록에서 {_held}이(가) 나왔습니다. 빠진 시간은 건너뛰고 남은 것으로 고치십시오. / With the analyser out for an hour it gives {_held}. Pass over the missing hour and use what is left."
### END HIDDEN TESTS

# %% grade_id="t4-years" role="check" points=5
# 제출하면 여러분의 예측으로 다시 계산합니다 / Recomputed from your own predictions after you submit
### BEGIN HIDDEN TESTS
_all = load("gas_turbine").reset_index(drop=True)
_x = [_c for _c in _all.columns if _c not in ("year", "CO", "NOX")]
_first = _all["year"] <= 2012
_fix = HistGradientBoostingRegressor(early_stopping=False, random_state=0).fit(_all.loc[_first, _x], _all.loc[_first, "NOX"]).predict(_all[_x])
assert abs(float(np.abs(fixed.to_numpy() - _fix).mean())) < 0.3, "fixed가 2011–2012년만으로 배운 BOOST의 예측과 다릅니다. 뒤의 해를 배우면 고친 효과와 섞입니다. / fixed is not what BOOST of 2011 and 2012 predicts; with later years in it the effect of correcting can't be told."
_err = pd.Series(_all["NOX"].to_numpy() - fixed.to_numpy())
_good = fixed.to_numpy() + _err.shift(24).rolling(168, min_periods=1).median().fillna(0).to_numpy()
for _year in (2013, 2014, 2015):
    _in = (_all["year"] == _year).to_numpy()
    _value = float(np.abs(_all["NOX"].to_numpy()[_in] - _good[_in]).mean())
    assert abs(float(after[_year]) - _value) < 0.05, f"{_year}년의 고친 MAE가 {float(after[_year]):.2f} mg/m³입니다. LAG 24, WINDOW 168로 다시 재면 다릅니다. 바로 앞 시간을 쓰지 않았는지 보십시오. / In {_year} the corrected MAE is {float(after[_year]):.2f} mg/m³; with LAG 24 and WINDOW 168 it is different. Was the hour just before used?"
### END HIDDEN TESTS

# %%
def week(start=7500, window=168):
    """2014년의 2주: 측정, 모델, 고친 값 / two weeks of 2014: measured, model, corrected"""
    begin = int((turbine["year"] < 2014).sum()) + start - 7000
    hours = slice(begin, begin + 336)
    repaired = corrected(fixed, turbine["NOX"], LAG, window)
    figure, axis = plt.subplots(figsize=(11, 3))
    for values, colour, name in ((turbine["NOX"], "black", "measured"), (fixed, "tab:red", "model of 2011 and 2012"), (repaired, "tab:green", "corrected")):
        axis.plot(range(336), values.iloc[hours], c=colour, lw=1.2, label=name)
    axis.set(xlabel="hour", ylabel="NOx, mg/m$^3$", title=f"window of {window} h")
    axis.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    plt.tight_layout()
    plt.show()


week()
interact(week, start=IntSlider(7500, 7000, 13000, 500), window=IntSlider(168, 24, 720, 24));

# %% [markdown] lang="ko"
# ## 과제 5. 다시 배우기와 고쳐 쓰기 (17점)
#
# 2015년에 대해 네 가지를 겨룹니다.
#
# - `ways`: 이름 → 2015년의 MAE
#   - `"retrained"`: 2011–2014년 전체로 `BOOST`를 다시 배운 것
#   - `"last year"`: 2014년만으로 배운 것
#   - `"corrected"`: 과제 4의 `after[2015]`
#   - `"yesterday"`: 모델 없이 24시간 전의 측정값을 그대로 말하는 것
# - `best`: MAE가 가장 작은 것의 이름
# - `fit_model(inputs, labels)`: 시간 순서로 놓인 입력과 NOx로 배운 모델을 돌려주십시오. 제출하면 채점기가 `turbine` 전체로 배우게 한 뒤 **아무도 보지 못한 2015년 뒷부분**으로 잽니다. MAE의 아래쪽 성적이 5.7 mg/m³까지 8점, 8.6까지 4점입니다. 어느 해까지 거슬러 배울지는 여러분이 정합니다. (라벨을 뒤섞어 배워도 같으면 0점)
#
# <details><summary>힌트 1</summary>어제의 값은 <code>turbine["NOX"].shift(24)</code>에서 2015년만 고른 것입니다.</details>
# <details><summary>힌트 2</summary>오래된 해는 지금과 다릅니다. <code>inputs.tail(n)</code>은 가장 최근의 n시간입니다.</details>

# %% [markdown] lang="en"
# ## Task 5. Retrain or correct (17 points)
#
# Four ways compete in 2015.
#
# - `ways`: name → MAE in 2015
#   - `"retrained"`: `BOOST` trained again on all of 2011 to 2014
#   - `"last year"`: trained on 2014 alone
#   - `"corrected"`: `after[2015]` of task 4
#   - `"yesterday"`: no model, the value measured 24 hours before
# - `best`: the name with the smallest MAE
# - `fit_model(inputs, labels)`: return a model learned from inputs and NOx in the order of time. After you submit, the grader has it learn from all of `turbine` and measures on the **later part of 2015, which nobody has seen**: 8 points for an MAE (at the lower end of the score) up to 5.7 mg/m³, 4 up to 8.6. How far back to learn is for you to decide. (0 if permuted labels do as well)
#
# <details><summary>Hint 1</summary>Yesterday's value is <code>turbine["NOX"].shift(24)</code>, of 2015 only.</details>
# <details><summary>Hint 2</summary>Old years differ from now. <code>inputs.tail(n)</code> are the last n hours.</details>

# %% grade_id="t5-solution" role="solution"
def fit_model(inputs, labels):
    """배운 모델 / a fitted model"""
    ### BEGIN SOLUTION
    recent = HistGradientBoostingRegressor(loss="absolute_error", early_stopping=False, random_state=0)
    return recent.fit(inputs.tail(8000), labels.tail(8000))
    ### END SOLUTION


### BEGIN SOLUTION
before, just_before = turbine[turbine["year"] < 2015], turbine[turbine["year"] == 2014]
ways = {
    "retrained": mae_in(2015, BOOST.fit(before[X], before["NOX"]).predict(turbine[X])),
    "last year": mae_in(2015, BOOST.fit(just_before[X], just_before["NOX"]).predict(turbine[X])),
    "corrected": after[2015],
    "yesterday": mae_in(2015, turbine["NOX"].shift(24)),
}
best = min(ways, key=ways.get)
print({name: round(value, 2) for name, value in ways.items()}, best)
### END SOLUTION

# %% grade_id="t5-visible" role="check" points=3
_part = turbine.tail(9000)
try:
    _model = fit_model(_part[inputs(turbine.columns)], _part["NOX"])
except NotImplementedError:
    raise AssertionError("[미작성 · not attempted] 과제 5의 fit_model이 아직 없습니다. 보지 못한 시간으로 재려면 배우는 함수가 있어야 합니다. 배운 모델을 return하십시오. / fit_model does not exist yet. Unseen hours need a function that learns; return the fitted model.") from None
assert len(_model.predict(_part[inputs(turbine.columns)].head(5))) == 5, "fit_model이 돌려준 것으로 다섯 시간을 예측하지 못합니다. 배운 모델을 돌려주는지 보십시오. / What fit_model returned can't predict five hours. Does it return the fitted model?"
assert "ways" in globals() and set(ways) == {"retrained", "last year", "corrected", "yesterday"}, "ways에 네 이름이 모두 있어야 겨룹니다. retrained, last year, corrected, yesterday를 넣으십시오. / ways takes four names to compete: retrained, last year, corrected, yesterday."
print("OK")

# %% grade_id="t5-ways" role="check" points=6
# 제출하면 다시 계산해 비교합니다 / Recomputed after you submit
### BEGIN HIDDEN TESTS
_all = load("gas_turbine").reset_index(drop=True)
_x = [_c for _c in _all.columns if _c not in ("year", "CO", "NOX")]
_now = _all["year"] == 2015
def _again(rows):
    _m = HistGradientBoostingRegressor(early_stopping=False, random_state=0).fit(_all.loc[rows, _x], _all.loc[rows, "NOX"])
    return float(np.abs(_all.loc[_now, "NOX"] - _m.predict(_all.loc[_now, _x])).mean())
_wanted = {"retrained": _again(_all["year"] < 2015), "last year": _again(_all["year"] == 2014), "yesterday": float(np.abs(_all["NOX"] - _all["NOX"].shift(24))[_now].mean())}
for _name, _value in _wanted.items():
    assert abs(float(ways[_name]) - _value) < 0.15, f"{_name}의 2015년 MAE가 {float(ways[_name]):.2f} mg/m³입니다. 다시 재면 다릅니다. 2015년을 배우지 않았는지, 24시간 전인지 보십시오. / In 2015 {_name} has an MAE of {float(ways[_name]):.2f} mg/m³; computed again it is different. Was 2015 learned from, or another lag used?"
assert abs(float(ways["corrected"]) - float(after[2015])) < 1e-6, f"corrected가 {float(ways['corrected']):.2f}입니다. 과제 4에서 잰 여러분의 값이어야 합니다. / corrected is {float(ways['corrected']):.2f}; it is your own value of task 4."
assert float(ways[best]) == min(float(_v) for _v in ways.values()), f"best를 {best!r}로 적었지만 여러분의 네 값은 {dict((_k, round(float(_v), 2)) for _k, _v in ways.items())}입니다. MAE는 작을수록 좋습니다. / You name {best!r}, but your four values are {dict((_k, round(float(_v), 2)) for _k, _v in ways.items())}. The smaller the MAE, the better."
### END HIDDEN TESTS

# %% grade_id="t5-holdout" role="check" points=8
# 제출하면 보지 못한 시간으로 잽니다 / Measured on unseen hours after you submit
### BEGIN HIDDEN TESTS
from grader.checks.holdout import held_out, learned, points_for

def _skill(truth, told):
    return max(0.0, 1.0 - float(np.abs(np.asarray(truth) - np.asarray(told)).mean()) / 20.0)
_turbine = load("gas_turbine")
_inputs, _labels = held_out("gas_turbine", target="NOX")
_names = [_c for _c in _turbine.columns if _c not in ("year", "CO", "NOX")]
_result = learned(fit_model, _turbine[_names], _turbine["NOX"], _inputs[_names], _labels, metric=_skill)
assert _result.low >= 1 - 8.6 / 20, f"보지 못한 2015년 뒷부분에서 오차가 {20 * (1 - _result.value):.1f} mg/m³입니다. 라벨을 뒤섞어 배운 것보다 낫지 않거나 8.6보다 큽니다. 얼마나 오래된 시간까지 배울지 다시 정하십시오. / On the unseen later part of 2015 the error is {20 * (1 - _result.value):.1f} mg/m³: no better than with permuted labels, or above 8.6. Decide again how far back to learn."
points_for(_result.low, {1 - 5.7 / 20: 8, 1 - 8.6 / 20: 4})
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 과제 6. 암모니아로 옮기기 (10점)
#
# NOx를 낮추려고 암모니아를 넣습니다. 예측을 믿지 못하는 만큼 넉넉히 넣어야 하므로, **오차가 1 mg/m³ 줄면** 한 시간에 `AMMONIA_KRW`만큼 아낀다고 합시다.
#
# - `margin_value(before, after, hours)`: (`before` − `after`) × `AMMONIA_KRW` × `hours`
# - `annual`: 2015년의 고치지 않은 `later[2015]["boost"]`와 가장 나은 `ways[best]`로, 한 해 `HOURS_PER_YEAR`시간의 효과
# - `business_value`: 키 여섯 개. 가동률과 불량률은 `None`, `annual_value_krw`는 `annual`, `assumptions`는 문장 3개 이상
#
# <details><summary>힌트 1</summary>순서는 (전 − 후)입니다. 나빠지면 음수가 나와야 합니다.</details>
# <details><summary>힌트 2</summary>보정에는 분석계의 확정값이 필요합니다. 그 비용을 가정에 적으십시오.</details>

# %% [markdown] lang="en"
# ## Task 6. What it means in ammonia (10 points)
#
# Ammonia is injected against NOx, with a margin for what the prediction can't be trusted with. Say that **1 mg/m³ less error** saves `AMMONIA_KRW` an hour.
#
# - `margin_value(before, after, hours)`: (`before` − `after`) × `AMMONIA_KRW` × `hours`
# - `annual`: its value for `HOURS_PER_YEAR`, from the uncorrected `later[2015]["boost"]` to the best, `ways[best]`
# - `business_value`: six keys. Operating and defect rates are `None`, `annual_value_krw` is `annual`, `assumptions` at least 3 sentences
#
# <details><summary>Hint 1</summary>It is before minus after; if it gets worse the value is negative.</details>
# <details><summary>Hint 2</summary>The correction needs the analyser's confirmed values. Name that cost among the assumptions.</details>

# %% grade_id="assumed" role="fixed"
AMMONIA_KRW = 900
HOURS_PER_YEAR = 7_200

# %% grade_id="t6-solution" role="solution"
def margin_value(before, after, hours):
    """아낀 암모니아 (원) / ammonia saved, KRW"""
    ### BEGIN SOLUTION
    return (before - after) * AMMONIA_KRW * hours
    ### END SOLUTION


### BEGIN SOLUTION
annual = margin_value(later[2015]["boost"], ways[best], HOURS_PER_YEAR)
business_value = {
    "operating_rate_before": None,
    "operating_rate_after": None,
    "defect_rate_before": None,
    "defect_rate_after": None,
    "annual_value_krw": annual,
    "assumptions": [
        "보정에는 하루 늦은 분석값이 계속 필요하며 분석계 유지비는 넣지 않았다. / The correction needs the analyser's values a day late; its upkeep is not counted.",
        "오차 1 mg/m³에 시간당 900원은 실습용 가정이다. / 900 KRW an hour for 1 mg/m³ are assumed.",
        "한 설비의 2015년 앞부분에서 잰 오차가 이어진다고 보았다. / The errors of one plant in the first part of 2015 are taken to go on.",
    ],
}
print(f"{annual:,.0f} KRW a year")
### END SOLUTION

# %% grade_id="t6-visible" role="check" points=3
assert "business_value" in globals(), "[미작성 · not attempted] 과제 6의 business_value가 아직 없습니다. 금액이 있어야 분석계를 고칠 순서를 정합니다. margin_value부터 완성하십시오. / business_value does not exist yet; amounts decide when the analyser is mended. Start with margin_value."
_keys = {"operating_rate_before", "operating_rate_after", "defect_rate_before", "defect_rate_after", "annual_value_krw", "assumptions"}
assert set(business_value) == _keys, f"business_value의 키가 {sorted(business_value)}입니다. 과정 전체에서 같은 키로 모아 봅니다. 과제에 적힌 여섯 개로 맞추십시오. / business_value has the keys {sorted(business_value)}; the programme gathers the six that the task names."
assert all(business_value[_k] is None for _k in _keys if "rate" in _k), "가동률이나 불량률에 값을 적었습니다. 이 파일에는 근거가 없습니다. None으로 두십시오. / You claim operating or defect rates that this file can't support. Leave None."
assert len(business_value["assumptions"]) >= 3, f"가정이 {len(business_value['assumptions'])}개입니다. 가정을 모르면 추정을 실적으로 읽습니다. 3개 이상 적으십시오. / {len(business_value['assumptions'])} assumptions; without them an estimate is read as a result. Give at least 3."
print("OK")

# %% grade_id="t6-hidden" role="check" points=7
# 제출하면 다시 계산해 비교합니다 / Recomputed after you submit
### BEGIN HIDDEN TESTS
_some = float(margin_value(8.0, 5.5, 100))
assert abs(_some - 2.5 * AMMONIA_KRW * 100) < 1e-6, f"오차가 8에서 5.5로 준 100시간에 margin_value가 {_some:,.0f}원입니다. 받은 세 값만 쓰는지, 빼는 순서를 확인하십시오. / For 100 hours with the error down from 8 to 5.5, margin_value is {_some:,.0f} KRW. Does it use the three values given, in that order?"
_value = (float(later[2015]["boost"]) - float(ways[best])) * AMMONIA_KRW * HOURS_PER_YEAR
assert abs(float(annual) - _value) <= 0.001 * abs(_value) + 1, f"annual이 {float(annual):,.0f}원입니다. 여러분의 2015년 두 오차로 다시 계산하면 다릅니다. 만든 해의 성적과 견주지 않았는지 보십시오. / annual is {float(annual):,.0f} KRW; your own two errors of 2015 give something else. Was it compared with the score of its own years?"
assert abs(float(business_value["annual_value_krw"]) - float(annual)) < 1, f"annual_value_krw가 {float(business_value['annual_value_krw']):,.0f}원으로 annual과 다릅니다. / annual_value_krw is {float(business_value['annual_value_krw']):,.0f} KRW, and not annual."
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 과제 7. 공장장에게 보내는 메시지 (15점, 강사 채점)
#
# 더 큰 모델을 사자는 제안을 받은 공장장에게 3~5문장으로 쓰십시오.
#
# | 채점 기준 | 5점 | 3점 | 0점 |
# |---|---|---|---|
# | 사실 | 고치지 않은 오차, 다시 배운 오차, 고친 오차를 숫자로 적었다 | 일부만 적었다 | 만든 해의 성적을 약속했다 |
# | 정직함 | 보정에 분석값이 필요함과, 지수가 계절에도 울림을 밝혔다 | 하나만 밝혔다 | "이제 분석계가 필요 없다"고 했다 |
# | 행동 | 누가 무엇을 얼마나 자주 확인하고 언제 멈출지 제안했다 | 제안이 막연하다 | 제안이 없다 |

# %% [markdown] lang="en"
# ## Task 7. A message to the plant manager (15 points, graded by the instructor)
#
# In 3 to 5 sentences, to somebody who was offered a bigger model.
#
# | Criterion | 5 points | 3 points | 0 points |
# |---|---|---|---|
# | Facts | The error uncorrected, retrained and corrected, in numbers | Some of them | The score of its own years promised |
# | Honesty | That the correction needs measurements, and that the index also rings for a season | One of them | "No analyser needed any more" |
# | Action | Who checks what, how often, and when to stop | A vague proposal | None |

# %% [markdown] grade_id="t7-written" role="written" points=15 lang="ko"
# ### BEGIN SOLUTION
# 2011–2012년으로 만든 모델은 만든 해에 2.3 mg/m³ 틀렸지만 2015년에는 10.7 mg/m³ 높게 말하고, 2014년까지 모두 넣어 다시 배워도 8.2입니다. 같은 모델을 하루 늦은 분석값의 7일 중앙값만큼 옮기면 4.0으로, 어제 값을 그대로 쓰는 6.2보다도 낫습니다. 그래서 더 큰 모델보다 보정이 먼저입니다. 보정은 분석계의 확정값이 있어야 하고, 드리프트 지수는 계절만 바뀌어도 울리므로 지수만 보고 다시 배우지 맙시다. 환경팀이 매주 월요일 지난 7일의 오차를 확인해 6 mg/m³를 넘거나 분석값이 사흘 이상 없으면 소프트센서를 멈추고 분석계로 보고합시다.
# ### END SOLUTION

# %% [markdown] grade_id="t7-written" role="written" points=15 lang="en"
# ### BEGIN SOLUTION
# The model of 2011 and 2012 was 2.3 mg/m³ off in its own years, reads 10.7 mg/m³ too high in 2015, and trained again with everything up to 2014 it is still 8.2 off. The same model moved by the median error of the last seven days, known a day late, is 4.0 off, better than taking yesterday's value (6.2). So correct before buying a bigger model. The correction needs the analyser's confirmed values, and the drift index rings for a change of season too, so don't retrain on the index alone. Every Monday the environment team should check the last seven days; above 6 mg/m³, or after three days without measurements, switch the soft sensor off and report from the analyser.
# ### END SOLUTION

# %% [markdown] lang="ko"
# ## 정리
#
# 이제 다음을 할 수 있습니다.
#
# - 소프트센서에 쓸 수 없는 열을 골라냅니다.
# - 만든 해를 섞은 성적이 다음 해를 말해 주지 않음을 숫자로 보입니다.
# - 드리프트 지수를 계산하고, 그것이 모델의 오차가 아님을 설명합니다.
# - 그때까지 알려진 오차만으로 예측을 고칩니다.
# - 다시 배우기, 고쳐 쓰기, 어제 값을 같은 자료로 겨룹니다.
#
# **1분 설문(채점하지 않습니다):** 이 실습은 현장에 ① 바로 쓸 수 있다 ② 고쳐서 쓸 수 있다 ③ 쓰기 어렵다. 가장 막힌 과제는 몇 번이었습니까?

# %% [markdown] lang="en"
# ## Recap
#
# You can now
#
# - leave out columns that a soft sensor can't have;
# - show in numbers that a shuffled score of its own years says nothing of the next;
# - compute a drift index, and explain that it is not the model's error;
# - correct predictions by errors known by then, and no others;
# - let retraining, correcting and yesterday's value compete on the same data.
#
# **One-minute survey (not graded):** on your floor this lab is ① usable as it is ② usable with changes ③ hard to use. Which task held you up most?
