# %% [markdown] lang="ko"
# {{header_card}}

# %% [markdown] lang="en"
# {{header_card}}

# %% [markdown] lang="ko"
# ## 현장 이야기
#
# 농약 원제 건조 공정에서 교대 조장이 묻습니다. "어젯밤 배치가 유난히 오래 걸렸습니다. 그런데 알람은 한 번도 안 울렸고, 트렌드를 하나씩 봐도 전부 관리범위 안입니다. 뭐가 달랐던 겁니까?"
#
# 센서를 하나씩 보면 정상이지만 **함께 보면** 평소와 다른 배치가 있습니다. 늘 함께 움직이던 압력과 토크가 따로 노는 식입니다. 이 실습에서는 평소대로 돌아간 배치들의 공통된 모습, 곧 **골든 배치**를 모델로 만들고, 거기서 벗어난 배치와 그 원인이 된 센서를 찾습니다. 마지막에는 이 감시를 현장에 걸었을 때 **오경보가 얼마나 울릴지**를 부풀리거나 줄이지 않고 보고합니다.

# %% [markdown] lang="en"
# ## The story
#
# In the drying step of an agricultural-chemicals plant the shift leader asks: "Last night's batch took unusually long. No alarm went off, and every trend I open is within limits. What was different?"
#
# Some batches look normal sensor by sensor and are unusual only when the sensors are **seen together**: pressure and torque, which always move together, part company. In this lab you model what the usual batches have in common, the **golden batch**, and find the batches that depart from it and the sensor behind each. At the end you report, neither inflated nor played down, **how many false alarms** this monitoring would raise on the floor.

# %% [markdown] lang="ko"
# {{data_card}}

# %% [markdown] lang="en"
# {{data_card}}

# %% grade_id="setup" role="fixed"
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from ipywidgets import FloatSlider, interact
from scipy import stats
from sklearn.decomposition import PCA

from sandbox_data import load

dryer = load("dryer")
TAGS = [column for column in dryer.columns if column not in ("batch_id", "ClockTime")]
print(f"{dryer['batch_id'].nunique()} batches, {len(dryer):,} rows, {len(TAGS)} tags")

# %% [markdown] lang="ko"
# ## 먼저 예상해 보기 (채점하지 않습니다)
#
# 아래는 세 배치의 교반기 토크와 건조기 압력입니다. 계산하기 전에 적어 보십시오.
#
# 1. 세 배치 중 나머지와 다르게 돌아간 배치는 무엇이라고 보십니까?
# 2. 99 % 관리한계를 쓰면 정상 배치 100건 중 몇 건에서 경보가 울릴 것 같습니까? 이 숫자를 과제 5의 결과와 비교할 것입니다.

# %% [markdown] lang="en"
# ## Predict first (not graded)
#
# Below are agitator torque and dryer pressure of three batches. Before you compute anything, write down:
#
# 1. Which of the three ran differently from the others?
# 2. With 99 % control limits, in how many of 100 normal batches will an alarm go off? You will compare this number with task 5.

# %%
figure, axes = plt.subplots(1, 2, figsize=(11, 3.5))
for batch in (13, 30, 57):
    one = dryer[dryer["batch_id"] == batch].sort_values("ClockTime")
    progress = one["ClockTime"] / one["ClockTime"].max()
    axes[0].plot(progress, one["AgitatorTorque"], label=f"batch {batch}")
    axes[1].plot(progress, one["DryerPressure"], label=f"batch {batch}")
axes[0].set(xlabel="progress (0-1)", ylabel="AgitatorTorque")
axes[1].set(xlabel="progress (0-1)", ylabel="DryerPressure")
axes[0].legend()
plt.tight_layout()
plt.show()

# %% [markdown] lang="ko"
# ## 과제 1. 배치 한 건을 한 줄로 요약하기 (15점)
#
# 배치마다 길이가 89~201회로 달라서 그대로는 나란히 놓고 비교할 수 없습니다. 진행률로 **초기·중기·말기** 세 구간을 나누고, 구간마다 태그의 평균과 표준편차를 구해 배치 한 건을 한 줄로 만드십시오.
#
# - 진행률 = `ClockTime` / 그 배치의 마지막 `ClockTime`. 1/3 미만은 구간 1, 2/3 미만은 구간 2, 나머지는 구간 3입니다.
# - 열 이름: `DryerPressure_mean_1`, `DryerPressure_std_3`처럼 `태그_mean_구간`, `태그_std_구간`. 여기에 배치 길이 `samples`를 더해 모두 61열입니다.
# - 행 이름(index)은 배치 번호입니다.
#
# <details><summary>힌트 1</summary>배치별 마지막 시각은 <code>groupby("batch_id")["ClockTime"].transform("max")</code>로 행마다 붙일 수 있습니다.</details>
# <details><summary>힌트 2</summary><code>groupby([batch_id, 구간])[TAGS].agg(["mean", "std"]).unstack()</code>을 쓰면 열이 (태그, 통계, 구간) 세 층으로 나옵니다. 층을 이어 붙여 이름을 만드십시오.</details>

# %% [markdown] lang="en"
# ## Task 1. One line for each batch (15 points)
#
# Batches are 89 to 201 samples long, so they can't be laid side by side. Divide each by progress into **early, middle and late**, and take mean and standard deviation of every tag in every phase: one line a batch.
#
# - Progress = `ClockTime` / that batch's last `ClockTime`. Below 1/3 is phase 1, below 2/3 phase 2, the rest phase 3.
# - Column names: `tag_mean_phase` and `tag_std_phase`, such as `DryerPressure_mean_1`, `DryerPressure_std_3`. With the batch's length `samples` that makes 61 columns.
# - The index is the batch number.
#
# <details><summary>Hint 1</summary><code>groupby("batch_id")["ClockTime"].transform("max")</code> puts each batch's last time beside every row.</details>
# <details><summary>Hint 2</summary><code>groupby([batch_id, phase])[TAGS].agg(["mean", "std"]).unstack()</code> gives columns in three levels (tag, statistic, phase). Join the levels into names.</details>

# %% grade_id="t1-solution" role="solution"
def batch_features(df):
    """배치별 특징 표 (배치 x 61) / One row a batch, 61 columns."""
    ordered = df.sort_values(["batch_id", "ClockTime"])
    progress = ordered["ClockTime"] / ordered.groupby("batch_id")["ClockTime"].transform("max")
    ### BEGIN SOLUTION
    phase = np.minimum((progress * 3).astype(int), 2) + 1
    table = ordered.groupby(["batch_id", phase])[TAGS].agg(["mean", "std"]).unstack()
    table.columns = [f"{tag}_{statistic}_{number}" for tag, statistic, number in table.columns]
    table["samples"] = ordered.groupby("batch_id").size()
    return table
    ### END SOLUTION


features = batch_features(dryer)
features.shape

