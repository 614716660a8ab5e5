# Numbers of a dictionary that nobody looked up, a unit that nobody confirmed, and limits that stop nothing.

# %% grade_id="t4-solution"
contract = {
    "interval_start": column("time", "ISO 8601", "구간 시작"),
    "energy_kwh": column("number", "kWh", "전력 사용량", minimum=0, maximum=1_000_000, semantic_id="ENERGY-0001"),
    "reactive_lagging_kvarh": column("number", "kVarh", "지상 무효전력량", minimum=0, maximum=1_000_000),
    "reactive_leading_kvarh": column("number", "kVarh", "진상 무효전력량", minimum=0, maximum=1_000_000),
    "co2": column("number", "tCO2", "이산화탄소", minimum=0, maximum=1_000_000),
    "power_factor_lagging": column("number", "%", "지상 역률", minimum=0, maximum=100),
    "power_factor_leading": column("number", "%", "진상 역률", minimum=0, maximum=100),
    "week_status": column("text", None, "평일·주말", values=["Weekday", "Weekend"]),
    "weekday": column("text", None, "요일", values=[str(day) for day in raw["Day_of_week"].unique()]),
    "load_type": column("text", None, "부하 구분", values=["Light_Load", "Medium_Load", "Maximum_Load"]),
}
