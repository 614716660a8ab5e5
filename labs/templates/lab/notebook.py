# %% [markdown] lang="ko"
# {{header_card}}

# %% [markdown] lang="en"
# {{header_card}}

# %% [markdown] lang="ko"
# ## 현장 이야기
#
# 누가, 어느 설비에서, 무엇 때문에 곤란한지 한 문단으로 씁니다.

# %% [markdown] lang="en"
# ## The story
#
# One paragraph: who is in trouble, at which machine, and why.

# %% [markdown] lang="ko"
# {{data_card}}

# %% [markdown] lang="en"
# {{data_card}}

# %% grade_id="setup" role="fixed"
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from sandbox_data import load

table = load("@DATASET@")
COLUMN = @COLUMN@
print(f"{len(table):,} rows, {table.shape[1]} columns")

# %% [markdown] lang="ko"
# ## 먼저 예상해 보기 (채점하지 않습니다)
#
# 아래 그림을 보기 전에, 이 열의 값이 어떻게 퍼져 있을지 적어 보십시오.

# %% [markdown] lang="en"
# ## Predict first (not graded)
#
# Before you look at the plots below, write down how you expect the values of this column to be spread.

# %%
figure, axes = plt.subplots(1, 2, figsize=(11, 3.5))
axes[0].plot(table[COLUMN].to_numpy()[:1000])
axes[0].set(xlabel="row", ylabel=COLUMN)
axes[1].hist(table[COLUMN].dropna(), bins=40)
axes[1].set(xlabel=COLUMN, ylabel="rows")
plt.tight_layout()
plt.show()

# %% [markdown] lang="ko"
# ## 과제 1. 표의 크기 (40점)
#
# 행 수를 `rows`, 열 수를 `columns`에 넣으십시오.
#
# <details><summary>힌트 1</summary><code>len(table)</code>은 행 수입니다.</details>
# <details><summary>힌트 2</summary><code>table.shape</code>는 (행 수, 열 수)입니다.</details>

# %% [markdown] lang="en"
# ## Task 1. The size of the table (40 points)
#
# Put the number of rows into `rows` and the number of columns into `columns`.
#
# <details><summary>Hint 1</summary><code>len(table)</code> is the number of rows.</details>
# <details><summary>Hint 2</summary><code>table.shape</code> is (rows, columns).</details>

# %% grade_id="t1-solution" role="solution"
### BEGIN SOLUTION
rows, columns = table.shape
### END SOLUTION

# %% grade_id="t1-visible" role="check" points=10
assert "rows" in globals() and "columns" in globals(), "[미작성 · not attempted] rows와 columns가 아직 없습니다. 표의 크기를 모르면 빠진 기록을 알 수 없습니다. 과제 1의 셀을 완성하십시오. / rows and columns do not exist yet. Without the table's size nobody notices missing records; complete task 1."
assert isinstance(rows, int) and isinstance(columns, int), f"rows가 {rows!r}, columns가 {columns!r}입니다. 개수는 정수여야 셀 수 있습니다. 괄호나 따옴표가 섞이지 않았는지 보십시오. / rows is {rows!r}, columns is {columns!r}; counts are whole numbers. Are there brackets or quotes in it?"

# %% grade_id="t1-hidden" role="check" points=30
# 제출하면 더 확인합니다 / More is checked after you submit
### BEGIN HIDDEN TESTS
_table = load("@DATASET@")
assert rows == len(_table), f"행이 {rows:,}개라고 적었습니다. 행 하나가 기록 하나이므로 이 수가 틀리면 모든 비율이 틀립니다. 행과 열이 바뀌지 않았는지 보십시오. / You count {rows:,} rows. A row is a record, so every rate would be wrong. Are rows and columns swapped?"
assert columns == _table.shape[1], f"열이 {columns:,}개라고 적었습니다. 빠진 센서를 알아챌 수 없습니다. 행과 열이 바뀌지 않았는지 보십시오. / You count {columns:,} columns; a missing sensor would go unseen. Are rows and columns swapped?"
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 과제 2. 한 열을 요약하는 함수 (45점)
#
# 표와 열 이름을 받아 `{"count": 행 수, "missing": 빈 값의 수, "mean": 빈 값을 뺀 평균}`을 돌려주는 `summary`를 완성하십시오.
#
# <details><summary>힌트 1</summary><code>isna().sum()</code>은 빈 값의 수입니다.</details>
# <details><summary>힌트 2</summary>처음의 <code>table</code>이 아니라 인수로 받은 표를 쓰십시오.</details>