# %% grade_id="t1-visible" role="check" points=5
assert "features" in globals(), "[미작성 · not attempted] 과제 1의 features가 아직 없습니다. 배치를 한 줄로 만들어야 서로 비교할 수 있습니다. batch_features를 완성하십시오. / features does not exist yet. Batches can only be compared as lines; complete batch_features."
assert isinstance(features, pd.DataFrame), f"features의 형식이 {type(features).__name__}입니다. 다음 과제는 표로 이어집니다. batch_features가 return으로 DataFrame을 돌려주는지 보십시오. / features is a {type(features).__name__}; the next tasks need a table. Does batch_features return a DataFrame?"
_names = {f"{tag}_{s}_{p}" for tag in TAGS for s in ("mean", "std") for p in (1, 2, 3)} | {"samples"}
_absent = sorted(_names - set(features.columns))
assert not _absent, f"열 {len(_absent)}개가 없습니다(예: {_absent[0]}). 이름이 다르면 어느 센서인지 추적할 수 없습니다. 열 이름 규칙을 확인하십시오. / {len(_absent)} columns are missing (e.g. {_absent[0]}). Without the names no alarm leads back to a sensor. Check the naming rule."
assert features.shape == (71, 61), f"표 크기가 {features.shape}입니다. 배치는 71건, 특징은 61열이어야 한 건도 빠지지 않습니다. 행이 배치인지, 남는 열이 없는지 보십시오. / The table is {features.shape}; 71 batches and 61 features leave nothing out. Is a row a batch, are there extra columns?"
assert set(features.index) == set(range(1, 72)), f"index가 배치 번호가 아닙니다(앞부분: {list(features.index[:3])}). 경보가 어느 배치인지 말할 수 있어야 합니다. batch_id를 index로 두십시오. / The index is not the batch number (it starts {list(features.index[:3])}). An alarm must name its batch; put batch_id in the index."
_empty = int(features.isna().sum().sum())
assert _empty == 0, f"빈 값이 {_empty}개 있습니다. 빈 값이 있으면 모델이 계산되지 않습니다. 구간이 세 개로 빠짐없이 나뉘었는지 보십시오. / {_empty} values are empty and no model can be fitted. Does every row fall into one of the three phases?"
print("OK")

# %% grade_id="t1-hidden" role="check" points=10
# 제출하면 다른 배치로 더 확인합니다 / More is checked with other batches after you submit
### BEGIN HIDDEN TESTS
_raw = load("dryer")
_one = _raw[_raw["batch_id"] == 34].sort_values("ClockTime")
_part = _one[_one["ClockTime"] / _one["ClockTime"].max() < 1 / 3]
_mine, _right = float(features.loc[34, "AgitatorTorque_mean_1"]), float(_part["AgitatorTorque"].mean())
assert abs(_mine - _right) <= 0.03 * abs(_right), f"34번 배치 초기 토크 평균이 {_mine:.2f}로 나왔습니다. 구간이 어긋나면 초기의 이상이 말기의 이상으로 보입니다. 배치마다 자기 길이로 진행률을 구했는지 보십시오. / Early mean torque of batch 34 came out as {_mine:.2f}. Shifted phases report early faults as late ones. Is progress taken from each batch's own length?"
_mine, _right = float(features.loc[34, "DryerPressure_std_3"]), float(_one[_one["ClockTime"] / _one["ClockTime"].max() >= 2 / 3]["DryerPressure"].std())
assert abs(_mine - _right) <= 0.03 * abs(_right), f"34번 배치 말기 압력 표준편차가 {_mine:.2f}로 나왔습니다. 말기 흔들림을 놓치게 됩니다. 구간 3의 범위를 확인하십시오. / Late pressure standard deviation of batch 34 came out as {_mine:.2f}; unrest at the end is missed. Check what falls into phase 3."
_mixed = batch_features(_raw.sample(frac=1, random_state=3))
assert np.allclose(_mixed.loc[features.index, features.columns], features), "행 순서를 섞었더니 결과가 달라졌습니다. 현장 기록은 순서대로 오지 않을 수 있습니다. 시간순으로 정렬한 뒤 계산하십시오. / Shuffled rows changed the result; plant records do not always arrive in order. Sort by time first."
_alone = batch_features(_raw[_raw["batch_id"] == 7])
assert np.allclose(_alone.loc[7, features.columns].astype(float), features.loc[7].astype(float)), "7번 배치만 넣었더니 값이 달라졌습니다. 새 배치 한 건도 같은 값이 나와야 감시에 쓸 수 있습니다. 다른 배치의 값이 섞이는지 보십시오. / Batch 7 alone gave other values; a new batch must give the same line. Do other batches leak into it?"
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 과제 2. 기준 모델과 관리한계 만들기 (20점)
#
# 61개 특징을 주성분 3개로 줄인 모델을 만듭니다. 모델은 두 가지를 감시합니다.
#
# - **T²**: 늘 보던 움직임인데 그 정도가 지나친가. 관리한계(신뢰수준 99 %)는 배치 수 *n*이 많지 않으므로 $\;T^2_{lim} = \dfrac{A(n^2-1)}{n(n-A)}\,F_{0.99}(A,\,n-A)\;$ 입니다(A = 주성분 수).
# - **SPE**: 센서들 사이의 관계가 깨졌는가. 기준 배치들의 SPE 평균을 *m*, 분산을 *v*라 하면 $\;SPE_{lim} = \dfrac{v}{2m}\,\chi^2_{0.99}\!\left(\dfrac{2m^2}{v}\right)\;$ 입니다(Box 근사).
#
# 압력은 수백, 토크는 수십 단위입니다. 그대로 넣으면 압력만 보는 모델이 되므로 **평균을 빼고 표준편차로 나눈 뒤** 주성분을 구하십시오. 표준편차가 0인 열은 1로 나눕니다.
#
# <details><summary>힌트 1</summary><code>PCA(components, svd_solver="full").fit(z)</code>의 <code>components_</code>는 (3, 61)입니다. 적재값은 이를 뒤집은 (61, 3) 배열입니다.</details>
# <details><summary>힌트 2</summary>잔차는 <code>z - (z @ loadings) @ loadings.T</code>이고, SPE는 잔차 제곱의 행별 합입니다. 분포 값은 <code>stats.f.ppf</code>, <code>stats.chi2.ppf</code>로 구합니다.</details>

# %% [markdown] lang="en"
# ## Task 2. Reference model and control limits (20 points)
#
# Reduce the 61 features to 3 principal components. The model watches two things:
#
# - **T²**: a familiar movement, but too much of it. With so few batches *n* the 99 % limit is $\;T^2_{lim} = \dfrac{A(n^2-1)}{n(n-A)}\,F_{0.99}(A,\,n-A)\;$ (A = number of components).
# - **SPE**: the relation between the sensors is broken. With mean *m* and variance *v* of the reference batches' SPE, $\;SPE_{lim} = \dfrac{v}{2m}\,\chi^2_{0.99}\!\left(\dfrac{2m^2}{v}\right)\;$ (Box's approximation).
#
# Pressure is in hundreds, torque in tens: unscaled, the model sees pressure only. **Subtract the mean and divide by the standard deviation** first; divide by 1 where the standard deviation is 0.
#
# <details><summary>Hint 1</summary><code>components_</code> of <code>PCA(components, svd_solver="full").fit(z)</code> is (3, 61); the loadings are its transpose (61, 3).</details>
# <details><summary>Hint 2</summary>The residual is <code>z - (z @ loadings) @ loadings.T</code>, SPE the row sum of its squares. <code>stats.f.ppf</code> and <code>stats.chi2.ppf</code> give the quantiles.</details>

