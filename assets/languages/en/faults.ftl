# What went wrong: what happened – to which address – what to do.

fault-refused = Nothing is listening on { $to } (refused after { $after }). Start the server there, or check the port.
fault-refused-datagram = Nothing is listening on { $to }: a datagram came back refused. Start the server there, or check the port.
fault-no-answer = No answer from { $to } within { $after }: the address is wrong, or a firewall drops the packets.
fault-no-such-host = No such host: { $host }. Check the spelling, or use an IP address.
fault-name-server-silent = The name server did not answer for { $host }. Check the network connection, or use an IP address.
fault-no-route = No network leads to { $to }. Check the network connection and the address.
fault-no-ipv6 = IPv6 is not available on this computer, so { $to } cannot be used. Use an IPv4 address.
fault-no-interface = No interface { $name } on this computer. Put the name of an existing one behind the %.
fault-port-taken = { $at } is used by another program. Choose another port, or stop that program.
fault-port-taken-ours = { $at } is already open here, in session { $session }. Go to that session, or choose another port.
fault-port-taken-by = { $at } is used by { $program } (pid { $pid }). Choose another port, or stop that program.
fault-port-lingers = Nobody holds { $at }, but connections that ended a moment ago keep it (TIME_WAIT or FIN_WAIT_2). It is free within a minute: try again then, or choose another port.
fault-port-lingers-ours = Nobody listens on { $at }, but a connection of this program to it is still open on our side and keeps it. Disconnect it, try again about a minute later, or choose another port.
fault-with-free-port = { $sentence } Port { $port } is free.
fault-port-forbidden = Port { $port } needs administrator rights. Choose 1024 or above.
fault-not-our-address = { $address } is not an address of this computer. Choose another one, or 0.0.0.0 for all of them.
fault-not-our-address-these = { $address } is not an address of this computer. It has { $ours }.
fault-broadcast-off = Broadcast is off for this session, so nothing was sent to { $to }. Turn it on in the options.
fault-path-taken = { $path } is in use: a program listens on it. Choose another path, or stop that program.
fault-path-stale = { $path } was left over by a program that has ended. Replace it, or choose another path.
fault-path-deserted = Nobody listens at { $path } any more: the program that made it has ended. Start the server again, or check the path.
fault-path-unfit = No socket can be made at { $path }: its folder takes none. Choose another path.
fault-path-not-socket = { $path } is not a socket and stays untouched. Choose another path.
fault-path-missing = There is no socket at { $path }. Start the server that creates it, or check the path.
fault-no-folder = The folder { $path } does not exist. Create it, or choose another path.
fault-path-forbidden = { $path } may not be used: permission denied. Choose another path, or change its permissions.
fault-file-unreadable = { $path } cannot be read. Check the path and its permissions.
fault-not-regular = { $path } is no regular file. Folders, devices and pipes are not sent.
fault-file-shrank = { $path } became shorter while it was sent. Send it again when nothing writes to it.
fault-reset = The peer reset the connection. Connect again to go on.
fault-broken-pipe = The peer no longer reads: the connection is closed at its end. What was sent last was perhaps not delivered.
fault-lost = Connection lost: the peer stopped answering. Check the network, then connect again.
fault-network-down = The network or address { $address } is gone. Check the network connection, then open the session again.
fault-self-connect = { $address } connected to itself, because nothing listens there. Start the server, then connect again.
fault-too-large = Too large for one datagram: { $bytes ->
    [one] { $bytes } byte
   *[other] { $bytes } bytes
} (at most { $limit }). Send it in parts.
fault-queue-full = The peer does not read: { $waiting } are waiting (at most { $limit }). Send again once it has caught up.
fault-nobody-there = There is nobody to send to, so nothing was sent. Wait until somebody comes, or connect first.
fault-finished-sending = Sending was finished on this connection. Open a new connection to send more.
fault-unanswerable = The peer has no address, so it cannot be answered. It must bind its socket to a path first.
fault-out-of-handles = Out of file handles. Close some sessions, or raise the limit (ulimit -n).
fault-no-thread = The system starts no more threads. Close some sessions or other programs, then try again.
fault-panicked = Internal error in the thread { $thread }: { $message }. The other sessions go on; please report this.
fault-other = This failed: { $what }. The details tell what the system said.
