# 焦点在其他窗口时告诉桌面的内容。标题中没有任何来自外部的文字。

notify-title-message = 新消息
notify-title-offer = 对方要发送文件
notify-title-received = 文件已接收
notify-title-sent = 文件已送达
notify-title-transfer = 文件传输失败
notify-title-ended = 连接因错误而结束
notify-title-news = 新动态
notify-open = 打开

# 不含内容：只说是谁。含内容：是谁，以及什么。
notify-from = { $who }
notify-from-what = { $who }：{ $what }
notify-offer-what = { $name }，{ $size }

# 同一来源的多条动态
notify-several = { $who }：{ $list }
notify-and = ，
notify-messages = { $count } 条消息
notify-offers = { $count } 个文件待接收
notify-arrived = 已接收 { $count } 个文件
notify-sent = 已送达 { $count } 个文件
notify-failed = { $count } 个文件传输失败
notify-ended = { $count } 个连接因错误而结束

# 窗口标题
window-title-unread = （{ $count }）{ $title }

# 设置
settings-notify = 通知
settings-notify-off = 关闭
settings-notify-without = 不含内容
settings-notify-with = 含内容
settings-notify-why = 焦点在其他窗口时：已配对电脑的消息和文件，以及因错误而结束的连接。
settings-notify-no-bus = 此处不可用：没有会话总线。
settings-notify-no-service = 此处不可用：会话总线上没有通知服务。
settings-notify-no-way = 此系统上不可用；窗口会改为请求注意。
