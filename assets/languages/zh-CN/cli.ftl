# 命令行。

cli-about = 套接字工作台：监听、连接、对话，看清每个字节、每个分界和每个线程。不带命令时打开窗口。
cli-about-listen = 等待对端连接，并与所有对端对话
cli-about-connect = 连接一个对端并与之对话
cli-about-preset = 已保存的会话
cli-about-preset-list = 列出所有预设
cli-about-preset-show = 显示一个预设在文件中的样子
cli-about-preset-run = 不开窗口，直接打开一个预设
cli-about-preset-add = 把一个会话存为预设
cli-about-preset-remove = 删除一个预设
cli-about-preset-export = 把所有预设写入一个新文件
cli-about-preset-import = 添加一个文件中的预设
cli-about-threads = 显示正在运行的实例的活动线程
cli-about-tour = 在本机上逐步演示一个服务器、两个客户端和一次对话，并显示每个调用和线程

cli-usage = 用法：{ $usage }
cli-heading-arguments = 参数
cli-heading-options = 选项
cli-heading-commands = 命令

cli-after-help = 标准输入是您要说的话，每行一句；收到的内容写到标准输出，其余的都写到标准错误。
    对端关闭后，“connect”以 0 结束。标准输入结束时，它会告知对端，并继续接收；UDP 和数据报套接字无从告知，它会一直运行，直到被中断，或静默时间达到 --timeout。“listen”运行到被中断为止；您说的话发给所有客户端，并等待第一个客户端。客户端发送完毕后，等到标准输入也结束（用 --echo 时，等到全部发回）就关闭它的连接。
    退出码：0 完成，1 对端或网络出错，2 用法错误，130 被中断。

cli-option-help = 显示本帮助
cli-option-version = 显示版本
cli-option-profile = 使用另一套预设、设置和对话记录
cli-option-language = 使用这种语言：en 或 zh-CN
cli-option-endpoint = tcp://主机:端口、udp://主机:端口、unix:/路径 或 unixgram:/路径；只写 9999 表示 TCP，监听时为所有地址，连接时为本机
cli-option-greet = 向每个新对端发送这段文字；\r \n \t \0 \\ \xNN 和 \u{"{"}NNNN{"}"} 代表字节
cli-option-close-after-greet = 问候之后关闭连接
cli-option-echo = 原样发回收到的内容
cli-option-room = 把一个客户端说的话转发给其他客户端；您也能看到
cli-option-replace-stale = 替换已结束的程序遗留的套接字文件
cli-option-backlog = 允许这么多客户端排队等待接受（通常为 4096）
cli-option-max-threads = 最多用这么多线程处理连接：1 到 64（通常为 16）
cli-option-reconnect = 连接被拒绝或断开时重新连接，间隔逐渐加长
cli-option-connect-timeout = 每个地址的应答时限：500ms、5s、1m（通常为 10s）
cli-option-broadcast = 允许向广播地址发送数据报
cli-option-send = 向每个对端发送这段文字并加上行尾；可以多次给出；转义与 --greet 相同
cli-option-expect = 一收到这段文字就以 0 结束；对端在此之前关闭则以 1 结束；转义与 --greet 相同
cli-option-timeout = 等待 --expect 的时限：500ms、5s、1m。没有 --expect 时，标准输入结束后静默这么久就结束
cli-option-hex = 每行读入十六进制数字，并以十六进制显示收到的内容
cli-option-json = 每个事件和每段数据写成一行 JSON 对象
cli-option-record = 把对话保存在配置中，窗口里可以看到
cli-option-crlf = 每行以 CR LF 结尾
cli-option-lf = 每行以 LF 结尾，输入的 CR LF 也换成 LF（不加选项时行尾保持原样）
cli-option-no-eol = 读到什么字节就发什么，不分行
cli-option-name = 预设的名称
cli-option-listen = 该预设用于监听；不加此项则用于连接
cli-option-folder = 把预设放入这个文件夹
cli-option-file = 文件
cli-option-pid = 只询问这个进程号的实例
cli-option-watch = 每秒重新显示一次，直到被中断
cli-option-pause = 每步之间等待按回车键

cli-no-display = 没有图形显示。请设置 DISPLAY 或 WAYLAND_DISPLAY，或使用命令行：参见“jackfield --help”，或试试“jackfield tour”。
cli-window-shown = 此配置的窗口已经打开，已将其移到最前。“--profile 名称”可打开另一个窗口。
cli-window-silent = 此配置的窗口已经打开，但没有响应。现在打开第二个窗口。
cli-no-window = 无法打开窗口：{ $error }。命令行无需窗口也可使用，见“jackfield --help”。
cli-no-folders = 配置文件夹无法使用（{ $error }）。请设置 HOME，或把 JACKFIELD_HOME 设为您自己的文件夹。
cli-bad-profile = “{ $name }”不能用作配置名称。请使用最多 32 个字母、数字、连字符、点和下划线，例如“lab-2”。
cli-bad-language = --language 可以是 { $known }，不能是“{ $text }”。
cli-misuse-unknown-option = 这里没有选项“{ $option }”。请去掉它或改正。
cli-misuse-unknown-option-or-text = 这里没有选项“{ $option }”。请改正；如果它是文本，请在它前面加上 --。
cli-misuse-unknown-command = 没有命令“{ $command }”。请改正，或从帮助列出的命令中选一个。
cli-misuse-unexpected = 多了一个参数“{ $argument }”。请去掉它；含空格的文本需要加引号。
cli-misuse-missing = 缺少 { $arguments }。请按用法所示的位置补上。
cli-misuse-no-command = 命令不完整。请加上帮助列出的命令之一。
cli-misuse-no-value = { $option } 需要一个值。请写在该选项之后。
cli-misuse-range = { $option } 需要 { $from } 到 { $to } 之间的整数，而不是“{ $value }”。
cli-misuse-number = { $option } 需要整数，而不是“{ $value }”。
cli-misuse-too-many-values = { $option } 不接受这个值：请去掉“{ $value }”。
cli-misuse-conflict = { $first } 与 { $second } 不能同时使用。请去掉其中一个。
cli-misuse-twice = { $option } 只能给出一次。请去掉多余的。
cli-misuse-not-utf8 = 有一个参数不是 UTF-8 文本。请重新输入；非文本的字节可以用 --hex 发送。
cli-misuse-other = 无法读懂命令行：{ $error }
cli-misuse-suggestion = 您要找的是“{ $near }”吗？
cli-misuse-help = 在命令后加上“--help”可查看全部用法。

