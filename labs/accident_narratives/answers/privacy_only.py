# The column is banned for privacy.

# %% grade_id="t4-solution"
def never_above(table):
    actual, potential = (table[column].map(LEVELS.index) for column in ("Accident Level", "Potential Accident Level"))
    return int((actual > potential).sum())


leak_f1 = cv_f1(reports[["Accident Level"]], severe, "level")
why_banned = "C"
print(never_above(reports), round(leak_f1, 3))