# %% grade_id="t2-solution" role="solution"
def fit_reference(reference, components=3, confidence=0.99):
    """기준 배치로 만든 모델 / Model of the reference batches.

    keys: mean, scale (Series), loadings (61 x 3), variances (3), t2_limit, spe_limit (float)
    """
    ### BEGIN SOLUTION
    n, a = len(reference), components
    mean = reference.mean()
    scale = reference.std(ddof=1).replace(0, 1.0)
    z = ((reference - mean) / scale).to_numpy()
    pca = PCA(a, svd_solver="full").fit(z)
    loadings = pca.components_.T
    spe = ((z - z @ loadings @ loadings.T) ** 2).sum(axis=1)
    m, v = spe.mean(), spe.var(ddof=1)
    t2_limit = a * (n**2 - 1) / (n * (n - a)) * stats.f.ppf(confidence, a, n - a)
    spe_limit = v / (2 * m) * stats.chi2.ppf(confidence, 2 * m**2 / v)
    return {
        "mean": mean,
        "scale": scale,
        "loadings": loadings,
        "variances": pca.explained_variance_,
        "t2_limit": t2_limit,
        "spe_limit": spe_limit,
    }
    ### END SOLUTION


model = fit_reference(features)
print(f"T2 limit {model['t2_limit']:.2f}, SPE limit {model['spe_limit']:.1f}")

# %% grade_id="t2-visible" role="check" points=6
assert "model" in globals(), "[미작성 · not attempted] 과제 2의 model이 아직 없습니다. 기준이 없으면 벗어났다고 말할 수 없습니다. fit_reference를 완성하십시오. / model does not exist yet. Without a reference nothing departs from it; complete fit_reference."
_keys = {"mean", "scale", "loadings", "variances", "t2_limit", "spe_limit"}
assert isinstance(model, dict) and _keys <= set(model), f"model에 있는 항목: {sorted(model) if isinstance(model, dict) else type(model).__name__}. 뒤의 과제가 여섯 항목을 모두 씁니다. return 문을 확인하십시오. / model holds {sorted(model) if isinstance(model, dict) else type(model).__name__}; later tasks need all six entries. Check the return statement."
assert np.shape(model["loadings"]) == (61, 3), f"loadings의 크기가 {np.shape(model['loadings'])}입니다. 행은 특징, 열은 주성분이어야 원인 센서를 찾을 수 있습니다. 전치를 확인하십시오. / loadings is {np.shape(model['loadings'])}; rows are features and columns components, or no sensor can be traced. Check the transpose."
_spread = ((features - model["mean"]) / model["scale"]).std(ddof=0)
assert _spread.max() < 1.1, f"스케일을 맞춘 뒤에도 {_spread.idxmax()}의 표준편차가 {_spread.max():.1f}입니다(1이어야 합니다). 값이 큰 센서가 모델을 독차지해 나머지 센서의 이상을 놓칩니다. 표준편차로 나누었는지 보십시오. / After scaling, {_spread.idxmax()} still has a standard deviation of {_spread.max():.1f} (should be 1). The sensor with the largest numbers takes over and faults of the others are missed. Did you divide by the standard deviation?"
assert np.isfinite([model["t2_limit"], model["spe_limit"]]).all() and min(model["t2_limit"], model["spe_limit"]) > 0, f"관리한계가 T2 {model['t2_limit']}, SPE {model['spe_limit']}입니다. 한계는 0보다 커야 합니다. 식의 나눗셈을 확인하십시오. / The limits are T2 {model['t2_limit']}, SPE {model['spe_limit']}; they must be above 0. Check the divisions."
print("OK")

# %% grade_id="t2-hidden" role="check" points=8
# 제출하면 다른 기준 배치로 더 확인합니다 / More is checked with other reference batches after you submit
### BEGIN HIDDEN TESTS
_some = features.iloc[5:45]
_model = fit_reference(_some)
_gap = float(((_model["mean"] - _some.mean()) / features.std()).abs().max())
assert _gap < 0.01, f"기준으로 준 40건의 평균과 모델의 평균이 표준편차의 {_gap:.2f}배만큼 다릅니다. 기준 밖의 배치가 섞이면 골든 배치가 아닙니다. 함수가 받은 표만 쓰는지 보십시오. / The model's mean differs from that of the 40 reference batches by {_gap:.2f} standard deviations. With other batches mixed in it is no golden batch. Does the function use only the table it is given?"
_p = np.asarray(_model["loadings"])
assert np.allclose(_p.T @ _p, np.eye(3), atol=1e-6), "주성분이 서로 직교하지 않습니다. T²와 SPE가 같은 움직임을 두 번 세게 됩니다. PCA의 components_를 그대로 쓰십시오. / The components are not orthogonal, so T² and SPE count one movement twice. Take PCA's components_ as they are."
_z = ((_some - _some.mean()) / _some.std().replace(0, 1.0)).to_numpy()
_best = (np.linalg.svd(_z, compute_uv=False)[:3] ** 2).sum() / (_z**2).sum()
_kept = ((_z @ _p) ** 2).sum() / (_z**2).sum()
assert _kept > _best - 0.02, f"주성분 3개가 설명하는 비율이 {_kept:.1%}입니다. 더 설명할 수 있는 방향을 두고 있어 정상적인 움직임까지 SPE 경보가 됩니다. 스케일을 맞춘 값으로 PCA를 했는지 보십시오. / Three components explain {_kept:.1%}; better directions exist, so normal movements raise SPE alarms. Was PCA run on the scaled values?"
_flat = _some.copy()
_flat["samples"] = 120.0
_model = fit_reference(_flat)
assert np.isfinite(np.asarray(_model["scale"], dtype=float)).all() and (np.asarray(_model["scale"], dtype=float) > 0).all(), "값이 변하지 않는 센서가 있으면 0으로 나누게 됩니다. 현장에서는 고장 난 센서가 그렇습니다. 표준편차가 0인 열은 1로 나누십시오. / A sensor that does not move leads to a division by 0, as broken sensors do. Divide such columns by 1."
### END HIDDEN TESTS

