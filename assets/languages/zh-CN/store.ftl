# 关于磁盘上的预设、设置与历史记录的提示。

store-damaged = { $file } 已损坏，现已移至 { $moved }。没有可恢复的备份，原有内容请查看该文件。
store-damaged-restored = { $file } 已损坏，现已移至 { $moved }。已恢复 { $age }前的备份（{ $entries } 项）。
store-gone = { $file } 不见了。已恢复 { $age }前的备份（{ $entries } 项）。如果想从头开始，请在这里删除预设。
store-damaged-unmoved = { $file } 已损坏且无法移走，因此停止保存。请修复或移走该文件，然后重新加载。
store-unreadable = { $file } 中有 { $count } 项无法读取，已原样保留：{ $names }。请用文本编辑器修正后重新加载。
store-newer = { $file } 由更新的版本（{ $version }）创建。可以使用但不能保存；如需修改，请更新本程序。
store-migrated = { $file } 已升级到新格式，旧文件保留为 { $backup }。如需退回旧版程序，将其改回原名即可。
store-cannot-read = 无法读取 { $file }（{ $what }），因此停止保存。请检查文件权限，然后重新加载。
store-not-heeded = { $file } 修改后无法读取（第 { $line } 行：{ $reason }）。设置保持不变；改正后立即生效。
store-put-aside = { $file } 修改后无法读取，现已移至 { $moved }，原处保存的是此窗口的设置。
store-read-only = 未保存：{ $file } 为只读。更改会保留到程序退出；请开放写入权限，或导出更改。
store-disk-full = 未保存：{ $file } 所在磁盘已满。更改会保留到程序退出；请释放空间后重新保存。
store-cannot-write = 未保存：无法写入 { $file }（{ $what }）。更改会保留到程序退出；请重新保存，或导出更改。
store-no-config = 本次运行不保存预设与设置：无法写入 { $folder }（{ $what }）。请释放空间或开放写入权限，然后重新启动。原有内容保持不变。
store-no-data = 本次运行只显示而不保存会话：无法写入 { $folder }（{ $what }）。请释放空间或开放写入权限，然后重新打开会话。
store-no-state = 已输入和已打开的内容不会为下次启动保留：无法写入 { $folder }（{ $what }）。请释放空间或开放写入权限，然后重新启动。
store-merged = { $file } 同时被其他程序修改。双方的预设都已保留；双方都改过的预设会有两份。
store-changed-outside = 未保存：{ $file } 已被其他程序修改，目前无法读取。请修正或移走该文件，然后重新保存。
store-saving-off = 未保存：{ $file } 无法完整读取，已停止保存。请将更改导出到其他文件。
store-too-large = { $file } 大小为 { $bytes }，最多读取 { $limit }。请缩减后重新加载。
store-too-many = { $file } 含有 { $count } 个预设；已读取前 { $limit } 个，其余保留在文件中。
store-not-presets = { $file } 中没有预设：{ $reason }。请选择导出的预设文件。
store-import-cannot-read = 无法读取 { $file }（{ $what }）。没有导入任何预设；请检查文件名和权限。
store-import-too-large = { $file } 大小为 { $bytes }，最多导入 { $limit }。没有导入任何预设；请拆分成较小的文件。
os-not-found = 找不到
os-denied = 没有权限
os-exists = 已存在
os-is-folder = 是文件夹
os-no-space = 磁盘已满
os-read-only = 磁盘为只读

example-server = 教程服务器
example-client = 教程客户端
