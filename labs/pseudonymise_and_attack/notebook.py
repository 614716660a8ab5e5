# %% [markdown] lang="ko"
# {{header_card}}

# %% [markdown] lang="en"
# {{header_card}}

# %% [markdown] lang="ko"
# ## 현장 이야기
#
# 가공 전문 중소기업이 있습니다. 공구 회사가 "가공 기록을 주면 공구 추천을 무료로 해 주겠다"고 합니다. 영업팀은 "주문 번호만 가리면 된다"고 하고, 고객사는 "우리 부품을 얼마나 빨리, 어떤 조건으로 깎는지가 새면 거래를 끊겠다"고 합니다.
#
# 이 실습에서는 주문 번호를 가린 뒤 **여러분이 직접 공격자가 되어** 몇 줄만 알고도 되짚을 수 있는지 봅니다. 그리고 쓰임에 필요한 만큼만 내보내는 방법을 만듭니다. 쓰는 자료는 대학이 스스로 공개한 것이라 누구의 비밀도 아닙니다. 실험 하나를 **주문 하나**로 여깁니다.

# %% [markdown] lang="en"
# ## The story
#
# A small machining company is asked by a tool maker: "Give us your machining logs, and our tool advice is free." Sales says hiding the order numbers will do. A customer says that if it gets out how fast and with what settings its parts are cut, business is over.
#
# In this lab you hide the order numbers and then **become the attacker yourself**: how few lines does it take to trace an order back? Then you make a release of no more than the purpose needs. The data was made public by a university, so it is nobody's secret. One experiment stands for **one order**.

# %% [markdown] lang="ko"
# {{data_card}}

# %% [markdown] lang="en"
# {{data_card}}

# %% grade_id="setup" role="fixed"
import hashlib
import hmac
import secrets

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from ipywidgets import FloatSlider, interact
from sklearn.neighbors import NearestNeighbors

from sandbox_data import load

MEASURED = ["S1_CurrentFeedback", "S1_OutputPower", "X1_CurrentFeedback", "Y1_CurrentFeedback", "X1_OutputVoltage", "Y1_OutputVoltage"]
COLUMNS = ["experiment", "Machining_Process", "feedrate", "clamp_pressure", *MEASURED]
log = load("cnc_tool_wear")
jobs = log[log["Machining_Process"].astype(str).str.startswith("Layer")].iloc[::3][COLUMNS].reset_index(drop=True)
jobs["Machining_Process"] = jobs["Machining_Process"].astype(str)
jobs = jobs.rename(columns={"experiment": "order"})
known = jobs.groupby("order").sample(5, random_state=1)
print(f"{len(jobs):,} rows of {jobs['order'].nunique()} orders; the attacker knows {len(known)} of them")

# %% [markdown] lang="ko"
# ## 먼저 예상해 보기 (채점하지 않습니다)
#
# 주문 셋의 주축 전류와 출력입니다. 적어 보십시오.
#
# 1. 주문 번호를 지운 기록에서, 다섯 줄(0.5초)만 아는 사람이 어느 주문인지 알아낼 수 있겠습니까? 18개 가운데 몇 개나?
# 2. 값을 반올림하면 막을 수 있겠습니까?

# %% [markdown] lang="en"
# ## Predict first (not graded)
#
# Spindle current and power of three orders. Write down:
#
# 1. With order numbers gone, could somebody who knows five lines (half a second) find the order? How many of 18?
# 2. Would rounding stop it?

# %%
figure, axis = plt.subplots(figsize=(8, 3.2))
for order, colour in ((1, "tab:blue"), (6, "tab:orange"), (12, "tab:green")):
    rows = jobs[jobs["order"] == order]
    axis.plot(rows["S1_CurrentFeedback"], rows["S1_OutputPower"], ".", ms=4, c=colour, label=f"order {order}")
axis.set(xlabel="spindle current, A", ylabel="spindle power", title="three orders, with their names")
axis.legend(loc="center left", bbox_to_anchor=(1, 0.5))
plt.tight_layout()
plt.show()

# %% [markdown] lang="ko"
# ## 과제 1. 열마다 무엇을 드러내는가 (10점)
#
# 과제 칸의 빈칸 `____`을 채우고 줄 앞의 `# `을 지우십시오. 들여쓰기는 그대로 둡니다.
#
# - `kinds`: 아래 다섯 열 → 종류. `"identifier"`(그것만으로 주문을 가리킴), `"recipe"`(우리만 아는 가공 조건이라 새면 안 됨), `"quasi"`(밖에서도 알 수 있어 다른 것과 합치면 가리킴), `"measured"`(센서가 잰 값)
#   - `order`(주문 번호), `clamp_pressure`(바이스 압력, 우리 노하우), `feedrate`(고객도 아는 이송 속도), `Machining_Process`(고객도 아는 가공 단계), `S1_OutputPower`
# - `orders_of(table, columns)`: 받은 열들의 값이 같은 행끼리 묶었을 때, 묶음마다 서로 다른 주문의 수 가운데 **가장 작은 것**
#
# <details><summary>힌트 1</summary><code>kinds = {"order": "identifier", …}</code>처럼 적습니다.</details>
# <details><summary>힌트 2</summary><code>table.groupby(columns)["order"].nunique().min()</code></details>

# %% [markdown] lang="en"
# ## Task 1. What each column gives away (10 points)
#
# Fill in the blanks `____` in the task boxes and take away the leading `# `; the indentation stays.
#
# - `kinds`: the five columns below → their kind: `"identifier"` (names the order by itself), `"recipe"` (settings that only we know and must not get out), `"quasi"` (known outside too, names an order together with others), `"measured"` (from a sensor)
#   - `order` (number of the order), `clamp_pressure` (pressure of the vise, our know-how), `feedrate` (known to the customer), `Machining_Process` (stage, known to the customer), `S1_OutputPower`
# - `orders_of(table, columns)`: with rows grouped by equal values of the columns given, the **smallest** number of different orders in a group
#
# <details><summary>Hint 1</summary>Write <code>kinds = {"order": "identifier", …}</code>.</details>
# <details><summary>Hint 2</summary><code>table.groupby(columns)["order"].nunique().min()</code></details>

# %% grade_id="t1-solution" role="solution"
def orders_of(table, columns):
    """묶음마다 주문의 수 가운데 가장 작은 것 / the smallest number of orders in a group"""
    # return int(table.groupby(____)["order"].____().min())
    ### BEGIN SOLUTION
    return int(table.groupby(columns)["order"].nunique().min())
    ### END SOLUTION


# kinds = {"order": "identifier", "clamp_pressure": "____", "feedrate": "____", "Machining_Process": "____", "S1_OutputPower": "____"}
### BEGIN SOLUTION
kinds = {"order": "identifier", "clamp_pressure": "recipe", "feedrate": "quasi", "Machining_Process": "quasi", "S1_OutputPower": "measured"}
print(orders_of(jobs, ["feedrate"]), orders_of(jobs, ["Machining_Process"]), orders_of(jobs, ["feedrate", "Machining_Process"]))
### END SOLUTION

