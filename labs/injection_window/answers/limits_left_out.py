# Limits count as outside.

# %% grade_id="t4-solution"
def make_window(table):
    good = table[table["quality"] == TARGET]
    return {column: tuple(map(float, good[column].quantile([0.025, 0.975]))) for column in WINDOW_COLUMNS}


def inside(table, window):
    held = pd.Series(True, index=table.index)
    for column, (low, high) in window.items():
        held &= table[column].between(low, high, inclusive="neither")
    return held


def purity(table, window):
    found = table.loc[inside(table, window), "quality"]
    return float((found == TARGET).mean()) if len(found) else 0.0


def coverage(table, window):
    return float(inside(table, window)[table["quality"] == TARGET].mean())


window = make_window(train)
promised = purity(test, window)
