# Noise is called enough.

# %% grade_id="t4-solution"
def rounded(table, step):
    made = table.copy()
    width = step * table[MEASURED].std()
    made[MEASURED] = (table[MEASURED] / width).round() * width
    return made


def noisy(table, share, seed):
    made = table.copy()
    rng = np.random.default_rng(seed)
    for column in MEASURED:
        made[column] = table[column] + rng.normal(0, share * table[column].std(), len(table))
    return made


tried = {
    "renamed": hits_renamed,
    "rounded": hits(link(known, rounded(release, 0.5)), truth),
    "noisy": hits(link(known, noisy(release, 0.2, 0)), truth),
}
conclusion = "C"
print(tried)