# %% grade_id="t1-visible" role="check" points=3
assert "kinds" in globals(), "[미작성 · not attempted] 과제 1의 kinds가 아직 없습니다. 무엇을 지킬지 정해야 지킬 수 있습니다. 다섯 열의 종류를 적으십시오. / kinds does not exist yet; what to protect comes first. Write the kind of five columns."
assert set(kinds) == {"order", "clamp_pressure", "feedrate", "Machining_Process", "S1_OutputPower"}, f"kinds의 열이 {sorted(kinds)}입니다. 과제의 다섯 열을 모두 적으십시오. / kinds holds {sorted(kinds)}; write the five columns of the task."
assert set(kinds.values()) <= {"identifier", "recipe", "quasi", "measured"}, f"kinds의 종류가 {sorted(set(kinds.values()))}입니다. 네 가지 말 가운데에서 고르십시오. / The kinds are {sorted(set(kinds.values()))}; choose among the four words."
print("OK")

# %% grade_id="t1-hidden" role="check" points=7
# 제출하면 다른 표로 확인합니다 / Checked with other tables after you submit
### BEGIN HIDDEN TESTS
_right = {"order": "identifier", "clamp_pressure": "recipe", "feedrate": "quasi", "Machining_Process": "quasi", "S1_OutputPower": "measured"}
_wrong = [_c for _c in _right if str(kinds[_c]) != _right[_c]]
assert not _wrong, f"{_wrong}의 종류를 다시 보십시오. 그것만으로 주문을 가리키는지, 밖에서도 아는 값인지, 우리만 아는 조건인지에 따라 지키는 방법이 다릅니다. / Look again at {_wrong}. Whether a value names the order, is known outside, or is known to us alone decides how it is protected."
_small = pd.DataFrame({"order": [1, 1, 2, 3, 3, 3], "a": [5, 5, 5, 6, 6, 5], "b": [0, 0, 0, 0, 1, 1]}, index=[9, 8, 7, 6, 5, 4])
_told = [int(orders_of(_small, _c)) for _c in (["a"], ["b"], ["a", "b"])]
assert _told == [1, 1, 1] and int(orders_of(_small[_small["b"] == 0], ["b"])) == 3, f"주문 셋의 표에서 orders_of가 {_told}, 셋이 모두 든 묶음에서 {int(orders_of(_small[_small['b'] == 0], ['b']))}입니다. 행이 아니라 서로 다른 주문을 세고, 가장 작은 묶음을 답하십시오. / For a table of three orders orders_of says {_told}, and {int(orders_of(_small[_small['b'] == 0], ['b']))} for a group that holds all three. Count different orders, not rows, and answer for the smallest group."
assert int(orders_of(_small.iloc[:4], ["b"])) == 3 and int(orders_of(_small.iloc[:3], ["a"])) == 2, "주문 둘이나 셋이 든 묶음에서 orders_of가 틀립니다. 받은 columns로 묶는지 보십시오. / orders_of is wrong for groups of two or three orders. Does it group by the columns given?"
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 과제 2. 열쇠가 있는 가명 (17점)
#
# `plain_name`은 주문 번호를 알아볼 수 없는 글자(해시)로 바꿉니다. 하지만 주문 번호는 몇 개 되지 않으므로, 모두 바꿔 보면 되짚을 수 있습니다. **열쇠**(아무에게도 주지 않는 값)를 섞어야 합니다.
#
# - `reverse(name, candidates)`: `plain_name(후보)`가 `name`과 같은 후보. 없으면 `None`
# - `key`: `secrets.token_bytes(32)`로 만든 열쇠. 노트북에 글자로 적지 마십시오.
# - `keyed_name(order, key)`: `hmac.new(key, str(order).encode(), hashlib.sha256)`의 `hexdigest()` 앞 10글자
# - `rename(table, key)`: `order` 대신 `name`(가명) 열을 가진 새 표. `order`와 `clamp_pressure`(노하우)는 뺍니다. 받은 표는 그대로 둡니다.
# - `release`: `rename(jobs, key)`
#
# <details><summary>힌트 1</summary>후보마다 <code>plain_name</code>을 견주는 <code>for</code>문이면 됩니다.</details>
# <details><summary>힌트 2</summary><code>table["order"].map(lambda order: keyed_name(order, key))</code>를 <code>assign(name=…)</code>에 넣고 <code>drop(columns=[…])</code></details>

# %% [markdown] lang="en"
# ## Task 2. Pseudonyms with a key (17 points)
#
# `plain_name` turns an order number into letters that nobody can read (a hash). But there are few order numbers, so one can try them all. A **key** that nobody is given has to be mixed in.
#
# - `reverse(name, candidates)`: the candidate whose `plain_name` equals `name`; `None` if there is none
# - `key`: a key made by `secrets.token_bytes(32)`. Never write it into the notebook.
# - `keyed_name(order, key)`: the first 10 letters of the `hexdigest()` of `hmac.new(key, str(order).encode(), hashlib.sha256)`
# - `rename(table, key)`: a new table with the column `name` (pseudonym) instead of `order`. `order` and `clamp_pressure` (know-how) go; the table given is left alone.
# - `release`: `rename(jobs, key)`
#
# <details><summary>Hint 1</summary>A <code>for</code> loop that compares <code>plain_name</code> of every candidate will do.</details>
# <details><summary>Hint 2</summary>Put <code>table["order"].map(lambda order: keyed_name(order, key))</code> into <code>assign(name=…)</code>, then <code>drop(columns=[…])</code></details>

# %% grade_id="hashing" role="fixed"
def plain_name(order):
    """열쇠가 없는 가명 / a pseudonym without a key"""
    return hashlib.sha256(str(order).encode()).hexdigest()[:10]

# %% grade_id="t2-solution" role="solution"
def reverse(name, candidates):
    """가명을 되짚은 주문, 없으면 None / the order behind a plain name, or None"""
    # for order in ____:
    #     if plain_name(order) == ____:
    #         return order
    # return None
    ### BEGIN SOLUTION
    for order in candidates:
        if plain_name(order) == name:
            return order
    return None
    ### END SOLUTION


def keyed_name(order, key):
    """열쇠가 있는 가명 / a pseudonym with a key"""
    # return hmac.new(____, str(order).encode(), hashlib.sha256).hexdigest()[:10]
    ### BEGIN SOLUTION
    return hmac.new(key, str(order).encode(), hashlib.sha256).hexdigest()[:10]
    ### END SOLUTION


