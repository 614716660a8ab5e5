"""The file is no notebook at all."""


def hostile(lab):
    return b"\x89PNG\r\n" + bytes(1000)