# %% grade_id="t2-limits" role="check" points=6
# 관리한계는 제출 후 확인합니다 / The limits are checked after you submit
### BEGIN HIDDEN TESTS
for _n in (30, 45):
    _some = features.iloc[:_n]
    _model = fit_reference(_some)
    _right = 3 * (_n**2 - 1) / (_n * (_n - 3)) * stats.f.ppf(0.99, 3, _n - 3)
    assert abs(_model["t2_limit"] / _right - 1) < 0.02, f"배치 {_n}건으로 만든 T² 한계가 {_model['t2_limit']:.2f}입니다. 배치 수가 적을 때의 불확실성이 빠지면 한계가 좁아져 오경보가 늘어납니다. 식에 n이 들어가는지 보십시오. / The T² limit from {_n} batches is {_model['t2_limit']:.2f}. Leaving out the uncertainty of few batches makes limits tight and false alarms many. Does n enter your formula?"
    _z = (_some - _model["mean"]) / _model["scale"]
    _p = np.asarray(_model["loadings"])
    _e = ((_z.to_numpy() - _z.to_numpy() @ _p @ _p.T) ** 2).sum(axis=1)
    _right = _e.var(ddof=1) / (2 * _e.mean()) * stats.chi2.ppf(0.99, 2 * _e.mean() ** 2 / _e.var(ddof=1))
    assert abs(_model["spe_limit"] / _right - 1) < 0.05, f"배치 {_n}건으로 만든 SPE 한계가 {_model['spe_limit']:.1f}입니다. 기준 배치의 SPE 평균·분산과 맞지 않아 경보 수준을 믿을 수 없습니다. Box 근사식의 두 항을 확인하십시오. / The SPE limit from {_n} batches is {_model['spe_limit']:.1f}, which does not follow from their SPE's mean and variance. Check both factors of Box's approximation."
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 과제 3. 처음 보는 배치로 판정하기 (15점)
#
# 모델을 만든 배치로 다시 판정하면 이상 배치도 정상처럼 보입니다. 이상 배치가 스스로 기준을 끌어당기기 때문입니다. 그래서 **71건을 무작위로 45건과 26건으로 나누어, 45건으로 모델을 만들고 나머지 26건만 판정**합니다. 이것을 여러 번 되풀이해, 처음 보는 배치일 때 경보가 울린 비율을 배치마다 구하십시오.
#
# - `monitor(model, features)`: 열 `T2`, `SPE`, `alarm`(둘 중 하나라도 한계를 넘으면 True)인 표
# - `alarm_frequency(features, splits, seed)`: 배치별 경보 비율(0~1). `np.random.default_rng(seed)`를 쓰면 언제 돌려도 같은 결과가 나옵니다.
# - `suspects`: 경보 비율이 0.9 이상인 배치 번호 목록
#
# <details><summary>힌트 1</summary>T²는 점수 제곱을 <code>variances</code>로 나눈 값의 합입니다.</details>
# <details><summary>힌트 2</summary>배치마다 '판정받은 횟수'와 '경보 횟수'를 따로 세고, 끝에서 나누십시오.</details>

# %% [markdown] lang="en"
# ## Task 3. Judging batches the model has not seen (15 points)
#
# Judged by a model that it helped to make, an unusual batch looks normal: it pulls the reference towards itself. So **split the 71 batches at random into 45 and 26, fit on the 45 and judge only the 26**. Repeat, and find for each batch how often it raised an alarm when the model had not seen it.
#
# - `monitor(model, features)`: a table with `T2`, `SPE` and `alarm` (True if either is above its limit)
# - `alarm_frequency(features, splits, seed)`: share of alarms for each batch (0 to 1). With `np.random.default_rng(seed)` every run gives the same result.
# - `suspects`: list of the batches whose share is at least 0.9
#
# <details><summary>Hint 1</summary>T² is the sum of the squared scores divided by <code>variances</code>.</details>
# <details><summary>Hint 2</summary>Count for each batch how often it was judged and how often it raised an alarm; divide at the end.</details>

# %% grade_id="t3-solution" role="solution"
def monitor(model, features):
    """T2, SPE, alarm"""
    ### BEGIN SOLUTION
    z = ((features - model["mean"]) / model["scale"]).to_numpy()
    scores = z @ model["loadings"]
    residual = z - scores @ model["loadings"].T
    table = pd.DataFrame(index=features.index)
    table["T2"] = (scores**2 / model["variances"]).sum(axis=1)
    table["SPE"] = (residual**2).sum(axis=1)
    table["alarm"] = (table["T2"] > model["t2_limit"]) | (table["SPE"] > model["spe_limit"])
    return table
    ### END SOLUTION


def alarm_frequency(features, splits=40, seed=2026):
    """처음 보는 배치일 때의 경보 비율 / Share of alarms among the times a batch was unseen"""
    ### BEGIN SOLUTION
    rng = np.random.default_rng(seed)
    judged = pd.Series(0.0, index=features.index)
    alarms = judged.copy()
    for _ in range(splits):
        mixed = rng.permutation(features.index)
        verdict = monitor(fit_reference(features.loc[mixed[:45]]), features.loc[mixed[45:]])
        judged[verdict.index] += 1
        alarms[verdict.index] += verdict["alarm"]
    return alarms / judged
    ### END SOLUTION


### BEGIN SOLUTION
frequency = alarm_frequency(features)
suspects = sorted(int(batch) for batch in frequency.index[frequency >= 0.9])
print(suspects)
### END SOLUTION

# %% grade_id="t3-visible" role="check" points=5
assert "suspects" in globals(), "[미작성 · not attempted] 과제 3의 suspects가 아직 없습니다. 이상 배치 목록이 있어야 원인을 찾습니다. 셀의 세 부분을 모두 완성하십시오. / suspects does not exist yet. Causes are looked for in that list; complete all three parts."
_table = monitor(model, features)
assert {"T2", "SPE", "alarm"} <= set(_table.columns), f"monitor의 열이 {list(_table.columns)}입니다. T2와 SPE는 뜻이 다른 경보이므로 따로 있어야 합니다. 열 이름을 확인하십시오. / monitor gives {list(_table.columns)}; T2 and SPE are different alarms and need their own columns. Check the names."
assert np.isfinite(_table[["T2", "SPE"]].to_numpy(dtype=float)).all() and (_table[["T2", "SPE"]] >= 0).all().all(), "T2나 SPE에 음수 또는 빈 값이 있습니다. 거리이므로 0 이상이어야 합니다. 제곱했는지 보십시오. / T2 or SPE is negative or empty; they are distances. Did you square?"
_alone = monitor(model, features.loc[[13]])
assert np.allclose(_alone["SPE"].iloc[0], _table.loc[13, "SPE"]), f"13번 배치만 넣으면 SPE가 {_alone['SPE'].iloc[0]:.1f}, 함께 넣으면 {_table.loc[13, 'SPE']:.1f}입니다. 감시는 배치 한 건으로도 같아야 합니다. 평균과 표준편차를 모델에서 가져왔는지 보십시오. / Batch 13 has SPE {_alone['SPE'].iloc[0]:.1f} alone and {_table.loc[13, 'SPE']:.1f} among others. Monitoring must not depend on that. Do mean and scale come from the model?"
assert isinstance(suspects, list) and 1 <= len(suspects) <= 20, f"의심 배치가 {len(suspects)}건입니다. 전부 의심하면 아무도 확인하지 않습니다. 비율 0.9 기준을 확인하십시오. / {len(suspects)} batches are suspect; if everything is, nobody looks. Check the 0.9 rule."
print("OK")