def rename(table, key):
    """주문 번호와 노하우를 뺀 표 / a table without order numbers and know-how"""
    # named = table.assign(name=table["order"].map(lambda order: keyed_name(order, ____)))
    # return named.drop(columns=["____", "____"])
    ### BEGIN SOLUTION
    named = table.assign(name=table["order"].map(lambda order: keyed_name(order, key)))
    return named.drop(columns=["order", "clamp_pressure"])
    ### END SOLUTION


# key = secrets.____(32)
# release = rename(____, ____)
### BEGIN SOLUTION
key = secrets.token_bytes(32)
release = rename(jobs, key)
print(reverse(plain_name(12), range(1000)), reverse(keyed_name(12, key), range(1000)))
print(release.head(3))
### END SOLUTION

# %% grade_id="t2-visible" role="check" points=4
assert "release" in globals(), "[미작성 · not attempted] 과제 2의 release가 아직 없습니다. 내보낼 표가 있어야 공격해 봅니다. reverse부터 완성하십시오. / release does not exist yet; there has to be something to attack. Start with reverse."
assert isinstance(release, pd.DataFrame) and "name" in release.columns, f"release의 열이 {list(getattr(release, 'columns', []))}입니다. 가명 열 name이 있어야 합니다. / release has the columns {list(getattr(release, 'columns', []))}; it needs the pseudonym, name."
assert "order" not in release.columns and "clamp_pressure" not in release.columns, "release에 주문 번호나 노하우가 남아 있습니다. 그대로 내보내면 가명이 소용없습니다. drop을 확인하십시오. / release still holds the order number or know-how, and then pseudonyms are in vain. Check drop."
assert release["name"].nunique() == 18, f"가명이 {release['name'].nunique()}가지입니다. 같은 주문은 같은 가명, 다른 주문은 다른 가명이어야 합니다. / There are {release['name'].nunique()} pseudonyms; one order has one, and no two share it."
print("OK")

# %% grade_id="t2-hidden" role="check" points=13
# 제출하면 다른 주문과 열쇠로 확인합니다 / Checked with other orders and keys after you submit
### BEGIN HIDDEN TESTS
_back = [reverse(plain_name(407), [5, 407, 9]), reverse(plain_name(5), range(3, 8)), reverse(plain_name(99), [1, 2])]
assert _back[0] == 407 and _back[1] == 5 and _back[2] is None, f"407, 5, 그리고 후보에 없는 99의 가명을 되짚으니 {_back}입니다. 받은 candidates를 모두 보고, 없으면 None입니다. / Reversing the names of 407, 5 and of 99, which is no candidate, gives {_back}. Try all candidates given; without a match it is None."
_key, _other = b"k" * 32, b"another key of the plant"
_want = hmac.new(_key, b"12", hashlib.sha256).hexdigest()[:10]
assert str(keyed_name(12, _key)) == _want, f"열쇠가 있는 가명이 {str(keyed_name(12, _key))[:12]}입니다. HMAC-SHA256의 앞 10글자여야 다른 공장에서도 같은 열쇠로 같은 가명이 됩니다. / The keyed name is {str(keyed_name(12, _key))[:12]}; it has to be the first 10 letters of HMAC-SHA256, so that one key gives one name everywhere."
assert str(keyed_name(12, _other)) != str(keyed_name(12, _key)), "열쇠를 바꿔도 가명이 같습니다. 열쇠를 쓰지 않으면 누구나 되짚습니다. / Another key gives the same name; without the key anybody can reverse it."
_small = pd.DataFrame({"order": [3, 8, 3], "clamp_pressure": [4.0, 2.5, 4.0], "feedrate": [6, 20, 6]}, index=[2, 1, 0])
_made = rename(_small, _key)
assert [str(_v) for _v in _made["name"]] == [hmac.new(_key, str(_o).encode(), hashlib.sha256).hexdigest()[:10] for _o in (3, 8, 3)], "다른 표와 열쇠로 rename한 가명이 keyed_name과 다릅니다. 받은 table과 key를 쓰는지 보십시오. / With another table and key the names are not those of keyed_name. Does rename use the table and key given?"
assert sorted(str(_c) for _c in _made.columns) == ["feedrate", "name"], f"rename한 표의 열이 {sorted(str(_c) for _c in _made.columns)}입니다. 주문 번호와 노하우만 빼고 나머지는 두십시오. / The columns are {sorted(str(_c) for _c in _made.columns)}; leave out order and know-how, and nothing else."
assert len(bytes(key)) >= 16, f"key가 {len(bytes(key))}바이트입니다. 짧은 열쇠는 맞혀 볼 수 있습니다. secrets.token_bytes(32)를 쓰십시오. / key has {len(bytes(key))} bytes; a short key can be guessed. Use secrets.token_bytes(32)."
_plain = {plain_name(_o) for _o in range(1, 19)}
assert not (_plain & {str(_v) for _v in release["name"].unique()}), "release의 가명이 열쇠 없는 해시와 같습니다. 18번만 해 보면 되짚습니다. keyed_name을 쓰십시오. / The names in release are hashes without a key, reversed in 18 tries. Use keyed_name."
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 과제 3. 직접 공격해 보기 (20점)
#
# 공격자는 고객사 직원입니다. 주문마다 **다섯 줄**의 측정값(`known`)을 자기 기록에서 압니다. 열쇠는 모릅니다.
#
# - `link(known, release)`: 주문 → 그 주문이라고 생각하는 가명 (Series). 아는 줄마다 `MEASURED`의 값이 가장 가까운 `release`의 행을 찾고(열마다 `release`의 표준편차로 나누어 거리를 잽니다), 가장 많이 나온 가명을 고릅니다.
# - `truth`: 주문 → 진짜 가명 (Series, `keyed_name`으로)
# - `hits(linked, truth)`: 맞힌 주문의 수
# - `hits_renamed`: `release`를 공격했을 때 맞힌 수
#
# <details><summary>힌트 1</summary><code>NearestNeighbors(n_neighbors=1).fit(release[MEASURED] / spread)</code>와 <code>.kneighbors(known[MEASURED] / spread, return_distance=False)[:, 0]</code>이 가장 가까운 행의 위치입니다.</details>
# <details><summary>힌트 2</summary>가명을 주문별로 묶어 <code>.agg(lambda names: names.mode()[0])</code></details>

# %% [markdown] lang="en"
# ## Task 3. Attack it yourself (20 points)
#
# The attacker works for a customer and knows **five lines** of measurements of each order (`known`) from records of their own. They have no key.
#
# - `link(known, release)`: order → the pseudonym it is thought to be (a Series). For each known line find the row of `release` that is nearest in `MEASURED` (each column divided by its standard deviation in `release`), and take the pseudonym found most often.
# - `truth`: order → its real pseudonym (a Series, by `keyed_name`)
# - `hits(linked, truth)`: number of orders told rightly
# - `hits_renamed`: how many are told of `release`
#
# <details><summary>Hint 1</summary><code>NearestNeighbors(n_neighbors=1).fit(release[MEASURED] / spread)</code> and <code>.kneighbors(known[MEASURED] / spread, return_distance=False)[:, 0]</code> give the positions of the nearest rows.</details>
# <details><summary>Hint 2</summary>Group the names by order and take <code>.agg(lambda names: names.mode()[0])</code></details>

