# 命令行中的配对电脑。

cli-about-pair = 让本机与另一台电脑互相认识
cli-about-pair-show = 在本机显示配对码，供另一台电脑输入
cli-about-pair-enter = 输入另一台电脑显示的配对码
cli-about-pair-new-identity = 为本机新建密钥，用于本机是另一台电脑的副本时；所有电脑都需要重新配对
cli-about-peers = 显示已配对的电脑
cli-about-send = 向已配对的电脑发送文本或文件，并等到存入对方磁盘
cli-about-serve = 为已配对的电脑保持运行：每行一个 JSON 对象，输出事件并读取请求；标准输入结束后不再读取请求，但命令继续运行
cli-about-unpair = 解除配对；聊天记录会保留
cli-about-doctor = 查明电脑之间为什么互相找不到或连不上

cli-option-link = 显示可粘贴的链接，而不是要输入的配对码
cli-option-without-code = 让最先连接的电脑配对，不作验证
cli-option-listen-at = 在此监听：端口，或 IP 地址加端口（通常为所有地址的 47110）
cli-option-code = 另一台电脑显示的九位数字或链接；省略或写 - 时在终端输入，或从标准输入读取，这样进程列表中看不到
cli-option-address = 另一台电脑的位置，格式为 主机:端口；不给出时使用附近正在显示配对码的电脑
cli-option-yes = 确认执行，即使所有电脑都需要重新配对
cli-option-peers-json = 每台电脑输出一行 JSON 对象
cli-option-peer = 已配对电脑的名称，或其名称、指纹的开头
cli-option-text = 文本，最多 64 KiB；- 表示从标准输入读取
cli-option-send-file = 发送此文件或文件夹，需对方接受
cli-option-no-wait = 在本机排队后立即结束
cli-option-stored-within = 等待存入对方磁盘的时间，文件从最后一次进展算起：500ms、5s、1m（通常为 30s）
cli-option-accept = 接收对方提供的所有文件，存入此文件夹
cli-option-max = 只接收不超过此大小的文件，更大的会被拒绝；窗口打开时则由人决定：500kB、100MB、2GB
cli-option-doctor-json = 以一个 JSON 对象输出检查结果
cli-option-asked-peer = 请这台已配对的电脑反向连接

pair-cli-bad-place = --listen 需要端口，或 IP 地址加端口，例如 47110 或 192.168.1.5:47110，而不是“{ $text }”。
pair-cli-bad-size = --max 需要大小，例如 500kB、100MB 或 2GB，而不是“{ $text }”。
pair-cli-max-alone = --max 需要与 --accept 和文件夹一起使用：否则不会自动接收任何文件。
pair-cli-no-folder = { $folder } 不是文件夹。请先创建，或换一个。
pair-cli-type-code = 请输入另一台电脑显示的配对码或链接，然后按回车：
pair-cli-no-code = 标准输入中没有配对码。
pair-cli-no-text = 没有可发送的内容：文本为空。
pair-cli-listens-already = 此配置的另一个程序已在运行，将使用它；它保留自己的地址，--listen 不起作用。
pair-cli-no-local = 此配置的其他程序暂时无法使用其配对信息：{ $error }
pair-cli-home = JACKFIELD_HOME 为 { $home }。请将其设为你自己可写入的文件夹。
pair-cli-gone = 持有此配置配对信息的程序已结束。请重试。
pair-cli-behind = 输出没有及时读取，本命令不再收到新的事件。聊天内容没有丢失：请重新运行，并及时读取输出。
pair-cli-no-answer = 没有及时得到回应。请重试。
pair-cli-bad-wish = 标准输入的第 { $line } 行不是有效的请求：{ $error }

pair-cli-no-such-wish = 没有这种请求，或其字段有误（第 { $column } 列）。
pair-cli-not-json = 从第 { $column } 列起不是 JSON。
pair-cli-nobody = 没有名为“{ $name }”的已配对电脑。请查看“jackfield peers”。
pair-cli-several = “{ $name }”可能是 { $several }。请把名称输入得更完整，或输入指纹的开头。
pair-cli-several-near = 附近有多台电脑正在显示配对码：{ $several }。请加上正确那台的地址。
pair-cli-no-peers = 还没有已配对的电脑。请在一台上运行“jackfield pair show”，在另一台上运行“jackfield pair enter”。

