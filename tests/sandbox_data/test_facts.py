"""Totals that are known from elsewhere: a reader that loses, doubles or rounds a value shows here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from tests.data_fixtures import Obtained

Facts = Callable[[pd.DataFrame], dict[str, Any]]
FACTS: dict[str, tuple[Facts, dict[str, Any]]] = {}


def _states(name: str, **expected: Any) -> Callable[[Facts], Facts]:
    """The decorated function computes these facts of the dataset `name`."""

    def keep(facts: Facts) -> Facts:
        FACTS[name] = (facts, expected)
        return facts

    return keep


@_states("dryer", batches=71, shortest=89, longest=201, longest_batch=34, missing=0)
def _dryer(table: pd.DataFrame) -> dict[str, Any]:
    lengths = table.groupby("batch_id").size()
    return {
        "batches": len(lengths),
        "shortest": lengths.min(),
        "longest": lengths.max(),
        "longest_batch": lengths.idxmax(),
        "missing": table.isna().sum().sum(),
    }


@_states(
    "la_haute_borne",
    turbines={"R80711": 105_120, "R80721": 105_120, "R80736": 105_120, "R80790": 105_120},
    duplicates=48,
    of_different_values=48,
    gaps_of_70_minutes=8,
    missing_together=2_569,
    sentinel=-273.20001,
)
def _la_haute_borne(table: pd.DataFrame) -> dict[str, Any]:
    key = ["Wind_turbine_name", "Date_time"]
    steps = table.groupby("Wind_turbine_name", observed=True)["Date_time"].diff()
    measures = table.drop(columns=key)
    return {
        "turbines": table["Wind_turbine_name"].value_counts().sort_index().to_dict(),
        "duplicates": table.duplicated(key).sum(),
        "of_different_values": (table.duplicated(key) & ~table.duplicated()).sum(),
        "gaps_of_70_minutes": (steps == pd.Timedelta("70min")).sum(),
        "missing_together": measures.isna().all(axis=1).sum(),
        "sentinel": table["Ot_avg"].min(),
    }


@_states(
    "fermentation_raman", spectra=1_629, wavenumbers=1_047, first=428.0, last=1833.0, same_at_the_end=2, rising=True
)
def _fermentation_raman(table: pd.DataFrame) -> dict[str, Any]:
    wavenumbers = table.columns.astype(float)
    return {
        "spectra": len(table),
        "wavenumbers": len(wavenumbers),
        "first": wavenumbers[0],
        "last": wavenumbers[-1],
        "same_at_the_end": table.duplicated().sum(),
        "rising": wavenumbers.is_monotonic_increasing,
    }


@_states("fermentation_hplc", samples=34, hours=33.88333333, glucose_used_up=True)
def _fermentation_hplc(table: pd.DataFrame) -> dict[str, Any]:
    return {
        "samples": len(table),
        "hours": table["time"].max(),
        "glucose_used_up": table["glucose"].iloc[-1] == table["glucose"].min(),
    }


@_states("water_flow", hours=1_379, absent=111, gaps=10, sorted=True)
def _water_flow(table: pd.DataFrame) -> dict[str, Any]:
    time = table["Time"]
    hours = len(pd.date_range(time.min(), time.max(), freq="h"))
    return {
        "hours": hours,
        "absent": hours - len(table),
        "gaps": (time.diff() > pd.Timedelta("1h")).sum(),
        "sorted": time.is_monotonic_increasing,
    }


@_states("ccpp", repeated=41, above_saturation=55, mean_output=454.365)
def _ccpp(table: pd.DataFrame) -> dict[str, Any]:
    return {
        "repeated": table.duplicated().sum(),
        "above_saturation": (table["RH"] > 100).sum(),
        "mean_output": round(table["PE"].mean(), 3),
    }


@_states(
    "nab_machine_temperature",
    duplicates=12,
    steps_back=1,
    lowest=2.0847212059999998,
    lowest_at="2013-12-16 17:25",
    hours_below_60=128.25,
    in_windows=[567, 567, 567, 567],
)
def _nab(table: pd.DataFrame) -> dict[str, Any]:
    first = table.drop_duplicates("timestamp")
    return {
        "duplicates": table.duplicated("timestamp").sum(),
        "steps_back": (table["timestamp"].diff() < pd.Timedelta(0)).sum(),
        "lowest": table["value"].min(),
        "lowest_at": f"{table.loc[table['value'].idxmin(), 'timestamp']:%Y-%m-%d %H:%M}",
        "hours_below_60": (first["value"] < 60).sum() * 5 / 60,
        "in_windows": table.loc[table["window"] > 0].groupby("window").size().tolist(),
    }


@_states("injection_moulding", classes=[370, 406, 310, 365], runs=4, repeated=0)
def _injection(table: pd.DataFrame) -> dict[str, Any]:
    quality = table["quality"]
    return {
        "classes": quality.value_counts().sort_index().tolist(),
        "runs": (quality != quality.shift()).sum(),
        "repeated": table.duplicated().sum(),
    }


@_states(
    "sme_machines",
    rows=[3_206, 4_584, 6_702],
    items=[12_223, 12_940, 14_904],
    availability=[0.872, 0.521, 0.452],
    alarm_rows=[0, 30, 172],
    alarm_is_status_3=True,
)
def _sme_machines(table: pd.DataFrame) -> dict[str, Any]:
    assets = table.groupby("asset")
    running = table.loc[table["status"] == 2].groupby("asset")["status_time"].sum()
    return {
        "rows": assets.size().tolist(),
        "items": assets["items"].sum().tolist(),
        "availability": (running / assets["status_time"].sum()).round(3).tolist(),
        "alarm_rows": assets["alarm"].sum().tolist(),
        "alarm_is_status_3": (table["alarm"] == (table["status"] == 3)).all(),
    }


@_states(
    "steel_energy",
    total_kwh=959_640.31,
    peak_kw=628.72,
    steps_back=365,
    first_usage=3.17,
    repaired="2018-01-01 00:15 to 2019-01-01 00:00",
    repaired_is_regular=True,
    co2_correlation=0.988,
)
def _steel_energy(table: pd.DataFrame) -> dict[str, Any]:
    midnight = table["NSM"] == 0
    repaired = table["date"] + pd.to_timedelta(midnight.astype(int), unit="D")
    return {
        "total_kwh": round(table["Usage_kWh"].sum(), 2),
        "peak_kw": table["Usage_kWh"].max() * 4,
        "steps_back": (table["date"].diff() < pd.Timedelta(0)).sum(),
        "first_usage": table["Usage_kWh"].iloc[0],
        "repaired": f"{repaired.iloc[0]:%Y-%m-%d %H:%M} to {repaired.iloc[-1]:%Y-%m-%d %H:%M}",
        "repaired_is_regular": (repaired.diff().iloc[1:] == pd.Timedelta("15min")).all(),
        "co2_correlation": round(table["Usage_kWh"].corr(table["CO2(tCO2)"]), 3),
    }


@_states(
    "die_casting", copies=2_918, shots=4_617, bad_rows=1_689, bad_shots=1_073, defect_columns=26, without_climate=90
)
def _die_casting(table: pd.DataFrame) -> dict[str, Any]:
    defects = table.loc[:, "Short_Shot_1":"Inclusions_2"]
    same = (table.drop(columns="id") == table.drop(columns="id").shift()) | table.drop(columns="id").isna()
    copy = same.all(axis=1)
    bad = defects.any(axis=1)
    return {
        "copies": copy.sum(),
        "shots": (~copy).sum(),
        "bad_rows": bad.sum(),
        "bad_shots": (bad & ~copy).sum(),
        "defect_columns": defects.shape[1],
        "without_climate": table["Factory_Temp"].isna().sum(),
    }


@_states(
    "gas_turbine",
    hours=[7_411, 7_628, 7_152, 7_158, 7_384],
    nox_means=[67.6, 68.8, 70.0, 60.1, 59.9],
    filter_pressure_missing=0,
    repeated=7,
)
def _gas_turbine(table: pd.DataFrame) -> dict[str, Any]:
    years = table.groupby("year")
    return {
        "hours": years.size().tolist(),
        "nox_means": years["NOX"].mean().round(1).tolist(),
        "filter_pressure_missing": table["AFDP"].isna().sum(),
        "repeated": table.duplicated().sum(),
    }


@_states(
    "cnc_tool_wear",
    runs=18,
    worn=10,
    unfinished=[4, 5, 7, 16],
    lowest_z_worn=[27.7, 29.7],
    lowest_z_unworn=[27.5, 29.5],
    spelt_small=8,
    constant=5,
)
def _cnc_tool_wear(table: pd.DataFrame) -> dict[str, Any]:
    runs = table.groupby("experiment")
    first = runs.first()
    cutting = table[table["Machining_Process"].str.startswith("Layer")]
    lowest = cutting.groupby("experiment")["Z1_CommandPosition"].min()
    worn = first["tool_condition"] == "worn"
    signals = table.loc[:, "X1_ActualPosition":"S1_SystemInertia"]
    return {
        "runs": len(first),
        "worn": worn.sum(),
        "unfinished": first.index[~first["machining_finalized"]].tolist(),
        "lowest_z_worn": sorted(lowest[worn].unique().tolist()),
        "lowest_z_unworn": sorted(lowest[~worn].unique().tolist()),
        "spelt_small": (table["Machining_Process"] == "end").sum(),
        "constant": (signals.nunique() == 1).sum(),
    }


@_states("steel_plates", kinds=[673, 402, 391, 190, 158, 72, 55], runs=7, target_leaks=True)
def _steel_plates(table: pd.DataFrame) -> dict[str, Any]:
    kind = table["failure.type"]
    return {
        "kinds": kind.value_counts().sort_index().tolist(),
        "runs": (kind != kind.shift()).sum(),
        "target_leaks": (table["target"] == (kind != 0)).all(),
    }


@_states(
    "safety_reports",
    reports=425,
    sites=12,
    levels=[316, 40, 31, 30, 8],
    potential=[49, 95, 106, 143, 31, 1],
    risks=33,
    others=232,
    texts=411,
    repeated=7,
    one_risk_breaks_its_line=True,
)
def _safety_reports(table: pd.DataFrame) -> dict[str, Any]:
    risks = table["Critical Risk"]
    return {
        "reports": len(table),
        "sites": table["Local"].nunique(),
        "levels": table["Accident Level"].value_counts(sort=False).tolist(),
        "potential": table["Potential Accident Level"].value_counts(sort=False).tolist(),
        "risks": risks.nunique(),
        "others": (risks == "Others").sum(),
        "texts": table["Description"].nunique(),
        "repeated": table.drop(columns="number").duplicated().sum(),
        "one_risk_breaks_its_line": "\nNot applicable" in set(risks),
    }


@_states(
    "distillate_flow", minutes=44_640, zeros=3_519, runs_of_zeros=11, at_the_limit=6, mean=75.71, mean_running=82.05
)
def _distillate_flow(table: pd.DataFrame) -> dict[str, Any]:
    flow = table["Flow"]
    zero = flow == 0
    running = flow[~zero & (flow < 1000)]
    return {
        "minutes": len(flow),
        "zeros": zero.sum(),
        "runs_of_zeros": (zero & ~zero.shift(fill_value=False)).sum(),
        "at_the_limit": (flow == 1000).sum(),
        "mean": round(flow.mean(), 2),
        "mean_running": round(running.mean(), 2),
    }


@pytest.mark.parametrize("name", sorted(FACTS))
def test_known_facts_hold(name: str, obtain: Callable[[str], Obtained], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sandbox_data.downloading.FIRST_WAIT_SECONDS", 0.0)
    obtained = obtain(name)
    if obtained.table is None:
        assert "SHOPFLOOR_DATA_MIRROR" in str(obtained.refusal)
        return
    facts, expected = FACTS[name]
    assert facts(obtained.table) == expected