cli-replace-stale = 加上 --replace-stale 即可替换遗留的文件。
cli-cannot-start = 无法启动：{ $error }。请关闭其他程序或提高系统限制，然后重试。
cli-no-control = “jackfield threads”将看不到这个实例：{ $error }。
cli-bad-text = 无法读取 { $option }：{ $error }
cli-bad-duration = { $option } 需要 500ms、5s 或 1m 这样的时长，而不是“{ $text }”。
cli-hex-ending = --hex 只发送数字所代表的字节：请去掉 --crlf、--lf 和 --no-eol。
cli-hex-hint = 请输入十六进制数字，每个字节两位，例如 48 69 0d 0a。按回车发送一行；按 Ctrl+D 结束发送。
cli-none-of = { $count } 个地址都无法连接，原因见上。
cli-empty-expect = --expect 需要一段文字：空文字在哪里都立刻能找到。
cli-bad-line = 第 { $number } 行没有发送：{ $error }
cli-no-input = 无法读取标准输入：{ $error }。
cli-no-output = 无法写入标准输出：{ $error }。
cli-not-seen = 在 { $after }内没有收到等待的文字。
cli-not-connected = 在 { $after }内没有建立连接。
cli-idle = 已有 { $after } 没有收发任何内容。
cli-late-thread = 线程 { $thread } 没有按时结束；程序不再等它。
cli-panic-kept = 报告（不含任何对话内容）保存在 { $file }，不会发送给任何人。
cli-panic = 线程“{ $thread }”内部错误：{ $what }（{ $place }）。请报告此问题。
cli-record-paused = 对话没有在记录。{ $fault }
cli-record-resumed = 继续记录；缺少 { $missing } 个分段。
cli-record-pruned = 为腾出空间，已删除 { $conversations } 个旧对话（{ $bytes }）。

cli-preset-none = 还没有预设。用“jackfield preset add 名称 端点”保存一个。
cli-preset-no-name = 预设需要一个名称。
cli-preset-no-such = 没有名为“{ $name }”的预设。参见“jackfield preset list”。
cli-preset-added = 已保存为“{ $name }”。
cli-preset-removed = 已删除“{ $name }”。
cli-preset-exported = 已把 { $count } 个预设写入 { $file }。
cli-preset-imported = 已从 { $file } 添加 { $count } 个预设。
cli-preset-nothing-imported = 该文件中没有能读取的预设。
cli-preset-unreadable = 无法读取“{ $name }”：{ $reason }。
cli-preset-left-out = 文件中的预设太多，略去了 { $count } 个。
cli-file-exists = { $file } 已存在。请换一个名称，或先删除它。

cli-threads-none = 没有正在运行的实例。用“jackfield”、“jackfield listen”或“jackfield connect”启动一个。
cli-threads-no-such = 这里没有进程号为 { $pid } 的实例在运行。
cli-threads-failed = 无法询问正在运行的实例：{ $error }。请重试。
cli-threads-silent = 进程 { $pid } 没有应答（{ $error }）。如果它被暂停了，请让它继续，或者重试。
cli-threads-not-here = 在这个系统上无法询问正在运行的实例。窗口会显示自己的线程。
cli-threads-head = 进程 { $pid }，版本 { $version }：{ $count } 个线程（最多时 { $peak } 个）
cli-threads-session = 会话 { $id }，{ $title }（{ $place }）：{ $open } 个连接，已收 { $received }，已发 { $sent }，待发 { $waiting }

cli-column-id = 编号
cli-column-name = 名称
cli-column-label = 标签
cli-column-role = 角色
cli-column-state = 状态
cli-column-since = 已运行
cli-column-cpu = CPU
cli-column-connections = 连接
cli-column-bytes = 字节
cli-column-endpoint = 端点
cli-column-folder = 文件夹

cli-word-listen = 监听
cli-word-connect = 连接

cli-role-main = 主线程
cli-role-session = 会话
cli-role-io = 读写
cli-role-feed = 发送文件或重复发送
cli-role-lookup = 查询名称
cli-role-record = 记录
cli-role-control = 应答其他进程
cli-role-input = 标准输入
cli-role-output = 标准输出
cli-role-signals = 信号
cli-role-pair = 配对设备
cli-role-link = 配对连接
cli-role-files = 文件传输
cli-role-discovery = 附近设备

cli-state-running = 运行中
cli-state-waiting = 等待中
cli-state-stopping = 正在停止
cli-state-panicked = 已崩溃
