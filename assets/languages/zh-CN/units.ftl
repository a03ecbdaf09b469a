# 数量。单位按国际单位制：十进制倍数。

unit-b = { $n } B
unit-kb = { $n } kB
unit-mb = { $n } MB
unit-gb = { $n } GB
unit-tb = { $n } TB
unit-rate = { $bytes }/s
unit-us = { $n } 微秒
unit-ms = { $n } 毫秒
unit-s = { $n } 秒
unit-min = { $min } 分钟
unit-min-s = { $min } 分 { $s } 秒
unit-h = { $h } 小时
unit-h-min = { $h } 小时 { $min } 分钟
unit-d = { $d } 天
unit-d-h = { $d } 天 { $h } 小时