# %% grade_id="t3-solution" role="solution"
def link(known, release):
    """주문마다 되짚은 가명 / the pseudonym traced for every order"""
    # spread = release[MEASURED].____()
    # nearest = NearestNeighbors(n_neighbors=1).fit(release[MEASURED] / ____)
    # rows = nearest.kneighbors(known[MEASURED] / ____, return_distance=False)[:, 0]
    # found = pd.Series(release["name"].to_numpy()[rows], index=known["order"].to_numpy())
    # return found.groupby(level=0).agg(lambda names: names.mode()[0])
    ### BEGIN SOLUTION
    spread = release[MEASURED].std()
    nearest = NearestNeighbors(n_neighbors=1).fit(release[MEASURED] / spread)
    rows = nearest.kneighbors(known[MEASURED] / spread, return_distance=False)[:, 0]
    found = pd.Series(release["name"].to_numpy()[rows], index=known["order"].to_numpy())
    return found.groupby(level=0).agg(lambda names: names.mode()[0])
    ### END SOLUTION


def hits(linked, truth):
    """맞힌 주문의 수 / number of orders told rightly"""
    # return sum(1 for order in truth.index if linked.get(order) == truth[____])
    ### BEGIN SOLUTION
    return sum(1 for order in truth.index if linked.get(order) == truth[order])
    ### END SOLUTION


# orders = sorted(jobs["order"].unique())
# truth = pd.Series([keyed_name(order, ____) for order in orders], index=orders)
# hits_renamed = hits(link(____, ____), truth)
### BEGIN SOLUTION
orders = sorted(jobs["order"].unique())
truth = pd.Series([keyed_name(order, key) for order in orders], index=orders)
hits_renamed = hits(link(known, release), truth)
print(f"{hits_renamed} of {len(truth)} orders traced")
### END SOLUTION

# %% grade_id="t3-visible" role="check" points=5
assert "hits_renamed" in globals(), "[미작성 · not attempted] 과제 3의 hits_renamed가 아직 없습니다. 공격해 보지 않은 가명은 믿을 수 없습니다. link부터 완성하십시오. / hits_renamed does not exist yet; a pseudonym that nobody attacked can't be trusted. Start with link."
assert isinstance(truth, pd.Series) and len(truth) == 18, f"truth의 길이가 {np.size(truth)}입니다. 주문 18개의 진짜 가명이 있어야 맞았는지 압니다. / truth has {np.size(truth)} entries; the real names of 18 orders tell what is right."
assert 0 <= int(hits_renamed) <= 18, f"hits_renamed가 {hits_renamed}입니다. 주문 18개 가운데 맞힌 수여야 합니다. / hits_renamed is {hits_renamed}; it is a number of the 18 orders."
print("OK")

# %% grade_id="t3-hidden" role="check" points=15
# 제출하면 다른 기록으로 확인합니다 / Checked with other records after you submit
### BEGIN HIDDEN TESTS
_shared = pd.DataFrame({_c: [0.0, 1.0] * 3 for _c in MEASURED})
_shared[MEASURED[0]] = [1000.0, 1010.0, 1000.5, 1010.5, 999.5, 1009.5]
_shared[MEASURED[1]] = [0.10, 0.90, 0.11, 0.91, 0.09, 0.89]
_shared["name"] = ["aa", "bb", "aa", "bb", "aa", "bb"]
_seen = _shared[MEASURED].iloc[[0, 3, 2, 4]].copy()
_seen[MEASURED[0]] += [6.0, -6.0, 6.0, 6.0]
_seen["order"] = [70, 50, 70, 70]
_seen.index = [4, 9, 1, 7]
_told = link(_seen, _shared)
assert str(_told.loc[70]) == "aa" and str(_told.loc[50]) == "bb", f"전류가 6 A씩 어긋난 두 주문을 되짚으니 70번이 {_told.loc[70]!r}, 50번이 {_told.loc[50]!r}입니다. 큰 숫자의 열이 거리를 혼자 정하지 않게 열마다 표준편차로 나누십시오. / With the current off by 6 A order 70 is traced to {_told.loc[70]!r} and 50 to {_told.loc[50]!r}. Divide each column by its standard deviation, or large numbers alone decide."
_votes = _shared[MEASURED].iloc[[1, 0, 2]].copy()
_votes["order"] = [6, 6, 6]
assert str(link(_votes, _shared).loc[6]) == "aa", f"세 줄 가운데 두 줄이 aa인 주문을 {link(_votes, _shared).loc[6]!r}로 되짚었습니다. 첫 줄이 아니라 가장 많이 나온 가명을 고르십시오. / An order with two of three lines at aa is traced to {link(_votes, _shared).loc[6]!r}. Take the name found most often, not the first."
_some = int(hits(pd.Series(["x", "y", "z"], index=[3, 1, 2]), pd.Series(["y", "q", "x", "w", "v"], index=[1, 2, 3, 4, 5])))
assert _some == 2, f"다섯 가운데 둘을 맞히고 둘은 답하지 않았을 때 hits가 {_some}입니다. 위치가 아니라 주문 번호로 견주십시오. / With two of five right and two not answered hits is {_some}. Compare by order number, not by position."
_again = int(hits(link(known, release), truth))
assert int(hits_renamed) == _again, f"hits_renamed가 {int(hits_renamed)}입니다. 여러분의 함수로 release를 다시 공격하면 {_again}입니다. / hits_renamed is {int(hits_renamed)}; your own functions on release give {_again}."
assert [int(_o) for _o in truth.index] == sorted(int(_o) for _o in truth.index) and all(str(truth.loc[_o]) == str(keyed_name(int(_o), key)) for _o in truth.index), "truth가 주문 번호와 keyed_name의 짝이 아닙니다. 진짜 답이 틀리면 공격의 성적도 뜻이 없습니다. / truth does not pair orders with keyed_name; with a wrong truth the attack's score means nothing."
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 과제 4. 반올림과 잡음 (15점)
#
# 영업팀이 말합니다. "값을 조금 흐리면 되지 않습니까?" 흐린 뒤 같은 공격을 다시 합니다.
#
# - `rounded(table, step)`: `MEASURED`의 열마다 (`step` × 그 열의 표준편차)의 배수로 반올림한 새 표
# - `noisy(table, share, seed)`: `rng = np.random.default_rng(seed)`로, `MEASURED`의 순서대로 열마다 `rng.normal(0, share × 그 열의 표준편차, 행의 수)`를 더한 새 표
# - `tried`: `{"renamed": hits_renamed, "rounded": …, "noisy": …}`. `rounded(release, 0.5)`와 `noisy(release, 0.2, 0)`을 공격해 맞힌 수
# - `conclusion`: A 반올림하면 안전하다 · B 몇 줄을 아는 사람은 흐린 값에서도 대부분 되짚는다. 한 주문의 행을 그대로 내보내는 한 이름을 가려도 개인·기업을 지킬 수 없다 · C 잡음을 넣으면 되짚은 수가 줄었으니 그대로 내보낸다
#
# <details><summary>힌트 1</summary><code>width = step * table[MEASURED].std()</code>로 나누고, <code>round()</code>하고, 다시 곱합니다.</details>
# <details><summary>힌트 2</summary><code>made = table.copy()</code>로 시작하면 받은 표가 바뀌지 않습니다.</details>

