# The test that leaves runs out is a shuffled one.

# %% grade_id="t2-solution"
def random_accuracy(table, columns):
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    predicted = cross_val_predict(FOREST, table[columns], table["tool_condition"], cv=folds)
    return float(balanced_accuracy_score(table["tool_condition"], predicted))


def run_prediction(table, columns):
    return cross_val_predict(FOREST, table[columns], table["tool_condition"], cv=StratifiedKFold(5, shuffle=True, random_state=0))


def runs_right(predicted, table):
    right = pd.Series(np.asarray(predicted) == table["tool_condition"].to_numpy(), index=table.index)
    return int((right.groupby(table["experiment"]).mean() > 0.5).sum())


sample = cutting(cnc).iloc[::20]
random_all = random_accuracy(sample, SIGNALS)
told = run_prediction(sample, SIGNALS)
grouped_all = float(balanced_accuracy_score(sample["tool_condition"], told))
right_all = runs_right(told, sample)
print(f"shuffled {random_all:.3f}, runs left out {grouped_all:.3f}, {right_all} of {len(runs)} runs")
