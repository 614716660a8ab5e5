# The price mixes two tests.

# %% grade_id="t3-solution"
def fit_tree(table):
    return DecisionTreeClassifier(max_depth=3, min_samples_leaf=20, random_state=0).fit(table[SETTINGS], table["quality"])


tree = fit_tree(train)
rules = export_text(tree, feature_names=SETTINGS)
price_of_reading = forest_shuffled - tree_fair
right = tree.predict(test[SETTINGS]) == test["quality"]
class_recall = right.groupby(test["quality"]).mean().to_dict()
