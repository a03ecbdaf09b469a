# 会话中的系统消息。

event-opened-listen = 请求监听 { $endpoint }
event-opened-connect = 请求连接 { $endpoint }
event-resolving = 正在解析 { $host }…
event-resolved = { $host } 解析为 { $addresses }
event-resolved-none = { $host } 没有对应的地址
event-connecting = 正在连接 { $address }…
event-aiming = 准备发往 { $address }…
event-attempt-failed = 尝试连接 { $address } 失败。{ $fault }
event-attempt-failed-named = 尝试连接失败。{ $fault }
event-listening = 正在监听 { $addresses }
event-connected = { $peer } 已连接（本端：{ $local }）
event-first-datagram = 收到来自 { $peer } 的第一个数据报（本端：{ $local }）
event-addressed = 可以向 { $peer } 发送（本端：{ $local }）。数据报没有连接：收到应答或拒绝，才知道对方在不在。
event-connected-process = { $peer } 已连接（进程 { $pid }，用户 { $user }）
event-peer-finished = { $peer } 已结束发送（也可能已经关闭）。你仍可尝试发送，或断开连接。
event-we-finished = 你已结束向 { $peer } 发送，仍可继续接收
event-closed = { $peer }：{ $reason }{ $totals }
event-closed-named = { $reason }{ $totals }
event-turned-away = 已拒绝 { $count } 个客户端（上限 { $limit }）
event-accept-paused = 已暂停接受新连接。{ $fault }
event-accept-resumed = 已恢复接受新连接
event-send-refused = 未能向 { $peer } 发送 { $bytes }。{ $fault }
event-send-refused-all = 未能发送 { $bytes }。{ $fault }
event-warning = { $peer }：{ $fault }
event-warning-session = { $fault }
event-urgent = { $peer } 发来紧急数据，已按顺序显示在正文中
event-feeding-file = 正在发送 { $name }
event-feeding-repeat = 正在重复发送
event-fed-done = { $name }：已发送 { $size }
event-fed-stopped = { $name }：发送 { $size } 后停止
event-fed-nobody = { $name }：发送 { $size } 后停止，因为连接已全部断开
event-fed-unsent = { $name } 没有发送。{ $fault }
event-fed-broken = { $name }：发送 { $size } 后停止。{ $fault }
event-repeated-done = 已发送 { $times } 次
event-repeated-in = 已发送 { $times } 次，历时 { $lasted }：每 { $each }一次
event-repeated-stopped = 重复 { $times } 次后停止
event-repeated-nobody = 重复 { $times } 次后停止，因为连接已全部断开
event-repeated-broken = 重复 { $times } 次后停止。{ $fault }
event-dropped = 系统丢弃了 { $count } 个数据报：到达速度超过了读取速度
event-gap = 此处缺少 { $count } 个分段（{ $bytes }）：当时无法写入记录
event-retrying = { $fault }{ $pause }后重试（第 { $attempt } 次，共 { $attempts } 次）
event-failed = { $fault }
event-stopped = 已停止，所有线程均已结束

close-finished = 双方均已结束，连接关闭。
close-by-us = 你关闭了连接。
close-with-session = 连接随会话一同关闭。
close-socket-with-session = 套接字随会话一同关闭。
close-reset-by-us = 你重置了连接。

thread-joined = 线程 { $thread } 已结束（用时 { $after }）
thread-late = 线程 { $thread } 在 { $after }内没有结束，当前调用返回后即会结束
thread-renamed = 线程已改名为 { $thread }
thread-renamed-both = 线程已改名为 { $thread }，系统中显示为 { $name }

record-paused = 记录已暂停：{ $reason }。现在收发的内容不会保留。程序每秒重试一次。
record-full = 磁盘已满，记录已暂停：现在收发的内容不会保留。请腾出空间，记录会自动继续。
record-resumed = { $count ->
    [0] 已恢复记录，没有遗漏
   *[other] 已恢复记录，期间遗漏了 { $count } 个数据段
}
record-pruned = 为不超出磁盘限额，已删除最早的 { $count } 个会话（{ $bytes }）

totals = 历时 { $lasted }，接收 { $received }，发送 { $sent }。
totals-with-unsent = { $totals }另有 { $bytes } 未能发出。
totals-with-doubtful = { $totals }最后发送的 { $bytes } 可能没有送达。

list-separator = 、
address-unnamed = （无名）
