# The energy of 15 minutes is read as power, and the peak is stamped with the end of its interval.

# %% grade_id="t3-solution"
def to_kw(kwh, minutes):
    return kwh * 1.0


demand_kw = to_kw(repaired["Usage_kWh"], 15)
peak_kw = float(demand_kw.max())
peak_start = repaired.loc[demand_kw.idxmax(), "end"]
daily_kwh = repaired.groupby(repaired["start"].dt.date)["Usage_kWh"].sum()
