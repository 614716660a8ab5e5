# 0.7 is written into the function.

# %% grade_id="t2-solution"
def fair_split(table, share):
    number = table.groupby("quality").cumcount()
    size = table.groupby("quality")["quality"].transform("size")
    front = number < (0.7 * size).astype(int)
    return table[front], table[~front]


train, test = fair_split(lenses, 0.7)


def fair_score(model):
    return float(balanced_accuracy_score(test["quality"], model.fit(train[SETTINGS], train["quality"]).predict(test[SETTINGS])))


forest_fair, tree_fair = fair_score(FOREST), fair_score(TREE)
mixed = cross_val_predict(FOREST, lenses[SETTINGS], lenses["quality"], cv=StratifiedKFold(5, shuffle=True, random_state=0))
forest_shuffled = float(balanced_accuracy_score(lenses["quality"], mixed))
gap = forest_shuffled - forest_fair
gap_means = "B"