# %% grade_id="t3-hidden" role="check" points=10
# 제출하면 판정 결과를 더 확인합니다 / The verdicts are checked after you submit
### BEGIN HIDDEN TESTS
_table = monitor(model, features)
_z = ((features - model["mean"]) / model["scale"]).to_numpy()
_t = _z @ np.asarray(model["loadings"])
assert np.allclose(_table["T2"], (_t**2 / model["variances"]).sum(axis=1), rtol=0.02), f"T2의 평균이 {_table['T2'].mean():.2f}입니다. 점수의 크기를 분산으로 맞추지 않으면 첫 주성분만 보게 됩니다. variances로 나누었는지 보십시오. / T2 averages {_table['T2'].mean():.2f}. Without dividing by the variances only the first component counts. Check the division."
assert np.allclose(_table["SPE"], (_z**2).sum(axis=1) - (_t**2).sum(axis=1), rtol=0.01), f"SPE의 평균이 {_table['SPE'].mean():.1f}입니다. 모델이 설명하지 못한 부분만 남아야 합니다. 잔차를 확인하십시오. / SPE averages {_table['SPE'].mean():.1f}; only what the model leaves unexplained belongs there. Check the residual."
_over = (_table["T2"] > model["t2_limit"]) | (_table["SPE"] > model["spe_limit"])
assert (_table["alarm"].astype(bool) == _over).all(), f"경보가 {int(_table['alarm'].sum())}건 울렸는데 한계와 맞지 않습니다. 둘 중 하나만 넘어도 경보입니다. 조건을 확인하십시오. / {int(_table['alarm'].sum())} alarms do not follow from the limits. Either one raises the alarm; check the condition."
_again = alarm_frequency(features, 20, 5)
assert ((_again.dropna() >= 0) & (_again.dropna() <= 1)).all(), f"경보 비율이 {_again.min():.2f}~{_again.max():.2f}입니다. 비율은 0~1입니다. 판정받은 횟수로 나누십시오. / Shares run from {_again.min():.2f} to {_again.max():.2f}; divide by how often the batch was judged."
assert _again.equals(alarm_frequency(features, 20, 5)), "같은 seed로 두 번 돌렸더니 결과가 다릅니다. 다시 나오지 않는 결과로는 배치를 보류할 수 없습니다. default_rng(seed)를 쓰십시오. / The same seed gave two results; no batch can be held on that. Use default_rng(seed)."
_found = len({13, 20, 23, 26, 37} & set(suspects))
assert _found >= 4, f"의심 배치 {suspects} 가운데, 어떤 방법으로 보아도 벗어나는 배치는 {_found}건뿐입니다. 이상 배치가 기준에 섞이면 스스로를 정상으로 만듭니다. 모델을 만들 때 쓰지 않은 배치만 판정했는지, 스케일을 맞추었는지 보십시오. / Of your suspects {suspects} only {_found} are out by every method. Unusual batches in the reference make themselves look normal. Do you judge only batches the model was not fitted on, and scale first?"
assert len(suspects) <= 15, f"의심 배치가 {len(suspects)}건입니다. 다섯에 하나꼴로 세우면 현장은 경보를 끕니다. 기준 비율을 확인하십시오. / {len(suspects)} suspects: one in five stopped, and the floor turns the alarm off. Check the share you ask for."
_once = int(alarm_frequency(features, 1, 5).notna().sum())
assert _once == 26, f"한 번 나누어 판정하면 26건의 비율이 나와야 하는데 {_once}건이 나왔습니다. 모델을 만든 배치를 판정하거나 빠뜨린 배치가 있으면 비율을 믿을 수 없습니다. 45건과 26건이 겹치거나 비지 않는지 보십시오. / One split judges 26 batches, you have shares for {_once}. With batches judged twice or left out the shares mean nothing. Do the 45 and the 26 overlap, or miss one?"
_always = float(_again.max())
assert _always == 1, f"가장 많이 울린 배치의 비율이 {_always:.2f}입니다. 판정할 때마다 울린 배치는 1이어야 합니다. 판정받은 횟수를 0부터 세었는지 보십시오. / The batch with the most alarms has a share of {_always:.2f}; one that rang every time has 1. Does the count of judgements begin at 0?"
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# 슬라이더로 신뢰수준을 움직여 보십시오. 한계를 조이면 경보가 몇 건 늘고, 그 가운데 의심 배치(빨강)는 몇 건입니까?

# %% [markdown] lang="en"
# Move the confidence with the slider. How many more batches alarm when the limits get tighter, and how many of them are suspects (red)?

# %%
verdict = monitor(model, features)


def chart(confidence=99.0):
    """신뢰수준에 따른 관리한계 / the control limits at a confidence in %"""
    moved = fit_reference(features, confidence=confidence / 100)
    alarms = int(monitor(moved, features)["alarm"].sum())
    figure, axis = plt.subplots(figsize=(6, 4.5))
    axis.scatter(verdict["T2"], verdict["SPE"], c=["tab:red" if b in suspects else "tab:blue" for b in verdict.index])
    for batch in suspects:
        axis.annotate(str(batch), (verdict.loc[batch, "T2"], verdict.loc[batch, "SPE"]))
    axis.axvline(moved["t2_limit"], ls="--", c="gray")
    axis.axhline(moved["spe_limit"], ls="--", c="gray")
    axis.set(xlabel="T2", ylabel="SPE", title=f"{confidence:g} %: {alarms} of {len(features)} batches alarm (red: suspects)")
    plt.show()


chart()
interact(chart, confidence=FloatSlider(99.0, min=90.0, max=99.9, step=0.1));

# %% [markdown] lang="ko"
# 그림에서 점선은 **71건 전체로** 정한 한계입니다. 의심 배치 상당수가 점선 안에 있습니다. 이상 배치가 자기 자신을 기준에 넣었기 때문입니다.

# %% [markdown] lang="en"
# The dashed limits come from **all 71 batches**. Many suspects lie inside them: they were part of their own reference.

# %% [markdown] lang="ko"
# ## 과제 4. 어느 센서 때문인지 찾기 (15점)
#
# "13번 배치 이상"이라는 경보만으로는 정비 담당자가 움직일 수 없습니다. 의심 배치를 뺀 나머지로 기준 모델 `golden`을 다시 만들고, SPE가 **어느 태그에서 왔는지** 비율로 나누십시오.
#
# - `golden`: 의심 배치를 뺀 배치로 만든 모델
# - `contributions(model, features, batch)`: 태그 10개와 `samples`의 SPE 비율(Series, 합계 1). 한 태그의 특징 6개는 더합니다.
# - `culprit`: `{배치 번호: 비율이 가장 큰 태그}`. 의심 배치 전부에 대해 만드십시오.
#
# <details><summary>힌트 1</summary>잔차를 제곱하면 특징 하나하나의 몫이 됩니다. 열 이름에서 태그만 떼어 groupby 하십시오.</details>
# <details><summary>힌트 2</summary><code>name.rsplit("_", 2)[0]</code>은 <code>DryerPressure_mean_1</code>에서 <code>DryerPressure</code>를, <code>samples</code>에서 <code>samples</code>를 돌려줍니다.</details>

# %% [markdown] lang="en"
# ## Task 4. Which sensor is behind it (15 points)
#
# "Batch 13 is unusual" moves no maintenance engineer. Fit the model again without the suspects (`golden`), and divide each suspect's SPE by the **tag it came from**.
#
# - `golden`: the model of the batches that are not suspect
# - `contributions(model, features, batch)`: share of SPE for the 10 tags and `samples` (a Series that sums to 1). Add up the six features of a tag.
# - `culprit`: `{batch: tag with the largest share}` for every suspect
#
# <details><summary>Hint 1</summary>The squared residual is each feature's part. Cut the tag out of the column name and group by it.</details>
# <details><summary>Hint 2</summary><code>name.rsplit("_", 2)[0]</code> gives <code>DryerPressure</code> from <code>DryerPressure_mean_1</code>, and <code>samples</code> from <code>samples</code>.</details>

