# The tested piece is learned from too.

# %% grade_id="t4-solution"
def top_three(table, columns):
    FOREST.fit(table[columns], table["bad"])
    return list(pd.Series(FOREST.feature_importances_, index=columns).nlargest(3).index)


def block_lifts(table, columns, blocks):
    number = np.arange(len(table)) * blocks // len(table)
    found = []
    for block in range(blocks):
        learn, test = table, table[number == block]
        chance = FOREST.fit(learn[columns], learn["bad"]).predict_proba(test[columns])[:, 1]
        found.append(float(average_precision_score(test["bad"], chance) / test["bad"].mean()))
    return found


named = top_three(shots, inputs(shots))
lifts = block_lifts(shots, inputs(shots), 10)
may_claim = "B"
print(named, [round(value, 2) for value in lifts], f"mean {np.mean(lifts):.2f}", sep="\n")
