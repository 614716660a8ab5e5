# The potential level is the input.

# %% grade_id="t4-solution"
def never_above(table):
    actual, potential = (table[column].map(LEVELS.index) for column in ("Accident Level", "Potential Accident Level"))
    return int((actual > potential).sum())


leak_f1 = cv_f1(reports[["Potential Accident Level"]], severe, "level")
why_banned = "B"
print(never_above(reports), round(leak_f1, 3))