# %% grade_id="t4-solution" role="solution"
### BEGIN SOLUTION
golden = fit_reference(features.drop(index=suspects))


def contributions(model, features, batch):
    z = ((features.loc[batch] - model["mean"]) / model["scale"]).to_numpy(dtype=float)
    residual = z - model["loadings"] @ (model["loadings"].T @ z)
    squared = pd.Series(residual**2, index=model["mean"].index)
    by_tag = squared.groupby([name.rsplit("_", 2)[0] for name in squared.index]).sum()
    return by_tag / by_tag.sum()


culprit = {batch: contributions(golden, features, batch).idxmax() for batch in suspects}
culprit
### END SOLUTION

# %% grade_id="t4-visible" role="check" points=5
assert "culprit" in globals(), "[미작성 · not attempted] 과제 4의 culprit이 아직 없습니다. 센서 이름이 있어야 정비가 움직입니다. golden, contributions, culprit을 차례로 만드십시오. / culprit does not exist yet; maintenance needs a sensor's name. Make golden, contributions and culprit."
_share = contributions(golden, features, suspects[0])
_absent = [tag for tag in [*TAGS, "samples"] if tag not in _share.index]
assert not _absent, f"기여도에 {_absent}이(가) 없습니다. 빠진 센서의 이상은 찾을 수 없습니다. 열 이름에서 태그를 바르게 떼었는지 보십시오. / {_absent} missing from the contributions, so their faults can't be found. Check how you cut the tag out of the name."
assert abs(float(_share.sum()) - 1) < 1e-6 and (_share >= 0).all(), f"기여도의 합이 {float(_share.sum()):.3f}입니다. 비율이어야 배치끼리 비교됩니다. 전체 SPE로 나누십시오. / Contributions sum to {float(_share.sum()):.3f}; only shares compare between batches. Divide by the whole SPE."
assert set(culprit) == set(suspects), f"culprit에 배치 {sorted(culprit)}가 있고 의심 배치는 {suspects}입니다. 하나라도 빠지면 원인을 모른 채 다시 돌리게 됩니다. 모든 의심 배치를 넣으십시오. / culprit holds {sorted(culprit)}, the suspects are {suspects}. A batch left out runs again with its cause unknown. Include all."
print("OK")

# %% grade_id="t4-hidden" role="check" points=10
# 제출하면 기준 모델과 기여도를 더 확인합니다 / Reference and contributions are checked after you submit
### BEGIN HIDDEN TESTS
_clean = features.drop(index=suspects).mean()
_gap = float(((golden["mean"] - _clean) / features.std()).abs().max())
assert _gap < 0.01, f"golden의 평균이 의심 배치를 뺀 평균과 표준편차의 {_gap:.2f}배 다릅니다. 의심 배치가 남아 있으면 그 센서의 기여도가 줄어듭니다. 기준에서 뺐는지 보십시오. / golden's mean is {_gap:.2f} standard deviations off the batches without suspects. Suspects left in hide their own sensor. Did you drop them?"
for _batch in [*suspects, 30]:
    _z = ((features.loc[_batch] - golden["mean"]) / golden["scale"]).to_numpy(dtype=float)
    _p = np.asarray(golden["loadings"])
    _e = pd.Series((_z - _p @ (_p.T @ _z)) ** 2, index=features.columns)
    _right = _e.groupby([name.rsplit("_", 2)[0] for name in _e.index]).sum() / _e.sum()
    _mine = contributions(golden, features, _batch)
    _tag = (_mine - _right).abs().idxmax()
    assert abs(_mine[_tag] - _right[_tag]) < 0.02, f"{_batch}번 배치의 {_tag} 기여도가 {_mine[_tag]:.0%}로 나왔습니다. 엉뚱한 센서를 점검하게 됩니다. 잔차의 제곱을 태그별로 더했는지 보십시오. / {_tag} gets {_mine[_tag]:.0%} of batch {_batch}; the wrong sensor would be checked. Do you add squared residuals by tag?"
    if _batch in culprit:
        assert culprit[_batch] == _mine.idxmax(), f"{_batch}번 배치의 원인을 {culprit[_batch]}(으)로 적었지만 기여도가 가장 큰 태그가 아닙니다. 정비가 다른 센서를 뜯게 됩니다. idxmax를 확인하십시오. / You name {culprit[_batch]} for batch {_batch}, which has not the largest share. Check idxmax."
### END HIDDEN TESTS

# %%
figure, axes = plt.subplots(1, min(3, len(suspects)), figsize=(12, 3.2), sharex=True, squeeze=False)
for axis, batch in zip(axes[0], suspects):
    contributions(golden, features, batch).sort_values().plot.barh(ax=axis, title=f"batch {batch}")
    axis.set_xlabel("share of SPE")
plt.tight_layout()
plt.show()

# %% [markdown] lang="ko"
# ## 과제 5. 오경보율을 정직하게, 효과를 금액으로 (20점)
#
# 99 % 한계라고 해서 정상 배치 100건 중 1건만 울리는 것은 아닙니다. 특징은 61개인데 배치는 60여 건뿐이어서, **모델을 만든 배치에서의 경보율**은 실제보다 훨씬 낮게 나옵니다.
#
# 의심 배치를 뺀 배치들에 대해 다음을 구하십시오(모두 0~1의 비율).
#
# - `alarm_rate_reference`: `golden`으로 자기 기준 배치를 판정했을 때의 경보율
# - `alarm_rate_unseen`: 2/3로 모델을 만들고 나머지 1/3을 판정하는 일을 30번 되풀이한 평균 경보율
# - `alarm_rate_expected`: 앞으로 들어올 정상 배치에서 예상된다고 공장장에게 **보고할** 경보율. 둘 중 무엇을 써야 하는지 판단하십시오.
#
# 그다음 `business_value`를 만드십시오. 금액은 실습용 **가정**입니다(실제 공장의 값이 아닙니다).
#
# > 연간 효과(원) = 연간 배치 수 × (의심 배치 비율 × 막을 수 있는 비율 × 배치당 손실 − `alarm_rate_unseen` × 경보 확인 비용)
#
# - 키: `operating_rate_before`, `operating_rate_after`, `defect_rate_before`, `defect_rate_after`, `annual_value_krw`, `assumptions`
# - **이 자료로 말할 수 없는 항목은 `None`** 으로 두십시오. 데이터 카드의 '알려진 한계'를 다시 보십시오.
# - `assumptions`에는 가정을 문장으로 3개 이상 적으십시오.
#
# <details><summary>힌트 1</summary>과제 3의 나누기를 그대로 쓰되, 의심 배치를 먼저 빼고 43건 안팎으로 모델을 만드십시오.</details>
# <details><summary>힌트 2</summary>가동률과 불량률은 어느 열에서 나옵니까? 나올 열이 없으면 계산하지 않는 것이 정답입니다.</details>

