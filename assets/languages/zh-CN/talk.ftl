# 对话与输入框。

## 视图与工具

talk-mode-chat = 聊天
talk-mode-log = 日志
talk-mode-hex = 十六进制
talk-mode-text = 文本
talk-lens = 消息划分方式
talk-lens-raw = 原始
talk-lens-lines = 按行
talk-lens-idle = 按静默间隔
talk-lens-idle-ms = 静默多少毫秒后视为一条消息结束
talk-lens-idle-wrong = 请输入 1 到 { $most }
talk-show = 显示
talk-show-everything = 全部
talk-show-received = 仅接收
talk-show-sent = 仅发送
talk-show-events = 仅事件
talk-filter = 筛选…
talk-messages = 消息
talk-scroll = 在对话中的位置
talk-close = 关闭
talk-all-peers = 全部（{ $count }）
talk-more-peers = 另外 { $count } 个…
talk-gone-peers = 已离开 { $count } 个…
talk-search-peer = 搜索地址
talk-peer-ended = { $peer }（已结束）

## 消息

talk-empty-datagram = （空数据报）
talk-to-peer = 发给 { $peer }
talk-continues = 未完，接下条 ⬇
talk-continued = ⬆ 接上条
talk-growing = 仍在接收…
talk-growing-sent = 尚无行尾
talk-not-sent = 未发送
talk-resend = 重新发送
talk-show-all = 显示全部（{ $size }）…
talk-show-bytes = 查看全部字节…
talk-viewer = 完整消息（{ $size }）
talk-viewer-cut = 此处只显示前 { $size }。
talk-spoken-received = { $peer }：{ $text }（收到 { $bytes }）
talk-spoken-sent = 发给 { $peer }：{ $text }（已交给系统 { $bytes }）
talk-spoken-unsent = 发给 { $peer }：{ $text }（{ $bytes } 未发送）
talk-nothing = 还没有任何消息。请在下方输入。
talk-nothing-waiting = 还没有人连接。客户端一连上，对话就从这里开始。
talk-nothing-datagram = 还没有收到数据报。收到第一个后，对话从这里开始。
talk-new = { $count ->
   *[other] { $shown } 条新消息 ⬇
}
talk-to-end = 回到末尾 ⬇

## 详细信息

talk-kind-received = 已接收
talk-kind-sent = 已发送（已交给系统）
talk-kind-unsent = 未发送
talk-kind-note = 事件
talk-detail-sequence = 第 { $number } 段
talk-detail-peer = 对方 { $peer }
talk-detail-bytes = { $count } 字节
talk-detail-segments = 共 { $count } 段
talk-detail-thread = 线程 { $thread }
talk-close-details = 关闭详细信息

## 复制

talk-as-text = 以文本显示
talk-as-hex = 以十六进制显示
talk-copy-shown = 按显示内容复制
talk-copy-raw = 复制原始文本
talk-copy-hex = 复制为十六进制
talk-copy-c = 复制为 C 数组
talk-copy-python = 复制为 Python 字节串
talk-copy-nothing = 请先选中文字或点击一条消息，再复制。
talk-copied = 已复制 { $size }。
talk-copied-cut = 只复制了前 { $size }：选中的内容超过一次复制的上限。

## 查找

talk-find = 查找
talk-find-open = 查找…
talk-find-hint = 要查找的内容
talk-find-plain = 普通文本
talk-find-hex = 十六进制
talk-find-regex = 正则表达式
talk-find-previous = 上一个
talk-find-next = 下一个
talk-find-searching = 正在查找…
talk-find-none = 没有找到
talk-find-bad-regex = 这不是正则表达式：{ $why }。请修改，或选择“普通文本”。

## 输入框

talk-to = 发给
talk-all-clients = 所有客户端（{ $count }）
talk-everybody = 所有对方（{ $count }）
talk-some-clients = { $count } 个客户端
talk-message = 消息内容
talk-message-hint = 输入消息
talk-send = 发送
talk-send-hint = 回车发送，Shift+回车换行
talk-send-empty = 发送空数据报
talk-format = 输入格式
talk-format-text = 文本
talk-format-escapes = 转义
talk-format-hex = 十六进制
talk-ending = 行尾
talk-ending-none = 无行尾
talk-preview = 将要发出的字节（含行尾）
talk-waiting = { $size } 待发送
talk-blocked-read-only = 这是以前运行留下的对话，只能阅读。
talk-blocked-nobody = 没有已建立的连接。
talk-blocked-no-peer = 还没有收到数据报，不知道发给谁。
talk-blocked-finished = 已结束发送，仍可继续接收。
talk-blocked-chosen-gone = 选中的对象已断开，请另选。
talk-blocked-nothing = 没有可发送的内容。
talk-blocked-too-large = 超过一个数据报的容量：{ $count } 字节（最多 { $limit }）。
talk-blocked-full = 正在等待对方读取：{ $size }
talk-stop = 停止
talk-discard = 丢弃

## 重复、文件与大段粘贴

talk-repeat = 重复…
talk-repeat-every = 间隔
talk-repeat-times = 次数
talk-repeat-endless = 0 表示一直重复，直到停止
talk-repeat-wrong-every = 间隔不正确：请输入 1 到 { $most } 毫秒。
talk-repeat-wrong-times = 次数不正确：请输入 0（一直重复，直到停止）到 { $most }。
talk-repeat-start = 开始重复
talk-repeat-going = 已发送 { $times } 次
talk-file = 文件…
talk-file-path = 要发送的文件
talk-file-send = 发送文件
talk-stream = { $name }：{ $sent } / { $all }
talk-stream-hint = 按 256 KiB 的整块计数：一块被所有接收者的连接全部取走后才算。会话标题下的数字则包括已发送的每个字节，也含其他消息。
talk-paste-large = 粘贴的内容有 { $size }，太大，无法在此显示。
talk-paste-send = 作为数据发送 { $size }
talk-paste-name = 粘贴内容