# %% [markdown] lang="en"
# ## Task 4. Rounding and noise (15 points)
#
# "Just blur the values a little", says sales. Attack again after blurring.
#
# - `rounded(table, step)`: a new table with each column of `MEASURED` rounded to multiples of (`step` × its standard deviation)
# - `noisy(table, share, seed)`: a new table with, in the order of `MEASURED`, `rng.normal(0, share × standard deviation of the column, number of rows)` added, `rng = np.random.default_rng(seed)`
# - `tried`: `{"renamed": hits_renamed, "rounded": …, "noisy": …}`: orders traced in `rounded(release, 0.5)` and in `noisy(release, 0.2, 0)`
# - `conclusion`: A rounding makes it safe · B whoever knows a few lines traces most of it, blurred or not; as long as an order's rows go out, hidden names protect nobody · C with noise fewer are traced, so let it go out
#
# <details><summary>Hint 1</summary>Divide by <code>width = step * table[MEASURED].std()</code>, use <code>round()</code>, and multiply again.</details>
# <details><summary>Hint 2</summary>Begin with <code>made = table.copy()</code>, and the table given stays as it is.</details>

# %% grade_id="t4-solution" role="solution"
def rounded(table, step):
    """표준편차의 배수로 반올림 / rounded to multiples of the standard deviation"""
    # made = table.copy()
    # width = step * table[MEASURED].____()
    # made[MEASURED] = (table[MEASURED] / ____).round() * ____
    # return made
    ### BEGIN SOLUTION
    made = table.copy()
    width = step * table[MEASURED].std()
    made[MEASURED] = (table[MEASURED] / width).round() * width
    return made
    ### END SOLUTION


def noisy(table, share, seed):
    """잡음을 더한 표 / with noise added"""
    # made = table.copy()
    # rng = np.random.default_rng(____)
    # for column in MEASURED:
    #     made[column] = table[column] + rng.normal(0, ____ * table[column].std(), len(table))
    # return made
    ### BEGIN SOLUTION
    made = table.copy()
    rng = np.random.default_rng(seed)
    for column in MEASURED:
        made[column] = table[column] + rng.normal(0, share * table[column].std(), len(table))
    return made
    ### END SOLUTION


# tried = {
#     "renamed": hits_renamed,
#     "rounded": hits(link(known, rounded(release, ____)), truth),
#     "noisy": hits(link(known, noisy(release, ____, 0)), truth),
# }
# conclusion = "____"
### BEGIN SOLUTION
tried = {
    "renamed": hits_renamed,
    "rounded": hits(link(known, rounded(release, 0.5)), truth),
    "noisy": hits(link(known, noisy(release, 0.2, 0)), truth),
}
conclusion = "B"
print(tried)
### END SOLUTION

# %% grade_id="t4-visible" role="check" points=4
assert "conclusion" in globals(), "[미작성 · not attempted] 과제 4의 conclusion이 아직 없습니다. 흐리면 된다는 말을 시험해 보아야 답합니다. rounded부터 완성하십시오. / conclusion does not exist yet; 'just blur it' has to be tested. Start with rounded."
assert set(tried) == {"renamed", "rounded", "noisy"} and all(0 <= int(_v) <= 18 for _v in tried.values()), f"tried가 {tried!r}입니다. 세 가지마다 18개 가운데 맞힌 수여야 합니다. / tried is {tried!r}; each of three takes a number of the 18 orders."
assert conclusion in ("A", "B", "C"), f"conclusion이 {conclusion!r}입니다. \"A\", \"B\", \"C\" 가운데 하나여야 합니다. / conclusion is {conclusion!r}; it is \"A\", \"B\" or \"C\"."
print("OK")

# %% grade_id="t4-hidden" role="check" points=8
# 제출하면 다른 표로 확인합니다 / Checked with other tables after you submit
### BEGIN HIDDEN TESTS
_base = pd.DataFrame({_c: np.linspace(_i, 10.0 + 3 * _i, 7) for _i, _c in enumerate(MEASURED)})
_base["name"] = list("abcdefg")
_width = 0.8 * _base[MEASURED].std()
_made = rounded(_base, 0.8)
assert np.allclose(_made[MEASURED].to_numpy(dtype=float), ((_base[MEASURED] / _width).round() * _width).to_numpy()), f"0.8 표준편차로 반올림한 첫 열이 {[round(float(_v), 2) for _v in _made[MEASURED[0]]]}입니다. 열마다 제 표준편차와 받은 step을 쓰고, 나눈 만큼 다시 곱하십시오. / Rounded at 0.8 standard deviations the first column is {[round(float(_v), 2) for _v in _made[MEASURED[0]]]}. Use each column's own deviation and the step given, and multiply again."
_rng = np.random.default_rng(5)  # seed: fixed
_want = np.column_stack([_base[_c].to_numpy() + _rng.normal(0, 0.3 * _base[_c].std(), 7) for _c in MEASURED])
_made = noisy(_base, 0.3, 5)
assert np.allclose(_made[MEASURED].to_numpy(dtype=float), _want), f"씨앗 5, 0.3 표준편차의 잡음을 더한 첫 열이 {[round(float(_v), 2) for _v in _made[MEASURED[0]]]}입니다. MEASURED의 순서로, 받은 share와 seed로 한 번씩 뽑으십시오. / With noise of 0.3 deviations and seed 5 the first column is {[round(float(_v), 2) for _v in _made[MEASURED[0]]]}. Draw once a column, in the order of MEASURED, with the share and seed given."
assert [str(_v) for _v in _made["name"]] == list("abcdefg"), "흐린 표에서 가명이 바뀌거나 사라졌습니다. MEASURED의 열만 바꾸십시오. / In the blurred table names changed or are gone; change the columns of MEASURED only."
_again = {"renamed": int(hits_renamed), "rounded": int(hits(link(known, rounded(release, 0.5)), truth)), "noisy": int(hits(link(known, noisy(release, 0.2, 0)), truth))}
assert {str(_k): int(_v) for _k, _v in tried.items()} == _again, f"tried가 { {str(_k): int(_v) for _k, _v in tried.items()} }입니다. 여러분의 함수로 다시 공격하면 {_again}입니다. / tried is { {str(_k): int(_v) for _k, _v in tried.items()} }; your own functions give {_again}."
### END HIDDEN TESTS