pair-cli-new-identity-hint = 为本机新建身份：jackfield pair new-identity
pair-cli-new-identity-costs = 使用新身份后，{ $names } 将不再认识本机，都需要用新的配对码重新配对。聊天记录保留在本机；排队的内容不会送达。如确认执行，请加上 --yes 再次运行。
pair-cli-new-identity = 本机已有新身份：{ $fingerprint }

pair-cli-showing-code = 请在另一台电脑上输入此配对码，{ $left }内有效。
pair-cli-replaces = 窗口或其他命令已显示过一个配对码：它已失效，由这个配对码代替。
pair-cli-showing-link = 请在另一台电脑上粘贴此链接，{ $left }内有效。
pair-cli-showing-nothing = { $left }内最先连接的电脑将被配对，不作验证。
pair-cli-other-side = 在另一台电脑上运行：{ $command }
pair-cli-addresses = 可通过以下地址连接本机：{ $addresses }。
pair-cli-unreachable = 目前没有人能连到本机：本机没有网络。请检查网线或 Wi-Fi；jackfield doctor 可提供更多信息。
pair-cli-no-addresses = 本机尚未监听：还没有已配对的电脑。
pair-cli-no-port = 已配对的电脑无法连到本机：没有可用的端口。本机仍可以连到它们。
pair-cli-wrong-try = { $from } 输入了错误的配对码（第 { $count } 次，最多 { $limit } 次）
pair-cli-hidden-by-hand = 配对码不再显示。
pair-cli-hidden-used = 配对码已被使用。
pair-cli-hidden-expired = 没有人及时输入配对码。再次运行此命令可得到新的配对码。
pair-cli-hidden-wrong-tries = 已输错 3 次，配对码失效。再次运行此命令可得到新的配对码。
pair-cli-step-dialling = 正在连接…
pair-cli-step-encrypting = 正在加密…
pair-cli-step-proving = 正在核对配对码…
pair-cli-paired = 已与 { $name } 配对。
pair-cli-paired-unverified = 已与 { $name } 配对，未经验证：中间可能有他人。
pair-cli-fingerprint = { $name } 的指纹：{ $fingerprint }

pair-cli-column-name = 名称
pair-cli-column-presence = 状态
pair-cli-column-verified = 验证
pair-cli-column-queued = 排队
pair-cli-column-fingerprint = 指纹
pair-cli-verified-code = 配对码
pair-cli-verified-link = 链接
pair-cli-verified-no = 未验证
pair-cli-away = 离线
pair-cli-dialling = 正在连接
pair-cli-here = 在线，{ $address }
pair-cli-seen = { $ago }前在线
pair-cli-unpaired = { $name } 已解除配对。

pair-cli-queued = 已排队，等待发给 { $name }。本机运行“jackfield serve”或打开窗口时就会发送。
pair-cli-waits = { $name } 不在线，将等待 { $after }。按 Ctrl+C 可结束等待，内容仍会排队。
pair-cli-file-waits = 已向 { $name } 请求发送。将等待 { $after }，直到对方接受；按 Ctrl+C 可结束等待，请求仍然有效。
pair-cli-is = { $name }：{ $is }
pair-cli-stored = 已存到 { $name } 的磁盘上。
pair-cli-not-stored = { $after }内未能存到 { $name } 的磁盘上。内容仍在排队，本机运行“jackfield serve”或打开窗口时就会发送。
pair-cli-file-offered = 已请求发送“{ $name }”，对方尚未接受。
pair-cli-file-moves = “{ $name }”：{ $done } / { $size }
pair-cli-file-held = 对方已暂停“{ $name }”。
pair-cli-file-no-space = 对方空间不足，“{ $name }”正在等待。
pair-cli-file-done = “{ $name }”已完整存入对方磁盘。
pair-cli-file-declined = 对方拒绝了“{ $name }”：可能是有人拒绝，也可能超过了对方自动接收的大小上限。
pair-cli-file-cancelled = “{ $name }”的传输已取消。

pair-cli-ask-a-peer = 其他电脑能否连入本机，只有另一台电脑能判断：jackfield doctor PEER 会请一台已配对的电脑试连。
pair-cli-no-dial-back = { $name } 没有回应：无法得知它能否连到本机。请重试。
pair-cli-back-away = { $name } 不在线，现在无法反向连接本机。
pair-cli-back-away-since = { $name } 不在线（{ $ago }前在线），现在无法反向连接本机。
