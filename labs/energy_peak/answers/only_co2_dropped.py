# Only CO2, with its correlation of 0.99, is suspected; reactive power and power factor go in as they are.

# %% grade_id="t1-solution"
day_kwh = energy["Usage_kWh"].resample("D").sum()
light_all_day = (energy["Load_Type"] == "Light_Load").resample("D").mean() == 1
weekend = day_kwh.index.day_of_week >= 5
leak_test = {
    "calendar": quick_mae(CALENDAR),
    "with_co2": quick_mae([*CALENDAR, "CO2(tCO2)"]),
    "without_co2": quick_mae(CALENDAR + [name for name in METERED if name != "CO2(tCO2)"]),
}
known = dict.fromkeys(CALENDAR + METERED, "ahead") | {"CO2(tCO2)": "after", "Load_Type": "ahead"}
weekend_kwh = {
    "light": float(day_kwh[weekend & light_all_day].mean()),
    "other": float(day_kwh[weekend & ~light_all_day].mean()),
}
load_type_argument = "요금 시간대는 한국전력이 미리 정하므로 그대로 쓴다."

# %% grade_id="t3-solution"
def make_features(energy):
    features = energy[[name for name in METERED if name != "CO2(tCO2)"]].copy()
    features["slot"] = energy["NSM"] // 900
    features["weekday"] = energy.index.day_of_week
    return features


def forecast_month(energy, first):
    features = make_features(energy)
    first = pd.Timestamp(first)
    ahead = (features.index >= first) & (features.index < first + pd.DateOffset(months=1))
    past = features.index < first
    model = HistGradientBoostingRegressor(loss="absolute_error", early_stopping=False, random_state=0)
    model.fit(features[past], energy.loc[past, "Usage_kWh"])
    return pd.Series(model.predict(features[ahead]), index=features.index[ahead])


forecast = forecast_month(energy, "2018-12-01")