# %% grade_id="t4-conclusion" role="check" points=3
# 제출하면 확인합니다 / Checked after you submit
### BEGIN HIDDEN TESTS
assert conclusion == "B", f"conclusion을 {conclusion!r}로 골랐습니다. 다섯 줄로 이름만 바꾼 것은 {int(tried['renamed'])}개, 반올림한 것은 {int(tried['rounded'])}개, 잡음을 넣은 것은 {int(tried['noisy'])}개가 되짚였습니다. 되짚인 주문의 고객에게 무엇이라고 하겠습니까? / You chose {conclusion!r}. With five lines {int(tried['renamed'])} orders were traced when renamed, {int(tried['rounded'])} when rounded and {int(tried['noisy'])} with noise. What will you tell those customers?"
### END HIDDEN TESTS

# %%
def blurred(step=0.5):
    """반올림의 크기와 되짚인 주문 / size of rounding and orders traced"""
    steps = [0.1, 0.25, 0.5, 1.0, 1.5, 2.0]
    found = [hits(link(known, rounded(release, value)), truth) for value in steps]
    now = hits(link(known, rounded(release, step)), truth)
    figure, axis = plt.subplots(figsize=(8, 3))
    axis.plot(steps, found, "o-", c="tab:gray")
    axis.plot([step], [now], "o", ms=12, c="tab:red")
    axis.axhline(1, c="black", ls="--", lw=1)
    axis.set(xlabel="rounded to (standard deviations)", ylabel="orders traced of 18", ylim=(0, 19), title=f"{now} of 18 at {step:.2f} (dashed: guessing)")
    plt.tight_layout()
    plt.show()


blurred()
interact(blurred, step=FloatSlider(0.5, min=0.05, max=2.0, step=0.05));

# %% [markdown] lang="ko"
# ## 과제 5. 쓰임에 맞게 모으기 (15점)
#
# 공구 회사가 정말 필요한 것은 "어느 단계에서 이송 속도마다 주축 출력이 얼마인가"뿐입니다. 주문의 행을 주지 말고 **모은 표**를 줍니다.
#
# - `purpose_table(table, least)`: `Machining_Process`와 `feedrate`로 묶은 표. 열은 `Machining_Process`, `feedrate`, `orders`(서로 다른 주문의 수), `rows`(행의 수), `power`(`S1_OutputPower`의 평균). `orders`가 `least`보다 작은 칸은 뺍니다. index는 0부터
# - `published`: `purpose_table(jobs, LEAST)`
# - `false_safety(table, least)`: **행은 `least` 이상이지만 주문은 `least`보다 적은** 칸의 수. 행으로 세면 안전해 보이는 칸입니다.
#
# <details><summary>힌트 1</summary><code>groupby([…]).agg(orders=("order", "nunique"), rows=("order", "size"), power=("S1_OutputPower", "mean")).reset_index()</code></details>
# <details><summary>힌트 2</summary>칸을 뺀 뒤 <code>reset_index(drop=True)</code>를 한 번 더 합니다.</details>

# %% [markdown] lang="en"
# ## Task 5. Aggregate to the purpose (15 points)
#
# All that the tool maker needs is the spindle power by stage and feed rate. Give a **table of groups** instead of orders' rows.
#
# - `purpose_table(table, least)`: grouped by `Machining_Process` and `feedrate`, with the columns `Machining_Process`, `feedrate`, `orders` (number of different orders), `rows` (number of rows) and `power` (mean `S1_OutputPower`). Cells with fewer `orders` than `least` are left out; the index runs from 0
# - `published`: `purpose_table(jobs, LEAST)`
# - `false_safety(table, least)`: number of cells with **at least `least` rows but fewer than `least` orders**. Counted in rows they look safe.
#
# <details><summary>Hint 1</summary><code>groupby([…]).agg(orders=("order", "nunique"), rows=("order", "size"), power=("S1_OutputPower", "mean")).reset_index()</code></details>
# <details><summary>Hint 2</summary>After leaving cells out use <code>reset_index(drop=True)</code> once more.</details>

# %% grade_id="least" role="fixed"
LEAST = 4

# %% grade_id="t5-solution" role="solution"
def cells(table):
    """단계와 이송 속도마다 한 칸 / one cell for each stage and feed rate"""
    # groups = table.groupby(["____", "____"])
    # return groups.agg(orders=("order", "____"), rows=("order", "size"), power=("S1_OutputPower", "____")).reset_index()
    ### BEGIN SOLUTION
    groups = table.groupby(["Machining_Process", "feedrate"])
    return groups.agg(orders=("order", "nunique"), rows=("order", "size"), power=("S1_OutputPower", "mean")).reset_index()
    ### END SOLUTION


def purpose_table(table, least):
    """주문이 넉넉한 칸만 / only cells with enough orders"""
    # made = cells(table)
    # return made[made["____"] >= least].reset_index(drop=True)
    ### BEGIN SOLUTION
    made = cells(table)
    return made[made["orders"] >= least].reset_index(drop=True)
    ### END SOLUTION


def false_safety(table, least):
    """행은 넉넉하지만 주문은 모자란 칸의 수 / cells with enough rows but too few orders"""
    # made = cells(table)
    # return int(((made["____"] >= least) & (made["____"] < least)).sum())
    ### BEGIN SOLUTION
    made = cells(table)
    return int(((made["rows"] >= least) & (made["orders"] < least)).sum())
    ### END SOLUTION


# published = purpose_table(____, ____)
### BEGIN SOLUTION
published = purpose_table(jobs, LEAST)
print(published.round(3), f"{false_safety(jobs, LEAST)} cells look safe by rows only", sep="\n")
### END SOLUTION

# %% grade_id="t5-visible" role="check" points=4
assert "published" in globals(), "[미작성 · not attempted] 과제 5의 published가 아직 없습니다. 내보낼 표가 있어야 심의를 받습니다. purpose_table부터 완성하십시오. / published does not exist yet; without a table there is nothing to approve. Start with purpose_table."
assert isinstance(published, pd.DataFrame) and {"Machining_Process", "feedrate", "orders", "rows", "power"} <= set(published.columns), f"published의 열이 {list(getattr(published, 'columns', []))}입니다. 다섯 열이 있어야 공구 회사가 읽습니다. / published has the columns {list(getattr(published, 'columns', []))}; the tool maker needs five."
assert "order" not in published.columns and "clamp_pressure" not in published.columns, "published에 주문이나 노하우가 남아 있습니다. 모은 표에는 있을 까닭이 없습니다. / published holds orders or know-how, which have no place in a table of groups."
print("OK")

