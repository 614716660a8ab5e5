# What the customer knows is called a recipe.

# %% grade_id="t1-solution"
def orders_of(table, columns):
    return int(table.groupby(columns)["order"].nunique().min())


kinds = {"order": "identifier", "clamp_pressure": "recipe", "feedrate": "recipe", "Machining_Process": "quasi", "S1_OutputPower": "measured"}
print(orders_of(jobs, ["feedrate"]), orders_of(jobs, ["Machining_Process"]), orders_of(jobs, ["feedrate", "Machining_Process"]))
