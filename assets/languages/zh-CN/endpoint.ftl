# 输入的地址为什么无效，以及该怎么办。

endpoint-no-host = 请输入主机，例如 localhost:9999。
endpoint-no-port = 请输入端口（1–65535），例如 localhost:9999。
endpoint-no-listening-port = 请输入端口，例如 9999。
endpoint-bad-port = “{ $text }”不是有效端口。请输入 1 到 65535 之间的数字；仅监听时可用 0，由系统分配空闲端口。
endpoint-ambiguous-ipv6 = IPv6 地址请加方括号，例如 [::1]:80。
endpoint-no-scope = 链路本地地址需要指定网络接口，例如 { $address }%eth0。
endpoint-invisible = 地址中含有不可见字符（U+{ $code }）。请删除它，或重新输入地址。
endpoint-host-too-long = 主机名过长：总长不超过 253 字节，两点之间不超过 63 字节。请检查。
endpoint-bad-host = 主机名中不能包含“{ $character }”。请将其删除。
endpoint-unknown-scheme = “{ $scheme }”不是已知的传输方式。可用的有 tcp、udp、unix、unixgram。
endpoint-unsupported-scheme = 暂不支持“{ $scheme }”。请使用 tcp、udp、unix 或 unixgram。
endpoint-no-path = 请输入路径，例如 unix:/tmp/jackfield.sock。
endpoint-path-too-long = 路径长 { $bytes } 字节，套接字路径最多 107 字节。请换一个较短的路径。
endpoint-trailing = 地址后面有多余内容“{ $text }”。请将其删除；如果是端口，请在前面加冒号。
