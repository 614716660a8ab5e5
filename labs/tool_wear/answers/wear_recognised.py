# The shuffled score is taken for wear.

# %% grade_id="t5-solution"
def permuted(table, seed):
    labels = table.groupby("experiment")["tool_condition"].first()
    mixed = pd.Series(np.random.default_rng(seed).permutation(labels.to_numpy()), index=labels.index)
    return table.assign(tool_condition=table["experiment"].map(mixed))


permuted_scores = [random_accuracy(permuted(pieces, seed), FEATURES) for seed in (0, 1, 2)]
recognises = "A"
print([round(score, 3) for score in permuted_scores])
