"""Processes that outlive the notebook."""


def hostile(lab):
    return lab.trying(f"""
subprocess.Popen(["sleep", "{lab.around.marker}"], start_new_session=True)
subprocess.Popen(["setsid", "-f", "nohup", "sleep", "{lab.around.marker}"])
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0: os.execvp("sleep", ["sleep", "{lab.around.marker}"])
    os._exit(0)
""")


def honest(lab):
    return lab.right("import subprocess\nsubprocess.run(['true'], check=True)")
