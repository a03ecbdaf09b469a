# 导览：本机上的一个服务器、两个客户端和一次对话。

tour-intro = 一个服务器、两个客户端和一次对话，全部在本机上。每一步下面列出所做的调用：线程、调用、结果和耗时。
tour-press-enter = 按回车键继续…
tour-threads = 现在的线程：enumerate() 列出它们，activeCount() 返回 { $count }。
tour-client = 客户端 { $number }
tour-server = 服务器
tour-stuck = 导览停止了：{ $what } 没有按时发生。请报告此问题。
tour-end = 全部就是这些：socket、bind、listen、accept、connect、recv、send、close，所有线程也都已 join。请自己试试：在这里运行“jackfield listen 9999”，在另一个终端运行“jackfield connect 9999”。

tour-1-title = 开始之前：一个程序，几个线程
tour-1-text = currentThread() 是“main”，也就是讲述这次导览的线程。记录有自己的线程，把经过的内容写下来。

tour-2-title = 服务器打开：socket、bind、listen
tour-2-text = socket(family, type) 申请一个套接字，bind(address) 把地址绑定到套接字（端口 0 表示任意空闲端口），listen(backlog) 开始监听；最多 5 个客户端可以排队。start()（更早的写法是 start_new_thread()）启动等待连接的线程，run() 就是它的活动。
tour-2-done = 服务器正在监听端口 { $port }。

tour-3-title = 客户端来了：connect、accept、send、recv
tour-3-text = 客户端调用 connect(address)。服务器的 accept() 为这个客户端返回一个新的套接字，send() 用 UTF-8 向它问候；客户端的 recv(bufsize) 返回已到达的数据，最多 bufsize 个字节。
tour-3-done = send() 接受的字节可能少于给它的字节；其余部分等缓冲区有空位再继续发送，这正是 sendall() 所保证的。

tour-4-title = 第二个客户端，第二个线程
tour-4-text = 每个连接都有自己的 io 线程，直到达到会话的上限。

tour-5-title = 双方对话
tour-5-text = 客户端 1 说了一句话。服务器收到后，像聊天室一样转发给客户端 2。
tour-5-done = 一次 recv() 返回的不一定是一次 send() 发出的：字节流没有边界。这里只是恰好相同。

tour-6-title = 线程有名称：getName、setName、isAlive
tour-6-text = getName() 返回线程名，setName() 设置线程名；操作系统也显示新的名称。从 start() 到 run() 返回之前，isAlive() 为真。

tour-7-title = 大家离开：close、join
tour-7-text = close() 关闭连接，对方的 recv() 随后返回 0 字节。join() 等待线程结束，但不超过给定的时间。

tour-8-title = 已经没有人了：connect_ex
tour-8-text = 向没有人监听的端口 connect() 会失败。Python 的 connect() 抛出异常，而 connect_ex() 返回出错码，就像这里：
tour-8-done = 这个出错码是 ECONNREFUSED：主机在，但没有程序监听这个端口。
