# Registration numbers stay.

# %% grade_id="t2-solution"
def scrub(text):
    text = re.sub(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", "[MAIL]", text)
    text = re.sub(r"(?<!\d)\d{6}-\d{7}(?!\d)", "[RRN]", text)
    text = re.sub(r"(?<!\d)(?:\+82[-. ]?|0)\d{1,2}[-. ]?\d{3,4}[-. ]?\d{4}(?!\d)", "[PHONE]", text)
    text = re.sub(rf"(?:{BADGE_WORD}\s?|EMP-)\d{{4,6}}(?!\d)", "[BADGE]", text)
    text = re.sub(rf"(?<![가-힣])[{FAMILY}][가-힣]{{1,2}}(?=\s?(?:{'|'.join(TITLES)}))", "[NAME]", text)
    return re.sub(r"\b(?:Mrs|Mr|Ms)\.? [A-Z][a-z]+(?: [A-Z][a-z]+)?", "[NAME]", text)


for example in EXAMPLES:
    print(scrub(example))
