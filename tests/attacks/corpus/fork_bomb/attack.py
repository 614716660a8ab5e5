"""Children that fork without end."""


def hostile(lab):
    return lab.notebook("import os\nwhile True: os.fork()")


def honest(lab):
    return lab.right("import os\nif os.fork() == 0: os._exit(0)\nos.wait();")
