# The seed is not passed on: each run is another forest.

# %% grade_id="t5-solution"
def forest_alarm(df, seed):
    learning = features(machine)[machine["timestamp"] < TRAIN_END]
    forest = IsolationForest(contamination=0.01).fit(learning)
    return pd.Series(forest.predict(features(df)) == -1, index=df.index)


later = machine["timestamp"] >= TRAIN_END


def later_score(alarm):
    return score(alarm[later], machine[later])


forest_false_blocks = [later_score(forest_alarm(machine, number))["false_blocks"] for number in (0, 1, 2)]
forest = forest_alarm(machine, 0)
found = {
    "limit": later_score(alarms(machine)),
    "forest": later_score(forest),
    "forest_held": later_score(held(forest, hold_minutes)),
    "random": random_score,
}
comparison = pd.DataFrame(found).T[["windows_hit", "false_blocks"]].astype(int)
passed = comparison[(comparison["windows_hit"] >= MIN_WINDOWS) & (comparison["false_blocks"] <= MAX_FALSE_BLOCKS)]
winner = passed["false_blocks"].idxmin() if len(passed) > 0 else "none"
