# The error is a root mean square.

# %% grade_id="t2-solution"
def mae(measured, told):
    return float(((np.asarray(measured) - np.asarray(told)) ** 2).mean() ** 0.5)


X = inputs(turbine.columns)
old = turbine[turbine["year"].isin(MADE_IN)]
folds = KFold(5, shuffle=True, random_state=0)
flattering = mae(old["NOX"], cross_val_predict(BOOST, old[X], old["NOX"], cv=folds))
told = BOOST.fit(old[X], old["NOX"]).predict(turbine[X])
line = RIDGE.fit(old[X], old["NOX"]).predict(turbine[X])
constant = np.full(len(turbine), old["NOX"].median())


def mae_in(year, predicted):
    rows = (turbine["year"] == year).to_numpy()
    return mae(turbine["NOX"][rows], predicted[rows])


later = {year: {"median": mae_in(year, constant), "ridge": mae_in(year, line), "boost": mae_in(year, told)} for year in YEARS}
in_2014 = turbine["year"] == 2014
bias_2014 = float((told[in_2014] - turbine.loc[in_2014, "NOX"]).mean())
print(f"own years, shuffled {flattering:.2f}; 2014 reads {bias_2014:+.1f} mg/m³", pd.DataFrame(later).round(2), sep="\n")
