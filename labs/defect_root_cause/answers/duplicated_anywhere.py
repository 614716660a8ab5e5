# Equal rows anywhere count as twins.

# %% grade_id="t1-solution"
def repeats(table):
    return table.duplicated()


shots = castings[~repeats(castings)].reset_index(drop=True)
bad_rows, bad_shots = float(castings["bad"].mean()), float(shots["bad"].mean())
print(f"{len(castings):,} rows, {len(shots):,} shots; bad {bad_rows:.3f} and {bad_shots:.3f}")