# %% grade_id="t5-hidden" role="check" points=11
# 제출하면 다른 주문으로 확인합니다 / Checked with other orders after you submit
### BEGIN HIDDEN TESTS
_small = pd.DataFrame({"order": [6, 6, 6, 1, 1, 1, 2, 3, 3, 4, 5], "Machining_Process": ["K"] * 3 + ["L"] * 4 + ["M"] * 4, "feedrate": [3, 3, 3, 3, 3, 3, 3, 6, 6, 6, 9], "S1_OutputPower": [8.0, 8.0, 8.0, 1.0, 2.0, 3.0, 6.0, 4.0, 6.0, 5.0, 9.0]}, index=[10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0])
_made = purpose_table(_small, 2)
_found = [(str(_a), int(_b), int(_c), int(_d), round(float(_e), 3)) for _a, _b, _c, _d, _e in zip(_made["Machining_Process"], _made["feedrate"], _made["orders"], _made["rows"], _made["power"])]
assert sorted(_found) == [("L", 3, 2, 4, 3.0), ("M", 6, 2, 3, 5.0)], f"주문이 둘인 칸 두 개와 하나인 칸 두 개가 있는 표에서 purpose_table이 {sorted(_found)}입니다. 주문의 수, 행의 수, 출력의 평균, 그리고 뺄 칸을 차례로 확인하십시오. / For two cells with two orders and two with a single order purpose_table gives {sorted(_found)}. Check orders, rows, mean power and which cells go, in turn."
assert [int(_v) for _v in _made.index] == [0, 1] and sorted(str(_c) for _c in _made.columns) == ["Machining_Process", "feedrate", "orders", "power", "rows"], f"열이 {[str(_c) for _c in _made.columns]}, index가 {[int(_v) for _v in _made.index]}입니다. 뺀 칸의 자리가 남으면 몇 칸을 숨겼는지 알려집니다. / The columns are {[str(_c) for _c in _made.columns]}, the index {[int(_v) for _v in _made.index]}; gaps, or an old index kept as a column, tell how many cells were hidden."
_counts = [int(false_safety(_small, _l)) for _l in (1, 2, 3, 4)]
assert _counts == [0, 1, 3, 1], f"칸이 (주문 2, 행 4), (2, 3), (1, 3), (1, 1)일 때 least 1, 2, 3, 4의 false_safety가 {_counts}입니다. 행은 least 이상, 주문은 least 미만인 칸만 세십시오. / For cells of (2 orders, 4 rows), (2, 3), (1, 3) and (1, 1) false_safety at 1, 2, 3, 4 is {_counts}. Count cells with at least that many rows and fewer orders."
_log = load("cnc_tool_wear")
_jobs = _log[_log["Machining_Process"].astype(str).str.startswith("Layer")].iloc[::3]
_cells = _jobs.assign(stage=_jobs["Machining_Process"].astype(str)).groupby(["stage", "feedrate"])["experiment"].nunique()
assert len(published) == int((_cells >= 4).sum()) and int(published["orders"].min()) >= 4, f"published가 {len(published)}칸이고 주문이 가장 적은 칸은 {int(published['orders'].min())}개입니다. LEAST개 이상인 칸만, 모두 내보내십시오. / published has {len(published)} cells, the smallest with {int(published['orders'].min())} orders. Publish all cells with at least LEAST orders, and no others."
### END HIDDEN TESTS

# %%
figure, axis = plt.subplots(figsize=(8, 3.2))
for feed, rows in published.groupby("feedrate"):
    axis.plot(rows["Machining_Process"], rows["power"], "o-", label=f"{feed} mm/s")
axis.set(ylabel="mean spindle power", title="what the tool maker gets")
axis.tick_params(axis="x", rotation=20)
axis.legend(loc="center left", bbox_to_anchor=(1, 0.5), title="feed rate")
plt.tight_layout()
plt.show()

# %% [markdown] lang="ko"
# ## 과제 6. 얼마나 남고 얼마를 얻는가 (8점)
#
# - `kept(published, table)`: 내보낸 칸에 든 행의 수(`rows`의 합) ÷ `table`의 행의 수
# - `business_value`: 키 여섯 개. 가동률과 불량률은 `None`, `annual_value_krw` = `kept(published, jobs)` × `ADVICE_KRW`(모든 칸을 주면 받는 공구 추천의 값), `assumptions`는 문장 3개 이상
#
# <details><summary>힌트 1</summary><code>published["rows"].sum() / len(table)</code></details>
# <details><summary>힌트 2</summary>고객을 잃을 위험은 금액에 넣지 말고 가정에 적으십시오. 되짚힌 수를 아는 것이 먼저입니다.</details>

# %% [markdown] lang="en"
# ## Task 6. What is left, and what it is worth (8 points)
#
# - `kept(published, table)`: rows behind the published cells (sum of `rows`) ÷ number of rows of `table`
# - `business_value`: six keys. Operating and defect rates are `None`, `annual_value_krw` = `kept(published, jobs)` × `ADVICE_KRW` (what the advice is worth if every cell is given), `assumptions` at least 3 sentences
#
# <details><summary>Hint 1</summary><code>published["rows"].sum() / len(table)</code></details>
# <details><summary>Hint 2</summary>Name the risk of losing a customer among the assumptions, not in the amount. How many are traced comes first.</details>

# %% grade_id="assumed" role="fixed"
ADVICE_KRW = 12_000_000

# %% grade_id="t6-solution" role="solution"
def kept(published, table):
    """내보낸 칸에 든 행의 몫 / share of rows behind the published cells"""
    # return float(published["____"].sum() / len(____))
    ### BEGIN SOLUTION
    return float(published["rows"].sum() / len(table))
    ### END SOLUTION


# business_value = {
#     "operating_rate_before": ____,
#     "operating_rate_after": ____,
#     "defect_rate_before": ____,
#     "defect_rate_after": ____,
#     "annual_value_krw": kept(published, jobs) * ____,
#     "assumptions": ["____", "____", "____"],
# }
### BEGIN SOLUTION
business_value = {
    "operating_rate_before": None,
    "operating_rate_after": None,
    "defect_rate_before": None,
    "defect_rate_after": None,
    "annual_value_krw": kept(published, jobs) * ADVICE_KRW,
    "assumptions": [
        "모든 칸을 줄 때 추천의 값이 연 1,200만 원이라는 것은 실습용 가정이다. / 12 million KRW a year for all cells is assumed.",
        "추천의 값은 내보낸 행의 몫에 비례한다고 보았다. / Its worth is taken to follow the share of rows.",
        "고객을 잃을 위험은 금액에 넣지 않았고, 되짚힌 주문의 수로 따로 보고한다. / The risk of losing a customer is not in the amount; it is reported as orders traced.",
    ],
}
print(f"{kept(published, jobs):.0%} kept, {business_value['annual_value_krw']:,.0f} KRW a year")
### END SOLUTION

