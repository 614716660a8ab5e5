# Energy is divided by 15 as if minutes were hours, and days are cut at the end of the interval.

# %% grade_id="t3-solution"
def to_kw(kwh, minutes):
    return kwh / minutes


demand_kw = to_kw(repaired["Usage_kWh"], 15)
peak_kw = float(demand_kw.max())
peak_start = repaired.loc[demand_kw.idxmax(), "start"]
daily_kwh = repaired.groupby(repaired["end"].dt.date)["Usage_kWh"].sum()