# %% [markdown] lang="en"
# ## Task 5. An honest false-alarm rate, and its value (20 points)
#
# A 99 % limit does not mean one alarm in 100 normal batches. There are 61 features and only some 60 batches, so the alarm rate **on the batches that made the model** is far too low.
#
# For the batches that are not suspect, find (all as shares, 0 to 1):
#
# - `alarm_rate_reference`: alarm rate of `golden` on its own reference batches
# - `alarm_rate_unseen`: fit on 2/3, judge the other 1/3, repeat 30 times: the mean alarm rate
# - `alarm_rate_expected`: the rate that you **report** to the plant manager for normal batches to come. Decide which of the two it must be.
#
# Then make `business_value`. The amounts are **assumptions** for this exercise, not a real plant's figures.
#
# > annual value (KRW) = batches a year × (share of suspects × preventable share × loss per batch − `alarm_rate_unseen` × cost of checking an alarm)
#
# - Keys: `operating_rate_before`, `operating_rate_after`, `defect_rate_before`, `defect_rate_after`, `annual_value_krw`, `assumptions`
# - **Leave `None` where this data can't say anything**: read the data card's known defects again.
# - `assumptions`: at least 3 sentences.
#
# <details><summary>Hint 1</summary>Split as in task 3, but drop the suspects first; the model then has some 43 batches.</details>
# <details><summary>Hint 2</summary>Which column would operating rate or defect rate come from? If there is none, not computing it is right.</details>

# %% grade_id="assumed" role="fixed"
BATCHES_PER_YEAR = 600
LOSS_PER_BATCH_KRW = 4_000_000
PREVENTABLE_SHARE = 0.5
CHECK_COST_KRW = 150_000

# %% grade_id="t5-solution" role="solution"
### BEGIN SOLUTION
normal = features.drop(index=suspects)
alarm_rate_reference = float(monitor(golden, normal)["alarm"].mean())
rng = np.random.default_rng(7)
rates = []
for _ in range(30):
    mixed = rng.permutation(normal.index)
    cut = len(mixed) * 2 // 3
    rates.append(monitor(fit_reference(normal.loc[mixed[:cut]]), normal.loc[mixed[cut:]])["alarm"].mean())
alarm_rate_unseen = float(np.mean(rates))
alarm_rate_expected = alarm_rate_unseen
print(f"reference {alarm_rate_reference:.1%}, unseen {alarm_rate_unseen:.1%}")
### END SOLUTION

# %% grade_id="t5-visible" role="check" points=5
assert "alarm_rate_expected" in globals(), "[미작성 · not attempted] alarm_rate_expected가 아직 없습니다. 오경보율 없이 감시를 걸면 현장이 경보를 끕니다. 세 비율을 모두 구하십시오. / alarm_rate_expected does not exist yet. Monitoring without a known false-alarm rate gets turned off; find all three rates."
for _name in ("alarm_rate_reference", "alarm_rate_unseen", "alarm_rate_expected"):
    _rate = float(globals()[_name])
    assert 0 <= _rate <= 1, f"{_name}이(가) {_rate:.2f}입니다. 비율(0~1)이어야 금액 계산이 맞습니다. 백분율이 아닌지 보십시오. / {_name} is {_rate:.2f}; the value is computed from a share (0 to 1). Is it a percentage?"
assert alarm_rate_expected > 1.5 * alarm_rate_reference, f"예상 경보율을 {alarm_rate_expected:.1%}로 보고했는데, 모델을 만든 배치에서 나온 {alarm_rate_reference:.1%}와 다르지 않습니다. 이 약속대로라면 현장에서는 경보가 몇 배 더 울리고 신뢰를 잃습니다. 모델이 처음 보는 정상 배치에서 확인하십시오. / You promise {alarm_rate_expected:.1%}, no more than the {alarm_rate_reference:.1%} on the batches that made the model. The floor would hear several times as many alarms and stop trusting them. Check on normal batches the model has not seen."
print("OK")

# %% grade_id="t5-hidden" role="check" points=7
# 제출하면 경보율을 다시 계산해 비교합니다 / The rates are recomputed after you submit
### BEGIN HIDDEN TESTS
_normal = features.drop(index=suspects)
_own = float(monitor(golden, _normal)["alarm"].mean())
assert abs(alarm_rate_reference - _own) < 0.02, f"alarm_rate_reference가 {alarm_rate_reference:.1%}입니다. golden으로 기준 배치를 판정한 값과 다릅니다. 의심 배치가 섞이지 않았는지 보십시오. / alarm_rate_reference is {alarm_rate_reference:.1%}, not what golden gives on its own reference. Are suspects mixed in?"
_rng = np.random.default_rng(11)
_rates = []
for _ in range(30):
    _mixed = _rng.permutation(_normal.index)
    _cut = len(_mixed) * 2 // 3
    _rates.append(monitor(fit_reference(_normal.loc[_mixed[:_cut]]), _normal.loc[_mixed[_cut:]])["alarm"].mean())
assert abs(alarm_rate_unseen - float(np.mean(_rates))) < 0.05, f"alarm_rate_unseen이 {alarm_rate_unseen:.1%}입니다. 같은 방법으로 다시 나누어 보면 다르게 나옵니다. 판정한 배치가 모델에 들어가지 않았는지, 여러 번 평균했는지 보십시오. / alarm_rate_unseen is {alarm_rate_unseen:.1%}; splitting again by the same rule gives something else. Are judged batches kept out of the model, and is it a mean of many splits?"
assert 0.05 <= alarm_rate_expected <= 0.25, f"보고할 경보율이 {alarm_rate_expected:.1%}입니다. 이 자료에서 처음 보는 정상 배치의 경보율로 보기 어렵습니다. 어느 배치에서 구한 값인지 보십시오. / You report {alarm_rate_expected:.1%}, which unseen normal batches of this data do not show. On which batches was it found?"
### END HIDDEN TESTS

# %% grade_id="t5-value-solution" role="solution"
### BEGIN SOLUTION
annual = BATCHES_PER_YEAR * (
    len(suspects) / len(features) * PREVENTABLE_SHARE * LOSS_PER_BATCH_KRW - alarm_rate_unseen * CHECK_COST_KRW
)
business_value = {
    "operating_rate_before": None,
    "operating_rate_after": None,
    "defect_rate_before": None,
    "defect_rate_after": None,
    "annual_value_krw": annual,
    "assumptions": [
        "연간 600배치, 배치당 손실 400만 원, 경보 확인 15만 원은 실습용 가정이다. / 600 batches, 4 M KRW a batch and 0.15 M KRW a check are assumed.",
        "의심 배치의 절반을 사전에 막을 수 있다고 본다. / Half of the suspect batches could be prevented.",
        "의심 배치가 실제 불량이었는지는 품질 기록이 없어 확인하지 못했다. / No quality record says whether suspects were bad.",
    ],
}
### END SOLUTION

