# The index is not numbered anew.

# %% grade_id="t1-solution"
def repeats(table):
    return (table == table.shift()).all(axis=1)


shots = castings[~repeats(castings)]
bad_rows, bad_shots = float(castings["bad"].mean()), float(shots["bad"].mean())
print(f"{len(castings):,} rows, {len(shots):,} shots; bad {bad_rows:.3f} and {bad_shots:.3f}")
