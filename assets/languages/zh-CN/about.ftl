# 程序自身的信息：版本、文件夹、诊断信息、崩溃报告。

about-button = 关于 Jackfield…
about-title = 关于 Jackfield
about-what = 套接字工作台：监听、连接、对话，看清每个字节、每处边界和每个线程。
about-version = 版本
about-system = 系统
about-licence = 许可证
about-config = 预设与设置
about-data = 会话记录
about-state = 历史与报告
about-open = 打开文件夹：{ $name }
about-copy = 复制诊断信息
about-copy-why = 版本、系统、设置和计数，供报告问题时使用。不含配对码、密钥、名称、地址或消息。
about-licences-what = 每个组件及其随 Jackfield 一同分发时所用的许可证。许可证原文列于其后，保留其具有效力的语言。
about-licences = 所用组件的许可证
key-about = 关于 Jackfield

# 崩溃报告
crash-told = 程序之前发生过 { $count } 次内部错误。报告保存在这台电脑上，不含任何对话内容，也没有发送给任何人。
crash-show = 打开文件夹
crash-remove = 删除报告
crash-keep = 保留
crash-stays = 崩溃报告未改动：{ $error }。

# 上次意外结束后留下的内容
reopen-asked = 程序上次意外结束。要重新打开 { $count } 个会话吗？
reopen-with-drafts = { $count } 段已输入但未发送的文字也会恢复。
reopen-ended = 另有 { $count } 个会话当时已结束，不会重新打开。
reopen-yes = 重新打开
reopen-no = 不重新打开
careful-told = 程序在一分钟内意外结束了三次。这次使用内置设置启动：不重新打开任何内容，在你打开“配对”之前也不连接已配对的电脑。你的文件保持原样，现在更改的设置不会保存。若一切正常，请关闭后重新启动；否则请查看这些文件夹。
window-stalled = 窗口停顿了 { $lasted }。当时所有线程的状态已记录在 { $file }，不含任何对话内容，也没有发送给任何人。
window-stalled-unkept = 窗口停顿了 { $lasted }。无法写入报告。
