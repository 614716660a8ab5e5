# A mean of "the last day" that ends now instead of 24 hours ago: the error looks fine, the value isn't there in time.

# %% grade_id="t3-solution"
def make_features(energy):
    features = pd.DataFrame(index=energy.index)
    features["slot"] = energy["NSM"] // 900
    features["weekday"] = energy.index.day_of_week
    features["day_mean"] = energy["Usage_kWh"].rolling(96).mean()
    features["yesterday"] = energy["Usage_kWh"].shift(96)
    features["last_week"] = energy["Usage_kWh"].shift(672)
    return features


def forecast_month(energy, first):
    features = make_features(energy)
    first = pd.Timestamp(first)
    ahead = (features.index >= first) & (features.index < first + pd.DateOffset(months=1))
    past = (features.index < first) & features.notna().all(axis=1)
    model = HistGradientBoostingRegressor(loss="absolute_error", early_stopping=False, random_state=0)
    model.fit(features[past], energy.loc[past, "Usage_kWh"])
    return pd.Series(model.predict(features[ahead]), index=features.index[ahead])


forecast = forecast_month(energy, "2018-12-01")
