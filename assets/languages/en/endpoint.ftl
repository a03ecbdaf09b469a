# Why a typed address is none, and what to do.

endpoint-no-host = Enter a host, such as localhost:9999.
endpoint-no-port = Enter a port (1–65535), such as localhost:9999.
endpoint-no-listening-port = Enter a port, such as 9999.
endpoint-bad-port = “{ $text }” is not a port. Enter a number from 1 to 65535; 0 asks for any free port, only to listen.
endpoint-ambiguous-ipv6 = Write IPv6 with brackets, such as [::1]:80.
endpoint-no-scope = A link-local address needs an interface, such as { $address }%eth0.
endpoint-invisible = The address holds an invisible character (U+{ $code }). Delete it, or type the address anew.
endpoint-host-too-long = The host name is too long: at most 253 bytes, and 63 between two dots. Check it.
endpoint-bad-host = “{ $character }” cannot stand in a host name. Remove it.
endpoint-unknown-scheme = “{ $scheme }” is no known transport. Known are tcp, udp, unix, unixgram.
endpoint-unsupported-scheme = “{ $scheme }” is not supported yet. Use tcp, udp, unix or unixgram.
endpoint-no-path = Enter a path, such as unix:/tmp/jackfield.sock.
endpoint-path-too-long = The path has { $bytes } bytes; the path of a socket may have 107. Choose a shorter one.
endpoint-trailing = “{ $text }” stands behind the address. Remove it, or put a colon before the port.
