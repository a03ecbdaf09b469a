# The tour: a server, two clients and a talk on loopback.

tour-intro = A server, two clients and a talk, all on this computer. Below each step are the calls that were made: the thread, the call, its result, how long it took.
tour-press-enter = Press Enter to go on…
tour-threads = Threads now – enumerate() lists them, activeCount() is { $count }:
tour-client = client { $number }
tour-server = server
tour-stuck = The tour stopped: { $what } did not happen in time. Please report this.
tour-end = That was all: socket, bind, listen, accept, connect, recv, send, close – and every thread joined. Try it yourself: “jackfield listen 9999” here, “jackfield connect 9999” in another terminal.

tour-1-title = Before anything: one program, a few threads
tour-1-text = currentThread() is “main”: the thread that tells this tour. The record has a thread of its own, which writes down what passes.

tour-2-title = The server opens: socket, bind, listen
tour-2-text = socket(family, type) asks for a socket, bind(address) gives it an address – port 0 means any free one – and listen(backlog) opens the door; 5 clients may queue in front of it. start() starts the thread that waits there – start_new_thread() was the older way – and run() is what it does.
tour-2-done = The server listens on port { $port }.

tour-3-title = A client comes: connect, accept, send, recv
tour-3-text = The client calls connect(address). The server’s accept() returns a new socket for this one client, and send() greets it in UTF-8; the client’s recv(bufsize) returns what has come, at most bufsize bytes.
tour-3-done = send() may take fewer bytes than it is given; what is left is sent as soon as there is room, which is what sendall() promises.

tour-4-title = A second client, a second thread
tour-4-text = Each connection gets an io thread of its own, up to the session’s limit.

tour-5-title = They talk
tour-5-text = Client 1 says something. The server receives it and, as a room, sends it on to client 2.
tour-5-done = One recv() need not return what one send() took: a stream has no edges. Here they happen to be the same.

tour-6-title = Threads have names: getName, setName, isAlive
tour-6-text = getName() tells a thread’s name and setName() changes it; the operating system shows the new name too. isAlive() is true from start() until run() has returned.

tour-7-title = All go: close, join
tour-7-text = close() ends a connection, and the peer’s recv() then returns 0 bytes. join() waits until a thread has ended, no longer than the time it is given.

tour-8-title = Nobody there any more: connect_ex
tour-8-text = connect() to a port where nobody listens fails. Python’s connect() raises an error; connect_ex() returns its number instead, as here:
tour-8-done = The number is ECONNREFUSED: the computer is there, the server is not.
