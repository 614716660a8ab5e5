# The count is rounded down.

# %% grade_id="t5-solution"
def threshold_for(score, truth, recall):
    found = np.sort(np.asarray(score)[np.asarray(truth)])[::-1]
    return float(found[max(int(recall * len(found)) - 1, 0)])


folds = StratifiedKFold(5, shuffle=True, random_state=0)
score = cross_val_predict(MODELS["text"], reports["Description"], severe, cv=folds, method="predict_proba")[:, 1]
limit = threshold_for(score, severe, 0.9)
flagged = float((score >= limit).mean())
hit_rate = float(severe[score >= limit].mean())
print(f"read from {limit:.3f} on: {flagged:.0%} of the reports, {hit_rate:.0%} of them severe")
