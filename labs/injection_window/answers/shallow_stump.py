# A model that can tell two classes at most.

# %% grade_id="t5-solution"
def fit_model(inputs, labels):
    return DecisionTreeClassifier(max_depth=1, random_state=0).fit(inputs, labels)