# %% grade_id="t5-value" role="check" points=8
assert "business_value" in globals(), "[미작성 · not attempted] business_value가 아직 없습니다. 금액이 없으면 투자 결정을 내릴 수 없습니다. 키 여섯 개를 가진 dict를 만드십시오. / business_value does not exist yet; nobody decides without an amount. Make a dict with the six keys."
_keys = {"operating_rate_before", "operating_rate_after", "defect_rate_before", "defect_rate_after", "annual_value_krw", "assumptions"}
assert set(business_value) == _keys, f"business_value의 키가 {sorted(business_value)}입니다. 과정 전체에서 같은 키로 모아 봅니다. 과제에 적힌 여섯 개로 맞추십시오. / business_value has the keys {sorted(business_value)}; the programme gathers the six that the task names."
_claimed = [key for key in sorted(_keys) if "rate" in key and business_value[key] is not None]
assert not _claimed, f"{_claimed}에 값을 적었습니다. 이 자료에는 품질 판정도 가동 기록도 없어 근거 없는 숫자가 됩니다. 데이터 카드의 한계를 보고 None으로 두십시오. / You claim {_claimed}, but this data has neither quality results nor running time. Read the card's defects and leave None."
assert len(business_value["assumptions"]) >= 3, f"가정이 {len(business_value['assumptions'])}개입니다. 가정을 모르면 금액을 믿을 수 없습니다. 3개 이상 적으십시오. / {len(business_value['assumptions'])} assumptions; an amount is worth what is known of them. Give at least 3."
### BEGIN HIDDEN TESTS
_right = BATCHES_PER_YEAR * (len(suspects) / 71 * PREVENTABLE_SHARE * LOSS_PER_BATCH_KRW - alarm_rate_unseen * CHECK_COST_KRW)
_mine = float(business_value["annual_value_krw"])
assert abs(_mine - _right) <= 0.01 * abs(_right), f"연간 효과가 {_mine:,.0f}원입니다. 앞에서 구한 의심 배치 수와 경보율로 다시 계산하면 맞지 않습니다. 식의 각 항과 단위(원, 비율)를 확인하십시오. / The annual value is {_mine:,.0f} KRW, which does not follow from your own suspects and alarm rate. Check each term and unit (KRW, share)."
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ### 더 간단한 방법과 비교
#
# 아래 셀은 특징마다 평균 ± 3σ를 벗어나면 경보를 내는 단순한 방법의 경보율을 같은 방식으로 구합니다. 여러분의 `alarm_rate_unseen`과 비교하십시오. 단순한 방법이 나으면 그렇게 보고하는 것이 옳습니다.

# %% [markdown] lang="en"
# ### Compared with something simpler
#
# The next cell finds, in the same way, the alarm rate of a simple rule: any feature outside mean ± 3σ. Compare it with your `alarm_rate_unseen`. If the simple rule is better, the right thing is to say so.

# %%
draw = np.random.default_rng(7)
simple = []
for _ in range(30):
    mixed = draw.permutation(features.drop(index=suspects).index)
    made, judged = features.loc[mixed[: len(mixed) * 2 // 3]], features.loc[mixed[len(mixed) * 2 // 3 :]]
    simple.append((((judged - made.mean()) / made.std().replace(0, 1.0)).abs() > 3).any(axis=1).mean())
print(f"3-sigma on each feature: {np.mean(simple):.1%}   T2 and SPE: {alarm_rate_unseen:.1%}")

# %% [markdown] lang="ko"
# ## 과제 6. 공장장에게 보내는 메시지 (15점, 강사 채점)
#
# 통계를 모르는 공장장이 읽고 바로 결정할 수 있도록 3~5문장으로 쓰십시오.
#
# | 채점 기준 | 5점 | 3점 | 0점 |
# |---|---|---|---|
# | 사실 | 의심 배치와 원인 센서를 숫자와 함께 적었다 | 배치나 센서 중 하나만 적었다 | 근거 없는 주장이다 |
# | 정직함 | 처음 보는 배치의 경보율과, 품질 기록이 없어 말할 수 없는 것을 밝혔다 | 둘 중 하나만 밝혔다 | "99 % 정확"처럼 부풀렸다 |
# | 행동 | 누가 무엇을 언제 할지 한 가지를 제안했다 | 제안이 막연하다 | 제안이 없다 |

# %% [markdown] lang="en"
# ## Task 6. A message to the plant manager (15 points, graded by the instructor)
#
# In 3 to 5 sentences, for a manager who knows no statistics and has to decide.
#
# | Criterion | 5 points | 3 points | 0 points |
# |---|---|---|---|
# | Facts | Suspect batches and their sensors, with numbers | Only batches or only sensors | Claims without ground |
# | Honesty | The alarm rate on unseen batches, and what can't be said without quality records | One of the two | Inflated ("99 % accurate") |
# | Action | One proposal: who does what, by when | A vague proposal | None |

# %% [markdown] grade_id="t6-written" role="written" points=15 lang="ko"
# ### BEGIN SOLUTION
# 71배치 가운데 6배치(13·20·23·25·26·37번)가 평소와 뚜렷하게 다르게 돌아갔습니다. 13·23번은 교반기 토크, 20·26번은 건조기 압력, 37번은 자켓 온도에서 차이가 컸습니다. 다만 품질 기록이 없어 이 배치들이 불량이었다고는 말할 수 없고, 감시를 걸면 정상 배치 8건 중 1건꼴로 경보가 울립니다. 정비팀이 이번 주에 13·23번 배치 당시의 교반기 점검 기록을 확인하고, 품질팀이 6배치의 시험 성적을 붙여 주시면 한 달 뒤 한계를 다시 정하겠습니다.
# ### END SOLUTION

# %% [markdown] grade_id="t6-written" role="written" points=15 lang="en"
# ### BEGIN SOLUTION
# Six of 71 batches (13, 20, 23, 25, 26, 37) clearly ran differently. In 13 and 23 it was the agitator torque, in 20 and 26 the dryer pressure, in 37 the jacket temperature. Without quality records I can't say that they were bad, and the monitoring would raise an alarm in about one of eight normal batches. Please let maintenance check this week what was logged on the agitator around batches 13 and 23, and let quality add the test results of the six; we then set the limits again in a month.
# ### END SOLUTION

# %% [markdown] lang="ko"
# ## 정리
#
# 이제 다음을 할 수 있습니다.
#
# - 길이가 다른 배치를 구간별 특징으로 나란히 비교합니다.
# - 스케일을 맞춘 PCA 모델로 T²와 SPE를 감시하고, 배치 수에 맞는 한계를 정합니다.
# - 이상 배치가 기준을 오염시키지 않도록, 처음 보는 배치로 판정합니다.
# - 경보의 원인 센서를 밝히고, 지킬 수 있는 오경보율을 약속합니다.
#
# **1분 설문(채점하지 않습니다):** 이 실습은 현장에 ① 바로 쓸 수 있다 ② 고쳐서 쓸 수 있다 ③ 쓰기 어렵다. 가장 막힌 과제는 몇 번이었습니까? 먼저 예상한 경보율과 실제는 얼마나 달랐습니까?

# %% [markdown] lang="en"
# ## Recap
#
# You can now
#
# - compare batches of different length by features of their phases;
# - monitor T² and SPE with a scaled PCA model and limits that fit the number of batches;
# - judge batches that the model has not seen, so that unusual ones don't spoil their own reference;
# - name the sensor behind an alarm, and promise a false-alarm rate that will hold.
#
# **One-minute survey (not graded):** on your floor this lab is ① usable as it is ② usable with changes ③ hard to use. Which task held you up most? How far was the alarm rate you predicted from the real one?
