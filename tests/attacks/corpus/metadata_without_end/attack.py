"""Metadata 2,000 levels deep and a million keys wide."""

import json

import nbformat


def hostile(lab):
    content = json.loads(nbformat.writes(lab.notebook()))
    content["metadata"]["wide"] = {str(number): 0 for number in range(300_000)}
    text = json.dumps(content)
    return text.replace('"wide"', '"deep": ' + "[" * 2_000 + "]" * 2_000 + ', "wide"', 1).encode()
