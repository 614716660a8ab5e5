# The split is drawn at random.

# %% grade_id="t2-solution"
def fair_split(table, share):
    front = pd.Series(np.random.default_rng(0).random(len(table)) < share, index=table.index)
    return table[front], table[~front]


train, test = fair_split(lenses, 0.7)


def fair_score(model):
    return float(balanced_accuracy_score(test["quality"], model.fit(train[SETTINGS], train["quality"]).predict(test[SETTINGS])))


forest_fair, tree_fair = fair_score(FOREST), fair_score(TREE)
mixed = cross_val_predict(FOREST, lenses[SETTINGS], lenses["quality"], cv=StratifiedKFold(5, shuffle=True, random_state=0))
forest_shuffled = float(balanced_accuracy_score(lenses["quality"], mixed))
gap = forest_shuffled - forest_fair
gap_means = "B"
