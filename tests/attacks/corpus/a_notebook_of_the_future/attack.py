"""The file says it is of version 9 of the format."""

import json


def hostile(lab):
    return json.dumps({"nbformat": 9, "nbformat_minor": 0, "metadata": {}, "cells": []}).encode()
