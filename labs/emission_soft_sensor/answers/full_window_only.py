# The beginning stays empty.

# %% grade_id="t4-solution"
def corrected(predicted, measured, lag, window):
    error = measured - np.asarray(predicted)
    lean = error.shift(lag).rolling(window, min_periods=window).median()
    return np.asarray(predicted) + lean.fillna(0)


fixed = pd.Series(BOOST.fit(old[X], old["NOX"]).predict(turbine[X]), index=turbine.index)
steady = corrected(fixed, turbine["NOX"], LAG, WINDOW)
after = {year: mae_in(year, steady) for year in YEARS}
print({year: (round(later[year]["boost"], 2), round(value, 2)) for year, value in after.items()})
