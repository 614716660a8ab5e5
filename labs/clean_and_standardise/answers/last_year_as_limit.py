# Smallest and largest value of last year become the limits: this year's good rows come back.

# %% grade_id="t4-solution"
contract = {
    "interval_start": column("time", "ISO 8601", "구간 시작"),
    "energy_kwh": column("number", "kWh", "전력 사용량", minimum=2.45, maximum=157.18),
    "reactive_lagging_kvarh": column("number", "kVarh", "지상 무효전력량", minimum=0, maximum=96.91),
    "reactive_leading_kvarh": column("number", "kVarh", "진상 무효전력량", minimum=0, maximum=27.76),
    "co2": column("number", None, "이산화탄소", minimum=0, maximum=0.07),
    "power_factor_lagging": column("number", "%", "지상 역률", minimum=36.94, maximum=100),
    "power_factor_leading": column("number", "%", "진상 역률", minimum=12.5, maximum=100),
    "week_status": column("text", None, "평일·주말", values=["Weekday", "Weekend"]),
    "weekday": column("text", None, "요일", values=[str(day) for day in raw["Day_of_week"].unique()]),
    "load_type": column("text", None, "부하 구분", values=["Light_Load", "Medium_Load", "Maximum_Load"]),
}
