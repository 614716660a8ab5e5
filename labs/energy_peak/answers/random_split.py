# Training rows are drawn at random from the whole year: December is learnt before it is forecast.

# %% grade_id="t3-solution"
def make_features(energy):
    features = pd.DataFrame(index=energy.index)
    features["slot"] = energy["NSM"] // 900
    features["weekday"] = energy.index.day_of_week
    features["yesterday"] = energy["Usage_kWh"].shift(96)
    features["last_week"] = energy["Usage_kWh"].shift(672)
    return features


def forecast_month(energy, first):
    features = make_features(energy)
    first = pd.Timestamp(first)
    ahead = (features.index >= first) & (features.index < first + pd.DateOffset(months=1))
    drawn = features.sample(frac=0.7, random_state=0).index
    model = HistGradientBoostingRegressor(loss="absolute_error", early_stopping=False, random_state=0)
    model.fit(features.loc[drawn], energy.loc[drawn, "Usage_kWh"])
    return pd.Series(model.predict(features[ahead]), index=features.index[ahead])


forecast = forecast_month(energy, "2018-12-01")