# %% [markdown] lang="en"
# ## Task 2. A function that sums up one column (45 points)
#
# Complete `summary`: it takes a table and a column's name and returns `{"count": rows, "missing": empty values, "mean": mean of the others}`.
#
# <details><summary>Hint 1</summary><code>isna().sum()</code> is the number of empty values.</details>
# <details><summary>Hint 2</summary>Use the table that the function is given, not the <code>table</code> of the first cell.</details>

# %% grade_id="t2-solution" role="solution"
def summary(data, column):
    """행 수, 빈 값, 평균 / Rows, empty values, mean"""
    ### BEGIN SOLUTION
    values = data[column]
    return {"count": len(data), "missing": int(values.isna().sum()), "mean": float(values.mean())}
    ### END SOLUTION


whole = summary(table, COLUMN)
whole

# %% grade_id="t2-visible" role="check" points=15
assert "whole" in globals(), "[미작성 · not attempted] whole이 아직 없습니다. 요약이 없으면 이상도 보이지 않습니다. summary를 완성하십시오. / whole does not exist yet; without a summary nothing unusual is seen. Complete summary."
assert isinstance(whole, dict) and set(whole) == {"count", "missing", "mean"}, f"summary가 {whole!r}을(를) 돌려줍니다. 다음 사람이 같은 이름으로 읽습니다. 과제에 적힌 세 이름을 쓰십시오. / summary returns {whole!r}; others read it by the three names of the task. Use these."

# %% grade_id="t2-hidden" role="check" points=30
# 제출하면 다른 표로 더 확인합니다 / More is checked with other tables after you submit
### BEGIN HIDDEN TESTS
_half = load("@DATASET@").iloc[::2].reset_index(drop=True)
_half.loc[:4, COLUMN] = np.nan if _half[COLUMN].dtype.kind == "f" else _half.loc[:4, COLUMN]
_mine = summary(_half, COLUMN)
assert _mine["count"] == len(_half), f"절반만 넣었는데 행이 {_mine['count']:,}개라고 합니다. 새 기록에 쓸 수 없는 함수입니다. 인수로 받은 표를 쓰는지 보십시오. / Given half of the rows it counts {_mine['count']:,}; it is no use for new records. Does it use the table that it is given?"
assert _mine["missing"] == int(_half[COLUMN].isna().sum()), f"빈 값이 {_mine['missing']}개라고 합니다. 빠진 기록을 놓치면 평균을 믿을 수 없습니다. 빈 값을 세는 방법을 보십시오. / It reports {_mine['missing']} empty values; a mean without them cannot be trusted. Check how they are counted."
assert np.isclose(_mine["mean"], _half[COLUMN].mean()), f"평균이 {_mine['mean']:.4g}로 나왔습니다. 다른 설비의 기준이 됩니다. 어느 표, 어느 열의 평균인지 보십시오. / The mean came out as {_mine['mean']:.4g}; other machines are compared with it. Of which table and column is it?"
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 과제 3. 공장장에게 보내는 메시지 (15점, 강사 채점)
#
# 통계를 모르는 공장장이 읽고 바로 결정할 수 있도록 3~5문장으로 쓰십시오.
#
# | 채점 기준 | 5점 | 3점 | 0점 |
# |---|---|---|---|
# | 사실 | 숫자와 단위를 적었다 | 숫자만 적었다 | 근거 없는 주장이다 |
# | 정직함 | 이 자료로 말할 수 없는 것을 밝혔다 | 일부만 밝혔다 | 부풀렸다 |
# | 행동 | 누가 무엇을 언제 할지 제안했다 | 제안이 막연하다 | 제안이 없다 |

# %% [markdown] lang="en"
# ## Task 3. A message to the plant manager (15 points, graded by the instructor)
#
# In 3 to 5 sentences, for a manager who knows no statistics and has to decide.
#
# | Criterion | 5 points | 3 points | 0 points |
# |---|---|---|---|
# | Facts | Numbers with units | Numbers only | Claims without ground |
# | Honesty | What this data can't say | A part of it | Inflated |
# | Action | Who does what, by when | A vague proposal | None |

# %% [markdown] grade_id="t3-written" role="written" points=15 lang="ko"
# ### BEGIN SOLUTION
# 모범 답안을 여기에 씁니다.
# ### END SOLUTION

# %% [markdown] grade_id="t3-written" role="written" points=15 lang="en"
# ### BEGIN SOLUTION
# The sample answer stands here.
# ### END SOLUTION

# %% [markdown] lang="ko"
# ## 정리
#
# 이제 다음을 할 수 있습니다.
#
# - 표의 크기를 확인하고, 어느 표에나 쓸 수 있는 요약 함수를 만듭니다.

# %% [markdown] lang="en"
# ## Recap
#
# You can now
#
# - check a table's size, and write a summary that works for any table.
