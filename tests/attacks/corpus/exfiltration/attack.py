"""Something is sent to a listening port, to a name server and to an abstract socket."""


def hostile(lab):
    return lab.trying(f"""
attempt("http", lambda: urllib.request.urlopen("http://127.0.0.1:{lab.around.port}/", data=b"hidden", timeout=2))
attempt("tcp", lambda: socket.create_connection(("127.0.0.1", {lab.around.port}), 2))
attempt("name", lambda: socket.getaddrinfo("example.com", 80))
attempt("raw", lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, 1))
attempt("packet", lambda: socket.socket(17, socket.SOCK_RAW))
""")


def honest(lab):
    return lab.right("import socket\nsocket.gethostname()")