# %% grade_id="t6-visible" role="check" points=3
assert "business_value" in globals(), "[미작성 · not attempted] 과제 6의 business_value가 아직 없습니다. 얻는 것과 잃는 것을 함께 놓아야 심의합니다. kept부터 완성하십시오. / business_value does not exist yet; gains and losses are weighed together. Start with kept."
_keys = {"operating_rate_before", "operating_rate_after", "defect_rate_before", "defect_rate_after", "annual_value_krw", "assumptions"}
assert set(business_value) == _keys, f"business_value의 키가 {sorted(business_value)}입니다. 과정 전체에서 같은 키로 모아 봅니다. 과제에 적힌 여섯 개로 맞추십시오. / business_value has the keys {sorted(business_value)}; the programme gathers the six that the task names."
assert all(business_value[_k] is None for _k in _keys if "rate" in _k), "가동률이나 불량률에 값을 적었습니다. 이 실습에는 근거가 없습니다. None으로 두십시오. / You claim operating or defect rates without ground. Leave None."
assert len(business_value["assumptions"]) >= 3, f"가정이 {len(business_value['assumptions'])}개입니다. 가정을 모르면 추정을 실적으로 읽습니다. 3개 이상 적으십시오. / {len(business_value['assumptions'])} assumptions; without them an estimate is read as a result. Give at least 3."
print("OK")

# %% grade_id="t6-hidden" role="check" points=5
# 제출하면 다시 계산해 비교합니다 / Recomputed after you submit
### BEGIN HIDDEN TESTS
_share = float(kept(pd.DataFrame({"rows": [30, 20]}), pd.DataFrame({"x": [0] * 200})))
assert abs(_share - 0.25) < 1e-9, f"200행 가운데 50행이 든 표에서 kept가 {_share:.3f}입니다. 칸의 수가 아니라 행의 수로, 받은 표로 나누십시오. / With 50 of 200 rows kept is {_share:.3f}. Use rows, not cells, and divide by the table given."
_value = float(published["rows"].sum()) / len(jobs) * ADVICE_KRW
assert abs(float(business_value["annual_value_krw"]) - _value) <= 1, f"연간 효과가 {float(business_value['annual_value_krw']):,.0f}원입니다. 여러분의 published로 다시 계산하면 다릅니다. / The annual value is {float(business_value['annual_value_krw']):,.0f} KRW; your own published gives something else."
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 과제 7. 공유 심의서 (15점, 강사 채점)
#
# 데이터 관리 책임자에게 3~5문장으로 쓰십시오. 무엇을 누구에게 왜 주고, 무엇은 주지 않습니까?
#
# | 채점 기준 | 5점 | 3점 | 0점 |
# |---|---|---|---|
# | 사실 | 공격자가 아는 것과, 방법마다 되짚힌 주문의 수를 적었다 | 일부만 적었다 | "이름을 가렸으니 안전하다"고 했다 |
# | 정직함 | 모은 표에서도 남는 위험과, 시험하지 않은 공격을 밝혔다 | 하나만 밝혔다 | 완전히 안전하다고 했다 |
# | 행동 | 줄 표, 열쇠를 가진 사람, 기한과 멈추는 조건을 적었다 | 일부만 적었다 | 제안이 없다 |

# %% [markdown] lang="en"
# ## Task 7. A note on sharing (15 points, graded by the instructor)
#
# In 3 to 5 sentences to the data steward: what goes to whom and why, and what does not?
#
# | Criterion | 5 points | 3 points | 0 points |
# |---|---|---|---|
# | Facts | What the attacker knows, and orders traced by each way | Some of it | "Names are hidden, so it is safe" |
# | Honesty | What risk is left in the table, and attacks not tried | One of them | "Perfectly safe" |
# | Action | The table, who holds the key, until when, and when to stop | Some of it | None |

# %% [markdown] grade_id="t7-written" role="written" points=15 lang="ko"
# ### BEGIN SOLUTION
# 주문마다 다섯 줄을 아는 고객사 직원은 이름만 바꾼 기록에서 18개 주문을 모두 되짚었고, 0.5 표준편차로 반올림해도 대부분을 되짚었습니다. 그래서 주문의 행은 주지 않고, 가공 단계와 이송 속도마다 주문이 넷 이상인 칸의 평균 출력만 공구 회사에 줍니다. 바이스 압력은 노하우이므로 뺍니다. 한 칸의 주문 셋을 아는 사람이 나머지 하나를 빼기로 짐작하는 공격은 시험하지 않았습니다. 열쇠는 데이터 관리 책임자만 갖고, 계약이 끝나거나 칸의 주문이 넷보다 적어지면 공유를 멈춥니다.
# ### END SOLUTION

# %% [markdown] grade_id="t7-written" role="written" points=15 lang="en"
# ### BEGIN SOLUTION
# A customer's employee who knows five lines of each order traced all 18 orders in the renamed log, and most of them with values rounded to half a standard deviation. So no rows of orders go out: the tool maker gets the mean power by stage and feed rate, only for cells with four orders or more, and never the clamp pressure. We did not try the attack of somebody who knows three orders of a cell and subtracts them. The data steward alone holds the key; sharing ends with the contract, or when a cell falls below four orders.
# ### END SOLUTION

# %% [markdown] lang="ko"
# ## 정리
#
# 이제 다음을 할 수 있습니다.
#
# - 열을 식별자, 준식별자, 노하우, 측정값으로 나눕니다.
# - 열쇠 없는 해시가 왜 소용없는지 보이고, HMAC으로 가명을 만듭니다.
# - 스스로 공격해 되짚힌 수를 셉니다.
# - 반올림과 잡음이 행을 지켜 주지 못함을 숫자로 말합니다.
# - 쓰임에 맞게 모으고, 행이 아니라 주문의 수로 칸을 숨깁니다.
#
# **1분 설문(채점하지 않습니다):** 이 실습은 현장에 ① 바로 쓸 수 있다 ② 고쳐서 쓸 수 있다 ③ 쓰기 어렵다. 가장 막힌 과제는 몇 번이었습니까?

# %% [markdown] lang="en"
# ## Recap
#
# You can now
#
# - tell identifiers, quasi-identifiers, know-how and measurements apart;
# - show why a hash without a key is useless, and make pseudonyms by HMAC;
# - attack a release yourself and count what is traced;
# - say in numbers that rounding and noise don't protect rows;
# - aggregate to the purpose, and hide cells by the number of orders, not of rows.
#
# **One-minute survey (not graded):** on your floor this lab is ① usable as it is ② usable with changes ③ hard to use. Which task held you up most?
