# 输入的内容为什么还不能转换为字节。

input-odd-digits = 已输入 { $count } 位十六进制数字，还差一位：每个字节两位。
input-not-hex = 第 { $at } 个字符“{ $found }”不是十六进制数字。请使用 0–9 和 A–F。
input-bad-escape = 第 { $at } 个字符处的“{ $text }”不是有效的转义。反斜杠请写作 \\；可用的转义有 \r \n \t \0 \e \xNN \u{"{"}N…{"}"}。
